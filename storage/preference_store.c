/* Preferences; see preference_store.h. */
#include "storage/preference_store.h"

#include "bot/util/arena.h"
#include "storage/stmt.h"

static const char GET[] = "SELECT value FROM preferences WHERE person = $1 AND name = $2";
static const char SET[] = "INSERT INTO preferences (person, name, value) VALUES ($1, $2, $3) "
			  "ON CONFLICT (person, name) DO UPDATE SET value = excluded.value";
static const char TAKE_BACK[] = "DELETE FROM preferences WHERE person = $1 AND name = $2";

LIST_STATEMENTS(preference_store_statements, GET, SET, TAKE_BACK);

const char *preference_store_get(
	struct db *db, struct arena *arena, int64_t person, const char *name)
{
	_cleanup_query_ struct query query = stmt_query(db, GET, as_int(person), as_text(name));

	return query_next(&query) ? query_text(&query, arena, "value") : NULL;
}

void preference_store_set(struct db *db, int64_t person, const char *name, const char *value)
{
	if (value)
		stmt_run(db, SET, as_int(person), as_text(name), as_text(value));
	else
		stmt_run(db, TAKE_BACK, as_int(person), as_text(name));
}
