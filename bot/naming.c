#include "bot/naming.h"

#include "config/config.h"
#include "handlers/command.h"

static const char *command_word(const void *names, const char *name)
{
	return config_command_word(names, name);
}

void naming_settings(const struct config *config, struct handler_settings *settings)
{
	*settings = (struct handler_settings){
		.timezone = config->timezone,
		.admins = (const char *const *)config->admins,
		.home_platform = "slack",
		.command_prefix = "/",
		.command_word = command_word,
		.names = config,
	};
}
