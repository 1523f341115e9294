#include "handlers/tool/card_review.h"

#include <inttypes.h>
#include <string.h>

#include "bot/event.h"
#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/clock.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/fail_words.h"
#include "handlers/loop/notify_tool.h"
#include "handlers/outcome.h"
#include "handlers/roles.h"
#include "handlers/subject.h"
#include "handlers/tool/tool_asked.h"
#include "handlers/tool/tool_change.h"
#include "handlers/tool/tool_keys.h"
#include "handlers/tool/tool_word.h"
#include "handlers/words.h"
#include "handlers/working_hours.h"
#include "storage/issue_store.h"
#include "storage/people_store.h"
#include "storage/timer_store.h"
#include "storage/tool_numbers.h"
#include "storage/tool_store.h"

enum {
	STALE_DAYS = 90,
	REMINDED_DAYS = 30,
	PEOPLE_OUTSIDE = 3,
	OFFERED = 3,
	TITLE_CHARACTERS = 100
};

/* What was reported lately that "fails at" does not say. */
struct outside {
	struct failure_report *items; // one for each issue
	size_t count;
	size_t people;
};

static bool is_new_person(const struct failure_reports *reports, const bool *counts, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (counts[i] && reports->items[i].person == reports->items[at].person)
			return false;
	return true;
}

/* Since the card was last confirmed: what its owner has seen then is not held against it again. */
static struct outside find_outside(struct request *request, const struct tool *tool)
{
	int64_t lately = request->now - (int64_t)REMINDED_DAYS * MS_PER_DAY;
	struct failure_reports reports = tool_numbers_reported(request->db, request->arena,
		tool->id, tool->card_at > lately ? tool->card_at : lately);
	bool *counts = arena_array(request->arena, reports.count + 1, bool);
	struct outside outside = { .items = arena_array(request->arena, reports.count + 1,
					   struct failure_report) };

	for (size_t i = 0; i < reports.count; i++) {
		const struct failure_report *report = &reports.items[i];
		bool same_issue = i && report->issue == reports.items[i - 1].issue;
		counts[i] = same_issue ? counts[i - 1] : !fails_say(tool, report->title);
		if (!counts[i])
			continue;
		outside.people += is_new_person(&reports, counts, i);
		if (!same_issue)
			outside.items[outside.count++] = *report;
	}
	return outside;
}

bool card_is_stale(const struct request *request, const struct tool *tool)
{
	return tool->card_at && request->now - tool->card_at > (int64_t)STALE_DAYS * MS_PER_DAY;
}

static bool is_due(struct request *request, const struct tool *tool)
{
	int64_t quiet_until = tool->reminded_at + (int64_t)REMINDED_DAYS * MS_PER_DAY;

	if (tool->stage == STAGE_RETIRED || (tool->reminded_at && request->now < quiet_until))
		return false;
	return card_is_stale(request, tool) || find_outside(request, tool).people >= PEOPLE_OUTSIDE;
}

/* The owner, or whoever stands in; NULL: nobody, which the admins are told elsewhere. */
static const struct person *who_answers(struct request *request, const struct tool *tool)
{
	struct people people = role_responsible(request, tool);

	return people.count && role_owns(&people.items[0], tool) ? &people.items[0] : NULL;
}

static int64_t working_hour(const struct request *request, const struct person *person)
{
	return working_hours_after(
		person->timezone ? person->timezone : request->settings->timezone, request->now, 0);
}

void card_review_look(struct request *request, const struct tool *tool)
{
	const struct person *person = who_answers(request, tool);

	if (person && is_due(request, tool))
		timer_store_set(
			request->db, "card_review", tool->name, working_hour(request, person));
}

static void say_outside(struct request *request, struct message *message, const struct tool *tool,
	const struct outside *outside)
{
	if (outside->people < PEOPLE_OUTSIDE)
		return;
	message_line(message,
		"%s reported %s:", people_counted(request->arena, (int64_t)outside->people),
		tool->fails ? "what “fails at” does not say" : "where it fails");
	for (size_t i = 0; i < outside->count && i < OFFERED; i++) {
		const char *ref = issue_ref(request->arena, outside->items[i].issue);
		message_line(message, "• ");
		message_strong(message, "%s", ref);
		message_text(message, " %s",
			first_words(request->arena, outside->items[i].title, TITLE_CHARACTERS));
	}
	for (size_t i = 0; i < outside->count && i < OFFERED; i++) {
		const char *ref = issue_ref(request->arena, outside->items[i].issue);
		message_button(message, BUTTON_PLAIN,
			arena_printf(request->arena, "Add %s to “fails at”", ref), "add_to_fails",
			arena_printf(request->arena, "%s %s", tool->name, ref));
	}
}

static bool has_card(const struct tool *tool)
{
	return tool->good || tool->fails || tool->verify;
}

