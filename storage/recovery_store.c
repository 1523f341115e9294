/* Recovery steps by tool and kind of failure; see recovery_store.h. */
#include "storage/recovery_store.h"

#include "bot/util/arena.h"
#include "storage/stmt.h"

static const char GET[] = "SELECT steps FROM tool_recoveries WHERE tool = $1 AND kind = $2";
static const char SET[] = "INSERT INTO tool_recoveries (tool, kind, steps) VALUES ($1, $2, $3) "
			  "ON CONFLICT (tool, kind) DO UPDATE SET steps = excluded.steps";
static const char REMOVE[] = "DELETE FROM tool_recoveries WHERE tool = $1 AND kind = $2";
static const char ALL[] = "SELECT kind, steps FROM tool_recoveries WHERE tool = $1 ORDER BY kind";

LIST_STATEMENTS(recovery_store_statements, GET, SET, REMOVE, ALL);

const char *recovery_store_get(struct db *db, struct arena *arena, int64_t tool, const char *kind)
{
	if (!kind)
		return NULL;
	_cleanup_query_ struct query query = stmt_query(db, GET, as_int(tool), as_text(kind));

	return query_next(&query) ? query_text(&query, arena, "steps") : NULL;
}

void recovery_store_set(struct db *db, int64_t tool, const char *kind, const char *steps)
{
	if (steps)
		stmt_run(db, SET, as_int(tool), as_text(kind), as_text(steps));
	else
		stmt_run(db, REMOVE, as_int(tool), as_text(kind));
}

struct recoveries recovery_store_all(struct db *db, struct arena *arena, int64_t tool)
{
	_cleanup_query_ struct query query = stmt_query(db, ALL, as_int(tool));
	struct recoveries recoveries = { 0 };

	while (query_next(&query))
		*stmt_grow(arena, &recoveries) = (struct recovery){
			.kind = query_text(&query, arena, "kind"),
			.steps = query_text(&query, arena, "steps"),
		};
	return recoveries;
}
