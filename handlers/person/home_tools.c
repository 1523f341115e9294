/* The home page's "Tools": each with its stage and, in a line, how far it can be trusted. */
#include "bot/message.h"
#include "bot/util/clock.h"
#include "bot/util/text.h"
#include "handlers/command.h"
#include "handlers/hours/hours.h"
#include "handlers/person/home.h"
#include "handlers/words.h"
#include "storage/issue_store.h"
#include "storage/numbers.h"
#include "storage/tool_store.h"

enum { SHOWN = 10, TITLE_CHARACTERS = 80, RECORD_DAYS = 90, HOURS_DAYS = 28 };

static void say_trust(struct request *request, struct message *message, int64_t tool)
{
	const struct fixes record = numbers_fixes(
		request->db, tool, request->now - (int64_t)RECORD_DAYS * MS_PER_DAY, request->now);
	const struct share *fixes = &record.verified;
	int live = issue_store_count_live(request->db, tool);

	if (fixes->whole)
		message_text(message, " · %lld of %s in %d days confirmed", (long long)fixes->part,
			counted(request->arena, fixes->whole, "fix", "fixes"), RECORD_DAYS);
	message_text(message, " · %s",
		live ? counted(request->arena, live, "open issue", "open issues")
		     : "no open issue");
}

static void say_tool(struct request *request, struct message *message, const struct tool *tool)
{
	message_paragraph(message);
	message_strong(message, "%s", tool->name);
	if (!text_equal(tool->title, tool->name))
		message_text(
			message, " %s", first_words(request->arena, tool->title, TITLE_CHARACTERS));
	message_text(message, " · %s", tool_stage_name(tool->stage));
	say_trust(request, message, tool->id);
	message_button(message, BUTTON_PLAIN, "Trust card", "trust", tool->name);
}

void home_say_tools(struct request *request, struct message *message)
{
	struct tools tools = tool_store_all(request->db, request->arena);
	size_t used = 0;

	for (size_t i = 0; i < tools.count && tools.items[i].stage != STAGE_RETIRED; i++)
		used++; /* retired ones come last */
	if (!used)
		return;
	message_heading(message, "Tools");
	for (size_t i = 0; i < used && i < SHOWN; i++)
		say_tool(request, message, &tools.items[i]);
	if (used > SHOWN)
		home_say_more(message, used - SHOWN, typed(request, "tools", "%s", ""));
	say_hours_of_tools(request, message, &tools,
		request->now - (int64_t)HOURS_DAYS * MS_PER_DAY, request->now + 1);
}
