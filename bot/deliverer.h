#ifndef LASTMILE_DELIVERER_H
#define LASTMILE_DELIVERER_H
/*
 * Takes what one platform is owed out of the outbox and hands it over.
 *
 * Promises: an attempt is on disk (state intent) before it leaves; what ended UNKNOWN, or was in
 * intent when the process died, is looked up before anything is sent again; deliveries of one lane
 * (a person, a channel) keep their order, interactive ones before the rest; one post a lane and
 * platform_capabilities::message_interval; a platform's Retry-After is obeyed.
 * It does not decide: delivery_policy.h does.
 */
#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

struct db;
struct deliverer;
struct delivery_key;
struct platform;
struct turn;

struct deliverer_settings {
	int64_t settle_after; // ms until a broken request's effect must be visible at the platform
	int most_at_once;     // requests under way
};

/*
 * At start, before any deliverer is made: every row an earlier life left in intent becomes due for
 * a look `settle_after` from now. Returns 0 or a negative errno.
 */
int deliverer_recover(struct db *db, int64_t settle_after);

struct deliverer *deliverer_create(uv_loop_t *loop, struct turn *turn, struct db *db,
	struct platform *platform, const struct delivery_key *key,
	const struct deliverer_settings *settings);

/* Rows may be due: another process has committed, the link is back. */
void deliverer_poke(struct deliverer *deliverer);

/* No new attempts; `done` when none is under way (each is bounded by the platform's time-outs). */
void deliverer_stop(struct deliverer *deliverer, void (*done)(void *data), void *data);

int deliverer_under_way(const struct deliverer *deliverer);
void deliverer_destroy(struct deliverer *deliverer); /* after stop; the loop must run once more */

#endif
