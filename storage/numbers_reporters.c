#include "storage/numbers_reporters.h"

#include "bot/util/arena.h"
#include "bot/util/clock.h"
#include "storage/db.h"
#include "storage/numbers_sql.h"
#include "storage/stmt.h"

#define WITHIN_MS (INT64_C(90) * MS_PER_DAY)
#define BY_REPORTER " AND r.reporter IS NOT NULL ORDER BY r.reporter, r.created_at, r.id"

static const char ALL[] = "SELECT r.reporter, r.issue, r.created_at " REPORTS_OF_ALL BY_REPORTER;
static const char TOOL[] = "SELECT r.reporter, r.issue, r.created_at " REPORTS_OF_TOOL BY_REPORTER;
static const char WAS_TOLD[] =
	"SELECT count(*) FROM issues AS i WHERE i.id = $1 AND i.settled_at IS NOT NULL "
	"AND " TOLD("$2");

LIST_STATEMENTS(numbers_reporters_statements, ALL, TOOL, WAS_TOLD);

struct said {
	int64_t reporter, issue, at;
};
struct all_said {
	struct said *items;
	size_t count;
};

static struct all_said read_all(
	struct db *db, struct arena *arena, int64_t tool, int64_t from, int64_t until)
{
	_cleanup_query_ struct query query =
		stmt_query(db, tool ? TOOL : ALL, as_id(tool), as_int(from), as_int(until));
	struct all_said all = { 0 };

	while (query_next(&query))
		*stmt_grow(arena, &all) = (struct said){
			.reporter = query_int(&query, "reporter"),
			.issue = query_int(&query, "issue"),
			.at = query_int(&query, "created_at"),
		};
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
