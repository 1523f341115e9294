/* The tokens: where they are found, what is wrong with them, and that nothing ever shows one. */
#include "config/secrets.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "bot/util/memory.h"
#include "bot/util/text.h"

static char folder[] = "/tmp/lastmile-test-secrets-XXXXXX";

static int setup(void **state)
{
	(void)state;
	if (!mkdtemp(folder) || chdir(folder) < 0)
		return -1;
	return setenv("CREDENTIALS_DIRECTORY", folder, 1);
}

static int clear(void **state)
{
	(void)state;
	unsetenv("SLACK_APP_TOKEN");
	unsetenv("SLACK_BOT_TOKEN");
	unsetenv("TEAMS_CLIENT_SECRET");
	unsetenv("TEAMS_RELAY_KEY");
	setenv("CREDENTIALS_DIRECTORY", folder, 1);
	unlink("slack-app-token");
	unlink("slack-bot-token");
	unlink("teams-client-secret");
	return 0;
}

static int teardown(void **state)
{
	clear(state);
	return rmdir(folder);
}

static void write_credential(const char *name, const char *bytes, size_t length)
{
	int file = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_int_equal(write(file, bytes, length), (ssize_t)length);
	close(file);
}

static void assert_loaded(const char *app, const char *bot)
{
	_cleanup_text_ struct text problems = TEXT_INIT;
	_cleanup_secrets_ struct secrets *secrets = NULL;

	assert_int_equal(secrets_load(SECRETS_SLACK, &secrets, &problems), 0);
	assert_string_equal(text_string(&problems), "");
	assert_string_equal(secrets->slack_app_token, app);
	assert_string_equal(secrets->slack_bot_token, bot);
}

/* The complaint about the app token, the bot token being fine. */
static void assert_refused(const char *expected)
{
	_cleanup_text_ struct text problems = TEXT_INIT;
	struct secrets *secrets = NULL;

	setenv("SLACK_BOT_TOKEN", "xoxb-playground", 1);
	assert_int_equal(secrets_load(SECRETS_SLACK, &secrets, &problems), SECRETS_E_REFUSED);
	assert_null(secrets);
	if (!strstr(text_string(&problems), expected))
		fail_msg("expected:\n%s\nfound:\n%s", expected, text_string(&problems));
	assert_null(strstr(text_string(&problems), "hush"));
	assert_ptr_equal(
		strchr(text_string(&problems), '\n'), text_string(&problems) + problems.length - 1);
}

static void test_from_the_environment(void **state)
{
	(void)state;
	setenv("SLACK_APP_TOKEN", "xapp-1-A0-1-abc\n", 1);
	setenv("SLACK_BOT_TOKEN", " xoxb-1-2-AbC ", 1);
	const char *stood = getenv("SLACK_APP_TOKEN");
	assert_loaded("xapp-1-A0-1-abc", "xoxb-1-2-AbC");
	assert_null(getenv("SLACK_APP_TOKEN"));
	assert_null(getenv("SLACK_BOT_TOKEN"));
	assert_int_equal(stood[0], 0); // not only unset: wiped
	assert_int_equal(stood[6], 0);
}

static void test_from_credentials(void **state)
{
	(void)state;
	write_credential("slack-app-token", "xapp-file\n", 10);
	write_credential("slack-bot-token", "xoxb-file", 9);
	assert_loaded("xapp-file", "xoxb-file");
	setenv("SLACK_BOT_TOKEN", "xoxb-environment", 1); // wins
	assert_loaded("xapp-file", "xoxb-environment");
}

static void test_missing(void **state)
{
	(void)state;
	assert_refused("SLACK_APP_TOKEN is missing; set it, or put an app-level token that begins "
		       "with xapp- into the "
		       "file slack-app-token in /tmp/lastmile-test-secrets-");
	unsetenv("CREDENTIALS_DIRECTORY");
	assert_refused(
		"slack-app-token in $CREDENTIALS_DIRECTORY, which systemd sets (LoadCredential=); "
		"Slack shows it under \"Basic Information\", scope connections:write\n");
	setenv("CREDENTIALS_DIRECTORY", "/run/credentials/lastmile-test.service", 1);
	assert_refused("slack-app-token in /etc/lastmile; ");
}

static void test_both_are_complained_of(void **state)
{
	_cleanup_text_ struct text problems = TEXT_INIT;
	struct secrets *secrets = NULL;

	(void)state;
	setenv("SLACK_APP_TOKEN", "xoxb-1-hush", 1); // swapped
	setenv("SLACK_BOT_TOKEN", "xapp-1-hush", 1);
	assert_int_equal(secrets_load(SECRETS_SLACK, &secrets, &problems), SECRETS_E_REFUSED);
	assert_string_equal(text_string(&problems),
		"SLACK_APP_TOKEN: this is a bot token; an app-level token that begins with xapp- "
		"is "
		"allowed; Slack shows it under \"Basic Information\", scope connections:write\n"
		"SLACK_BOT_TOKEN: this is an app-level token; a bot token that begins with xoxb- "
		"is "
		"allowed; Slack shows it under \"OAuth & Permissions\"\n");
}

