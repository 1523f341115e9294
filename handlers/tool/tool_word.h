#ifndef LASTMILE_TOOL_WORD_H
#define LASTMILE_TOOL_WORD_H
/* Which tool a line is about: its first word if that is a tool's name or alias, else the channel's.
 */
#include <stdbool.h>

struct request;
struct tool;

/* Moves *cursor behind the word if it named a tool. NULL: no tool is meant. */
const struct tool *tool_of_line(struct request *request, const char **cursor);

/* The tool a message is about: the one whose account (an alias, too) said it, else the channel's.
 * NULL if neither is known; `author` may be NULL. */
const struct tool *tool_of_message(struct request *request, const char *author);

/* The tool of this name or alias; "Summarizer:" and "@summarizer" are understood. NULL if none. */
const struct tool *tool_called(struct request *request, const char *word);

/* Whether a tool may be called so: one word of letters, digits and dashes that is no ref of an
 * issue. */
bool tool_name_allowed(const char *word);

#endif
