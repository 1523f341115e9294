/*
 * wrong NAME: its channel is told that a tool is wrong today, and how to check and recover. Public,
 * and in the name of somebody who answers for it; no reporter is ever named.
 */
#include <inttypes.h>

#include "bot/event.h"
#include "bot/form.h"
#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/clock.h"
#include "bot/util/text.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/fields.h"
#include "handlers/loop/notify_tool.h"
#include "handlers/outcome.h"
#include "handlers/roles.h"
#include "handlers/tool/tool_asked.h"
#include "handlers/tool/tool_field.h"
#include "handlers/tool/tool_word.h"
#include "handlers/words.h"
#include "storage/notice_store.h"
#include "storage/people_store.h"
#include "storage/tool_store.h"

enum { TEXT_CHARACTERS = 500 }; // a notice, not a report

/* What somebody wants to be said. */
struct wanted {
	const struct tool *tool;
	const char *text;
	bool again; // they know that the channel was told a while ago
};

static struct outcome *not_yours(struct request *request, const struct tool *tool)
{
	return reject(request,
		"The channel of %s is told by its owner, its backup or an admin. If it failed you, "
		"say so with %s.",
		tool->name, typed(request, "report", "%s what went wrong", tool->name));
}

static struct outcome *how_to_type(struct request *request, const struct wanted *wanted)
{
	return reply_line(request, "What is wrong today? Type %s.",
		typed(request, "wrong", "%s what is wrong today",
			wanted->tool ? wanted->tool->name : "NAME"));
}

/* What the channel was told a while ago. */
static void say_last(
	struct message *message, const struct wanted *wanted, const struct notice *last)
{
	message_line(message, "The channel of %s was told at ", wanted->tool->name);
	message_time(message, last->created_at);
	message_text(message, ":");
	say_words(message, last->text);
}

/* False: there is none. */
static bool ask_for_the_tool(struct request *request, struct form *form)
{
	struct field *field = ask_tool(request, form, NULL);

	field->optional = false;
	field->hint = NULL;
	return field->name;
}

/* `tool` NULL: it asks for that, too. `last` NULL: nothing was told lately. */
static struct form *make_form(
	struct request *request, const struct wanted *wanted, const struct notice *last)
{
	struct form *form = form_create(request->arena, "wrong_today", "Wrong today", "Tell them");

	if (last) {
		struct message *message = form_say(form);
		say_last(message, wanted, last);
		message_line(message, "Send this as well?");
	}
	if (!wanted->tool && !ask_for_the_tool(request, form))
		return NULL;
	struct field *text = form_field(form, FIELD_TEXT, "what", "What is wrong today");
	text->most = TEXT_CHARACTERS;
	text->hint = "Its channel reads this, with how to check it and how to recover.";
	text->initial = wanted->text;
	form_context(form, "%s%s", wanted->tool ? wanted->tool->name : "", last ? " yes" : "");
	return form;
}

static struct outcome *ask(struct request *request, const struct wanted *wanted)
{
	struct form *form = make_form(request, wanted, NULL);

	if (!form)
		return reject(request, "No tool is known yet. An admin names one with %s.",
			typed(request, "tool", "NAME owner=@person"));
	return open_form(request, form, how_to_type(request, wanted));
}

/* Is this another matter? */
static struct outcome *ask_again(
	struct request *request, const struct wanted *wanted, const struct notice *last)
{
	struct message *message = message_create(request->arena);

	say_last(message, wanted, last);
	message_line(message, "To tell it this as well: ");
	message_code(message, "%s",
		typed(request, "wrong", "%s yes %s", wanted->tool->name,
			first_words(request->arena, wanted->text, TEXT_CHARACTERS)));
	return open_form(request, make_form(request, wanted, last), reply(request, message));
}

static const struct message *notice_message(struct request *request, const struct wanted *wanted)
{
	const struct tool *tool = wanted->tool;
	struct message *message = message_create(request->arena);

	message_paragraph(message);
	message_strong(message, "%s is wrong today", tool->title);
	message_text(message, ", says ");
	say_person(message, request->actor);
	message_text(message, ":");
	say_words(message, wanted->text);
	if (tool->verify)
		message_line(message, "Check what it gives you: %s", tool->verify);
	if (tool->recovery)
		message_line(message, "To get your work done meanwhile: %s", tool->recovery);
	message_note(message);
	message_text(message, "Owner: ");
	say_person_id(request, message, tool->owner);
	message_text(message, ". If it fails you, say so: ");
	message_code(message, "%s", typed(request, "report", "%s what went wrong", tool->name));
	message_summary(message, "%s is wrong today: %s", tool->title,
		first_words(request->arena, wanted->text, 200));
	return message;
}

