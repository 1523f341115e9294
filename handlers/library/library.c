/*
 * /library: what was learnt once. Words search it; "add", "edit" and "remove" keep it; "E-3" shows
 * an entry.
 */
#include "bot/message.h"
#include "bot/util/text.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/library/library_parts.h"
#include "handlers/outcome.h"

static struct outcome *show_all(struct request *request)
{
	struct message *message = message_create(request->arena);

	say_library(request, message);
	return reply(request, message);
}

static struct outcome *search(struct request *request)
{
	struct message *message = message_create(request->arena);
	struct typed_query query;
	struct outcome *wrong = library_query_read(request, request->text, &query);

	if (wrong)
		return wrong;
	say_results(request, message, &query, 0);
	return reply(request, message);
}

/* "edit E-3": true with the rest in request->text. "edit my letters" is a search. */
static bool takes_entry(struct request *request, const char *rest)
{
	const char *cursor = rest;
	const char *ref = next_word(request, &cursor);
	int64_t id;

	if (ref && !library_ref_parse(ref, &id))
		return false;
	request->text_start += (size_t)(rest - request->text);
	request->text = rest;
	return true;
}

static struct outcome *run(struct request *request)
{
	const char *rest = request->text;
	const char *word = next_word(request, &rest);
	int64_t id;

	if (!word)
		return show_all(request);
	if (library_ref_parse(word, &id) && !*rest)
		return library_show(request);
	if (text_equal_nocase(word, "add"))
		return library_add_typed(request, rest);
	if (text_equal_nocase(word, "edit") && takes_entry(request, rest))
		return *rest ? library_edit(request) : args_wrong(request, "Which entry?");
	if (text_equal_nocase(word, "remove") && takes_entry(request, rest))
		return *rest ? library_remove(request) : args_wrong(request, "Which entry?");
	return search(request);
}

static struct outcome *open_add(struct request *request)
{
	return library_form_new(request, request->text);
}

static const struct handler buttons[] = {
	{ "home_library", library_ask_words, .opens_form = true },
	{ "library_add", open_add, .opens_form = true },
	{ "library_edit", library_edit, .opens_form = true },
	{ "library_from_issue", library_from_issue, .opens_form = true },
	{ "library_more", library_more },
	{ "library_remove", library_remove },
	{ "library_right", library_right },
	{ "library_show", library_show },
	{ "library_used", library_used },
	{ "library_worked", library_worked },
	{ NULL, NULL },
};

static const struct handler forms[] = {
	{ "library_add", library_form_sent },
	{ "library_search", library_words_sent },
	{ NULL, NULL },
};

const struct command command_library = {
	.name = "library",
	.usage = "[words]",
	.example = "clauses are lost tool:summarizer",
	.summary = "search prompts, agents and solved problems; “add” adds one",
	.who = "all",
	.slash = true,
	.run = run,
	.buttons = buttons,
	.forms = forms,
};
