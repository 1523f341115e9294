/* The inbox: each event of a platform once. */
#include "storage/outbox_store.h"
#include "storage/stmt.h"

static const char TAKE[] = "INSERT INTO inbox (platform, event, received_at) VALUES ($1, $2, $3) "
			   "ON CONFLICT (platform, event) DO NOTHING RETURNING 1 AS taken";
static const char FORGET[] = "DELETE FROM inbox WHERE platform = $1 AND event = $2";
static const char PRUNE[] =
	"DELETE FROM inbox WHERE (platform, event) IN (SELECT platform, event FROM inbox "
	"WHERE received_at < $1 ORDER BY received_at LIMIT $2)";

LIST_STATEMENTS(inbox_store_statements, TAKE, FORGET, PRUNE);

bool inbox_store_take(struct db *db, const char *platform, const char *event, int64_t now)
{
	return stmt_int(db, 0, TAKE, as_text(platform), as_text(event), as_int(now)) == 1;
}

void inbox_store_forget(struct db *db, const char *platform, const char *event)
{
	stmt_run(db, FORGET, as_text(platform), as_text(event));
}

int inbox_store_prune(struct db *db, int64_t before, int limit)
{
	return stmt_run(db, PRUNE, as_int(before), as_int(limit));
}
