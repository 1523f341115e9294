/* The manifest: every command in it, nothing too long, and no more scopes than are explained. */
#include "bot/platform/slack/manifest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

static struct cJSON *parse(char *printed)
{
	struct cJSON *json = NULL;

	assert_int_equal(printed[strlen(printed) - 1], '\n');
	assert_int_equal(json_parse(printed, strlen(printed), &json, NULL), 0);
	free(printed);
	return json;
}

static void test_commands(void **state)
{
	(void)state;
	static const struct slack_manifest_command commands[] = {
		{ "/report", "Say what an AI tool got wrong", "[tool] [what went wrong]" },
		{ "/lm-fixed", "Settle an issue", NULL },
	};
	_cleanup_json_ struct cJSON *json =
		parse(slack_manifest("Lastmile", commands, array_length(commands)));

	assert_string_equal(json_string(json, "display_information.name"), "Lastmile");
	assert_string_equal(json_string(json, "features.slash_commands.0.command"), "/report");
	assert_string_equal(json_string(json, "features.slash_commands.0.usage_hint"),
		"[tool] [what went wrong]");
	assert_string_equal(json_string(json, "features.slash_commands.1.command"), "/lm-fixed");
	assert_null(json_get(json, "features.slash_commands.1.usage_hint"));
	assert_true(json_bool(json, "features.slash_commands.1.should_escape", false));
	assert_int_equal(json_length(json_get(json, "features.slash_commands")), 2);
	assert_true(json_bool(json, "settings.socket_mode_enabled", false));
	assert_true(json_bool(json, "settings.interactivity.is_enabled", false));
	assert_true(json_bool(json, "features.app_home.messages_tab_enabled", false));
}

/* Without these, Slack shows no page and no shortcut, and tells us nothing. */
static void test_surfaces(void **state)
{
	(void)state;
	_cleanup_json_ struct cJSON *json = parse(slack_manifest("Lastmile", NULL, 0));
	_cleanup_text_ struct text events = TEXT_INIT;
	const struct cJSON *event;

	assert_true(json_bool(json, "features.app_home.home_tab_enabled", false));
	assert_false(json_bool(json, "features.app_home.messages_tab_read_only_enabled", true));
	assert_string_equal(json_string(json, "features.shortcuts.0.name"), "Report AI failure");
	assert_string_equal(json_string(json, "features.shortcuts.0.type"), "global");
	assert_string_equal(json_string(json, "features.shortcuts.0.callback_id"), "report_global");
	assert_string_equal(json_string(json, "features.shortcuts.1.name"), "Report AI failure");
	assert_string_equal(json_string(json, "features.shortcuts.1.type"), "message");
	assert_string_equal(
		json_string(json, "features.shortcuts.1.callback_id"), "report_message");
	json_for_each (event, json_get(json, "settings.event_subscriptions.bot_events"))
		text_printf(&events, "%s ", json_text(event));
	assert_string_equal(text_string(&events),
		"app_home_opened app_uninstalled message.im reaction_added reaction_removed "
		"tokens_revoked user_change ");
}

static void test_scopes_are_few(void **state)
{
	(void)state;
	_cleanup_json_ struct cJSON *json = parse(slack_manifest("Lastmile", NULL, 0));
	_cleanup_text_ struct text all = TEXT_INIT;
	const struct cJSON *scope;

	json_for_each (scope, json_get(json, "oauth_config.scopes.bot"))
		text_printf(&all, "%s ", json_text(scope));
	assert_string_equal(text_string(&all),
		"commands chat:write im:write im:history "
		"channels:read groups:read channels:history "
		"groups:history files:write reactions:read users:read users:read.email ");
}

static void test_missing_scopes_are_named(void **state)
{
	(void)state;
	static const char most[] = "commands,chat:write,im:write,im:history,channels:read,"
				   "groups:read, channels:history,files:write,users:read,"
				   "users:read.email,team:read";
	_cleanup_free_ char *missing = slack_manifest_missing(most);
	_cleanup_free_ char *advice = slack_manifest_advice(missing);
	_cleanup_free_ char *similar = slack_manifest_missing("commands2,chat:writ,reactions:read");

	assert_string_equal(missing, "groups:history, reactions:read");
	assert_non_null(strstr(advice, "groups:history, reactions:read"));
	assert_non_null(strstr(advice, "lastmile manifest slack"));
	assert_true(text_starts_with(similar, "commands, chat:write, "));
	assert_null(strstr(similar, "reactions:read"));
	assert_null(slack_manifest_missing(NULL));
	_cleanup_json_ struct cJSON *json = parse(slack_manifest("Lastmile", NULL, 0));
	_cleanup_text_ struct text all = TEXT_INIT;
	const struct cJSON *scope;
	json_for_each (scope, json_get(json, "oauth_config.scopes.bot"))
		text_printf(&all, "%s,", json_text(scope));
	assert_null(slack_manifest_missing(text_string(&all)));
}

static void test_too_much_of_everything(void **state)
{
	(void)state;
	struct slack_manifest_command commands[60];
	_cleanup_text_ struct text long_text = TEXT_INIT;

	for (int i = 0; i < 3000; i++)
		text_append(&long_text, i ? "é" : "/");
	for (size_t i = 0; i < array_length(commands); i++)
		commands[i] = (struct slack_manifest_command){ text_string(&long_text),
			text_string(&long_text), text_string(&long_text) };
	_cleanup_json_ struct cJSON *json =
		parse(slack_manifest(text_string(&long_text), commands, array_length(commands)));
	assert_int_equal(json_length(json_get(json, "features.slash_commands")), 50);
	assert_int_equal(text_characters(json_string(json, "display_information.name")), 35);
	static const struct {
		const char *path;
		size_t characters;
	} limits[] = {
		{ "features.slash_commands.49.command", 32 },
		{ "features.slash_commands.49.description", 2000 },
		{ "features.slash_commands.49.usage_hint", 1000 },
	};
	for (size_t i = 0; i < array_length(limits); i++)
		assert_int_equal(
			text_characters(json_string(json, limits[i].path)), limits[i].characters);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_commands),
		cmocka_unit_test(test_surfaces),
		cmocka_unit_test(test_scopes_are_few),
		cmocka_unit_test(test_missing_scopes_are_named),
		cmocka_unit_test(test_too_much_of_everything),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
