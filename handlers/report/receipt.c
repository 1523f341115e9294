/*
 * The receipt: what a reporter has in hand. While it is new it carries the similar issues; later it
 * shows what became of the issue. It shows nobody's words but the reporter's own and the owner's.
 */
#include <inttypes.h>

#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/text.h"
#include "handlers/command.h"
#include "handlers/loop/cards.h"
#include "handlers/loop/champion_first.h"
#include "handlers/loop/follow_up.h"
#include "handlers/report/advice.h"
#include "handlers/roles.h"
#include "handlers/subject.h"
#include "handlers/words.h"
#include "handlers/working_hours.h"
#include "storage/people_store.h"
#include "storage/report_store.h"
#include "storage/tool_store.h"

enum { TOOLS_TO_CHOOSE = 10 };

/* Those that somebody may still mean. */
static struct tools tools_to_choose(struct request *request)
{
	struct tools tools = tool_store_all(request->db, request->arena);
	size_t kept = 0;

	for (size_t i = 0; i < tools.count && kept < TOOLS_TO_CHOOSE; i++)
		if (tools.items[i].stage != STAGE_RETIRED)
			tools.items[kept++] = tools.items[i];
	tools.count = kept;
	return tools;
}

void say_choose_tool(struct request *request, struct message *message, int64_t issue)
{
	struct tools tools = tools_to_choose(request);
	const char *ref = issue_ref(request->arena, issue);

	if (!tools.count) {
		message_line(message,
			"No tool is known yet, so it waits with the admins; one of them can "
			"name it with ");
		message_code(message, "%s", typed(request, "tool", "NAME owner=@person"));
		return;
	}
	message_line(message,
		"Which tool is it about? Until you say so it waits with the admins. Choose "
		"one, or type ");
	message_code(message, "%s", typed(request, "report", "%s NAME", ref));
	for (size_t i = 0; i < tools.count; i++) {
		const struct tool *tool = &tools.items[i];
		message_button(message, BUTTON_PLAIN, first_words(request->arena, tool->title, 40),
			"choose_tool", arena_printf(request->arena, "%s %s", ref, tool->name));
	}
}

static bool is_owner(const struct tool *tool, const struct person *person)
{
	return tool && tool->owner == person->id;
}

void say_expectation(
	struct request *request, struct message *message, const struct expectation *expectation)
{
	const struct tool *tool = expectation->tool;
	struct people people = role_has_issue(request, expectation->issue, tool);

	if (!tool)
		return;
	if (!people.count) {
		message_line(
			message, "Nobody is named as its owner yet; it is kept until somebody is.");
		return;
	}
	const struct person *first = &people.items[0];
	if (first->id == expectation->reader && role_owns(first, tool)) {
		message_line(message, "You answer for %s.", tool->name);
		return;
	}
	const char *timezone = first->timezone ? first->timezone : request->settings->timezone;
	message_paragraph(message);
	say_person(message, first);
	if (first->id == expectation->issue->assignee)
		message_text(message, " looks at it first");
	else if (is_owner(tool, first))
		message_text(message, " answers for %s", tool->name);
	else if (role_owns(first, tool))
		message_text(message, " stands in for the owner of %s", tool->name);
	else
		message_text(message, " is looking for an owner of %s", tool->name);
	message_text(message, "; expect word by ");
	message_time(message,
		working_hours_after(timezone, expectation->since, tool->acknowledge_minutes));
	message_text(message, ".");
}

/* Where the tool is not said yet, similar ones may be about any: then each names its own. */
static void say_one_similar(struct request *request, struct message *message,
	const struct subject *subject, const struct issue *similar)
{
	const char *ref = issue_ref(request->arena, similar->id);
	const struct tool *tool =
		similar->tool ? tool_store_get(request->db, request->arena, similar->tool) : NULL;

	message_paragraph(message);
	message_strong(message, "%s", ref);
	if (tool && !subject->tool)
		message_text(message, " (%s)", tool->name);
	message_text(message, " %s (%s)", similar->title,
		people_counted(request->arena, similar->reports));
	message_button(message, BUTTON_PLAIN, "Me too", "me_too",
		arena_printf(request->arena, "%s %s", subject->ref, ref));
}

static void say_similar(struct request *request, struct message *message,
	const struct subject *subject, const struct issues *similar)
{
	if (!similar || !similar->count)
		return;
	message_divider(message);
	message_line(message, "Is it one of these? “Me too” moves your report there, so that it is "
			      "fixed once for all of you.");
	for (size_t i = 0; i < similar->count; i++)
		say_one_similar(request, message, subject, &similar->items[i]);
}

static void say_fixed(struct message *message, const struct issue *issue)
{
	message_line(message, issue->status == ISSUE_VERIFIED
				      ? "Fixed, and confirmed by somebody who "
					"reported it."
				      : "Fixed.");
	if (issue->note)
		say_words(message, issue->note);
}

static void say_declined(struct message *message, const struct issue *issue)
{
	message_line(message, "Declined.");
	if (issue->note)
		say_words(message, issue->note);
	if (issue->workaround)
		message_line(message, "Instead: %s", issue->workaround);
}

