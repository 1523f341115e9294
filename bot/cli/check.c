/*
 * `lastmile check`: configuration, credentials, database, each in one line: ok, or what to do. It
 * connects to nothing but the platforms' own "who am I", and works beside a running daemon.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include <uv.h>

#include "bot/chart_program.h"
#include "bot/cli/cli.h"
#include "bot/departures.h"
#include "bot/platform/check.h"
#include "bot/platform/command_names.h"
#include "bot/platform/slack/check.h"
#include "bot/platform/slack/decode.h"
#include "bot/platform/slack/slack.h"
#include "bot/platform/teams/check.h"
#include "bot/platform/teams/decode.h"
#include "bot/platform/teams/teams.h"
#include "bot/slack_link.h"
#include "bot/teams_link.h"
#include "bot/util/arena.h"
#include "bot/util/clock.h"
#include "bot/util/http_client.h"
#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "config/config.h"
#include "config/secrets.h"
#include "storage/db.h"
#include "storage/departure_store.h"
#include "storage/numbers.h"

enum { CHECK_FAILED = 1 }; // the contract: 0 or 1

static int line(const char *subject, bool ok, const char *words)
{
	_cleanup_text_ struct text safe = TEXT_INIT;

	log_sanitize(&safe, words);
	printf("%-14s %s%s\n", subject, ok && !text_starts_with(words, "ok") ? "ok: " : "",
		text_string(&safe));
	return ok ? EX_OK : CHECK_FAILED;
}

/* One line for each complaint, though they come in one text. */
static int lines(const char *subject, struct text *complaints)
{
	char *rest = complaints->data;

	for (char *one = strsep(&rest, "\n"); one; one = strsep(&rest, "\n"))
		if (*one)
			line(subject, false, one);
	return CHECK_FAILED;
}

/* Who has no such doubts reads nothing of them. */
static int check_people(struct db *db)
{
	_cleanup_arena_ struct arena *arena = arena_create();
	struct doubts doubts = departure_store_doubts(db, arena, clock_now());

	for (size_t i = 0; i < doubts.count; i++) {
		_cleanup_free_ char *problem = departures_problem(&doubts.items[i]);
		line("people", false, problem);
	}
	return doubts.count ? CHECK_FAILED : EX_OK;
}

static int check_database(const struct config *config)
{
	_cleanup_db_ struct db *db = NULL;
	_cleanup_free_ char *why = NULL;

	if (db_open(config->database, DB_BESIDE, &db, &why) != 0)
		return line("database", false, why);
	_cleanup_free_ char *words = xasprintf(
		"%s, %lld issues", config->database, (long long)numbers_totals(db).issues);
	return line("database", true, words) | check_people(db);
}

/* Somebody is asked on a loop of its own, until they have said all. */
struct asking {
	uv_loop_t loop;
	struct http_client *http;
	struct check_listener listener;
	int status;
	bool done;
};

static void on_line(void *data, const char *subject, bool ok, const char *words)
{
	struct asking *asking = data;

	asking->status |= line(subject, ok, words);
}

static void on_done(void *data)
{
	struct asking *asking = data;

	asking->done = true;
}

static void begin(struct asking *asking)
{
	*asking = (struct asking){ .status = EX_OK, .listener = { on_line, on_done, asking } };
	uv_loop_init(&asking->loop);
	asking->http = http_client_create(&asking->loop);
}

static int finish(struct asking *asking)
{
	while (!asking->done && uv_run(&asking->loop, UV_RUN_ONCE))
		;
	http_client_destroy(asking->http);
	uv_run(&asking->loop, UV_RUN_DEFAULT);
	uv_loop_close(&asking->loop);
	return asking->status;
}

static int ask_slack(const struct config *config, const struct secrets *secrets)
{
	struct command_name names[SLACK_LINK_COMMANDS];
	struct slack_settings settings;
	struct asking asking;

	begin(&asking);
	slack_link_settings(config, secrets, names, &settings);
	slack_check(&asking.loop, asking.http, &settings, &asking.listener);
	return finish(&asking);
}

static int ask_teams(const struct config *config, const struct secrets *secrets)
{
	struct command_name names[TEAMS_LINK_COMMANDS];
	struct teams_settings settings;
	struct asking asking;

	begin(&asking);
	teams_link_settings(config, secrets, names, &settings);
	teams_check(&asking.loop, asking.http, &settings, &asking.listener);
	return finish(&asking);
}

/* Nothing fails without it, so it is said and not complained of. */
static void say_charts(void)
{
	_cleanup_free_ char *program = chart_program_find();
	_cleanup_free_ char *without = xasprintf(
		"ok: as text where Slack takes none of its own, because %s is missing; install it "
		"to have pictures there",
		chart_program_place());

	line("charts", true, program ? program : without);
}

static int check_slack(const struct config *config, const struct secrets *secrets)
{
	if (!config->slack.enabled)
		return line("slack", true, "switched off in the configuration");
	say_charts();
	return ask_slack(config, secrets);
}

/* Who never wanted Teams reads nothing of it. */
static int check_teams(const struct config *config, const struct secrets *secrets)
{
	return config->teams.enabled ? ask_teams(config, secrets) : EX_OK;
}

static int check_platforms(const struct config *config)
{
	_cleanup_secrets_ struct secrets *secrets = NULL;
	_cleanup_text_ struct text problems = TEXT_INIT;

	if (secrets_load(cli_secrets(config), &secrets, &problems) != 0)
		return lines("credentials", &problems);
	return check_slack(config, secrets) | check_teams(config, secrets);
}

static int run(struct cli *cli)
{
	_cleanup_config_ struct config *config = NULL;

	if (cli->argc)
		return cli_error(EX_USAGE, "check takes no words");
	if (cli_config(cli, &config) != EX_OK)
		return CHECK_FAILED;
	log_set_level(LOG_LEVEL_ERROR); // the lines below say it all
	int status = line("configuration", true, config->path ? config->path : "defaults");
	status |= check_database(config);
	status |= check_platforms(config);
	return cli_flush() == EX_OK ? status : EX_IOERR;
}

const struct verb verb_check = {
	.name = "check",
	.usage = "",
	.summary = "configuration, credentials, database: one line each, ok or what to do",
	.run = run,
};
