#ifndef LASTMILE_PLAYGROUND_MOVING_CLOCK_H
#define LASTMILE_PLAYGROUND_MOVING_CLOCK_H
/*
 * Lets time run: how far the workspace is ahead of the system's clock (world::ahead), and a small
 * file that says the same to the app, which reads it by clock_shim.c.
 *
 * Time goes forward, as fast as it is told, up to a moment if one is named; then it is real again.
 * Whoever plays the people may ask it to wait for them at a moment, so that what is due then
 * happens then; it does not wait for somebody who has gone away.
 */
#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

struct cJSON;
struct moving_clock;
struct playground;

/* `path` is made if it is not there; else time goes on where it stood. Returns 0 or a negative
 * errno. */
int moving_clock_create(
	struct playground *playground, const char *path, struct moving_clock **ret_clock);
void moving_clock_destroy(struct moving_clock *clock); /* the loop must run once more */

/* {now, speed, until, movable}; NULL is the clock that cannot be moved. A new object. */
struct cJSON *moving_clock_show(const struct playground *playground);

/* {now?, speed?, until?, wait_at?, since_start?} of control.md. NULL, or a sentence that says what
 * is wrong; then nothing has changed. */
const char *moving_clock_steer(struct moving_clock *clock, const struct cJSON *orders);

#endif
