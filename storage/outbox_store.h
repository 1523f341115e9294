#ifndef LASTMILE_OUTBOX_STORE_H
#define LASTMILE_OUTBOX_STORE_H
/*
 * The outbox owes, the inbox remembers, cards are what is edited in place.
 *
 * States of an outbox row and who moves it (facts: design.md 7):
 *
 *     ready ──claim──▶ intent ──settle──▶ sent | refused | parked
 *       ▲                │
 *       └────release─────┘    superseded: an update overtaken by a newer one
 *
 * `intent` is the only state in which the platform may or may not have the message. Rows found in
 * `intent` at start are settled by a look at the platform before anything is sent again.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct db;

/* inbox. Returns true if this is the first time; false: seen before. */
bool inbox_store_take(struct db *db, const char *platform, const char *event, int64_t now);
void inbox_store_forget(struct db *db, const char *platform, const char *event);
int inbox_store_prune(struct db *db, int64_t before, int limit); /* rows removed */

enum outbox_state {
	OUTBOX_READY,
	OUTBOX_INTENT,
	OUTBOX_SENT,
	OUTBOX_PARKED,
	OUTBOX_REFUSED,
	OUTBOX_SUPERSEDED,
};

const char *outbox_state_name(enum outbox_state state); /* "ready" */
enum outbox_state outbox_state_parse(const char *name);

enum outbox_priority { PRIORITY_INTERACTIVE, PRIORITY_BATCH };

struct outbox_entry {
	int64_t id;
	const char *key;
	const char *platform;
	bool update; // else a post
	const char *lane;
	int64_t person; // 0
	const char *account; // the person's id on the platform; NULL
	const char *channel, *thread;
	int64_t card; // 0
	const char *card_channel, *card_message; // where the card is; NULL until delivered
	bool card_pending; // the card's own post is still ready or in intent
	int64_t issue;
	const char *kind;
	enum outbox_priority priority;
	const char *content; // struct message as JSON
	enum outbox_state state;
	int attempts;
	int64_t next_at, created_at, first_attempt_at;
	const char *sent_channel, *sent_message, *reason;
};
struct outbox_entries {
	struct outbox_entry *items;
	size_t count;
};

/* What to owe. Strings are copied. */
struct outbox_order {
	const char *key; // once ever: a second order with the same key is ignored
	const char *platform;
	int64_t person; // direct message to; or
	const char *channel, *thread;
	const char *under; // key of an earlier order for this channel: posted in its thread once
			   // that is there, and not at all if it never is; NULL
	int64_t issue;
	const char *kind;
	enum outbox_priority priority;
	int64_t not_before; // leaves then at the earliest; 0: at once
	const char *content;
};
/* Returns false if the key was owed before. */
bool outbox_store_post(struct db *db, const struct outbox_order *order, int64_t now);
/* What a row that has not left yet says from now on. Once a delivery has ended its words are gone.
 */
void outbox_store_say(struct db *db, int64_t id, const char *content);

/*
 * Cards. card_store_show() makes the person's card say `content`: posts it if it was never posted;
 * replaces the content of the post if that has not left yet; else owes one update (an update still
 * waiting takes the new content). A card whose post was refused stays as it is.
 */
struct card_order {
	int64_t issue;
	int64_t person;
	const char *kind;
	int round;
	const char *platform; // where it is to be posted; a card that is there stays where it is
	enum outbox_priority priority;
	int64_t not_before; // its post leaves then at the earliest; edits notify nobody. 0: at once
	const char *content;
};
void card_store_show(struct db *db, const struct card_order *order, int64_t now);
/* The same, but only if the card exists (was posted or is owed). */
void card_store_change(struct db *db, const struct card_order *order, int64_t now);

struct card {
	int64_t id, issue, person;
	const char *kind;
	int round;
	const char *platform, *channel, *message; // NULL until delivered
};
struct cards {
	struct card *items;
	size_t count;
};
struct cards card_store_of_issue(struct db *db, struct arena *arena, int64_t issue);

/*
 * Rows that may be worked on now: due, of `platform`, interactive first, then the longest due; at
 * most one of each lane. Order within a lane is kept: a row waits for older ones of the same or a
 * higher priority, also while they wait themselves; an interactive row passes batch ones. Nothing
 * of a lane is returned while a claimed row of it is on its way.
 */
struct outbox_entries outbox_store_due(
	struct db *db, struct arena *arena, const char *platform, int64_t now, int limit);
/* When to ask again: ms UTC, INT64_MAX for never. Leaves out lanes with a row on its way. */
int64_t outbox_store_next_due(struct db *db, const char *platform);

/* → intent, attempts + 1; committed before the request leaves. The row is on its way, and comes up
 * again only through retry, uncertain or recover. */
void outbox_store_claim(struct db *db, int64_t id, int64_t now);
/* intent → sent; the card learns its place; content is dropped. */
void outbox_store_sent(
	struct db *db, int64_t id, const char *channel, const char *message, int64_t now);
/* → ready again at `next_at`: the request certainly had no effect. An update with a newer one
 * waiting behind it is superseded instead. */
void outbox_store_retry(struct db *db, int64_t id, int64_t next_at, const char *reason);
/* The lane has had a post: the next one is due at `at`, or later, so that nobody meets it till then
 * in looking for work. Updates are not held up. */
void outbox_store_pace(struct db *db, const char *platform, const char *lane, int64_t at);
/* stays intent: looked up at `next_at` */
void outbox_store_uncertain(struct db *db, int64_t id, int64_t next_at, const char *reason);
void outbox_store_refuse(struct db *db, int64_t id, const char *reason, int64_t now);
/* A parked post of a card takes the words of the update that waited for it. */
void outbox_store_park(struct db *db, int64_t id, const char *reason, int64_t now);
void outbox_store_supersede(struct db *db, int64_t id, const char *reason, int64_t now);
/* At start: every row in intent is due for a look at `at`. Returns how many. */
int outbox_store_recover(struct db *db, int64_t at);

/* What a person decides about a parked row: it was sent after all, or send it again. */
bool outbox_store_resolve(struct db *db, int64_t id, bool resend, int64_t now);

/* Edits that were sent before then go; nothing is read of them any more. Posts stay: numbers,
 * replies and the next edit lead to them. Returns how many went. */
int outbox_store_prune(struct db *db, int64_t before, int limit);

struct outbox_numbers {
	int64_t pending; // ready or in intent
	int64_t uncertain; // of these, in intent
	int64_t parked, refused;
	int64_t oldest; // created_at of the oldest pending one; 0: none
};
struct outbox_numbers outbox_store_numbers(struct db *db);
/* All there are, old edits left out: counts for as long as there are many of them. */
int64_t outbox_store_count_sent(struct db *db);
struct outbox_entries outbox_store_undeliverable(
	struct db *db, struct arena *arena, int64_t issue /* 0: all */, int limit);

#endif
