#include "storage/recovered_store.h"

#include "storage/stmt.h"

#define IS_OPEN                                                                                    \
	"(recovered IS NULL OR recovered_at < (SELECT i.worked_around_at FROM issues AS i "        \
	"WHERE i.id = reports.issue))"

static const char ASK[] =
	"UPDATE reports SET asked_recovered_at = coalesce(asked_recovered_at, $1) WHERE id = $2";
static const char ANSWER[] = "UPDATE reports SET recovered = $1, recovered_at = $2 "
			     "WHERE id = $3 AND " IS_OPEN;
static const char OPEN[] = "SELECT count(*) FROM reports WHERE id = $1 AND " IS_OPEN;
static const char COUNT[] = "SELECT count(*) FROM reports WHERE issue = $1 AND recovered = $2";

LIST_STATEMENTS(recovered_store_statements, ASK, ANSWER, OPEN, COUNT);

void recovered_store_ask(struct db *db, int64_t report, int64_t now)
{
	stmt_run(db, ASK, as_int(now), as_int(report));
}

bool recovered_store_answer(struct db *db, int64_t report, const char *answer, int64_t now)
{
	return stmt_run(db, ANSWER, as_text(answer), as_int(now), as_int(report)) > 0;
}

bool recovered_store_is_open(struct db *db, int64_t report)
{
	return stmt_int(db, 0, OPEN, as_int(report)) > 0;
}

int recovered_store_count(struct db *db, int64_t issue, const char *answer)
{
	return (int)stmt_int(db, 0, COUNT, as_int(issue), as_text(answer));
}
