#include "storage/numbers.h"

#include "bot/util/arena.h"
#include "storage/db.h"
#include "storage/issue_store.h"
#include "storage/numbers_sql.h"
#include "storage/stmt.h"

static const char TOTALS[] =
	"SELECT (SELECT count(*) FROM issues AS i NOT INDEXED WHERE " ISSUE_COUNTS ") AS issues, "
	"(SELECT count(*) FROM issues AS i NOT INDEXED JOIN reports AS r ON r.issue = +i.id "
	"WHERE " ISSUE_COUNTS ") AS reports, (SELECT count(*) FROM feedback) AS feedback, "
	"(SELECT count(*) FROM people WHERE account IS NOT NULL) AS people";
static const char BY_STATUS[] = "SELECT status, count(*) AS issues FROM issues GROUP BY status";

static const char LOGGED_ALL[] = "SELECT count(*) " ISSUES_OF_ALL("i.created_at");
static const char LOGGED_TOOL[] = "SELECT count(*) " LOGGED_OF_TOOL;
static const char REPORTS_ALL[] = "SELECT count(*) " REPORTS_OF_ALL;
static const char REPORTS_EVER[] = EVER "SELECT count(*) " REPORTS_OF_EVER;
static const char REPORTS_TOOL[] = "SELECT count(*) " REPORTS_OF_TOOL;

/* A row for each person who is owed word of an issue: whether it reached them in time. */
#define CLOSURE_OF(issues)                                                                         \
	"SELECT count(*) AS owed, coalesce(sum(person.told), 0) AS told FROM (SELECT " TOLD(       \
		"r.reporter") " AS told FROM (SELECT i.id, i.settled_at, i.settled_by " issues     \
			      ") AS i JOIN reports AS r ON r.issue = +i.id WHERE r.reporter <> "   \
			      "coalesce(i.settled_by, 0) GROUP BY i.id, r.reporter) AS person"
static const char CLOSURE_ALL[] = CLOSURE_OF(ISSUES_OF_ALL("i.settled_at"));
static const char CLOSURE_EVER[] = EVER CLOSURE_OF(ISSUES_OF_EVER("i.settled_at"));
static const char CLOSURE_TOOL[] = CLOSURE_OF(ISSUES_OF_TOOL("i.settled_at"));

/* A sum passes over what nobody said anything of: there IS_VERIFIED is NULL. */
#define FIXES_OF(issues)                                                                           \
	"SELECT count(*) AS fixed, coalesce(sum(" IS_VERIFIED "), 0) AS verified, "                \
	"coalesce(sum(" IS_FALSE "), 0) AS false_fixes " issues
static const char FIXES_ALL[] = FIXES_OF(ISSUES_OF_ALL("i.fixed_at"));
static const char FIXES_EVER[] = EVER FIXES_OF(ISSUES_OF_EVER("i.fixed_at"));
static const char FIXES_TOOL[] = FIXES_OF(ISSUES_OF_TOOL("i.fixed_at"));

#define TIMES_OF(issues)                                                                           \
	"SELECT i.fixed_at - " FIRST_REPORT " AS duration " issues " ORDER BY duration"
static const char TIMES_TO_FIX_ALL[] = TIMES_OF(ISSUES_OF_ALL("i.fixed_at"));
static const char TIMES_TO_FIX_EVER[] = EVER TIMES_OF(ISSUES_OF_EVER("i.fixed_at"));
static const char TIMES_TO_FIX_TOOL[] = TIMES_OF(ISSUES_OF_TOOL("i.fixed_at"));

#define ACKNOWLEDGED_OF(issues)                                                                    \
	"SELECT i.id, i.acknowledged_at, " FIRST_REPORT " AS first_report, "                       \
	"(SELECT coalesce(o.chosen_timezone, o.timezone) FROM tools AS t JOIN people AS o "        \
	"ON o.id = t.owner WHERE t.id = i.tool) AS timezone " issues " ORDER BY i.tool"
static const char ACKNOWLEDGED_ALL[] = ACKNOWLEDGED_OF(ISSUES_OF_ALL("i.acknowledged_at"));
static const char ACKNOWLEDGED_EVER[] = EVER ACKNOWLEDGED_OF(ISSUES_OF_EVER("i.acknowledged_at"));
static const char ACKNOWLEDGED_TOOL[] = ACKNOWLEDGED_OF(ISSUES_OF_TOOL("i.acknowledged_at"));

LIST_STATEMENTS(numbers_statements, TOTALS, BY_STATUS, LOGGED_ALL, LOGGED_TOOL, REPORTS_ALL,
	REPORTS_TOOL, REPORTS_EVER, CLOSURE_ALL, CLOSURE_TOOL, CLOSURE_EVER, FIXES_ALL, FIXES_TOOL,
	FIXES_EVER, TIMES_TO_FIX_ALL, TIMES_TO_FIX_TOOL, TIMES_TO_FIX_EVER, ACKNOWLEDGED_ALL,
	ACKNOWLEDGED_TOOL, ACKNOWLEDGED_EVER);

