#include "handlers/tool/silent.h"

#include <inttypes.h>

#include "bot/message.h"
#include "bot/util/arena.h"
#include "handlers/command.h"
#include "handlers/loop/notify_tool.h"
#include "handlers/roles.h"
#include "handlers/words.h"
#include "storage/alarm_store.h"
#include "storage/numbers_weekly.h"
#include "storage/people_store.h"
#include "storage/tool_store.h"

static bool look(struct request *request, const struct tool *tool, struct silence *ret_silence)
{
	if (tool->stage == STAGE_PAUSED || tool->stage == STAGE_RETIRED)
		return false;
	*ret_silence = numbers_silence(request->db, tool->id, request->now);
	return silence_is_alarming(ret_silence);
}

static void say_why(struct request *request, struct message *message, const struct silence *silence)
{
	message_line(message,
		"No report for %s, where %.1f a week was usual: either it is fine, or people have "
		"given up.",
		counted(request->arena, silence->quiet_weeks, "week", "weeks"),
		silence_lambda(silence));
}

void say_silent(struct request *request, struct message *message, const struct tool *tool)
{
	struct silence silence;

	if (alarm_store_is_raised(request->db, tool->id, ALARM_SILENT) &&
		look(request, tool, &silence))
		say_why(request, message, &silence);
}

static void tell(struct request *request, const struct tool *tool, const struct silence *silence)
{
	struct message *message = message_create(request->arena);
	struct people responsible = role_responsible(request, tool);
	struct people admins = role_admins(request);
	struct telling telling = {
		.kind = "silent",
		.which = arena_printf(
			request->arena, "%" PRId64 ":%" PRId64, tool->id, request->now),
		.message = message,
	};

	message_paragraph(message);
	message_strong(message, "%s", tool->name);
	message_text(message, " has gone silent.");
	say_why(request, message, silence);
	message_line(message, "Please ask somebody who used it.");
	message_button(message, BUTTON_PLAIN, "Trust card", "trust", tool->name);
	/* Who is both is owed it once: it has one key. */
	tell_people(request, &responsible, &telling);
	tell_people(request, &admins, &telling);
}

void silent_look(struct request *request, const struct tool *tool)
{
	struct silence silence;

	if (!look(request, tool, &silence))
		alarm_store_end(request->db, tool->id, ALARM_SILENT, request->now);
	else if (alarm_store_raise(request->db, tool->id, ALARM_SILENT, request->now))
		tell(request, tool, &silence);
}
