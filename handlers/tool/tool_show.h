#ifndef LASTMILE_TOOL_SHOW_H
#define LASTMILE_TOOL_SHOW_H
/* All that is said of a tool, as `tool NAME` shows it, with what the actor may do. */
struct message;
struct request;
struct tool;

void say_tool(struct request *request, struct message *message, const struct tool *tool);

#endif
