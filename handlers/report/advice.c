#include "handlers/report/advice.h"

#include "bot/message.h"
#include "handlers/command.h"
#include "handlers/roles.h"
#include "handlers/words.h"
#include "storage/people_store.h"
#include "storage/recovery_store.h"
#include "storage/report_store.h"
#include "storage/tool_store.h"

static const char *steps_for(
	struct request *request, const struct tool *tool, const struct report *report)
{
	const char *steps = recovery_store_get(
		request->db, request->arena, tool->id, report ? report->kind : NULL);

	return steps ? steps : tool->recovery;
}

static void say_labelled(struct message *message, const char *label, const char *words)
{
	message_paragraph(message);
	message_strong(message, "%s", label);
	message_text(message, " %s", words);
}

static void say_recovery(struct request *request, struct message *message, const struct tool *tool,
	const struct report *report, int64_t reader)
{
	const char *steps = steps_for(request, tool, report);
	struct people people = role_responsible(request, tool);

	if (steps) {
		say_labelled(message, "To get your work done today:", steps);
		return;
	}
	if (!people.count || people.items[0].id == reader)
		return;
	message_line(message, "No way around it is written down yet; if you are stuck, ask ");
	say_person(message, &people.items[0]);
	message_text(message, ".");
}

static void say_burned(struct message *message, const struct tool *tool)
{
	say_labelled(message, "It got out:",
		"tell those who got it first, before they pass it on; what is right can follow.");
	if (tool && tool->verify)
		say_labelled(message, "How to check the next one:", tool->verify);
}

static void say_gave_up(struct message *message, const struct tool *tool, bool check_is_said)
{
	if (tool && tool->good)
		say_labelled(message, "What it is good at all the same:", tool->good);
	if (tool && tool->verify && !check_is_said)
		say_labelled(message, "How to check it in under a minute:", tool->verify);
	message_line(message, "You will be told when this is fixed.");
}

void say_advice(struct request *request, struct message *message, const struct tool *tool,
	const struct report *report, int64_t reader)
{
	bool got_out = report && report->got_out;

	if (tool)
		say_recovery(request, message, tool, report, reader);
	if (got_out)
		say_burned(message, tool);
	if (report && report->gave_up)
		say_gave_up(message, tool, got_out);
}
