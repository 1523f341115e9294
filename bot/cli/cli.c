#include "bot/cli/cli.h"

#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "bot/util/arena.h"
#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "bot/util/service.h"
#include "bot/util/text.h"
#include "config/config.h"
#include "config/load.h"
#include "config/secrets.h"
#include "storage/db.h"
#include "storage/people_store.h"

#define DEFAULT_CONFIG "/etc/lastmile/lastmile.conf"

static const struct verb *const verbs[] = {
	&verb_run, &verb_check, &verb_manifest, &verb_say, &verb_export, &verb_backup, &verb_stats,
	&verb_forget, &verb_outbox,
};

enum { LONG_DATABASE = 256, LONG_AS, LONG_FORMAT, LONG_JSON, LONG_HELP, LONG_VERSION };

static const struct option long_options[] = {
	{ "config", required_argument, NULL, 'c' },
	{ "database", required_argument, NULL, LONG_DATABASE },
	{ "as", required_argument, NULL, LONG_AS },
	{ "format", required_argument, NULL, LONG_FORMAT },
	{ "json", no_argument, NULL, LONG_JSON },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ 0 },
};

int cli_error(int status, const char *format, ...)
{
	_cleanup_text_ struct text raw = TEXT_INIT;
	_cleanup_text_ struct text line = TEXT_INIT;
	va_list args;

	va_start(args, format);
	text_vprintf(&raw, format, args);
	va_end(args);
	log_sanitize(&line, text_string(&raw));
	fprintf(stderr, "%slastmile: %s\n", log_mark(LOG_LEVEL_ERROR), text_string(&line));
	service_status("%s", text_string(&line));
	return status;
}

int cli_refuse(const struct text *problems)
{
	const char *mark = log_mark(LOG_LEVEL_ERROR);

	for (const char *line = text_string(problems); *line;) {
		size_t length = strcspn(line, "\n");
		fprintf(stderr, "%s%.*s\n", mark, (int)length, line);
		line += length + (line[length] == '\n');
	}
	service_status("%s", text_string(problems));
	return EX_CONFIG;
}

int cli_flush(void)
{
	if (fflush(stdout) != 0 || ferror(stdout))
		return cli_error(EX_IOERR, "not everything could be written to standard output: %s",
			strerror(errno));
	return EX_OK;
}

/* --- help --- */

static int print_help(void)
{
	puts("lastmile: closes the feedback loop on AI tools at work, inside the chat people "
	     "use.\n\n"
	     "usage: lastmile [-c FILE] [--database FILE] VERB ...\n");
	for (size_t i = 0; i < array_length(verbs); i++)
		printf("  %-9s %s\n  %-9s %s\n", verbs[i]->name, verbs[i]->usage, "",
			verbs[i]->summary);
	puts("\n  -c, --config FILE  the configuration (default $LASTMILE_CONFIG, "
	     "else " DEFAULT_CONFIG
	     ")\n  --database FILE    overrides the configuration's database\n"
	     "  --help, --version\n\nlastmile(1) and lastmile.conf(5) tell the rest.");
	return cli_flush();
}

static int print_verb_help(const struct verb *verb)
{
	printf("usage: lastmile %s %s\n%s\n", verb->name, verb->usage, verb->summary);
	return cli_flush();
}

/* --- options --- */

static const struct verb *find_verb(const char *name)
{
	for (size_t i = 0; i < array_length(verbs); i++)
		if (text_equal(verbs[i]->name, name))
			return verbs[i];
	return NULL;
}

static int refuse_option(const struct verb *verb, const char *option)
{
	return cli_error(EX_USAGE, "%s does not take %s; see lastmile %s --help",
		verb ? verb->name : "lastmile", option, verb ? verb->name : "");
}

static bool takes(const struct verb *verb, int option)
{
	return verb && (verb->options & option);
}

enum { GO_ON = -1 }; // not an exit status

static int take_option(struct cli *cli, const struct verb *verb, int option)
{
	switch (option) {
	case 'c':
		cli->config_path = optarg;
		return GO_ON;
	case LONG_DATABASE:
		cli->database = optarg;
		return GO_ON;
	case LONG_AS:
		cli->as = optarg;
		return takes(verb, CLI_AS) ? GO_ON : refuse_option(verb, "--as");
	case LONG_FORMAT:
		cli->format = optarg;
		return takes(verb, CLI_FORMAT) ? GO_ON : refuse_option(verb, "--format");
	case LONG_JSON:
		cli->json = true;
		return takes(verb, CLI_JSON) ? GO_ON : refuse_option(verb, "--json");
	case 'h':
		return verb ? print_verb_help(verb) : print_help();
	case 'V':
		puts("lastmile " LASTMILE_VERSION);
		return cli_flush();
	default:
		return cli_error(EX_USAGE, "see lastmile %s --help", verb ? verb->name : "");
	}
}

