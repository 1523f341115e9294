#include "storage/numbers_issues.h"

#include "bot/util/arena.h"
#include "storage/db.h"
#include "storage/numbers.h"
#include "storage/numbers_sql.h"
#include "storage/stmt.h"

#define BY(time) " ORDER BY " time " DESC, i.id DESC LIMIT $4"
/* The newest by a time of theirs, of all tools and of one. */
#define ALL(time, more) "SELECT i.id " ISSUES_OF_ALL(time) more BY(time)
#define TOOL(time, more) "SELECT i.id " ISSUES_OF_TOOL(time) more BY(time)
#define IS_NOT_TOLD                                                                                \
	" AND EXISTS (SELECT 1 FROM reports AS r WHERE r.issue = i.id "                            \
	"AND r.reporter IS NOT NULL AND r.reporter <> coalesce(i.settled_by, 0) "                  \
	"AND NOT " TOLD("r.reporter") ")"
#define WITH_REPORTS(reports, order) "SELECT i.id " reports " GROUP BY i.id" BY(order)
#define LOST " AND r.minutes_lost > 0"

static const char LOGGED_ALL[] = ALL("i.created_at", "");
static const char LOGGED_TOOL[] = "SELECT i.id " LOGGED_OF_TOOL BY("i.created_at");
static const char REPORTED_ALL[] = WITH_REPORTS(REPORTS_OF_ALL, "max(r.created_at)");
static const char REPORTED_TOOL[] = WITH_REPORTS(REPORTS_OF_TOOL, "max(r.created_at)");
static const char ACKNOWLEDGED_ALL[] = ALL("i.acknowledged_at", "");
static const char ACKNOWLEDGED_TOOL[] = TOOL("i.acknowledged_at", "");
static const char FIXED_ALL[] = ALL("i.fixed_at", "");
static const char FIXED_TOOL[] = TOOL("i.fixed_at", "");
static const char VERIFIED_ALL[] = ALL("i.fixed_at", " AND " IS_VERIFIED);
static const char VERIFIED_TOOL[] = TOOL("i.fixed_at", " AND " IS_VERIFIED);
static const char FALSE_ALL[] = ALL("i.fixed_at", " AND " IS_FALSE);
static const char FALSE_TOOL[] = TOOL("i.fixed_at", " AND " IS_FALSE);
static const char UNVERIFIED_ALL[] = ALL("i.fixed_at", " AND i.status = 'fixed'");
static const char UNVERIFIED_TOOL[] = TOOL("i.fixed_at", " AND i.status = 'fixed'");
static const char SETTLED_ALL[] = ALL("i.settled_at", "");
static const char SETTLED_TOOL[] = TOOL("i.settled_at", "");
static const char NOT_TOLD_ALL[] = ALL("i.settled_at", IS_NOT_TOLD);
static const char NOT_TOLD_TOOL[] = TOOL("i.settled_at", IS_NOT_TOLD);
static const char LOST_ALL[] = WITH_REPORTS(REPORTS_OF_ALL LOST, "sum(r.minutes_lost)");
static const char LOST_TOOL[] = WITH_REPORTS(REPORTS_OF_TOOL LOST, "sum(r.minutes_lost)");

LIST_STATEMENTS(numbers_issues_statements, LOGGED_ALL, LOGGED_TOOL, REPORTED_ALL, REPORTED_TOOL,
	ACKNOWLEDGED_ALL, ACKNOWLEDGED_TOOL, FIXED_ALL, FIXED_TOOL, VERIFIED_ALL, VERIFIED_TOOL,
	FALSE_ALL, FALSE_TOOL, UNVERIFIED_ALL, UNVERIFIED_TOOL, SETTLED_ALL, SETTLED_TOOL,
	NOT_TOLD_ALL, NOT_TOLD_TOOL, LOST_ALL, LOST_TOOL);

static const struct scoped_sql texts[] = {
	[NUMBER_LOGGED] = { LOGGED_ALL, LOGGED_TOOL },
	[NUMBER_REPORTED] = { REPORTED_ALL, REPORTED_TOOL },
	[NUMBER_ACKNOWLEDGED] = { ACKNOWLEDGED_ALL, ACKNOWLEDGED_TOOL },
	[NUMBER_FIXED] = { FIXED_ALL, FIXED_TOOL },
	[NUMBER_VERIFIED] = { VERIFIED_ALL, VERIFIED_TOOL },
	[NUMBER_FALSE] = { FALSE_ALL, FALSE_TOOL },
	[NUMBER_UNVERIFIED] = { UNVERIFIED_ALL, UNVERIFIED_TOOL },
	[NUMBER_SETTLED] = { SETTLED_ALL, SETTLED_TOOL },
	[NUMBER_NOT_TOLD] = { NOT_TOLD_ALL, NOT_TOLD_TOOL },
	[NUMBER_LOST_TIME] = { LOST_ALL, LOST_TOOL },
};

struct numbered_issues numbers_issues(struct db *db, struct arena *arena, enum number number,
	int64_t tool, int64_t from, int64_t until, int limit)
{
	_cleanup_reading_ struct reading reading = db_reading(db);
	const char *sql = sql_for(&texts[number], tool, from);
	_cleanup_query_ struct query query =
		stmt_query(db, sql, as_id(tool), as_int(from), as_int(until), as_int(limit));
	struct numbered_issues ids = { 0 };

	while (query_next(&query))
		*stmt_grow(arena, &ids) = query_int(&query, "id");
	return ids;
}
