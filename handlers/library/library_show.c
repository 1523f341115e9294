/*
 * What people see of the library: one entry, several, or that there is none.
 */
#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/text.h"
#include "handlers/command.h"
#include "handlers/library/library_parts.h"
#include "handlers/outcome.h"
#include "handlers/roles.h"
#include "handlers/words.h"
#include "storage/issue_store.h"
#include "storage/people_store.h"

static const char *const labels[] = {
	[LIBRARY_PROMPT] = "Prompt",
	[LIBRARY_AGENT] = "Agent",
	[LIBRARY_SOLVED] = "Solved",
};

bool library_may_change(const struct request *request, const struct library_entry *entry)
{
	return (entry->author && entry->author == request->actor->id) ||
	       role_is_admin(request, request->actor);
}

bool library_may_review(struct request *request, const struct library_entry *entry)
{
	const struct tool *tool =
		entry->tool ? tool_store_get(request->db, request->arena, entry->tool) : NULL;

	return library_may_change(request, entry) || (tool && tool->owner == request->actor->id);
}

const struct library_entry *library_entry_of(
	struct request *request, const char *word, struct outcome **ret_wrong)
{
	const struct library_entry *entry = NULL;
	int64_t id;

	if (!library_ref_parse(word, &id)) {
		*ret_wrong =
			reject(request, "“%s” is not the number of an entry. They look like E-12.",
				first_words(request->arena, word ? word : "", 40));
		return NULL;
	}
	entry = library_store_get(request->db, request->arena, id);
	if (entry && !entry->removed_at)
		return entry;
	*ret_wrong = entry ? reject(request, "%s was taken out of the library.",
				     library_ref(request->arena, id))
			   : reject(request, "There is no entry %s. %s finds those that are.",
				     library_ref(request->arena, id),
				     typed(request, "library", "words"));
	return NULL;
}

const char *library_counts(struct request *request, const struct library_entry *entry)
{
	if (!entry->used)
		return "not used yet";
	return arena_printf(
		request->arena, "used by %d, worked for %d", entry->used, entry->worked);
}

static const char *belongs(
	struct request *request, const struct library_entry *entry, const struct tool *tool)
{
	_cleanup_text_ struct text line = TEXT_INIT;

	if (tool)
		text_printf(&line, "%s · ", tool->name);
	if (entry->role)
		text_printf(&line, "for %s · ", entry->role);
	for (size_t i = 0; i < entry->tags.count; i++)
		text_printf(&line, "%s%s", i ? ", " : "tags: ", entry->tags.items[i]);
	text_append(&line, entry->tags.count ? " · " : "");
	text_append(&line, entry->author ? "by " : library_counts(request, entry));
	return arena_strdup(request->arena, text_string(&line));
}

/* The small print: where it belongs, who wrote it, how it went. */
static void say_about(
	struct request *request, struct message *message, const struct library_entry *entry)
{
	const struct tool *tool =
		entry->tool ? tool_store_get(request->db, request->arena, entry->tool) : NULL;

	message_note(message);
	message_text(message, "%s", belongs(request, entry, tool));
	if (entry->author) {
		say_person_id(request, message, entry->author);
		message_text(message, " · %s", library_counts(request, entry));
	}
	if (!entry->review_since)
		return;
	message_line(message, "%s has changed since (%s); is it still right?",
		tool ? tool->name : "Its tool",
		entry->review_why ? entry->review_why : "something of it");
	if (library_may_review(request, entry))
		message_button(message, BUTTON_PLAIN, "Still right", "library_right",
			library_ref(request->arena, entry->id));
}

static void say_title(
	struct request *request, struct message *message, const struct library_entry *entry)
{
	message_paragraph(message);
	message_strong(message, "%s", library_ref(request->arena, entry->id));
	message_text(message, " %s: ", labels[entry->kind]);
	message_strong(message, "%s", entry->title);
}

void say_entry_short(struct request *request, struct message *message,
	const struct library_entry *entry, const char *line)
{
	const char *value =
		arena_printf(request->arena, "%s %s", library_ref(request->arena, entry->id), line);

	say_title(request, message, entry);
	say_about(request, message, entry);
	message_button(message, BUTTON_PLAIN, "Show", "library_show", value);
	message_button(message, BUTTON_PLAIN, "Used it", "library_used", value);
	message_button(message, BUTTON_PLAIN, "Worked", "library_worked", value);
}

void say_entry(struct request *request, struct message *message, const struct library_entry *entry,
	const char *line)
{
	const char *ref = library_ref(request->arena, entry->id);
	const char *value = arena_printf(request->arena, "%s %s", ref, line);

	say_title(request, message, entry);
	message_quote(message, entry->body);
	if (entry->issue)
		message_line(message, "It comes from %s.", issue_ref(request->arena, entry->issue));
	say_about(request, message, entry);
	message_button(message, BUTTON_PLAIN, "Used it", "library_used", value);
	message_button(message, BUTTON_PLAIN, "Worked", "library_worked", value);
	if (!library_may_change(request, entry))
		return;
	message_button(message, BUTTON_PLAIN, "Edit", "library_edit", ref);
	message_button(message, BUTTON_DANGER, "Take out", "library_remove", ref);
}

static void say_nothing(
	struct request *request, struct message *message, const struct typed_query *query)
{
	message_line(message, "Nothing in the library for “%s” yet. ", query->shown);
	message_text(message, "Once you know a way, add it, and the next person finds it.");
	message_button(message, BUTTON_PLAIN, "Add", "library_add",
		first_words(request->arena, query->query.words, LIBRARY_TITLE));
}

void say_results(struct request *request, struct message *message, const struct typed_query *query,
	size_t offset)
{
	struct library_results results =
		library_search(request->db, request->arena, &query->query, offset, LIBRARY_SHOWN);

	if (!results.total) {
		say_nothing(request, message, query);
		return;
	}
	if (offset)
		message_line(message, "%zu to %zu of %zu:", offset + 1, offset + results.count,
			results.total);
	else
		message_line(message, "%s for “%s”:",
			counted(request->arena, (int64_t)results.total, "entry", "entries"),
			query->shown);
	for (size_t i = 0; i < results.count; i++)
		say_entry_short(request, message, &results.items[i], query->query.words);
	if (offset + results.count < results.total) {
		message_divider(message);
		message_button(message, BUTTON_PLAIN, "More", "library_more",
			arena_printf(
				request->arena, "%zu %s", offset + results.count, query->line));
	}
}

void say_library(struct request *request, struct message *message)
{
	struct library_query all = { .words = "" };
	struct library_results results =
		library_search(request->db, request->arena, &all, 0, LIBRARY_SHOWN);

	message_line(message,
		"The library keeps prompts, agents and solved problems, so that a solved problem "
		"stays solved. To search: ");
	message_code(message, "%s", typed(request, "library", "words"));
	message_text(message, ", also with ");
	message_code(message, "tool:NAME");
	message_text(message, ", tag:, role:, kind: or by:@person.");
	if (results.total) {
		message_paragraph(message);
		message_strong(message, "What worked for most people, then the newest:");
	} else {
		message_line(message, "Nothing is in it yet.");
	}
	for (size_t i = 0; i < results.count; i++)
		say_entry_short(request, message, &results.items[i], "");
	message_divider(message);
	message_button(message, BUTTON_PRIMARY, "Add", "library_add", "");
	if (results.count < results.total)
		message_button(message, BUTTON_PLAIN, "More", "library_more",
			arena_printf(request->arena, "%zu", results.count));
}
