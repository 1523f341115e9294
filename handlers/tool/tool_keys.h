#ifndef LASTMILE_TOOL_KEYS_H
#define LASTMILE_TOOL_KEYS_H
/* What can be set of a tool: one row for each key of "tool NAME key=value". */
struct request;
struct setting;
struct tool;

/* What a tool has that says nothing else; as in the schema. */
enum { USUAL_ACKNOWLEDGE_MINUTES = 240, USUAL_ESCALATE_MINUTES = 30, USUAL_CHAMPION_CAP = 5 };
enum { TOOL_TEXT_CHARACTERS = 1000 }; // in one text about a tool, at most

/* Puts the value into `tool` (or, for aliases, champions and recovery by kind, into the database).
 * Returns NULL, or a sentence of what is wrong with it. */
const char *tool_set(struct request *request, struct tool *tool, const struct setting *setting);

/* "title, alias, owner, …" */
const char *tool_key_names(struct request *request);

#endif
