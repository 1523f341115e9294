#include "handlers/tool/tool_form.h"

#include <inttypes.h>

#include "bot/event.h"
#include "bot/form.h"
#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/fields.h"
#include "handlers/hours/baseline_short.h"
#include "handlers/outcome.h"
#include "handlers/report/kinds.h"
#include "handlers/roles.h"
#include "handlers/tool/tool_change.h"
#include "handlers/tool/tool_keys.h"
#include "handlers/tool/tool_show.h"
#include "handlers/tool/tool_times.h"
#include "handlers/tool/tool_word.h"
#include "handlers/words.h"
#include "storage/db.h"
#include "storage/people_store.h"
#include "storage/recovery_store.h"
#include "storage/tool_store.h"

enum { LINE_CHARACTERS = 80 };

static struct field *ask(struct form *form, enum field_type type, const char *key,
	const char *label, const char *hint)
{
	struct field *field = form_field(form, type, key, label);

	field->hint = hint;
	field->optional = true;
	if (type == FIELD_TEXT)
		field->most = TOOL_TEXT_CHARACTERS;
	else if (type == FIELD_LINE)
		field->most = LINE_CHARACTERS;
	return field;
}

static void heading(struct form *form, const char *words)
{
	message_heading(form_say(form), "%s", words);
}

static bool channel_is_here(const struct request *request, const struct tool *tool)
{
	return tool->channel && text_equal(tool->channel_platform, request->event->platform);
}

static const struct person *person_of(struct request *request, int64_t id)
{
	return id ? people_store_get(request->db, request->arena, id) : NULL;
}

/* What stands on another platform cannot be chosen here: said beside the field, and kept. */
static void say_elsewhere(struct request *request, struct field *field, const char *name)
{
	field->hint = arena_printf(
		request->arena, "Now %s, elsewhere; so it stays if you choose nothing here.", name);
}

static void fill_person(struct request *request, struct field *field, int64_t id)
{
	const struct person *person = person_of(request, id);

	if (!person)
		return;
	field->initial = account_here(request, person);
	if (field->initial)
		field->initial_name = person->name;
	else if (person->account)
		say_elsewhere(request, field, person_label(person));
}

static void fill_channel(struct request *request, struct field *field, const struct tool *tool)
{
	if (channel_is_here(request, tool))
		field->initial = tool->channel;
	else if (tool->channel)
		say_elsewhere(
			request, field, tool->channel_name ? tool->channel_name : tool->channel);
}

static void fill_champions(struct request *request, struct field *field, const struct tool *tool)
{
	struct people champions = tool_store_champions(request->db, request->arena, tool->id);
	const char **accounts = arena_array(request->arena, champions.count + 1, const char *);
	const char **names = arena_array(request->arena, champions.count + 1, const char *);
	size_t count = 0;

	for (size_t i = 0; i < champions.count; i++) {
		const struct person *person = &champions.items[i];
		const char *account = account_here(request, person);
		if (!account)
			continue;
		names[count] = person->name;
		accounts[count++] = account;
	}
	field->initials = accounts;
	field->initial_names = names;
}

static void ask_who(struct request *request, struct form *form, const struct tool *tool)
{
	heading(form, "Who answers for it");
	struct field *owner = ask(form, FIELD_PERSON, "owner", "Owner",
		"Hears of each report at once and settles it.");
	struct field *backup = ask(form, FIELD_PERSON, "backup", "Backup",
		"Stands in when the owner is away; somebody else.");
	struct field *champions = ask(
		form, FIELD_PEOPLE, "champion", "Champions", "Colleagues who help others with it.");
	struct field *channel = ask(form, FIELD_CHANNEL, "channel", "Home channel",
		"Reports from there are about this tool; what all of its users should know is said "
		"there.");

	if (!tool)
		return;
	fill_person(request, owner, tool->owner);
	fill_person(request, backup, tool->backup);
	fill_champions(request, champions, tool);
	fill_channel(request, channel, tool);
}

