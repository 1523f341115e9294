#ifndef LASTMILE_REPORT_LOG_H
#define LASTMILE_REPORT_LOG_H
/*
 * How a report is made, however somebody said it: one line, a form, a reaction, plain words. The
 * report is kept whatever else is unclear; what is unclear is asked afterwards, with buttons.
 *
 * The same words said again about the same tool are one report, and so is the same message.
 */
#include <stdint.h>

struct message;
struct outcome;
struct report;
struct request;
struct subject;
struct tool;

/* What every report begins with: who, when, through which platform; nothing is said yet. `source`
 * is how it came: "command", "form", "shortcut", "reaction", "message", "me_too". */
struct report report_begin(const struct request *request, const char *source);

/*
 * Logs what is said and answers with the receipt, which everybody who answers for the tool hears of
 * too. `tool` may be NULL: then it is asked. `title` NULL: the first words, or the kind of failure.
 */
struct outcome *report_log(struct request *request, const struct tool *tool, const char *title,
	const struct report *said);

/*
 * Logs what is said, naming its reporter (the request's actor), where somebody else learns of it.
 * NULL with the issue; else why not. The same words said before count there; but not where they
 * were said without a name: that issue would tell who it was.
 */
struct outcome *report_log_named(struct request *request, const struct tool *tool,
	const struct report *said, int64_t *ret_issue);

/* Adds what is said to somebody else's issue: a me-too. */
void report_join(struct request *request, struct subject *into, const struct report *said);

/* The receipt, to the reporter and as the answer; the card, to whoever answers for the tool. */
struct outcome *report_answer(
	struct request *request, struct subject *subject, const struct report *report);

/* "Logged already, as LM-4 …" */
struct outcome *report_already(struct request *request, const struct report *report);

/* A live issue of this tool that is about the message already; NULL if there is none. */
const struct report *report_of_message(
	struct request *request, const struct tool *tool, const struct report *said);

#endif
