#include "handlers/args.h"

#include <ctype.h>
#include <string.h>

#include "bot/event.h"
#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "handlers/command.h"
#include "handlers/outcome.h"
#include "handlers/roles.h"
#include "handlers/words.h"
#include "storage/issue_store.h"
#include "storage/people_store.h"

enum { REFS_AT_MOST = 50, SETTINGS_AT_MOST = 40 };

enum kind { KIND_REF, KIND_REFS, KIND_WORD, KIND_SETTINGS, KIND_LITERAL, KIND_REST };

struct declared {
	enum kind kind;
	const char *text; // as in the usage, without brackets
	bool optional;
};

static bool is_space(char c)
{
	return isspace((unsigned char)c) != 0;
}

static const char *skip_space(const char *cursor)
{
	while (is_space(*cursor))
		cursor++;
	return cursor;
}

const char *next_word(struct request *request, const char **cursor)
{
	const char *start = skip_space(*cursor);
	const char *end = start;

	while (*end && !is_space(*end))
		end++;
	*cursor = skip_space(end);
	return end == start ? NULL : arena_strndup(request->arena, start, (size_t)(end - start));
}

static enum kind kind_of(const char *text)
{
	static const struct {
		const char *text;
		enum kind kind;
	} words[] = {
		{ "NAME", KIND_WORD },
		{ "command", KIND_WORD },
		{ "key=value …", KIND_SETTINGS },
		{ "into", KIND_LITERAL },
		{ "off", KIND_LITERAL },
		{ "me", KIND_LITERAL },
		{ "yes", KIND_LITERAL },
	};

	if (text_starts_with(text, "LM-<"))
		return strstr(text, "…") ? KIND_REFS : KIND_REF;
	for (size_t i = 0; i < array_length(words); i++)
		if (text_equal(words[i].text, text))
			return words[i].kind;
	return KIND_REST;
}

/* The next declared argument of the usage; false at its end. */
static bool next_declared(struct request *request, const char **usage, struct declared *ret)
{
	const char *start = skip_space(*usage);

	if (!*start)
		return false;
	bool optional = *start == '[';
	start += optional;
	size_t length = optional ? strcspn(start, "]") : strcspn(start, " ");
	ret->text = arena_strndup(request->arena, start, length);
	ret->optional = optional;
	ret->kind = kind_of(ret->text);
	if (ret->kind == KIND_REST && !optional) {
		length = strlen(
			start); /* the rest of the line has the rest of the usage for its name */
		ret->text = start;
	}
	*usage = start + length + (optional && start[length] == ']');
	return true;
}

static void add_ref(struct args *args, int64_t ref)
{
	for (size_t i = 0; i < args->ref_count; i++)
		if (args->refs[i] == ref)
			return;
	if (args->ref_count == REFS_AT_MOST)
		args->too_many = true;
	else
		args->refs[args->ref_count++] = ref;
}

/* "LM-1," and "(LM-1)" are how people write; a bare number counts only where it stands alone. */
static bool read_ref(struct request *request, const char **cursor, int64_t *ret)
{
	const char *start = skip_space(*cursor);
	size_t length = strcspn(start, " \t\r\n,;");
	size_t used = length;

	while (used && strchr(".:", start[used - 1]))
		used--;
	if (!used || !issue_ref_parse(arena_strndup(request->arena, start, used), ret))
		return false;
	*cursor = start + length + strspn(start + length, " \t\r\n,;");
	return true;
}

static bool take_ref(struct request *request, const char **cursor, struct args *args)
{
	int64_t ref;

	if (!read_ref(request, cursor, &ref))
		return false;
	add_ref(args, ref);
	return true;
}

/* After the first, a number without "LM-" is the note's: "/fixed LM-3 2 clauses were lost". */
static bool take_another_ref(struct request *request, const char **cursor, struct args *args)
{
	const char *behind = *cursor;
	const char *word = next_word(request, &behind);
	bool joined = word && (text_equal_nocase(word, "and") || text_equal(word, "&"));

	if (!joined)
		behind = *cursor;
	if (isdigit((unsigned char)*behind) || !take_ref(request, &behind, args))
		return false;
	*cursor = behind;
	return true;
}

static bool take_refs(struct request *request, const char **cursor, struct args *args)
{
	bool any = take_ref(request, cursor, args);

	while (any && take_another_ref(request, cursor, args))
		;
	return any;
}

