#ifndef LASTMILE_NUMBERS_ISSUES_H
#define LASTMILE_NUMBERS_ISSUES_H
/* Which issues are behind a number, so that nobody has to believe it: the newest first, or, of what
 * waits or was lost, the worst first. The same scope and window as in numbers.h. */
#include <stddef.h>
#include <stdint.h>

struct arena;
struct db;

enum number {
	NUMBER_LOGGED,
	NUMBER_REPORTED, // with a report made in the window
	NUMBER_ACKNOWLEDGED,
	NUMBER_FIXED, // announced fixed: time to fix, and the whole of the next three
	NUMBER_VERIFIED,
	NUMBER_FALSE, // a fix of it was denied, the last one or one before
	NUMBER_UNVERIFIED, // announced fixed, and nobody has said whether it is true
	NUMBER_SETTLED, // the whole of loop closure
	NUMBER_NOT_TOLD, // settled, and somebody who is owed word of it was not told in time
	NUMBER_LOST_TIME, // whose reports say how many minutes were lost; most lost first
};

struct numbered_issues {
	int64_t *items;
	size_t count;
};

struct numbered_issues numbers_issues(struct db *db, struct arena *arena, enum number number,
	int64_t tool, int64_t from, int64_t until, int limit);

#endif
