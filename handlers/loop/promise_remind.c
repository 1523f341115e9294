/*
 * Promises that are overdue: whoever has the issue is reminded, then others, up a ladder. Whatever
 * is due for one person at a time comes in one message.
 */
#include <inttypes.h>

#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/clock.h"
#include "handlers/command.h"
#include "handlers/loop/notify_tool.h"
#include "handlers/loop/promise.h"
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
enum {
	BETWEEN_RUNGS = 8 * 60, // minutes of working time
	BETWEEN_REMINDERS = 4 * 60, // likewise, of one person
	LOOKED_AT = 1000,
	AT_ONCE = 500,
	PEOPLE = 64,
	SHOWN = 5,
};

static const char timer[] = "promise";

/* An issue whose next rung is due. */
struct overdue {
	struct subject subject;
	struct promise promise;
};

struct reminded {
	const struct person *person;
	const struct overdue *items[SHOWN];
	size_t count; // of all
};

/* Everything that is due at one moment, and whom it is told. */
struct round {
	struct request *request;
	struct reminded people[PEOPLE];
	size_t count;
};

/* --- when --- */

/* A time that has passed may have come before, and then put off: this is another one. */
static void set_timer(struct request *request, int64_t issue, int64_t at)
{
	timer_store_set(request->db, timer, issue_ref(request->arena, issue),
		at > request->now ? at : request->now);
}

/* On the next quarter of an hour, so that what was promised about the same time comes together. */
static int64_t quarter_after(int64_t time)
{
	const int64_t quarter = 15 * (int64_t)MS_PER_MINUTE;

	return (time / quarter + 1) * quarter;
}

/* When the next is to be told; 0: nobody is. */
static int64_t next_at(struct request *request, const struct tool *tool, int64_t issue,
	const struct promise *promise)
{
	struct reminder last = reminder_store_last(request->db, issue, promise->due_at);

	if (!promise->due_at || last.rung + 1 >= RUNGS)
		return 0;
	if (last.rung < 0)
		return quarter_after(promise->due_at);
	return working_hours_after(promise_timezone(request, tool), last.at, BETWEEN_RUNGS);
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

/* --- whom --- */

static struct people on_rung(struct request *request, const struct overdue *overdue, enum rung rung)
{
	const struct subject *subject = &overdue->subject;
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
		if (!overdue->promise.fix)
			break;
		return role_admins(request);
	case RUNGS:
		break;
	}
	return people;
}

/* Those of them who were not told of it on a lower rung. */
static struct people new_on_rung(
	struct request *request, const struct overdue *overdue, enum rung rung)
{
	struct people all = on_rung(request, overdue, rung);
	struct people some = { .items = arena_array(request->arena, all.count + 1, struct person) };

	for (size_t i = 0; i < all.count; i++)
		if (role_can_be_told(&all.items[i]) &&
			!reminder_store_was_told(request->db, overdue->subject.issue->id,
				overdue->promise.due_at, all.items[i].id))
			some.items[some.count++] = all.items[i];
	return some;
}

static struct reminded *find(struct round *round, int64_t person)
{
	for (size_t i = 0; i < round->count; i++)
		if (round->people[i].person->id == person)
			return &round->people[i];
	return NULL;
}

/* Until when all of them are left alone, because they were reminded of something lately; 0:
 * somebody is not, or hears of others right now. */
static int64_t left_alone_until(
	struct round *round, const struct overdue *overdue, const struct people *people)
{
	struct request *request = round->request;
	const char *timezone = promise_timezone(request, overdue->subject.tool);
	int64_t until = 0;

	for (size_t i = 0; i < people->count; i++) {
		int64_t last = reminder_store_last_told(request->db, people->items[i].id);
		int64_t free = last ? working_hours_after(timezone, last, BETWEEN_REMINDERS) : 0;
		if (free <= request->now || find(round, people->items[i].id))
			return 0;
		if (!until || free < until)
			until = free;
	}
	return until;
}

static void add(struct round *round, const struct overdue *overdue, const struct person *person)
{
	struct request *request = round->request;
	struct reminded *reminded = find(round, person->id);

	if (!reminded && round->count < PEOPLE) {
		reminded = &round->people[round->count++];
		*reminded = (struct reminded){ .person = person };
	}
	if (!reminded || !reminder_store_tell(request->db, overdue->subject.issue->id,
				 overdue->promise.due_at, person->id, request->now))
		return;
	if (reminded->count < SHOWN)
		reminded->items[reminded->count] = overdue;
	reminded->count++;
}

