#include "storage/pulse_store.h"

#include "bot/util/arena.h"
#include "storage/stmt.h"

static const char GET[] = "SELECT step FROM pulses WHERE tool = $1 AND person = $2 AND week = $3";
static const char SET[] = "INSERT INTO pulses (tool, person, week, step, created_at) "
			  "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (tool, person, week) "
			  "DO UPDATE SET step = excluded.step, created_at = excluded.created_at";

LIST_STATEMENTS(pulse_store_statements, GET, SET);

static const char *get(
	struct db *db, struct arena *arena, int64_t tool, int64_t person, const char *week)
{
	_cleanup_query_ struct query query =
		stmt_query(db, GET, as_int(tool), as_int(person), as_text(week));

	return query_next(&query) ? query_text(&query, arena, "step") : NULL;
}

const char *pulse_store_set(struct db *db, struct arena *arena, int64_t tool, int64_t person,
	const char *week, const char *step, int64_t now)
{
	const char *before = get(db, arena, tool, person, week);

	stmt_run(db, SET, as_int(tool), as_int(person), as_text(week), as_text(step), as_int(now));
	return before;
}
