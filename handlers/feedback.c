/* /feedback: praise, an idea, a remark. Not a failure: nobody is disturbed, nothing is owed. */
#include "bot/event.h"
#include "bot/util/text.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/outcome.h"
#include "handlers/tool_word.h"
#include "handlers/words.h"
#include "storage/db.h"
#include "storage/people_store.h"
#include "storage/report_store.h"
#include "storage/tool_store.h"

static struct outcome *run(struct request *request)
{
	const char *text = request->text;
	const struct tool *tool = tool_of_line(request, &text);
	struct feedback feedback = {
		.tool = tool ? tool->id : 0,
		.person = request->actor->id,
		.text = text,
		.minutes_saved = -1,
		.platform = request->event->platform,
		.channel = request->event->place.channel,
		.created_at = request->now,
	};

	if (text_is_blank(text))
		return args_wrong(request, "What would you like to say?");
	if (!feedback_store_add(request->db, &feedback))
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

const struct command command_feedback = {
	.name = "feedback",
	.usage = "[tool] [text]",
	.example = "summarizer it saves me an hour each Monday",
	.summary = "say what is good, or what would be better",
	.who = "all",
	.slash = true,
	.run = run,
};
