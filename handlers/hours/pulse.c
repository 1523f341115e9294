/* pulse: one click, once a week: does the tool remove a step or add one? And, if they like, how far
 * they trust it. */
#include "bot/event.h"
#include "bot/form.h"
#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "bot/util/timezone.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/fields.h"
#include "handlers/outcome.h"
#include "handlers/tool/tool_asked.h"
#include "handlers/tool/tool_field.h"
#include "handlers/tool/tool_word.h"
#include "handlers/tool/trust_gap.h"
#include "handlers/words.h"
#include "storage/people_store.h"
#include "storage/pulse_store.h"
#include "storage/tool_store.h"

static const struct step {
	const char *name, *button, *label, *words;
} steps[] = {
	{ "removed", "pulse_removed", "Removes a step", "it removes a step" },
	{ "same", "pulse_same", "No change", "it changes nothing" },
	{ "added", "pulse_added", "Adds a step", "it adds a step" },
};

static const struct step *step_called(const char *name)
{
	for (size_t i = 0; i < array_length(steps); i++)
		if (text_equal(steps[i].name, name))
			return &steps[i];
	return NULL;
}

/* The Monday of this week, where the actor is. */
static const char *this_week(struct request *request)
{
	const char *timezone =
		request->actor->timezone ? request->actor->timezone : request->settings->timezone;
	_cleanup_zone_ struct zone *zone = zone_open_or_utc(timezone);
	int64_t today = zone_day(zone, request->now);
	struct date monday = date_of_day(today - (date_of_day(today).weekday - 1));

	return arena_printf(
		request->arena, "%04d-%02d-%02d", monday.year, monday.month, monday.day);
}

/* What they said of it this week beside the step; else how to say it. */
static void say_trust_said(
	struct request *request, struct message *message, const struct tool *tool, const char *week)
{
	struct pulse pulse =
		pulse_store_get(request->db, request->arena, tool->id, request->actor->id, week);

	if (pulse.trust == TRUST_NOT_SAID)
		message_button(message, BUTTON_PLAIN, "How far do you trust it?", "pulse_trust",
			tool->name);
	else
		message_line(message, "You trust it %d of 100.", pulse.trust);
}

static struct outcome *answer(
	struct request *request, const struct tool *tool, const struct step *step, int trust)
{
	struct message *message = message_create(request->arena);

	if (tool->stage == STAGE_RETIRED)
		return reject(request, "%s is retired, so nobody is asked about it any more.",
			tool->name);
	const char *week = this_week(request);
	const char *before = pulse_store_set(request->db, request->arena, tool->id,
		request->actor->id, week, step->name, request->now);
	const struct step *other = step_called(before);
	if (trust != TRUST_NOT_SAID)
		pulse_store_set_trust(
			request->db, tool->id, request->actor->id, week, trust, request->now);
	message->replaces = true;
	if (other && other != step)
		message_line(message,
			"Changed for this week: you say of %s that %s, no longer that %s.",
			tool->name, step->words, other->words);
	else
		message_line(message, "You say of %s that %s. It counts once this week%s.",
			tool->name, step->words, other ? ", and did already" : "");
	message_text(message, " The trust card shows what all say together, never who said what.");
	say_trust_said(request, message, tool, week);
	return reply(request, message);
}

static struct outcome *ask(struct request *request, const struct tool *tool)
{
	struct message *message = message_create(request->arena);

	message_line(message, "In your work this week, does ");
	message_strong(message, "%s", tool->name);
	message_text(message, " remove a step or add one?");
	for (size_t i = 0; i < array_length(steps); i++)
		message_button(message, BUTTON_PLAIN, steps[i].label, steps[i].button, tool->name);
	return reply(request, message);
}

static struct outcome *ask_with_form(struct request *request)
{
	struct form *form = form_create(request->arena, "pulse", "A step less or more", "Send");

