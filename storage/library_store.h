#ifndef LASTMILE_LIBRARY_STORE_H
#define LASTMILE_LIBRARY_STORE_H
/*
 * The library: prompts, agents and solved problems, E-<n>. Who used an entry and for whom it worked
 * is counted once for each person. Whatever changes an entry's words also changes the index it is
 * found by (library_search.h).
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "storage/tool_store.h"

struct arena;
struct db;

enum library_kind { LIBRARY_PROMPT, LIBRARY_AGENT, LIBRARY_SOLVED };
enum library_mark { LIBRARY_USED, LIBRARY_WORKED };

struct library_entry {
	int64_t id;
	enum library_kind kind;
	const char *title;
	const char *body;
	int64_t tool; // 0: of no tool
	const char *role; // for whom: "legal"; NULL: everybody
	struct words tags; // each once, in the order of the alphabet
	int64_t author; // 0: forgotten
	int64_t issue; // where it comes from; 0: from no issue
	int64_t review_since; // its tool has changed since; 0: it has not
	const char *review_why; // NULL
	int64_t removed_at; // 0: it is there
	int64_t created_at, updated_at;
	int used, worked; // people
};

struct library_entries {
	struct library_entry *items;
	size_t count;
};

const char *library_kind_name(enum library_kind kind); /* "prompt" */
bool library_kind_parse(const char *name, enum library_kind *ret_kind); /* case is folded */

/* The ref people see, "E-12", in the arena. Reads "E-12", "e12"; false for anything else. */
const char *library_ref(struct arena *arena, int64_t id);
bool library_ref_parse(const char *word, int64_t *ret_id);

/* What one entry, its tags and its role are at most; characters. */
enum {
	LIBRARY_TITLE = 150,
	LIBRARY_TAG = 30,
	LIBRARY_TAGS = 10,
};

/* Writes kind, title, body, tool, role, tags, author, issue; returns the id, 0 if the transaction
 * failed. */
int64_t library_store_add(
	struct db *db, struct arena *arena, const struct library_entry *entry, int64_t now);
/* The same, but author and issue: who edits it has looked at it, so it needs no review. */
void library_store_edit(
	struct db *db, struct arena *arena, const struct library_entry *entry, int64_t now);
void library_store_remove(struct db *db, int64_t id, int64_t now);

/* NULL if there never was one; it may have been removed since. */
const struct library_entry *library_store_get(struct db *db, struct arena *arena, int64_t id);
/* The entry that was made from an issue, or of these words for a tool, and is there; 0: none. */
int64_t library_store_of_issue(struct db *db, int64_t issue);
int64_t library_store_titled(struct db *db, int64_t tool, const char *title);

/* True if it is this person's first such mark. Who says it worked has used it. */
bool library_store_mark(
	struct db *db, int64_t id, int64_t person, enum library_mark mark, int64_t now);

/* The tool has changed: its entries are marked for review. How many there are. */
int library_store_review(struct db *db, int64_t tool, const char *why, int64_t now);
void library_store_still_right(struct db *db, int64_t id);
/* Those to be looked at by this person: their own, and those of the tools they own. Longest
 * waiting first. */
struct library_entries library_store_to_review(
	struct db *db, struct arena *arena, int64_t person, int limit);

#endif
