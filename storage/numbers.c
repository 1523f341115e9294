#include "storage/numbers.h"

#include "bot/util/arena.h"
#include "storage/db.h"
#include "storage/issue_store.h"
#include "storage/numbers_sql.h"
#include "storage/stmt.h"

#define HOURS_48 "172800000"

static const char COUNTS[] =
	"SELECT (SELECT count(*) FROM issues AS i WHERE " ISSUE_COUNTS ") AS issues, "
	"(SELECT count(*) FROM reports) AS reports, (SELECT count(*) FROM feedback) AS feedback, "
	"(SELECT count(*) FROM people WHERE account IS NOT NULL) AS people";
static const char BY_STATUS[] = "SELECT count(*) FROM issues WHERE status = $1";

/* One row for each person owed word of an issue: 1 if the word reached them in time. */
static const char CLOSURE[] =
	"SELECT count(*) AS owed, coalesce(sum(CASE WHEN EXISTS (SELECT 1 FROM outbox AS b "
	"WHERE b.issue = owed.issue AND b.person = owed.person AND b.kind = 'settled' "
	"AND b.operation = 'post' AND b.state = 'sent' AND b.sent_at >= owed.settled_at "
	"AND b.sent_at <= owed.settled_at + " HOURS_48 ") THEN 1 ELSE 0 END), 0) AS told "
	"FROM (SELECT DISTINCT i.id AS issue, i.settled_at, r.reporter AS person FROM issues AS i "
	"JOIN reports AS r ON r.issue = i.id WHERE i.settled_at >= $1 AND i.settled_at < $2 "
	"AND " ISSUE_COUNTS " AND r.reporter IS NOT NULL "
	"AND r.reporter <> coalesce(i.settled_by, 0)) AS owed";

static const char FIXES[] =
	"SELECT " FIX_COUNTS " FROM issues AS i WHERE i.fixed_at >= $1 AND i.fixed_at < $2 "
	"AND " ISSUE_COUNTS;

static const char TIMES_TO_ACKNOWLEDGE[] =
	"SELECT i.acknowledged_at - " FIRST_REPORT " AS duration FROM issues AS i "
	"WHERE i.acknowledged_at >= $1 AND i.acknowledged_at < $2 AND " ISSUE_COUNTS
	" ORDER BY duration";
static const char TIMES_TO_FIX[] =
	"SELECT i.fixed_at - " FIRST_REPORT " AS duration FROM issues AS i "
	"WHERE i.fixed_at >= $1 AND i.fixed_at < $2 AND " ISSUE_COUNTS " ORDER BY duration";

LIST_STATEMENTS(
	numbers_statements, COUNTS, BY_STATUS, CLOSURE, FIXES, TIMES_TO_ACKNOWLEDGE, TIMES_TO_FIX);

struct durations {
	int64_t *items;
	size_t count;
};

/* Sorted, as the query gives them. Of an even number, the mean of the middle two. */
static int64_t median(const struct durations *durations)
{
	size_t half = durations->count / 2;

	if (!durations->count)
		return -1;
	if (durations->count % 2)
		return durations->items[half];
	return durations->items[half - 1] +
	       (durations->items[half] - durations->items[half - 1]) / 2;
}

/* The nearest rank: the smallest that at least nine in ten do not exceed. */
static int64_t p90(const struct durations *durations)
{
	return durations->count ? durations->items[(durations->count * 9 + 9) / 10 - 1] : -1;
}

static void times(struct db *db, const char *sql, int64_t from, int64_t until, int64_t *ret_median,
	int64_t *ret_p90)
{
	_cleanup_arena_ struct arena *arena = arena_create();
	struct durations durations = { 0 };
	_cleanup_query_ struct query query = stmt_query(db, sql, as_int(from), as_int(until));

	while (query_next(&query))
		*stmt_grow(arena, &durations) = query_int(&query, "duration");
	*ret_median = median(&durations);
	*ret_p90 = p90(&durations);
}

static void counts(struct db *db, struct numbers *numbers)
{
	_cleanup_query_ struct query query = stmt_query(db, COUNTS, no_values());

	if (query_next(&query)) {
		numbers->issues = query_int(&query, "issues");
		numbers->reports = query_int(&query, "reports");
		numbers->feedback = query_int(&query, "feedback");
		numbers->people = query_int(&query, "people");
	}
	for (int status = ISSUE_OPEN; status <= ISSUE_WITHDRAWN; status++)
		numbers->by_status[status] = stmt_int(
			db, 0, BY_STATUS, as_text(issue_status_name((enum issue_status)status)));
}

static void closure(struct db *db, int64_t from, int64_t until, struct numbers *numbers)
{
	_cleanup_query_ struct query query = stmt_query(db, CLOSURE, as_int(from), as_int(until));

	if (!query_next(&query))
		return;
	numbers->loop_closure.whole = query_int(&query, "owed");
	numbers->loop_closure.part = query_int(&query, "told");
}

static void fixes(struct db *db, int64_t from, int64_t until, struct numbers *numbers)
{
	_cleanup_query_ struct query query = stmt_query(db, FIXES, as_int(from), as_int(until));

	if (!query_next(&query))
		return;
	numbers->verified_fix.whole = numbers->false_fix.whole = query_int(&query, "fixed");
	numbers->verified_fix.part = query_int(&query, "verified");
	numbers->false_fix.part = query_int(&query, "false_fixes");
}

struct numbers numbers_compute(struct db *db, int64_t from, int64_t until)
{
	struct numbers numbers = { 0 };
	_cleanup_reading_ struct reading reading = db_reading(db);

	counts(db, &numbers);
	closure(db, from, until, &numbers);
	fixes(db, from, until, &numbers);
	times(db, TIMES_TO_ACKNOWLEDGE, from, until, &numbers.acknowledge_median,
		&numbers.acknowledge_p90);
	times(db, TIMES_TO_FIX, from, until, &numbers.fix_median, &numbers.fix_p90);
	return numbers;
}
