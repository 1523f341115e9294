/*
 * What is pressed on entries of the library. The words that were searched travel in the button: if
 * it was what somebody meant, the entry is found by them from then on.
 */
#include <stdlib.h>

#include "bot/form.h"
#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/text.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/fields.h"
#include "handlers/library/library_parts.h"
#include "handlers/outcome.h"
#include "handlers/words.h"
#include "storage/people_store.h"

/* The entry of a button's value, "E-3 what was searched". */
static const struct library_entry *entry_of_button(
	struct request *request, const char **ret_line, struct outcome **ret_wrong)
{
	const char *cursor = request->text;
	const char *ref = next_word(request, &cursor);

	*ret_line = cursor;
	return library_entry_of(request, ref, ret_wrong);
}

struct outcome *library_show(struct request *request)
{
	struct message *message = message_create(request->arena);
	struct outcome *wrong = NULL;
	const char *line;
	const struct library_entry *entry = entry_of_button(request, &line, &wrong);

	if (!entry)
		return wrong;
	say_entry(request, message, entry, line);
	return reply(request, message);
}

static struct outcome *mark(struct request *request, enum library_mark mark, const char *said)
{
	struct message *message = message_create(request->arena);
	struct outcome *wrong = NULL;
	const char *line;
	const struct library_entry *entry = entry_of_button(request, &line, &wrong);

	if (!entry)
		return wrong;
	bool used = library_store_mark(
		request->db, entry->id, request->actor->id, LIBRARY_USED, request->now);
	bool first = mark == LIBRARY_USED ? used
					  : library_store_mark(request->db, entry->id,
						    request->actor->id, mark, request->now);
	if (used && !text_is_blank(line))
		library_search_learn(request->db, request->arena, entry->id, line);
	const char *ref = library_ref(request->arena, entry->id);
	const struct library_entry *now = library_store_get(request->db, request->arena, entry->id);
	message_line(message,
		first ? "Thank you, that is noted: %s %s. It was %s."
		      : "You said so already, and each person counts once: %s "
			"%s. It was %s.",
		ref, said, library_counts(request, now ? now : entry));
	if (mark == LIBRARY_USED)
		message_button(message, BUTTON_PLAIN, "Worked", "library_worked", ref);
	return reply(request, message);
}

struct outcome *library_used(struct request *request)
{
	return mark(request, LIBRARY_USED, "was of use to you");
}

struct outcome *library_worked(struct request *request)
{
	return mark(request, LIBRARY_WORKED, "worked for you");
}

struct outcome *library_right(struct request *request)
{
	struct outcome *wrong = NULL;
	const char *line;
	const struct library_entry *entry = entry_of_button(request, &line, &wrong);

	if (!entry)
		return wrong;
	const char *ref = library_ref(request->arena, entry->id);
	if (!library_may_review(request, entry))
		return reject(request,
			"Whether %s is still right is for its author to say, for the owner of its "
			"tool, or an admin.",
			ref);
	library_store_still_right(request->db, entry->id);
	return reply_line(request, "Thank you: %s is shown as right again.", ref);
}

/* The same for whoever may change it. */
static const struct library_entry *entry_to_change(
	struct request *request, const char **ret_line, struct outcome **ret_wrong)
{
	const struct library_entry *entry = entry_of_button(request, ret_line, ret_wrong);

	if (!entry || library_may_change(request, entry))
		return entry;
	*ret_wrong = reject(request, "%s can be changed by its author and by admins.",
		library_ref(request->arena, entry->id));
	return NULL;
}

/* Also "edit E-3 "title" text", typed. */
struct outcome *library_edit(struct request *request)
{
	struct outcome *wrong = NULL;
	const char *line;
	const struct library_entry *entry = entry_to_change(request, &line, &wrong);

	if (!entry)
		return wrong;
	return text_is_blank(line) ? library_form_edit(request, entry)
				   : library_edit_typed(request, entry, line);
}

struct outcome *library_remove(struct request *request)
{
	struct outcome *wrong = NULL;
	const char *line;
	const struct library_entry *entry = entry_to_change(request, &line, &wrong);

	if (!entry)
		return wrong;
	library_store_remove(request->db, entry->id, request->now);
	return reply_line(request, "%s is taken out of the library: %s",
		library_ref(request->arena, entry->id), entry->title);
}

struct outcome *library_more(struct request *request)
{
	struct message *message = message_create(request->arena);
	const char *cursor = request->text;
	const char *offset = next_word(request, &cursor);
	long from = offset ? strtol(offset, NULL, 10) : 0;
	struct typed_query query;
	struct outcome *wrong = library_query_read(request, cursor, &query);

	if (wrong)
		return wrong;
	say_results(request, message, &query, from > 0 ? (size_t)from : 0);
	return reply(request, message);
}

struct outcome *library_ask_words(struct request *request)
{
	struct form *form =
		form_create(request->arena, "library_search", "Search the library", "Search");
	struct field *words = form_field(form, FIELD_LINE, "words", "What are you looking for");
	struct message *message = message_create(request->arena);

	words->most = LIBRARY_TITLE;
	words->placeholder = "clauses are lost";
	words->hint = "Also tool:NAME, tag:, role:, kind: or by:me.";
	say_library(request, message);
	return open_form(request, form, reply(request, message));
}

struct outcome *library_words_sent(struct request *request)
{
	const char *words = field_value(request, "words");
	struct message *message = message_create(request->arena);
	struct typed_query query;
	struct outcome *wrong = library_query_read(request, words ? words : "", &query);

	if (wrong)
		return wrong;
	say_results(request, message, &query, 0);
	return reply(request, message);
}
