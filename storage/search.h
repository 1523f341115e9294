#ifndef LASTMILE_SEARCH_H
#define LASTMILE_SEARCH_H
/*
 * Finding what is like what: the only file that knows FTS5. The words people type are data: each is
 * quoted, none is query syntax. Work is bounded whatever the size of the database: only the newest
 * few hundred reports with a word in common are looked at.
 */
#include <stddef.h>
#include <stdint.h>

#include "storage/issue_store.h"

/*
 * Live issues of the same tool (0: any) whose reports share telling words with `words`, best first,
 * without `except`. Nothing if no telling word is shared.
 */
struct issues search_similar(struct db *db, struct arena *arena, const char *words, int64_t tool,
	int64_t except, int limit);

#endif
