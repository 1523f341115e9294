#ifndef LASTMILE_DRAFT_STORE_H
#define LASTMILE_DRAFT_STORE_H
/*
 * Drafts: words that somebody said to the app in their direct conversation and has not yet said
 * what to do with. Nobody else reads them. They go when they are answered, and after 30 days.
 */
#include <stddef.h>
#include <stdint.h>

struct arena;
struct db;

struct draft {
	int64_t id;
	int64_t person;
	const char *text; // as typed, whole
	const char *platform;
	int64_t created_at;
};

/* Returns the id, 0 if the transaction failed. */
int64_t draft_store_add(struct db *db, const struct draft *draft);
/* The person's own draft of this id; NULL if there is none (any more). */
const struct draft *draft_store_get(struct db *db, struct arena *arena, int64_t id, int64_t person);
/* The person's waiting draft of these very words: its id, or 0. */
int64_t draft_store_same(struct db *db, int64_t person, const char *text);
void draft_store_remove(struct db *db, int64_t id);
int draft_store_prune(struct db *db, int64_t before, int limit); /* rows removed */

#endif
