/*
 * roi: what a tool costs and gives back, as far as it is known, with all it rests on. What was
 * measured, what was sampled and what people say are not added up without saying so; what nobody
 * measured is not computed.
 */
#include <inttypes.h>

#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/clock.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/hours/hours.h"
#include "handlers/hours/hours_asked.h"
#include "handlers/outcome.h"
#include "handlers/tool/tool_asked.h"
#include "handlers/tool/trust_card.h"
#include "handlers/words.h"
#include "storage/issue_store.h"
#include "storage/numbers_issues.h"
#include "storage/tool_numbers.h"
#include "storage/tool_store.h"

enum { WEEKS = 4, SHOWN = 10, REFS_SHOWN = 5 };

static int64_t window_begins(const struct request *request)
{
	return request->now - (int64_t)WEEKS * 7 * MS_PER_DAY;
}

static const char *minutes(struct request *request, int64_t count)
{
	return counted(request->arena, count, "minute", "minutes");
}

/* Where it was lost, the most first. */
static void say_lost_in(struct request *request, struct message *message, const struct tool *tool)
{
	struct numbered_issues issues =
		numbers_issues(request->db, request->arena, NUMBER_LOST_TIME, tool->id,
			window_begins(request), request->now + 1, REFS_SHOWN + 1);

	for (size_t i = 0; i < issues.count && i < REFS_SHOWN; i++)
		message_text(message, "%s%s",
			i ? ", " : " Most: ", issue_ref(request->arena, issues.items[i]));
	if (issues.count)
		message_text(message, issues.count > REFS_SHOWN ? " and more." : ".");
}

static void say_lost(struct request *request, struct message *message, const struct tool *tool)
{
	struct minutes_lost lost =
		tool_numbers_lost(request->db, tool->id, window_begins(request), request->now + 1);

	message_paragraph(message);
	message_strong(message, "Lost: ");
	if (!lost.reports) {
		message_text(message, "no report in %d weeks.", WEEKS);
		return;
	}
	message_text(message,
		"%s in %d weeks, about %" PRId64 " a week. %" PRId64 " of %s said how many",
		minutes(request, lost.minutes), WEEKS, (lost.minutes + WEEKS / 2) / WEEKS,
		lost.said, counted(request->arena, lost.reports, "report", "reports"));
	if (lost.estimated)
		message_text(message, "; %s the median of their issue",
			counted(request->arena, lost.estimated, "me-too takes", "me-toos take"));
	message_text(message, ".");
	say_lost_in(request, message, tool);
}

static void say_saved(struct request *request, struct message *message, const struct tool *tool)
{
	struct minutes_saved saved =
		tool_numbers_saved(request->db, tool->id, window_begins(request), request->now + 1);

	message_paragraph(message);
	message_strong(message, "Saved, as people say: ");
	if (!saved.said)
		message_text(message, "nobody has said in %d weeks. %s asks for it.", WEEKS,
			typed(request, "feedback", "%s", tool->name));
	else
		message_text(message, "%s, said %s (grade C: self-reported).",
			minutes(request, saved.minutes),
			counted(request->arena, saved.said, "time", "times"));
}

static struct outcome *one(struct request *request, const struct tool *tool)
{
	struct message *message = message_create(request->arena);

	message_paragraph(message);
	message_strong(message, "%s", tool->name);
	message_text(message, ": what it costs and gives back");
	say_lost(request, message, tool);
	say_saved(request, message, tool);
	say_steps(request, message, tool);
	say_hours_in_full(request, message, tool, window_begins(request), request->now + 1);
	say_hours_buttons(request, message, tool);
	return reply(request, message);
}

static void say_short(struct request *request, struct message *message, const struct tool *tool)
{
	struct minutes_lost lost =
		tool_numbers_lost(request->db, tool->id, window_begins(request), request->now + 1);
	struct minutes_saved saved =
		tool_numbers_saved(request->db, tool->id, window_begins(request), request->now + 1);

	message_paragraph(message);
	message_strong(message, "%s", tool->name);
	message_text(message, " · %s lost (%s) · %s saved as people say (%s, grade C)",
		minutes(request, lost.minutes),
		counted(request->arena, lost.reports, "report", "reports"),
		minutes(request, saved.minutes),
		counted(request->arena, saved.said, "answer", "answers"));
}

static struct outcome *all(struct request *request)
{
	struct message *message = message_create(request->arena);
	struct tools tools = tool_store_all(request->db, request->arena);
	size_t shown = 0;

	message_line(message, "In %d weeks:", WEEKS);
	for (size_t i = 0; i < tools.count && shown < SHOWN; i++)
		if (tools.items[i].stage != STAGE_RETIRED) {
			say_short(request, message, &tools.items[i]);
			shown++;
		}
	if (!shown)
		return reply_line(request, "No tool is known yet. An admin names one with %s.",
			typed(request, "tool", "NAME owner=@person"));
	say_hours(request, message, NULL, window_begins(request), request->now + 1);
	message_line(message, "%s says more about one.", typed(request, "roi", "NAME"));
	return reply(request, message);
}

static struct outcome *look(struct request *request)
{
	struct args args;
	struct outcome *wrong = args_read(request, &args);

	if (wrong)
		return wrong;
	const struct tool *tool = tool_asked(request, args.rest, &wrong);
	if (tool)
		return one(request, tool);
	return wrong ? wrong : all(request);
}

static struct outcome *run(struct request *request)
{
	return answer_aside(request, look);
}

const struct command command_roi = {
	.name = "roi",
	.usage = "[tool]",
	.example = "summarizer",
	.summary = "what a tool costs and gives back, as far as it is known",
	.who = "all",
	.run = run,
};
