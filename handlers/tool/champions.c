/* champions: who carries trust for which tool, and how much each of them holds. */
#include "bot/message.h"
#include "bot/util/arena.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/outcome.h"
#include "handlers/tool/tool_asked.h"
#include "handlers/week/thanks.h"
#include "handlers/words.h"
#include "storage/assignment_store.h"
#include "storage/people_store.h"
#include "storage/tool_store.h"

/* "summarizer: @ben (2 of 5 open issues), @chen (none of 5)" */
static bool say_champions(struct request *request, struct message *message, const struct tool *tool)
{
	struct people people = tool_store_champions(request->db, request->arena, tool->id);

	if (!people.count)
		return false;
	message_paragraph(message);
	message_strong(message, "%s", tool->name);
	for (size_t i = 0; i < people.count; i++) {
		message_text(message, i ? ", " : ": ");
		say_person(message, &people.items[i]);
		message_text(message, " (holds %d of at most %d)",
			assignment_store_count(request->db, people.items[i].id),
			tool->champion_cap);
	}
	message_text(message, ". Reports go to %s first.",
		tool->champions_first ? "a champion" : "the owner");
	return true;
}

static struct outcome *none(struct request *request, const char *tool)
{
	return reply_line(request, "%s. Its owner or an admin names one with %s.",
		tool ? arena_printf(request->arena, "%s has no champion yet", tool)
		     : "No tool has a champion yet",
		typed(request, "tool", "%s champion=@person", tool ? tool : "NAME"));
}

static struct outcome *run(struct request *request)
{
	struct message *message = message_create(request->arena);
	struct args args;
	struct outcome *wrong = thanks_asked(request);
	size_t shown = 0;

	if (!wrong)
		wrong = args_read(request, &args);
	if (wrong)
		return wrong;
	if (*args.rest) {
		const struct tool *tool = tool_asked(request, args.rest, &wrong);
		if (!tool)
			return wrong;
		return say_champions(request, message, tool) ? reply(request, message)
							     : none(request, tool->name);
	}
	struct tools tools = tool_store_all(request->db, request->arena);
	for (size_t i = 0; i < tools.count && tools.items[i].stage != STAGE_RETIRED; i++)
		shown += say_champions(request, message, &tools.items[i]);
	return shown ? reply(request, message) : none(request, NULL);
}

const struct command command_champions = {
	.name = "champions",
	.usage = "[tool, thanks, thanks on, thanks off]",
	.example = "summarizer",
	.summary = "the colleagues who carry trust for a tool; each month, where somebody wants "
		   "it, thanks to them",
	.who = "all",
	.run = run,
};
