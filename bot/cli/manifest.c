/* `lastmile manifest slack|teams`: what to paste or upload to install the app, made from the
 * commands themselves. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "bot/cli/cli.h"
#include "bot/slack_link.h"
#include "bot/teams_package.h"
#include "bot/util/clock.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "config/config.h"

#define PACKAGE "lastmile-teams.zip"

static int print_slack(struct cli *cli)
{
	_cleanup_config_ struct config *config = NULL;

	if (cli->argc != 1)
		return cli_error(EX_USAGE, "manifest slack takes nothing more: it prints");
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

static int write_file(const char *path, const struct text *package)
{
	FILE *file = fopen(path, "we");

	if (!file)
		return cli_error(EX_CANTCREAT, "%s cannot be written: %s", path, strerror(errno));
	bool whole = fwrite(package->data, 1, package->length, file) == package->length;
	if (fclose(file) != 0 || !whole)
		return cli_error(EX_IOERR, "%s cannot be written: %s", path, strerror(errno));
	printf("%s: upload it in Teams, under Apps > Manage your apps > Upload an app, or in the "
	       "Teams admin center for all\n",
		path);
	return cli_flush();
}

static int write_teams(struct cli *cli)
{
	const char *path = cli->argc > 1 ? cli->argv[1] : PACKAGE;
	_cleanup_config_ struct config *config = NULL;
	_cleanup_text_ struct text package = TEXT_INIT;

	if (cli->argc > 2)
		return cli_error(EX_USAGE, "manifest teams takes one file to write: " PACKAGE);
	if (text_equal(path, "-") && isatty(STDOUT_FILENO))
		return cli_error(EX_USAGE, "a package is no text for a terminal; name a file, or "
					   "lead it into one");
	int status = cli_config(cli, &config);
	if (status != EX_OK)
		return status;
	if (!*config->teams.app_id)
		return cli_error(EX_CONFIG, "the package names the bot: set teams.app_id in the "
					    "configuration first");
	teams_package_write(&package, config, clock_now());
	if (!text_equal(path, "-"))
		return write_file(path, &package);
	fwrite(package.data, 1, package.length, stdout);
	return cli_flush();
}

static int run(struct cli *cli)
{
	if (cli->argc >= 1 && text_equal(cli->argv[0], "slack"))
		return print_slack(cli);
	if (cli->argc >= 1 && text_equal(cli->argv[0], "teams"))
		return write_teams(cli);
	return cli_error(EX_USAGE, "say for which platform: lastmile manifest slack, or lastmile "
				   "manifest teams [FILE]");
}

const struct verb verb_manifest = {
	.name = "manifest",
	.usage = "slack | teams [FILE]",
	.summary = "what to paste (Slack) or upload (Teams) to install the app",
	.run = run,
};
