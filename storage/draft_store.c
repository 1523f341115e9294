/* Drafts; see draft_store.h. Where they were said is not kept: a direct conversation names its
 * person. */
#include "storage/draft_store.h"

#include "bot/util/arena.h"
#include "storage/stmt.h"

static const char ADD[] = "INSERT INTO drafts (person, text, platform, created_at) "
			  "VALUES ($1, $2, $3, $4) RETURNING id";
static const char GET[] =
	"SELECT id, person, text, platform, created_at FROM drafts WHERE id = $1 AND person = $2";
static const char SAME[] = "SELECT max(id) FROM drafts WHERE person = $1 AND text = $2";
static const char REMOVE[] = "DELETE FROM drafts WHERE id = $1";
static const char PRUNE[] = "DELETE FROM drafts WHERE id IN "
			    "(SELECT id FROM drafts WHERE created_at < $1 LIMIT $2)";

LIST_STATEMENTS(draft_store_statements, ADD, GET, SAME, REMOVE, PRUNE);

int64_t draft_store_add(struct db *db, const struct draft *draft)
{
	return stmt_int(db, 0, ADD, as_int(draft->person), as_text(draft->text),
		as_text(draft->platform), as_int(draft->created_at));
}

const struct draft *draft_store_get(struct db *db, struct arena *arena, int64_t id, int64_t person)
{
	_cleanup_query_ struct query query = stmt_query(db, GET, as_int(id), as_int(person));

	if (!query_next(&query))
		return NULL;
	struct draft *draft = arena_new(arena, struct draft);
	*draft = (struct draft){
		.id = query_int(&query, "id"),
		.person = query_int(&query, "person"),
		.text = query_text(&query, arena, "text"),
		.platform = query_text(&query, arena, "platform"),
		.created_at = query_int(&query, "created_at"),
	};
	return draft;
}

int64_t draft_store_same(struct db *db, int64_t person, const char *text)
{
	return stmt_int(db, 0, SAME, as_int(person), as_text(text));
}

void draft_store_remove(struct db *db, int64_t id)
{
	stmt_run(db, REMOVE, as_int(id));
}

int draft_store_prune(struct db *db, int64_t before, int limit)
{
	return stmt_run(db, PRUNE, as_int(before), as_int(limit));
}
