#ifndef LASTMILE_DIGEST_NUMBERS_H
#define LASTMILE_DIGEST_NUMBERS_H
/*
 * What a digest names beside the numbers of numbers.h: the issues themselves. Scope and window are
 * the same as there; nobody is named but who agreed to it. Each query touches only the rows of its
 * window.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "storage/numbers_issues.h"

struct digest_issue {
	int64_t id;
	int64_t tool; // 0: not said yet
	const char *title;
	int64_t people; // who have it
	bool verified;
	bool acknowledged; // waits for its fix, no longer for a first answer
	int64_t since; // when it was logged, or opened again
};

struct digest_issues {
	struct digest_issue *items;
	size_t count; // of items
	int64_t all; // how many there are: may be more
};

/* Announced fixed in the window, and not opened again since: those that most people had first. */
struct digest_issues digest_fixed(
	struct db *db, struct arena *arena, int64_t tool, int64_t from, int64_t until, int limit);

/* Who reported these, under their own name, and agreed to be named when thanks are said: whoever
 * reported most of them first. Nobody who fixed it themselves, or reported it anonymously as well.
 */
struct digest_thanks {
	int64_t *items; // people
	size_t count;
};
struct digest_thanks digest_thanked(
	struct db *db, struct arena *arena, int64_t tool, int64_t from, int64_t until, int limit);

/* Of these, what nobody has answered to yet: the one that most people had; id 0: there is none. */
struct digest_issue digest_unanswered(
	struct db *db, struct arena *arena, int64_t tool, int64_t from, int64_t until);

/* Waiting since before `before`, the longest first; of one tool. For a first answer, or, once
 * acknowledged, for a fix. */
struct digest_issues digest_waiting(struct db *db, struct arena *arena, int64_t tool,
	bool acknowledged, int64_t before, int limit);

/* Live issues, and which they are: the newest first. */
int64_t digest_open(struct db *db, int64_t tool);
struct numbered_issues digest_open_issues(
	struct db *db, struct arena *arena, int64_t tool, int limit);

#endif
