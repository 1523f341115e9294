/*
 * `lastmile forget USER`: erase a person. What they reported stays, who wrote it goes. The same
 * thing as `/lastmile forget me`, for somebody who cannot ask any more; it goes through the same
 * handler.
 */
#include <sysexits.h>

#include "bot/cli/cli.h"
#include "bot/cli/local.h"
#include "bot/util/arena.h"
#include "storage/db.h"
#include "storage/people_store.h"

static int run(struct cli *cli)
{
	_cleanup_db_ struct db *db = NULL;
	_cleanup_arena_ struct arena *arena = arena_create();
	const struct person *person = NULL;

	if (cli->argc != 1)
		return cli_error(
			EX_USAGE, "say whom: lastmile forget USER (an account such as U0ANA)");
	int status = cli_database(cli, false, &db);
	if (status == EX_OK)
		status = cli_person(db, arena, cli->argv[0], &person);
	if (status != EX_OK)
		return status;
	return local_say(cli, db, person, "/lastmile forget me yes");
}

const struct verb verb_forget = {
	.name = "forget",
	.usage = "USER",
	.summary = "erase a person: their reports stay, who wrote them goes",
	.run = run,
};
