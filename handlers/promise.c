#include "handlers/promise.h"

#include <inttypes.h>

#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/clock.h"
#include "bot/util/memory.h"
#include "handlers/command.h"
#include "handlers/notify_tool.h"
#include "handlers/outcome.h"
#include "handlers/roles.h"
#include "handlers/subject.h"
#include "handlers/words.h"
#include "handlers/working_hours.h"
#include "storage/issue_store.h"
#include "storage/people_store.h"
#include "storage/reminder_store.h"
#include "storage/timer_store.h"
#include "storage/tool_store.h"

enum rung { RUNG_HAS_IT, RUNG_BACKUP, RUNG_ADMINS, RUNGS };
enum { BETWEEN_RUNGS = 8 * 60, LOOKED_AT = 1000 };

static const char timer[] = "promise";

static const char *timezone_of(struct request *request, const struct tool *tool)
{
	struct people people = role_responsible(request, tool);
	const char *timezone = people.count ? people.items[0].timezone : NULL;

	return timezone ? timezone : request->settings->timezone;
}

struct promise promise_of(
	struct request *request, const struct tool *tool, int64_t since, bool acknowledged)
{
	struct promise promise = { .fix = acknowledged };
	int minutes = 0;

	if (tool && tool->stage != STAGE_RETIRED)
		minutes = acknowledged ? tool->fix_minutes : tool->acknowledge_minutes;
	if (minutes > 0)
		promise.due_at = working_hours_after(timezone_of(request, tool), since, minutes);
	return promise;
}

struct promise promise_of_issue(
	struct request *request, const struct tool *tool, const struct issue *issue)
{
	if (!issue_status_is_live(issue->status))
		return (struct promise){ 0 };
	return promise_of(request, tool,
		issue->reopened_at ? issue->reopened_at : issue->created_at,
		issue->status == ISSUE_ACKNOWLEDGED);
}

bool promise_is_overdue(const struct request *request, const struct promise *promise)
{
	return promise->due_at && promise->due_at < request->now;
}

void say_promise(struct request *request, struct message *message, const struct promise *promise)
{
	if (!promise->due_at)
		return;
	if (promise_is_overdue(request, promise))
		message_strong(message, "overdue since ");
	else
		message_text(message, "%s due ", promise->fix ? "fix" : "first answer");
	message_time(message, promise->due_at);
}

void say_promise_of_issue(struct request *request, struct message *message,
	const struct issue *issue, const struct tool *tool)
{
	struct promise promise = promise_of_issue(request, tool, issue);

	if (!promise.due_at)
		return;
	message_line(message, promise.fix ? "A fix is promised by " : "An answer is promised by ");
	message_time(message, promise.due_at);
	message_text(message, ".");
}

/* --- when it is overdue --- */

static void set_timer(struct request *request, int64_t issue, int64_t at)
{
	timer_store_set(request->db, timer, issue_ref(request->arena, issue), at);
}

/* When the next is to be told; 0: nobody is. */
static int64_t next_at(struct request *request, const struct tool *tool, int64_t issue,
	const struct promise *promise)
{
	struct reminder last = reminder_store_last(request->db, issue, promise->due_at);

	if (!promise->due_at || last.rung + 1 >= RUNGS)
		return 0;
	if (last.rung < 0)
		return promise->due_at + 1;
	return working_hours_after(timezone_of(request, tool), last.at, BETWEEN_RUNGS);
}

static void arm(struct request *request, const struct tool *tool, const struct issue *issue)
{
	struct promise promise = promise_of_issue(request, tool, issue);
	int64_t at = next_at(request, tool, issue->id, &promise);

	/* What nobody was reminded of for long is no news: an owner's list says it. */
	if (at && (at > request->now - MS_PER_DAY))
		set_timer(request, issue->id, at);
}

void promise_begin(struct request *request, const struct subject *subject)
{
	if (subject->issue && subject->tool)
		arm(request, subject->tool, subject->issue);
}

void promises_look(struct request *request, const struct tool *tool)
{
	struct issues issues = issue_store_live(request->db, request->arena, tool->id, LOOKED_AT);

	for (size_t i = 0; i < issues.count; i++)
		arm(request, tool, &issues.items[i]);
}

static struct people on_rung(struct request *request, const struct subject *subject,
	const struct promise *promise, enum rung rung)
{
	const struct person *backup = NULL;
	struct people people = { 0 };

	switch (rung) {
	case RUNG_HAS_IT:
		return role_has_issue(request, subject->issue, subject->tool);
	case RUNG_BACKUP:
		if (subject->tool->backup)
			backup = people_store_get(
				request->db, request->arena, subject->tool->backup);
		if (!backup || !role_is_there(backup))
			break;
		people.items = arena_new(request->arena, struct person);
		people.items[people.count++] = *backup;
		break;
	case RUNG_ADMINS:
		/* They are told that nobody answers for the tool: see orphans.h. */
		if (!promise->fix)
			break;
		return role_admins(request);
	case RUNGS:
		break;
	}
	return people;
}

static const struct message *reminder(
	struct request *request, const struct subject *subject, const struct promise *promise)
{
	struct message *message = message_create(request->arena);
	const struct issue *issue = subject->issue;

	message_paragraph(message);
	message_strong(message, "%s", subject->ref);
	message_text(message, " %s: %s", subject->tool->name, issue->title);
	message_line(message, "%s was promised by ", promise->fix ? "A fix" : "An answer");
	message_time(message, promise->due_at);
	message_text(message, "; %s %s.", people_counted(request->arena, issue->reports),
		issue->reports == 1 ? "waits" : "wait");
	if (promise->fix) {
		message_text(message, " ");
		say_person_id(request, message, issue->acknowledged_by);
		message_text(message, " has it.");
	} else {
		message_button(message, BUTTON_PRIMARY, "Acknowledge", "acknowledge", subject->ref);
	}
	message_button(message, BUTTON_PLAIN, "Mark fixed", "mark_fixed", subject->ref);
	message_summary(message, "Overdue: %s %s", subject->ref, issue->title);
	return message;
}

/* One key for all rungs: who was told on a lower one is not told again. Returns how many are. */
static int tell_rung(struct request *request, const struct subject *subject,
	const struct promise *promise, enum rung rung)
{
	struct people people = on_rung(request, subject, promise, rung);
	struct telling telling = {
		.kind = "overdue",
		.which = arena_printf(request->arena, "%" PRId64 ":%" PRId64, subject->issue->id,
			promise->due_at),
		.message = reminder(request, subject, promise),
	};

	reminder_store_add(
		request->db, subject->issue->id, promise->due_at, (int)rung, request->now);
	return tell_people(request, &people, &telling);
}

/* Up to the first rung where somebody new stands. */
static void climb(
	struct request *request, const struct subject *subject, const struct promise *promise)
{
	int rung = reminder_store_last(request->db, subject->issue->id, promise->due_at).rung;

	while (++rung < RUNGS)
		if (tell_rung(request, subject, promise, (enum rung)rung))
			break;
	arm(request, subject->tool, subject->issue);
}

struct outcome *promise_due(struct request *request)
{
	struct subject subject;
	struct outcome *gone = subject_of_button(request, &subject);

	if (gone)
		return gone;
	if (!subject.tool || !issue_status_is_live(subject.issue->status))
		return silent(request);
	struct promise promise = promise_of_issue(request, subject.tool, subject.issue);
	int64_t at = next_at(request, subject.tool, subject.issue->id, &promise);
	if (at && at <= request->now)
		climb(request, &subject, &promise);
	else if (at)
		set_timer(request, subject.issue->id, at);
	return silent(request);
}
