#include "config/config.h"

#include <string.h>

#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "config/options.h"

static bool is_command(const struct option *option)
{
	return text_starts_with(option->name, "slack.commands.");
}

static void *member(const struct config *config, const struct option *option)
{
	return (char *)config + option->offset;
}

static void set_initial(struct config *config, const struct option *option)
{
	_cleanup_text_ struct text why = TEXT_INIT;
	size_t count = option->type == OPTION_LIST && !*option->initial ? 0 : 1;

	if (!option_set(option, config, &option->initial, count, &why))
		abort(); // a row refuses its own default: test_config.c sees every row
}

struct config *config_create(void)
{
	struct config *config = xcalloc(1, sizeof(*config));

	for (const struct option *option = options; option->name; option++)
		set_initial(config, option);
	return config;
}

void config_destroy(struct config *config)
{
	if (!config)
		return;
	for (const struct option *option = options; option->name; option++)
		option_clear(option, config);
	free(config->path);
	free(config);
}

const char *config_command_word(const struct config *config, const char *name)
{
	for (const struct option *option = options; option->name; option++)
		if (is_command(option) && text_equal(option_leaf(option), name))
			return *(char **)member(config, option);
	return NULL;
}

const char *config_command_name(const struct config *config, const char *word)
{
	word += *word == '/';
	for (const struct option *option = options; option->name; option++)
		if (is_command(option) && text_equal(*(char **)member(config, option) + 1, word))
			return option_leaf(option);
	return NULL;
}
