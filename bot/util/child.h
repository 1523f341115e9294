#ifndef LASTMILE_CHILD_H
#define LASTMILE_CHILD_H
/*
 * A short-lived program: bytes in, bytes out, bounded in time and size, without a shell.
 *
 * Promises:
 * - `done` comes once, never from inside child_start(), and never after child_cancel().
 * - The program gets its three streams and nothing else of ours: no other descriptor, no argument,
 *   no variable of our environment (where tokens may stand), "/" as its folder.
 * - Whoever is too slow or says too much is killed. Only the program itself is: what it started
 *   itself is not followed.
 *
 * SIGPIPE must be ignored, as the daemon does: a program may end before it has read everything.
 */
#include <stddef.h>
#include <uv.h>

struct child; // running; valid until `done` returns or child_cancel()

/* Everything is copied by child_start(). */
struct child_order {
	const char *program; // an absolute path
	const char *input;
	size_t input_length;
	size_t output_limit; // bytes
	unsigned timeout; // ms
};

/* Borrowed during `done`. */
struct child_result {
	const char *problem; // what went wrong, for the log; NULL: it ended with 0
	const char *output;
	size_t output_length;
};
typedef void child_done(void *data, const struct child_result *result);

/* The loop must run on for the handles to close. */
struct child *child_start(
	uv_loop_t *loop, const struct child_order *order, child_done *done, void *data);
void child_cancel(struct child *child); /* kills it; NULL is fine */

#endif
