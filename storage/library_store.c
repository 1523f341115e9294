#include "storage/library_store.h"

#include <string.h>

#include "bot/util/arena.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "storage/library_search.h"
#include "storage/stmt.h"

#define COLUMNS                                                                                    \
	"e.id, e.kind, e.title, e.body, e.tool, e.role, e.author, e.issue, e.review_since, "       \
	"e.review_why, e.removed_at, e.created_at, e.updated_at, "                                 \
	"(SELECT count(*) FROM library_marks AS m WHERE m.entry = e.id AND m.mark = 'used') "      \
	"AS used, "                                                                                \
	"(SELECT count(*) FROM library_marks AS m WHERE m.entry = e.id AND m.mark = 'worked') "    \
	"AS worked"

static const char ADD[] = "INSERT INTO library_entries (kind, title, body, tool, role, author, "
			  "issue, created_at, updated_at) "
			  "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id";
static const char EDIT[] = "UPDATE library_entries SET kind = $1, title = $2, body = $3, "
			   "tool = $4, role = $5, updated_at = $6, review_since = NULL, "
			   "review_why = NULL WHERE id = $7";
static const char REMOVE[] = "UPDATE library_entries SET removed_at = $1 WHERE id = $2";
static const char GET[] = "SELECT " COLUMNS " FROM library_entries AS e WHERE e.id = $1";
static const char OF_ISSUE[] =
	"SELECT id FROM library_entries WHERE issue = $1 AND removed_at IS NULL";
static const char TITLED[] = "SELECT min(id) FROM library_entries WHERE tool = $1 "
			     "AND title = $2 AND removed_at IS NULL";
static const char TAGS[] = "SELECT tag FROM library_tags WHERE entry = $1 ORDER BY tag";
static const char ADD_TAG[] = "INSERT INTO library_tags (entry, tag) VALUES ($1, $2) "
			      "ON CONFLICT (entry, tag) DO NOTHING";
static const char CLEAR_TAGS[] = "DELETE FROM library_tags WHERE entry = $1";
static const char MARK[] = "INSERT INTO library_marks (entry, person, mark, created_at) "
			   "VALUES ($1, $2, $3, $4) ON CONFLICT (entry, mark, person) DO NOTHING";
/* The first change it was not looked at since, and the last reason. */
static const char REVIEW[] =
	"UPDATE library_entries SET review_since = coalesce(review_since, $1), review_why = $2 "
	"WHERE tool = $3 AND removed_at IS NULL";
static const char STILL_RIGHT[] =
	"UPDATE library_entries SET review_since = NULL, review_why = NULL WHERE id = $1";
static const char TO_REVIEW[] =
	"SELECT " COLUMNS " FROM library_entries AS e WHERE e.id IN ("
	"SELECT id FROM library_entries WHERE author = $1 UNION "
	"SELECT o.id FROM tools AS t JOIN library_entries AS o ON o.tool = t.id "
	"WHERE t.owner = $2) AND e.review_since IS NOT NULL AND e.removed_at IS NULL "
	"ORDER BY e.review_since, e.id LIMIT $3";

LIST_STATEMENTS(library_store_statements, ADD, EDIT, REMOVE, GET, OF_ISSUE, TITLED, TAGS, ADD_TAG,
	CLEAR_TAGS, MARK, REVIEW, STILL_RIGHT, TO_REVIEW);

static const char *const kind_names[] = {
	[LIBRARY_PROMPT] = "prompt",
	[LIBRARY_AGENT] = "agent",
	[LIBRARY_SOLVED] = "solved",
};

static const char *const mark_names[] = {
	[LIBRARY_USED] = "used",
	[LIBRARY_WORKED] = "worked",
};

const char *library_kind_name(enum library_kind kind)
{
	return kind_names[kind];
}

bool library_kind_parse(const char *name, enum library_kind *ret_kind)
{
	for (size_t i = 0; name && i < array_length(kind_names); i++)
		if (text_equal_nocase(name, kind_names[i])) {
			*ret_kind = (enum library_kind)i;
			return true;
		}
	return false;
}

const char *library_ref(struct arena *arena, int64_t id)
{
	return arena_printf(arena, "E-%lld", (long long)id);
}

bool library_ref_parse(const char *word, int64_t *ret_id)
{
	enum { MOST_DIGITS = 18 };
	int64_t id = 0;

	if (!word || (*word != 'E' && *word != 'e'))
		return false;
	word += word[1] == '-' ? 2 : 1;
	size_t digits = strspn(word, "0123456789");
	if (!digits || digits > MOST_DIGITS || word[digits])
		return false;
	for (size_t i = 0; i < digits; i++)
		id = id * 10 + (word[i] - '0');
	if (!id)
		return false;
	*ret_id = id;
	return true;
}

