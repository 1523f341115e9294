/* The outbox; its states and who moves them are in outbox_store.h, order in a lane in
 * outbox_lane.h. */
#include "storage/outbox_store.h"

#include "bot/util/arena.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "storage/db.h"
#include "storage/outbox_lane.h"
#include "storage/stmt.h"

#define COLUMNS                                                                                    \
	"b.id, b.key, b.platform, b.operation, b.lane, b.person, "                                 \
	"CASE WHEN p.platform = b.platform THEN p.account ELSE (SELECT a.account "                 \
	"FROM people_accounts AS a WHERE a.person = b.person AND a.platform = b.platform) END "    \
	"AS account, b.channel, "                                                                  \
	"coalesce(b.thread, up.sent_message) AS thread, "                                          \
	"b.card, c.channel AS card_channel, c.message AS card_message, "                           \
	"CASE WHEN b.operation = 'update' AND EXISTS (SELECT 1 FROM outbox AS own "                \
	"WHERE own.card = b.card AND own.operation = 'post' "                                      \
	"AND own.state IN ('ready', 'intent')) THEN 1 ELSE 0 END AS card_pending, "                \
	"b.issue, b.kind, b.priority, t.content, b.state, b.attempts, b.next_at, b.created_at, "   \
	"b.first_attempt_at, b.sent_channel, b.sent_message, b.reason"
#define JOINS                                                                                      \
	" FROM outbox AS b LEFT JOIN people AS p ON p.id = b.person "                              \
	"LEFT JOIN cards AS c ON c.id = b.card LEFT JOIN outbox_contents AS t ON t.outbox = b.id " \
	"LEFT JOIN outbox AS up ON up.id = b.parent "

/* next_at of a row that is on its way right now: nobody looks at it until its attempt is recorded,
 * or the next start recovers it. */
#define ON_ITS_WAY "9223372036854775807"

/* No other row of the lane is on its way, or due and more urgent. */
#define LANE_IS_FREE(now)                                                                          \
	"NOT EXISTS (SELECT 1 FROM outbox AS o WHERE o.platform = b.platform "                     \
	"AND o.lane = b.lane AND o.turn = 1 AND o.id <> b.id "                                     \
	"AND (o.next_at = " ON_ITS_WAY " OR (o.priority < b.priority AND o.next_at <= " now ")))"

#define PENDING "('ready', 'intent')"

static const char POST[] =
	"INSERT INTO outbox (key, platform, operation, lane, person, channel, thread, issue, kind, "
	"priority, next_at, created_at, parent, turn) "
	"VALUES ($1, $2, 'post', $3, $4, $5, $6, $7, $8, $9, $10, $11, "
	"(SELECT above.id FROM outbox AS above WHERE above.key = $12), " OUTBOX_TURN(
		"$2", "$3", "$9") ") ON CONFLICT (key) DO NOTHING RETURNING id";
static const char SAY[] = "INSERT INTO outbox_contents (outbox, content) VALUES ($1, $2) "
			  "ON CONFLICT (outbox) DO UPDATE SET content = excluded.content";
static const char DUE[] =
	"SELECT " COLUMNS JOINS "WHERE b.platform = $1 AND b.priority = $2 AND b.turn = 1 "
	"AND b.next_at <= $3 AND (b.parent IS NULL OR up.sent_message IS NOT NULL) "
	"AND " LANE_IS_FREE("$3") " ORDER BY b.next_at, b.id LIMIT $4";
static const char NEXT_DUE[] =
	"SELECT b.next_at FROM outbox AS b WHERE b.platform = $1 AND b.priority = $2 "
	"AND b.turn = 1 AND b.next_at < " ON_ITS_WAY " AND NOT EXISTS (SELECT 1 FROM outbox AS o "
	"WHERE o.platform = b.platform AND o.lane = b.lane AND o.turn = 1 "
	"AND o.next_at = " ON_ITS_WAY ") ORDER BY b.next_at LIMIT 1";
static const char CLAIM[] =
	"UPDATE outbox SET state = 'intent', attempts = attempts + 1, next_at = " ON_ITS_WAY ", "
	"first_attempt_at = coalesce(first_attempt_at, $1) WHERE id = $2 AND state IN " PENDING;
static const char SENT[] =
	"UPDATE outbox SET state = 'sent', turn = 0, sent_at = $1, "
	"sent_channel = $2, sent_message = $3, reason = NULL WHERE id = $4 AND state IN " PENDING;
static const char PLACE_CARD[] =
	"UPDATE cards SET channel = $1, message = $2 WHERE person IS NOT NULL "
	"AND id = (SELECT card FROM outbox WHERE id = $3 AND operation = 'post')";
