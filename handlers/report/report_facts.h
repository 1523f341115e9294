#ifndef LASTMILE_REPORT_FACTS_H
#define LASTMILE_REPORT_FACTS_H
/*
 * What a report says, as whoever answers for the tool sees it. Never who, where the reporter is
 * not to be named: nothing that names them is stored with an anonymous report (filing.c).
 */
#include <stdbool.h>

struct message;
struct report;
struct reports;
struct request;

/* Whether there is anything to show beyond that somebody has it. */
bool report_says_something(const struct report *report);

/* Words, kind, time lost, deadline, the message it is about; `brief`: their beginning. */
void say_report(
	struct request *request, struct message *message, const struct report *report, bool brief);

/* "It got out to others: 2 people. 1 person stopped using it."; nothing if nobody said so. */
void say_burned_and_gave_up(
	struct request *request, struct message *message, const struct reports *reports);

#endif
