/*
 * `lastmile outbox sent|resend NUMBER`: what a person decides about a parked delivery, after having
 * looked whether it arrived. `lastmile stats` lists them.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

#include "bot/cli/cli.h"
#include "bot/util/clock.h"
#include "bot/util/text.h"
#include "storage/db.h"
#include "storage/outbox_store.h"

static int run(struct cli *cli)
{
	_cleanup_db_ struct db *db = NULL;
	bool resend = cli->argc == 2 && text_equal(cli->argv[0], "resend");
	char *end = NULL;

	if (cli->argc != 2 || (!resend && !text_equal(cli->argv[0], "sent")))
		return cli_error(
			EX_USAGE, "say what became of it: lastmile outbox sent|resend NUMBER");
	int64_t id = strtoll(cli->argv[1], &end, 10);
	if (*end || id <= 0)
		return cli_error(EX_USAGE,
			"\"%s\" is no delivery's number; lastmile stats lists them", cli->argv[1]);
	int status = cli_database(cli, false, &db);
	if (status != EX_OK)
		return status;
	if (db_begin(db) != 0)
		return cli_error(EX_TEMPFAIL, "the database is busy; try again");
	bool resolved = outbox_store_resolve(db, id, resend, clock_now());
	if (db_commit(db) != 0)
		return cli_error(EX_IOERR, "the decision could not be stored; try again");
	if (!resolved)
		return cli_error(EX_DATAERR, "delivery %" PRId64 " is not parked", id);
	printf("delivery %" PRId64 ": %s\n", id, resend ? "will be sent again" : "counts as sent");
	return cli_flush();
}

const struct verb verb_outbox = {
	.name = "outbox",
	.usage = "sent|resend NUMBER",
	.summary = "decide about a parked delivery: it arrived, or send it again",
	.run = run,
};
