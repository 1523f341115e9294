#include "bot/teams_package.h"

#include "bot/platform/teams/manifest.h"
#include "bot/util/text.h"
#include "config/config.h"
#include "handlers/command.h"

struct rows {
	struct teams_manifest_command rows[TEAMS_COMMANDS];
	size_t count;
};

static void add(struct rows *rows, const char *title, const char *description)
{
	if (rows->count < TEAMS_COMMANDS)
		rows->rows[rows->count++] = (struct teams_manifest_command){ title, description };
}

/* Those that are commands of their own elsewhere come first; then what everybody may type. */
static void add_commands(struct rows *rows, bool own)
{
	for (size_t i = 0; commands[i]; i++)
		if (commands[i]->slash == own && (own || text_equal(commands[i]->who, "all")))
			add(rows, commands[i]->name, commands[i]->summary);
}

void teams_package_write(struct text *out, const struct config *config, int64_t now)
{
	struct rows alone = { 0 }, together = { 0 };

	add_commands(&alone, true);
	add(&alone, "home", "your issues, your queue as an owner, the tools");
	add_commands(&alone, false);
	add_commands(&together, true);
	add_commands(&together, false);
	struct teams_app app = {
		.bot = config->teams.app_id,
		.company = config->teams.company,
		.website = config->teams.website,
		.alone = alone.rows,
		.alone_count = alone.count,
		.together = together.rows,
		.together_count = together.count,
		.now = now,
	};
	teams_package(out, &app);
}
