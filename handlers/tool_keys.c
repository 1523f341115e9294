#include "handlers/tool_keys.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bot/event.h"
#include "bot/util/arena.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/roles.h"
#include "handlers/tool_word.h"
#include "handlers/words.h"
#include "storage/people_store.h"
#include "storage/tool_store.h"

enum { TEXT_CHARACTERS = 1000, MINUTES_AT_MOST = 100000, HOURS_AT_MOST = 100000 };

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

static const char *set_text(struct request *request, struct tool *tool,
	const struct setting *setting, const struct key *key)
{
	const char **text = member(tool, key);

	if (text_characters(setting->value) > TEXT_CHARACTERS)
		return arena_printf(request->arena,
			"%s is longer than %d characters, which nobody would "
			"read. Please shorten it.",
			key->name, TEXT_CHARACTERS);
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

static const char *set_alias(struct request *request, struct tool *tool,
	const struct setting *setting, const struct key *key)
{
	const char *alias = setting->value;

	(void)key;
	if (*alias == '-') {
		tool_store_remove_alias(request->db, tool->id, alias + 1);
		return NULL;
	}
	if (!tool_name_allowed(alias))
		return arena_printf(request->arena,
			"“%s” cannot be an alias: it is one word of letters, "
			"digits and dashes.",
			shown(request, setting));
	if (text_equal_nocase(alias, tool->name))
		return NULL;
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

/* "45", "45 min", "1.5h"; `unit` is what a bare number means. Negative: it is none of these. */
static double minutes_of(const char *value, char unit)
{
	char number[32];
	size_t length = strspn(value, "0123456789.,");

	if (!length || length >= sizeof(number))
		return -1;
	memcpy(number, value, length);
	number[length] = '\0';
	char *comma = strchr(number, ',');
	if (comma)
		*comma = '.';
	char *end;
	double amount = strtod(number, &end);
	const char *rest = value + length + strspn(value + length, " ");
	if (*end || !isfinite(amount))
		return -1;
	if (!*rest)
		rest = unit == 'h' ? "h" : "min";
	static const char *const minutes[] = { "m", "min", "mins", "minutes", "minute" };
	static const char *const hours[] = { "h", "hour", "hours", "hrs" };
	for (size_t i = 0; i < array_length(minutes); i++)
		if (text_equal_nocase(rest, minutes[i]))
			return amount;
	for (size_t i = 0; i < array_length(hours); i++)
		if (text_equal_nocase(rest, hours[i]))
			return amount * 60;
	return -1;
}

static const char *set_baseline(struct request *request, struct tool *tool,
	const struct setting *setting, const struct key *key)
{
	double minutes = minutes_of(setting->value, 'm');

	(void)key;
	if (text_is_blank(setting->value))
		tool->baseline_minutes = -1;
	else if (minutes < 0 || minutes > MINUTES_AT_MOST)
		return arena_printf(request->arena,
			"“%s” is not a baseline: say the minutes the work took "
			"before, like baseline=45.",
			shown(request, setting));
	else
		tool->baseline_minutes = minutes;
	return NULL;
}

static const char *set_target(struct request *request, struct tool *tool,
	const struct setting *setting, const struct key *key)
{
	double minutes = minutes_of(setting->value, 'h');

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
};

const char *tool_key_names(struct request *request)
{
	_cleanup_text_ struct text names = TEXT_INIT;

	for (size_t i = 0; i < array_length(keys); i++)
		text_printf(&names, "%s%s", i ? ", " : "", keys[i].name);
	return arena_strdup(request->arena, text_string(&names));
}

const char *tool_set(struct request *request, struct tool *tool, const struct setting *setting)
{
	for (size_t i = 0; i < array_length(keys); i++)
		if (text_equal(keys[i].name, setting->key))
			return keys[i].set(request, tool, setting, &keys[i]);
	return arena_printf(request->arena, "There is no key “%s”; there are: %s.",
		first_words(request->arena, setting->key, 40), tool_key_names(request));
}
