#include "storage/queue_store.h"

#include "bot/util/text.h"
#include "storage/stmt.h"

#define LIVE "('open', 'acknowledged', 'reopened')"
#define BEGINNING                                                                                  \
	"SELECT id, tool, status, since, deadline FROM (SELECT i.id, i.tool, i.status, "           \
	"coalesce(i.reopened_at, i.created_at) AS since, "                                         \
	"(SELECT min(r.deadline) FROM reports AS r WHERE r.issue = i.id) AS deadline "             \
	"FROM issues AS i WHERE "
#define END(soon, limit)                                                                           \
	") AS waiting ORDER BY coalesce(deadline < " soon ", false) DESC, "                        \
	"status = 'acknowledged', id LIMIT " limit

static const char OF_PERSON[] =
	BEGINNING "i.id IN (SELECT owned.id FROM issues AS owned WHERE owned.status IN " LIVE
		  " AND owned.tool IN (SELECT id FROM tools WHERE owner = $1 OR backup = $2) "
		  "UNION SELECT given.id FROM issues AS given WHERE given.assignee = $3 "
		  "AND given.status IN " LIVE ")" END("$4", "$5");
static const char OF_TOOL[] = BEGINNING "i.tool = $1 AND i.status IN " LIVE END("$2", "$3");
static const char OF_NO_TOOL[] = BEGINNING "i.tool IS NULL AND i.status IN " LIVE END("$1", "$2");

LIST_STATEMENTS(queue_store_statements, OF_PERSON, OF_TOOL, OF_NO_TOOL);

static struct queued_issues read_all(struct query *query, struct arena *arena)
{
	struct queued_issues waiting = { 0 };

	while (query_next(query))
		*stmt_grow(arena, &waiting) = (struct queued_issue){
			.id = query_int(query, "id"),
			.tool = query_int(query, "tool"),
			.since = query_int(query, "since"),
			.deadline = query_int(query, "deadline"),
			.acknowledged = text_equal(query_peek(query, "status"), "acknowledged"),
		};
	return waiting;
}

struct queued_issues queue_store_of_person(
	struct db *db, struct arena *arena, int64_t person, int64_t soon, int limit)
{
	_cleanup_query_ struct query query = stmt_query(db, OF_PERSON, as_int(person),
		as_int(person), as_int(person), as_int(soon), as_int(limit));
	return read_all(&query, arena);
}

struct queued_issues queue_store_of_tool(
	struct db *db, struct arena *arena, int64_t tool, int64_t soon, int limit)
{
	if (tool) {
		_cleanup_query_ struct query query =
			stmt_query(db, OF_TOOL, as_int(tool), as_int(soon), as_int(limit));
		return read_all(&query, arena);
	}
	_cleanup_query_ struct query query =
		stmt_query(db, OF_NO_TOOL, as_int(soon), as_int(limit));
	return read_all(&query, arena);
}
