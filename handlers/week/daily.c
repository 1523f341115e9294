#include "handlers/week/daily.h"

#include <inttypes.h>
#include <stdlib.h>

#include "bot/util/arena.h"
#include "bot/util/clock.h"
#include "bot/util/recurrence.h"
#include "bot/util/timezone.h"
#include "handlers/command.h"
#include "handlers/hours/number_metrics.h"
#include "handlers/loop/promise.h"
#include "handlers/outcome.h"
#include "handlers/tool/card_review.h"
#include "handlers/tool/orphans.h"
#include "handlers/tool/silent.h"
#include "handlers/week/monday_list.h"
#include "storage/db.h"
#include "storage/timer_store.h"
#include "storage/tool_store.h"

static const char timer_name[] = "orphans", timer_value[] = "daily";

/* An alarm is for people who are at work, whenever the daemon was started. */
static const struct recurrence each_morning = { .weekdays = 0x7f, .minute = 9 * 60 };

int daily_start(struct db *db, int64_t now)
{
	int error = db_begin(db);

	if (error)
		return error;
	timer_store_set(db, timer_name, timer_value, now);
	return db_commit(db);
}

/* --- the numbers, which take much reading --- */

static struct outcome *read_numbers(struct request *request)
{
	struct number_metrics *metrics = arena_new(request->arena, struct number_metrics);

	*metrics = number_metrics_read(request->db, request->now, request->settings->timezone);
	request->prepared = metrics;
	return silent(request);
}

static int64_t next_look(const struct request *request)
{
	_cleanup_zone_ struct zone *zone = zone_open_or_utc(request->settings->timezone);
	struct occurrence next = { .at = request->now + MS_PER_DAY };

	(void)recurrence_next(&each_morning, zone, request->now, &next);
	return next.at;
}

/* Each tool is looked at in a turn of its own, so that nobody waits for all of them. */
static struct outcome *begin_tools(struct request *request)
{
	struct tools tools = tool_store_all(request->db, request->arena);

	number_metrics_set(request->prepared);
	for (size_t i = 0; i < tools.count; i++)
		timer_store_set(request->db, "daily_tool",
			arena_printf(request->arena, "%" PRId64, tools.items[i].id), request->now);
	timer_store_set(request->db, timer_name, timer_value, next_look(request));
	return silent(request);
}

struct outcome *daily_due(struct request *request)
{
	return prepare_aside(request, read_numbers, begin_tools);
}

/* --- a tool --- */

struct outcome *daily_tool_due(struct request *request)
{
	int64_t id = strtoll(request->text, NULL, 10);
	const struct tool *tool = tool_store_get(request->db, request->arena, id);

	if (!tool)
		return silent(request);
	orphan_look(request, tool);
	monday_list_look(request, tool);
	promises_look(request, tool);
	silent_look(request, tool);
	card_review_look(request, tool);
	return silent(request);
}
