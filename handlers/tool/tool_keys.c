#include "handlers/tool/tool_keys.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "bot/event.h"
#include "bot/util/arena.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/hours/baseline_short.h"
#include "handlers/library/library.h"
#include "handlers/report/kinds.h"
#include "handlers/roles.h"
#include "handlers/tool/tool_times.h"
#include "handlers/tool/tool_word.h"
#include "handlers/words.h"
#include "storage/people_store.h"
#include "storage/recovery_store.h"
#include "storage/tool_store.h"

enum {
	MINUTES_AT_MOST = 100000,
	HOURS_AT_MOST = 100000,
	WAIT_AT_MOST = 30 * 24 * 60, // minutes: a promise of more than a month is none
	CAP_AT_MOST = 100,
};

static const char recovery_of[] = "recovery."; // and a kind of failure

struct key {
	const char *name;
	const char *(*set)(struct request *request, struct tool *tool,
		const struct setting *setting, const struct key *key);
	size_t offset; // of the member in struct tool, for those that are all alike
};

static void *member(struct tool *tool, const struct key *key)
{
	return (char *)tool + key->offset;
}

static const char *shown(struct request *request, const struct setting *setting)
{
	return first_words(request->arena, setting->value, 40);
}

static const char *too_long(struct request *request, const char *key)
{
	return arena_printf(request->arena,
		"%s is longer than %d characters, which nobody would read. Please shorten it.", key,
		TOOL_TEXT_CHARACTERS);
}

static const char *set_text(struct request *request, struct tool *tool,
	const struct setting *setting, const struct key *key)
{
	const char **text = member(tool, key);

	if (text_characters(setting->value) > TOOL_TEXT_CHARACTERS)
		return too_long(request, key->name);
	*text = text_is_blank(setting->value) ? NULL : setting->value;
	return NULL;
}

static const char *set_title(struct request *request, struct tool *tool,
	const struct setting *setting, const struct key *key)
{
	const char *problem = set_text(request, tool, setting, key);

	if (!problem)
		tool->title = first_words(request->arena,
			text_is_blank(setting->value) ? tool->name : setting->value, 80);
	return problem;
}

/* Owner, backup: one person, or nobody. */
static const char *set_person(struct request *request, struct tool *tool,
	const struct setting *setting, const struct key *key)
{
	const char *problem = NULL;
	int64_t *id = member(tool, key);

	if (text_is_blank(setting->value)) {
		*id = 0;
		return NULL;
	}
	const struct person *person = args_person(request, setting, &problem);
	if (!person)
		return problem ? arena_printf(request->arena, "%s.", problem)
			       : "Who? Mention somebody with @.";
	*id = person->id;
	return NULL;
}

static const char *set_champion(struct request *request, struct tool *tool,
	const struct setting *setting, const struct key *key)
{
	const char *problem = NULL;
	const struct person *person = args_person(request, setting, &problem);

	(void)key;
	if (!person)
		return problem ? arena_printf(request->arena, "%s.", problem)
			       : "Who? Mention somebody with @.";
	if (*setting->value == '-')
		tool_store_remove_champion(request->db, tool->id, person->id);
	else
		tool_store_add_champion(request->db, tool->id, person->id);
	return NULL;
}

/* An app that is mentioned is kept by its account: what it writes belongs to the tool. */
static const char *set_alias(struct request *request, struct tool *tool,
	const struct setting *setting, const struct key *key)
{
	const char *account = args_mentioned(request, setting);
	bool away = *setting->value == '-';
	const char *problem;
	const char *alias = account ? account : setting->value + away;

	(void)key;
	if (away) {
		tool_store_remove_alias(request->db, tool->id, alias);
		return NULL;
	}
	if (!account && !looks_like_account(alias) && !tool_name_allowed(alias))
		return arena_printf(request->arena,
			"“%s” cannot be an alias: it is one word of letters, "
			"digits and dashes.",
			shown(request, setting));
	if (text_equal_nocase(alias, tool->name))
		return NULL;
	if (account)
		(void)args_person(request, setting, &problem); // met, so that it has its name here
	if (tool_store_add_alias(request->db, tool->id, alias) == TOOL_E_TAKEN)
		return arena_printf(request->arena,
			"“%s” is what another tool is called. %s shows which.",
			shown(request, setting), typed(request, "tool", "%s", alias));
	return NULL;
}

