/* stuck TEXT: joins the queue for office hours. One place for each person; who says more while they
 * wait keeps theirs. */
#include "bot/event.h"
#include "bot/form.h"
#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/text.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/fields.h"
#include "handlers/office/office.h"
#include "handlers/outcome.h"
#include "handlers/roles.h"
#include "handlers/tool/tool_field.h"
#include "handlers/tool/tool_word.h"
#include "handlers/words.h"
#include "storage/db.h"
#include "storage/office_store.h"
#include "storage/people_store.h"
#include "storage/tool_store.h"

static int64_t add(struct request *request, const struct tool *tool, const char *words)
{
	struct stuck stuck = {
		.person = request->actor->id,
		.tool = tool ? tool->id : 0,
		.text = words,
		.platform = request->event->platform,
		.created_at = request->now,
	};

	return office_store_join(request->db, &stuck);
}

static void say_more(struct request *request, const struct stuck *own, const char *words)
{
	if (!text_equal(own->text, words))
		office_store_set_text(request->db, own->id,
			arena_printf(request->arena, "%s\n%s", own->text, words));
}

static struct outcome *join(struct request *request, const struct tool *tool, const char *words)
{
	struct message *message = message_create(request->arena);
	const struct stuck *own =
		office_store_of_person(request->db, request->arena, request->actor->id);

	if (!role_can_be_told(request->actor))
		return reject(request,
			"Who waits for office hours is called in chat, so please type it there.");
	if (own)
		say_more(request, own, words);
	else if (!add(request, tool, words))
		return fail(request, db_failure(request->db, NULL));
	if (own)
		message_line(message, "You were in the queue already, and keep your place.");
	say_office_place(request, message);
	message_button(
		message, BUTTON_PLAIN, "Report a failure", "report_form", tool ? tool->name : "");
	message_note(message);
	message_text(message,
		"Champions, owners and admins see what you are stuck with, nobody else. If the "
		"tool failed, a report is what gets it fixed.");
	return reply(request, message);
}

static struct outcome *ask(struct request *request, const struct tool *tool)
{
	struct form *form = form_create(request->arena, "stuck", "I am stuck", "Join the queue");

	message_line(form_say(form),
		"Somebody looks at it with you in office hours. Champions, owners and admins see "
		"it.");
	ask_tool(request, form, tool);
	struct field *field = form_field(form, FIELD_TEXT, "what", "What stops you");
	field->placeholder = "A few words are enough";
	return open_form(request, form,
		reject(request, "What are you stuck with? Say it in a few words: %s",
			typed(request, "stuck", "[tool] what you are stuck with")));
}

struct outcome *stuck_form_open(struct request *request)
{
	return ask(request, *request->text ? tool_called(request, request->text) : NULL);
}

static struct outcome *run(struct request *request)
{
	const char *words = request->text;
	const struct tool *tool = tool_of_line(request, &words);

	return text_is_blank(words) ? ask(request, tool) : join(request, tool, words);
}

static struct outcome *sent(struct request *request)
{
	const char *name = field_value(request, "tool");
	const char *words = field_value(request, "what");

	if (!words)
		return wrong_field(request, NULL, "what", "Please say it in a few words.");
	return join(request, name ? tool_called(request, name) : NULL, words);
}

static const struct handler buttons[] = { { "stuck_form", stuck_form_open, .opens_form = true },
	{ NULL, NULL } };
static const struct handler forms[] = { { "stuck", sent }, { NULL, NULL } };

const struct command command_stuck = {
	.name = "stuck",
	.usage = "[tool] [what you are stuck with]",
	.example = "summarizer it does not read my scans",
	.summary = "join the queue for office hours, where somebody looks at it with you",
	.who = "all",
	.run = run,
	.buttons = buttons,
	.forms = forms,
};
