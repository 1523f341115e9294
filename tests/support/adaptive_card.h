#ifndef LASTMILE_TEST_ADAPTIVE_CARD_H
#define LASTMILE_TEST_ADAPTIVE_CARD_H
/*
 * What Teams would refuse or not draw, and what people could smuggle: a reading of the Adaptive
 * Card schema (1.5, with Teams' own elements) that shares no code with the encoder. It knows what
 * we use and nothing else.
 */
struct cJSON;

/* NULL, or what is wrong; a static sentence. *ret_where (may be NULL): the element it is about. */
const char *adaptive_card_problem(const struct cJSON *card, const struct cJSON **ret_where);

/* The same of a whole activity, with its summary and size; and of a task's value. */
const char *adaptive_activity_problem(const struct cJSON *activity, const struct cJSON **ret_where);
const char *adaptive_dialog_problem(const struct cJSON *dialog, const struct cJSON **ret_where);

/* How many live things it has, wherever they hide. */
struct adaptive_live {
	int mentions;
	int links;
	int dates;
};
struct adaptive_live adaptive_card_count(const struct cJSON *card);

#endif
