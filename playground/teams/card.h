#ifndef LASTMILE_PLAYGROUND_TEAMS_CARD_H
#define LASTMILE_PLAYGROUND_TEAMS_CARD_H
/*
 * A card in somebody's hands: its actions in reading order, its inputs and what they hold, what the
 * client asks for before it sends anything, and the data that an action then carries.
 */
#include <stddef.h>

struct cJSON;
struct teams_workspace;

/* The N-th action (from 1) as it is read, body first; or the first with this title. NULL: none. */
const struct cJSON *card_action(const struct cJSON *card, int number, const char *title);
/* The one a form is sent with: the first Action.Submit of its own row. */
const struct cJSON *card_main_action(const struct cJSON *card);

const struct cJSON *card_input(const struct cJSON *card, const char *id); // NULL: none

/* NULL if `value` (a text, or null: emptied) can be put into this input; else why not (static). */
const char *input_refuses(const struct teams_workspace *workspace, const struct cJSON *input,
	const struct cJSON *value);

/* {input: words}: what keeps an action with all inputs from being sent. A new object. */
struct cJSON *card_missing(const struct cJSON *card, const struct cJSON *values);

/* The action's data with what the inputs hold in it. A new object. */
struct cJSON *card_data(
	const struct cJSON *card, const struct cJSON *action, const struct cJSON *values);

#endif
