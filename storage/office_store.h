#ifndef LASTMILE_OFFICE_STORE_H
#define LASTMILE_OFFICE_STORE_H
/*
 * Who is stuck, and waits for office hours: one queue, one place for each person, in the order in
 * which they joined. Somebody waits, is with a host, or has gone; what has gone is not read again.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct db;

struct stuck {
	int64_t id;
	int64_t person;
	int64_t tool; // 0: not said
	const char *text; // as typed
	const char *platform;
	int64_t created_at;
	int hours; // office hours that have begun while they waited
	int calls; // how often they were called
	bool put_off; // until the next office hours begin
	int64_t called_at; // 0: they wait
	int64_t called_by; // 0: nobody, or forgotten
};

struct stuck_people {
	struct stuck *items;
	size_t count;
};

/* Returns the id, 0 if the transaction failed. */
int64_t office_store_join(struct db *db, const struct stuck *stuck);
void office_store_set_text(struct db *db, int64_t id, const char *text);

/* NULL: there is none, or it has ended. */
const struct stuck *office_store_get(struct db *db, struct arena *arena, int64_t id);
const struct stuck *office_store_of_person(struct db *db, struct arena *arena, int64_t person);
/* Who waits, and who is with a host, in the order of the queue. */
struct stuck_people office_store_waiting(struct db *db, struct arena *arena);
struct stuck_people office_store_called(struct db *db, struct arena *arena);

void office_store_call(struct db *db, int64_t id, int64_t host, int64_t now);
/* They keep their place, and are called again once office hours have begun anew. */
void office_store_put_off(struct db *db, int64_t id);
/* `outcome`: "solved", "issue", "left". */
void office_store_end(struct db *db, int64_t id, const char *outcome, int64_t now);

/* Office hours begin: one more for everybody who waits. */
void office_store_begin(struct db *db);

#endif
