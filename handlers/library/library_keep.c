/*
 * Keeping what was learnt: a fix, a way around or recovery steps become an entry in one click, and
 * entries whose tool has changed since are marked to be looked at.
 *
 * An entry of an issue has the issue's title and what whoever answers for it said. Nobody who
 * reported it is named, and none of their words but the title are taken.
 */
#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "handlers/command.h"
#include "handlers/library/library.h"
#include "handlers/library/library_parts.h"
#include "handlers/outcome.h"
#include "handlers/person/home.h"
#include "handlers/roles.h"
#include "handlers/subject.h"
#include "handlers/tool/tool_word.h"
#include "handlers/words.h"
#include "storage/issue_store.h"
#include "storage/people_store.h"

enum { HOME_SHOWN = 3 };

static void say_offer(struct message *message, const char *value)
{
	message_button(message, BUTTON_PLAIN, "Add to the library", "library_from_issue", value);
}

void say_offer_library(
	struct request *request, struct message *message, const struct subject *subject)
{
	if (!library_store_of_issue(request->db, subject->issue->id))
		say_offer(message, subject->ref);
}

static const char *recovery_title(struct request *request, const struct tool *tool)
{
	return arena_printf(request->arena, "When %s fails", tool->name);
}

void say_offer_recovery(struct request *request, struct message *message, const struct tool *tool)
{
	if (tool->recovery &&
		!library_store_titled(request->db, tool->id, recovery_title(request, tool)))
		say_offer(message, tool->name);
}

static struct outcome *keep_recovery(struct request *request, const struct tool *tool)
{
	struct library_entry entry = { .kind = LIBRARY_SOLVED,
		.title = recovery_title(request, tool),
		.body = tool->recovery,
		.tool = tool->id,
		.author = request->actor->id };

	if (!role_may_handle(request, tool))
		return reject(request,
			"What helps when %s fails is kept by its owner, its champions and "
			"admins. What helped you: %s.",
			tool->name, typed(request, "library", "add"));
	if (!tool->recovery)
		return reject(request, "How to recover is not said yet: %s.",
			typed(request, "tool", "%s recovery=\"…\"", tool->name));
	return library_added(request, &entry);
}

/* What helped: the way around while it is not fixed or was declined, else what changed. */
static const char *what_helped(const struct issue *issue)
{
	if (!text_is_blank(issue->workaround))
		return issue->workaround;
	return issue_status_is_settled(issue->status) && !text_is_blank(issue->note) ? issue->note
										     : NULL;
}

struct outcome *library_from_issue(struct request *request)
{
	const struct tool *tool = tool_called(request, request->text);
	struct subject subject;

	if (tool)
		return keep_recovery(request, tool);
	struct outcome *wrong = subject_of_button(request, &subject);
	if (wrong)
		return wrong;
	const struct issue *issue = subject.issue;
	if (!role_may_handle(request, subject.tool) && issue->assignee != request->actor->id)
		return reject(request,
			"%s is kept by those who answer for it. What helped you: %s.", subject.ref,
			typed(request, "library", "add"));
	const char *body = what_helped(issue);
	if (!body && !library_store_of_issue(request->db, issue->id))
		return library_form_of_issue(request, issue->id, issue->title);
	struct library_entry entry = { .kind = LIBRARY_SOLVED,
		.title = issue->title,
		.body = body,
		.tool = issue->tool,
		.author = named_actor(request, issue->id),
		.issue = issue->id };
	return library_added(request, &entry);
}

/* --- what has changed since --- */

static const char how_to_recover[] = "how to recover";

static const char *what_changed(
	struct request *request, const struct tool *before, const struct tool *after)
{
	const struct {
		const char *name, *before, *after;
	} texts[] = {
		{ "its title", before->title, after->title },
		{ "what it is good at", before->good, after->good },
		{ "what it fails at", before->fails, after->fails },
		{ "how to check it", before->verify, after->verify },
		{ "what happens when it fails", before->happens, after->happens },
		{ how_to_recover, before->recovery, after->recovery },
	};

	if (before->stage != after->stage)
		return arena_printf(request->arena, "it is %s now", tool_stage_name(after->stage));
	for (size_t i = 0; i < array_length(texts); i++)
		if (!text_equal(texts[i].before, texts[i].after))
			return texts[i].name;
	return NULL;
}

void library_tool_changed(
	struct request *request, const struct tool *before, const struct tool *after)
{
	const char *why = what_changed(request, before, after);

	if (why)
		library_store_review(request->db, after->id, why, request->now);
}

void library_recovery_changed(struct request *request, const struct tool *tool)
{
	library_store_review(request->db, tool->id, how_to_recover, request->now);
}

void home_say_library(struct request *request, struct message *message)
{
	struct library_entries entries = library_store_to_review(
		request->db, request->arena, request->actor->id, HOME_SHOWN + 1);

	if (!entries.count)
		return;
	message_heading(message, "Still right?");
	for (size_t i = 0; i < entries.count && i < HOME_SHOWN; i++) {
		const struct library_entry *entry = &entries.items[i];
		const struct tool *tool = tool_store_get(request->db, request->arena, entry->tool);
		const char *ref = library_ref(request->arena, entry->id);
		message_paragraph(message);
		message_strong(message, "%s", ref);
		message_text(message, " %s: %s has changed since (%s).", entry->title,
			tool ? tool->name : "its tool", entry->review_why);
		message_button(message, BUTTON_PLAIN, "Still right", "library_right", ref);
		message_button(message, BUTTON_PLAIN, "Show", "library_show", ref);
		if (library_may_change(request, entry))
			message_button(message, BUTTON_PLAIN, "Edit", "library_edit", ref);
	}
	if (entries.count > HOME_SHOWN)
		home_say_more(message, 0, typed(request, "library", "by:me"));
}
