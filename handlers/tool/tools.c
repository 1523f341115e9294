/* tools: what there is, who answers for it, what is open, how far it can be trusted. */
#include "bot/message.h"
#include "bot/util/text.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/outcome.h"
#include "handlers/roles.h"
#include "handlers/tool/launch_gate.h"
#include "handlers/tool/orphans.h"
#include "handlers/tool/silent.h"
#include "handlers/tool/trust_card.h"
#include "handlers/week/daily.h"
#include "handlers/words.h"
#include "storage/issue_store.h"
#include "storage/people_store.h"
#include "storage/tool_store.h"

enum { SHOWN = 30 };

static void say_tool(struct request *request, struct message *message, const struct tool *tool)
{
	message_paragraph(message);
	message_strong(message, "%s", tool->name);
	if (!text_equal(tool->title, tool->name))
		message_text(message, " %s", tool->title);
	message_text(message, " · %s · ", tool_stage_name(tool->stage));
	if (tool->owner)
		say_person_id(request, message, tool->owner);
	else
		message_text(message, "no owner");
	message_text(message, " · %s",
		counted(request->arena, issue_store_count_live(request->db, tool->id), "open issue",
			"open issues"));
	message_text(message, " · ");
	say_trust_in_a_line(request, message, tool);
	if (tool->stage == STAGE_LAUNCHED && gate_missing(request, tool))
		message_text(message, " · missing: %s", gate_missing_names(request, tool));
	say_orphan(request, message, tool);
	say_silent(request, message, tool);
}

static struct outcome *look(struct request *request)
{
	struct args args;
	struct outcome *wrong = args_read(request, &args);
	struct message *message = message_create(request->arena);

	if (wrong)
		return wrong;
	struct tools tools = tool_store_all(request->db, request->arena);
	if (!tools.count)
		return reply_line(request, "No tool is known yet. An admin names one with %s.",
			typed(request, "tool", "NAME owner=@person"));
	for (size_t i = 0; i < tools.count && i < SHOWN; i++)
		say_tool(request, message, &tools.items[i]);
	if (tools.count > SHOWN)
		message_line(message, "and %zu more; %s shows one.", tools.count - SHOWN,
			typed(request, "tool", "NAME"));
	int loose = issue_store_count_live(request->db, 0);
	if (loose && role_is_admin(request, request->actor))
		message_line(message, "%s %s a tool.",
			counted(request->arena, loose, "open issue", "open issues"),
			loose == 1 ? "lacks" : "lack");
	return reply(request, message);
}

static struct outcome *run(struct request *request)
{
	return answer_aside(request, look);
}

static const struct handler timers[] = { { "orphans", daily_due }, { "daily_tool", daily_tool_due },
	{ NULL, NULL } };

const struct command command_tools = {
	.name = "tools",
	.usage = "",
	.summary = "the AI tools: who answers for each, what is open, how far each can be trusted",
	.who = "all",
	.run = run,
	.timers = timers,
};
