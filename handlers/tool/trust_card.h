#ifndef LASTMILE_TRUST_CARD_H
#define LASTMILE_TRUST_CARD_H
/*
 * The trust card: what a tool is good at, where it fails, how to check it, what is known to be
 * broken now, and what the record says. Whoever reads it should trust the tool as far as it
 * deserves. It names no reporter.
 */
#include <stdbool.h>
#include <stdint.h>

struct message;
struct request;
struct tool;

/* For the actor, with what they may do. */
const struct message *trust_card(struct request *request, const struct tool *tool);

/* In a channel: the words, and the numbers; nobody's report. */
void say_trust_in_public(struct request *request, struct message *message, const struct tool *tool);

/* One line: "3 of 4 fixes confirmed · card 12 days old"; adds to the paragraph. */
void say_trust_in_a_line(struct request *request, struct message *message, const struct tool *tool);

/* "Step balance +43: 4 of 7 people say …"; begins a block. */
void say_steps(struct request *request, struct message *message, const struct tool *tool);

#endif
