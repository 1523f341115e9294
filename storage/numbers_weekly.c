#include "storage/numbers_weekly.h"

#include <math.h>

#include "bot/util/clock.h"
#include "storage/db.h"
#include "storage/numbers_sql.h"
#include "storage/stmt.h"

enum { USUAL_WEEKS = 8 };
#define WEEK_MS (INT64_C(7) * MS_PER_DAY)
#define LAMBDA_AT_LEAST 0.3
#define CHANCE_AT_MOST 0.05

static const char REPORTED[] =
	"SELECT i.reported_at, (SELECT max(r.created_at) FROM reports AS r WHERE r.issue = i.id) "
	"AS last FROM issues AS i WHERE i.tool = $1 AND " ISSUE_COUNTS
	" ORDER BY i.reported_at DESC";

LIST_STATEMENTS(numbers_weekly_statements, REPORTED);

void numbers_weekly(
	struct db *db, int64_t tool, const int64_t *edges, size_t weeks, struct week *ret_weeks)
{
	_cleanup_reading_ struct reading reading = db_reading(db);

	for (size_t i = 0; i < weeks; i++) {
		struct fixes fixes = numbers_fixes(db, tool, edges[i], edges[i + 1]);
		ret_weeks[i] = (struct week){
			.from = edges[i],
			.until = edges[i + 1],
			.reported = numbers_logged(db, tool, edges[i], edges[i + 1]),
			.fixed = fixes.verified.whole,
			.verified = fixes.verified.part,
			.fix = numbers_time_to_fix(db, tool, edges[i], edges[i + 1]),
		};
	}
}

/* reported_at may be too late, and is never too early: none that follows has a later report. */
static int64_t last_report(struct db *db, int64_t tool)
{
	_cleanup_query_ struct query query = stmt_query(db, REPORTED, as_int(tool));
	int64_t last = 0;

	while (query_next(&query)) {
		int64_t at_most = query_int(&query, "reported_at"), own = query_int(&query, "last");
		if (at_most <= last)
			break;
		last = own > last ? own : last;
	}
	return last;
}

struct silence numbers_silence(struct db *db, int64_t tool, int64_t now)
{
	_cleanup_reading_ struct reading reading = db_reading(db);
	struct silence silence = { .last_report = last_report(db, tool) };
	int64_t last = silence.last_report;

	if (!last)
		return silence;
	silence.reports = numbers_reports(db, tool, last + 1 - USUAL_WEEKS * WEEK_MS, last + 1);
	silence.quiet_weeks = now > last ? (now - last) / WEEK_MS : 0;
	return silence;
}

double silence_lambda(const struct silence *silence)
{
	return (double)silence->reports / USUAL_WEEKS;
}

bool silence_is_alarming(const struct silence *silence)
{
	double lambda = silence_lambda(silence);

	return lambda >= LAMBDA_AT_LEAST &&
	       exp(-lambda * (double)silence->quiet_weeks) < CHANCE_AT_MOST;
}
