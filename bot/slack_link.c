#include "bot/slack_link.h"

#include <string.h>

#include "bot/chart_program.h"
#include "bot/platform/command_names.h"
#include "bot/platform/slack/decode.h"
#include "bot/platform/slack/manifest.h"
#include "bot/platform/slack/slack.h"
#include "bot/util/memory.h"
#include "config/config.h"
#include "config/secrets.h"
#include "handlers/command.h"

static const char app_name[] = "lastmile";

/* /lastmile is no command but the door to all of them. */
static const struct command door = {
	.name = "lastmile",
	.usage = "help | mine | status LM-<n> | tools | …",
	.summary = "everything else; /lastmile help lists it",
};

/* Every command that is one of its own in Slack. Returns how many. */
static size_t slash_commands(const struct command *found[SLACK_LINK_COMMANDS])
{
	size_t count = 0;

	for (size_t i = 0; commands[i]; i++)
		if (commands[i]->slash && count < SLACK_LINK_COMMANDS - 1)
			found[count++] = commands[i];
	found[count++] = &door;
	return count;
}

struct platform *slack_link_create(uv_loop_t *loop, struct web *web, struct http_client *http,
	const struct config *config, const struct secrets *secrets, const char *charts)
{
	_cleanup_free_ char *chart_program = chart_program_find();
	struct command_name names[SLACK_LINK_COMMANDS];
	struct slack_settings settings;

	slack_link_settings(config, secrets, names, &settings);
	settings.charts = charts;
	settings.chart_program = chart_program;
	return slack_create(loop, web, http, &settings);
}

void slack_link_settings(const struct config *config, const struct secrets *secrets,
	struct command_name *names, struct slack_settings *settings)
{
	const struct command *found[SLACK_LINK_COMMANDS];
	size_t count = slash_commands(found);

	for (size_t i = 0; i < count; i++)
		names[i] = (struct command_name){
			.word = config_command_word(config, found[i]->name),
			.name = found[i]->name,
		};
	*settings = (struct slack_settings){
		.api_url = config->slack.api_url,
		.app_token = secrets->slack_app_token,
		.bot_token = secrets->slack_bot_token,
		.commands = names,
		.command_count = count,
		.reaction = config->slack.reaction,
	};
}

char *slack_link_manifest(const struct config *config)
{
	const struct command *found[SLACK_LINK_COMMANDS];
	struct slack_manifest_command rows[SLACK_LINK_COMMANDS];
	size_t count = slash_commands(found);

	for (size_t i = 0; i < count; i++)
		rows[i] = (struct slack_manifest_command){
			.command = config_command_word(config, found[i]->name),
			.description = found[i]->summary,
			.usage_hint = found[i]->usage,
		};
	return slack_manifest(app_name, rows, count);
}
