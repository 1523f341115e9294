/*
 * The configuration: good files, and for each file in tests/payloads/config that must be refused,
 * every complaint about it (`build/config/config-texts problems FILE` prints them).
 */
#include "config/config.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "config/load.h"
#include "config/options.h"

static char folder[] = "/tmp/lastmile-test-config-XXXXXX";

static int setup(void **state)
{
	(void)state;
	unsetenv("SLACK_API_URL");
	if (!mkdtemp(folder) || chdir(folder) < 0)
		return -1;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	unlink("test.conf");
	return rmdir(folder);
}

/* A new file each time: the last test may have left one that nobody but root can write. */
static void write_file(const char *bytes, size_t length)
{
	unlink("test.conf");
	FILE *file = fopen("test.conf", "w");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, length, file), length);
	assert_int_equal(fclose(file), 0);
}

static char *read_file(const char *path)
{
	struct text text = TEXT_INIT;
	char buffer[4096];
	FILE *file = fopen(path, "r");

	if (!file)
		return NULL;
	for (size_t length; (length = fread(buffer, 1, sizeof(buffer), file)) > 0;)
		text_append_bytes(&text, buffer, length);
	fclose(file);
	return text_steal(&text);
}

static struct config *load(const char *content)
{
	_cleanup_text_ struct text problems = TEXT_INIT;
	struct config *config = NULL;

	write_file(content, strlen(content));
	assert_int_equal(config_load("test.conf", &config, &problems), 0);
	assert_string_equal(text_string(&problems), "");
	return config;
}

static void assert_refused(const char *content, size_t length, const char *expected)
{
	_cleanup_text_ struct text problems = TEXT_INIT;
	struct config *config = NULL;

	write_file(content, length);
	assert_int_equal(config_load("test.conf", &config, &problems), CONFIG_E_REFUSED);
	assert_null(config);
	assert_string_equal(text_string(&problems), expected);
}

static void test_five_lines_are_enough(void **state)
{
	(void)state;
	_cleanup_config_ struct config *config =
		load("database = \"/srv/lastmile.db\"\n"
		     "timezone = \"Europe/London\"\n"
		     "admins   = {\"U0ADMIN\", 'U0MAYA'}\n"
		     "slack { api_url = \"https://slack.com/api/\"  reaction = \"ai-fail\"  "
		     "commands { report = "
		     "\"/oops\" } }\n"
		     "http  { listen = \"[::1]:0\" }      # /healthz /readyz /metrics\n");

	assert_string_equal(config->database, "/srv/lastmile.db");
	assert_string_equal(config->timezone, "Europe/London");
	assert_string_equal(config->admins[0], "U0ADMIN");
	assert_string_equal(config->admins[1], "U0MAYA");
	assert_null(config->admins[2]);
	assert_string_equal(config->slack.reaction, "ai-fail");
	assert_string_equal(config->http.listen, "[::1]:0");
	assert_string_equal(config_command_word(config, "report"), "/oops");
	assert_string_equal(config_command_word(config, "fixed"), "/fixed");
	assert_null(config_command_word(config, "help"));
	assert_string_equal(config_command_name(config, "/oops"), "report");
	assert_string_equal(config_command_name(config, "oops"), "report");
	assert_null(config_command_name(config, "/report"));
}

static void test_every_type_of_option(void **state)
{
	(void)state;
	_cleanup_config_ struct config *config =
		load("slack { enabled = false settle_seconds = 3600 reaction = \"\" }\n"
		     "slack { commands { report = /a } }\n"
		     "log { level = debug }\nadmins = U0A\nadmins += {U0B}\n");

	assert_false(config->slack.enabled);
	assert_int_equal(config->slack.settle_seconds, 3600);
	assert_string_equal(config->slack.reaction, "");
	assert_string_equal(config->slack.commands.report, "/a");
	assert_int_equal(config->log.level, LOG_LEVEL_DEBUG);
	assert_string_equal(config->admins[1], "U0B");
}

