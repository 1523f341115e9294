/* Notification load; see numbers_load.h. */
#include "storage/numbers_load.h"

#include <stdlib.h>

#include "bot/util/arena.h"
#include "bot/util/clock.h"
#include "storage/stmt.h"

#define DELIVERED "operation = 'post' AND state = 'sent'"

static const char LOAD[] = "SELECT person, sent_at FROM outbox INDEXED BY outbox_received "
			   "WHERE " DELIVERED " AND person IS NOT NULL "
			   "AND sent_at >= $1 AND sent_at < $2 ORDER BY person, sent_at";
static const char WRITTEN_TO[] =
	"SELECT count(*) FROM outbox WHERE person = $1 AND " DELIVERED " AND sent_at >= $2 "
	"AND kind <> 'welcome'";

LIST_STATEMENTS(numbers_load_statements, LOAD, WRITTEN_TO);

/* Weeks begin on Mondays: 1 January 1970 was a Thursday. */
static int64_t week_of(int64_t time)
{
	return (time + 3 * MS_PER_DAY) / (7 * MS_PER_DAY);
}

static int by_count(const void *one, const void *other)
{
	int64_t a = *(const int64_t *)one, b = *(const int64_t *)other;

	return (a > b) - (a < b);
}

/* Counted here, in the order of the index: SQLite would write down every message to group them. */
struct spread numbers_load(struct db *db, int64_t from, int64_t until)
{
	_cleanup_arena_ struct arena *arena = arena_create();
	_cleanup_query_ struct query query = stmt_query(db, LOAD, as_int(from), as_int(until));
	int64_t last_person = 0, last_week = 0;
	struct {
		int64_t *items;
		size_t count;
	} weeks = { 0 };

	while (query_next(&query)) {
		int64_t person = query_int(&query, "person");
		int64_t week = week_of(query_int(&query, "sent_at"));
		if (!weeks.count || person != last_person || week != last_week)
			*stmt_grow(arena, &weeks) = 0;
		weeks.items[weeks.count - 1]++;
		last_person = person;
		last_week = week;
	}
	if (weeks.count)
		qsort(weeks.items, weeks.count, sizeof(*weeks.items), by_count);
	return spread_of(weeks.items, weeks.count);
}

int64_t numbers_written_to(struct db *db, int64_t person, int64_t since)
{
	return stmt_int(db, 0, WRITTEN_TO, as_int(person), as_int(since));
}
