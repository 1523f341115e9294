#include "handlers/tool/trust_card.h"

#include <inttypes.h>

#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/clock.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "handlers/command.h"
#include "handlers/hours/hours.h"
#include "handlers/roles.h"
#include "handlers/tool/orphans.h"
#include "handlers/tool/silent.h"
#include "handlers/tool/tool_change.h"
#include "handlers/tool/trust_gap.h"
#include "handlers/words.h"
#include "storage/issue_store.h"
#include "storage/notice_store.h"
#include "storage/people_store.h"
#include "storage/tool_numbers.h"
#include "storage/tool_store.h"

enum { FAILURES_SHOWN = 5, TITLE_CHARACTERS = 100, PULSE_DAYS = 90, HOURS_DAYS = 28 };

static int64_t days_ago(const struct request *request, int days)
{
	return request->now - (int64_t)days * MS_PER_DAY;
}

static void say_words_of_the_card(struct message *message, const struct tool *tool)
{
	const struct {
		const char *label, *text;
	} rows[] = {
		{ "Good at: ", tool->good },
		{ "Fails at: ", tool->fails },
		{ "Check it in under a minute: ", tool->verify },
		{ "When it fails: ", tool->happens },
		{ "To get your work done then: ", tool->recovery },
	};

	for (size_t i = 0; i < array_length(rows); i++) {
		if (!rows[i].text)
			continue;
		message_paragraph(message);
		message_strong(message, "%s", rows[i].label);
		message_text(message, "%s", rows[i].text);
	}
}

static void say_wrong_today(
	struct request *request, struct message *message, const struct tool *tool)
{
	const struct notice *notice =
		notice_store_last(request->db, request->arena, tool->id, days_ago(request, 1));

	if (!notice)
		return;
	message_paragraph(message);
	message_strong(message, "Wrong today");
	message_text(message, ", says ");
	say_person_id(request, message, notice->person);
	message_text(message, " at ");
	message_time(message, notice->created_at);
	message_text(message, ":");
	say_words(message, notice->text);
}

static void say_failures(struct request *request, struct message *message, const struct tool *tool)
{
	struct known_failures failures =
		tool_numbers_failures(request->db, request->arena, tool->id, FAILURES_SHOWN);
	int live = issue_store_count_live(request->db, tool->id);

	message_paragraph(message);
	message_strong(message, "Known failures: ");
	message_text(message, "%s", live ? "" : "none open.");
	for (size_t i = 0; i < failures.count; i++) {
		const struct known_failure *failure = &failures.items[i];
		message_line(message, "• ");
		message_strong(message, "%s", issue_ref(request->arena, failure->issue));
		message_text(message, " %s · %s",
			first_words(request->arena, failure->title, TITLE_CHARACTERS),
			people_counted(request->arena, failure->people));
	}
	if ((size_t)live > failures.count)
		message_line(message, "and %d more.", live - (int)failures.count);
	if (live) {
		message_note(message);
		message_code(message, "%s", typed(request, "status", "LM-<n>"));
		message_text(message, " shows one.");
	}
}

static void say_record(
	struct request *request, struct message *message, const struct tool *tool, int days)
{
	struct tool_record record = tool_numbers_record(
		request->db, tool->id, days_ago(request, days), request->now + 1);
	const struct share *fixes = &record.verified_fix;

	message_line(message, "%d days: %s · ", days,
		counted(request->arena, record.reports, "report", "reports"));
	if (!fixes->whole) {
		message_text(message, "no fix yet.");
		return;
	}
	message_text(message,
		"%" PRId64 " of %s confirmed (%" PRId64 " %%) · median time to fix %s.",
		fixes->part, counted(request->arena, fixes->whole, "fix", "fixes"),
		(100 * fixes->part + fixes->whole / 2) / fixes->whole,
		age(request->arena, record.fix_median));
}

void say_steps(struct request *request, struct message *message, const struct tool *tool)
{
	struct step_balance steps = tool_numbers_steps(
		request->db, tool->id, days_ago(request, PULSE_DAYS), request->now + 1);

	message_paragraph(message);
	message_strong(message, "Pulse: ");
	if (!steps.people)
		message_text(message, "nobody has said yet whether it removes a step or adds one.");
	else if (steps.people < TOOL_PEOPLE_AT_LEAST)
		message_text(message, "%s answered in %d days; it is shown from %d on.",
			people_counted(request->arena, steps.people), PULSE_DAYS,
			TOOL_PEOPLE_AT_LEAST);
	else
		message_text(message,
			"step balance %+d: of %s in %d days, %" PRId64
			" say it removes a step and %" PRId64 " that it adds one.",
			step_balance_percent(&steps), people_counted(request->arena, steps.people),
			PULSE_DAYS, steps.removed, steps.added);
}

