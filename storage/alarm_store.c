#include "storage/alarm_store.h"

#include "storage/stmt.h"

static const char RAISE[] = "INSERT INTO alarms (tool, kind, raised_at) VALUES ($1, $2, $3) "
			    "ON CONFLICT (tool, kind) WHERE ended_at IS NULL DO NOTHING";
static const char END[] =
	"UPDATE alarms SET ended_at = $1 WHERE tool = $2 AND kind = $3 AND ended_at IS NULL";
static const char IS_RAISED[] =
	"SELECT count(*) FROM alarms WHERE tool = $1 AND kind = $2 AND ended_at IS NULL";

LIST_STATEMENTS(alarm_store_statements, RAISE, END, IS_RAISED);

static const char *const names[] = {
	[ALARM_ORPHAN] = "orphan",
	[ALARM_SILENT] = "silent",
};

bool alarm_store_raise(struct db *db, int64_t tool, enum alarm alarm, int64_t now)
{
	return stmt_run(db, RAISE, as_int(tool), as_text(names[alarm]), as_int(now)) > 0;
}

bool alarm_store_end(struct db *db, int64_t tool, enum alarm alarm, int64_t now)
{
	return stmt_run(db, END, as_int(now), as_int(tool), as_text(names[alarm])) > 0;
}

bool alarm_store_is_raised(struct db *db, int64_t tool, enum alarm alarm)
{
	return stmt_int(db, 0, IS_RAISED, as_int(tool), as_text(names[alarm])) > 0;
}
