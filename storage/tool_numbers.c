#include "storage/tool_numbers.h"

#include "bot/util/arena.h"
#include "storage/db.h"
#include "storage/numbers_sql.h"
#include "storage/stmt.h"

#define LIVE "i.status IN ('open', 'acknowledged', 'reopened')"

static const char FAILURES[] =
	"SELECT i.id, i.title, (SELECT count(DISTINCT " REPORTER ") FROM reports AS r "
	"WHERE r.issue = i.id) AS people FROM issues AS i WHERE i.tool = $1 AND " LIVE
	" ORDER BY people DESC, i.id LIMIT $2";
static const char STEPS[] =
	"WITH wanted (tool, beginning, ending) AS (SELECT $1, $2, $3) "
	"SELECT count(*) AS people, coalesce(sum(step = 'removed'), 0) AS removed, "
	"coalesce(sum(step = 'added'), 0) AS added FROM (SELECT step, row_number() OVER "
	"(PARTITION BY tool, person ORDER BY created_at DESC, step) AS place FROM ("
	"SELECT p.tool, p.person, p.step, p.created_at FROM wanted AS w JOIN pulses AS p "
	"ON p.created_at >= w.beginning AND p.created_at < w.ending "
	"AND p.tool = coalesce(w.tool, p.tool) UNION ALL "
	"SELECT f.tool, coalesce(f.person, -f.id), f.step, f.created_at FROM wanted AS w "
	"JOIN feedback AS f ON f.created_at >= w.beginning AND f.created_at < w.ending "
	"AND f.tool = coalesce(w.tool, f.tool) AND f.step IS NOT NULL)) WHERE place = 1";
#define LOST_OF                                                                                    \
	"SELECT r.issue, r.minutes_lost, EXISTS (SELECT 1 FROM reports AS m "                      \
	"WHERE m.issue = r.issue AND m.id < r.id) AS me_too "
static const char LOST_ALL[] = LOST_OF REPORTS_OF_ALL;
static const char LOST_TOOL[] = LOST_OF REPORTS_OF_TOOL;
static const char SAID_OF_ISSUE[] = "SELECT minutes_lost FROM reports WHERE issue = $1 "
				    "AND minutes_lost IS NOT NULL ORDER BY minutes_lost";
static const char SAVED[] =
	"SELECT coalesce(sum(minutes_saved), 0) AS minutes, count(minutes_saved) AS said "
	"FROM feedback AS f WHERE " TOOL_IN_SCOPE("f.tool") " AND " IN_WINDOW("f.created_at");
static const char WAITING[] = "SELECT i.id, i.created_at FROM issues AS i WHERE i.tool = $1 "
			      "AND i.status = 'open' ORDER BY i.created_at, i.id LIMIT 1";
static const char REPORTED[] =
	"SELECT DISTINCT i.id, i.title, " REPORTER " AS person FROM issues AS i "
	"JOIN reports AS r ON r.issue = i.id WHERE i.tool = $1 AND r.created_at >= $2 "
	"AND (" LIVE " OR i.status = 'declined') ORDER BY i.id, person";

LIST_STATEMENTS(tool_numbers_statements, FAILURES, STEPS, LOST_ALL, LOST_TOOL, SAID_OF_ISSUE, SAVED,
	WAITING, REPORTED);

struct amounts {
	int64_t *items;
	size_t count;
};

struct tool_record tool_numbers_record(struct db *db, int64_t tool, int64_t from, int64_t until)
{
	_cleanup_reading_ struct reading reading = db_reading(db);

	return (struct tool_record){
		.reports = numbers_reports(db, tool, from, until),
		.verified_fix = numbers_fixes(db, tool, from, until).verified,
		.fix_median = numbers_time_to_fix(db, tool, from, until).median,
	};
}