static void read_entry(struct query *query, struct arena *arena, struct library_entry *entry)
{
	*entry = (struct library_entry){
		.id = query_int(query, "id"),
		.title = query_text(query, arena, "title"),
		.body = query_text(query, arena, "body"),
		.tool = query_int(query, "tool"),
		.role = query_text(query, arena, "role"),
		.author = query_int(query, "author"),
		.issue = query_int(query, "issue"),
		.review_since = query_int(query, "review_since"),
		.review_why = query_text(query, arena, "review_why"),
		.removed_at = query_int(query, "removed_at"),
		.created_at = query_int(query, "created_at"),
		.updated_at = query_int(query, "updated_at"),
		.used = (int)query_int(query, "used"),
		.worked = (int)query_int(query, "worked"),
	};
	(void)library_kind_parse(query_peek(query, "kind"), &entry->kind);
}

static struct words read_tags(struct db *db, struct arena *arena, int64_t id)
{
	_cleanup_query_ struct query query = stmt_query(db, TAGS, as_int(id));
	struct words tags = { 0 };

	while (query_next(&query))
		*stmt_grow(arena, &tags) = query_text(&query, arena, "tag");
	return tags;
}

static struct library_entries read_all(struct query *query, struct arena *arena)
{
	struct library_entries entries = { 0 };

	while (query_next(query))
		read_entry(query, arena, stmt_grow(arena, &entries));
	for (size_t i = 0; i < entries.count; i++)
		entries.items[i].tags = read_tags(query->db, arena, entries.items[i].id);
	return entries;
}

const struct library_entry *library_store_get(struct db *db, struct arena *arena, int64_t id)
{
	_cleanup_query_ struct query query = stmt_query(db, GET, as_int(id));
	struct library_entries entries = read_all(&query, arena);

	return entries.count ? &entries.items[0] : NULL;
}

struct library_entries library_store_to_review(
	struct db *db, struct arena *arena, int64_t person, int limit)
{
	_cleanup_query_ struct query query =
		stmt_query(db, TO_REVIEW, as_int(person), as_int(person), as_int(limit));
	return read_all(&query, arena);
}

int64_t library_store_of_issue(struct db *db, int64_t issue)
{
	return stmt_int(db, 0, OF_ISSUE, as_int(issue));
}

int64_t library_store_titled(struct db *db, int64_t tool, const char *title)
{
	return stmt_int(db, 0, TITLED, as_int(tool), as_text(title));
}

static void write_tags(struct db *db, int64_t id, const struct words *tags)
{
	stmt_run(db, CLEAR_TAGS, as_int(id));
	for (size_t i = 0; i < tags->count; i++)
		stmt_run(db, ADD_TAG, as_int(id), as_text(tags->items[i]));
}

int64_t library_store_add(
	struct db *db, struct arena *arena, const struct library_entry *entry, int64_t now)
{
	int64_t id = stmt_int(db, 0, ADD, as_text(kind_names[entry->kind]), as_text(entry->title),
		as_text(entry->body), as_id(entry->tool), as_text(entry->role),
		as_id(entry->author), as_id(entry->issue), as_int(now), as_int(now));

	if (!id)
		return 0;
	write_tags(db, id, &entry->tags);
	library_search_index(db, arena, id, entry);
	return id;
}

void library_store_edit(
	struct db *db, struct arena *arena, const struct library_entry *entry, int64_t now)
{
	stmt_run(db, EDIT, as_text(kind_names[entry->kind]), as_text(entry->title),
		as_text(entry->body), as_id(entry->tool), as_text(entry->role), as_int(now),
		as_int(entry->id));
	write_tags(db, entry->id, &entry->tags);
	library_search_index(db, arena, entry->id, entry);
}

void library_store_remove(struct db *db, int64_t id, int64_t now)
{
	stmt_run(db, REMOVE, as_int(now), as_int(id));
	library_search_drop(db, id);
}

static bool mark(struct db *db, int64_t id, int64_t person, enum library_mark mark, int64_t now)
{
	return stmt_run(db, MARK, as_int(id), as_int(person), as_text(mark_names[mark]),
		       as_int(now)) > 0;
}

bool library_store_mark(
	struct db *db, int64_t id, int64_t person, enum library_mark which, int64_t now)
{
	bool used = mark(db, id, person, LIBRARY_USED, now);

	return which == LIBRARY_USED ? used : mark(db, id, person, which, now);
}

int library_store_review(struct db *db, int64_t tool, const char *why, int64_t now)
{
	return stmt_run(db, REVIEW, as_int(now), as_text(why), as_int(tool));
}

void library_store_still_right(struct db *db, int64_t id)
{
	stmt_run(db, STILL_RIGHT, as_int(id));
}
