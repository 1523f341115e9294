/*
 * All commands and their buttons, and the way from an event to its handler.
 *
 * It does not parse arguments (args.c) and decides nothing about issues.
 */
#include <string.h>

#include "bot/event.h"
#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/loop/relay.h"
#include "handlers/outcome.h"
#include "handlers/person/home.h"
#include "handlers/person/welcome.h"
#include "handlers/report/direct_message.h"
#include "handlers/report/reaction.h"
#include "handlers/report/shortcut.h"
#include "handlers/tool/left.h"
#include "handlers/tool/orphans.h"
#include "handlers/words.h"

#define COMMAND(word) extern const struct command command_##word;
#include "handlers/commands.inc"
#undef COMMAND

#define COMMAND(word) &command_##word,
const struct command *const commands[] = {
#include "handlers/commands.inc"
	NULL,
};
#undef COMMAND

enum { FAMILIAR = 2, WORD_AT_MOST = 30 }; // letters apart that still look like a slip

const struct command *command_find(const char *name)
{
	if (*name == '/')
		name++;
	for (size_t i = 0; commands[i]; i++)
		if (text_equal_nocase(commands[i]->name, name))
			return commands[i];
	return NULL;
}

static const struct handler *row_of(const struct handler *handler, const char *name)
{
	for (; handler && handler->name; handler++)
		if (text_equal(handler->name, name))
			return handler;
	return NULL;
}

static run_function *find_in(const struct handler *handlers, const char *name)
{
	const struct handler *row = row_of(handlers, name);

	return row ? row->run : NULL;
}

static const struct handler *button_row(const char *name)
{
	const struct handler *row = NULL;

	for (size_t i = 0; commands[i] && !row; i++)
		row = row_of(commands[i]->buttons, name);
	return row;
}

run_function *button_find(const char *name)
{
	const struct handler *row = button_row(name);

	return row ? row->run : NULL;
}

bool button_opens_form(const char *name)
{
	const struct handler *row = button_row(name);

	return row && row->opens_form;
}

static run_function *find_form(const char *name)
{
	run_function *run = NULL;

	for (size_t i = 0; commands[i] && !run; i++)
		run = find_in(commands[i]->forms, name);
	return run;
}

static run_function *find_timer(const char *name)
{
	run_function *run = NULL;

	for (size_t i = 0; commands[i] && !run; i++)
		run = find_in(commands[i]->timers, name);
	return run;
}

static size_t smallest(size_t a, size_t b, size_t c)
{
	size_t least = a < b ? a : b;

	return least < c ? least : c;
}

/* How many letters to change, add or drop to make one word the other (Levenshtein). */
static size_t distance(const char *a, const char *b)
{
	size_t row[WORD_AT_MOST + 1];
	size_t width = strlen(b);

	if (strlen(a) > WORD_AT_MOST || width > WORD_AT_MOST)
		return WORD_AT_MOST;
	for (size_t j = 0; j <= width; j++)
		row[j] = j;
	for (size_t i = 1; a[i - 1]; i++) {
		size_t diagonal = row[0];
		row[0] = i;
		for (size_t j = 1; j <= width; j++) {
			size_t above = row[j];
			row[j] = smallest(
				above + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1]));
			diagonal = above;
		}
	}
	return row[width];
}

static const struct command *nearest(const char *word)
{
	const struct command *best = NULL;
	size_t least = FAMILIAR + 1;

	for (size_t i = 0; commands[i]; i++) {
		size_t apart = distance(word, commands[i]->name);
		if (apart < least && apart < strlen(word)) {
			least = apart;
			best = commands[i];
		}
	}
	return best;
}

static struct outcome *unknown(struct request *request, const char *word)
{
	struct message *message = message_create(request->arena);
	const struct command *meant = nearest(word);

	message_line(message, "I do not know “%s”. ", first_words(request->arena, word, 40));
	if (meant) {
		message_text(message, "Did you mean ");
		message_code(message, "%s", typed(request, meant->name, "%s", ""));
		message_text(message, "? ");
	}
	message_code(message, "%s", typed(request, "help", "%s", ""));
	message_text(message, " shows all I know.");
	return reject_with(request, message);
}

/* `arguments` points into the event's text, so that mentions are found again. */
static struct outcome *run_command(
	struct request *request, const struct command *command, const char *arguments)
{
	const char *all = request->event->command.text;
	char *copy = arena_strdup(request->arena, arguments);
	char *trimmed = text_trim(copy);

	request->command = command;
	request->text = trimmed;
	request->text_start = (size_t)(arguments - all) + (size_t)(trimmed - copy);
	return command->run(request);
}

static struct outcome *handle_command(struct request *request)
{
	const struct event_command *typed_command = &request->event->command;
	const char *arguments = typed_command->text;
	const char *word = typed_command->name;

	if (text_equal_nocase(word, "lastmile")) {
		word = next_word(request, &arguments);
		if (!word)
			word = "help";
	}
	const struct command *command = command_find(word);
	return command ? run_command(request, command, arguments) : unknown(request, word);
}

static void set_text(struct request *request, const char *text)
{
	request->command = NULL;
	request->text = text_trim(arena_strdup(request->arena, text));
	request->text_start = 0;
}

static struct outcome *handle_button(struct request *request)
{
	const struct event_action *action = &request->event->action;
	run_function *run = button_find(action->name);

	if (!run)
		return reject(request, "This button is from another time and does nothing now.");
	set_text(request, action->value);
	request->form = action->form;
	return run(request);
}

static struct outcome *handle_form(struct request *request)
{
	const struct event_form *form = &request->event->form;
	run_function *run = find_form(form->name);

	if (!run)
		return reject(request, "This form is from another time and does nothing now.");
	set_text(request, form->context);
	request->form = form;
	return run(request);
}

static struct outcome *handle_timer(struct request *request)
{
	const struct event_timer *timer = &request->event->timer;
	run_function *run = find_timer(timer->name);

	if (!run)
		return silent(request); // set by an older lastmile, for something that is gone
	set_text(request, timer->value);
	return run(request);
}

/* Under a message of ours somebody answers it; elsewhere they begin something. */
static struct outcome *handle_message(struct request *request)
{
	struct outcome *outcome = relay_reply(request);

	if (outcome)
		return outcome;
	return request->event->place.thread ? silent(request) : direct_message(request);
}

static struct outcome *run_handler(struct request *request)
{
	switch (request->event->type) {
	case EVENT_COMMAND:
		return handle_command(request);
	case EVENT_ACTION:
		return handle_button(request);
	case EVENT_FORM:
		return handle_form(request);
	case EVENT_TIMER:
		return handle_timer(request);
	case EVENT_PROFILE:
		issues_of_who_left(request, request->actor);
		orphans_of_person(request, request->actor); // who may have gone, or come back
		break;
	case EVENT_SHORTCUT:
		return shortcut(request);
	case EVENT_MESSAGE:
		return handle_message(request);
	case EVENT_REACTION:
		return reaction(request);
	case EVENT_ADDED:
		return welcome(request);
	case EVENT_HOME:
	case EVENT_OTHER:
		break;
	}
	return silent(request);
}

/* What somebody did on their home page may have changed it. */
static bool shows_home(const struct event *event)
{
	return event->actor.id && (event->type == EVENT_HOME || event->place.home);
}

struct outcome *handle_event(struct request *request)
{
	struct outcome *outcome = run_handler(request);

	if (request->event->type == EVENT_HOME)
		return home_show(request);
	if (shows_home(request->event) && outcome->type != OUTCOME_FAIL)
		outcome->answer.home = home_page(request);
	return outcome;
}
