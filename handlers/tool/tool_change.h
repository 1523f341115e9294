#ifndef LASTMILE_TOOL_CHANGE_H
#define LASTMILE_TOOL_CHANGE_H
/*
 * The one door through which what is said of a tool changes, whether it was typed, filled in or
 * clicked: what must hold is looked at here, and what follows from it happens here.
 */
#include <stdbool.h>

struct outcome;
struct request;
struct tool;

bool tool_may_change(const struct request *request, const struct tool *tool); /* owner, admin */
/* The rejection for everybody else, which says whom to ask. */
struct outcome *tool_may_not_change(struct request *request, const struct tool *tool);

/*
 * NULL: `changed` may be saved as it is. Else a sentence of what is wrong with it, with the key it
 * is about: a backup who is the owner, a launch without the answers.
 */
const char *tool_problem(struct request *request, const struct tool *before,
	const struct tool *changed, const char **ret_key);

/*
 * Saves, notes when the card was said, hands the open issues over to whoever
 * answers for it now, and launches if that is what changed. Returns the tool as it is then.
 */
const struct tool *tool_save(
	struct request *request, const struct tool *before, const struct tool *changed);

/* The trust card was written, or is confirmed by somebody who answers for the tool. */
void tool_card_confirmed(struct request *request, const struct tool *tool);

#endif
