#ifndef LASTMILE_NOTICE_STORE_H
#define LASTMILE_NOTICE_STORE_H
/* "Wrong today": what somebody who answers for a tool told the tool's channel. Nothing is changed
 * or removed: what was said was said. */
#include <stdint.h>

struct arena;
struct db;

struct notice {
	int64_t id;
	int64_t tool;
	int64_t person; // who said it
	const char *text;
	int64_t created_at;
};

/* Returns the id, 0 if the transaction failed. */
int64_t notice_store_add(
	struct db *db, int64_t tool, int64_t person, const char *text, int64_t now);
/* The last one said of the tool at `since` or later; NULL if there is none. */
const struct notice *notice_store_last(
	struct db *db, struct arena *arena, int64_t tool, int64_t since);

#endif
