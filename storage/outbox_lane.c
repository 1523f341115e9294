#include "storage/outbox_lane.h"

#include "bot/util/memory.h"
#include "storage/stmt.h"

#define FIRST(platform, lane, priority)                                                            \
	"(SELECT o.id FROM outbox AS o WHERE o.platform = " platform " AND o.lane = " lane         \
	" AND o.priority = " priority " AND o.state IN ('ready', 'intent') ORDER BY o.id LIMIT 1)"

static const char LANE_OF[] = "SELECT platform, lane FROM outbox WHERE id = $1";
static const char FIRST_INTERACTIVE[] = "SELECT " FIRST("$1", "$2", "0") " AS id";
static const char FIRST_BATCH[] = "SELECT " FIRST("$1", "$2", "1") " AS id";
static const char TAKE_TURNS[] = "UPDATE outbox SET turn = 0 WHERE platform = $1 AND lane = $2 "
				 "AND turn = 1 AND id <> $3 AND id <> $4";
static const char GIVE_TURN[] = "UPDATE outbox SET turn = 1 WHERE id = $1 AND turn = 0";

LIST_STATEMENTS(outbox_lane_statements, LANE_OF, FIRST_INTERACTIVE, FIRST_BATCH, TAKE_TURNS,
	GIVE_TURN);

void outbox_lane_settle(struct db *db, const char *platform, const char *lane)
{
	int64_t interactive =
		stmt_int(db, 0, FIRST_INTERACTIVE, as_text(platform), as_text(lane));
	int64_t batch = stmt_int(db, 0, FIRST_BATCH, as_text(platform), as_text(lane));

	if (interactive && interactive < batch)
		batch = 0;
	stmt_run(db, TAKE_TURNS, as_text(platform), as_text(lane), as_int(interactive),
		as_int(batch));
	if (interactive)
		stmt_run(db, GIVE_TURN, as_int(interactive));
	if (batch)
		stmt_run(db, GIVE_TURN, as_int(batch));
}

void outbox_lane_settle_of(struct db *db, long long id)
{
	_cleanup_free_ char *platform = NULL;
	_cleanup_free_ char *lane = NULL;
	{
		_cleanup_query_ struct query query = stmt_query(db, LANE_OF, as_int(id));
		if (!query_next(&query))
			return;
		platform = xstrdup(query_peek(&query, "platform"));
		lane = xstrdup(query_peek(&query, "lane"));
	}
	outbox_lane_settle(db, platform, lane);
}
