#include "storage/trust_numbers.h"

#include <math.h>

#include "storage/numbers_sql.h"
#include "storage/stmt.h"
#include "storage/tool_numbers.h"

#define GAP_OF(baselines, pulses)                                                                  \
	"WITH looks AS (SELECT b.tool, m.succeeded, m.runs, row_number() OVER (PARTITION BY "      \
	"b.tool, b.workflow ORDER BY m.held_at DESC, m.id DESC) AS place FROM baselines AS b "     \
	"JOIN measurements AS m ON m.baseline = b.id WHERE " baselines " AND " IN_WINDOW(          \
		"m.held_at") " AND m.succeeded IS NOT NULL), observed AS (SELECT tool, "           \
			     "sum(succeeded) AS succeeded, sum(runs) AS runs, "                    \
			     "100.0 * sum(succeeded) / sum(runs) AS success FROM looks "           \
			     "WHERE place = 1 GROUP BY tool HAVING sum(runs) >= 5), "              \
			     "answers AS (SELECT p.tool, p.trust, row_number() OVER ("             \
			     "PARTITION BY p.tool, p.person ORDER BY p.created_at "                \
			     "DESC) AS place FROM pulses AS p WHERE " pulses " AND " IN_WINDOW(    \
				     "p.created_at") " AND p.trust IS NOT NULL) "                  \
						     "SELECT count(*) AS said, count(o.tool) AS "  \
						     "people, coalesce(avg(CASE WHEN o.tool IS "   \
						     "NOT "                                        \
						     "NULL THEN a.trust END), avg(a.trust)) AS "   \
						     "stated, "                                    \
						     "(SELECT coalesce(sum(succeeded), 0) FROM "   \
						     "observed) AS succeeded, "                    \
						     "(SELECT coalesce(sum(runs), 0) FROM "        \
						     "observed) AS runs, "                         \
						     "sum(CASE WHEN a.trust > o.success THEN "     \
						     "a.trust - o.success ELSE 0 END) AS "         \
						     "over_points, "                               \
						     "sum(CASE WHEN a.trust < o.success THEN "     \
						     "o.success - a.trust ELSE 0 END) AS "         \
						     "under_points, "                              \
						     "count(CASE WHEN a.trust > o.success THEN 1 " \
						     "END) AS over_people, "                       \
						     "count(CASE WHEN a.trust < o.success THEN 1 " \
						     "END) AS under_people "                       \
						     "FROM answers AS a LEFT JOIN observed AS o "  \
						     "ON o.tool = a.tool WHERE a.place = 1"

static const char GAP_ALL[] = GAP_OF(OF_ALL, OF_ALL);
static const char GAP_TOOL[] = GAP_OF(OF_TOOL("b.tool"), OF_TOOL("p.tool"));

LIST_STATEMENTS(trust_numbers_statements, GAP_ALL, GAP_TOOL);

static const struct scoped_sql gap_sql = { GAP_ALL, GAP_TOOL };

static double mean(double sum, int64_t count)
{
	return count ? sum / (double)count : 0;
}

struct trust_gap trust_numbers_gap(struct db *db, int64_t tool, int64_t from, int64_t until)
{
	_cleanup_query_ struct query query = stmt_query(
		db, sql_for(&gap_sql, tool, from), as_id(tool), as_int(from), as_int(until));
	struct trust_gap gap = { .stated = -1 };

	if (!query_next(&query))
		return gap;
	gap.said = query_int(&query, "said");
	gap.people = query_int(&query, "people");
	gap.stated = query_known_real(&query, "stated");
	gap.right.part = query_int(&query, "succeeded");
	gap.right.whole = query_int(&query, "runs");
	gap.over = mean(query_known_real(&query, "over_points"), gap.people);
	gap.under = mean(query_known_real(&query, "under_points"), gap.people);
	gap.over_people = query_int(&query, "over_people");
	gap.under_people = query_int(&query, "under_people");
	return gap;
}

void trust_gap_add(struct trust_gap *sum, const struct trust_gap *gap)
{
	double before = (double)sum->people, more = (double)gap->people;

	sum->said += gap->said;
	sum->people += gap->people;
	sum->over = mean(sum->over * before + gap->over * more, sum->people);
	sum->under = mean(sum->under * before + gap->under * more, sum->people);
	sum->over_people += gap->over_people;
	sum->under_people += gap->under_people;
}

int trust_gap_points(const struct trust_gap *gap)
{
	return (int)lround(gap->over - gap->under);
}

bool trust_gap_is_known(const struct trust_gap *gap)
{
	return gap->people >= TOOL_PEOPLE_AT_LEAST;
}
