/*
 * What is typed to search the library: words, and filters like "tag:contracts" among them.
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "bot/event.h"
#include "bot/util/arena.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/library/library_parts.h"
#include "handlers/outcome.h"
#include "handlers/tool/tool_word.h"
#include "handlers/words.h"
#include "storage/people_store.h"

enum { LINE_CHARACTERS = 200, SHOWN_CHARACTERS = 80 };

static const char *const keys[] = { "tag", "tool", "role", "kind", "by" };

static const struct {
	const char *open, *close;
} quotes[] = { { "\"", "\"" }, { "“", "”" }, { "“", "“" }, { "„", "“" }, { "'", "'" }, { "‘", "’" },
	{ "«", "»" } };

/* A mention may hold spaces ("@Ana Silva"). 0: there is none at this place. */
static size_t mention_length(const struct request *request, const char *at)
{
	const struct event *event = request->event;
	size_t text = strlen(request->text);

	if (event->type != EVENT_COMMAND || at < request->text || at > request->text + text)
		return 0;
	size_t start = request->text_start + (size_t)(at - request->text);
	for (size_t i = 0; i < event->command.mention_count; i++)
		if (event->command.mentions[i].start == start)
			return event->command.mentions[i].length;
	return 0;
}

/* How long the value is that begins here, and where what counts of it begins and ends. */
static size_t value_length(
	const struct request *request, const char *at, const char **ret_inside, size_t *ret_length)
{
	size_t mention = mention_length(request, at);

	for (size_t i = 0; i < array_length(quotes) && !mention; i++) {
		if (!text_starts_with(at, quotes[i].open))
			continue;
		const char *inside = at + strlen(quotes[i].open);
		const char *end = strstr(inside, quotes[i].close);
		if (!end)
			continue;
		*ret_inside = inside;
		*ret_length = (size_t)(end - inside);
		return (size_t)(end + strlen(quotes[i].close) - at);
	}
	*ret_inside = at;
	*ret_length = mention ? mention : strcspn(at, " \t\r\n");
	return *ret_length;
}

static const char *skip_space(const char *at)
{
	while (isspace((unsigned char)*at))
		at++;
	return at;
}

bool next_filter(struct request *request, const char **cursor, struct filter *ret_filter)
{
	const char *start = skip_space(*cursor);
	const char *inside;
	size_t length;

	for (size_t i = 0; i < array_length(keys); i++) {
		size_t key = strlen(keys[i]);
		if (strncasecmp(start, keys[i], key) != 0 || start[key] != ':')
			continue;
		size_t all = value_length(request, start + key + 1, &inside, &length);
		const char *value = arena_strndup(request->arena, inside, length);
		if (text_is_blank(value))
			return false;
		*ret_filter = (struct filter){ .key = keys[i], .value = value };
		if (inside >= request->text && inside <= request->text + strlen(request->text))
			ret_filter->start = (size_t)(inside - request->text);
		*cursor = skip_space(start + key + 1 + all);
		return true;
	}
	return false;
}

const char *library_word(struct request *request, const char *typed)
{
	_cleanup_free_ char *line = text_one_line(typed);
	char *word = arena_strdup(request->arena, line + strspn(line, "#"));

	for (char *c = word; *c; c++)
		*c = *c == ' ' ? '-' : (char)tolower((unsigned char)*c);
	return word;
}

static struct outcome *set_kind(
	struct request *request, const struct filter *filter, struct library_query *query)
{
	enum library_kind kind;

	if (!library_kind_parse(filter->value, &kind))
		return reject(request,
			"“%s” is no kind of entry: there are kind:prompt, kind:agent and "
			"kind:solved.",
			first_words(request->arena, filter->value, 40));
	query->kind = library_kind_name(kind);
	return NULL;
}

static struct outcome *set_tool(
	struct request *request, const struct filter *filter, struct library_query *query)
{
	const struct tool *tool = tool_called(request, filter->value);

	if (!tool)
		return reject(request, "There is no tool called “%s”. %s lists them.",
			first_words(request->arena, filter->value, 40),
			typed(request, "tools", "%s", ""));
	query->tool = tool->id;
	return NULL;
}

static struct outcome *set_author(
	struct request *request, struct filter *filter, struct library_query *query)
{
	const char *problem = NULL;
	struct setting setting = { .key = "by", .value = filter->value, .start = filter->start };

	if (text_equal_nocase(filter->value, "me")) {
		query->author = request->actor->id;
		filter->value = request->actor->account;
		return NULL;
	}
	const struct person *person = args_person(request, &setting, &problem);
	if (!person)
		return reject(request, "%s.", problem);
	query->author = person->id;
	if (person->account)
		filter->value = person->account;
	return NULL;
}

/* `words` takes what cannot be a filter twice: tags are searched like words, too. */
static struct outcome *set(struct request *request, struct filter *filter,
	struct library_query *query, struct text *words)
{
	if (text_equal(filter->key, "kind"))
		return set_kind(request, filter, query);
	if (text_equal(filter->key, "tool"))
		return set_tool(request, filter, query);
	if (text_equal(filter->key, "by"))
		return set_author(request, filter, query);
	const char **place = text_equal(filter->key, "tag") ? &query->tag : &query->role;
	if (*place)
		text_printf(words, "%s ", *place);
	*place = filter->value = library_word(request, filter->value);
	return NULL;
}

struct outcome *library_query_read(
	struct request *request, const char *line, struct typed_query *ret_query)
{
	_cleanup_text_ struct text words = TEXT_INIT;
	_cleanup_text_ struct text filters = TEXT_INIT;
	struct library_query query = { .words = "" };
	struct filter filter;

	ret_query->shown = first_words(request->arena, line, SHOWN_CHARACTERS);
	for (line = skip_space(line); *line;) {
		if (!next_filter(request, &line, &filter)) {
			const char *word = next_word(request, &line);
			text_printf(&words, "%s ", word ? word : "");
			continue;
		}
		struct outcome *wrong = set(request, &filter, &query, &words);
		if (wrong)
			return wrong;
		text_printf(&filters, "%s:%s ", filter.key, filter.value);
	}
	query.words = text_trim(arena_strdup(request->arena, text_string(&words)));
	ret_query->query = query;
	ret_query->line = first_words(request->arena,
		arena_printf(request->arena, "%s%s", text_string(&filters), query.words),
		LINE_CHARACTERS);
	return NULL;
}
