#include "bot/platform/command_names.h"

#include <string.h>

#include "bot/util/memory.h"

const struct command_name *command_names_find(
	const struct command_name *names, size_t count, const char *word, size_t length)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(names[i].word) == length &&
			strncasecmp(names[i].word, word, length) == 0)
			return &names[i];
	return NULL;
}

struct command_name *command_names_copy(const struct command_name *names, size_t count)
{
	struct command_name *copy = xcalloc(count + 1, sizeof(*copy));

	for (size_t i = 0; i < count; i++)
		copy[i] = (struct command_name){ xstrdup(names[i].word), xstrdup(names[i].name) };
	return copy;
}

void command_names_free(struct command_name *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free((char *)names[i].word);
		free((char *)names[i].name);
	}
	free(names);
}
