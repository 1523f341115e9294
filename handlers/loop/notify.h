#ifndef LASTMILE_NOTIFY_H
#define LASTMILE_NOTIFY_H
/*
 * Who is told what: the only place that writes to the outbox.
 *
 * Promises: nobody is told of what they did themselves. A reporter is sent at most four kinds of
 * direct message (receipt, question, settled, reopened); all else edits a card. Each is owed once:
 * a card for each issue, person, kind and round. Who cannot be written to (the shell) is passed
 * over.
 */
#include <stdbool.h>
#include <stdint.h>

struct gathered;
struct issue;
struct message;
struct report;
struct request;
struct subject;

/* A new report: the receipt to its reporter (the actor), the card to whoever is responsible. */
void notify_logged(
	struct request *request, const struct subject *subject, const struct message *receipt);

/* One's own receipt, posted if there is none yet: of a me-too. */
void notify_receipt(struct request *request, const struct subject *subject);

/* The card of the responsible: posted to those who have none (but not to the actor), edited for the
 * rest. */
void notify_responsible(struct request *request, const struct subject *subject);

/* Only to those who have none. True: there was one. */
bool notify_new_responsible(struct request *request, const struct subject *subject);

/* Fixed or declined: every follower, the threads of the messages it came from, and all cards.
 * Returns how many people are told. */
int notify_settled(struct request *request, const struct subject *subject);

/* How many that will be, before it is done. */
int notify_settled_count(struct request *request, int64_t issue);

/* Open again: the responsible and the other followers, once for each round; all cards. */
void notify_reopened(struct request *request, const struct subject *subject);

/* What somebody is told together (gathered.h), by the first row of it. */
void notify_gathered(struct request *request, const struct gathered *first);

/* The first words where the app was added: once ever in each place. */
void notify_welcome(struct request *request, const struct message *message);

/* Answers words that somebody said to the app, in the conversation they said them in. */
void notify_offer(struct request *request, const struct message *message);

/* Whether this person has the card of the responsible. */
bool notify_has_card(struct request *request, int64_t issue, int64_t person);

/* A reporter has a deadline, and nobody has the issue yet. */
void notify_deadline(struct request *request, const struct issue *issue, int64_t person);

/* Who was asked need not act any more. */
void notify_deadline_passed(struct request *request, const struct issue *issue);

/* Did you get your work back? In a message of its own (false: this person cannot be written to);
 * what the answer changes; and that it did not come back, to whoever has it. */
bool notify_recovered(struct request *request, const struct issue *issue, int64_t person);
void notify_recovered_answer(
	struct request *request, const struct subject *subject, const struct report *report);
void notify_not_recovered(
	struct request *request, const struct subject *subject, const struct report *report);

/* The receipt of one report says something else now. */
void notify_receipt_changed(struct request *request, const struct report *report);

/* A question to the author of one report, or (0) to all who reported it, but not to the actor.
 * Returns how many are asked. */
int notify_question(struct request *request, const struct subject *subject, int64_t report,
	const char *question);

/* A reporter's answer, to the responsible and to `asker` (0: nobody). */
void notify_answer(
	struct request *request, const struct subject *subject, const char *answer, int64_t asker);

/*
 * Whose cards a change concerns: an edit that says nothing new still costs one of the few messages
 * a platform takes in a minute.
 */
enum cards_of {
	CARDS_OF_RESPONSIBLE, // what people said
	CARDS_AND_RECEIPTS, // the status
	CARDS_OF_EVERYBODY, // also the fix notifications: the note, the round, a merge, a name
};

/* Renders anew the cards of the issue, and of those merged into it. */
void cards_refresh(struct request *request, int64_t issue, enum cards_of whose);

/* One person's fix notification, after they answered it. */
void card_refresh_settled(
	struct request *request, const struct issue *issue, int64_t person, int round);

#endif
