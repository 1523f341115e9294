#include "storage/notice_store.h"

#include "bot/util/arena.h"
#include "storage/stmt.h"

static const char ADD[] = "INSERT INTO notices (tool, person, text, created_at) "
			  "VALUES ($1, $2, $3, $4) RETURNING id";
static const char LAST[] = "SELECT id, tool, person, text, created_at FROM notices "
			   "WHERE tool = $1 AND created_at >= $2 ORDER BY created_at DESC LIMIT 1";

LIST_STATEMENTS(notice_store_statements, ADD, LAST);

int64_t notice_store_add(struct db *db, int64_t tool, int64_t person, const char *text, int64_t now)
{
	return stmt_int(db, 0, ADD, as_int(tool), as_id(person), as_text(text), as_int(now));
}

const struct notice *notice_store_last(
	struct db *db, struct arena *arena, int64_t tool, int64_t since)
{
	_cleanup_query_ struct query query = stmt_query(db, LAST, as_int(tool), as_int(since));

	if (!query_next(&query))
		return NULL;
	struct notice *notice = arena_new(arena, struct notice);
	*notice = (struct notice){
		.id = query_int(&query, "id"),
		.tool = query_int(&query, "tool"),
		.person = query_int(&query, "person"),
		.text = query_text(&query, arena, "text"),
		.created_at = query_int(&query, "created_at"),
	};
	return notice;
}
