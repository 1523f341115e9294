/*
 * status: the facts of one issue. Who reported it is shown to whoever answers for it, never the
 * name of somebody who prefers not to be named.
 */
#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/text.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/loop/cards.h"
#include "handlers/loop/relay.h"
#include "handlers/outcome.h"
#include "handlers/roles.h"
#include "handlers/subject.h"
#include "handlers/words.h"
#include "storage/issue_store.h"
#include "storage/outbox_store.h"
#include "storage/people_store.h"
#include "storage/report_store.h"
#include "storage/tool_store.h"

enum { CHANGES_SHOWN = 8, REPORTERS_SHOWN = 10, TROUBLES_SHOWN = 5, WORDS_SHOWN = 120 };

/* Fewer followers than people who have it could tell that somebody has it with a name and without:
 * then they are not counted out. */
static const char *followers(struct request *request, const struct issue *issue)
{
	if (issue->followers < issue->reports)
		return "";
	return arena_printf(request->arena, ", %s",
		counted(request->arena, issue->followers, "person follows", "people follow"));
}

static void say_facts(
	struct request *request, struct message *message, const struct subject *subject)
{
	const struct issue *issue = subject->issue;

	message_paragraph(message);
	message_strong(message, "%s", subject->ref);
	message_text(message, " %s · %s%s: %s", tool_label(subject->tool),
		issue_status_name(issue->status),
		issue->status == ISSUE_FIXED ? " (unverified)" : "", issue->title);
	message_line(message, "%s %s it%s; first said %s ago.",
		people_counted(request->arena, issue->reports),
		issue->reports == 1 ? "has" : "have", followers(request, issue),
		age(request->arena, request->now - issue->created_at));
	struct people people = role_has_issue(request, subject->issue, subject->tool);
	if (!people.count) {
		message_text(message, " Nobody is named to answer for it.");
		return;
	}
	message_text(message, " It is with ");
	say_person(message, &people.items[0]);
	message_text(message, ".");
}

static void say_result(struct request *request, struct message *message, const struct issue *issue)
{
	if (!issue_status_is_settled(issue->status))
		return;
	message_line(message, "%s by ", issue_was_declined(issue) ? "Declined" : "Fixed");
	say_person_id(request, message, issue->settled_by);
	message_text(message, " ");
	message_time(message, issue->settled_at);
	message_text(message, issue->note ? ":" : ".");
	if (issue->note)
		say_words(message, issue->note);
	if (issue_was_declined(issue) && issue->workaround)
		message_line(message, "Instead: %s", issue->workaround);
}

static void say_reporters(
	struct request *request, struct message *message, const struct issue *issue)
{
	struct reports reports = report_store_of_issue(request->db, request->arena, issue->id);
	size_t unnamed = 0;
	size_t named = 0;

	message_line(message, "Reported by ");
	for (size_t i = 0; i < reports.count; i++) {
		const struct report *report = &reports.items[i];
		if (report->anonymous || !report->reporter) {
			unnamed++;
			continue;
		}
		if (named == REPORTERS_SHOWN)
			message_text(message, ", and others");
		if (named++ >= REPORTERS_SHOWN)
			continue;
		message_text(message, "%s", named > 1 ? ", " : "");
		say_person_id(request, message, report->reporter);
	}
	if (unnamed)
		message_text(message, "%s%s", named ? " and " : "",
			counted(request->arena, (int64_t)unnamed, "person not named",
				"people not named"));
	message_text(message, ".");
}

/* "took_in" */
static const char *in_words(struct request *request, const char *change)
{
	char *words = arena_strdup(request->arena, change);

	for (char *c = words; *c; c++)
		if (*c == '_')
			*c = ' ';
	return words;
}

static void say_change(
	struct request *request, struct message *message, const struct change *change, bool insider)
{
	bool words = insider && !text_is_blank(change->text);

	message_note(message);
	message_time(message, change->at);
	message_text(message, " %s", in_words(request, change->change));
	if (!text_is_blank(change->to_value))
		message_text(message, " (%s)", change->to_value);
	if (insider && change->actor) {
		message_text(message, " by ");
		say_person_id(request, message, change->actor);
	}
	if (words)
		message_text(
			message, ": %s", first_words(request->arena, change->text, WORDS_SHOWN));
}

static void say_history(
	struct request *request, struct message *message, const struct issue *issue, bool insider)
{
	struct changes changes = history_store_all(request->db, request->arena, issue->id);
	size_t first = changes.count > CHANGES_SHOWN ? changes.count - CHANGES_SHOWN : 0;

	if (first) {
		message_note(message);
		message_text(message, "%zu earlier changes.", first);
	}
	for (size_t i = first; i < changes.count; i++)
		say_change(request, message, &changes.items[i], insider);
}

static void say_troubles(
	struct request *request, struct message *message, const struct issue *issue, bool insider)
{
	struct outbox_entries troubles =
		outbox_store_undeliverable(request->db, request->arena, issue->id, TROUBLES_SHOWN);

	for (size_t i = 0; i < troubles.count; i++) {
		const struct outbox_entry *entry = &troubles.items[i];
		message_line(message, "Not delivered: a %s message", entry->kind);
		if (insider && entry->person && text_equal(entry->kind, CARD_OWNER)) {
			message_text(message, " to ");
			say_person_id(request, message, entry->person);
		}
		message_text(
			message, " (%s).", entry->reason ? entry->reason : "for reasons unknown");
	}
}

static struct outcome *run(struct request *request)
{
	struct subject subject;
	struct args args;
	struct outcome *wrong = args_read(request, &args);
	struct message *message = message_create(request->arena);

	if (!wrong)
		wrong = subject_find(request, args.refs[0], &subject);
	if (wrong)
		return wrong;
	bool insider = role_may_handle(request, subject.tool);
	say_merged(request, message, &subject);
	say_facts(request, message, &subject);
	say_result(request, message, subject.issue);
	if (insider)
		say_reporters(request, message, subject.issue);
	say_conversation(request, message, &subject, insider);
	say_history(request, message, subject.issue, insider);
	say_troubles(request, message, subject.issue, insider);
	return reply(request, message);
}

const struct command command_status = {
	.name = "status",
	.usage = "LM-<n>",
	.example = "LM-12",
	.summary = "the facts of one issue: who has it, how old, what happened",
	.who = "all",
	.run = run,
};
