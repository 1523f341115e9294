#include "handlers/tool/launch_gate.h"

#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/clock.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "handlers/command.h"
#include "handlers/words.h"
#include "storage/baseline_store.h"
#include "storage/people_store.h"
#include "storage/tool_store.h"

#define CARD_DAYS INT64_C(90)

static bool is_active(struct db *db, struct arena *arena, int64_t id)
{
	const struct person *person = id ? people_store_get(db, arena, id) : NULL;

	return person && person->active && person->account;
}

static bool has_happens(struct db *db, struct arena *arena, const struct tool *tool)
{
	(void)db, (void)arena;
	return !text_is_blank(tool->happens);
}

static bool has_owner(struct db *db, struct arena *arena, const struct tool *tool)
{
	return is_active(db, arena, tool->owner);
}

static bool has_recovery(struct db *db, struct arena *arena, const struct tool *tool)
{
	(void)db, (void)arena;
	return !text_is_blank(tool->recovery);
}

static bool has_backup(struct db *db, struct arena *arena, const struct tool *tool)
{
	return is_active(db, arena, tool->backup);
}

static bool has_good(struct db *db, struct arena *arena, const struct tool *tool)
{
	(void)db, (void)arena;
	return !text_is_blank(tool->good);
}

static bool has_fails(struct db *db, struct arena *arena, const struct tool *tool)
{
	(void)db, (void)arena;
	return !text_is_blank(tool->fails);
}

static bool has_verify(struct db *db, struct arena *arena, const struct tool *tool)
{
	(void)db, (void)arena;
	return !text_is_blank(tool->verify);
}

static bool has_baseline(struct db *db, struct arena *arena, const struct tool *tool)
{
	(void)arena;
	return baseline_store_held_at(
		db, tool->id, tool->launched_at ? tool->launched_at : INT64_MAX);
}

static bool has_channel(struct db *db, struct arena *arena, const struct tool *tool)
{
	(void)db, (void)arena;
	return tool->channel != NULL;
}

const struct gate_row gate_rows[] = {
	{ "what happens when it fails", "happens=\"it says so and stops\"", has_happens },
	{ "an owner who is there", "owner=@person", has_owner },
	{ "a backup for when the owner is away", "backup=@person", has_backup },
	{ "how to get the work done when it fails", "recovery=\"use last month's template\"",
		has_recovery },
	{ "what it is good at", "good=\"contracts up to 40 pages\"", has_good },
	{ "what it fails at", "fails=\"tables, scans\"", has_fails },
	{ "how to check it in under a minute", "verify=\"count the clauses\"", has_verify },
	{ "how many minutes the work took before", "baseline=45", has_baseline },
	{ "a home channel", "channel=#channel", has_channel },
	{ NULL, NULL, NULL },
};

static size_t missing_of(struct db *db, struct arena *arena, const struct tool *tool)
{
	size_t missing = 0;

	for (const struct gate_row *row = gate_rows; row->what; row++)
		missing += !row->there(db, arena, tool);
	return missing;
}

size_t gate_missing(struct request *request, const struct tool *tool)
{
	return missing_of(request->db, request->arena, tool);
}

struct share gate_coverage(struct db *db, struct arena *arena, int64_t now)
{
	struct tools tools = tool_store_all(db, arena);
	struct share share = { 0 };

	for (size_t i = 0; i < tools.count; i++) {
		const struct tool *tool = &tools.items[i];
		if (tool->stage != STAGE_LAUNCHED)
			continue;
		share.whole++;
		share.part += !missing_of(db, arena, tool) &&
			      now - tool->card_at < CARD_DAYS * MS_PER_DAY;
	}
	return share;
}

const char *gate_missing_names(struct request *request, const struct tool *tool)
{
	_cleanup_text_ struct text names = TEXT_INIT;

	for (const struct gate_row *row = gate_rows; row->what; row++)
		if (!row->there(request->db, request->arena, tool))
			text_printf(&names, "%s%s", names.length ? ", " : "", row->what);
	return arena_strdup(request->arena, text_string(&names));
}

/* After the launch, a figure of today proves nothing: an older one needs its date. */
static const char *hint(
	struct request *request, const struct tool *tool, const struct gate_row *row)
{
	if (row->there == has_baseline && tool->launched_at)
		return typed(request, "baseline", "%s", tool->name);
	return typed(request, "tool", "%s %s", tool->name, row->setting);
}

void say_missing(struct request *request, struct message *message, const struct tool *tool)
{
	for (const struct gate_row *row = gate_rows; row->what; row++) {
		if (row->there(request->db, request->arena, tool))
			continue;
		message_line(message, "Missing: %s. ", row->what);
		message_code(message, "%s", hint(request, tool, row));
	}
}
