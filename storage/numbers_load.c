/* Notification load; see numbers_load.h. */
#include "storage/numbers_load.h"

#include "bot/util/arena.h"
#include "storage/stmt.h"

#define DELIVERED "operation = 'post' AND state = 'sent'"

/* Weeks begin on Mondays: 1 January 1970 was a Thursday. */
static const char LOAD[] = "SELECT count(*) AS messages FROM outbox INDEXED BY outbox_received "
			   "WHERE " DELIVERED " AND person IS NOT NULL "
			   "AND sent_at >= $1 AND sent_at < $2 "
			   "GROUP BY person, (sent_at + 259200000) / 604800000 ORDER BY messages";
static const char WRITTEN_TO[] =
	"SELECT count(*) FROM outbox WHERE person = $1 AND " DELIVERED " AND sent_at >= $2";

LIST_STATEMENTS(numbers_load_statements, LOAD, WRITTEN_TO);

struct spread numbers_load(struct db *db, int64_t from, int64_t until)
{
	_cleanup_arena_ struct arena *arena = arena_create();
	_cleanup_query_ struct query query = stmt_query(db, LOAD, as_int(from), as_int(until));
	struct {
		int64_t *items;
		size_t count;
	} weeks = { 0 };

	while (query_next(&query))
		*stmt_grow(arena, &weeks) = query_int(&query, "messages");
	return spread_of(weeks.items, weeks.count);
}

int64_t numbers_written_to(struct db *db, int64_t person, int64_t since)
{
	return stmt_int(db, 0, WRITTEN_TO, as_int(person), as_int(since));
}
