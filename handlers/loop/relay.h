#ifndef LASTMILE_RELAY_H
#define LASTMILE_RELAY_H
/*
 * The conversation between whoever has an issue and those who reported it, through us: questions
 * one way, answers the other, as often as it takes, each in private and kept with the issue. An
 * anonymous reporter takes part like anybody else and is "the reporter" to the others.
 *
 * A report's number stands for its author: in a button's value and in the history it names nobody.
 */
#include <stdbool.h>
#include <stdint.h>

struct message;
struct outcome;
struct request;
struct subject;

/* A question to the author of one report, or (0) to all who reported the issue. */
struct outcome *relay_ask(
	struct request *request, struct subject *subject, int64_t report, const char *question);

/* A reporter's answer. */
struct outcome *relay_answer(
	struct request *request, const struct subject *subject, const char *answer);

/* Plain words in the thread of a question or an answer of ours go the other way. NULL: the event
 * is nothing of the kind. */
struct outcome *relay_reply(struct request *request);

/* What was asked and answered, to whom may see it: all of it to an insider, to a reporter what they
 * were asked and said themselves; to others nothing. */
void say_conversation(struct request *request, struct message *message,
	const struct subject *subject, bool insider);

#endif
