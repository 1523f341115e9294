#include "handlers/hours/hours.h"

#include <inttypes.h>
#include <math.h>

#include "bot/chart.h"
#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/clock.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "bot/util/timezone.h"
#include "handlers/command.h"
#include "handlers/hours/figures.h"
#include "handlers/hours/number_times.h"
#include "handlers/words.h"
#include "storage/hours_numbers.h"
#include "storage/numbers_weekly.h"
#include "storage/people_store.h"
#include "storage/tool_store.h"

enum { SOURCE_SHOWN = 120, WORKFLOWS_SHOWN = 10 };

const char *hours_words(struct request *request, double minutes)
{
	double hours = round(minutes / 6) / 10;

	if (hours == 0)
		hours = 0; /* never "-0" */
	return arena_printf(request->arena, "%.*f %s", hours == floor(hours) ? 0 : 1, hours,
		fabs(hours) == 1 ? "hour" : "hours");
}

/* --- in a line --- */

/* Stronger grades first; what is weaker is added in the open. */
static void say_net(struct request *request, struct message *message, const struct hours *hours)
{
	static const char *const first[GRADES] = { "measured", "sampled", "as people tell" };
	static const char *const added[GRADES] = { "", "sampled", "told" };
	bool any = false;

	for (enum grade grade = GRADE_A; grade <= GRADE_C; grade++) {
		if (!hours->known[grade])
			continue;
		const char *net = hours_words(request, hours_net(hours, grade));
		if (any)
			message_text(message, "; with what was %s added, %s (grade %s)",
				added[grade], net, grade_name(grade));
		else
			message_text(
				message, "%s %s (grade %s)", net, first[grade], grade_name(grade));
		any = true;
	}
	message_text(message, ".");
}

/* "4 weeks", "10 days": a week in which clocks change is one, too. */
static const char *span(struct request *request, int64_t from, int64_t until)
{
	int64_t days = (until - from + MS_PER_DAY / 2) / MS_PER_DAY;

	if (days && days % 7 == 0)
		return counted(request->arena, days / 7, "week", "weeks");
	return counted(request->arena, days, "day", "days");
}

static void say_line(struct request *request, struct message *message, const struct hours *hours,
	const char *span)
{
	message_paragraph(message);
	message_strong(message, "Hours returned in %s, net: ", span);
	say_net(request, message, hours);
	if (hours->lost.minutes)
		message_text(message, " %s lost to failures %s taken off.",
			hours_words(request, (double)hours->lost.minutes),
			hours->lost.minutes == 60 ? "is" : "are");
	if (hours->promised >= 0)
		message_text(message, " Promised: %s.", hours_words(request, hours->promised));
}

static void say_sum(struct request *request, struct message *message, const struct hours *hours,
	const char *span)
{
	if (!hours->tools)
		return;
	say_line(request, message, hours, span);
	if (hours->launched > 1)
		message_text(
			message, " From %zu of %zu launched tools.", hours->tools, hours->launched);
}

void say_hours_of_tools(struct request *request, struct message *message, const struct tools *tools,
	int64_t from, int64_t until)
{
	struct hours hours = hours_of_tools(request->db, tools, from, until);

	say_hours_counted(request, message, &hours, from, until);
}

void say_hours_counted(struct request *request, struct message *message, const struct hours *hours,
	int64_t from, int64_t until)
{
	say_sum(request, message, hours, span(request, from, until));
}

void say_hours(struct request *request, struct message *message, const struct tool *tool,
	int64_t from, int64_t until)
{
	struct hours hours = tool ? hours_of_tool(request->db, tool, from, until)
				  : hours_of_all(request->db, from, until);

	say_sum(request, message, &hours, span(request, from, until));
}

/* --- what it rests on --- */

static void say_figure(
	struct request *request, struct message *message, const struct baseline *baseline)
{
	message_text(message,
		"%g minutes before (%s, grade %s; %s; from “%s”; version %" PRId64 ")",
		baseline->minutes_before, grade_words(baseline->grade), grade_name(baseline->grade),
		day_words(request, baseline->day),
		first_words(request->arena, baseline->source, SOURCE_SHOWN), baseline->version);
	if (baseline->runs_a_week >= 0)
		message_text(message, ", %g runs a week", baseline->runs_a_week);
}

