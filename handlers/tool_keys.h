#ifndef LASTMILE_TOOL_KEYS_H
#define LASTMILE_TOOL_KEYS_H
/* What can be set of a tool: one row for each key of "tool NAME key=value". */
struct request;
struct setting;
struct tool;

/* Puts the value into `tool` (or, for aliases and champions, into the database). Returns NULL, or a
 * sentence of what is wrong with it. */
const char *tool_set(struct request *request, struct tool *tool, const struct setting *setting);

/* "title, alias, owner, …" */
const char *tool_key_names(struct request *request);

#endif
