#ifndef LASTMILE_SHELL_H
#define LASTMILE_SHELL_H
/*
 * The shell as a platform: what an operator types after `lastmile say` comes up as an event like
 * any other and is answered as text. The actor may be a person of another platform (`say --as
 * U0ANA`): the event then carries that platform, and whatever follows reaches them there.
 *
 * What is owed to people of the shell (the local administrator, as the owner of a tool) is said in
 * the daemon's log, by ref and kind; a terminal that is gone cannot be written to.
 */
#include <uv.h>

struct platform;

/* `answer` gets the reply as plain text ("" if there is nothing to say), or NULL if nothing could
 * be stored; may be NULL. */
struct platform *shell_create(
	uv_loop_t *loop, void (*answer)(void *data, const char *text), void *data);

/* `words` is a whole line: "/fixed LM-12 clause 9 is kept now"; the slash may be left out. */
void shell_say(struct platform *platform, const char *actor_platform, const char *account,
	const char *name, const char *words);

#endif
