#include "storage/tool_numbers.h"

#include <string.h>

#include "bot/util/arena.h"
#include "storage/db.h"
#include "storage/numbers_sql.h"
#include "storage/stmt.h"

#define LIVE "i.status IN ('open', 'acknowledged', 'reopened')"

static const char FAILURES[] =
	"SELECT i.id, i.title, (SELECT count(DISTINCT " REPORTER ") FROM reports AS r "
	"WHERE r.issue = i.id) AS people FROM issues AS i WHERE i.tool = $1 AND " LIVE
	" ORDER BY people DESC, i.id LIMIT $2";
#define STEPS_OF(pulses, feedback)                                                                 \
	"SELECT count(*) AS people, coalesce(sum(step = 'removed'), 0) AS removed, "               \
	"coalesce(sum(step = 'added'), 0) AS added FROM (SELECT step, row_number() OVER "          \
	"(PARTITION BY tool, person ORDER BY created_at DESC, step) AS place FROM ("               \
	"SELECT p.tool, p.person, p.step, p.created_at FROM pulses AS p WHERE " pulses             \
	" AND " IN_WINDOW("p.created_at") " UNION ALL "                                            \
					  "SELECT f.tool, coalesce(f.person, -f.id), f.step, "     \
					  "f.created_at FROM feedback AS f "                       \
					  "WHERE " feedback " AND " IN_WINDOW(                     \
						  "f.created_at") " AND f.step IS NOT NULL)) "     \
								  "WHERE place = 1"
static const char STEPS_ALL[] = STEPS_OF(OF_ALL, OF_ALL " AND f.tool IS NOT NULL");
static const char STEPS_TOOL[] = STEPS_OF(OF_TOOL("p.tool"), OF_TOOL("f.tool"));
#define LOST_OF                                                                                    \
	"SELECT r.issue, r.created_at, r.minutes_lost, r.minutes_lost IS NULL AND EXISTS "         \
	"(SELECT 1 FROM reports AS m WHERE m.issue = r.issue AND m.id < r.id) AS silent_me_too "
static const char LOST_ALL[] = LOST_OF REPORTS_OF_ALL;
static const char LOST_EVER[] = EVER LOST_OF REPORTS_OF_EVER;
static const char LOST_TOOL[] = LOST_OF REPORTS_OF_TOOL;
static const char SAID_OF_ISSUE[] = "SELECT minutes_lost FROM reports WHERE issue = $1 "
				    "AND minutes_lost IS NOT NULL ORDER BY minutes_lost";
#define SAVED_OF(scope)                                                                            \
	"SELECT coalesce(sum(minutes_saved), 0) AS minutes, count(minutes_saved) AS said "         \
	"FROM feedback AS f WHERE " scope " AND " IN_WINDOW("f.created_at")
static const char SAVED_ALL[] = SAVED_OF(OF_ALL);
static const char SAVED_TOOL[] = SAVED_OF(OF_TOOL("f.tool"));
static const char WAITING[] =
	"SELECT i.id, coalesce(i.reopened_at, i.created_at) AS since FROM issues AS i "
	"WHERE i.tool = $1 AND i.status IN ('open', 'reopened') "
	"ORDER BY coalesce(i.reopened_at, i.created_at), i.id LIMIT 1";
static const char REPORTED[] =
	"SELECT DISTINCT i.id, i.title, " REPORTER " AS person FROM issues AS i "
	"JOIN reports AS r ON r.issue = i.id WHERE i.tool = $1 AND i.reported_at >= $2 "
	"AND r.created_at >= $2 "
	"AND (" LIVE " OR i.status = 'declined') ORDER BY i.id, person";

LIST_STATEMENTS(tool_numbers_statements, FAILURES, STEPS_ALL, STEPS_TOOL, LOST_ALL, LOST_TOOL,
	LOST_EVER, SAID_OF_ISSUE, SAVED_ALL, SAVED_TOOL, WAITING, REPORTED);

static const struct scoped_sql steps = { STEPS_ALL, STEPS_TOOL };
static const struct scoped_sql lost_sql = { LOST_ALL, LOST_TOOL, LOST_EVER };
static const struct scoped_sql saved_sql = { SAVED_ALL, SAVED_TOOL };

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
	_cleanup_query_ struct query query = stmt_query(
		db, sql_for(&steps, tool, from), as_id(tool), as_int(from), as_int(until));
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

/* The issue that was asked for last: reports of one often come together. */
struct median_memory {
	int64_t issue, median;
};

static int64_t remembered_median(struct db *db, struct median_memory *memory, int64_t issue)
{
	if (memory->issue != issue)
		*memory = (struct median_memory){ issue, issue_median(db, issue) };
	return memory->median;
}

static void add_lost(struct minutes_lost *lost, int64_t minutes, bool estimated)
{
	lost->reports++;
	lost->said += !estimated && minutes >= 0;
	lost->estimated += estimated && minutes >= 0;
	lost->minutes += minutes > 0 ? minutes : 0;
}

void tool_numbers_lost_between(struct db *db, int64_t tool, const int64_t *edges, size_t spans,
	struct minutes_lost *ret_lost)
{
	struct median_memory memory = { 0 };
	_cleanup_reading_ struct reading reading = db_reading(db);
	_cleanup_query_ struct query query = stmt_query(db, sql_for(&lost_sql, tool, edges[0]),
		as_id(tool), as_int(edges[0]), as_int(edges[spans]));

	memset(ret_lost, 0, spans * sizeof(*ret_lost));
	while (query_next(&query)) {
		int64_t issue = query_int(&query, "issue"), at = query_int(&query, "created_at");
		int64_t minutes = query_known(&query, "minutes_lost");
		bool estimated = query_int(&query, "silent_me_too") != 0;
		size_t span = 0;
		while (at >= edges[span + 1])
			span++;
		if (estimated)
			minutes = remembered_median(db, &memory, issue);
		add_lost(&ret_lost[span], minutes, estimated);
	}
}

struct minutes_lost tool_numbers_lost(struct db *db, int64_t tool, int64_t from, int64_t until)
{
	struct minutes_lost lost;

	tool_numbers_lost_between(db, tool, (const int64_t[]){ from, until }, 1, &lost);
	return lost;
}

struct minutes_saved tool_numbers_saved(struct db *db, int64_t tool, int64_t from, int64_t until)
{
	_cleanup_query_ struct query query = stmt_query(
		db, sql_for(&saved_sql, tool, from), as_id(tool), as_int(from), as_int(until));
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
		.since = query_int(&query, "since"),
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
