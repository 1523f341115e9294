/* readiness NAME: what must be answered before people rely on a tool, and what is missing. */
#include "bot/message.h"
#include "bot/util/arena.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/outcome.h"
#include "handlers/tool/launch_gate.h"
#include "handlers/tool/orphans.h"
#include "handlers/tool/silent.h"
#include "handlers/tool/tool_asked.h"
#include "handlers/tool/tool_change.h"
#include "handlers/tool/tool_word.h"
#include "handlers/words.h"
#include "storage/tool_store.h"

static void say_there(struct request *request, struct message *message, const struct tool *tool)
{
	size_t count = 0;

	for (const struct gate_row *row = gate_rows; row->what; row++) {
		if (!row->there(request->db, request->arena, tool))
			continue;
		if (!count++)
			message_line(message, "There: ");
		message_text(message, "%s%s", count > 1 ? ", " : "", row->what);
	}
	if (count)
		message_text(message, ".");
}

static void say_verdict(struct message *message, const struct tool *tool, size_t missing)
{
	message_paragraph(message);
	message_strong(message, "%s", tool->name);
	if (missing && tool->stage == STAGE_LAUNCHED)
		message_text(message, " is launched, but %zu of what it needs %s missing.", missing,
			missing == 1 ? "is" : "are");
	else if (missing)
		message_text(message, " is not ready to be launched: %zu %s missing.", missing,
			missing == 1 ? "thing is" : "things are");
	else if (tool->stage == STAGE_LAUNCHED)
		message_text(message, " is launched, and all it needs is there.");
	else
		message_text(message, " is ready to be launched.");
}

static struct outcome *run(struct request *request)
{
	struct message *message = message_create(request->arena);
	struct args args;
	struct outcome *wrong = args_read(request, &args);

	if (wrong)
		return wrong;
	const struct tool *tool = tool_called(request, args.word);
	if (!tool)
		return no_such_tool(request, args.word);
	size_t missing = gate_missing(request, tool);
	say_verdict(message, tool, missing);
	say_there(request, message, tool);
	say_missing(request, message, tool);
	say_orphan(request, message, tool);
	say_silent(request, message, tool);
	if (!tool_may_change(request, tool)) {
		message_line(message, "Its owner and admins fill it in.");
		return reply(request, message);
	}
	message_button(message, BUTTON_PLAIN, "Edit", "edit_tool", tool->name);
	if (!missing && tool->stage != STAGE_LAUNCHED)
		message_button(message, BUTTON_PRIMARY, "Launch", "launch", tool->name);
	return reply(request, message);
}

const struct command command_readiness = {
	.name = "readiness",
	.usage = "NAME",
	.example = "summarizer",
	.summary = "what a tool needs before people rely on it, and what is missing",
	.who = "all",
	.run = run,
};
