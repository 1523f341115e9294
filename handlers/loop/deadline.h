#ifndef LASTMILE_DEADLINE_H
#define LASTMILE_DEADLINE_H
/* The ladder of a deadline at risk: see deadline.c. Others begin at follow_up.h. */
struct report;
struct request;
struct subject;

/* Nothing, if the report has no deadline that is still to come. */
void deadline_begin(
	struct request *request, const struct subject *subject, const struct report *report);

#endif