static void ask_card(struct form *form, const struct tool *tool)
{
	heading(form, "The trust card");
	struct field *good = ask(form, FIELD_TEXT, "good", "Good at", "Where one can rely on it.");
	struct field *fails = ask(
		form, FIELD_TEXT, "fails", "Fails at", "Where one cannot: one failure on a line.");
	struct field *verify = ask(form, FIELD_TEXT, "verify", "How to check it",
		"What anybody can do in under a minute.");

	heading(form, "When it fails");
	struct field *happens = ask(form, FIELD_TEXT, "happens", "What happens",
		"What people see: an error, an empty answer, a wrong one.");
	struct field *recovery = ask(form, FIELD_TEXT, "recovery", "How to get the work done",
		"Shown to whoever reports a failure. Steps for one kind of failure have a form of "
		"their own.");

	good->initial = tool ? tool->good : NULL;
	fails->initial = tool ? tool->fails : NULL;
	verify->initial = tool ? tool->verify : NULL;
	happens->initial = tool ? tool->happens : NULL;
	recovery->initial = tool ? tool->recovery : NULL;
}

static void ask_stage(struct request *request, struct form *form, const struct tool *tool)
{
	static const struct {
		enum tool_stage stage;
		const char *label;
	} stages[] = {
		{ STAGE_PILOT, "Pilot: some try it" },
		{ STAGE_LAUNCHED, "Launched: people rely on it" },
		{ STAGE_PAUSED, "Paused: not to be used now" },
		{ STAGE_RETIRED, "Retired: gone" },
	};
	struct field *field = ask(form, FIELD_LIST, "stage", "Stage",
		"To launch it, all of the above and the minutes below must be there.");
	enum tool_stage now = tool ? tool->stage : STAGE_PILOT;

	for (size_t i = 0; i < array_length(stages); i++)
		field_option(form, field, tool_stage_name(stages[i].stage), stages[i].label)
			->chosen = stages[i].stage == now;
	struct field *baseline = ask(form, FIELD_LINE, "baseline",
		"Minutes the work took before the tool", "Like 45 or 1.5h.");
	struct field *target = ask(form, FIELD_LINE, "target",
		"Hours a week it is meant to give back", "All people together, like 10.");
	baseline->initial = tool ? baseline_typed(request, tool) : NULL;
	if (tool && tool->target_hours >= 0)
		target->initial = arena_printf(request->arena, "%g", tool->target_hours);
}

static void ask_promises(struct request *request, struct form *form, const struct tool *tool)
{
	struct arena *arena = request->arena;

	heading(form, "What is promised");
	struct field *acknowledge = ask(form, FIELD_LINE, "acknowledge", "A first answer within",
		"Working time, like 4h or 30m.");
	struct field *fix = ask(form, FIELD_LINE, "fix", "A fix within",
		"Working time, like 40h. Empty: none is promised.");
	struct field *escalate = ask(form, FIELD_LINE, "escalate",
		"With a deadline at risk, ask the next after", "Like 30m.");
	struct field *routing = ask(form, FIELD_CHOICE, "routing", "Reports go first to", NULL);
	struct field *cap = ask(form, FIELD_NUMBER, "cap", "Open issues a champion holds at most",
		"When all hold so many, reports go to the owner.");

	field_option(form, routing, "owner", "The owner")->chosen = !tool || !tool->champions_first;
	field_option(form, routing, "champions", "A champion")->chosen =
		tool && tool->champions_first;
	acknowledge->initial =
		duration_typed(arena, tool ? tool->acknowledge_minutes : USUAL_ACKNOWLEDGE_MINUTES);
	fix->initial = tool && tool->fix_minutes ? duration_typed(arena, tool->fix_minutes) : NULL;
	escalate->initial =
		duration_typed(arena, tool ? tool->escalate_minutes : USUAL_ESCALATE_MINUTES);
	cap->initial = arena_printf(arena, "%d", tool ? tool->champion_cap : USUAL_CHAMPION_CAP);
}

