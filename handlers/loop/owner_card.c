/*
 * The owner's card: one issue, whatever happens to it and however many people have it.
 */
#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/text.h"
#include "handlers/command.h"
#include "handlers/loop/cards.h"
#include "handlers/loop/champion_first.h"
#include "handlers/loop/follow_up.h"
#include "handlers/loop/promise.h"
#include "handlers/report/report_facts.h"
#include "handlers/roles.h"
#include "handlers/subject.h"
#include "handlers/words.h"
#include "storage/people_store.h"
#include "storage/report_store.h"
#include "storage/tool_store.h"

enum { LINES_SHOWN = 3, MORE_REPORTS_SHOWN = 2, LINE_CHARACTERS = 200 };

static void say_reporter(
	struct request *request, struct message *message, const struct report *report)
{
	if (report->anonymous)
		message_text(message, "Somebody who prefers not to be named");
	else if (!report->reporter)
		message_text(message, "Somebody");
	else
		say_person_id(request, message, report->reporter);
}

static void say_reports(struct request *request, struct message *message, const struct issue *issue)
{
	struct reports reports = report_store_of_issue(request->db, request->arena, issue->id);
	size_t shown = 0;

	for (size_t i = 0; i < reports.count && shown <= MORE_REPORTS_SHOWN; i++) {
		const struct report *report = &reports.items[i];
		if (!report_says_something(report))
			continue;
		message_paragraph(message);
		say_reporter(request, message, report);
		message_text(message, shown ? ":" : " reports:");
		say_report(request, message, report, shown++ > 0);
	}
	message_line(message, "%s %s it.", people_counted(request->arena, issue->reports),
		issue->reports == 1 ? "has" : "have");
	say_burned_and_gave_up(request, message, &reports);
}

static bool is_said(const struct change *change)
{
	static const char *const said[] = { "added", "answered", "asked", "reopened", NULL };

	if (text_is_blank(change->text))
		return false;
	for (size_t i = 0; said[i]; i++)
		if (text_equal(said[i], change->change))
			return true;
	return false;
}

static void say_change(
	struct request *request, struct message *message, const struct change *change)
{
	message_paragraph(message);
	if (change->actor)
		say_person_id(request, message, change->actor);
	else
		message_text(message, "Somebody");
	message_text(message, " %s: %s", change->change,
		first_words(request->arena, change->text, LINE_CHARACTERS));
}

struct verdict_counts {
	int works, partly, broken;
};

static struct verdict_counts count_verdicts(const struct changes *changes, const char *round)
{
	struct verdict_counts counts = { 0 };

	for (size_t i = 0; i < changes->count; i++) {
		const struct change *change = &changes->items[i];
		if (!text_equal(change->change, "verdict") ||
			!text_equal(change->from_value, round))
			continue;
		counts.works += text_equal(change->to_value, "works");
		counts.partly += text_equal(change->to_value, "partly");
		counts.broken += text_equal(change->to_value, "broken");
	}
	return counts;
}

void say_what_people_said(
	struct request *request, struct message *message, const struct issue *issue)
{
	struct changes changes = history_store_all(request->db, request->arena, issue->id);
	const char *round = arena_printf(request->arena, "%d", issue->round);
	struct verdict_counts counts = count_verdicts(&changes, round);
	size_t first = changes.count;

	if (counts.works || counts.partly || counts.broken)
		message_line(message, "Is it fixed? Works: %d, partly: %d, still broken: %d.",
			counts.works, counts.partly, counts.broken);
	for (size_t shown = 0; first > 0 && shown < LINES_SHOWN; first--)
		shown += is_said(&changes.items[first - 1]);
	for (size_t i = first; i < changes.count; i++)
		if (is_said(&changes.items[i]))
			say_change(request, message, &changes.items[i]);
}

