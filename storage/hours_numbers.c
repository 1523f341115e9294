#include "storage/hours_numbers.h"

#include <string.h>

#include "bot/util/arena.h"
#include "bot/util/clock.h"
#include "bot/util/text.h"
#include "storage/db.h"
#include "storage/stmt.h"
#include "storage/tool_store.h"

static const double MS_PER_WEEK = 7.0 * MS_PER_DAY;

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* --- what it rests on --- */

static bool held_at_launch(const struct baseline *baseline, const struct tool *tool)
{
	return tool->launched_at && baseline->held_at <= tool->launched_at;
}

static void take_measurements(
	struct arena *arena, struct workflow *workflow, const struct measurements *all)
{
	workflow->measurements = arena_array(arena, all->count + 1, struct measurement);
	for (size_t i = 0; i < all->count; i++)
		if (text_equal_nocase(all->items[i].workflow, workflow->name))
			workflow->measurements[workflow->measurement_count++] = all->items[i];
}

struct workflows hours_workflows(struct db *db, struct arena *arena, const struct tool *tool)
{
	struct baselines all = baseline_store_all(db, arena, tool->id);
	struct measurements measurements = baseline_store_measurements(db, arena, tool->id);
	struct workflows workflows = { 0 };
	struct workflow *last = NULL;

	/* The newest version of a workflow comes first; taken back, none of them counts. */
	for (size_t i = 0; i < all.count; i++) {
		const struct baseline *baseline = &all.items[i];
		if (!baseline->replaced_at) {
			last = stmt_grow(arena, &workflows);
			last->name = baseline->workflow;
			last->in_force = baseline;
			take_measurements(arena, last, &measurements);
		} else if (last && !text_equal_nocase(last->name, baseline->workflow)) {
			last = NULL;
		}
		if (last && !last->counts && held_at_launch(baseline, tool))
			last->counts = baseline;
	}
	return workflows;
}

/* --- what follows from it --- */

void hours_add_workflow(struct hours *hours, const struct workflow *workflow, int64_t launched_at,
	int64_t from, int64_t until)
{
	const struct baseline *baseline = workflow->counts;

	if (!baseline || baseline->runs_a_week < 0)
		return;
	for (size_t i = 0; i < workflow->measurement_count; i++) {
		const struct measurement *now = &workflow->measurements[i];
		bool is_last = i + 1 == workflow->measurement_count;
		int64_t begins = later(later(now->held_at, launched_at), from);
		int64_t ends = is_last ? until : workflow->measurements[i + 1].held_at;
		if (ends > until)
			ends = until;
		if (begins >= ends || (!is_last && now[1].day == now->day))
			continue; /* the last one of a day holds */
		enum grade grade = later(baseline->grade, now->grade);
		double saved = baseline->minutes_before - now->minutes_now;
		hours->known[grade] = true;
		hours->gross[grade] +=
			saved * baseline->runs_a_week * (double)(ends - begins) / MS_PER_WEEK;
	}
}

bool hours_known(const struct hours *hours)
{
	return hours->known[GRADE_A] || hours->known[GRADE_B] || hours->known[GRADE_C];
}

static void add(struct hours *sum, const struct hours *one)
{
	sum->launched += one->launched;
	if (!one->tools)
		return;
	for (size_t i = 0; i < GRADES; i++) {
		sum->known[i] |= one->known[i];
		sum->gross[i] += one->gross[i];
	}
	sum->lost.minutes += one->lost.minutes;
	sum->lost.reports += one->lost.reports;
	sum->lost.said += one->lost.said;
	sum->lost.estimated += one->lost.estimated;
	sum->promised = sum->promised < 0 || one->promised < 0 ? -1 : sum->promised + one->promised;
	sum->tools++;
}

static bool earns(const struct hours *hours, const struct tool *tool, int64_t until)
{
	return hours->launched && until > tool->launched_at;
}

/* All but what was lost. */
static struct hours returned(
	const struct workflows *workflows, const struct tool *tool, int64_t from, int64_t until)
{
	struct hours hours = { .launched = tool->stage == STAGE_LAUNCHED, .promised = -1 };
	int64_t begins = later(from, tool->launched_at);

	if (begins >= until || !earns(&hours, tool, until))
		return hours;
	for (size_t i = 0; i < workflows->count; i++)
		hours_add_workflow(&hours, &workflows->items[i], tool->launched_at, from, until);
	if (!hours_known(&hours))
		return hours;
	hours.tools = 1;
	if (tool->target_hours >= 0)
		hours.promised = tool->target_hours * 60 * (double)(until - begins) / MS_PER_WEEK;
	return hours;
}

/* Adds one tool's. What was lost before its launch is none of it. */
static void add_tool(struct db *db, const struct tool *tool, const int64_t *edges, size_t spans,
	struct hours *sums)
{
	_cleanup_arena_ struct arena *arena = arena_create();
	struct workflows workflows = hours_workflows(db, arena, tool);
	struct hours *hours = arena_array(arena, spans, struct hours);
	struct minutes_lost *lost = arena_array(arena, spans, struct minutes_lost);
	int64_t *since = arena_array(arena, spans + 1, int64_t);
	size_t counted = 0;

	for (size_t i = 0; i < spans; i++) {
		hours[i] = returned(&workflows, tool, edges[i], edges[i + 1]);
		counted += hours[i].tools;
	}
	for (size_t i = 0; i <= spans; i++)
		since[i] = later(edges[i], tool->launched_at);
	if (counted)
		tool_numbers_lost_between(db, tool->id, since, spans, lost);
	for (size_t i = 0; i < spans; i++) {
		if (hours[i].tools)
			hours[i].lost = lost[i];
		add(&sums[i], &hours[i]);
	}
}

void hours_between(struct db *db, const struct tools *tools, const int64_t *edges, size_t spans,
	struct hours *ret_hours)
{
	_cleanup_reading_ struct reading reading = db_reading(db);

	memset(ret_hours, 0, spans * sizeof(*ret_hours));
	for (size_t i = 0; i < tools->count; i++)
		add_tool(db, &tools->items[i], edges, spans, ret_hours);
	for (size_t i = 0; i < spans; i++)
		if (!ret_hours[i].tools)
			ret_hours[i].promised = -1;
}

struct hours hours_of_tools(struct db *db, const struct tools *tools, int64_t from, int64_t until)
{
	struct hours hours;

	hours_between(db, tools, (const int64_t[]){ from, until }, 1, &hours);
	return hours;
}

struct hours hours_of_tool(struct db *db, const struct tool *tool, int64_t from, int64_t until)
{
	struct tool one = *tool;
	const struct tools tools = { .items = &one, .count = 1 };

	return hours_of_tools(db, &tools, from, until);
}

struct hours hours_of_all(struct db *db, int64_t from, int64_t until)
{
	_cleanup_arena_ struct arena *arena = arena_create();
	_cleanup_reading_ struct reading reading = db_reading(db);
	struct tools tools = tool_store_all(db, arena);

	return hours_of_tools(db, &tools, from, until);
}

double hours_net(const struct hours *hours, enum grade weakest)
{
	double net = -(double)hours->lost.minutes;

	for (enum grade grade = GRADE_A; grade <= weakest; grade++)
		net += hours->gross[grade];
	return net;
}
