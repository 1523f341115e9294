/* /feedback: praise, an idea, a remark. Not a failure: nobody is disturbed, nothing is owed. */
#include "bot/event.h"
#include "bot/form.h"
#include "bot/util/text.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/fields.h"
#include "handlers/outcome.h"
#include "handlers/report/filing.h"
#include "handlers/tool/tool_field.h"
#include "handlers/tool/tool_word.h"
#include "handlers/words.h"
#include "storage/db.h"
#include "storage/people_store.h"
#include "storage/report_store.h"
#include "storage/tool_store.h"

static struct feedback begin(const struct request *request, const struct tool *tool)
{
	const struct event_place *place = &request->event->place;

	return (struct feedback){
		.tool = tool ? tool->id : 0,
		.person = request->actor->id,
		.text = "",
		.minutes_saved = -1,
		.platform = request->event->platform,
		.channel = place->direct ? NULL : place->channel,
		.created_at = request->now,
	};
}

static struct outcome *keep(
	struct request *request, const struct tool *tool, const struct feedback *feedback)
{
	if (!feedback_store_add(request->db, feedback))
		return fail(request, db_failure(request->db, NULL));
	if (!tool)
		return reply_line(request,
			"Noted, thank you. It is kept as feedback without a tool; begin with "
			"a tool's name to say which (%s).",
			typed(request, "tools", "%s", ""));
	return reply_line(request,
		"Noted as feedback on %s, thank you. If something went wrong with it, %s "
		"reaches somebody who can fix it.",
		tool->name, typed(request, "report", "%s what went wrong", tool->name));
}

static const struct choice {
	const char *value, *label;
} ratings[] = {
	{ "5", "5: very good" },
	{ "4", "4: good" },
	{ "3", "3: neither" },
	{ "2", "2: poor" },
	{ "1", "1: very poor" },
	{ NULL, NULL },
}, steps[] = {
	{ "removed", "It removes a step" },
	{ "same", "No change" },
	{ "added", "It adds a step" },
	{ NULL, NULL },
};

static void ask_choice(
	struct form *form, const char *name, const char *label, const struct choice *choices)
{
	struct field *field = form_field(form, FIELD_CHOICE, name, label);

	field->optional = true;
	for (; choices->value; choices++)
		field_option(form, field, choices->value, choices->label);
}

static const char *chosen(struct request *request, const char *name, const struct choice *choices)
{
	const char *value = field_value(request, name);

	for (; value && choices->value; choices++)
		if (text_equal(choices->value, value))
			return choices->value;
	return NULL;
}

static struct form *empty_form(struct request *request, const struct tool *tool)
{
	struct form *form = form_create(request->arena, "feedback", "Feedback", "Send");

	ask_tool(request, form, tool);
	struct field *text = form_field(form, FIELD_TEXT, "text", "What would you like to say");
	text->optional = true;
	text->placeholder = "Praise, an idea, what would be better";
	ask_choice(form, "rating", "How good is it", ratings);
	ask_choice(form, "step", "Does it remove a step or add one", steps);
	struct field *minutes =
		form_field(form, FIELD_CHOICE, "minutes", "Time it saved you this time");
	minutes->optional = true;
	for (size_t i = 0; filing_minutes[i].value; i++)
		field_option(form, minutes, filing_minutes[i].value, filing_minutes[i].label);
	return form;
}

static struct outcome *sent(struct request *request)
{
	const char *name = field_value(request, "tool");
	const struct tool *tool = name ? tool_called(request, name) : NULL;
	struct feedback feedback = begin(request, tool);
	const char *text = field_value(request, "text");
	const char *rating = chosen(request, "rating", ratings);

	feedback.text = text ? text : "";
	feedback.rating = rating ? *rating - '0' : 0;
	feedback.step = chosen(request, "step", steps);
	if (!field_number(request, "minutes", FILING_MINUTES_AT_MOST, &feedback.minutes_saved))
		feedback.minutes_saved = -1;
	if (!text && !rating && !feedback.step && feedback.minutes_saved < 0)
		return wrong_field(request, NULL, "text",
			"Please say something, or choose one of the answers below.");
	return keep(request, tool, &feedback);
}

static struct outcome *run(struct request *request)
{
	const char *text = request->text;
	const struct tool *tool = tool_of_line(request, &text);
	struct feedback feedback = begin(request, tool);

	if (text_is_blank(text))
		return open_form(request, empty_form(request, tool),
			args_wrong(request, "What would you like to say?"));
	feedback.text = text;
	return keep(request, tool, &feedback);
}

/* The button `feedback_form`: "summarizer", or nothing. */
static struct outcome *press(struct request *request)
{
	const struct tool *tool = *request->text ? tool_called(request, request->text) : NULL;

	return open_form(request, empty_form(request, tool),
		reply_line(request, "To say what is good or what would be better, type %s.",
			typed(request, "feedback", "%s", "[tool] [text]")));
}

static const struct handler buttons[] = {
	{ "feedback_form", press, .opens_form = true },
	{ NULL, NULL },
};

static const struct handler forms[] = {
	{ "feedback", sent },
	{ NULL, NULL },
};

const struct command command_feedback = {
	.name = "feedback",
	.usage = "[tool] [text]",
	.example = "summarizer it saves me an hour each Monday",
	.summary = "say what is good, or what would be better",
	.who = "all",
	.slash = true,
	.run = run,
	.buttons = buttons,
	.forms = forms,
};
