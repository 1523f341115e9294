#ifndef LASTMILE_HOUSEKEEPING_H
#define LASTMILE_HOUSEKEEPING_H
/*
 * The small things that come round: noticing that `lastmile say` wrote beside us, learning who
 * people are, letting go of old inbox rows, drafts and edits, noticing that the machine was asleep,
 * feeding the watchdog.
 *
 * Times that are to come are the scheduler's (bot/scheduler.h).
 */
#include <uv.h>

struct db;
struct housekeeping;
struct turn;

struct housekeeping_hooks {
	void (*others_wrote)(void *data); // another process has committed
	void (*jumped)(void *data); // the wall clock: what is due is another thing now
	void (*asleep)(void *data); // the machine slept, or so it may be: it has just jumped
	void (*request_profile)(void *data, const char *platform, const char *person);
	void (*second)(void *data); // once a second, for status and watchdog
	void *data;
};

/* `platforms`: whose people's profiles are asked for, by name, ended by NULL; borrowed. */
struct housekeeping *housekeeping_create(uv_loop_t *loop, struct turn *turn, struct db *db,
	const char *const *platforms, const struct housekeeping_hooks *hooks);
void housekeeping_destroy(struct housekeeping *housekeeping); /* the loop must run once more */

#endif
