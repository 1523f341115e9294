#ifndef LASTMILE_DISPATCHER_H
#define LASTMILE_DISPATCHER_H
/*
 * Takes events from platforms, runs each through its handler inside the turn's transaction, and
 * lets the acknowledgements leave when that is committed.
 *
 * Promises: an acknowledged event is on disk. An event that comes twice counts once. A handler that
 * fails undoes its own event only; that person is told in one sentence that nothing was stored.
 * What is only read, aside, is answered when it comes again if it was not answered before.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bot/answer.h"

struct aside;
struct db;
struct dispatcher;
struct event;
struct event_ticket;
struct handler_settings;
struct outcome;
struct platform;
struct turn;

/* `aside`: where long answers are read; NULL: in the turn, like the others. */
struct dispatcher *dispatcher_create(struct turn *turn, struct db *db,
	const struct handler_settings *settings, struct aside *aside);
void dispatcher_destroy(struct dispatcher *dispatcher); /* abandons what waits; NULL is fine */

/* platform_listener::event; `data` is the dispatcher. */
void dispatcher_take(
	void *data, struct platform *platform, struct event *event, struct event_ticket *ticket);

size_t dispatcher_waiting(const struct dispatcher *dispatcher);

/*
 * One event inside an open transaction, within its own savepoint: inbox, actor, handler, outcome.
 * Returns what the actor is to see. What everything above ends in; tests call it.
 */
struct answer dispatch_event(struct db *db, const struct handler_settings *settings,
	const struct event *event, int64_t now);

/*
 * The same for a time that has come. True: it is handled, and its timer has gone with that (before
 * the handler runs, so that one that comes round may be set anew). False: it failed, and everything
 * of it is undone. If something is to be read aside first it is undone, too, and *ret_outcome says
 * what; NULL: it is read at once.
 */
bool dispatch_timer(struct db *db, const struct handler_settings *settings,
	const struct event *event, int64_t now, const struct outcome **ret_outcome);

/* What was ordered, on the other thread. False: it failed. */
bool dispatch_read(struct db *db, const struct event *event, const struct outcome *outcome,
	struct answer *ret_answer);
/* And after that, for a timer: as dispatch_timer(). */
bool dispatch_prepared(
	struct db *db, const struct event *event, const struct outcome *outcome, int64_t now);

#endif