static const struct scoped_sql logged = { LOGGED_ALL, LOGGED_TOOL, NULL };
static const struct scoped_sql reports = { REPORTS_ALL, REPORTS_TOOL, REPORTS_EVER };
static const struct scoped_sql closure = { CLOSURE_ALL, CLOSURE_TOOL, CLOSURE_EVER };
static const struct scoped_sql fixes_sql = { FIXES_ALL, FIXES_TOOL, FIXES_EVER };
static const struct scoped_sql times_to_fix = { TIMES_TO_FIX_ALL, TIMES_TO_FIX_TOOL,
	TIMES_TO_FIX_EVER };
static const struct scoped_sql acknowledged = { ACKNOWLEDGED_ALL, ACKNOWLEDGED_TOOL,
	ACKNOWLEDGED_EVER };

/* The one way to ask them. */
static struct query ask(
	struct db *db, const struct scoped_sql *sql, int64_t tool, int64_t from, int64_t until)
{
	return stmt_query(db, sql_for(sql, tool, from), as_id(tool), as_int(from), as_int(until));
}

struct spread spread_of(const int64_t *sorted, size_t count)
{
	size_t half = count / 2;

	if (!count)
		return (struct spread){ .median = -1, .p90 = -1 };
	return (struct spread){
		.count = (int64_t)count,
		.median = count % 2 ? sorted[half]
				    : sorted[half - 1] + (sorted[half] - sorted[half - 1]) / 2,
		.p90 = sorted[(count * 9 + 9) / 10 - 1],
	};
}

int64_t numbers_logged(struct db *db, int64_t tool, int64_t from, int64_t until)
{
	return stmt_int(
		db, 0, sql_for(&logged, tool, from), as_id(tool), as_int(from), as_int(until));
}

int64_t numbers_reports(struct db *db, int64_t tool, int64_t from, int64_t until)
{
	return stmt_int(
		db, 0, sql_for(&reports, tool, from), as_id(tool), as_int(from), as_int(until));
}

struct share numbers_loop_closure(struct db *db, int64_t tool, int64_t from, int64_t until)
{
	_cleanup_query_ struct query query = ask(db, &closure, tool, from, until);
	struct share share = { 0 };

	if (!query_next(&query))
		return share;
	share.whole = query_int(&query, "owed");
	share.part = query_int(&query, "told");
	return share;
}

struct fixes numbers_fixes(struct db *db, int64_t tool, int64_t from, int64_t until)
{
	_cleanup_query_ struct query query = ask(db, &fixes_sql, tool, from, until);
	struct fixes fixes = { 0 };

	if (!query_next(&query))
		return fixes;
	fixes.verified.whole = fixes.false_fix.whole = query_int(&query, "fixed");
	fixes.verified.part = query_int(&query, "verified");
	fixes.false_fix.part = query_int(&query, "false_fixes");
	return fixes;
}

struct spread numbers_time_to_fix(struct db *db, int64_t tool, int64_t from, int64_t until)
{
	_cleanup_arena_ struct arena *arena = arena_create();
	struct {
		int64_t *items;
		size_t count;
	} times = { 0 };
	_cleanup_query_ struct query query = ask(db, &times_to_fix, tool, from, until);

	while (query_next(&query))
		*stmt_grow(arena, &times) = query_int(&query, "duration");
	return spread_of(times.items, times.count);
}

struct acknowledgements numbers_acknowledgements(
	struct db *db, struct arena *arena, int64_t tool, int64_t from, int64_t until)
{
	_cleanup_query_ struct query query = ask(db, &acknowledged, tool, from, until);
	struct acknowledgements all = { 0 };

	while (query_next(&query))
		*stmt_grow(arena, &all) = (struct acknowledgement){
			.issue = query_int(&query, "id"),
			.at = query_int(&query, "acknowledged_at"),
			.first_report = query_int(&query, "first_report"),
			.timezone = query_text(&query, arena, "timezone"),
		};
	return all;
}

struct numbers numbers_compute(struct db *db, int64_t tool, int64_t from, int64_t until)
{
	_cleanup_reading_ struct reading reading = db_reading(db);
	struct fixes fixes = numbers_fixes(db, tool, from, until);

	return (struct numbers){
		.issues = numbers_logged(db, tool, from, until),
		.reports = numbers_reports(db, tool, from, until),
		.loop_closure = numbers_loop_closure(db, tool, from, until),
		.verified_fix = fixes.verified,
		.false_fix = fixes.false_fix,
		.fix = numbers_time_to_fix(db, tool, from, until),
	};
}

static void count_all(struct db *db, struct totals *totals)
{
	_cleanup_query_ struct query query = stmt_query(db, TOTALS, no_values());

	if (!query_next(&query))
		return;
	totals->issues = query_int(&query, "issues");
	totals->reports = query_int(&query, "reports");
	totals->feedback = query_int(&query, "feedback");
	totals->people = query_int(&query, "people");
}

static void count_by_status(struct db *db, struct totals *totals)
{
	_cleanup_query_ struct query query = stmt_query(db, BY_STATUS, no_values());

	while (query_next(&query))
		totals->by_status[issue_status_parse(query_peek(&query, "status"))] =
			query_int(&query, "issues");
}

struct totals numbers_totals(struct db *db)
{
	struct totals totals = { 0 };
	_cleanup_reading_ struct reading reading = db_reading(db);

	count_all(db, &totals);
	count_by_status(db, &totals);
	return totals;
}
