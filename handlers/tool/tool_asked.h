#ifndef LASTMILE_TOOL_ASKED_H
#define LASTMILE_TOOL_ASKED_H
/* Which tool somebody asks about: the one they name, else the channel's; else we ask. */
struct outcome;
struct request;
struct tool;

/*
 * The tool that `words` name; with no words, the channel's. NULL with *ret_wrong, the rejection for
 * a name that no tool has; NULL with *ret_wrong NULL: nothing was said, and the channel has none.
 */
const struct tool *tool_asked(
	struct request *request, const char *words, struct outcome **ret_wrong);

/* "There is no tool called …" */
struct outcome *no_such_tool(struct request *request, const char *word);

/* Asks, with a button of that name for each tool; its value is the tool's name. Says how to type
 * it: `command`. */
struct outcome *ask_which_tool(
	struct request *request, const char *question, const char *button, const char *command);

#endif
