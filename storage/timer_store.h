#ifndef LASTMILE_TIMER_STORE_H
#define LASTMILE_TIMER_STORE_H
/*
 * Timers: times that are to come. Each is a name (whose handler it is) and a value (what it is
 * about), and is there once; when it is due it becomes an event (bot/scheduler.h), and its row goes
 * in the transaction in which that is handled.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct db;

struct timer {
	int64_t id;
	const char *name; // "deadline"
	const char *value; // "LM-12 4 1": refs, ids and numbers, never who somebody is
	int64_t due_at;
	int attempts; // how often handling it failed
};

struct timers {
	struct timer *items;
	size_t count;
};

/* Set again with the same name and value it is moved, and starts afresh. */
void timer_store_set(struct db *db, const char *name, const char *value, int64_t due_at);
void timer_store_clear(struct db *db, const char *name, const char *value);

/* What is due, the longest due first. */
struct timers timer_store_due(struct db *db, struct arena *arena, int64_t now, int limit);
struct timers timer_store_due_of(
	struct db *db, struct arena *arena, const char *name, int64_t now, int limit);
int64_t timer_store_next(struct db *db); /* when the next is due; INT64_MAX: there is none */
int64_t timer_store_next_after(struct db *db, int64_t now); /* of those that are not due yet */
/* Whether it is still there and was not set anew. */
bool timer_store_stands(struct db *db, int64_t id, int64_t due_at);

void timer_store_failed(struct db *db, int64_t id, int64_t next_at);

#endif