/* Up to the first rung where somebody new stands. */
static void climb(struct round *round, const struct overdue *overdue)
{
	struct request *request = round->request;
	int64_t issue = overdue->subject.issue->id, due_at = overdue->promise.due_at;
	int from = reminder_store_last(request->db, issue, due_at).rung + 1, rung = from;
	struct people people = { 0 };

	while (rung < RUNGS && !people.count)
		people = new_on_rung(request, overdue, (enum rung)rung++);
	int64_t later = left_alone_until(round, overdue, &people);
	if (later) {
		set_timer(request, issue, later);
		return;
	}
	while (from < rung)
		reminder_store_add(request->db, issue, due_at, from++, request->now);
	for (size_t i = 0; i < people.count; i++)
		add(round, overdue, &people.items[i]);
	timer_store_clear(request->db, timer, overdue->subject.ref);
	arm(request, overdue->subject.tool, overdue->subject.issue);
}

/* --- in words --- */

static void say_overdue(
	struct request *request, struct message *message, const struct overdue *overdue)
{
	const struct subject *subject = &overdue->subject;
	const struct issue *issue = subject->issue;
	bool fix = overdue->promise.fix;

	message_paragraph(message);
	message_strong(message, "%s", subject->ref);
	message_text(message, " %s: %s", subject->tool->name, issue->title);
	message_line(message, "%s was promised by ", fix ? "A fix" : "An answer");
	message_time(message, overdue->promise.due_at);
	message_text(message, "; %s %s.", people_counted(request->arena, issue->reports),
		issue->reports == 1 ? "waits" : "wait");
	if (fix) {
		message_text(message, " ");
		say_person_id(request, message, issue->acknowledged_by);
		message_text(message, " has it.");
	} else {
		message_button(message, BUTTON_PRIMARY, "Acknowledge", "acknowledge", subject->ref);
	}
	message_button(message, BUTTON_PLAIN, "Mark fixed", "mark_fixed", subject->ref);
}

static const struct message *reminder(struct request *request, const struct reminded *reminded)
{
	struct message *message = message_create(request->arena);
	const struct subject *first = &reminded->items[0]->subject;

	if (reminded->count > 1)
		message_line(message, "%zu issues are overdue.", reminded->count);
	for (size_t i = 0; i < reminded->count && i < SHOWN; i++)
		say_overdue(request, message, reminded->items[i]);
	if (reminded->count > SHOWN)
		message_line(message, "And %zu more: %s", reminded->count - SHOWN,
			typed(request, "mine", "%s", ""));
	if (reminded->count > 1)
		message_summary(
			message, "Overdue: %s and %zu more", first->ref, reminded->count - 1);
	else
		message_summary(message, "Overdue: %s %s", first->ref, first->issue->title);
	return message;
}

static void tell(struct request *request, const struct reminded *reminded)
{
	struct person person = *reminded->person;
	struct people people = { .items = &person, .count = 1 };

	if (!reminded->count)
		return;
	/* What it begins with they were never told of before: it is a key of this message alone. */
	struct telling telling = {
		.kind = "overdue",
		.which = arena_printf(request->arena, "%" PRId64 ":%" PRId64,
			reminded->items[0]->subject.issue->id, reminded->items[0]->promise.due_at),
		.message = reminder(request, reminded),
	};
	tell_people(request, &people, &telling);
}

/* --- a time has come --- */

static void look(struct round *round, const char *ref)
{
	struct overdue *overdue = arena_new(round->request->arena, struct overdue);
	struct request about = *round->request;

	about.text = ref;
	if (subject_of_button(&about, &overdue->subject) || !overdue->subject.tool ||
		!issue_status_is_live(overdue->subject.issue->status))
		return;
	const struct tool *tool = overdue->subject.tool;
	const struct issue *issue = overdue->subject.issue;
	overdue->promise = promise_of_issue(&about, tool, issue);
	int64_t at = next_at(&about, tool, issue->id, &overdue->promise);
	if (at && at <= about.now)
		climb(round, overdue);
	else if (at)
		set_timer(&about, issue->id, at);
}

struct outcome *promise_due(struct request *request)
{
	struct round *round = arena_new(request->arena, struct round);
	struct timers timers =
		timer_store_due_of(request->db, request->arena, timer, request->now, AT_ONCE);

	round->request = request;
	look(round, request->text);
	for (size_t i = 0; i < timers.count; i++)
		look(round, timers.items[i].value);
	for (size_t i = 0; i < round->count; i++)
		tell(request, &round->people[i]);
	return silent(request);
}
