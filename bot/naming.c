#include "bot/naming.h"

#include <ctype.h>
#include <stdbool.h>

#include "bot/util/text.h"
#include "config/config.h"
#include "handlers/command.h"

static const char *command_word(const void *names, const char *name)
{
	return config_command_word(names, name);
}

/* The one that is on, of two. */
static const char *alone(const struct config *config)
{
	return config->teams.enabled && !config->slack.enabled ? "teams" : "slack";
}

static bool is_guid(const char *word)
{
	static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

	for (size_t i = 0; i < sizeof(form); i++)
		if (form[i] == 'x' ? !isxdigit((unsigned char)word[i]) : word[i] != form[i])
			return false;
	return true;
}

/* People of Teams are "29:…", or an id of the directory. Where one platform is on, everybody is
 * there: it says best who is not. */
static const char *account_platform(const void *names, const char *account)
{
	const struct config *config = names;

	if (!config->slack.enabled || !config->teams.enabled)
		return alone(config);
	return text_starts_with(account, "29:") || is_guid(account) ? "teams" : "slack";
}

void naming_settings(const struct config *config, struct handler_settings *settings)
{
	*settings = (struct handler_settings){
		.timezone = config->timezone,
		.admins = (const char *const *)config->admins,
		.home_platform = alone(config),
		.account_platform = account_platform,
		.command_prefix = "/",
		.command_word = command_word,
		.names = config,
	};
}