static const struct {
	const char *open, *close;
} quotes[] = { { "\"", "\"" }, { "“", "”" }, { "“", "“" }, { "„", "“" }, { "'", "'" }, { "‘", "’" },
	{ "«", "»" } };

/* The length of the value at `start`, and what is inside its quotes if it has any. */
static size_t value_length(const char *start, const char **ret_inside, size_t *ret_length)
{
	for (size_t i = 0; i < array_length(quotes); i++) {
		if (!text_starts_with(start, quotes[i].open))
			continue;
		const char *inside = start + strlen(quotes[i].open);
		const char *end = strstr(inside, quotes[i].close);
		if (!end)
			continue;
		*ret_inside = inside;
		*ret_length = (size_t)(end - inside);
		return (size_t)(end + strlen(quotes[i].close) - start);
	}
	*ret_inside = start;
	*ret_length = strcspn(start, " \t\r\n");
	return *ret_length;
}

/* A mention may hold spaces ("@Ana Silva", "-@Ana Silva"): it is one value. */
static size_t mention_length(const struct request *request, const char *start)
{
	const struct event *event = request->event;
	size_t sign = *start == '-';
	size_t at = request->text_start + (size_t)(start - request->text) + sign;

	if (event->type != EVENT_COMMAND)
		return 0;
	for (size_t i = 0; i < event->command.mention_count; i++)
		if (event->command.mentions[i].start == at)
			return event->command.mentions[i].length + sign;
	return 0;
}

