#include "storage/reminder_store.h"

#include "storage/stmt.h"

static const char ADD[] = "INSERT INTO reminders (issue, due_at, rung, at) VALUES ($1, $2, $3, $4) "
			  "ON CONFLICT (issue, due_at, rung) DO NOTHING";
static const char LAST[] = "SELECT rung, at FROM reminders WHERE issue = $1 AND due_at = $2 "
			   "ORDER BY rung DESC LIMIT 1";
static const char TELL[] =
	"INSERT INTO reminded (issue, due_at, person, at) VALUES ($1, $2, $3, $4) "
	"ON CONFLICT (issue, due_at, person) DO NOTHING";
static const char WAS_TOLD[] = "SELECT EXISTS (SELECT 1 FROM reminded WHERE issue = $1 "
			       "AND due_at = $2 AND person = $3)";
static const char LAST_TOLD[] = "SELECT coalesce(max(at), 0) FROM reminded WHERE person = $1";

LIST_STATEMENTS(reminder_store_statements, ADD, LAST, TELL, WAS_TOLD, LAST_TOLD);

bool reminder_store_add(struct db *db, int64_t issue, int64_t due_at, int rung, int64_t now)
{
	return stmt_run(db, ADD, as_int(issue), as_int(due_at), as_int(rung), as_int(now)) > 0;
}

struct reminder reminder_store_last(struct db *db, int64_t issue, int64_t due_at)
{
	_cleanup_query_ struct query query = stmt_query(db, LAST, as_int(issue), as_int(due_at));

	if (!query_next(&query))
		return (struct reminder){ .rung = -1 };
	return (struct reminder){
		.rung = (int)query_int(&query, "rung"),
		.at = query_int(&query, "at"),
	};
}

bool reminder_store_tell(struct db *db, int64_t issue, int64_t due_at, int64_t person, int64_t now)
{
	return stmt_run(db, TELL, as_int(issue), as_int(due_at), as_int(person), as_int(now)) > 0;
}

bool reminder_store_was_told(struct db *db, int64_t issue, int64_t due_at, int64_t person)
{
	return stmt_int(db, 0, WAS_TOLD, as_int(issue), as_int(due_at), as_int(person)) != 0;
}

int64_t reminder_store_last_told(struct db *db, int64_t person)
{
	return stmt_int(db, 0, LAST_TOLD, as_int(person));
}