/* Takes options up to the first word, or all of them ("permute"). Leaves the words in argc, argv.
 */
static int take_options(struct cli *cli, const struct verb *verb, bool permute)
{
	int option;

	optind = 0; // a fresh start; glibc then also forgets what it had permuted
	while ((option = getopt_long(cli->argc, cli->argv, permute ? "c:hV" : "+c:hV", long_options,
			NULL)) != -1) {
		int status = take_option(cli, verb, option);
		if (status != GO_ON)
			return status;
	}
	cli->argc -= optind;
	cli->argv += optind;
	return GO_ON;
}

static const char *default_config(void)
{
	const char *named = getenv("LASTMILE_CONFIG");

	return named && *named ? named : NULL;
}

int cli_main(int argc, char **argv)
{
	struct cli cli = { .config_path = default_config(), .argc = argc, .argv = argv };
	int status = take_options(&cli, NULL, false);

	if (status != GO_ON)
		return status;
	if (cli.argc == 0) {
		print_help();
		return EX_USAGE;
	}
	const struct verb *verb = find_verb(cli.argv[0]);
	if (!verb)
		return cli_error(EX_USAGE, "\"%s\" is not a verb; lastmile --help lists them",
			cli.argv[0]);
	status = take_options(&cli, verb, !verb->words);
	return status != GO_ON ? status : verb->run(&cli);
}

/* --- what verbs share --- */

int cli_config(const struct cli *cli, struct config **ret_config)
{
	_cleanup_text_ struct text problems = TEXT_INIT;
	_cleanup_config_ struct config *config = NULL;
	const char *path = cli->config_path ? cli->config_path : DEFAULT_CONFIG;

	if (!cli->config_path && cli->database && access(path, F_OK) != 0)
		config = config_create();
	else if (config_load(path, &config, &problems) != 0)
		goto refused;
	if (cli->database &&
		config_override(config, "database", cli->database, "--database", &problems) != 0)
		goto refused;
	log_set_level(config->log.level);
	*ret_config = steal_pointer(config);
	return EX_OK;
refused:
	return cli_refuse(&problems);
}

unsigned cli_secrets(const struct config *config)
{
	unsigned wanted = 0;

	if (config->slack.enabled)
		wanted |= SECRETS_SLACK;
	if (config->teams.enabled)
		wanted |= SECRETS_TEAMS;
	if (config->teams.enabled && *config->teams.relay)
		wanted |= SECRETS_TEAMS_RELAY;
	return wanted;
}

int cli_database_error(int error, char *why)
{
	static const struct {
		int error, status;
	} statuses[] = {
		{ -EBUSY, EX_TEMPFAIL }, { -EUCLEAN, EX_DATAERR }, { -EPROTO, EX_CONFIG },
		{ -ENOENT, EX_NOINPUT }, { -EACCES, EX_NOPERM }, { -EROFS, EX_CANTCREAT },
		{ -ENOSPC, EX_IOERR },
	};
	int status = EX_IOERR;

	for (size_t i = 0; i < array_length(statuses); i++)
		if (statuses[i].error == error)
			status = statuses[i].status;
	cli_error(status, "%s", why ? why : strerror(-error));
	free(why);
	return status;
}

int cli_database(const struct cli *cli, bool read_only, struct db **ret_db)
{
	_cleanup_config_ struct config *config = NULL;
	char *why = NULL;
	int status = cli_config(cli, &config);

	if (status != EX_OK)
		return status;
	int error = db_open(config->database, read_only ? DB_READ : DB_BESIDE, ret_db, &why);
	return error ? cli_database_error(error, why) : EX_OK;
}

int cli_person(
	struct db *db, struct arena *arena, const char *words, const struct person **ret_person)
{
	_cleanup_reading_ struct reading reading = db_reading(db);
	struct people found = people_store_find(db, arena, words);
	_cleanup_text_ struct text list = TEXT_INIT;

	if (found.count == 1) {
		*ret_person = &found.items[0];
		return EX_OK;
	}
	if (found.count == 0)
		return cli_error(EX_NOUSER,
			"nobody is known as \"%s\"; give the platform's id, such as U0ANA", words);
	for (size_t i = 0; i < found.count; i++)
		text_printf(&list, "%s%s:%s", i ? ", " : "", found.items[i].platform,
			found.items[i].account);
	return cli_error(EX_NOUSER, "\"%s\" is several people (%s); give the id", words,
		text_string(&list));
}
