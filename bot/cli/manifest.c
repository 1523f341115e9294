/* `lastmile manifest slack`: what to paste to install the app, printed from the commands
 * themselves. */
#include <stdio.h>
#include <sysexits.h>

#include "bot/cli/cli.h"
#include "bot/slack_link.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "config/config.h"

static int run(struct cli *cli)
{
	_cleanup_config_ struct config *config = NULL;

	if (cli->argc != 1 || !text_equal(cli->argv[0], "slack"))
		return cli_error(EX_USAGE, "say for which platform: lastmile manifest slack");
	/* The names of the commands are all that is taken from it: none is needed before the app
	 * exists. */
	if (cli->config_path || cli->database) {
		int status = cli_config(cli, &config);
		if (status != EX_OK)
			return status;
	} else {
		config = config_create();
	}
	_cleanup_free_ char *manifest = slack_link_manifest(config);
	fputs(manifest, stdout);
	return cli_flush();
}

const struct verb verb_manifest = {
	.name = "manifest",
	.usage = "slack",
	.summary = "what to paste at api.slack.com/apps to install the app",
	.run = run,
};
