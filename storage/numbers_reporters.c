#include "storage/numbers_reporters.h"

#include <stdlib.h>

#include "bot/util/arena.h"
#include "bot/util/clock.h"
#include "storage/db.h"
#include "storage/numbers_sql.h"
#include "storage/stmt.h"

#define WITHIN_MS (INT64_C(90) * MS_PER_DAY)
#define SAID "SELECT r.id, r.reporter, r.issue, r.created_at "
#define BY_SOMEBODY " AND r.reporter IS NOT NULL"

static const char ALL[] = SAID REPORTS_OF_ALL BY_SOMEBODY;
static const char ALL_EVER[] = EVER SAID REPORTS_OF_EVER BY_SOMEBODY;
static const char TOOL[] = SAID REPORTS_OF_TOOL BY_SOMEBODY;
static const char WAS_TOLD[] =
	"SELECT count(*) FROM issues AS i WHERE i.id = $1 AND i.settled_at IS NOT NULL "
	"AND " TOLD("$2");

LIST_STATEMENTS(numbers_reporters_statements, ALL, TOOL, ALL_EVER, WAS_TOLD);

static const struct scoped_sql said_sql = { ALL, TOOL, ALL_EVER };

struct said {
	int64_t reporter, issue, at, report;
};
struct all_said {
	struct said *items;
	size_t count;
};

static int order(int64_t one, int64_t other)
{
	return (one > other) - (one < other);
}

/* Of one person, by time. */
static int by_reporter(const void *one, const void *other)
{
	const struct said *a = one, *b = other;

	if (a->reporter != b->reporter)
		return order(a->reporter, b->reporter);
	return a->at != b->at ? order(a->at, b->at) : order(a->report, b->report);
}

/* Sorted here, not by SQLite: a million short rows are nothing to sort, but much to write down. */
static struct all_said read_all(
	struct db *db, struct arena *arena, int64_t tool, int64_t from, int64_t until)
{
	_cleanup_query_ struct query query = stmt_query(
		db, sql_for(&said_sql, tool, from), as_id(tool), as_int(from), as_int(until));
	struct all_said all = { 0 };

	while (query_next(&query))
		*stmt_grow(arena, &all) = (struct said){
			.reporter = query_int(&query, "reporter"),
			.issue = query_int(&query, "issue"),
			.at = query_int(&query, "created_at"),
			.report = query_int(&query, "id"),
		};
	if (all.count)
		qsort(all.items, all.count, sizeof(*all.items), by_reporter);
	return all;
}

/* Reports of one person, by time. */
static bool is_repeated(const struct said *said, size_t count)
{
	for (size_t i = 0; i < count; i++)
		for (size_t j = i + 1; j < count && said[j].at - said[i].at <= WITHIN_MS; j++)
			if (said[j].issue != said[i].issue &&
				said[j].at / MS_PER_DAY != said[i].at / MS_PER_DAY)
				return true;
	return false;
}

static void count(struct share *share, bool repeated)
{
	share->whole++;
	share->part += repeated;
}

struct repeat_reporters numbers_repeat_reporters(
	struct db *db, int64_t tool, int64_t from, int64_t until)
{
	_cleanup_arena_ struct arena *arena = arena_create();
	_cleanup_reading_ struct reading reading = db_reading(db);
	struct all_said all = read_all(db, arena, tool, from, until);
	struct repeat_reporters reporters = { 0 };

	for (size_t i = 0, next; i < all.count; i = next) {
		const struct said *first = &all.items[i];
		for (next = i + 1; next < all.count; next++)
			if (all.items[next].reporter != first->reporter)
				break;
		bool repeated = is_repeated(first, next - i);
		bool told = stmt_int(db, 0, WAS_TOLD, as_int(first->issue),
				    as_int(first->reporter)) > 0;
		count(&reporters.all, repeated);
		count(told ? &reporters.closed : &reporters.not_closed, repeated);
	}
	return reporters;
}

bool repeat_reporters_may_split(const struct repeat_reporters *reporters)
{
	return reporters->closed.whole >= PEOPLE_AT_LEAST &&
	       reporters->not_closed.whole >= PEOPLE_AT_LEAST;
}
