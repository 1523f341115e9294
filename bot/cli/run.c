/* `lastmile run`: the daemon, in the foreground. */
#include <sysexits.h>

#include "bot/app.h"
#include "bot/cli/cli.h"
#include "bot/util/log.h"
#include "bot/util/text.h"
#include "config/config.h"
#include "config/secrets.h"
#include "storage/db.h"

static int run(struct cli *cli)
{
	_cleanup_config_ struct config *config = NULL;
	_cleanup_secrets_ struct secrets *secrets = NULL;
	_cleanup_db_ struct db *db = NULL;
	_cleanup_text_ struct text problems = TEXT_INIT;
	char *why = NULL;

	if (cli->argc)
		return cli_error(EX_USAGE, "run takes no words");
	int status = cli_config(cli, &config);
	if (status != EX_OK)
		return status;
	if (secrets_load(cli_secrets(config), &secrets, &problems) != 0)
		return cli_refuse(&problems);
	int error = db_open(config->database, DB_DAEMON, &db, &why);
	if (error)
		return cli_database_error(error, why);
	log_info("app", "lastmile " LASTMILE_VERSION ", database %s", config->database);
	return app_run(config, secrets, db);
}

const struct verb verb_run = {
	.name = "run",
	.usage = "",
	.summary = "the daemon, in the foreground",
	.run = run,
};
