#ifndef LASTMILE_CARDS_H
#define LASTMILE_CARDS_H
/*
 * Cards: direct messages that are edited as things change, instead of being followed by others.
 * Each is rendered from the state of its issue alone, so any change ends in cards_refresh().
 *
 *     receipt   to a reporter: what was logged, who has it, what became of it
 *     owner     to whoever is responsible: the issue, how many people, what to do
 *     settled   to each follower, one for each round: fixed or declined; works?
 *     reopened  to followers and responsible people, one for each round
 *     deadline  to who is asked because a reporter has a deadline, one for each round
 *     gathered  in place of settled and reopened, to those who want to be told once a day
 * (gathered.h) recovered to a reporter: did you get your work back?
 *
 * Nothing shown names an anonymous reporter. What is owed is written by notify.c alone.
 */
#include <stdint.h>

#include "storage/issue_store.h"

struct message;
struct person;
struct report;
struct request;
struct subject;
struct tool;

#define CARD_RECEIPT "receipt"
#define CARD_OWNER "owner"
#define CARD_SETTLED "settled"
#define CARD_REOPENED "reopened"
#define CARD_DEADLINE "deadline"
#define CARD_RECOVERED "recovered"
#define CARD_GATHERED "gathered"

/* NULL where the card has nothing to show to this person. `logged` is the issue the card belongs
 * to, which may have been merged since. */
const struct message *receipt_card(
	struct request *request, const struct issue *logged, const struct person *person);
const struct message *owner_card(
	struct request *request, const struct issue *issue, const struct person *person);
const struct message *settled_card(
	struct request *request, const struct issue *issue, const struct person *person, int round);
const struct message *deadline_card(
	struct request *request, const struct issue *issue, const struct person *person);
const struct message *recovered_card(
	struct request *request, const struct issue *issue, const struct person *person);
const struct message *reopened_card(
	struct request *request, const struct issue *issue, const struct person *person);

/* A receipt while it is new, and the reply to a report: with the similar issues, each with Me too.
 */
const struct message *receipt_message(struct request *request, const struct subject *subject,
	const struct report *report, const struct issues *similar);

/* The buttons that ask which tool an issue is about, and how to type it; only if there are tools.
 */
void say_choose_tool(struct request *request, struct message *message, int64_t issue);

/* Who answers for it, and by when to expect word. */
struct expectation {
	const struct issue *issue; // a champion may have it first
	const struct tool *tool; // NULL: nobody knows yet
	int64_t since; // when it was said
	int64_t reader; // the person who reads this
};
void say_expectation(
	struct request *request, struct message *message, const struct expectation *expectation);

/* "2 say it works, 1 still broken" for the last round, and the newest lines people added; or
 * nothing. */
void say_what_people_said(
	struct request *request, struct message *message, const struct issue *issue);

/* How it was settled last, and whether it works now, or what this person answered to that. */
void say_settling(struct request *request, struct message *message, const struct issue *issue,
	const struct person *person);
/* The button that leads to how they are told. */
void say_settings(struct message *message);

/* Whether the last settling was a decline. */
bool issue_was_declined(const struct issue *issue);

#endif
