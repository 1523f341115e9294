#ifndef LASTMILE_PROMISE_H
#define LASTMILE_PROMISE_H
/*
 * What is promised to people who report: a first answer, and, where the tool's owner says so, a
 * fix; both within so much working time of whoever answers for the tool. Until when is shown to
 * those who have the issue.
 *
 * A promise that is overdue is said once to whoever has the issue; a working day later to the
 * backup, another one later, of a fix, to the admins (that nobody answers they are told by
 * orphans.h). Nobody is told of the same promise twice, and of several in one message: what comes
 * within four hours of working time after a reminder waits until then. That is promise_remind.c.
 */
#include <stdbool.h>
#include <stdint.h>

struct db;
struct issue;
struct message;
struct outcome;
struct request;
struct subject;
struct tool;

struct promise {
	int64_t due_at; // ms UTC; 0: nothing is promised
	bool fix; // else a first answer
};

/* Of an issue that waits since then: logged, or opened again. `tool` may be NULL. */
struct promise promise_of(
	struct request *request, const struct tool *tool, int64_t since, bool acknowledged);
struct promise promise_of_issue(
	struct request *request, const struct tool *tool, const struct issue *issue);
/* On whose clocks: of whoever answers for the tool. */
const char *promise_timezone(struct request *request, const struct tool *tool);
bool promise_is_overdue(const struct request *request, const struct promise *promise);

/* "first answer due tomorrow 11:00", "overdue since …": a part of a sentence. Nothing, if nothing
 * is promised. */
void say_promise(struct request *request, struct message *message, const struct promise *promise);
/* The same as a line of the card of whoever has it. */
void say_promise_of_issue(struct request *request, struct message *message,
	const struct issue *issue, const struct tool *tool);

/* Somebody reported, or it is open again: its time begins to run. */
void promise_begin(struct request *request, const struct subject *subject);
/* The same for all live issues of a tool, whose promises may be others now. */
void promises_look(struct request *request, const struct tool *tool);

struct outcome *promise_due(struct request *request); // the timer "promise": "LM-12"

#endif
