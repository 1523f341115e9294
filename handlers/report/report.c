/*
 * /report: one line in, a number out; without words, the form. Also the buttons and forms that make
 * or complete a report; how one is logged is report_log.c's part.
 */
#include "bot/event.h"
#include "bot/util/text.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/outcome.h"
#include "handlers/report/direct_message.h"
#include "handlers/report/me_too.h"
#include "handlers/report/report_details.h"
#include "handlers/report/report_form.h"
#include "handlers/report/report_log.h"
#include "handlers/report/which_tool.h"
#include "handlers/tool/tool_word.h"
#include "storage/report_store.h"

/* Where somebody writes to the app alone, the place is nobody's but theirs: it is not kept. */
static struct report from_line(const struct request *request, const char *text)
{
	const struct event_place *place = &request->event->place;
	struct report report = report_begin(request, "command");

	report.text = text;
	report.channel = place->direct ? NULL : place->channel;
	return report;
}

static struct outcome *run(struct request *request)
{
	const char *text = request->text;
	struct outcome *outcome = answers_which_tool(request);

	if (outcome)
		return outcome;
	const struct tool *tool = tool_of_line(request, &text);
	if (text_is_blank(text))
		return report_form_open(request, tool,
			args_wrong(request, tool && *request->text
						    ? "What went wrong? Say it in one line"
						    : "What went wrong, and with which tool?"));
	struct report report = from_line(request, text);
	return report_log(request, tool, NULL, &report);
}

static const struct handler buttons[] = {
	{ "choose_tool", choose_tool },
	{ "details", report_details_open, .opens_form = true },
	{ "drop_draft", draft_drop },
	{ "log_draft", draft_log },
	{ "me_too", me_too },
	{ "report_form", report_form_button, .opens_form = true },
	{ "tool", report_form_renew },
	{ NULL, NULL },
};

static const struct handler forms[] = {
	{ "report", report_form_sent },
	{ NULL, NULL },
};

const struct command command_report = {
	.name = "report",
	.usage = "[tool] [what went wrong]",
	.example = "summarizer it dropped clause 9",
	.summary = "log a failure of an AI tool",
	.who = "all",
	.slash = true,
	.run = run,
	.buttons = buttons,
	.forms = forms,
};
