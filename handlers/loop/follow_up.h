#ifndef LASTMILE_FOLLOW_UP_H
#define LASTMILE_FOLLOW_UP_H
/*
 * What is to come of a report later: a deadline at risk climbs from one to the next until somebody
 * has the issue (deadline.c), and one question is asked: did you get your work back? (recovered.c).
 *
 * Promises: nobody is asked twice for the same, also across restarts. Who prefers not to be named
 * is named in none of it.
 */
#include <stdint.h>

struct issue;
struct message;
struct outcome;
struct person;
struct report;
struct request;
struct subject;

/* Of a new report, or of one that says more now; before anybody is told of it. */
void follow_up(struct request *request, const struct subject *subject, const struct report *report);
/* The issue is open again: those who still have a deadline are not alone with it. */
void deadlines_resume(struct request *request, const struct subject *subject);

/* A button of who was asked: the issue is theirs now. */
struct outcome *i_have_it(struct request *request);
struct outcome *deadline_due(struct request *request); // a timer: "LM-12 4 1"

/* The nearest deadline of an issue that is not settled, on top of the card of whoever has it. */
void say_needed_by(struct request *request, struct message *message, const struct issue *issue);
/* To the reporter: who was asked, and who has it. */
void say_who_was_asked(struct request *request, struct message *message, const struct issue *issue,
	const struct report *report);

struct outcome *recovered_due(struct request *request); // a timer: "LM-12 4"
struct outcome *recovered_yes(struct request *request); // buttons: "LM-12 4"
struct outcome *recovered_partly(struct request *request);
struct outcome *recovered_no(struct request *request);

/* In the receipt: the question, or what they said. */
void say_recovered(struct request *request, struct message *message, const struct issue *issue,
	const struct report *report);
/* "1 did not get their work back." */
void say_not_recovered(struct request *request, struct message *message, const struct issue *issue);

#endif