static const char RETRY[] =
	"UPDATE outbox SET state = 'ready', next_at = $1, reason = $2 WHERE id = $3 "
	"AND state IN " PENDING;
static const char IS_OVERTAKEN[] =
	"SELECT count(*) FROM outbox AS b WHERE b.id = $1 AND b.operation = 'update' "
	"AND EXISTS (SELECT 1 FROM outbox AS o WHERE o.card = b.card AND o.operation = 'update' "
	"AND o.state = 'ready' AND o.id > b.id)";
static const char PACE[] =
	"UPDATE outbox SET next_at = $1 WHERE platform = $2 AND lane = $3 AND turn = 1 "
	"AND operation = 'post' AND state = 'ready' AND next_at < $4";
static const char UNCERTAIN[] =
	"UPDATE outbox SET next_at = $1, reason = $2 WHERE id = $3 AND state = 'intent'";
static const char REFUSE[] = "UPDATE outbox SET state = 'refused', turn = 0, reason = $1 "
			     "WHERE id = $2 AND state IN ('ready', 'intent', 'parked')";
/* Updates of a card that will never have a message. */
static const char DROP_UPDATES[] =
	"UPDATE outbox SET state = 'superseded', turn = 0, "
	"reason = 'its message was not accepted' WHERE operation = 'update' AND state = 'ready' "
	"AND card = (SELECT b.card FROM outbox AS b WHERE b.id = $1 AND b.operation = 'post')";
static const char PARK[] =
	"UPDATE outbox SET state = 'parked', turn = 0, reason = $1 WHERE id = $2 "
	"AND state IN " PENDING;
/* The newest words of a card wait in its parked post, to be sent if a person says so. */
static const char TAKE_UPDATE[] =
	"UPDATE outbox_contents SET content = coalesce((SELECT t.content FROM outbox AS o "
	"JOIN outbox AS post ON post.card = o.card AND post.operation = 'post' "
	"JOIN outbox_contents AS t ON t.outbox = o.id "
	"WHERE post.id = $1 AND o.operation = 'update' AND o.state = 'ready' "
	"ORDER BY o.id DESC LIMIT 1), content) WHERE outbox = $2";
static const char SUPERSEDE[] = "UPDATE outbox SET state = 'superseded', turn = 0, reason = $1 "
				"WHERE id = $2 AND state IN ('ready', 'intent', 'parked')";
/* What was to stand under a post that will not be there. */
static const char END_REPLIES[] =
	"UPDATE outbox SET state = $1, turn = 0, reason = 'what it answers was not posted' "
	"WHERE parent = $2 AND state = 'ready'";
static const char RECOVER[] = "UPDATE outbox SET next_at = $1 WHERE state = 'intent'";
static const char RESEND[] =
	"UPDATE outbox SET state = 'ready', next_at = $1 WHERE id = $2 AND state = 'parked' "
	"AND EXISTS (SELECT 1 FROM outbox_contents WHERE outbox = outbox.id)";
static const char WAS_SENT[] = "UPDATE outbox SET state = 'sent', sent_at = $1 "
			       "WHERE id = $2 AND state = 'parked'";
static const char PRUNE[] =
	"DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE operation = 'update' "
	"AND state = 'sent' AND sent_at < $1 ORDER BY sent_at LIMIT $2)";
static const char COUNT_PENDING[] = "SELECT count(*) FROM outbox WHERE state IN " PENDING;
static const char COUNT_UNCERTAIN[] = "SELECT count(*) FROM outbox WHERE state = 'intent'";
static const char COUNT_SENT[] = "SELECT count(*) FROM outbox WHERE state = 'sent'";
static const char COUNT_STUCK[] = "SELECT count(*) FROM outbox WHERE state = $1 "
				  "AND state IN ('parked', 'refused')";
/* Without the + SQLite walks through all that was ever sent to the first that is not. */
static const char OLDEST[] = "SELECT created_at FROM outbox WHERE id = "
			     "(SELECT min(+id) FROM outbox WHERE state IN " PENDING ")";
static const char STUCK[] = "SELECT " COLUMNS JOINS
			    "WHERE b.state IN ('parked', 'refused') ORDER BY b.id DESC LIMIT $1";
static const char STUCK_OF_ISSUE[] =
	"SELECT " COLUMNS JOINS "WHERE b.issue = $1 AND b.state IN ('parked', 'refused') "
	"ORDER BY b.id DESC LIMIT $2";