static void test_lines_of_other_systems(void **state)
{
	(void)state;
	_cleanup_config_ struct config *config =
		load("\xef\xbb\xbf# comment\r\ntimezone = \"Asia/Kolkata\"\r\n\r\nadmins = {}\r\n");

	assert_string_equal(config->timezone, "Asia/Kolkata");
	assert_null(config->admins[0]);
}

static void test_an_address_is_made_to_end_in_a_slash(void **state)
{
	(void)state;
	_cleanup_config_ struct config *config =
		load("slack { api_url = \"http://127.0.0.1:8700/api\" }");

	assert_string_equal(config->slack.api_url, "http://127.0.0.1:8700/api/");
}

static void test_a_relative_database_is_beside_the_file(void **state)
{
	_cleanup_text_ struct text problems = TEXT_INIT;
	_cleanup_config_ struct config *config = NULL;
	_cleanup_free_ char *path = xasprintf("%s/test.conf", folder);
	_cleanup_free_ char *expected = xasprintf("%s/data/l.db", folder);

	(void)state;
	write_file("database = data/l.db", 20);
	assert_int_equal(config_load(path, &config, &problems), 0);
	assert_string_equal(config->database, expected);
	assert_int_equal(
		config_override(config, "database", "here.db", "--database", &problems), 0);
	assert_string_equal(config->database, "here.db");
}

static void test_overrides_are_checked(void **state)
{
	_cleanup_text_ struct text problems = TEXT_INIT;

	(void)state;
	_cleanup_config_ struct config *config = load("# all defaults\n");
	assert_int_equal(
		config_override(config, "database", "", "--database", &problems), CONFIG_E_REFUSED);
	assert_string_equal(config->database, "/var/lib/lastmile/lastmile.db");
	assert_string_equal(text_string(&problems), "--database: database is \"\"; the path of a "
						    "file is allowed; write something between "
						    "the quotes\n");
}

static void test_the_environment_overrides_the_address(void **state)
{
	_cleanup_text_ struct text problems = TEXT_INIT;
	struct config *refused = NULL;

	(void)state;
	setenv("SLACK_API_URL", "http://localhost:1/api", 1);
	_cleanup_config_ struct config *config =
		load("slack { api_url = \"https://slack.com/api/\" }");
	assert_string_equal(config->slack.api_url, "http://localhost:1/api/");
	setenv("SLACK_API_URL", "http://example.com/api", 1);
	assert_int_equal(config_load("test.conf", &refused, &problems), CONFIG_E_REFUSED);
	assert_string_equal(text_string(&problems),
		"$SLACK_API_URL: slack.api_url is \"http://example.com/api\"; an https:// address, "
		"or "
		"http:// on this machine is allowed; tokens would travel in clear text; write "
		"https://\n");
	unsetenv("SLACK_API_URL");
}

static void test_what_is_no_file(void **state)
{
	static const struct {
		const char *path, *problem;
	} rows[] = {
		{ "nowhere.conf", "cannot be read: No such file or directory; copy the example, "
				  "lastmile.conf.example, there, or name another with -c" },
		{ ".", "is a folder; a file is allowed; name it with -c" },
		{ "/dev/zero", "is not a file; a file is allowed; name it with -c" },
		{ "test.conf/x", "cannot be read: Not a directory; name another one with -c" },
	};

	(void)state;
	write_file("", 0);
	for (size_t i = 0; i < array_length(rows); i++) {
		_cleanup_text_ struct text problems = TEXT_INIT;
		_cleanup_free_ char *expected =
			xasprintf("%s: %s\n", rows[i].path, rows[i].problem);
		struct config *config = NULL;
		assert_int_equal(config_load(rows[i].path, &config, &problems), CONFIG_E_REFUSED);
		assert_string_equal(text_string(&problems), expected);
	}
}

static void test_what_is_no_text(void **state)
{
	static char large[10 * 1024 * 1024];
	static const char wide[] = "t\0i\0m\0e\0";

	(void)state;
	memset(large, '#', sizeof(large));
	assert_refused(large, sizeof(large),
		"test.conf: is 10485760 bytes long; 65536 are allowed; is it the right file?\n");
	assert_refused(wide, sizeof(wide),
		"test.conf:1: there is a control character (0); text is allowed; save the file as "
		"UTF-8 "
		"text\n");
	assert_refused("", 0,
		"test.conf: is empty; settings are expected; copy the example, "
		"lastmile.conf.example, "
		"there\n");
}

