/* launch NAME: from here on people rely on a tool; refused before they know what to do when it
 * fails. */
#include "bot/message.h"
#include "bot/util/arena.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/loop/notify_tool.h"
#include "handlers/outcome.h"
#include "handlers/tool/launch_gate.h"
#include "handlers/tool/tool_asked.h"
#include "handlers/tool/tool_change.h"
#include "handlers/tool/tool_word.h"
#include "handlers/words.h"
#include "storage/tool_store.h"

static struct outcome *not_ready(struct request *request, const struct tool *tool)
{
	struct message *message = message_create(request->arena);

	message_line(message, "%s cannot be launched before people know what to do when it fails.",
		tool->name);
	say_missing(request, message, tool);
	message_line(message, "Then: ");
	message_code(message, "%s", typed(request, "launch", "%s", tool->name));
	message_button(message, BUTTON_PRIMARY, "Edit", "edit_tool", tool->name);
	return reject_with(request, message);
}

static struct outcome *launched(
	struct request *request, const struct tool *before, const struct tool *tool)
{
	struct message *message = message_create(request->arena);

	message_line(message, "%s is launched.", tool->name);
	if (before->launched_at) {
		message_text(message, " It was before, so nothing is posted again.");
		return reply(request, message);
	}
	message_text(message, " Its trust card is posted to ");
	message_channel(message, tool->channel_platform, tool->channel, tool->channel_name);
	message_text(message, ".");
	say_posted_home(message, tool);
	return reply(request, message);
}

static struct outcome *launch(struct request *request, const struct tool *tool)
{
	struct tool changed = *tool;
	const char *key;

	if (!tool_may_change(request, tool))
		return reject(request,
			"%s is launched by its owner or an admin. Please ask one of them.",
			tool->name);
	if (tool->stage == STAGE_LAUNCHED) {
		struct message *message = message_create(request->arena);
		message_line(message, "%s is launched, since ", tool->name);
		message_time(message, tool->launched_at);
		message_text(message, ".");
		return reply(request, message);
	}
	if (gate_missing(request, tool))
		return not_ready(request, tool);
	changed.stage = STAGE_LAUNCHED;
	const char *problem = tool_problem(request, tool, &changed, &key);
	if (problem)
		return reject(request, "%s", problem);
	return launched(request, tool, tool_save(request, tool, &changed));
}

static struct outcome *run(struct request *request)
{
	struct args args;
	struct outcome *wrong = args_read(request, &args);

	if (wrong)
		return wrong;
	const struct tool *tool = tool_called(request, args.word);
	return tool ? launch(request, tool) : no_such_tool(request, args.word);
}

static struct outcome *button(struct request *request)
{
	const struct tool *tool = tool_called(request, request->text);

	return tool ? launch(request, tool) : no_such_tool(request, request->text);
}

static const struct handler buttons[] = { { "launch", button }, { NULL, NULL } };

const struct command command_launch = {
	.name = "launch",
	.usage = "NAME",
	.example = "summarizer",
	.summary = "launch a tool whose questions are answered; its channel reads the trust card",
	.who = "the tool's owner, admin",
	.run = run,
	.buttons = buttons,
};