struct outcome *open_tool_form(
	struct request *request, const struct tool *tool, struct outcome *otherwise)
{
	struct arena *arena = request->arena;
	struct form *form = form_create(arena, "tool",
		tool ? first_words(arena, tool->name, FORM_TITLE) : "A new tool", "Save");

	if (!tool) {
		struct field *name = ask(form, FIELD_LINE, "name", "Name",
			"What people type: one word of letters, digits and dashes.");
		name->optional = false;
		name->placeholder = "summarizer";
	}
	struct field *title = ask(form, FIELD_LINE, "title", "Title", "What people call it.");
	title->initial = tool && !text_equal(tool->title, tool->name) ? tool->title : NULL;
	ask_who(request, form, tool);
	ask_card(form, tool);
	ask_stage(request, form, tool);
	ask_promises(request, form, tool);
	if (tool)
		form_context(form, "%s %" PRId64, tool->name, tool->updated_at);
	return open_form(request, form, otherwise);
}

struct outcome *open_recovery_form(
	struct request *request, const struct tool *tool, struct outcome *otherwise)
{
	struct form *form = form_create(request->arena, "recovery", "Recovery steps", "Save");

	message_line(form_say(form),
		"How to get the work done when %s fails in one of these ways. Where nothing is "
		"said, its general steps are shown.",
		tool->name);
	for (const struct kind *kind = kinds; kind->name; kind++) {
		struct field *field = ask(form, FIELD_TEXT, kind->name, kind->label, NULL);
		field->initial =
			recovery_store_get(request->db, request->arena, tool->id, kind->name);
	}
	form_context(form, "%s", tool->name);
	return open_form(request, form, otherwise);
}

/* --- sent --- */

/* The keys that are fields of the form; champions are read apart. */
static const char *const fields[] = { "title", "owner", "backup", "channel", "stage", "good",
	"fails", "verify", "happens", "recovery", "baseline", "target", "acknowledge", "fix",
	"escalate", "routing", "cap" };

/* What the field could not show, because it stands on another platform. */
static bool is_elsewhere(struct request *request, const struct tool *tool, const char *name)
{
	int64_t id = text_equal(name, "owner")    ? tool->owner
		     : text_equal(name, "backup") ? tool->backup
						  : 0;

	if (text_equal(name, "channel"))
		return tool->channel && !channel_is_here(request, tool);
	return id && !account_here(request, person_of(request, id));
}

/* A field that was left empty says that it is to be empty, unless it could not show what it holds;
 * the stage has no empty. */
static struct outcome *set_fields(struct request *request, struct tool *tool)
{
	const struct tool before = *tool;
	struct outcome *wrong = NULL;

	for (size_t i = 0; i < array_length(fields); i++) {
		const char *value = field_value(request, fields[i]);
		struct setting setting = { .key = fields[i], .value = value ? value : "" };
		bool same_channel = text_equal(fields[i], "channel") && tool->channel &&
				    text_equal(value, tool->channel);
		if (same_channel || (!value && text_equal(fields[i], "stage")))
			continue;
		if (!value && is_elsewhere(request, &before, fields[i]))
			continue;
		const char *problem = tool_set(request, tool, &setting);
		if (problem)
			wrong = wrong_field(request, wrong, fields[i], "%s", problem);
	}
	return wrong;
}

static struct outcome *set_champions(struct request *request, struct tool *tool)
{
	struct people before = tool_store_champions(request->db, request->arena, tool->id);
	const struct event_form *form = request->form;

