#include "bot/platform/slack/manifest.h"

#include <stdlib.h>
#include <string.h>

#include "bot/platform/slack/decode.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

/* Slack's limits (slackapi/manifest-schema), in characters. */
enum {
	APP_NAME = 35,
	COMMANDS = 50,
	COMMAND = 32,
	COMMAND_DESCRIPTION = 2000,
	COMMAND_HINT = 1000,
};

static const struct {
	const char *type;
	const char *callback_id;
	const char *name; // at most 24 characters
	const char *description; // at most 150
} shortcuts[] = {
	{ "global", SLACK_SHORTCUT_GLOBAL, "Report AI failure",
		"Say what an AI tool got wrong, from anywhere" },
	{ "message", SLACK_SHORTCUT_MESSAGE, "Report AI failure",
		"Report this message as an AI tool's failure" },
};

/* The least that what we do needs. A row is a scope and the reason for it, which reviewers ask for.
 */
static const struct {
	const char *scope;
	const char *reason;
} scopes[] = {
	{ "commands", "people report by slash command" },
	{ "chat:write", "receipts, cards and fix notifications are posted and edited" },
	{ "im:write", "owners and reporters are written to directly" },
	{ "im:history", "people report in plain words; after a broken line: is that message there "
			"already?" },
	{ "channels:read", "a tool's home channel is named by a mention" },
	{ "groups:read", "likewise, where it is private" },
	{ "channels:history", "after a broken line: is that post there already?" },
	{ "groups:history", "likewise, in private channels the app was invited to" },
	{ "files:write", "a chart is a picture where Slack takes no charts of its own" },
	{ "reactions:read", "a reaction on a message reports it" },
	{ "users:read", "names, and the zone that times are shown in" },
	{ "users:read.email", "so that people can link their accounts on two platforms" },
};

static const struct {
	const char *event;
	const char *reason;
} events[] = {
	{ "app_home_opened", "the home page is made when somebody looks at it" },
	{ "app_uninstalled", "then nothing more is sent" },
	{ "message.im", "people report in plain words, and answer questions" },
	{ "reaction_added", "a reaction on a message reports it" },
	{ "reaction_removed", "and takes it back" },
	{ "tokens_revoked", "then nothing more is sent" },
	{ "user_change", "names and zones stay right, and nobody writes to a closed account" },
};

static void set_shortened(struct cJSON *json, const char *name, const char *text, size_t characters)
{
	_cleanup_free_ char *line = text_one_line(text);
	_cleanup_free_ char *fit = text_shorten(line, characters);

	json_set_string(json, name, fit);
}

static void add_display(struct cJSON *manifest, const char *app_name)
{
	struct cJSON *display = json_set_object(manifest, "display_information");

	set_shortened(display, "name", app_name, APP_NAME);
	json_set_string(display, "description",
		"Report what an AI tool got wrong, and hear back when it is fixed");
	json_set_string(display, "background_color", "#1d3557");
}

/*
 * The messages tab is where direct messages from the app arrive: without it they are refused with
 * messages_tab_disabled. It is not read-only, because a read-only tab has no line to type in, and
 * people type their commands there, and reports in plain words.
 */
static void add_home(struct cJSON *features)
{
	struct cJSON *home = json_set_object(features, "app_home");

	json_set_bool(home, "home_tab_enabled", true);
	json_set_bool(home, "messages_tab_enabled", true);
	json_set_bool(home, "messages_tab_read_only_enabled", false);
}

/* should_escape makes Slack send mentions as ids; without it a name in the text could be anybody's.
 */
static void add_commands(
	struct cJSON *features, const struct slack_manifest_command *commands, size_t count)
{
	struct cJSON *list = json_set_array(features, "slash_commands");

	for (size_t i = 0; i < count && i < COMMANDS; i++) {
		struct cJSON *json = json_append(list, json_object());
		set_shortened(json, "command", commands[i].command, COMMAND);
		set_shortened(json, "description", commands[i].description, COMMAND_DESCRIPTION);
		if (!text_is_blank(commands[i].usage_hint))
			set_shortened(json, "usage_hint", commands[i].usage_hint, COMMAND_HINT);
		json_set_bool(json, "should_escape", true);
	}
}

static void add_shortcuts(struct cJSON *features)
{
	struct cJSON *list = json_set_array(features, "shortcuts");

	for (size_t i = 0; i < array_length(shortcuts); i++) {
		struct cJSON *json = json_append(list, json_object());
		json_set_string(json, "name", shortcuts[i].name);
		json_set_string(json, "type", shortcuts[i].type);
		json_set_string(json, "callback_id", shortcuts[i].callback_id);
		json_set_string(json, "description", shortcuts[i].description);
	}
}

static void add_features(struct cJSON *manifest, const char *app_name,
	const struct slack_manifest_command *commands, size_t count)
{
	struct cJSON *features = json_set_object(manifest, "features");
	struct cJSON *bot = NULL;

	add_home(features);
	bot = json_set_object(features, "bot_user");
	set_shortened(bot, "display_name", app_name, APP_NAME);
	json_set_bool(bot, "always_online", true);
	add_commands(features, commands, count);
	add_shortcuts(features);
}

static void add_scopes(struct cJSON *manifest)
{
	struct cJSON *oauth = json_set_object(manifest, "oauth_config");
	struct cJSON *bot = json_set_array(json_set_object(oauth, "scopes"), "bot");

	for (size_t i = 0; i < array_length(scopes); i++)
		json_append_string(bot, scopes[i].scope);
}

static void add_settings(struct cJSON *manifest)
{
	struct cJSON *settings = json_set_object(manifest, "settings");
	struct cJSON *list =
		json_set_array(json_set_object(settings, "event_subscriptions"), "bot_events");

	for (size_t i = 0; i < array_length(events); i++)
		json_append_string(list, events[i].event);
	json_set_bool(json_set_object(settings, "interactivity"), "is_enabled", true);
	json_set_bool(settings, "org_deploy_enabled", false);
	json_set_bool(settings, "socket_mode_enabled", true);
	json_set_bool(settings, "token_rotation_enabled", false);
}

char *slack_manifest(
	const char *app_name, const struct slack_manifest_command *commands, size_t count)
{
	_cleanup_json_ struct cJSON *manifest = json_object();
	struct cJSON *metadata = json_set_object(manifest, "_metadata");

	json_set_int(metadata, "major_version", 1);
	json_set_int(metadata, "minor_version", 1);
	add_display(manifest, app_name);
	add_features(manifest, app_name, commands, count);
	add_scopes(manifest);
	add_settings(manifest);
	_cleanup_free_ char *printed = json_print_pretty(manifest);
	return xasprintf("%s\n", printed);
}

static bool is_listed(const char *list, const char *scope)
{
	size_t length = strlen(scope);

	while (*list) {
		list += strspn(list, ", ");
		size_t word = strcspn(list, ", ");
		if (word == length && memcmp(list, scope, length) == 0)
			return true;
		list += word;
	}
	return false;
}

char *slack_manifest_missing(const char *list)
{
	struct text missing = TEXT_INIT;

	for (size_t i = 0; list && i < array_length(scopes); i++)
		if (!is_listed(list, scopes[i].scope))
			text_printf(&missing, "%s%s", missing.length ? ", " : "", scopes[i].scope);
	return missing.length ? text_steal(&missing) : NULL;
}

char *slack_manifest_advice(const char *missing)
{
	return xasprintf("the app may not do all it is made for (missing: %s): paste the manifest "
			 "of `lastmile manifest slack` into the app's settings and reinstall it",
		missing);
}
