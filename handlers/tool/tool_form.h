#ifndef LASTMILE_TOOL_FORM_H
#define LASTMILE_TOOL_FORM_H
/*
 * The forms in which a tool is named, described and changed. Each field is a key of tool_keys.h,
 * with the same rules and the same sentences; a form that is not right stays open.
 */
struct outcome;
struct request;
struct tool;

/* `tool` NULL: a new one. `otherwise` where no form can open. */
struct outcome *open_tool_form(
	struct request *request, const struct tool *tool, struct outcome *otherwise);
/* One field for each kind of failure. */
struct outcome *open_recovery_form(
	struct request *request, const struct tool *tool, struct outcome *otherwise);

/* What was filled in. */
struct outcome *tool_form_sent(struct request *request);
struct outcome *recovery_form_sent(struct request *request);

#endif
