/* Followers: everyone to be told when an issue is settled. */
#include "bot/util/arena.h"
#include "storage/issue_store.h"
#include "storage/stmt.h"

static const char ADD[] =
	"INSERT INTO followers (issue, person, first_issue, created_at) VALUES ($1, $2, $3, $4) "
	"ON CONFLICT (issue, person) DO NOTHING";
/* Also what waits at the issues merged into it: who stopped following does not start again when one
 * of them comes back. */
static const char REMOVE[] =
	"WITH RECURSIVE tree (id) AS (SELECT id FROM issues WHERE id = $1 UNION "
	"SELECT i.id FROM issues AS i JOIN tree ON i.merged_into = tree.id) "
	"DELETE FROM followers WHERE person = $2 AND issue IN (SELECT id FROM tree)";
static const char HAS[] = "SELECT 1 FROM followers WHERE issue = $1 AND person = $2";
static const char ALL[] =
	"SELECT person FROM followers WHERE issue = $1 ORDER BY created_at, person";

LIST_STATEMENTS(follower_store_statements, ADD, REMOVE, HAS, ALL);

void follower_store_add(struct db *db, int64_t issue, int64_t person, int64_t now)
{
	stmt_run(db, ADD, as_int(issue), as_int(person), as_int(issue), as_int(now));
}

void follower_store_remove(struct db *db, int64_t issue, int64_t person)
{
	stmt_run(db, REMOVE, as_int(issue), as_int(person));
}

bool follower_store_has(struct db *db, int64_t issue, int64_t person)
{
	return stmt_int(db, 0, HAS, as_int(issue), as_int(person)) == 1;
}

struct person_ids follower_store_all(struct db *db, struct arena *arena, int64_t issue)
{
	_cleanup_query_ struct query query = stmt_query(db, ALL, as_int(issue));
	struct person_ids people = { 0 };

	while (query_next(&query))
		*stmt_grow(arena, &people) = query_int(&query, "person");
	return people;
}
