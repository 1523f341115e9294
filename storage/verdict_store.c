/* Verdicts: what a follower answered to "is it fixed?"; the first answer of a round counts. */
#include "storage/issue_store.h"
#include "storage/stmt.h"

static const char ADD[] = "INSERT INTO verdicts (issue, round, person, verdict, created_at) "
			  "VALUES ($1, $2, $3, $4, $5) "
			  "ON CONFLICT (issue, round, person) DO NOTHING RETURNING 1 AS added";
static const char MARK_REPORTS[] =
	"UPDATE reports SET verdict = $1, verdict_at = $2 WHERE issue = $3 AND reporter = $4";
static const char GET[] =
	"SELECT verdict FROM verdicts WHERE issue = $1 AND round = $2 AND person = $3";

LIST_STATEMENTS(verdict_store_statements, ADD, MARK_REPORTS, GET);

bool verdict_store_add(struct db *db, int64_t issue, int round, int64_t person,
	const char *verdict, int64_t now)
{
	if (!stmt_int(db, 0, ADD, as_int(issue), as_int(round), as_int(person), as_text(verdict),
		    as_int(now)))
		return false;
	stmt_run(db, MARK_REPORTS, as_text(verdict), as_int(now), as_int(issue), as_int(person));
	return true;
}

const char *verdict_store_get(
	struct db *db, struct arena *arena, int64_t issue, int round, int64_t person)
{
	_cleanup_query_ struct query query =
		stmt_query(db, GET, as_int(issue), as_int(round), as_int(person));

	return query_next(&query) ? query_text(&query, arena, "verdict") : NULL;
}
