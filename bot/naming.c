#include "bot/naming.h"

#include "config/config.h"
#include "handlers/command.h"

static const struct config *named_by; // set once, before anything asks

static const char *command_word(const char *name)
{
	return config_command_word(named_by, name);
}

void naming_settings(const struct config *config, struct handler_settings *settings)
{
	named_by = config;
	*settings = (struct handler_settings){
		.timezone = config->timezone,
		.admins = (const char *const *)config->admins,
		.home_platform = "slack",
		.command_prefix = "/",
		.command_name = command_word,
	};
}
