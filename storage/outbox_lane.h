#ifndef LASTMILE_OUTBOX_LANE_H
#define LASTMILE_OUTBOX_LANE_H
/*
 * Order in a lane. Pending rows (ready, intent) of one lane leave in the order of their ids, and
 * interactive ones before batch ones. So at most two rows have their turn: the first interactive
 * one, and the first batch one if no interactive one is older. The column `turn` says which;
 * whoever makes a row pending, settles one or changes its priority calls outbox_lane_settle() for
 * its lane. A new row has the greatest id, so it takes no one's turn: its own is known when it is
 * written.
 */
struct db;

/* In an INSERT of a pending row: its turn, given its platform, lane and priority. */
#define OUTBOX_TURN(platform, lane, priority)                                                      \
	"(SELECT CASE WHEN EXISTS (SELECT 1 FROM outbox AS o WHERE o.platform = " platform         \
	" AND o.lane = " lane " AND o.priority <= " priority                                       \
	" AND o.state IN ('ready', 'intent')) THEN 0 ELSE 1 END)"

void outbox_lane_settle(struct db *db, const char *platform, const char *lane);
/* The same for the lane of a row. */
void outbox_lane_settle_of(struct db *db, long long id);

#endif