LIST_STATEMENTS(outbox_store_statements, POST, SAY, DUE, NEXT_DUE, CLAIM, SENT, PLACE_CARD, RETRY,
	PACE, IS_OVERTAKEN, UNCERTAIN, REFUSE, DROP_UPDATES, PARK, TAKE_UPDATE, SUPERSEDE,
	END_REPLIES, RECOVER, RESEND, WAS_SENT, PRUNE, COUNT_PENDING, COUNT_UNCERTAIN, COUNT_SENT,
	COUNT_STUCK, OLDEST, STUCK, STUCK_OF_ISSUE);

static const char *const state_names[] = {
	[OUTBOX_READY] = "ready",
	[OUTBOX_INTENT] = "intent",
	[OUTBOX_SENT] = "sent",
	[OUTBOX_PARKED] = "parked",
	[OUTBOX_REFUSED] = "refused",
	[OUTBOX_SUPERSEDED] = "superseded",
};

const char *outbox_state_name(enum outbox_state state)
{
	return state_names[state];
}

enum outbox_state outbox_state_parse(const char *name)
{
	for (size_t i = 0; i < array_length(state_names); i++)
		if (text_equal(name, state_names[i]))
			return (enum outbox_state)i;
	return OUTBOX_SUPERSEDED; /* the schema allows no other */
}

static void read_entry(struct query *query, struct arena *arena, struct outbox_entry *entry)
{
	*entry = (struct outbox_entry){
		.id = query_int(query, "id"),
		.key = query_text(query, arena, "key"),
		.platform = query_text(query, arena, "platform"),
		.update = text_equal(query_peek(query, "operation"), "update"),
		.lane = query_text(query, arena, "lane"),
		.person = query_int(query, "person"),
		.account = query_text(query, arena, "account"),
		.channel = query_text(query, arena, "channel"),
		.thread = query_text(query, arena, "thread"),
		.card = query_int(query, "card"),
		.card_channel = query_text(query, arena, "card_channel"),
		.card_message = query_text(query, arena, "card_message"),
		.card_pending = query_int(query, "card_pending") != 0,
		.issue = query_int(query, "issue"),
		.kind = query_text(query, arena, "kind"),
		.priority = (enum outbox_priority)query_int(query, "priority"),
		.content = query_text(query, arena, "content"),
		.state = outbox_state_parse(query_peek(query, "state")),
		.attempts = (int)query_int(query, "attempts"),
		.next_at = query_int(query, "next_at"),
		.created_at = query_int(query, "created_at"),
		.first_attempt_at = query_int(query, "first_attempt_at"),
		.sent_channel = query_text(query, arena, "sent_channel"),
		.sent_message = query_text(query, arena, "sent_message"),
		.reason = query_text(query, arena, "reason"),
	};
}

static void read_all(struct query *query, struct arena *arena, struct outbox_entries *entries)
{
	while (query_next(query))
		read_entry(query, arena, stmt_grow(arena, entries));
}

void outbox_store_say(struct db *db, int64_t id, const char *content)
{
	stmt_run(db, SAY, as_int(id), as_text(content));
}

bool outbox_store_post(struct db *db, const struct outbox_order *order, int64_t now)
{
	_cleanup_free_ char *lane = order->person
					    ? xasprintf("person:%lld", (long long)order->person)
					    : xasprintf("channel:%s", order->channel);

	int64_t id = stmt_int(db, 0, POST, as_text(order->key), as_text(order->platform),
		as_text(lane), as_id(order->person), as_text(order->channel),
		as_text(order->thread), as_id(order->issue), as_text(order->kind),
		as_int(order->priority), as_int(order->not_before > now ? order->not_before : now),
		as_int(now), as_text(order->under));

	if (id)
		outbox_store_say(db, id, order->content);
	return id != 0;
}

struct outbox_entries outbox_store_due(
	struct db *db, struct arena *arena, const char *platform, int64_t now, int limit)
{
	struct outbox_entries entries = { 0 };

	for (int priority = PRIORITY_INTERACTIVE; priority <= PRIORITY_BATCH; priority++) {
		_cleanup_query_ struct query query = stmt_query(db, DUE, as_text(platform),
			as_int(priority), as_int(now), as_int(limit - (int)entries.count));
		read_all(&query, arena, &entries);
	}
	return entries;
}

int64_t outbox_store_next_due(struct db *db, const char *platform)
{
	_cleanup_reading_ struct reading reading = db_reading(db);
	int64_t interactive =
		stmt_int(db, INT64_MAX, NEXT_DUE, as_text(platform), as_int(PRIORITY_INTERACTIVE));
	int64_t batch =
		stmt_int(db, INT64_MAX, NEXT_DUE, as_text(platform), as_int(PRIORITY_BATCH));

	return interactive < batch ? interactive : batch;
}

