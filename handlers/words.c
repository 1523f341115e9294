#include "handlers/words.h"

#include <inttypes.h>
#include <stdarg.h>

#include "bot/message.h"
#include "bot/message_command.h"
#include "bot/util/arena.h"
#include "bot/util/clock.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "handlers/command.h"
#include "storage/people_store.h"
#include "storage/tool_store.h"

/* More than this of one person's words makes a message nobody reads; the database has all of them.
 */
enum { SHOWN_CHARACTERS = 1500 };

static const char *workspace_word(const struct request *request, const char *name)
{
	const struct handler_settings *settings = request->settings;
	const char *word =
		settings->command_word ? settings->command_word(settings->names, name) : NULL;

	if (!word)
		return name;
	return *word == '/' ? word + 1 : word;
}

const char *typed(struct request *request, const char *name, const char *format, ...)
{
	const struct command *command = command_find(name);
	const char *prefix = request->settings->command_prefix;
	_cleanup_text_ struct text text = TEXT_INIT;
	va_list args;

	text_append(&text, prefix ? prefix : "");
	if (command && command->slash)
		text_append(&text, workspace_word(request, name));
	else
		text_printf(&text, "%s %s", workspace_word(request, "lastmile"), name);
	va_start(args, format);
	const char *arguments = arena_vprintf(request->arena, format, args);
	va_end(args);
	const char *space = *arguments ? " " : "";
	text_printf(&text, "%s%s", space, arguments);
	const char *line = arena_printf(request->arena, "%s%s%s", name, space, arguments);
	return command_text(request->arena, text_string(&text), line);
}

const char *counted(struct arena *arena, int64_t count, const char *one, const char *many)
{
	return arena_printf(arena, "%" PRId64 " %s", count, count == 1 ? one : many);
}

const char *people_counted(struct arena *arena, int64_t count)
{
	return counted(arena, count, "person", "people");
}

const char *age(struct arena *arena, int64_t milliseconds)
{
	if (milliseconds < MS_PER_MINUTE)
		return "less than a minute";
	if (milliseconds < MS_PER_HOUR)
		return counted(arena, milliseconds / MS_PER_MINUTE, "minute", "minutes");
	if (milliseconds < MS_PER_DAY)
		return counted(arena, milliseconds / MS_PER_HOUR, "hour", "hours");
	return counted(arena, milliseconds / MS_PER_DAY, "day", "days");
}

const char *minutes_until(struct arena *arena, int64_t milliseconds)
{
	return counted(
		arena, (milliseconds + MS_PER_MINUTE - 1) / MS_PER_MINUTE, "minute", "minutes");
}

const char *tool_label(const struct tool *tool)
{
	return tool ? tool->name : "no tool yet";
}

void say_person(struct message *message, const struct person *person)
{
	if (!person || !person->account)
		message_text(message, "%s", person ? person_label(person) : "somebody");
	else
		message_person(message, person->platform, person->account, person_label(person));
}

void say_person_id(struct request *request, struct message *message, int64_t person)
{
	say_person(message, person ? people_store_get(request->db, request->arena, person) : NULL);
}

const char *person_name(struct request *request, int64_t id)
{
	const struct person *person = id ? people_store_get(request->db, request->arena, id) : NULL;

	return person ? person_label(person) : "somebody";
}

void say_words(struct message *message, const char *words)
{
	_cleanup_free_ char *shown = text_shorten(words, SHOWN_CHARACTERS);
	size_t all = text_characters(words);

	message_quote(message, shown);
	if (all <= SHOWN_CHARACTERS)
		return;
	message_note(message);
	message_text(message, "This is the beginning; all %zu characters are kept.", all);
}

const char *first_words(struct arena *arena, const char *words, size_t characters)
{
	/* The beginning is enough: nobody folds 40,000 characters to show 80. */
	_cleanup_free_ char *beginning = xstrndup(words, text_prefix(words, characters * 4));
	_cleanup_free_ char *line = text_one_line(beginning);
	_cleanup_free_ char *shown = text_shorten(line, characters);

	return arena_strdup(arena, shown);
}