static const char *set_channel(struct request *request, struct tool *tool,
	const struct setting *setting, const struct key *key)
{
	struct named_channel channel;

	(void)key;
	if (text_is_blank(setting->value)) {
		tool->channel_platform = tool->channel = tool->channel_name = NULL;
		return NULL;
	}
	if (!args_channel(request, setting, &channel) || !home_platform(request))
		return arena_printf(request->arena,
			"I do not know the channel “%s”: mention it with #, or "
			"give its id.",
			shown(request, setting));
	tool->channel_platform = home_platform(request);
	tool->channel = channel.id;
	tool->channel_name = channel.name;
	return NULL;
}

static const char *set_stage(struct request *request, struct tool *tool,
	const struct setting *setting, const struct key *key)
{
	(void)key;
	if (!tool_stage_parse(setting->value, &tool->stage))
		return arena_printf(request->arena,
			"There is no stage “%s”; there are: pilot, launched, paused, "
			"retired.",
			shown(request, setting));
	return NULL;
}

/* In the database at once, as aliases and champions are. */
static const char *set_baseline(struct request *request, struct tool *tool,
	const struct setting *setting, const struct key *key)
{
	double minutes = minutes_read(setting->value, 'm');

	(void)key;
	if (text_is_blank(setting->value))
		baseline_take_back(request, tool);
	else if (minutes < 0 || minutes > MINUTES_AT_MOST)
		return arena_printf(request->arena,
			"“%s” is not a baseline: say the minutes the work took "
			"before, like baseline=45.",
			shown(request, setting));
	else
		baseline_say(request, tool, minutes);
	return NULL;
}

static const char *set_target(struct request *request, struct tool *tool,
	const struct setting *setting, const struct key *key)
{
	double minutes = minutes_read(setting->value, 'h');

	(void)key;
	if (text_is_blank(setting->value))
		tool->target_hours = -1;
	else if (minutes < 0 || minutes > HOURS_AT_MOST * 60.0)
		return arena_printf(request->arena,
			"“%s” is not a target: say the hours a week it is meant to "
			"give back, like target=10.",
			shown(request, setting));
	else
		tool->target_hours = minutes / 60;
	return NULL;
}

/* How long somebody may take: more than nothing. Said as nothing, it is the usual again. */
static const char *set_wait(struct request *request, struct tool *tool,
	const struct setting *setting, const struct key *key)
{
	bool acknowledge = key->offset == offsetof(struct tool, acknowledge_minutes);
	double minutes = minutes_read(setting->value, 'm');
	int *wait = member(tool, key);

	if (text_is_blank(setting->value))
		*wait = acknowledge ? USUAL_ACKNOWLEDGE_MINUTES : USUAL_ESCALATE_MINUTES;
	else if (minutes < 1 || minutes > WAIT_AT_MOST)
		return arena_printf(request->arena,
			"“%s” is no time to wait: say minutes or hours, at most 30 days, like "
			"%s=%s.",
			shown(request, setting), key->name, acknowledge ? "4h" : "30m");
	else
		*wait = (int)lround(minutes);
	return NULL;
}

/* A promise that need not be made: said as nothing, there is none. */
static const char *set_fix(struct request *request, struct tool *tool,
	const struct setting *setting, const struct key *key)
{
	double minutes = minutes_read(setting->value, 'm');

	if (text_is_blank(setting->value))
		tool->fix_minutes = 0;
	else if (minutes < 1 || minutes > WAIT_AT_MOST)
		return arena_printf(request->arena,
			"“%s” is no time for a fix: say hours of working time, at most 30 days, "
			"like %s=40h.",
			shown(request, setting), key->name);
	else
		tool->fix_minutes = (int)lround(minutes);
	return NULL;
}

static const char *set_routing(struct request *request, struct tool *tool,
	const struct setting *setting, const struct key *key)
{
	bool champions = text_equal_nocase(setting->value, "champions");

	(void)key;
	if (!champions && !text_is_blank(setting->value) &&
		!text_equal_nocase(setting->value, "owner"))
		return arena_printf(request->arena,
			"Reports cannot go to “%s” first; there are: owner, champions.",
			shown(request, setting));
	tool->champions_first = champions;
	return NULL;
}

