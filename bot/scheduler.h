#ifndef LASTMILE_SCHEDULER_H
#define LASTMILE_SCHEDULER_H
/*
 * Time is one more source of events: a timer (storage/timer_store.h) that has come due becomes an
 * EVENT_TIMER, handled like any other inside the turn's transaction.
 *
 * Promises: each fires once, whatever crashes when: its row goes in the savepoint of its effect.
 * What came due while the daemon was down or the machine asleep runs once, in the order in which it
 * was due. A handler that fails holds up nobody: its own timer is put off, a minute, then twice as
 * long each time, at most an hour. What takes much reading is prepared aside, one after the other;
 * its timer stands until it is done with, in a turn of its own. A clock that jumps is noticed
 * within half a minute.
 */
#include <stdint.h>
#include <uv.h>

struct aside;
struct db;
struct handler_settings;
struct scheduler;
struct turn;

/* Joins the turn. `aside`: where what takes much reading is prepared; NULL: in the turn. `now`
 * tells the time, ms UTC: clock_now(), or a test's own. */
struct scheduler *scheduler_create(uv_loop_t *loop, struct turn *turn, struct db *db,
	const struct handler_settings *settings, struct aside *aside, int64_t (*now)(void));
void scheduler_destroy(struct scheduler *scheduler); /* the loop must run once more; NULL is fine */

/* Somebody else may have set a timer, or the clock has jumped: looks at once when the next is due.
 */
void scheduler_poke(struct scheduler *scheduler);

/* Handles what is due at `now` inside the open transaction, at most so many and for so long in one
 * piece. Returns how many; 0: nothing is left. What the turn ends in, and tests. */
int scheduler_run(struct db *db, const struct handler_settings *settings, int64_t now);

#endif
