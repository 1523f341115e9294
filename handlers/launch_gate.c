#include "handlers/launch_gate.h"

#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "handlers/command.h"
#include "handlers/words.h"
#include "storage/people_store.h"
#include "storage/tool_store.h"

static bool is_active(struct request *request, int64_t id)
{
	const struct person *person = id ? people_store_get(request->db, request->arena, id) : NULL;

	return person && person->active && person->account;
}

static bool has_happens(struct request *request, const struct tool *tool)
{
	(void)request;
	return !text_is_blank(tool->happens);
}

static bool has_owner(struct request *request, const struct tool *tool)
{
	return is_active(request, tool->owner);
}

static bool has_recovery(struct request *request, const struct tool *tool)
{
	(void)request;
	return !text_is_blank(tool->recovery);
}

static bool has_backup(struct request *request, const struct tool *tool)
{
	return is_active(request, tool->backup);
}

static bool has_good(struct request *request, const struct tool *tool)
{
	(void)request;
	return !text_is_blank(tool->good);
}

static bool has_fails(struct request *request, const struct tool *tool)
{
	(void)request;
	return !text_is_blank(tool->fails);
}

static bool has_verify(struct request *request, const struct tool *tool)
{
	(void)request;
	return !text_is_blank(tool->verify);
}

static bool has_baseline(struct request *request, const struct tool *tool)
{
	(void)request;
	return tool->baseline_minutes >= 0;
}

static bool has_channel(struct request *request, const struct tool *tool)
{
	(void)request;
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

size_t gate_missing(struct request *request, const struct tool *tool)
{
	size_t missing = 0;

	for (const struct gate_row *row = gate_rows; row->what; row++)
		missing += !row->there(request, tool);
	return missing;
}

const char *gate_missing_names(struct request *request, const struct tool *tool)
{
	_cleanup_text_ struct text names = TEXT_INIT;

	for (const struct gate_row *row = gate_rows; row->what; row++)
		if (!row->there(request, tool))
			text_printf(&names, "%s%s", names.length ? ", " : "", row->what);
	return arena_strdup(request->arena, text_string(&names));
}

void say_missing(struct request *request, struct message *message, const struct tool *tool)
{
	for (const struct gate_row *row = gate_rows; row->what; row++) {
		if (row->there(request, tool))
			continue;
		message_line(message, "Missing: %s. ", row->what);
		message_code(
			message, "%s", typed(request, "tool", "%s %s", tool->name, row->setting));
	}
}
