#include "handlers/hours/baseline_short.h"

#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/text.h"
#include "handlers/command.h"
#include "handlers/hours/figures.h"
#include "storage/baseline_store.h"
#include "storage/people_store.h"
#include "storage/tool_store.h"

static const char *as_typed(struct request *request, double minutes)
{
	return arena_printf(request->arena, "%g", minutes);
}

static const struct baseline *in_force(struct request *request, const struct tool *tool)
{
	return baseline_store_get(request->db, request->arena, tool->id, tool->name);
}

void baseline_say(struct request *request, const struct tool *tool, double minutes)
{
	const struct baseline *before = in_force(request, tool);

	/* A form that is saved says again what stood in it. */
	if (before &&
		text_equal(as_typed(request, before->minutes_before), as_typed(request, minutes)))
		return;
	baseline_store_add(request->db, &(struct baseline){
						.tool = tool->id,
						.workflow = tool->name,
						.minutes_before = minutes,
						.runs_a_week = before ? before->runs_a_week : -1,
						.source = "said with baseline=",
						.grade = GRADE_C,
						.day = figures_today(request),
						.held_at = request->now,
						.said_by = request->actor->id,
						.created_at = request->now,
					});
}

void baseline_take_back(struct request *request, const struct tool *tool)
{
	baseline_store_end(request->db, tool->id, tool->name, request->now);
}

const char *baseline_typed(struct request *request, const struct tool *tool)
{
	const struct baseline *baseline = in_force(request, tool);

	return baseline ? as_typed(request, baseline->minutes_before) : NULL;
}

void say_baselines(struct request *request, struct message *message, const struct tool *tool)
{
	struct baselines all = baseline_store_all(request->db, request->arena, tool->id);

	for (size_t i = 0; i < all.count; i++) {
		const struct baseline *baseline = &all.items[i];
		bool named = !text_equal_nocase(baseline->workflow, tool->name);
		if (!baseline->replaced_at)
			message_line(message, "%s took %g minutes before.",
				named ? baseline->workflow : "The work", baseline->minutes_before);
	}
}
