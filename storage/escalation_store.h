#ifndef LASTMILE_ESCALATION_STORE_H
#define LASTMILE_ESCALATION_STORE_H
/* Who was asked to take an issue whose reporter has a deadline, in what role, and when. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct db;

struct escalation {
	int64_t person;
	const char *role; // 'owner', 'backup', 'champion', 'admin'
	int64_t at;
};

struct escalations {
	struct escalation *items;
	size_t count;
};

/* True the first time: each is asked once for an issue. */
bool escalation_store_add(
	struct db *db, int64_t issue, int64_t person, const char *role, int64_t now);
bool escalation_store_has(struct db *db, int64_t issue, int64_t person);
struct escalations escalation_store_all(
	struct db *db, struct arena *arena, int64_t issue); /* in order */
/* It is settled: opened again, they may be asked anew. */
void escalation_store_clear(struct db *db, int64_t issue);

#endif