static const char *set_cap(struct request *request, struct tool *tool,
	const struct setting *setting, const struct key *key)
{
	double cap = minutes_read(setting->value, 'm'); // a bare number

	(void)key;
	if (text_is_blank(setting->value))
		tool->champion_cap = USUAL_CHAMPION_CAP;
	else if (cap < 1 || cap > CAP_AT_MOST || cap != floor(cap) ||
		 strspn(setting->value, "0123456789") != strlen(setting->value))
		return arena_printf(request->arena,
			"“%s” is not a number of issues that one champion holds at most: say 1 to "
			"%d, like cap=5.",
			shown(request, setting), CAP_AT_MOST);
	else
		tool->champion_cap = (int)cap;
	return NULL;
}

static const char *kind_names(struct request *request)
{
	_cleanup_text_ struct text names = TEXT_INIT;

	for (const struct kind *kind = kinds; kind->name; kind++)
		text_printf(&names, "%s%s", names.length ? ", " : "", kind->name);
	return arena_strdup(request->arena, text_string(&names));
}

/* recovery.<kind>: in the database at once, as aliases and champions are. */
static const char *set_recovery_of(
	struct request *request, const struct tool *tool, const struct setting *setting)
{
	const struct kind *kind = kind_find(setting->key + strlen(recovery_of));

	if (!kind)
		return arena_printf(request->arena,
			"There is no kind of failure “%s”; there are: %s.",
			first_words(request->arena, setting->key + strlen(recovery_of), 40),
			kind_names(request));
	if (text_characters(setting->value) > TOOL_TEXT_CHARACTERS)
		return too_long(request, setting->key);
	const char *steps = text_is_blank(setting->value) ? NULL : setting->value;
	if (!text_equal(
		    steps, recovery_store_get(request->db, request->arena, tool->id, kind->name)))
		library_recovery_changed(request, tool);
	recovery_store_set(request->db, tool->id, kind->name, steps);
	return NULL;
}

static const struct key keys[] = {
	{ "title", set_title, offsetof(struct tool, title) },
	{ "alias", set_alias, 0 },
	{ "owner", set_person, offsetof(struct tool, owner) },
	{ "backup", set_person, offsetof(struct tool, backup) },
	{ "champion", set_champion, 0 },
	{ "channel", set_channel, 0 },
	{ "stage", set_stage, 0 },
	{ "good", set_text, offsetof(struct tool, good) },
	{ "fails", set_text, offsetof(struct tool, fails) },
	{ "verify", set_text, offsetof(struct tool, verify) },
	{ "happens", set_text, offsetof(struct tool, happens) },
	{ "recovery", set_text, offsetof(struct tool, recovery) },
	{ "baseline", set_baseline, 0 },
	{ "target", set_target, 0 },
	{ "acknowledge", set_wait, offsetof(struct tool, acknowledge_minutes) },
	{ "fix", set_fix, 0 },
	{ "escalate", set_wait, offsetof(struct tool, escalate_minutes) },
	{ "routing", set_routing, 0 },
	{ "cap", set_cap, 0 },
};

const char *tool_key_names(struct request *request)
{
	_cleanup_text_ struct text names = TEXT_INIT;

	for (size_t i = 0; i < array_length(keys); i++)
		text_printf(&names, "%s%s", i ? ", " : "", keys[i].name);
	text_printf(&names, ", %s<kind>", recovery_of);
	return arena_strdup(request->arena, text_string(&names));
}

const char *tool_set(struct request *request, struct tool *tool, const struct setting *setting)
{
	for (size_t i = 0; i < array_length(keys); i++)
		if (text_equal(keys[i].name, setting->key))
			return keys[i].set(request, tool, setting, &keys[i]);
	if (text_starts_with(setting->key, recovery_of))
		return set_recovery_of(request, tool, setting);
	return arena_printf(request->arena, "There is no key “%s”; there are: %s.",
		first_words(request->arena, setting->key, 40), tool_key_names(request));
}
