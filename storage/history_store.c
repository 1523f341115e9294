/* History: every change of an issue, append-only (the schema's triggers hold that). */
#include "bot/util/arena.h"
#include "storage/issue_store.h"
#include "storage/stmt.h"

static const char ADD[] = "INSERT INTO history (issue, at, actor, platform, event, change, "
			  "from_value, to_value, text) "
			  "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
/* Whoever was somebody else once is who they are now. */
static const char ALL[] =
	"SELECT h.id, h.issue, h.at, coalesce(p.merged_into, h.actor) AS actor, h.platform, "
	"h.event, h.change, h.from_value, h.to_value, h.text FROM history AS h "
	"LEFT JOIN people AS p ON p.id = h.actor WHERE h.issue = $1 ORDER BY h.id";

LIST_STATEMENTS(history_store_statements, ADD, ALL);

void history_store_add(struct db *db, const struct change *change)
{
	stmt_run(db, ADD, as_int(change->issue), as_int(change->at), as_id(change->actor),
		as_text(change->platform), as_text(change->event), as_text(change->change),
		as_text(change->from_value), as_text(change->to_value), as_text(change->text));
}

struct changes history_store_all(struct db *db, struct arena *arena, int64_t issue)
{
	_cleanup_query_ struct query query = stmt_query(db, ALL, as_int(issue));
	struct changes changes = { 0 };

	while (query_next(&query))
		*stmt_grow(arena, &changes) = (struct change){
			.id = query_int(&query, "id"),
			.issue = query_int(&query, "issue"),
			.at = query_int(&query, "at"),
			.actor = query_int(&query, "actor"),
			.platform = query_text(&query, arena, "platform"),
			.event = query_text(&query, arena, "event"),
			.change = query_text(&query, arena, "change"),
			.from_value = query_text(&query, arena, "from_value"),
			.to_value = query_text(&query, arena, "to_value"),
			.text = query_text(&query, arena, "text"),
		};
	return changes;
}