static struct outcome *tell(struct request *request, const struct wanted *wanted)
{
	const struct tool *tool = wanted->tool;
	int64_t notice = notice_store_add(
		request->db, tool->id, request->actor->id, wanted->text, request->now);
	struct telling telling = {
		.kind = "wrong_today",
		.which = arena_printf(request->arena, "%" PRId64 ":%" PRId64, tool->id, notice),
		.message = notice_message(request, wanted),
	};
	struct message *message = message_create(request->arena);

	if (!tell_home(request, tool, &telling))
		return reply_line(request,
			"The trust card of %s says so for a day. It has no home channel to be "
			"told; "
			"%s gives it one.",
			tool->name, typed(request, "tool", "%s channel=#channel", tool->name));
	message_line(message, "Told ");
	message_channel(message, tool->channel_platform, tool->channel, tool->channel_name);
	message_text(message, ". The trust card of %s says so for a day.", tool->name);
	say_posted_home(message, tool);
	return reply(request, message);
}

static struct outcome *take(struct request *request, const struct wanted *wanted)
{
	const struct notice *last = notice_store_last(
		request->db, request->arena, wanted->tool->id, request->now - MS_PER_HOUR);

	if (!role_may_settle(request, wanted->tool))
		return not_yours(request, wanted->tool);
	if (text_is_blank(wanted->text))
		return ask(request, wanted);
	if (text_characters(wanted->text) > TEXT_CHARACTERS)
		return reject(request,
			"That is longer than the %d characters people read in passing. Please "
			"shorten it.",
			TEXT_CHARACTERS);
	if (last && !wanted->again)
		return ask_again(request, wanted, last);
	return tell(request, wanted);
}

static struct outcome *run(struct request *request)
{
	const char *cursor = request->text;
	const char *word = next_word(request, &cursor);
	struct wanted wanted = { .tool = word ? tool_called(request, word) : NULL };
	struct args args;

	if (!word)
		return ask(request, &wanted);
	if (!wanted.tool)
		return no_such_tool(request, word);
	if (!*cursor)
		return take(request, &wanted);
	struct outcome *wrong = args_read(request, &args);
	if (wrong)
		return wrong;
	wanted.text = args.rest;
	wanted.again = args.literal;
	return take(request, &wanted);
}

static struct outcome *button(struct request *request)
{
	struct wanted wanted = { .tool = tool_called(request, request->text) };

	return wanted.tool ? take(request, &wanted) : no_such_tool(request, request->text);
}

/* The context: "", "summarizer", or "summarizer yes". */
static struct outcome *sent(struct request *request)
{
	const char *cursor = request->text;
	const char *word = next_word(request, &cursor);
	const char *chosen = word ? word : field_value(request, "tool");
	struct wanted wanted = {
		.tool = chosen ? tool_called(request, chosen) : NULL,
		.text = field_value(request, "what"),
		.again = text_equal(cursor, "yes"),
	};

	if (!wanted.tool)
		return no_such_tool(request, chosen ? chosen : "");
	if (!wanted.text)
		return wrong_field(
			request, NULL, "what", "Please say in a few words what is wrong.");
	if (text_characters(wanted.text) > TEXT_CHARACTERS)
		return wrong_field(request, NULL, "what",
			"Please shorten it to %d characters, which people read in passing.",
			TEXT_CHARACTERS);
	return take(request, &wanted);
}

static const struct handler buttons[] = { { "wrong_today", button, .opens_form = true },
	{ NULL, NULL } };
static const struct handler forms[] = { { "wrong_today", sent }, { NULL, NULL } };

const struct command command_wrong = {
	.name = "wrong",
	.usage = "NAME [yes] what is wrong today",
	.example = "summarizer it loses the dates of scanned contracts",
	.summary = "tell a tool's channel what is wrong with it today",
	.who = "the tool's owner, backup, admin",
	.run = run,
	.buttons = buttons,
	.forms = forms,
};