	struct field *tool = ask_tool(request, form, NULL);
	if (!tool->name)
		return reject(request, "No tool is known yet. An admin names one with %s.",
			typed(request, "tool", "NAME owner=@person"));
	tool->optional = false;
	tool->hint = NULL;
	struct field *field =
		form_field(form, FIELD_CHOICE, "step", "In your work this week, what does it do?");
	for (size_t i = 0; i < array_length(steps); i++)
		field_option(form, field, steps[i].name, steps[i].label);
	ask_trust(form)->optional = true;
	return open_form(request, form,
		reply_line(request, "Which tool? Type %s. %s lists them.",
			typed(request, "pulse", "NAME"), typed(request, "tools", "%s", "")));
}

static struct outcome *run(struct request *request)
{
	struct args args;
	struct outcome *wrong = args_read(request, &args);

	if (wrong)
		return wrong;
	const struct tool *tool = tool_asked(request, args.rest, &wrong);
	if (tool)
		return ask(request, tool);
	return wrong ? wrong : ask_with_form(request);
}

static struct outcome *click(struct request *request, const char *name)
{
	const struct tool *tool = tool_called(request, request->text);

	return tool ? answer(request, tool, step_called(name), TRUST_NOT_SAID)
		    : no_such_tool(request, request->text);
}

static struct outcome *click_removed(struct request *request)
{
	return click(request, "removed");
}

static struct outcome *click_same(struct request *request)
{
	return click(request, "same");
}

static struct outcome *click_added(struct request *request)
{
	return click(request, "added");
}

static struct outcome *no_such_trust(struct request *request)
{
	return wrong_field(request, NULL, "trust",
		"Please say a whole number from 0 (never) to 100 (always).");
}

/* The week of the step they said may be over. */
static struct outcome *say_first(struct request *request, const struct tool *tool)
{
	return reject(request, "Please say first whether it removes a step: %s",
		typed(request, "pulse", "%s", tool->name));
}

static struct outcome *sent(struct request *request)
{
	const char *name = field_value(request, "tool");
	const struct tool *tool = name ? tool_called(request, name) : NULL;
	const struct step *step = step_called(field_value(request, "step"));
	int trust;

	if (!tool)
		return wrong_field(request, NULL, "tool", "Please choose a tool.");
	if (!step)
		return wrong_field(request, NULL, "step", "Please choose one of the three.");
	if (!trust_filled(request, &trust))
		return no_such_trust(request);
	return answer(request, tool, step, trust);
}

/* --- how far they trust it, once they have said the step --- */

static struct outcome *click_trust(struct request *request)
{
	const struct tool *tool = tool_called(request, request->text);

	if (!tool)
		return no_such_tool(request, request->text);
	struct form *form =
		form_create(request->arena, "pulse_trust", "How far you trust it", "Send");
	message_line(form_say(form), "%s", tool->title ? tool->title : tool->name);
	ask_trust(form);
	form_context(form, "%s", tool->name);
	return open_form(request, form, say_first(request, tool));
}

static struct outcome *sent_trust(struct request *request)
{
	const struct tool *tool = tool_called(request, request->text);
	int trust;

	if (!tool)
		return no_such_tool(request, request->text);
	if (!trust_filled(request, &trust) || trust == TRUST_NOT_SAID)
		return no_such_trust(request);
	if (!pulse_store_set_trust(request->db, tool->id, request->actor->id, this_week(request),
		    trust, request->now))
		return say_first(request, tool);
	return reply_line(request,
		"You trust %s %d of 100. The trust card shows what all say together, never who "
		"said what.",
		tool->name, trust);
}

static const struct handler buttons[] = {
	{ "pulse_removed", click_removed },
	{ "pulse_same", click_same },
	{ "pulse_added", click_added },
	{ "pulse_trust", click_trust, .opens_form = true },
	{ NULL, NULL },
};
static const struct handler forms[] = {
	{ "pulse", sent },
	{ "pulse_trust", sent_trust },
	{ NULL, NULL },
};

const struct command command_pulse = {
	.name = "pulse",
	.usage = "[tool]",
	.example = "summarizer",
	.summary = "say in one click whether a tool removes a step or adds one, and how far you "
		   "trust it",
	.who = "all",
	.run = run,
	.buttons = buttons,
	.forms = forms,
};