static void say_acknowledged(
	struct request *request, struct message *message, const struct issue *issue)
{
	message_paragraph(message);
	say_person_id(request, message, issue->acknowledged_by);
	message_text(message, " has seen it and is on it, since ");
	message_time(message, issue->acknowledged_at);
	message_text(message, ".");
}

static void say_state(struct request *request, struct message *message,
	const struct subject *subject, const struct expectation *expectation,
	const struct report *report)
{
	const struct issue *issue = subject->issue;

	switch (issue->status) {
	case ISSUE_OPEN:
		if (!subject->tool)
			say_choose_tool(request, message, issue->id);
		say_expectation(request, message, expectation);
		break;
	case ISSUE_ACKNOWLEDGED:
		say_acknowledged(request, message, issue);
		break;
	case ISSUE_REOPENED:
		message_line(message, "It was not fixed after all and is open again.");
		break;
	case ISSUE_FIXED:
	case ISSUE_VERIFIED:
		say_fixed(message, issue);
		return;
	case ISSUE_DECLINED:
		say_declined(message, issue);
		return;
	case ISSUE_MERGED:
		return;
	case ISSUE_WITHDRAWN:
		return; // its only receipt says so: see taken_back()
	}
	say_advice(request, message, subject->tool, report, expectation->reader);
	if (subject->tool && subject->tool->stage == STAGE_RETIRED)
		message_line(message,
			"%s is retired: nobody works on it any more, but what you say is kept "
			"and read.",
			subject->tool->name);
}

/* What stands under the heading: their words; for a report without words what it is called. */
static void say_what(
	struct message *message, const struct subject *subject, const struct report *report)
{
	bool merged = subject->asked != subject->issue->id;

	if (merged) {
		message_text(message, ", the same as ");
		message_strong(message, "%s", subject->ref);
	}
	if (merged || !report || text_is_blank(report->text))
		message_text(message, ": %s", subject->issue->title);
	message_text(message, ".");
	if (report && report->anonymous)
		message_text(message, " You are named to nobody.");
	if (report && !text_is_blank(report->text))
		say_words(message, report->text);
}

/* One click adds what was not said with a reaction or a Me too. */
static void say_details(
	struct message *message, const struct subject *subject, const struct report *report)
{
	if (!report || !issue_status_is_live(subject->issue->status))
		return;
	if (text_is_blank(report->text) && !report->kind)
		message_button(message, BUTTON_PLAIN, "Add details", "details", subject->ref);
}

const struct message *receipt_message(struct request *request, const struct subject *subject,
	const struct report *report, const struct issues *similar)
{
	struct message *message = message_create(request->arena);
	const char *logged = issue_ref(request->arena, subject->asked);
	const struct expectation expectation = {
		.issue = subject->issue,
		.tool = subject->tool,
		.since = report ? report->created_at : subject->issue->created_at,
		.reader = report ? report->reporter : 0,
	};

	message->replaces = true; // once the tool is chosen, the question which it is
	message_paragraph(message);
	message_strong(message, "Logged %s", logged);
	if (subject->tool)
		message_text(message, " for %s", subject->tool->name);
	say_what(message, subject, report);
	say_state(request, message, subject, &expectation, report);
	say_way_round(message, subject->issue);
	say_who_was_asked(request, message, subject->issue, report);
	say_recovered(request, message, subject->issue, report);
	say_details(message, subject, report);
	if (subject->asked == subject->issue->id)
		say_similar(request, message, subject, similar);
	message_summary(message, "Logged %s%s%s", logged, subject->tool ? " for " : "",
		subject->tool ? subject->tool->name : "");
	return message;
}

/* The report this receipt is about: logged there, wherever merges have taken it. Somebody whose two
 * reports were merged has two receipts, each with its own words. */
static const struct report *report_logged_at(
	struct request *request, const struct issue *logged, const struct person *person)
{
	const struct issue *now = issue_now(request, logged);
	const struct report *one =
		now ? report_store_of(request->db, request->arena, now->id, person->id) : NULL;

	if (!one || one->first_issue == logged->id)
		return one;
	struct reports own = report_store_by(request->db, request->arena, person->id);
	for (size_t i = 0; i < own.count; i++)
		if (own.items[i].issue == now->id && own.items[i].first_issue == logged->id)
			return &own.items[i];
	return one;
}

/* Nothing of theirs is left that began here: they took it back. */
static bool was_taken_back(
	struct request *request, const struct issue *logged, const struct person *person)
{
	struct reports own = report_store_by(request->db, request->arena, person->id);

	for (size_t i = 0; i < own.count; i++)
		if (own.items[i].first_issue == logged->id)
			return false;
	return true;
}

static const struct message *taken_back(struct request *request, const struct issue *logged)
{
	struct message *message = message_create(request->arena);

	message_paragraph(message);
	message_strong(message, "%s", issue_ref(request->arena, logged->id));
	message_text(message, ": you took your report back, and nothing is kept of it.");
	return message;
}

const struct message *receipt_card(
	struct request *request, const struct issue *logged, const struct person *person)
{
	const struct report *report = report_logged_at(request, logged, person);
	struct subject subject;

	if (!report && was_taken_back(request, logged, person))
		return taken_back(request, logged);
	if (subject_find(request, logged->id, &subject))
		return NULL;
	return receipt_message(request, &subject, report, NULL);
}
