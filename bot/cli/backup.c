/* `lastmile backup FILE`: a consistent copy while the daemon runs. */
#include <stdio.h>
#include <sysexits.h>

#include "bot/cli/cli.h"
#include "bot/util/memory.h"
#include "storage/db.h"

static int run(struct cli *cli)
{
	_cleanup_db_ struct db *db = NULL;
	_cleanup_free_ char *why = NULL;

	if (cli->argc != 1)
		return cli_error(EX_USAGE, "say where to: lastmile backup FILE");
	int status = cli_database(cli, true, &db);
	if (status != EX_OK)
		return status;
	if (db_backup(db, cli->argv[0], &why) != 0)
		return cli_error(EX_CANTCREAT, "no backup was made: %s", why);
	printf("%s\n", cli->argv[0]);
	return cli_flush();
}

const struct verb verb_backup = {
	.name = "backup",
	.usage = "FILE",
	.summary = "write a consistent copy of the database while the daemon runs",
	.run = run,
};
