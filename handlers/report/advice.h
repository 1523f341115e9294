#ifndef LASTMILE_ADVICE_H
#define LASTMILE_ADVICE_H
/*
 * What a reporter can do now: how to get the work done, whom to tell if the wrong result got out,
 * and, if they stopped using the tool, what it is good at and how to check it. To over-trust and to
 * under-trust the answers differ.
 */
#include <stdint.h>

struct message;
struct report;
struct request;
struct tool;

/* `tool` may be NULL: then nothing is known. `report` may be NULL: then nothing was said. */
void say_advice(struct request *request, struct message *message, const struct tool *tool,
	const struct report *report, int64_t reader);

#endif
