#ifndef LASTMILE_TOOL_FIELD_H
#define LASTMILE_TOOL_FIELD_H
/* The field in which one of the tools is chosen. */
struct field;
struct form;
struct request;
struct tool;

/* Called `tool`, optional. Those that are retired are not offered, but for the chosen one. Returns
 * the field; where no tool is known yet, one that is in no form. */
struct field *ask_tool(struct request *request, struct form *form, const struct tool *chosen);

#endif
