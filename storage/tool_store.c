#include "storage/tool_store.h"

#include <string.h>

#include "bot/util/arena.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "storage/db.h"
#include "storage/stmt.h"

#define COLUMNS                                                                                    \
	"id, name, coalesce(title, name) AS title, owner, backup, channel_platform, channel, "     \
	"channel_name, stage, good, fails, verify, happens, recovery, "                            \
	"target_hours, acknowledge_minutes, fix_minutes, escalate_minutes, routing, "              \
	"champion_cap, card_at, reminded_at, launched_at, created_at, updated_at"

static const char GET[] = "SELECT " COLUMNS " FROM tools WHERE id = $1";
static const char FIND_ID[] = "SELECT coalesce((SELECT id FROM tools WHERE name = $1), "
			      "(SELECT tool FROM tool_aliases WHERE alias = $2))";
static const char BY_CHANNEL[] = "SELECT " COLUMNS " FROM tools WHERE channel = $1 "
				 "AND channel_platform = $2 AND stage <> 'retired' LIMIT 2";
static const char ALL[] =
	"SELECT " COLUMNS " FROM tools ORDER BY CASE stage WHEN 'retired' THEN 1 ELSE 0 END, name";
static const char OWNED_BY[] =
	"SELECT " COLUMNS " FROM tools WHERE owner = $1 OR backup = $2 ORDER BY name";
static const char CREATE[] =
	"INSERT INTO tools (name, created_at, updated_at) VALUES ($1, $2, $3) RETURNING id";
static const char SAVE[] =
	"UPDATE tools SET title = $1, owner = $2, backup = $3, channel_platform = $4, "
	"channel = $5, "
	"channel_name = $6, stage = $7, good = $8, fails = $9, verify = $10, happens = $11, "
	"recovery = $12, target_hours = $13, acknowledge_minutes = $14, "
	"fix_minutes = $15, escalate_minutes = $16, routing = $17, champion_cap = $18, "
	"card_at = $19, reminded_at = $20, launched_at = $21, "
	"updated_at = $22 WHERE id = $23";
static const char SET_REMINDED[] = "UPDATE tools SET reminded_at = $1 WHERE id = $2";
static const char ADD_ALIAS[] = "INSERT INTO tool_aliases (alias, tool) VALUES ($1, $2)";
static const char REMOVE_ALIAS[] = "DELETE FROM tool_aliases WHERE alias = $1 AND tool = $2";
static const char ALIASES[] = "SELECT alias FROM tool_aliases WHERE tool = $1 ORDER BY alias";
static const char ADD_CHAMPION[] = "INSERT INTO tool_champions (tool, person) VALUES ($1, $2) "
				   "ON CONFLICT (tool, person) DO NOTHING";
static const char REMOVE_CHAMPION[] = "DELETE FROM tool_champions WHERE tool = $1 AND person = $2";
static const char CHAMPIONS[] =
	"SELECT p.id, p.platform, p.account, p.name, "
	"coalesce(p.chosen_timezone, p.timezone) AS timezone, p.active, p.admin "
	"FROM tool_champions AS c JOIN people AS p ON p.id = c.person WHERE c.tool = $1 "
	"ORDER BY p.name, p.id";

LIST_STATEMENTS(tool_store_statements, GET, FIND_ID, BY_CHANNEL, ALL, OWNED_BY, CREATE, SAVE,
	SET_REMINDED, ADD_ALIAS, REMOVE_ALIAS, ALIASES, ADD_CHAMPION, REMOVE_CHAMPION, CHAMPIONS);

static const char *const stage_names[] = {
	[STAGE_PILOT] = "pilot",
	[STAGE_LAUNCHED] = "launched",
	[STAGE_PAUSED] = "paused",
	[STAGE_RETIRED] = "retired",
};

const char *tool_stage_name(enum tool_stage stage)
{
	return stage_names[stage];
}

bool tool_stage_parse(const char *name, enum tool_stage *ret_stage)
{
	for (size_t i = 0; i < array_length(stage_names); i++)
		if (text_equal_nocase(name, stage_names[i])) {
			*ret_stage = (enum tool_stage)i;
			return true;
		}
	return false;
}

static void read_tool(struct query *query, struct arena *arena, struct tool *tool)
{
	*tool = (struct tool){
		.id = query_int(query, "id"),
		.name = query_text(query, arena, "name"),
		.title = query_text(query, arena, "title"),
		.owner = query_int(query, "owner"),
		.backup = query_int(query, "backup"),
		.channel_platform = query_text(query, arena, "channel_platform"),
		.channel = query_text(query, arena, "channel"),
		.channel_name = query_text(query, arena, "channel_name"),
		.good = NULL,
	};
	(void)tool_stage_parse(query_peek(query, "stage"), &tool->stage);
	tool->good = query_text(query, arena, "good");
	tool->fails = query_text(query, arena, "fails");
	tool->verify = query_text(query, arena, "verify");
	tool->happens = query_text(query, arena, "happens");
	tool->recovery = query_text(query, arena, "recovery");
	tool->target_hours = query_known_real(query, "target_hours");
	tool->acknowledge_minutes = (int)query_int(query, "acknowledge_minutes");
	tool->fix_minutes = (int)query_int(query, "fix_minutes");
	tool->escalate_minutes = (int)query_int(query, "escalate_minutes");
	tool->champions_first = text_equal(query_peek(query, "routing"), "champions");
	tool->champion_cap = (int)query_int(query, "champion_cap");
	tool->card_at = query_int(query, "card_at");
	tool->reminded_at = query_int(query, "reminded_at");
	tool->launched_at = query_int(query, "launched_at");
	tool->created_at = query_int(query, "created_at");
	tool->updated_at = query_int(query, "updated_at");
}

