#ifndef LASTMILE_RECOVERY_STORE_H
#define LASTMILE_RECOVERY_STORE_H
/*
 * How to get the work done today, for one kind of failure of a tool. What helps with all other
 * kinds is tool::recovery; whoever asks looks there when nothing is found here.
 */
#include <stddef.h>
#include <stdint.h>

struct arena;
struct db;

struct recovery {
	const char *kind; // as report::kind
	const char *steps;
};

struct recoveries {
	struct recovery *items;
	size_t count;
};

/* NULL: nothing is written down for this kind (or `kind` is NULL: not said). */
const char *recovery_store_get(struct db *db, struct arena *arena, int64_t tool, const char *kind);
/* Replaces what was there; steps NULL removes it. */
void recovery_store_set(struct db *db, int64_t tool, const char *kind, const char *steps);
struct recoveries recovery_store_all(
	struct db *db, struct arena *arena, int64_t tool); /* by kind */

#endif