static bool take_setting(struct request *request, const char **cursor, struct args *args)
{
	const char *start = skip_space(*cursor);
	size_t key = strcspn(start, "= \t\r\n");
	const char *inside;
	size_t length;

	if (!key || start[key] != '=' || args->setting_count == SETTINGS_AT_MOST)
		return false;
	const char *value = start + key + 1;
	size_t mention = mention_length(request, value);
	size_t all = value_length(value, &inside, &length);
	if (mention) {
		inside = value;
		all = length = mention;
	}
	char *name = arena_strndup(request->arena, start, key);
	for (char *c = name; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	args->settings[args->setting_count++] = (struct setting){
		.key = name,
		.value = arena_strndup(request->arena, inside, length),
		.start = (size_t)(inside - request->text),
	};
	*cursor = skip_space(value + all);
	return true;
}

static bool take_settings(struct request *request, const char **cursor, struct args *args)
{
	args->settings = arena_array(request->arena, SETTINGS_AT_MOST, struct setting);
	while (take_setting(request, cursor, args))
		;
	return args->setting_count > 0;
}

static bool take_literal(
	struct request *request, const char **cursor, const char *word, struct args *args)
{
	const char *behind = *cursor;
	const char *said = next_word(request, &behind);

	if (!said || !text_equal_nocase(said, word))
		return false;
	*cursor = behind;
	args->literal = true;
	return true;
}

static bool take_rest(const char **cursor, struct args *args)
{
	args->rest = *cursor;
	*cursor += strlen(*cursor);
	return *args->rest != '\0';
}

static bool take(struct request *request, const struct declared *declared, const char **cursor,
	struct args *args)
{
	switch (declared->kind) {
	case KIND_REF:
		return take_ref(request, cursor, args);
	case KIND_REFS:
		return take_refs(request, cursor, args);
	case KIND_WORD:
		args->word = next_word(request, cursor);
		return args->word != NULL;
	case KIND_SETTINGS:
		return take_settings(request, cursor, args);
	case KIND_LITERAL:
		args->literal = false;
		return take_literal(request, cursor, declared->text, args);
	case KIND_REST:
		return take_rest(cursor, args);
	}
	return false;
}

struct outcome *args_wrong(struct request *request, const char *problem)
{
	const struct command *command = request->command;
	struct message *message = message_create(request->arena);
	bool question = *problem && problem[strlen(problem) - 1] == '?';

	message_line(message, "%s%s Type ", problem, question ? "" : ".");
	message_code(message, "%s", typed(request, command->name, "%s", command->usage));
	if (command->example) {
		message_text(message, ", for example ");
		message_code(message, "%s", typed(request, command->name, "%s", command->example));
	}
	message_text(message, ".");
	return reject_with(request, message);
}

static struct outcome *missing(
	struct request *request, const struct declared *declared, const char *cursor)
{
	struct arena *arena = request->arena;
	const char *said = first_words(arena, cursor, 40);

	if (declared->kind == KIND_REF || declared->kind == KIND_REFS) {
		if (!*said)
			return args_wrong(request, "Which issue? Its number is missing");
		return args_wrong(
			request, arena_printf(arena, "“%s” is not the number of an issue", said));
	}
	if (declared->kind == KIND_SETTINGS)
		return args_wrong(request,
			arena_printf(arena, "“%s” does not have the form key=value", said));
	return args_wrong(
		request, arena_printf(arena, "There is a part missing: %s", declared->text));
}

struct outcome *args_read(struct request *request, struct args *ret_args)
{
	const char *usage = request->command->usage;
	const char *cursor = request->text;
	struct declared declared;
	struct args args = { .rest = "" };

	args.refs = arena_array(request->arena, REFS_AT_MOST, int64_t);
	while (next_declared(request, &usage, &declared))
		if (!take(request, &declared, &cursor, &args) && !declared.optional)
			return missing(request, &declared, cursor);
	if (args.too_many)
		return args_wrong(
			request, arena_printf(request->arena,
					 "Please name at most %d issues at once", REFS_AT_MOST));
	if (*cursor)
		return args_wrong(
			request, arena_printf(request->arena, "“%s” is more than this takes",
					 first_words(request->arena, cursor, 40)));
	*ret_args = args;
	return NULL;
}

/* The mention that is the whole value of `setting`, but for a sign before it ("-@ana"). */
static const struct event_mention *mention_of(
	const struct request *request, const struct setting *setting, bool channel)
{
	const struct event *event = request->event;
	size_t skipped = *setting->value == '-';
	size_t at = request->text_start + setting->start + skipped;
	size_t length = strlen(setting->value) - skipped;

	if (event->type != EVENT_COMMAND)
		return NULL;
	for (size_t i = 0; i < event->command.mention_count; i++) {
		const struct event_mention *mention = &event->command.mentions[i];
		bool is_channel = mention->kind == MENTION_CHANNEL;
		if (mention->start == at && mention->length == length && is_channel == channel)
			return mention;
	}
	return NULL;
}

const char *args_mentioned(const struct request *request, const struct setting *setting)
{
	const struct event_mention *mention = mention_of(request, setting, false);

	return mention ? mention->id : NULL;
}

/* The one who is meant: the only active one, else the only one of them who can be written to. */
static const struct person *only_one(
	struct request *request, struct people found, const char *words, const char **ret_problem)
{
	const struct person *active = NULL;
	const struct person *reachable = NULL;
	size_t active_count = 0;
	size_t reachable_count = 0;

	for (size_t i = 0; i < found.count; i++) {
		const struct person *person = &found.items[i];
		if (!person->active)
			continue;
		active = active_count++ ? active : person;
		if (role_can_be_told(person))
			reachable = reachable_count++ ? reachable : person;
	}
	if (active_count == 1)
		return active;
	if (reachable_count == 1)
		return reachable;
	if (found.count == 1)
		return &found.items[0];
	*ret_problem = arena_printf(request->arena,
		found.count ? "Several people are called “%s”: mention the one you mean with @, or "
			      "give "
			      "the id"
			    : "I do not know “%s”: mention the person with @, or give the id",
		words);
	return NULL;
}

const struct person *args_person(
	struct request *request, const struct setting *setting, const char **ret_problem)
{
	const struct event_mention *mention = mention_of(request, setting, false);
	const char *words = setting->value + (*setting->value == '-');

	if (mention)
		return people_store_meet(request->db, request->arena, request->event->platform,
			mention->id, mention->name, request->now);
	struct people found = people_store_find(request->db, request->arena, words);
	const char *platform = platform_of_account(request, words);
	if (!found.count && looks_like_account(words) && platform)
		return people_store_meet(
			request->db, request->arena, platform, words, NULL, request->now);
	return only_one(request, found, first_words(request->arena, words, 40), ret_problem);
}

bool args_channel(
	struct request *request, const struct setting *setting, struct named_channel *ret_channel)
{
	const struct event_mention *mention = mention_of(request, setting, true);
	const char *words = setting->value;

	if (mention) {
		*ret_channel = (struct named_channel){ .id = mention->id, .name = mention->name };
		return true;
	}
	if (!looks_like_account(words))
		return false;
	*ret_channel = (struct named_channel){ .id = words };
	return true;
}
