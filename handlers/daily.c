#include "handlers/daily.h"

#include "bot/util/clock.h"
#include "handlers/card_review.h"
#include "handlers/command.h"
#include "handlers/monday_list.h"
#include "handlers/number_metrics.h"
#include "handlers/orphans.h"
#include "handlers/outcome.h"
#include "handlers/promise.h"
#include "handlers/silent.h"
#include "storage/db.h"
#include "storage/timer_store.h"
#include "storage/tool_store.h"

static const char timer_name[] = "orphans", timer_value[] = "daily";

int daily_start(struct db *db, int64_t now)
{
	int error = db_begin(db);

	if (error)
		return error;
	timer_store_set(db, timer_name, timer_value, now);
	return db_commit(db);
}

struct outcome *daily_due(struct request *request)
{
	struct tools tools = tool_store_all(request->db, request->arena);

	for (size_t i = 0; i < tools.count; i++) {
		orphan_look(request, &tools.items[i]);
		monday_list_look(request, &tools.items[i]);
		promises_look(request, &tools.items[i]);
		silent_look(request, &tools.items[i]);
		card_review_look(request, &tools.items[i]);
	}
	number_metrics_set(request->db, request->now, request->settings->timezone);
	timer_store_set(request->db, timer_name, timer_value, request->now + MS_PER_DAY);
	return silent(request);
}