static void test_wrong_tokens(void **state)
{
	static const struct {
		const char *token, *problem;
	} rows[] = {
		{ "", "SLACK_APP_TOKEN: it is empty;" },
		{ " \n", "SLACK_APP_TOKEN: it is empty;" },
		{ "xoxp-1-hush", "this is a user token;" },
		{ "xoxe.xoxb-1-hush", "this is a token that expires: switch token rotation off" },
		{ "xoxc-hush", "this is a browser's token;" },
		{ "hush", "this is no token of Slack's;" },
		{ "XAPP-1-hush", "this is no token of Slack's;" },
		{ "xapp-", "it ends after its first letters;" },
		{ "xapp-1 hush", "there is white space inside it;" },
		{ "xapp-1\nxoxb-hush", "there is white space inside it;" },
		{ "\"xapp-1-hush\"", "there is a character in it that no token has;" },
		{ "xapp-1-\x1b[31mhush", "there is a character in it that no token has;" },
		{ "xapp-1-h\xc3\xbchush", "there is a character in it that no token has;" },
		{ "xapp-1\r\nX-Header: hush", "there is white space inside it;" },
	};

	(void)state;
	for (size_t i = 0; i < array_length(rows); i++) {
		setenv("SLACK_APP_TOKEN", rows[i].token, 1);
		assert_refused(rows[i].problem);
	}
}

static void test_wrong_files(void **state)
{
	char large[100000];

	(void)state;
	write_credential("slack-app-token", "", 0);
	assert_refused("/slack-app-token: it is empty;");
	write_credential("slack-app-token", "xapp-1\0hush", 11);
	assert_refused("there is a character in it that no token has;");
	memset(large, 'x', sizeof(large));
	memcpy(large, "xapp-", 5);
	write_credential("slack-app-token", large, 1000);
	assert_refused("it is too long for a token;");
	write_credential("slack-app-token", large, sizeof(large));
	assert_refused("it is too long for a token;");
	unlink("slack-app-token");
	assert_int_equal(mkdir("slack-app-token", 0700), 0);
	assert_refused("/slack-app-token: Is a directory;");
	rmdir("slack-app-token");
	assert_int_equal(symlink("slack-app-token", "slack-app-token"), 0);
	assert_refused("/slack-app-token: Too many levels of symbolic links;");
}

static void test_teams(void **state)
{
	_cleanup_text_ struct text problems = TEXT_INIT;
	_cleanup_secrets_ struct secrets *secrets = NULL;

	(void)state;
	setenv("TEAMS_CLIENT_SECRET", "abc8Q~dEf.gh-ij_k", 1);
	setenv("TEAMS_RELAY_KEY", "not wanted here", 1);
	assert_int_equal(secrets_load(SECRETS_TEAMS, &secrets, &problems), 0);
	assert_string_equal(secrets->teams_client_secret, "abc8Q~dEf.gh-ij_k");
	assert_null(secrets->teams_relay_key);
	assert_null(secrets->slack_app_token); // nobody asked for one
	assert_null(getenv("TEAMS_RELAY_KEY")); // and nobody else sees what was there
}

static void test_wrong_of_teams(void **state)
{
	_cleanup_text_ struct text problems = TEXT_INIT;
	struct secrets *secrets = NULL;

	(void)state;
	setenv("TEAMS_CLIENT_SECRET", "hush hush", 1);
	assert_int_equal(secrets_load(SECRETS_TEAMS | SECRETS_TEAMS_RELAY, &secrets, &problems),
		SECRETS_E_REFUSED);
	assert_non_null(strstr(text_string(&problems),
		"TEAMS_CLIENT_SECRET: there is white space inside it; the value of a client secret "
		"is allowed; Microsoft shows it once"));
	assert_non_null(strstr(text_string(&problems),
		"TEAMS_RELAY_KEY is missing; set it, or put the key of a shared access policy into "
		"the file teams-relay-key"));
	assert_null(strstr(text_string(&problems), "hush"));
	text_clear(&problems);
}

/* What lastmile.service sets where a file is missing. */
static void test_stand_ins(void **state)
{
	_cleanup_text_ struct text problems = TEXT_INIT;
	struct secrets *secrets = NULL;

	(void)state;
	write_credential("slack-app-token", "missing", 7);
	write_credential("slack-bot-token", "xoxb-1-hush", 11);
	write_credential("teams-client-secret", "missing", 7);
	assert_int_equal(secrets_load(SECRETS_SLACK | SECRETS_TEAMS, &secrets, &problems),
		SECRETS_E_REFUSED);
	assert_string_equal(text_string(&problems),
		"slack-app-token is missing; put an app-level token that begins with xapp-, alone, "
		"into /etc/lastmile/slack-app-token and restart lastmile; Slack shows it under "
		"\"Basic Information\", scope connections:write\n"
		"teams-client-secret is missing; put the value of a client secret, alone, into "
		"/etc/lastmile/teams-client-secret and restart lastmile; Microsoft shows it once, "
		"when it is made under \"Certificates & secrets\"; it is the value, not the id\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_from_the_environment, clear),
		cmocka_unit_test_setup(test_from_credentials, clear),
		cmocka_unit_test_setup(test_missing, clear),
		cmocka_unit_test_setup(test_both_are_complained_of, clear),
		cmocka_unit_test_setup(test_wrong_tokens, clear),
		cmocka_unit_test_setup(test_wrong_files, clear),
		cmocka_unit_test_setup(test_teams, clear),
		cmocka_unit_test_setup(test_wrong_of_teams, clear),
		cmocka_unit_test_setup(test_stand_ins, clear),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