static void test_an_unreadable_file(void **state)
{
	_cleanup_text_ struct text problems = TEXT_INIT;
	struct config *config = NULL;

	(void)state;
	write_file("x", 1);
	assert_int_equal(chmod("test.conf", 0), 0);
	if (access("test.conf", R_OK) == 0) // root reads everything
		return;
	assert_int_equal(config_load("test.conf", &config, &problems), CONFIG_E_REFUSED);
	assert_non_null(
		strstr(text_string(&problems), "Permission denied; let the user that runs"));
}

static void check_golden(const char *name)
{
	_cleanup_text_ struct text problems = TEXT_INIT;
	_cleanup_config_ struct config *config = NULL;
	_cleanup_free_ char *golden = xasprintf("%.*s.problems", (int)strlen(name) - 5, name);
	_cleanup_free_ char *expected = read_file(golden);
	int result = config_load(name, &config, &problems);

	if (!expected)
		fail_msg("%s has no %s", name, golden);
	if (!text_equal(text_string(&problems), expected))
		fail_msg("%s: expected:\n%s\nfound:\n%s", name, expected, text_string(&problems));
	assert_int_equal(result, *expected ? CONFIG_E_REFUSED : 0);
}

static void test_every_complaint(void **state)
{
	DIR *payloads = NULL;
	int checked = 0;

	(void)state;
	assert_int_equal(chdir(PAYLOADS "/config"), 0);
	assert_non_null(payloads = opendir("."));
	for (struct dirent *entry; (entry = readdir(payloads));) {
		size_t length = strlen(entry->d_name);
		if (length > 5 && text_equal(entry->d_name + length - 5, ".conf")) {
			check_golden(entry->d_name);
			checked++;
		}
	}
	closedir(payloads);
	assert_int_equal(chdir(folder), 0);
	assert_true(checked >= 40);
}

static void assert_file_holds(const char *path, const char *text)
{
	_cleanup_free_ char *content = read_file(path);

	if (!content || !strstr(content, text))
		fail_msg("%s does not hold what the option rows say; see build/config/config-texts",
			path);
}

static void test_texts_follow_the_rows(void **state)
{
	_cleanup_text_ struct text example = TEXT_INIT;
	_cleanup_text_ struct text reference = TEXT_INIT;
	_cleanup_text_ struct text bare = TEXT_INIT;

	(void)state;
	options_print_reference(&reference);
	assert_file_holds(SOURCE "/docs/lastmile.conf.5.scd", text_string(&reference));
	options_print_example(&example);
	assert_file_holds(SOURCE "/config/lastmile.conf.example", text_string(&example));
	_cleanup_config_ struct config *config = load(text_string(&example));
	/* With every "#name = default" made a setting, all is as before: the defaults are true. */
	for (const char *at = text_string(&example); *at; at++)
		if (*at != '#' || at[1] == ' ' || at[1] == '#' || at[-1] == '#')
			text_append_char(&bare, *at);
	_cleanup_config_ struct config *same = load(text_string(&bare));
	assert_string_equal(config->database, same->database);
	assert_string_equal(config->slack.commands.lastmile, same->slack.commands.lastmile);
	assert_int_equal(config->slack.settle_seconds, same->slack.settle_seconds);
	assert_int_equal(config->log.level, same->log.level);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_five_lines_are_enough),
		cmocka_unit_test(test_every_type_of_option),
		cmocka_unit_test(test_lines_of_other_systems),
		cmocka_unit_test(test_an_address_is_made_to_end_in_a_slash),
		cmocka_unit_test(test_a_relative_database_is_beside_the_file),
		cmocka_unit_test(test_overrides_are_checked),
		cmocka_unit_test(test_the_environment_overrides_the_address),
		cmocka_unit_test(test_what_is_no_file),
		cmocka_unit_test(test_what_is_no_text),
		cmocka_unit_test(test_an_unreadable_file),
		cmocka_unit_test(test_every_complaint),
		cmocka_unit_test(test_texts_follow_the_rows),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
