/*
 * baseline NAME: what a piece of work took before the tool, where that figure is from and how sure
 * it is; as a form, or typed. Another figure for the same work is its next version.
 */
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

enum { WORKFLOW_CHARACTERS = 60, SOURCE_CHARACTERS = 300 };

static const char example[] = "summarizer workflow=\"contract review\" minutes=45 runs=30 "
			      "source=\"timesheets of October\" sure=measured date=2026-11-01";

/* --- asked --- */

static struct outcome *ask(struct request *request, const struct tool *tool)
{
	struct form *form =
		form_create(request->arena, "baseline", "What work took before", "Keep");

	if (hours_workflows(request->db, request->arena, tool).count)
		say_assumptions(request, form_say(form), tool);
	struct field *workflow = form_field(form, FIELD_LINE, "workflow", "Piece of work");
	workflow->most = WORKFLOW_CHARACTERS;
	workflow->optional = true;
	workflow->hint =
		"Like contract review. Empty: all that the tool is used for. The same work "
		"again becomes its next version.";
	ask_minutes(form, "What one run took before the tool");
	struct field *runs = form_field(form, FIELD_NUMBER, "runs", "Runs a week");
	runs->hint = "All people together.";
	struct field *source = form_field(form, FIELD_LINE, "source", "Where the figure is from");
	source->most = SOURCE_CHARACTERS;
	source->hint = "In your words: whoever reads the hours can ask there.";
	ask_sure(form, "Measured: timed", "Sampled: some runs were looked at",
		"Told: somebody's estimate");
	ask_date(form, "Empty: today. Only what was so before the launch counts.");
	form_context(form, "%s", tool->name);
	return open_form(request, form, say_how_to_type(request, tool, "baseline", example));
}

/* --- given --- */

static const char *workflow_given(struct figures *figures, const struct tool *tool)
{
	const char *workflow = figure_value(figures, "workflow");

	if (!workflow)
		return tool->name;
	if (text_characters(workflow) > WORKFLOW_CHARACTERS)
		figure_wrong(figures, "workflow",
			"The name of a piece of work has at most %d characters.",
			WORKFLOW_CHARACTERS);
	return first_words(figures->request->arena, workflow, WORKFLOW_CHARACTERS);
}

static const char *source_given(struct figures *figures)
{
	const char *source = figure_value(figures, "source");

	if (!source)
		figure_wrong(figures, "source",
			"Please say where the figure is from, like source=\"timesheets of "
			"October\".");
	else if (text_characters(source) > SOURCE_CHARACTERS)
		figure_wrong(figures, "source",
			"Where the figure is from has at most %d characters here.",
			SOURCE_CHARACTERS);
	return source;
}

static struct outcome *kept(
	struct request *request, const struct tool *tool, const struct baseline *baseline)
{
	struct message *message = message_create(request->arena);
	const struct baseline *saved;

	baseline_store_add(request->db, baseline);
	saved = baseline_store_get(request->db, request->arena, tool->id, baseline->workflow);
	message_line(message, "Kept");
	if (saved && saved->version > 1)
		message_text(message, "; what was said before stays on record");
	message_text(message, ".");
	say_assumptions(request, message, tool);
	say_hours_buttons(request, message, tool);
	return reply(request, message);
}

static struct outcome *take(
	struct request *request, const struct tool *tool, struct figures *figures)
{
	static const char *const keys[] = { "workflow", "minutes", "runs", "source", "sure", "date",
		NULL };
	struct baseline baseline = {
		.tool = tool->id, .said_by = request->actor->id, .created_at = request->now
	};

	figures_check_keys(figures, keys);
	baseline.workflow = workflow_given(figures, tool);
	baseline.minutes_before = figure_minutes(figures);
	baseline.runs_a_week =
		(double)figure_count(figures, "runs", "the runs a week of all people together", 1);
	baseline.source = source_given(figures);
	baseline.grade = figure_sure(figures);
	struct figure_day date = figure_date(figures);
	baseline.day = date.day;
	baseline.held_at = date.held_at;
	return figures->wrong ? figures->wrong : kept(request, tool, &baseline);
}

static struct outcome *run(struct request *request)
{
	return hours_typed(request, "baseline", ask, take);
}

static struct outcome *sent(struct request *request)
{
	return hours_sent(request, take);
}

static struct outcome *click(struct request *request)
{
	return hours_clicked(request, ask);
}

static const struct handler buttons[] = { { "baseline", click, .opens_form = true },
	{ NULL, NULL } };
static const struct handler forms[] = { { "baseline", sent }, { NULL, NULL } };

const struct command command_baseline = {
	.name = "baseline",
	.usage = "NAME [key=value …]",
	.example = example,
	.summary = "say what a piece of work took before the tool",
	.who = "the tool's owner, backup, champions, admin",
	.run = run,
	.buttons = buttons,
	.forms = forms,
};
