#include "storage/escalation_store.h"

#include "storage/stmt.h"

static const char ADD[] = "INSERT INTO escalations (issue, person, role, at) "
			  "VALUES ($1, $2, $3, $4) ON CONFLICT (issue, person) DO NOTHING";
static const char HAS[] = "SELECT count(*) FROM escalations WHERE issue = $1 AND person = $2";
static const char ALL[] =
	"SELECT person, role, at FROM escalations WHERE issue = $1 ORDER BY at, person";
static const char CLEAR[] = "DELETE FROM escalations WHERE issue = $1";

LIST_STATEMENTS(escalation_store_statements, ADD, HAS, ALL, CLEAR);

bool escalation_store_add(
	struct db *db, int64_t issue, int64_t person, const char *role, int64_t now)
{
	return stmt_run(db, ADD, as_int(issue), as_int(person), as_text(role), as_int(now)) > 0;
}

bool escalation_store_has(struct db *db, int64_t issue, int64_t person)
{
	return stmt_int(db, 0, HAS, as_int(issue), as_int(person)) > 0;
}

struct escalations escalation_store_all(struct db *db, struct arena *arena, int64_t issue)
{
	_cleanup_query_ struct query query = stmt_query(db, ALL, as_int(issue));
	struct escalations escalations = { 0 };

	while (query_next(&query))
		*stmt_grow(arena, &escalations) = (struct escalation){
			.person = query_int(&query, "person"),
			.role = query_text(&query, arena, "role"),
			.at = query_int(&query, "at"),
		};
	return escalations;
}

void escalation_store_clear(struct db *db, int64_t issue)
{
	stmt_run(db, CLEAR, as_int(issue));
}
