#ifndef LASTMILE_LIBRARY_SEARCH_H
#define LASTMILE_LIBRARY_SEARCH_H
/*
 * Finding entries of the library by their words and by what others called the same thing: the words
 * of named reports on the entry's issue, and of searches that ended in it. The words people type
 * are data: each is quoted, none is query syntax, and the last may be the beginning of one.
 *
 * What others said is kept as a set of single words that nobody is shown; words of anonymous
 * reports are not among them, because whoever searches learns which words an entry answers to.
 *
 * Work is bounded: of what matches, the newest few hundred are weighed, whatever there is.
 */
#include <stddef.h>
#include <stdint.h>

#include "storage/library_store.h"

struct library_query {
	const char *words; // as typed; "" or NULL: no words, all that the rest allows
	const char *tag; // NULL: any; likewise the others
	const char *role;
	const char *kind; // library_kind_name()
	int64_t tool; // 0: any
	int64_t author; // 0: anybody
};

struct library_results {
	struct library_entry *items; // best first
	size_t count;
	size_t total; // found, of which these are some
};

/* Those after the first `offset`, at most `limit`. Entries with all the words; if there is none,
 * with any of them. */
struct library_results library_search(struct db *db, struct arena *arena,
	const struct library_query *query, size_t offset, size_t limit);

/* Somebody searched these words, and the entry was what they meant. */
void library_search_learn(struct db *db, struct arena *arena, int64_t id, const char *words);

/* For library_store alone: the entry's words are these now; it has gone. */
void library_search_index(
	struct db *db, struct arena *arena, int64_t id, const struct library_entry *entry);
void library_search_drop(struct db *db, int64_t id);

#endif
