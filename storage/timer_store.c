#include "storage/timer_store.h"

#include "storage/db.h"
#include "storage/stmt.h"

static const char SET[] = "INSERT INTO timers (name, value, due_at) VALUES ($1, $2, $3) "
			  "ON CONFLICT (name, value) DO UPDATE SET due_at = excluded.due_at, "
			  "attempts = 0";
static const char CLEAR[] = "DELETE FROM timers WHERE name = $1 AND value = $2";
static const char DUE[] = "SELECT id, name, value, due_at, attempts FROM timers "
			  "WHERE due_at <= $1 ORDER BY due_at, id LIMIT $2";
static const char DUE_OF[] = "SELECT id, name, value, due_at, attempts FROM timers "
			     "WHERE name = $1 AND due_at <= $2 ORDER BY due_at, id LIMIT $3";
static const char NEXT[] = "SELECT min(due_at) FROM timers";
static const char NEXT_AFTER[] = "SELECT min(due_at) FROM timers WHERE due_at > $1";
static const char STANDS[] = "SELECT 1 FROM timers WHERE id = $1 AND due_at = $2";
static const char FAILED[] = "UPDATE timers SET due_at = $1, attempts = attempts + 1 WHERE id = $2";

LIST_STATEMENTS(timer_store_statements, SET, CLEAR, DUE, DUE_OF, NEXT, NEXT_AFTER, STANDS, FAILED);

void timer_store_set(struct db *db, const char *name, const char *value, int64_t due_at)
{
	stmt_run(db, SET, as_text(name), as_text(value), as_int(due_at));
}

void timer_store_clear(struct db *db, const char *name, const char *value)
{
	stmt_run(db, CLEAR, as_text(name), as_text(value));
}

static struct timers read_all(struct query *query, struct arena *arena)
{
	struct timers timers = { 0 };

	while (query_next(query))
		*stmt_grow(arena, &timers) = (struct timer){
			.id = query_int(query, "id"),
			.name = query_text(query, arena, "name"),
			.value = query_text(query, arena, "value"),
			.due_at = query_int(query, "due_at"),
			.attempts = (int)query_int(query, "attempts"),
		};
	return timers;
}

struct timers timer_store_due(struct db *db, struct arena *arena, int64_t now, int limit)
{
	_cleanup_query_ struct query query = stmt_query(db, DUE, as_int(now), as_int(limit));

	return read_all(&query, arena);
}

struct timers timer_store_due_of(
	struct db *db, struct arena *arena, const char *name, int64_t now, int limit)
{
	_cleanup_query_ struct query query =
		stmt_query(db, DUE_OF, as_text(name), as_int(now), as_int(limit));

	return read_all(&query, arena);
}

int64_t timer_store_next(struct db *db)
{
	_cleanup_reading_ struct reading reading = db_reading(db);

	return stmt_int(db, INT64_MAX, NEXT, no_values());
}

int64_t timer_store_next_after(struct db *db, int64_t now)
{
	_cleanup_reading_ struct reading reading = db_reading(db);

	return stmt_int(db, INT64_MAX, NEXT_AFTER, as_int(now));
}

bool timer_store_stands(struct db *db, int64_t id, int64_t due_at)
{
	return stmt_int(db, 0, STANDS, as_int(id), as_int(due_at)) != 0;
}

void timer_store_failed(struct db *db, int64_t id, int64_t next_at)
{
	stmt_run(db, FAILED, as_int(next_at), as_int(id));
}
