#ifndef LASTMILE_TURN_H
#define LASTMILE_TURN_H
/*
 * One turn of the loop, one transaction.
 *
 * Whatever a turn has brought (events that arrived, deliveries that ended, rows that are due) is
 * written by the turn's members inside a single transaction when the turn ends; after the commit
 * the members let out what waited for it: acknowledgements, requests to platforms. So nothing
 * leaves before its cause is on disk, and under load one fsync serves many.
 *
 *     callbacks of this turn ─▶ work() of each member ─▶ COMMIT ─▶ after() of each member
 *
 * A commit that fails ends the process (turn_listener::failed): retrying an fsync in the same
 * process can report success for data that is lost.
 */
#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "bot/util/list.h"

struct db;
struct turn;
struct turn_member;

struct turn_member_impl {
	/* True if work() would write. Asked at the end of each requested turn, and again when the
	 * members before it have worked. */
	bool (*wants)(struct turn_member *member);
	/* Inside the transaction. `now` is ms UTC. */
	void (*work)(struct turn_member *member, int64_t now);
	/* The transaction is over: on disk, or lost altogether. */
	void (*after)(struct turn_member *member, bool committed);
};

struct turn_member {
	const struct turn_member_impl *impl;
	struct list link; // turn::members, in order of joining
};

/* `failed` is called once if a commit fails, after every member's after(); `why` is for the log. */
struct turn *turn_create(uv_loop_t *loop, struct db *db,
	void (*failed)(void *data, int error, const char *why), void *data);
void turn_destroy(struct turn *turn); /* the loop must run once more to close the handles */

void turn_join(struct turn *turn, struct turn_member *member);
void turn_leave(struct turn_member *member);

/* Asks for the members to be called at the end of this turn of the loop; cheap, any number of
 * times. */
void turn_request(struct turn *turn);

/* The same for what nobody waits for: a little later, to share the transaction of whatever else
 * comes. */
void turn_request_soon(struct turn *turn);

/* True inside work() and wants() if a member before has written in this transaction. */
bool turn_has_written(const struct turn *turn);

/* Ends the turn now, as the loop would. For `say` and tests. */
void turn_end(struct turn *turn);

#endif
