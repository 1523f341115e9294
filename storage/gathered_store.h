#ifndef LASTMILE_GATHERED_STORE_H
#define LASTMILE_GATHERED_STORE_H
/*
 * What people are told together, once a day. A row waits, then it ends: in a gathering (the rows
 * that went into one message; its number is the id of its first row), or overtaken, in none.
 */
#include <stddef.h>
#include <stdint.h>

struct arena;
struct db;

struct gathered {
	int64_t id;
	int64_t person, issue;
	const char *kind; // of the card it would have been
	int round;
	int64_t gathering; // 0: it waits, or had been overtaken
};
struct gathered_list {
	struct gathered *items;
	size_t count;
};

/* Waits until `due_at`; what waits already, or was told, stays as it is. */
void gathered_store_add(struct db *db, const struct gathered *gathered, int64_t due_at);

int64_t gathered_store_next_due(struct db *db); /* 0: nothing waits */
/* The first person for whom something is due; 0: there is none. */
int64_t gathered_store_due_person(struct db *db, int64_t now);
/* All that waits for them, due or not, the oldest first. */
struct gathered_list gathered_store_waiting(struct db *db, struct arena *arena, int64_t person);
/* gathering 0: overtaken. */
void gathered_store_end(struct db *db, int64_t id, int64_t gathering, int64_t now);

struct gathered_list gathered_store_of(struct db *db, struct arena *arena, int64_t gathering);
/* The first rows of all gatherings in which this issue was told, from that round on. */
struct gathered_list gathered_store_telling(
	struct db *db, struct arena *arena, int64_t issue, int since_round);

#endif
