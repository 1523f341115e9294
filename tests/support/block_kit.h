#ifndef LASTMILE_TEST_BLOCK_KIT_H
#define LASTMILE_TEST_BLOCK_KIT_H
/*
 * What Slack would refuse, and what people could smuggle: a second reading of Block Kit's rules
 * that shares no code with the encoder.
 */
struct cJSON;

/* NULL if `message` ({text, blocks}) keeps every limit and shape we use; else a static sentence. */
const char *block_kit_problem(const struct cJSON *message);

/* The same for a modal or a home page. */
const char *block_kit_view_problem(const struct cJSON *view);

/* How many live things it has: mentions of people and channels, links, dates, wherever they hide.
 */
struct block_kit_live {
	int persons;
	int channels;
	int links;
	int dates;
	int others; // <!here>, <!subteam…>, markup in mrkdwn: never ours
};
struct block_kit_live block_kit_count(const struct cJSON *message);

#endif
