/*
 * measure NAME: what a piece of work takes with the tool, and how many runs were looked at; as a
 * form, or typed. A claim that is more than the data is kept as what the data carries, and says so.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "bot/form.h"
#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/text.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/hours/figures.h"
#include "handlers/hours/hours.h"
#include "handlers/hours/hours_asked.h"
#include "handlers/outcome.h"
#include "handlers/words.h"
#include "storage/baseline_store.h"
#include "storage/hours_numbers.h"
#include "storage/people_store.h"
#include "storage/tool_store.h"

enum { TIMED_AT_LEAST = 5, SAMPLED_AT_LEAST = 3 };

static const char example[] =
	"summarizer workflow=\"contract review\" minutes=12 looked=6 sure=measured date=2026-11-20";

static struct workflows in_force(struct request *request, const struct tool *tool)
{
	return hours_workflows(request->db, request->arena, tool);
}

static struct outcome *nothing_before(struct request *request, const struct tool *tool)
{
	return reject(request,
		"Nobody has said what the work took before %s, so there is nothing to compare "
		"with. "
		"First: %s",
		tool->name, typed(request, "baseline", "%s", tool->name));
}

/* --- asked --- */

static void ask_workflow(struct form *form, const struct workflows *workflows)
{
	struct field *field = form_field(form, FIELD_LIST, "workflow", "Piece of work");

	for (size_t i = 0; i < workflows->count && i < FORM_OPTIONS; i++)
		field_option(form, field, workflows->items[i].name, workflows->items[i].name)
			->chosen = workflows->count == 1;
}

static struct outcome *ask(struct request *request, const struct tool *tool)
{
	struct form *form = form_create(request->arena, "measure", "What work takes now", "Keep");
	struct workflows workflows = in_force(request, tool);

	if (!workflows.count)
		return nothing_before(request, tool);
	say_assumptions(request, form_say(form), tool);
	ask_workflow(form, &workflows);
	ask_minutes(form, "What one run takes now, with the tool");
	struct field *looked = form_field(form, FIELD_NUMBER, "looked", "Runs looked at");
	looked->optional = true;
	looked->hint = "Of how many runs this is the mean. Empty where nobody looked.";
	struct field *right = form_field(form, FIELD_NUMBER, "right", "Of them were right");
	right->optional = true;
	right->hint =
		"Could be used as they were. How far people trust the tool is held against it.";
	ask_sure(form, "Measured: at least 5 runs were timed",
		"Sampled: at least 3 runs were looked at", "Told: somebody's estimate");
	ask_date(form, "Empty: today. Hours are counted from that day on.");
	form_context(form, "%s", tool->name);
	return open_form(request, form, say_how_to_type(request, tool, "measure", example));
}

/* --- given --- */

static const char *names_of(struct request *request, const struct workflows *workflows)
{
	_cleanup_text_ struct text names = TEXT_INIT;

	for (size_t i = 0; i < workflows->count; i++)
		text_printf(&names, "%s“%s”", i ? ", " : "", workflows->items[i].name);
	return arena_strdup(request->arena, text_string(&names));
}

/* The one that is named; unnamed, the only one, else the one called like the tool. */
static const struct baseline *workflow_given(struct figures *figures, const struct tool *tool)
{
	struct workflows all = in_force(figures->request, tool);
	const char *name = figure_value(figures, "workflow");

	if (!name && all.count == 1)
		return all.items[0].in_force;
	for (size_t i = 0; i < all.count; i++)
		if (text_equal_nocase(all.items[i].name, name ? name : tool->name))
			return all.items[i].in_force;
	figure_wrong(figures, "workflow", "Please say which piece of work; there are: %s.",
		names_of(figures->request, &all));
	return NULL;
}

static enum grade carried(int64_t runs)
{
	if (runs >= TIMED_AT_LEAST)
		return GRADE_A;
	return runs >= SAMPLED_AT_LEAST ? GRADE_B : GRADE_C;
}

static void say_kept(struct request *request, struct message *message, enum grade claim,
	const struct measurement *measurement)
{
	if (measurement->grade == claim) {
		message_line(
			message, "Kept as %s (grade %s).", grade_words(claim), grade_name(claim));
		return;
	}
	message_line(message,
		"Kept as %s (grade %s): to call it %s takes at least %d runs that were %s, and "
		"%s looked at.",
		grade_words(measurement->grade), grade_name(measurement->grade), grade_words(claim),
		claim == GRADE_A ? TIMED_AT_LEAST : SAMPLED_AT_LEAST,
		claim == GRADE_A ? "timed" : "looked at",
		measurement->runs == 1
			? "1 was"
			: arena_printf(request->arena, "%" PRId64 " were", measurement->runs));
}

static struct outcome *kept(struct request *request, const struct tool *tool, enum grade claim,
	const struct measurement *measurement)
{
	struct message *message = message_create(request->arena);

	baseline_store_measure(request->db, measurement);
	say_kept(request, message, claim, measurement);
	say_assumptions(request, message, tool);
	say_hours_buttons(request, message, tool);
	return reply(request, message);
}

static void take_right(struct figures *figures, struct measurement *measurement)
{
	if (!figure_value(figures, "right"))
		return;
	measurement->succeeded =
		figure_count(figures, "right", "how many of the runs looked at were right", 0);
	if (measurement->succeeded > measurement->runs)
		figure_wrong(figures, "right",
			"Of the runs that were looked at no more can be right than were looked "
			"at.");
}

static struct outcome *take(
	struct request *request, const struct tool *tool, struct figures *figures)
{
	static const char *const keys[] = { "workflow", "minutes", "looked", "right", "sure",
		"date", NULL };
	struct measurement measurement = {
		.succeeded = -1, .said_by = request->actor->id, .created_at = request->now
	};

	if (!in_force(request, tool).count)
		return nothing_before(request, tool);
	figures_check_keys(figures, keys);
	const struct baseline *baseline = workflow_given(figures, tool);
	measurement.minutes_now = figure_minutes(figures);
	if (figure_value(figures, "looked"))
		measurement.runs =
			figure_count(figures, "looked", "how many runs were looked at", 0);
	take_right(figures, &measurement);
	enum grade claim = figure_sure(figures);
	enum grade most = carried(measurement.runs);
	struct figure_day date = figure_date(figures);
	if (figures->wrong)
		return figures->wrong;
	measurement.baseline = baseline->id;
	measurement.grade = claim > most ? claim : most;
	measurement.day = date.day;
	measurement.held_at = date.held_at;
	return kept(request, tool, claim, &measurement);
}

static struct outcome *run(struct request *request)
{
	return hours_typed(request, "measure", ask, take);
}

static struct outcome *sent(struct request *request)
{
	return hours_sent(request, take);
}

static struct outcome *click(struct request *request)
{
	return hours_clicked(request, ask);
}

static const struct handler buttons[] = { { "measure", click, .opens_form = true },
	{ NULL, NULL } };
static const struct handler forms[] = { { "measure", sent }, { NULL, NULL } };

const struct command command_measure = {
	.name = "measure",
	.usage = "NAME [key=value …]",
	.example = example,
	.summary = "say what a piece of work takes now, and how many runs were looked at",
	.who = "the tool's owner, backup, champions, admin",
	.run = run,
	.buttons = buttons,
	.forms = forms,
};
