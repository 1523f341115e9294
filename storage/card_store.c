/*
 * Cards: messages that are edited in place. What a change needs depends on how far the card's post
 * is:
 *
 *     not owed yet, or its card is new   the post is owed
 *     ready, parked                      the post takes the new content
 *     intent, sent                       an update is owed; one that still waits takes the content
 *     refused, superseded                nothing: there is no message to edit
 *
 * An update never overtakes its post: it stands behind it in the same lane, at the same priority
 * or a lower one.
 */
#include "bot/util/arena.h"
#include "bot/util/memory.h"
#include "storage/outbox_lane.h"
#include "storage/outbox_store.h"
#include "storage/stmt.h"

static const char FIND[] = "SELECT id, platform FROM cards WHERE issue = $1 AND person = $2 "
			   "AND kind = $3 AND round = $4";
static const char ADD[] = "INSERT INTO cards (issue, person, kind, round, platform, created_at) "
			  "VALUES ($1, $2, $3, $4, $5, $6) RETURNING id";
static const char POST_OF[] =
	"SELECT id, priority, state FROM outbox WHERE card = $1 AND operation = 'post'";
static const char OWE_POST[] =
	"INSERT INTO outbox (key, platform, operation, lane, person, card, issue, kind, priority, "
	"next_at, created_at, turn) VALUES ('card:' || $1, $2, 'post', 'person:' || $3, $4, "
	"$5, $6, $7, $8, $9, $10, " OUTBOX_TURN("$2", "'person:' || $3", "$8") ") RETURNING id";
static const char WAITING_UPDATE[] = "SELECT max(id) FROM outbox WHERE card = $1 "
				     "AND operation = 'update' AND state = 'ready'";
static const char OWE_UPDATE[] =
	"INSERT INTO outbox (key, platform, operation, lane, person, card, issue, kind, priority, "
	"next_at, created_at, turn) VALUES ('card:' || $1 || ':' || "
	"(SELECT max(b.id) FROM outbox AS b WHERE b.card = $1), "
	"$2, 'update', 'person:' || $3, $4, $5, $6, $7, $8, $9, $10, " OUTBOX_TURN(
		"$2", "'person:' || $3", "$8") ") RETURNING id";
/* Who waits for it now is not kept waiting by hours in which it was to be quiet. */
static const char HURRY[] =
	"UPDATE outbox SET priority = $1, next_at = CASE WHEN attempts = 0 THEN min(next_at, $2) "
	"ELSE next_at END WHERE id = $3 AND priority > $4";
static const char OF_ISSUE[] =
	"SELECT id, issue, person, kind, round, platform, channel, message FROM cards "
	"WHERE issue = $1 AND person IS NOT NULL ORDER BY id";

LIST_STATEMENTS(card_store_statements, FIND, ADD, POST_OF, OWE_POST, WAITING_UPDATE, OWE_UPDATE,
	HURRY, OF_ISSUE);

/* Where it is, it stays: *ret_platform, to be freed, is not what the order says but what is so. */
static int64_t find(struct db *db, const struct card_order *order, char **ret_platform)
{
	_cleanup_query_ struct query query = stmt_query(db, FIND, as_int(order->issue),
		as_int(order->person), as_text(order->kind), as_int(order->round));

	if (!query_next(&query))
		return 0;
	*ret_platform = xstrdup(query_peek(&query, "platform"));
	return query_int(&query, "id");
}

static void owe(struct db *db, const char *sql, int64_t card, const struct card_order *order,
	int priority, int64_t next_at, int64_t now)
{
	int64_t id = stmt_int(db, 0, sql, as_int(card), as_text(order->platform),
		as_int(order->person), as_int(order->person), as_int(card), as_int(order->issue),
		as_text(order->kind), as_int(priority), as_int(next_at), as_int(now));

	if (id)
		outbox_store_say(db, id, order->content);
}

/* A row that still waits says something newer, and is as urgent as the more urgent of both. */
static void replace(struct db *db, int64_t id, const char *content, int priority, int64_t now)
{
	outbox_store_say(db, id, content);
	if (stmt_run(db, HURRY, as_int(priority), as_int(now), as_int(id), as_int(priority)))
		outbox_lane_settle_of(db, id);
}

static void update(struct db *db, int64_t card, const struct card_order *order, bool post_is_open,
	int post_priority, int64_t now)
{
	int priority = (int)order->priority;
	int64_t waiting = stmt_int(db, 0, WAITING_UPDATE, as_int(card));

	if (post_is_open && post_priority > priority)
		priority = post_priority;
	if (waiting)
		replace(db, waiting, order->content, priority, now);
	else
		owe(db, OWE_UPDATE, card, order, priority, now, now);
}

struct post {
	int64_t id; // 0: not owed
	int priority;
	enum outbox_state state;
};

static struct post post_of(struct db *db, int64_t card)
{
	_cleanup_query_ struct query query = stmt_query(db, POST_OF, as_int(card));

	if (!query_next(&query))
		return (struct post){ 0 };
	return (struct post){
		.id = query_int(&query, "id"),
		.priority = (int)query_int(&query, "priority"),
		.state = outbox_state_parse(query_peek(&query, "state")),
	};
}

static void show(struct db *db, int64_t card, const struct card_order *order, int64_t now)
{
	struct post post = post_of(db, card);

	if (!post.id) {
		owe(db, OWE_POST, card, order, (int)order->priority,
			order->not_before > now ? order->not_before : now, now);
		return;
	}
	switch (post.state) {
	case OUTBOX_READY:
		replace(db, post.id, order->content, (int)order->priority, now);
		break;
	case OUTBOX_PARKED:
		outbox_store_say(db, post.id, order->content);
		break;
	case OUTBOX_INTENT:
	case OUTBOX_SENT:
		update(db, card, order, post.state == OUTBOX_INTENT, post.priority, now);
		break;
	case OUTBOX_REFUSED:
	case OUTBOX_SUPERSEDED:
		break;
	}
}

void card_store_show(struct db *db, const struct card_order *order, int64_t now)
{
	_cleanup_free_ char *platform = NULL;
	struct card_order here = *order;
	int64_t card = find(db, order, &platform);

	if (card)
		here.platform = platform;
	else
		card = stmt_int(db, 0, ADD, as_int(order->issue), as_int(order->person),
			as_text(order->kind), as_int(order->round), as_text(order->platform),
			as_int(now));
	if (card)
		show(db, card, &here, now);
}

void card_store_change(struct db *db, const struct card_order *order, int64_t now)
{
	_cleanup_free_ char *platform = NULL;
	struct card_order here = *order;
	int64_t card = find(db, order, &platform);

	here.platform = platform;
	if (card)
		show(db, card, &here, now);
}

struct cards card_store_of_issue(struct db *db, struct arena *arena, int64_t issue)
{
	_cleanup_query_ struct query query = stmt_query(db, OF_ISSUE, as_int(issue));
	struct cards cards = { 0 };

	while (query_next(&query))
		*stmt_grow(arena, &cards) = (struct card){
			.id = query_int(&query, "id"),
			.issue = query_int(&query, "issue"),
			.person = query_int(&query, "person"),
			.kind = query_text(&query, arena, "kind"),
			.round = (int)query_int(&query, "round"),
			.platform = query_text(&query, arena, "platform"),
			.channel = query_text(&query, arena, "channel"),
			.message = query_text(&query, arena, "message"),
		};
	return cards;
}