struct known_failures tool_numbers_failures(
	struct db *db, struct arena *arena, int64_t tool, int limit)
{
	_cleanup_query_ struct query query = stmt_query(db, FAILURES, as_int(tool), as_int(limit));
	struct known_failures failures = { 0 };

	while (query_next(&query))
		*stmt_grow(arena, &failures) = (struct known_failure){
			.issue = query_int(&query, "id"),
			.title = query_text(&query, arena, "title"),
			.people = query_int(&query, "people"),
		};
	return failures;
}

struct step_balance tool_numbers_steps(struct db *db, int64_t tool, int64_t from, int64_t until)
{
	_cleanup_query_ struct query query =
		stmt_query(db, STEPS, as_id(tool), as_int(from), as_int(until));
	struct step_balance balance = { 0 };

	if (!query_next(&query))
		return balance;
	balance.people = query_int(&query, "people");
	balance.removed = query_int(&query, "removed");
	balance.added = query_int(&query, "added");
	return balance;
}

int step_balance_percent(const struct step_balance *balance)
{
	int64_t hundredfold = 100 * (balance->removed - balance->added);
	int64_t half = hundredfold < 0 ? -balance->people / 2 : balance->people / 2;

	return balance->people ? (int)((hundredfold + half) / balance->people) : 0;
}

static int64_t issue_median(struct db *db, int64_t issue)
{
	_cleanup_arena_ struct arena *arena = arena_create();
	struct amounts said = { 0 };
	_cleanup_query_ struct query query = stmt_query(db, SAID_OF_ISSUE, as_int(issue));

	while (query_next(&query))
		*stmt_grow(arena, &said) = query_int(&query, "minutes_lost");
	return spread_of(said.items, said.count).median;
}

struct minutes_lost tool_numbers_lost(struct db *db, int64_t tool, int64_t from, int64_t until)
{
	struct minutes_lost lost = { 0 };
	_cleanup_reading_ struct reading reading = db_reading(db);
	_cleanup_query_ struct query query = stmt_query(
		db, tool ? LOST_TOOL : LOST_ALL, as_id(tool), as_int(from), as_int(until));

	while (query_next(&query)) {
		int64_t minutes = query_known(&query, "minutes_lost");
		int64_t issue = query_int(&query, "issue");
		bool me_too = query_int(&query, "me_too") != 0;
		bool said = minutes >= 0;
		if (!said && me_too)
			minutes = issue_median(db, issue);
		lost.reports++;
		lost.said += said;
		lost.estimated += !said && minutes >= 0;
		lost.minutes += minutes > 0 ? minutes : 0;
	}
	return lost;
}

struct minutes_saved tool_numbers_saved(struct db *db, int64_t tool, int64_t from, int64_t until)
{
	_cleanup_query_ struct query query =
		stmt_query(db, SAVED, as_id(tool), as_int(from), as_int(until));
	struct minutes_saved saved = { 0 };

	if (!query_next(&query))
		return saved;
	saved.minutes = query_int(&query, "minutes");
	saved.said = query_int(&query, "said");
	return saved;
}

bool tool_numbers_waiting(struct db *db, int64_t tool, struct waiting_issue *ret_waiting)
{
	_cleanup_query_ struct query query = stmt_query(db, WAITING, as_int(tool));

	if (!query_next(&query))
		return false;
	*ret_waiting = (struct waiting_issue){
		.issue = query_int(&query, "id"),
		.since = query_int(&query, "created_at"),
	};
	return true;
}

struct failure_reports tool_numbers_reported(
	struct db *db, struct arena *arena, int64_t tool, int64_t from)
{
	_cleanup_query_ struct query query = stmt_query(db, REPORTED, as_int(tool), as_int(from));
	struct failure_reports reports = { 0 };

	while (query_next(&query))
		*stmt_grow(arena, &reports) = (struct failure_report){
			.issue = query_int(&query, "id"),
			.title = query_text(&query, arena, "title"),
			.person = query_int(&query, "person"),
		};
	return reports;
}