static void say_still_right(
	struct request *request, struct message *message, const struct tool *tool)
{
	message_line(message, "Is the trust card of ");
	message_strong(message, "%s", tool->name);
	message_text(message, " still right?");
	if (card_is_stale(request, tool))
		message_text(message, " Nobody has looked at it for %s.",
			age(request->arena, request->now - tool->card_at));
	message_line(message, "Fails at: %s", tool->fails ? tool->fails : "nothing is said yet.");
}

static const struct message *reminder(struct request *request, const struct tool *tool)
{
	struct message *message = message_create(request->arena);
	struct outside outside = find_outside(request, tool);

	if (has_card(tool))
		say_still_right(request, message, tool);
	else
		message_line(message,
			"%s has no trust card yet: what is it good at, and where does it fail?",
			tool->name);
	say_outside(request, message, tool, &outside);
	if (has_card(tool))
		message_button(message, BUTTON_PRIMARY, "Still right", "card_right", tool->name);
	message_button(message, BUTTON_PLAIN, "Edit", "edit_tool", tool->name);
	return message;
}

struct outcome *card_review_due(struct request *request)
{
	const struct tool *tool = tool_store_find(request->db, request->arena, request->text);
	const struct person *person = tool ? who_answers(request, tool) : NULL;

	if (!person || !is_due(request, tool))
		return silent(request);
	if (working_hour(request, person) > request->now) {
		card_review_look(request, tool); // the machine slept into the evening
		return silent(request);
	}
	struct people one = { .items = arena_new(request->arena, struct person), .count = 1 };
	one.items[0] = *person;
	struct telling telling = {
		.kind = "card_review",
		.which = arena_printf(
			request->arena, "%" PRId64 ":%" PRId64, tool->id, request->now),
		.message = reminder(request, tool),
	};
	tell_people(request, &one, &telling);
	tool_store_set_reminded(request->db, tool->id, request->now);
	return silent(request);
}

/* The tool that a button names, for whoever answers for it. NULL: what anybody else is told. */
static const struct tool *find(
	struct request *request, const char **cursor, struct outcome **ret_wrong)
{
	const char *word = next_word(request, cursor);
	const struct tool *tool = word ? tool_called(request, word) : NULL;

	if (!tool) {
		*ret_wrong = no_such_tool(request, word ? word : "");
		return NULL;
	}
	if (role_may_settle(request, tool))
		return tool;
	*ret_wrong = reject(request,
		"The trust card of %s is kept by its owner, its backup and admins. Please "
		"ask one of them.",
		tool->name);
	return NULL;
}

struct outcome *card_right(struct request *request)
{
	const char *cursor = request->text;
	struct outcome *wrong = NULL;
	const struct tool *tool = find(request, &cursor, &wrong);

	if (!tool)
		return wrong;
	if (!has_card(tool))
		return reject(request, "%s has no trust card yet. To write it: %s", tool->name,
			typed(request, "tool", "%s good=\"…\" fails=\"…\" verify=\"…\"",
				tool->name));
	tool_card_confirmed(request, tool);
	return reply_line(
		request, "Thank you. The trust card of %s was looked at today.", tool->name);
}

static struct outcome *add_line(
	struct request *request, const struct tool *tool, const struct issue *issue)
{
	const char *line = first_words(request->arena, issue->title, TITLE_CHARACTERS);
	const char *fails =
		tool->fails ? arena_printf(request->arena, "%s\n%s", tool->fails, line) : line;
	const char *ref = issue_ref(request->arena, issue->id);
	struct tool changed = *tool;

	if (fails_have_line(tool, line))
		return reply_line(
			request, "“Fails at” of %s says so already: %s", tool->name, line);
	if (text_characters(fails) > TOOL_TEXT_CHARACTERS)
		return reject(request,
			"“Fails at” of %s is full (%d characters). Please shorten it first: %s",
			tool->name, TOOL_TEXT_CHARACTERS,
			typed(request, "tool", "%s fails=\"…\"", tool->name));
	changed.fails = fails;
	tool_save(request, tool, &changed);
	return reply_line(request, "“Fails at” of %s has %s now: %s", tool->name, ref, line);
}

struct outcome *add_to_fails(struct request *request)
{
	const char *cursor = request->text;
	struct subject subject;
	struct outcome *wrong = NULL;
	const struct tool *tool = find(request, &cursor, &wrong);
	const char *word = tool ? next_word(request, &cursor) : NULL;
	int64_t ref;

	if (!tool)
		return wrong;
	if (!word || !issue_ref_parse(word, &ref))
		return reject(request, "This button has lost its issue. %s shows the trust card.",
			typed(request, "trust", "%s", tool->name));
	wrong = subject_find(request, ref, &subject);
	if (wrong)
		return wrong;
	if (subject.issue->tool != tool->id)
		return reject(request, "%s is about another tool by now.", subject.ref);
	return add_line(request, tool, subject.issue);
}
