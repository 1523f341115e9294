#ifndef LASTMILE_PLATFORM_COMMAND_NAMES_H
#define LASTMILE_PLATFORM_COMMAND_NAMES_H
/* What people write to give a command, and what it is called inside: a list of pairs. */
#include <stddef.h>

struct command_name {
	const char *word; // "/lm-report" in a Slack that has another /report; "mine" in Teams
	const char *name; // "report"; "lastmile" for what is behind that door
};

/* The one with that word, in any case; NULL if there is none. */
const struct command_name *command_names_find(
	const struct command_name *names, size_t count, const char *word, size_t length);

/* A copy with its texts; release it with command_names_free(). */
struct command_name *command_names_copy(const struct command_name *names, size_t count);
void command_names_free(struct command_name *names, size_t count);

#endif
