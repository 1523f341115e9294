#include "bot/cli/local.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include <uv.h>

#include "bot/cli/cli.h"
#include "bot/dispatcher.h"
#include "bot/naming.h"
#include "bot/platform/platform.h"
#include "bot/platform/shell/shell.h"
#include "bot/turn.h"
#include "bot/util/memory.h"
#include "config/config.h"
#include "handlers/command.h"
#include "storage/people_store.h"

struct saying {
	int status;
	bool answered;
};

static void on_answer(void *data, const char *text)
{
	struct saying *saying = data;

	saying->answered = true;
	if (!text)
		return; // on_failed() has said why
	if (*text)
		puts(text);
	saying->status = cli_flush();
}

static void on_failed(void *data, int error, const char *why)
{
	struct saying *saying = data;

	saying->status = cli_error(EX_IOERR, "nothing was stored: %s (%s)", why, strerror(-error));
}

static const char *login_name(void)
{
	const struct passwd *entry = getpwuid(getuid());

	return entry && entry->pw_name ? entry->pw_name : "administrator";
}

int local_say(const struct cli *cli, struct db *db, const struct person *actor, const char *words)
{
	_cleanup_config_ struct config *config = NULL;
	struct saying saying = { .status = EX_SOFTWARE };
	struct handler_settings settings;
	uv_loop_t loop;
	int status = cli_config(cli, &config);

	if (status != EX_OK)
		return status;
	naming_settings(config, &settings);
	uv_loop_init(&loop);
	struct turn *turn = turn_create(&loop, db, on_failed, &saying);
	struct dispatcher *dispatcher = dispatcher_create(turn, db, &settings, NULL);
	struct platform *shell = shell_create(&loop, on_answer, &saying);
	shell->listener =
		(struct platform_listener){ .event = dispatcher_take, .data = dispatcher };
	if (actor)
		shell_say(shell, actor->platform, actor->account, NULL, words);
	else
		shell_say(shell, "shell", login_name(), login_name(), words);
	while (!saying.answered && uv_run(&loop, UV_RUN_ONCE))
		;
	shell->impl->destroy(shell);
	dispatcher_destroy(dispatcher);
	turn_destroy(turn);
	uv_run(&loop, UV_RUN_DEFAULT);
	uv_loop_close(&loop);
	return saying.status;
}