static struct tools read_all(struct query *query, struct arena *arena)
{
	struct tools tools = { 0 };

	while (query_next(query))
		read_tool(query, arena, stmt_grow(arena, &tools));
	return tools;
}

const struct tool *tool_store_get(struct db *db, struct arena *arena, int64_t id)
{
	_cleanup_query_ struct query query = stmt_query(db, GET, as_int(id));
	struct tools tools = read_all(&query, arena);

	return tools.count ? &tools.items[0] : NULL;
}

static int64_t find_id(struct db *db, const char *word)
{
	return stmt_int(db, 0, FIND_ID, as_text(word), as_text(word));
}

const struct tool *tool_store_find(struct db *db, struct arena *arena, const char *word)
{
	int64_t id = find_id(db, word);

	return id ? tool_store_get(db, arena, id) : NULL;
}

const struct tool *tool_store_by_channel(
	struct db *db, struct arena *arena, const char *platform, const char *channel)
{
	_cleanup_query_ struct query query =
		stmt_query(db, BY_CHANNEL, as_text(channel), as_text(platform));
	struct tools tools = read_all(&query, arena);

	return tools.count == 1 ? &tools.items[0] : NULL;
}

struct tools tool_store_all(struct db *db, struct arena *arena)
{
	_cleanup_query_ struct query query = stmt_query(db, ALL, no_values());
	return read_all(&query, arena);
}

struct tools tool_store_owned_by(struct db *db, struct arena *arena, int64_t person)
{
	_cleanup_query_ struct query query =
		stmt_query(db, OWNED_BY, as_int(person), as_int(person));
	return read_all(&query, arena);
}

int tool_store_create(struct db *db, const char *name, int64_t now, int64_t *ret_id)
{
	if (find_id(db, name))
		return TOOL_E_TAKEN;
	int64_t id = stmt_int(db, 0, CREATE, as_text(name), as_int(now), as_int(now));
	if (!id)
		return db_failure(db, NULL);
	*ret_id = id;
	return 0;
}

void tool_store_save(struct db *db, const struct tool *tool, int64_t now)
{
	bool titled = tool->title && strcmp(tool->title, tool->name) != 0;

	stmt_run(db, SAVE, as_text(titled ? tool->title : NULL), as_id(tool->owner),
		as_id(tool->backup), as_text(tool->channel_platform), as_text(tool->channel),
		as_text(tool->channel_name), as_text(tool_stage_name(tool->stage)),
		as_text(tool->good), as_text(tool->fails), as_text(tool->verify),
		as_text(tool->happens), as_text(tool->recovery), as_known_real(tool->target_hours),
		as_int(tool->acknowledge_minutes), as_id(tool->fix_minutes),
		as_int(tool->escalate_minutes),
		as_text(tool->champions_first ? "champions" : "owner"), as_int(tool->champion_cap),
		as_id(tool->card_at), as_id(tool->reminded_at), as_id(tool->launched_at),
		as_int(now), as_int(tool->id));
}

void tool_store_set_reminded(struct db *db, int64_t id, int64_t at)
{
	stmt_run(db, SET_REMINDED, as_id(at), as_int(id));
}

int tool_store_add_alias(struct db *db, int64_t tool, const char *alias)
{
	int64_t taken_by = find_id(db, alias);

	if (taken_by)
		return taken_by == tool ? 0 : TOOL_E_TAKEN;
	stmt_run(db, ADD_ALIAS, as_text(alias), as_int(tool));
	return db_failure(db, NULL);
}

void tool_store_remove_alias(struct db *db, int64_t tool, const char *alias)
{
	stmt_run(db, REMOVE_ALIAS, as_text(alias), as_int(tool));
}

struct words tool_store_aliases(struct db *db, struct arena *arena, int64_t tool)
{
	_cleanup_query_ struct query query = stmt_query(db, ALIASES, as_int(tool));
	struct words words = { 0 };

	while (query_next(&query))
		*stmt_grow(arena, &words) = query_text(&query, arena, "alias");
	return words;
}

void tool_store_add_champion(struct db *db, int64_t tool, int64_t person)
{
	stmt_run(db, ADD_CHAMPION, as_int(tool), as_int(person));
}

void tool_store_remove_champion(struct db *db, int64_t tool, int64_t person)
{
	stmt_run(db, REMOVE_CHAMPION, as_int(tool), as_int(person));
}

struct people tool_store_champions(struct db *db, struct arena *arena, int64_t tool)
{
	_cleanup_query_ struct query query = stmt_query(db, CHAMPIONS, as_int(tool));
	struct people people = { 0 };

	while (query_next(&query))
		*stmt_grow(arena, &people) = (struct person){
			.id = query_int(&query, "id"),
			.platform = query_text(&query, arena, "platform"),
			.account = query_text(&query, arena, "account"),
			.name = query_text(&query, arena, "name"),
			.timezone = query_text(&query, arena, "timezone"),
			.active = query_int(&query, "active") != 0,
			.admin = query_int(&query, "admin") != 0,
		};
	return people;
}