static const char *card_age(struct request *request, const struct tool *tool)
{
	if (!tool->card_at)
		return "The card has not been written yet.";
	if (request->now - tool->card_at < MS_PER_DAY)
		return "The card was last looked at today.";
	return arena_printf(request->arena, "The card was last looked at %s ago.",
		age(request->arena, request->now - tool->card_at));
}

static void say_people(struct request *request, struct message *message, const struct tool *tool)
{
	say_orphan(request, message, tool);
	say_silent(request, message, tool);
	message_line(message, "Owner: ");
	if (tool->owner)
		say_person_id(request, message, tool->owner);
	else
		message_text(message, "nobody yet");
	if (tool->backup) {
		message_text(message, ". Backup: ");
		say_person_id(request, message, tool->backup);
	}
	message_text(message, ". %s", card_age(request, tool));
}

static void say_head(struct message *message, const struct tool *tool)
{
	message_paragraph(message);
	message_strong(message, "%s", tool->name);
	if (!text_equal(tool->title, tool->name))
		message_text(message, " %s", tool->title);
	message_text(message, " · %s", tool_stage_name(tool->stage));
}

static void say_numbers(struct request *request, struct message *message, const struct tool *tool)
{
	say_record(request, message, tool, 30);
	say_record(request, message, tool, 90);
	say_steps(request, message, tool);
	say_trust_gap(request, message, tool);
	say_hours(request, message, tool, days_ago(request, HOURS_DAYS), request->now + 1);
}

void say_trust_in_public(struct request *request, struct message *message, const struct tool *tool)
{
	int live = issue_store_count_live(request->db, tool->id);

	say_words_of_the_card(message, tool);
	message_line(message, "Known failures: %s.",
		live ? counted(request->arena, live, "open issue", "open issues") : "none open");
	say_numbers(request, message, tool);
	say_people(request, message, tool);
	message_line(message, "When it fails you: ");
	message_code(message, "%s", typed(request, "report", "%s what went wrong", tool->name));
	message_text(message, ". This card as it is on any day: ");
	message_code(message, "%s", typed(request, "trust", "%s", tool->name));
}

static void say_buttons(struct request *request, struct message *message, const struct tool *tool)
{
	message_button(message, BUTTON_PRIMARY, "Report a failure", "report_form", tool->name);
	if (tool_may_change(request, tool))
		message_button(message, BUTTON_PLAIN, "Edit", "edit_tool", tool->name);
	if (!role_may_settle(request, tool))
		return;
	if (tool->card_at)
		message_button(message, BUTTON_PLAIN, "Still right", "card_right", tool->name);
	message_button(message, BUTTON_PLAIN, "Wrong today", "wrong_today", tool->name);
}

const struct message *trust_card(struct request *request, const struct tool *tool)
{
	struct message *message = message_create(request->arena);

	say_head(message, tool);
	say_wrong_today(request, message, tool);
	if (!tool->good && !tool->fails && !tool->verify)
		message_line(message, "Nobody has said yet what it is good at and where it fails.");
	say_words_of_the_card(message, tool);
	say_failures(request, message, tool);
	say_numbers(request, message, tool);
	say_people(request, message, tool);
	say_buttons(request, message, tool);
	return message;
}

void say_trust_in_a_line(struct request *request, struct message *message, const struct tool *tool)
{
	struct fixes record =
		numbers_fixes(request->db, tool->id, days_ago(request, 90), request->now + 1);
	const struct share *fixes = &record.verified;

	if (fixes->whole)
		message_text(message, "%" PRId64 " of %s confirmed in 90 days · ", fixes->part,
			counted(request->arena, fixes->whole, "fix", "fixes"));
	if (!tool->card_at)
		message_text(message, "no trust card");
	else if (request->now - tool->card_at < MS_PER_DAY)
		message_text(message, "trust card of today");
	else
		message_text(message, "trust card %s old",
			age(request->arena, request->now - tool->card_at));
}
