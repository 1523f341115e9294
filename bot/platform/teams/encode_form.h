#ifndef LASTMILE_TEAMS_ENCODE_FORM_H
#define LASTMILE_TEAMS_ENCODE_FORM_H
/*
 * A form as a card, in the largest room in which that stays small enough; and one that is not right
 * yet, again. Used by encode.c, which makes a dialog of it.
 */
#include <stdbool.h>
#include <stddef.h>

struct cJSON;
struct event_form;
struct form_error;
struct teams_encoder;
struct teams_where;

/* Below what a relay carries on its control channel. */
enum { TEAMS_FORM_BYTES = 60 * 1024 };

/* A whole card of the form in `where`; json_free() it. NULL: it cannot be made small enough. */
struct cJSON *teams_form_card(const struct teams_where *where);

/* The card as it was, with what was typed in its inputs and `errors` at them; what is wrong with
 * something else stands on top. Takes `card`. */
struct cJSON *teams_form_again(const struct teams_encoder *encoder, struct cJSON *card,
	const struct event_form *typed, const struct form_error *errors);

/* {"type": "AdaptiveCard", …} around a body; takes `body` and `entities`. */
struct cJSON *teams_card(struct cJSON *body, struct cJSON *entities, const char *fallback);

#endif
