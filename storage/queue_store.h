#ifndef LASTMILE_QUEUE_STORE_H
#define LASTMILE_QUEUE_STORE_H
/*
 * What waits for whom: the live issues of the tools somebody answers for, and those a champion was
 * given. The most urgent come first: deadlines before `soon`, then what nobody has acknowledged,
 * oldest first.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct db;

struct queued_issue {
	int64_t id;
	int64_t tool; // 0: not said yet
	int64_t since; // when it was logged, or opened again; ms UTC
	int64_t deadline; // the nearest its reporters named; 0: none
	bool acknowledged;
};

struct queued_issues {
	struct queued_issue *items;
	size_t count;
};

/* Of the tools this person owns or backs up, and those assigned to them. */
struct queued_issues queue_store_of_person(
	struct db *db, struct arena *arena, int64_t person, int64_t soon, int limit);

/* Of one tool; 0: of none. */
struct queued_issues queue_store_of_tool(
	struct db *db, struct arena *arena, int64_t tool, int64_t soon, int limit);

#endif
