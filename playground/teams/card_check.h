#ifndef LASTMILE_PLAYGROUND_TEAMS_CARD_CHECK_H
#define LASTMILE_PLAYGROUND_TEAMS_CARD_CHECK_H
/*
 * Whether Teams would show an Adaptive Card as it was meant: what its renderer does not know, it
 * leaves out without a word, so here that is refused with a sentence that names the place.
 */
#include <stdbool.h>

struct cJSON;

#define CARD_TYPE "application/vnd.microsoft.card.adaptive"

enum card_surface {
	CARD_IN_MESSAGE,
	CARD_IN_DIALOG, // its buttons send the dialog, so they are Action.Submit
};

/* NULL, or a sentence to be freed. */
char *card_check(const struct cJSON *card, enum card_surface surface);

#endif
