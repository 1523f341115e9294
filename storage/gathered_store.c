/* What people are told together; see gathered_store.h. */
#include "storage/gathered_store.h"

#include "bot/util/arena.h"
#include "storage/stmt.h"

#define COLUMNS "g.id, g.person, g.issue, g.kind, g.round, g.gathering"

static const char ADD[] =
	"INSERT INTO gathered (person, issue, kind, round, due_at) VALUES ($1, $2, $3, $4, $5) "
	"ON CONFLICT (person, issue, kind, round) DO NOTHING";
static const char NEXT_DUE[] =
	"SELECT due_at FROM gathered WHERE ended_at IS NULL ORDER BY due_at LIMIT 1";
static const char DUE_PERSON[] =
	"SELECT person FROM gathered WHERE ended_at IS NULL AND due_at <= $1 "
	"ORDER BY due_at LIMIT 1";
static const char WAITING[] = "SELECT " COLUMNS " FROM gathered AS g WHERE g.person = $1 "
			      "AND g.ended_at IS NULL ORDER BY g.id";
static const char END[] = "UPDATE gathered SET ended_at = $1, gathering = $2 WHERE id = $3";
static const char OF[] =
	"SELECT " COLUMNS " FROM gathered AS g WHERE g.gathering = $1 ORDER BY g.id";
static const char TELLING[] =
	"SELECT DISTINCT " COLUMNS " FROM gathered AS told JOIN gathered AS g "
	"ON g.id = told.gathering WHERE told.issue = $1 AND told.round >= $2 ORDER BY g.id";

LIST_STATEMENTS(gathered_store_statements, ADD, NEXT_DUE, DUE_PERSON, WAITING, END, OF, TELLING);

void gathered_store_add(struct db *db, const struct gathered *gathered, int64_t due_at)
{
	stmt_run(db, ADD, as_int(gathered->person), as_int(gathered->issue),
		as_text(gathered->kind), as_int(gathered->round), as_int(due_at));
}

int64_t gathered_store_next_due(struct db *db)
{
	return stmt_int(db, 0, NEXT_DUE, no_values());
}

int64_t gathered_store_due_person(struct db *db, int64_t now)
{
	return stmt_int(db, 0, DUE_PERSON, as_int(now));
}

static struct gathered_list read_all(struct query *query, struct arena *arena)
{
	struct gathered_list list = { 0 };

	while (query_next(query))
		*stmt_grow(arena, &list) = (struct gathered){
			.id = query_int(query, "id"),
			.person = query_int(query, "person"),
			.issue = query_int(query, "issue"),
			.kind = query_text(query, arena, "kind"),
			.round = (int)query_int(query, "round"),
			.gathering = query_int(query, "gathering"),
		};
	return list;
}

struct gathered_list gathered_store_waiting(struct db *db, struct arena *arena, int64_t person)
{
	_cleanup_query_ struct query query = stmt_query(db, WAITING, as_int(person));
	return read_all(&query, arena);
}

void gathered_store_end(struct db *db, int64_t id, int64_t gathering, int64_t now)
{
	stmt_run(db, END, as_int(now), as_id(gathering), as_int(id));
}

struct gathered_list gathered_store_of(struct db *db, struct arena *arena, int64_t gathering)
{
	_cleanup_query_ struct query query = stmt_query(db, OF, as_int(gathering));
	return read_all(&query, arena);
}

struct gathered_list gathered_store_telling(
	struct db *db, struct arena *arena, int64_t issue, int since_round)
{
	_cleanup_query_ struct query query =
		stmt_query(db, TELLING, as_int(issue), as_int(since_round));
	return read_all(&query, arena);
}