static void say_measured(
	struct request *request, struct message *message, const struct workflow *workflow)
{
	const struct measurement *now;

	if (!workflow->measurement_count)
		return;
	now = &workflow->measurements[workflow->measurement_count - 1];
	message_text(message, ", %g minutes now (%s, grade %s; %s", now->minutes_now,
		grade_words(now->grade), grade_name(now->grade), day_words(request, now->day));
	if (now->runs)
		message_text(message, "; %s looked at",
			counted(request->arena, now->runs, "run", "runs"));
	if (now->runs && now->succeeded >= 0)
		message_text(message, ", %" PRId64 " right", now->succeeded);
	message_text(message, ")");
}

/* Why nothing can be computed from it yet, and what to do. */
static void say_lack(struct request *request, struct message *message, const struct tool *tool,
	const struct workflow *workflow)
{
	bool too_late = tool->launched_at && !workflow->counts;
	const struct baseline *counts = workflow->counts ? workflow->counts : workflow->in_force;

	if (too_late)
		message_text(message,
			" The figure is from after the launch, so no hours follow from it. Is "
			"there an older one, with its date? %s",
			typed(request, "baseline", "%s", tool->name));
	else if (counts != workflow->in_force)
		message_text(message,
			" Version %" PRId64 " (%g minutes, %s) is from after the launch: it is "
			"kept, and not used.",
			workflow->in_force->version, workflow->in_force->minutes_before,
			day_words(request, workflow->in_force->day));
	if (!too_late && counts->runs_a_week < 0)
		message_text(message, " How often a week is not said. %s",
			typed(request, "baseline", "%s", tool->name));
	if (!workflow->measurement_count)
		message_text(message, " What it takes now is not said. %s",
			typed(request, "measure", "%s", tool->name));
}

static void say_workflow(struct request *request, struct message *message, const struct tool *tool,
	const struct workflow *workflow)
{
	message_paragraph(message);
	message_strong(message, "%s", workflow->name);
	message_text(message, ": ");
	say_figure(request, message, workflow->counts ? workflow->counts : workflow->in_force);
	say_measured(request, message, workflow);
	message_text(message, ".");
	say_lack(request, message, tool, workflow);
}

void say_assumptions(struct request *request, struct message *message, const struct tool *tool)
{
	struct workflows workflows = hours_workflows(request->db, request->arena, tool);

	for (size_t i = 0; i < workflows.count && i < WORKFLOWS_SHOWN; i++)
		say_workflow(request, message, tool, &workflows.items[i]);
	if (workflows.count > WORKFLOWS_SHOWN)
		message_line(message, "And %s more.",
			counted(request->arena, (int64_t)(workflows.count - WORKFLOWS_SHOWN),
				"workflow", "workflows"));
	if (!workflows.count)
		message_line(message, "Nobody has said what the work took before %s. %s",
			tool->name, typed(request, "baseline", "%s", tool->name));
}

/* --- twelve weeks --- */

enum { LINES = GRADES + 2 };

static void add_line(
	struct chart *chart, struct chart_series *lines, const char *name, const double *values)
{
	lines[chart->series_count++] = (struct chart_series){ .name = name, .values = values };
}

static double known_hours(bool known, double minutes)
{
	return known ? fmax(minutes, 0) / 60 : (double)NAN;
}

/* What was lost is a line of its own, so each grade is shown as it is, gross. */
static void fill(double *const *values, const struct hours *week, size_t i)
{
	for (size_t grade = 0; grade < GRADES; grade++)
		values[grade][i] = known_hours(week->known[grade], week->gross[grade]);
	values[GRADES][i] = known_hours(week->tools > 0, (double)week->lost.minutes);
	values[GRADES + 1][i] = known_hours(week->promised >= 0, week->promised);
}

static bool any_known(const double *values, size_t count)
{
	while (count && isnan(values[count - 1]))
		count--;
	return count > 0;
}