	for (size_t i = 0; i < before.count; i++)
		if (account_here(request, &before.items[i]))
			tool_store_remove_champion(request->db, tool->id, before.items[i].id);
	for (size_t i = 0; i < form->field_count; i++) {
		struct setting setting = { .key = "champion", .value = form->fields[i].value };
		if (!text_equal(form->fields[i].name, "champion"))
			continue;
		const char *problem = tool_set(request, tool, &setting);
		if (problem)
			return wrong_field(request, NULL, "champion", "%s", problem);
	}
	return NULL;
}

static struct outcome *saved(struct request *request, const struct tool *tool)
{
	struct message *message = message_create(request->arena);

	message_line(message, "Saved.");
	say_tool(request, message, tool);
	return reply(request, message);
}

static struct outcome *change(struct request *request, const struct tool *tool)
{
	struct tool changed = *tool;
	struct outcome *wrong = set_fields(request, &changed);
	const char *key;

	if (!wrong)
		wrong = set_champions(request, &changed);
	if (wrong)
		return wrong;
	const char *problem = tool_problem(request, tool, &changed, &key);
	if (problem)
		return wrong_field(request, NULL, key, "%s", problem);
	return saved(request, tool_save(request, tool, &changed));
}

/* A new tool: an admin's. */
static struct outcome *create(struct request *request)
{
	const char *name = field_value(request, "name");
	int64_t id;

	if (!role_is_admin(request, request->actor))
		return reject(request, "A new tool is named by an admin. Please ask one of them.");
	if (!name || !tool_name_allowed(name))
		return wrong_field(request, NULL, "name",
			"A name is one word of letters, digits and dashes, at most 40, and not the "
			"number of an issue.");
	if (tool_store_create(request->db, name, request->now, &id) != 0)
		return wrong_field(request, NULL, "name",
			"There is a tool called so already: please take another name, or change "
			"that one with %s.",
			typed(request, "tool", "%s", name));
	const struct tool *tool = tool_store_get(request->db, request->arena, id);
	return tool ? change(request, tool) : fail(request, db_failure(request->db, NULL));
}

/* The tool that the form's context begins with, if the actor may still change it. */
static struct outcome *find(
	struct request *request, const char **cursor, const struct tool **ret_tool)
{
	const char *name = next_word(request, cursor);
	const struct tool *tool = name ? tool_store_find(request->db, request->arena, name) : NULL;

	if (!tool)
		return reject(request, "That tool is gone. %s lists those there are.",
			typed(request, "tools", "%s", ""));
	if (!tool_may_change(request, tool))
		return tool_may_not_change(request, tool);
	*ret_tool = tool;
	return NULL;
}

struct outcome *tool_form_sent(struct request *request)
{
	const char *cursor = request->text;
	const struct tool *tool;

	if (!*request->text)
		return create(request);
	struct outcome *wrong = find(request, &cursor, &tool);
	if (wrong)
		return wrong;
	/* A form says all of a tool: what a colleague has said meanwhile would be gone. */
	if (!text_equal(cursor, arena_printf(request->arena, "%" PRId64, tool->updated_at)))
		return wrong_field(request, NULL, "title",
			"Somebody has changed %s while this form was open. Please copy what you "
			"have written, and open the form again: %s.",
			tool->name, typed(request, "tool", "%s", tool->name));
	return change(request, tool);
}

struct outcome *recovery_form_sent(struct request *request)
{
	const char *cursor = request->text;
	const struct tool *tool;
	struct outcome *wrong = find(request, &cursor, &tool);

	if (wrong)
		return wrong;
	struct tool changed = *tool;
	for (const struct kind *kind = kinds; kind->name; kind++) {
		const char *value = field_value(request, kind->name);
		struct setting setting = {
			.key = arena_printf(request->arena, "recovery.%s", kind->name),
			.value = value ? value : "",
		};
		const char *problem = tool_set(request, &changed, &setting);
		if (problem)
			wrong = wrong_field(request, wrong, kind->name, "%s", problem);
	}
	return wrong ? wrong : saved(request, tool);
}
