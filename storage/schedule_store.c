/* Schedules; see schedule_store.h. */
#include "storage/schedule_store.h"

#include "bot/util/arena.h"
#include "storage/stmt.h"

#define COLUMNS                                                                                    \
	"id, kind, platform, channel, channel_name, person, tool, rule, timezone, last_day, "      \
	"last_at, "                                                                                \
	"created_by, created_at"

static const char ADD[] =
	"INSERT INTO schedules (kind, platform, channel, channel_name, person, tool, rule, "
	"timezone, "
	"created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id";
static const char GET[] = "SELECT " COLUMNS " FROM schedules WHERE id = $1 AND ended_at IS NULL";
static const char OF_CHANNEL[] =
	"SELECT " COLUMNS " FROM schedules WHERE platform = $1 AND channel = $2 "
	"AND kind = coalesce($3, kind) AND ended_at IS NULL ORDER BY id";
static const char OF_PERSON[] = "SELECT " COLUMNS " FROM schedules WHERE person = $1 "
				"AND kind = coalesce($2, kind) AND ended_at IS NULL ORDER BY id";
static const char ALL[] = "SELECT " COLUMNS " FROM schedules WHERE ended_at IS NULL ORDER BY id";
static const char ACTED[] = "UPDATE schedules SET last_day = $1, last_at = $2 WHERE id = $3";
static const char END[] = "UPDATE schedules SET ended_at = $1 WHERE id = $2 AND ended_at IS NULL";

LIST_STATEMENTS(schedule_store_statements, ADD, GET, OF_CHANNEL, OF_PERSON, ALL, ACTED, END);

static struct schedules read_all(struct query *query, struct arena *arena)
{
	struct schedules schedules = { 0 };

	while (query_next(query))
		*stmt_grow(arena, &schedules) = (struct schedule){
			.id = query_int(query, "id"),
			.kind = query_text(query, arena, "kind"),
			.platform = query_text(query, arena, "platform"),
			.channel = query_text(query, arena, "channel"),
			.channel_name = query_text(query, arena, "channel_name"),
			.person = query_int(query, "person"),
			.tool = query_int(query, "tool"),
			.rule = query_text(query, arena, "rule"),
			.timezone = query_text(query, arena, "timezone"),
			.last_day = query_known(query, "last_day"),
			.last_at = query_int(query, "last_at"),
			.created_by = query_int(query, "created_by"),
			.created_at = query_int(query, "created_at"),
		};
	return schedules;
}

int64_t schedule_store_add(struct db *db, const struct schedule *schedule)
{
	return stmt_int(db, 0, ADD, as_text(schedule->kind), as_text(schedule->platform),
		as_text(schedule->channel), as_text(schedule->channel_name),
		as_id(schedule->person), as_id(schedule->tool), as_text(schedule->rule),
		as_text(schedule->timezone), as_id(schedule->created_by),
		as_int(schedule->created_at));
}

const struct schedule *schedule_store_get(struct db *db, struct arena *arena, int64_t id)
{
	_cleanup_query_ struct query query = stmt_query(db, GET, as_int(id));
	struct schedules schedules = read_all(&query, arena);

	return schedules.count ? &schedules.items[0] : NULL;
}

struct schedules schedule_store_of_channel(struct db *db, struct arena *arena, const char *platform,
	const char *channel, const char *kind)
{
	_cleanup_query_ struct query query =
		stmt_query(db, OF_CHANNEL, as_text(platform), as_text(channel), as_text(kind));
	return read_all(&query, arena);
}

struct schedules schedule_store_of_person(
	struct db *db, struct arena *arena, int64_t person, const char *kind)
{
	_cleanup_query_ struct query query =
		stmt_query(db, OF_PERSON, as_int(person), as_text(kind));
	return read_all(&query, arena);
}

struct schedules schedule_store_all(struct db *db, struct arena *arena)
{
	_cleanup_query_ struct query query = stmt_query(db, ALL, no_values());
	return read_all(&query, arena);
}

void schedule_store_acted(struct db *db, int64_t id, int64_t day, int64_t at)
{
	stmt_run(db, ACTED, as_known(day), as_id(at), as_int(id));
}

void schedule_store_end(struct db *db, int64_t id, int64_t now)
{
	stmt_run(db, END, as_int(now), as_int(id));
}