static void say_decisions(struct request *request, struct message *message, const char *ref)
{
	message_button(message, BUTTON_PLAIN, "Mark fixed", "mark_fixed", ref);
	message_button(message, BUTTON_PLAIN, "Decline", "decline", ref);
	message_button(message, BUTTON_PLAIN, "Ask", "ask", ref);
	message_note(message);
	message_text(message, "With a word on what changed: ");
	message_code(message, "%s", typed(request, "fixed", "%s what changed", ref));
}

/* A champion helps people on; what becomes of the issue is for its owner to say. */
static void say_help(struct message *message, const char *ref)
{
	message_button(message, BUTTON_PLAIN, "Solved with a workaround", "worked_around", ref);
	message_button(message, BUTTON_PLAIN, "Ask", "ask", ref);
	message_button(message, BUTTON_PLAIN, "Hand to owner", "hand_to_owner", ref);
}

static void say_buttons(struct request *request, struct message *message, const struct issue *issue,
	const struct tool *tool, const struct person *person)
{
	const char *ref = issue_ref(request->arena, issue->id);

	if (!issue_status_is_live(issue->status))
		return;
	if (issue->status != ISSUE_ACKNOWLEDGED)
		message_button(message, BUTTON_PRIMARY, "Acknowledge", "acknowledge", ref);
	if (role_owns(person, tool) || role_is_admin(request, person))
		say_decisions(request, message, ref);
	else if (issue->assignee == person->id)
		say_help(message, ref);
}

static void say_settled(struct request *request, struct message *message, const struct issue *issue)
{
	if (!issue_status_is_settled(issue->status))
		return;
	message_line(message, "%s by ", issue_was_declined(issue) ? "Declined" : "Fixed");
	say_person_id(request, message, issue->settled_by);
	if (issue->status == ISSUE_VERIFIED)
		message_text(message, ", and confirmed");
	message_text(message, issue->note ? ":" : ".");
	if (issue->note)
		say_words(message, issue->note);
	if (issue->workaround && issue_was_declined(issue))
		message_line(message, "Instead: %s", issue->workaround);
}

static const struct message *merged(struct request *request, const struct issue *issue)
{
	struct message *message = message_create(request->arena);
	const struct issue *target = issue_now(request, issue);

	message_paragraph(message);
	message_strong(message, "%s", issue_ref(request->arena, issue->id));
	message_text(message, " %s: merged into ", issue->title);
	message_strong(message, "%s", target ? issue_ref(request->arena, target->id) : "another");
	message_text(message, ".");
	return message;
}

static const struct message *withdrawn(struct request *request, const struct issue *issue)
{
	struct message *message = message_create(request->arena);

	message_paragraph(message);
	message_strong(message, "%s", issue_ref(request->arena, issue->id));
	message_text(message, " was taken back by whoever reported it. There is nothing to do.");
	return message;
}

const struct message *owner_card(
	struct request *request, const struct issue *issue, const struct person *person)
{
	struct message *message = message_create(request->arena);
	const struct tool *tool =
		issue->tool ? tool_store_get(request->db, request->arena, issue->tool) : NULL;
	const char *ref = issue_ref(request->arena, issue->id);

	if (issue->status == ISSUE_MERGED)
		return merged(request, issue);
	if (issue->status == ISSUE_WITHDRAWN)
		return withdrawn(request, issue);
	message_paragraph(message);
	message_strong(message, "%s", ref);
	message_text(message, " %s · %s", tool_label(tool), issue_status_name(issue->status));
	say_needed_by(request, message, issue);
	say_reports(request, message, issue);
	say_way_round(message, issue);
	say_not_recovered(request, message, issue);
	if (issue->status == ISSUE_ACKNOWLEDGED) {
		message_line(message, "Acknowledged by ");
		say_person_id(request, message, issue->acknowledged_by);
		message_text(message, ".");
	}
	say_promise_of_issue(request, message, issue, tool);
	say_settled(request, message, issue);
	say_what_people_said(request, message, issue);
	if (!tool)
		say_choose_tool(request, message, issue->id);
	say_buttons(request, message, issue, tool, person);
	message_summary(message, "%s %s: %s", ref, tool_label(tool), issue->title);
	return message;
}
