#ifndef LASTMILE_HOURS_H
#define LASTMILE_HOURS_H
/*
 * Hours returned, in words: one way for the digest, the trust card, roi and the home page. What
 * they are and how they are computed: storage/hours_numbers.h. Grades are never added up without
 * saying so.
 */
#include <stdint.h>

struct hours;
struct message;
struct request;
struct tool;
struct tools;

/*
 * A paragraph: "Hours returned in 4 weeks, net: 12.5 hours measured (grade A). Promised: 40
 * hours." for one tool, or for all of them (NULL) with how many of them are measured. Times are ms
 * UTC, [from, until). Says nothing when nothing is measured.
 */
void say_hours(struct request *request, struct message *message, const struct tool *tool,
	int64_t from, int64_t until);

/* The same for several; or of what was computed before. */
void say_hours_of_tools(struct request *request, struct message *message, const struct tools *tools,
	int64_t from, int64_t until);
void say_hours_counted(struct request *request, struct message *message, const struct hours *hours,
	int64_t from, int64_t until);

/* Gross and net, what it all rests on with version and date, what is missing and how to say it, and
 * twelve weeks as a chart. */
void say_hours_in_full(struct request *request, struct message *message, const struct tool *tool,
	int64_t from, int64_t until);

/* Twelve weeks on the clocks of `timezone` (IANA), the last with now in it unless it has just
 * begun: a line for each grade, gross, one for what was lost, one for what was promised. Nothing
 * where nothing is measured. */
void say_hours_chart(struct request *request, struct message *message, const struct tools *tools,
	const char *timezone);

/* What each workflow's hours rest on, a paragraph each; without any it says how to begin. */
void say_assumptions(struct request *request, struct message *message, const struct tool *tool);

const char *hours_words(struct request *request, double minutes); /* "12.5 hours" */

#endif
