#ifndef LASTMILE_DISPATCHER_H
#define LASTMILE_DISPATCHER_H
/*
 * Takes events from platforms, runs each through its handler inside the turn's transaction, and
 * lets the acknowledgements leave when that is committed.
 *
 * Promises: an acknowledged event is on disk. An event that comes twice counts once. A handler that
 * fails undoes its own event only; that person is told in one sentence that nothing was stored.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bot/answer.h"

struct db;
struct dispatcher;
struct event;
struct event_ticket;
struct handler_settings;
struct platform;
struct turn;

struct dispatcher *dispatcher_create(
	struct turn *turn, struct db *db, const struct handler_settings *settings);
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
 * of it is undone.
 */
bool dispatch_timer(struct db *db, const struct handler_settings *settings,
	const struct event *event, int64_t now);

#endif
