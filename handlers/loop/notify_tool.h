#ifndef LASTMILE_NOTIFY_TOOL_H
#define LASTMILE_NOTIFY_TOOL_H
/*
 * Who is told of a tool: notify.h for what belongs to no issue. The people who answer for it, in
 * private; its home channel, in public.
 *
 * Promises: each is owed once for its key. Nobody is told of what they did themselves. What goes to
 * a channel names no reporter: the callers see to it.
 */
#include <stdbool.h>
#include <stdint.h>

struct message;
struct people;
struct request;
struct tool;

/* What is told, and which of its kind: "orphan", "12:1795424400000". */
struct telling {
	const char *kind;
	const char *which;
	const struct message *message;
};

/* To each of them but the actor. Returns how many will hear of it who are not owed it already. */
int tell_people(
	struct request *request, const struct people *people, const struct telling *telling);

/* Into the tool's home channel. False: it has none. Whether it may post there is known only once it
 * has tried: say_posted_home() says what to do where it does not show up. */
bool tell_home(struct request *request, const struct tool *tool, const struct telling *telling);
void say_posted_home(struct message *message, const struct tool *tool);

#endif
