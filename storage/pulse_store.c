#include "storage/pulse_store.h"

#include "bot/util/arena.h"
#include "storage/stmt.h"

static const char GET[] =
	"SELECT step, trust FROM pulses WHERE tool = $1 AND person = $2 AND week = $3";
static const char SET[] = "INSERT INTO pulses (tool, person, week, step, created_at) "
			  "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (tool, person, week) "
			  "DO UPDATE SET step = excluded.step, created_at = excluded.created_at";

static const char TRUST[] = "UPDATE pulses SET trust = $1, created_at = $2 "
			    "WHERE tool = $3 AND person = $4 AND week = $5";

LIST_STATEMENTS(pulse_store_statements, GET, SET, TRUST);

struct pulse pulse_store_get(
	struct db *db, struct arena *arena, int64_t tool, int64_t person, const char *week)
{
	_cleanup_query_ struct query query =
		stmt_query(db, GET, as_int(tool), as_int(person), as_text(week));

	if (!query_next(&query))
		return (struct pulse){ .trust = TRUST_NOT_SAID };
	return (struct pulse){
		.step = query_text(&query, arena, "step"),
		.trust = (int)query_known(&query, "trust"),
	};
}

const char *pulse_store_set(struct db *db, struct arena *arena, int64_t tool, int64_t person,
	const char *week, const char *step, int64_t now)
{
	const char *before = pulse_store_get(db, arena, tool, person, week).step;

	stmt_run(db, SET, as_int(tool), as_int(person), as_text(week), as_text(step), as_int(now));
	return before;
}

bool pulse_store_set_trust(
	struct db *db, int64_t tool, int64_t person, const char *week, int trust, int64_t now)
{
	return stmt_run(db, TRUST, as_int(trust), as_int(now), as_int(tool), as_int(person),
		       as_text(week)) > 0;
}