static const char *const *week_names(
	struct request *request, const char *timezone, const int64_t *edges)
{
	const char **names = arena_array(request->arena, CHART_WEEKS, const char *);
	_cleanup_zone_ struct zone *zone = zone_open_or_utc(timezone);

	for (size_t i = 0; i < CHART_WEEKS; i++)
		names[i] = short_day_words(request, zone_day(zone, edges[i]));
	return names;
}

/* False: nothing is known in any of the weeks. */
static bool fill_weeks(struct request *request, const struct tools *tools, const int64_t *edges,
	double *const *values)
{
	struct hours weeks[CHART_WEEKS];
	bool any = false;

	hours_between(request->db, tools, edges, CHART_WEEKS, weeks);
	for (size_t i = 0; i < CHART_WEEKS; i++) {
		fill(values, &weeks[i], i);
		any = any || weeks[i].tools;
	}
	return any;
}

void say_hours_chart(struct request *request, struct message *message, const struct tools *tools,
	const char *timezone)
{
	static const char *const names[LINES] = { "Measured (A)", "Sampled (B)", "Told (C)", "Lost",
		"Promised" };
	struct chart *chart = arena_new(request->arena, struct chart);
	struct chart_series *lines = arena_array(request->arena, LINES, struct chart_series);
	double *values[LINES];
	int64_t edges[CHART_WEEKS + 1];

	for (size_t line = 0; line < LINES; line++)
		values[line] = arena_array(request->arena, CHART_WEEKS, double);
	/* Of a week that has just begun nothing can be said but that it is new. */
	week_edges(timezone, request->now - MS_PER_DAY, edges, CHART_WEEKS);
	if (edges[CHART_WEEKS] > request->now)
		edges[CHART_WEEKS] = request->now + 1; /* what is to come has not been earned */
	if (!fill_weeks(request, tools, edges, values))
		return;
	*chart = (struct chart){ .title = "Hours returned, gross, by week",
		.unit = "hours",
		.type = CHART_LINES,
		.categories = week_names(request, timezone, edges),
		.category_count = CHART_WEEKS,
		.series = lines };
	for (size_t line = 0; line < LINES; line++)
		if (any_known(values[line], CHART_WEEKS))
			add_line(chart, lines, names[line], values[line]);
	message_chart(message, chart);
}

/* --- in full --- */

static void say_gross(struct request *request, struct message *message, const struct hours *hours,
	const char *span)
{
	bool any = false;

	message_paragraph(message);
	message_strong(message, "Hours returned in %s, gross: ", span);
	for (enum grade grade = GRADE_A; grade <= GRADE_C; grade++) {
		if (!hours->known[grade])
			continue;
		message_text(message, "%s%s %s (grade %s)", any ? " · " : "",
			hours_words(request, hours->gross[grade]), grade_words(grade),
			grade_name(grade));
		any = true;
	}
	message_text(message, ".");
}

static void say_unknown(struct message *message, const struct tool *tool)
{
	message_paragraph(message);
	message_strong(message, "Hours returned: ");
	if (tool->stage == STAGE_LAUNCHED)
		message_text(message, "not known yet.");
	else
		message_text(message, "they are counted while a tool is launched; %s is %s.",
			tool->name, tool_stage_name(tool->stage));
}

void say_hours_in_full(struct request *request, struct message *message, const struct tool *tool,
	int64_t from, int64_t until)
{
	struct hours hours = hours_of_tool(request->db, tool, from, until);

	if (hours.tools) {
		say_gross(request, message, &hours, span(request, from, until));
		say_line(request, message, &hours, span(request, from, until));
	} else {
		say_unknown(message, tool);
	}
	if (tool->target_hours >= 0)
		message_line(message, "Target: %g hours a week.", tool->target_hours);
	else
		message_line(message, "Target: not said. %s",
			typed(request, "tool", "%s target=10", tool->name));
	say_assumptions(request, message, tool);
	struct tool one = *tool;
	struct tools tools = { .items = &one, .count = 1 };
	const char *timezone = request->actor->timezone;
	say_hours_chart(
		request, message, &tools, timezone ? timezone : request->settings->timezone);
}
