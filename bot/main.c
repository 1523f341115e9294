/*~
 * Welcome. This is where lastmile starts, and where a tour of it does: follow the comments that
 * begin with a tilde.
 *
 * The daemon takes what people say in chat (an event), writes what it means into the database and
 * what it owes to others into an outbox, in one transaction, and only then answers. A deliverer
 * takes what is owed and hands it to the platform until it is certain that it has arrived, once.
 *
 *     platform ─▶ event ─▶ dispatcher ─▶ handler ─▶ storage + outbox ─▶ deliverer ─▶ platform
 *
 * Next stop: bot/app.c, the table of contents of the running daemon. The verbs of the shell are in
 * bot/cli/, one file each.
 */
#include "bot/cli/cli.h"

int main(int argc, char **argv)
{
	return cli_main(argc, argv);
}
