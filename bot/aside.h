#ifndef LASTMILE_ASIDE_H
#define LASTMILE_ASIDE_H
/*
 * What reads much and changes nothing is done aside: on a thread of libuv's pool, one job at a
 * time, with a connection of its own that only reads, so that the loop goes on meanwhile. Jobs that
 * somebody waits for come before the others.
 *
 * A job is handed from one thread to the other, and both never have it at once: from aside_submit()
 * until `done` it belongs to the other thread. It sees the database as it was committed last.
 */
#include <stdbool.h>
#include <uv.h>

#include "bot/util/list.h"

struct aside;
struct aside_job;
struct db;

struct aside_job {
	struct list link; // aside's, while it waits
	/* On the other thread, inside a transaction that reads; NULL: the database cannot be read.
	 */
	void (*read)(struct aside_job *job, struct db *db);
	void (*done)(struct aside_job *job); // on the loop's, from a later turn of the loop
	bool awaited; // somebody waits for the answer
};

struct aside *aside_create(uv_loop_t *loop, const char *database);
/* Waits for the job that is being done. Neither that one nor those that wait are told: they are
 * their owners' again. The loop must run once more. NULL is fine. */
void aside_destroy(struct aside *aside);

void aside_submit(struct aside *aside, struct aside_job *job);

#endif
