#ifndef LASTMILE_LIBRARY_H
#define LASTMILE_LIBRARY_H
/* What other commands have to do with the library: /library itself is library.c. */
struct message;
struct request;
struct subject;
struct tool;

/* Offers to keep what was learnt: the button that makes an entry of a settled issue, or of one
 * somebody knows a way around. Nothing if there is an entry already. */
void say_offer_library(
	struct request *request, struct message *message, const struct subject *subject);
/* Likewise of how to get one's work done when this tool fails. */
void say_offer_recovery(struct request *request, struct message *message, const struct tool *tool);

/* Something was said of a tool that was otherwise before: if entries may lean on it, they are
 * marked to be looked at. Called with the tool before it was saved, and after. */
void library_tool_changed(
	struct request *request, const struct tool *before, const struct tool *after);
/* Likewise the recovery steps for one kind of failure, which are no part of struct tool. */
void library_recovery_changed(struct request *request, const struct tool *tool);

/* The home page's part: entries this person is to look at. */
void home_say_library(struct request *request, struct message *message);

#endif