void outbox_store_claim(struct db *db, int64_t id, int64_t now)
{
	stmt_run(db, CLAIM, as_int(now), as_int(id));
}

void outbox_store_sent(
	struct db *db, int64_t id, const char *channel, const char *message, int64_t now)
{
	if (!stmt_run(db, SENT, as_int(now), as_text(channel), as_text(message), as_int(id)))
		return;
	stmt_run(db, PLACE_CARD, as_text(channel), as_text(message), as_int(id));
	outbox_lane_settle_of(db, id);
}

void outbox_store_retry(struct db *db, int64_t id, int64_t next_at, const char *reason)
{
	if (stmt_int(db, 0, IS_OVERTAKEN, as_int(id)))
		outbox_store_supersede(db, id, "overtaken by a newer update", next_at);
	else
		stmt_run(db, RETRY, as_int(next_at), as_text(reason), as_int(id));
}

void outbox_store_pace(struct db *db, const char *platform, const char *lane, int64_t at)
{
	stmt_run(db, PACE, as_int(at), as_text(platform), as_text(lane), as_int(at));
}

void outbox_store_uncertain(struct db *db, int64_t id, int64_t next_at, const char *reason)
{
	stmt_run(db, UNCERTAIN, as_int(next_at), as_text(reason), as_int(id));
}

void outbox_store_refuse(struct db *db, int64_t id, const char *reason, int64_t now)
{
	(void)now;
	if (!stmt_run(db, REFUSE, as_text(reason), as_int(id)))
		return;
	stmt_run(db, END_REPLIES, as_text("refused"), as_int(id));
	stmt_run(db, DROP_UPDATES, as_int(id));
	outbox_lane_settle_of(db, id);
}

void outbox_store_park(struct db *db, int64_t id, const char *reason, int64_t now)
{
	(void)now;
	if (!stmt_run(db, PARK, as_text(reason), as_int(id)))
		return;
	stmt_run(db, TAKE_UPDATE, as_int(id), as_int(id));
	stmt_run(db, END_REPLIES, as_text("parked"), as_int(id));
	stmt_run(db, DROP_UPDATES, as_int(id));
	outbox_lane_settle_of(db, id);
}

void outbox_store_supersede(struct db *db, int64_t id, const char *reason, int64_t now)
{
	(void)now;
	if (!stmt_run(db, SUPERSEDE, as_text(reason), as_int(id)))
		return;
	stmt_run(db, END_REPLIES, as_text("superseded"), as_int(id));
	stmt_run(db, DROP_UPDATES, as_int(id));
	outbox_lane_settle_of(db, id);
}

int outbox_store_recover(struct db *db, int64_t at)
{
	return stmt_run(db, RECOVER, as_int(at));
}

bool outbox_store_resolve(struct db *db, int64_t id, bool resend, int64_t now)
{
	if (!stmt_run(db, resend ? RESEND : WAS_SENT, as_int(now), as_int(id)))
		return false;
	outbox_lane_settle_of(db, id);
	return true;
}

int outbox_store_prune(struct db *db, int64_t before, int limit)
{
	return stmt_run(db, PRUNE, as_int(before), as_int(limit));
}

struct outbox_numbers outbox_store_numbers(struct db *db)
{
	_cleanup_reading_ struct reading reading = db_reading(db);

	return (struct outbox_numbers){
		.pending = stmt_int(db, 0, COUNT_PENDING, no_values()),
		.uncertain = stmt_int(db, 0, COUNT_UNCERTAIN, no_values()),
		.parked = stmt_int(db, 0, COUNT_STUCK, as_text("parked")),
		.refused = stmt_int(db, 0, COUNT_STUCK, as_text("refused")),
		.oldest = stmt_int(db, 0, OLDEST, no_values()),
	};
}

int64_t outbox_store_count_sent(struct db *db)
{
	_cleanup_reading_ struct reading reading = db_reading(db);

	return stmt_int(db, 0, COUNT_SENT, no_values());
}

struct outbox_entries outbox_store_undeliverable(
	struct db *db, struct arena *arena, int64_t issue, int limit)
{
	struct outbox_entries entries = { 0 };
	_cleanup_reading_ struct reading reading = db_reading(db);
	_cleanup_query_ struct query query =
		issue ? stmt_query(db, STUCK_OF_ISSUE, as_int(issue), as_int(limit))
		      : stmt_query(db, STUCK, as_int(limit));

	read_all(&query, arena, &entries);
	return entries;
}
