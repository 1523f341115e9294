#include "storage/numbers_issues.h"

#include "bot/util/arena.h"
#include "storage/db.h"
#include "storage/numbers.h"
#include "storage/numbers_sql.h"
#include "storage/stmt.h"

#define NEWEST_OF(time) "SELECT i.id " ISSUES_IN_WINDOW(time)
#define FIRST_BY(time) " ORDER BY " time " DESC, i.id DESC LIMIT $4"

static const char LOGGED[] = NEWEST_OF("i.created_at") FIRST_BY("i.created_at");
static const char REPORTED_ALL[] =
	"SELECT i.id " REPORTS_OF_ALL " GROUP BY i.id" FIRST_BY("max(r.created_at)");
static const char REPORTED_TOOL[] =
	"SELECT i.id " REPORTS_OF_TOOL " GROUP BY i.id" FIRST_BY("max(r.created_at)");
static const char ACKNOWLEDGED[] = NEWEST_OF("i.acknowledged_at") FIRST_BY("i.acknowledged_at");
static const char FIXED[] = NEWEST_OF("i.fixed_at") FIRST_BY("i.fixed_at");
static const char VERIFIED[] = NEWEST_OF("i.fixed_at") " AND " IS_VERIFIED FIRST_BY("i.fixed_at");
static const char FALSE_FIX[] = NEWEST_OF("i.fixed_at") " AND " IS_FALSE FIRST_BY("i.fixed_at");
static const char UNVERIFIED[] =
	NEWEST_OF("i.fixed_at") " AND i.status = 'fixed'" FIRST_BY("i.fixed_at");
static const char SETTLED[] = NEWEST_OF("i.settled_at") FIRST_BY("i.settled_at");
static const char NOT_TOLD[] =
	NEWEST_OF("i.settled_at") " AND EXISTS (SELECT 1 FROM reports AS r WHERE r.issue = i.id "
				  "AND r.reporter IS NOT NULL "
				  "AND r.reporter <> coalesce(i.settled_by, 0) AND NOT " TOLD(
					  "r.reporter") ")" FIRST_BY("i.settled_at");
static const char LOST_ALL[] =
	"SELECT i.id " REPORTS_OF_ALL
	" AND r.minutes_lost > 0 GROUP BY i.id" FIRST_BY("sum(r.minutes_lost)");
static const char LOST_TOOL[] =
	"SELECT i.id " REPORTS_OF_TOOL
	" AND r.minutes_lost > 0 GROUP BY i.id" FIRST_BY("sum(r.minutes_lost)");

LIST_STATEMENTS(numbers_issues_statements, LOGGED, REPORTED_ALL, REPORTED_TOOL, ACKNOWLEDGED, FIXED,
	VERIFIED, FALSE_FIX, UNVERIFIED, SETTLED, NOT_TOLD, LOST_ALL, LOST_TOOL);

static const struct {
	const char *of_all, *of_tool;
} texts[] = {
	[NUMBER_LOGGED] = { LOGGED, LOGGED },
	[NUMBER_REPORTED] = { REPORTED_ALL, REPORTED_TOOL },
	[NUMBER_ACKNOWLEDGED] = { ACKNOWLEDGED, ACKNOWLEDGED },
	[NUMBER_FIXED] = { FIXED, FIXED },
	[NUMBER_VERIFIED] = { VERIFIED, VERIFIED },
	[NUMBER_FALSE] = { FALSE_FIX, FALSE_FIX },
	[NUMBER_UNVERIFIED] = { UNVERIFIED, UNVERIFIED },
	[NUMBER_SETTLED] = { SETTLED, SETTLED },
	[NUMBER_NOT_TOLD] = { NOT_TOLD, NOT_TOLD },
	[NUMBER_LOST_TIME] = { LOST_ALL, LOST_TOOL },
};

struct numbered_issues numbers_issues(struct db *db, struct arena *arena, enum number number,
	int64_t tool, int64_t from, int64_t until, int limit)
{
	_cleanup_reading_ struct reading reading = db_reading(db);
	const char *sql = tool ? texts[number].of_tool : texts[number].of_all;
	_cleanup_query_ struct query query =
		stmt_query(db, sql, as_id(tool), as_int(from), as_int(until), as_int(limit));
	struct numbered_issues ids = { 0 };

	while (query_next(&query))
		*stmt_grow(arena, &ids) = query_int(&query, "id");
	return ids;
}
