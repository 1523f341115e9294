#ifndef LASTMILE_CARD_REVIEW_H
#define LASTMILE_CARD_REVIEW_H
/*
 * Keeping a trust card true: its owner is reminded when nobody has looked at it for 90 days, or
 * when people report what it does not say; one click adds that, one says that it is right as it is.
 *
 * Promises: at most one reminder in 30 days for each tool, in the owner's working hours.
 */
#include <stdbool.h>

struct outcome;
struct request;
struct tool;

/* Nobody has looked at it for 90 days. */
bool card_is_stale(const struct request *request, const struct tool *tool);

/* If the card is due, sets the timer for its owner's next working hour. */
void card_review_look(struct request *request, const struct tool *tool);

struct outcome *card_review_due(struct request *request); /* the timer: "<tool>" */
struct outcome *card_right(struct request *request); /* the button: "<tool>" */
struct outcome *add_to_fails(struct request *request); /* the button: "<tool> LM-12" */

#endif
