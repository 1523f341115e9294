#include "bot/deliverer.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "bot/delivery_policy.h"
#include "bot/delivery_token.h"
#include "bot/message.h"
#include "bot/platform/platform.h"
#include "bot/turn.h"
#include "bot/util/arena.h"
#include "bot/util/clock.h"
#include "bot/util/handle.h"
#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "bot/util/metrics.h"
#include "bot/util/text.h"
#include "storage/db.h"
#include "storage/departure_store.h"
#include "storage/outbox_store.h"

enum {
	MOST_WAIT_MS = 60 * MS_PER_SECOND,
	PLATFORM_HOLD_MS = 30 * MS_PER_SECOND, // credentials or link down: look again this often
	OPERATIONS = DELIVERY_UPDATE + 1,
	HELD_AT_FIRST = 8, // rows that may have to wait, read beyond those that there is room for
};

/* One attempt, or one look, from the commit of its claim to the commit of its result. */
struct flight {
	struct list link; // deliverer::claimed, then ::under_way, then ::landed
	struct deliverer *deliverer;
	struct arena *arena;
	struct outbox_entry entry; // strings in the arena
	struct delivery delivery;
	bool lookup;
	struct delivery_result result; // strings in the arena
};

/* When a lane may have its next post. Entries whose time has passed are dropped as they are met. */
struct pace {
	struct list link; // deliverer::paces
	int64_t free_at; // monotonic ms
	char lane[];
};

struct deliverer {
	struct turn_member member;
	struct turn *turn;
	struct db *db;
	struct platform *platform;
	const struct delivery_key *key;
	struct deliverer_settings settings;
	uv_timer_t timer;
	bool poked;
	bool stopping;
	struct list claimed, under_way, landed; // flight::link
	int flights;
	struct list paces; // pace::link
	int pace_count;
	int64_t held_until[OPERATIONS]; // monotonic ms
	int64_t platform_held_until; // monotonic ms
	void (*stopped)(void *data);
	void *stopped_data;
};

static struct deliverer *from_member(struct turn_member *member)
{
	return container_of(member, struct deliverer, member);
}

static void poke_later(struct deliverer *deliverer, int64_t wait);

/* --- pacing --- */

static void forget_old_paces(struct deliverer *deliverer, int64_t now)
{
	struct pace *pace, *next;

	list_for_each_safe (pace, next, &deliverer->paces, link) {
		if (pace->free_at > now)
			continue;
		list_remove(&pace->link);
		deliverer->pace_count--;
		free(pace);
	}
}

static int64_t lane_free_at(const struct deliverer *deliverer, const char *lane)
{
	const struct pace *pace;

	list_for_each (pace, &deliverer->paces, link)
		if (text_equal(pace->lane, lane))
			return pace->free_at;
	return 0;
}

/* In memory, because posts still to come must wait too; and in the row of the next one, if it waits
 * already, because then nobody reads it in vain: there may be hundreds of owners with thousands of
 * messages waiting for each. */
static void pace_lane(struct deliverer *deliverer, const char *lane, int64_t now)
{
	const struct platform_impl *impl = deliverer->platform->impl;
	size_t size = strlen(lane) + 1;
	struct pace *pace = xmalloc(sizeof(*pace) + size);

	memcpy(pace->lane, lane, size);
	pace->free_at = clock_monotonic() + impl->capabilities.message_interval;
	list_append(&deliverer->paces, &pace->link);
	deliverer->pace_count++;
	outbox_store_pace(
		deliverer->db, impl->name, lane, now + impl->capabilities.message_interval);
}

/* --- claiming --- */

static void copy_entry(struct flight *flight, const struct outbox_entry *entry)
{
	struct arena *arena = flight->arena;

	flight->entry = *entry;
	flight->entry.key = arena_strdup(arena, entry->key);
	flight->entry.lane = arena_strdup(arena, entry->lane);
	flight->entry.kind = arena_strdup(arena, entry->kind);
	flight->entry.account = arena_strdup(arena, entry->account);
	flight->entry.channel = arena_strdup(arena, entry->channel);
	flight->entry.thread = arena_strdup(arena, entry->thread);
	flight->entry.card_channel = arena_strdup(arena, entry->card_channel);
	flight->entry.card_message = arena_strdup(arena, entry->card_message);
	flight->entry.platform = flight->entry.content = NULL;
	flight->entry.reason = flight->entry.sent_channel = flight->entry.sent_message = NULL;
}

static void describe_delivery(struct flight *flight, const struct message *content)
{
	const struct outbox_entry *entry = &flight->entry;

	flight->delivery = (struct delivery){
		.id = entry->id,
		.token = delivery_token(flight->arena, flight->deliverer->key, entry->key),
		.operation = entry->update ? DELIVERY_UPDATE : DELIVERY_POST,
		.person = entry->update ? NULL : entry->account,
		.channel = entry->update ? entry->card_channel : entry->channel,
		.thread = entry->thread,
		.message = entry->update ? entry->card_message : NULL,
		.content = content,
		.not_before = entry->first_attempt_at,
		.attempt = entry->attempts + 1,
	};
}

static void flight_destroy(struct flight *flight)
{
	list_remove(&flight->link);
	flight->deliverer->flights--;
	arena_destroy(flight->arena);
	free(flight);
}

static void drop_all(struct list *flights)
{
	while (!list_empty(flights))
		flight_destroy(list_first(flights, struct flight, link));
}

static void take_off(struct deliverer *deliverer, const struct outbox_entry *entry, int64_t now)
{
	struct flight *flight = xcalloc(1, sizeof(*flight));

	flight->deliverer = deliverer;
	flight->arena = arena_create();
	flight->lookup = entry->state == OUTBOX_INTENT && !entry->update;
	list_append(&deliverer->claimed, &flight->link);
	deliverer->flights++;
	copy_entry(flight, entry);
	const struct message *content = message_from_json(flight->arena, entry->content);
	if (!content) {
		outbox_store_refuse(deliverer->db, entry->id, "content_unreadable", now);
		flight_destroy(flight);
		return;
	}
	describe_delivery(flight, content);
	if (!flight->lookup)
		outbox_store_claim(deliverer->db, entry->id, now);
}

/* True if the entry needs no flight: an update of a message that never came to be. */
static bool without_message(
	struct deliverer *deliverer, const struct outbox_entry *entry, int64_t now)
{
	if (!entry->update || (entry->card_channel && entry->card_message))
		return false;
	outbox_store_supersede(deliverer->db, entry->id, "no_message", now);
	return true;
}

static bool already_flying(const struct deliverer *deliverer, int64_t id)
{
	const struct list *lists[] = { &deliverer->claimed, &deliverer->under_way };
	const struct flight *flight;

	for (size_t i = 0; i < array_length(lists); i++)
		list_for_each (flight, lists[i], link)
			if (flight->entry.id == id)
				return true;
	return false;
}

/* When this entry may leave, monotonic ms; 0: now. */
static int64_t held_until(const struct deliverer *deliverer, const struct outbox_entry *entry)
{
	int64_t method = deliverer->held_until[entry->update ? DELIVERY_UPDATE : DELIVERY_POST];

	if (entry->update || entry->state == OUTBOX_INTENT)
		return method;
	int64_t lane = lane_free_at(deliverer, entry->lane);
	return lane > method ? lane : method;
}

static int room_for(const struct deliverer *deliverer)
{
	return deliverer->settings.most_at_once - deliverer->flights;
}

/* Claims from the first `limit` rows that are due. Returns false if there is still room, and more
 * rows. */
static bool claim_some(struct deliverer *deliverer, int64_t now, int limit, int64_t *soonest)
{
	_cleanup_arena_ struct arena *arena = arena_create();
	int64_t monotonic = clock_monotonic();
	struct outbox_entries due =
		outbox_store_due(deliverer->db, arena, deliverer->platform->impl->name, now, limit);

	for (size_t i = 0; i < due.count && room_for(deliverer) > 0; i++) {
		const struct outbox_entry *entry = &due.items[i];
		if (already_flying(deliverer, entry->id) || without_message(deliverer, entry, now))
			continue;
		int64_t until = held_until(deliverer, entry);
		if (until <= monotonic)
			take_off(deliverer, entry, now);
		else if (until - monotonic < *soonest)
			*soonest = until - monotonic;
	}
	return room_for(deliverer) <= 0 || due.count < (size_t)limit;
}

static void claim_due(struct deliverer *deliverer, int64_t now)
{
	int64_t monotonic = clock_monotonic();
	int64_t soonest = MOST_WAIT_MS;

	deliverer->poked = false;
	if (deliverer->platform_held_until > monotonic) {
		poke_later(deliverer, deliverer->platform_held_until - monotonic);
		return;
	}
	forget_old_paces(deliverer, monotonic);
	if (room_for(deliverer) <= 0)
		return; // the next landing looks again
	int most = room_for(deliverer) + deliverer->pace_count + deliverer->flights;
	if (!claim_some(deliverer, now, room_for(deliverer) + HELD_AT_FIRST, &soonest))
		claim_some(deliverer, now, most, &soonest);
	if (room_for(deliverer) <= 0)
		return;
	int64_t next = outbox_store_next_due(deliverer->db, deliverer->platform->impl->name);
	if (next > now && next - now < soonest)
		soonest = next - now;
	poke_later(deliverer, soonest);
}

/* --- landing --- */

static void hold(struct deliverer *deliverer, const struct flight *flight)
{
	const struct delivery_result *result = &flight->result;
	int64_t now = clock_monotonic();

	switch (result->hold) {
	case HOLD_DELIVERY:
		return;
	case HOLD_METHOD:
		if (flight->lookup) // another method than the one that sends
			return;
		deliverer->held_until[flight->delivery.operation] =
			now + (result->retry_after > 0 ? result->retry_after : MS_PER_SECOND);
		return;
	case HOLD_PLATFORM:
		deliverer->platform_held_until = now + PLATFORM_HOLD_MS;
		return;
	}
}

static const char *outcome_name(enum delivery_outcome outcome)
{
	static const char *const names[] = {
		[DELIVERED] = "DELIVERED",
		[RETRY_LATER] = "RETRY_LATER",
		[REFUSED] = "REFUSED",
		[UNKNOWN] = "UNKNOWN",
	};

	return names[outcome];
}

static const char *outcome_label(enum delivery_outcome outcome)
{
	static const char *const labels[] = {
		[DELIVERED] = "delivered",
		[RETRY_LATER] = "retry_later",
		[REFUSED] = "refused",
		[UNKNOWN] = "unknown",
	};

	return labels[outcome];
}

/* By issue and by delivery, never by person: who is sent a receipt has reported, and perhaps
 * anonymously. */
static void log_landing(const struct flight *flight)
{
	const struct delivery_result *result = &flight->result;

	log_write(result->outcome == DELIVERED ? LOG_LEVEL_INFO : LOG_LEVEL_WARNING, "deliverer",
		"delivery=%" PRId64 " issue=LM-%" PRId64 " kind=%s attempt=%d outcome=%s%s%s",
		flight->entry.id, flight->entry.issue, flight->entry.kind,
		flight->delivery.attempt - flight->lookup,
		flight->lookup ? (result->outcome == DELIVERED ? "DELIVERED_BEFORE" : "LOOKED_UP")
			       : outcome_name(result->outcome),
		result->reason ? " reason=" : "", result->reason ? result->reason : "");
	metrics_add(METRIC_DELIVERIES, outcome_label(result->outcome), 1);
}

static void record(struct db *db, const struct flight *flight,
	const struct delivery_decision *decision, int64_t now)
{
	const struct outbox_entry *entry = &flight->entry;
	const struct delivery_result *result = &flight->result;

	switch (decision->transition) {
	case TRANSITION_SENT:
		outbox_store_sent(db, entry->id, result->channel, result->message, now);
		return;
	case TRANSITION_RETRY:
		outbox_store_retry(db, entry->id, decision->at, result->reason);
		return;
	case TRANSITION_UNCERTAIN:
		outbox_store_uncertain(db, entry->id, decision->at, result->reason);
		return;
	case TRANSITION_REFUSED:
		outbox_store_refuse(db, entry->id, result->reason, now);
		return;
	case TRANSITION_PARKED:
		outbox_store_park(db, entry->id, result->reason, now);
		return;
	}
}

static void write_landing(struct deliverer *deliverer, struct flight *flight, int64_t now)
{
	const struct outbox_entry *entry = &flight->entry;
	const struct delivery_result *result = &flight->result;
	struct delivery_situation situation = {
		.update = entry->update,
		.lookup = flight->lookup,
		.doubted = result->outcome == REFUSED && entry->person &&
			   departure_store_is_doubted(
				   deliverer->db, entry->person, deliverer->platform->impl->name),
		.can_look = deliverer->platform->impl->capabilities.lookup,
		.attempts = flight->delivery.attempt,
		.created_at = entry->created_at,
		.settle_after = deliverer->settings.settle_after,
		.now = now,
		.jitter = (int)(uv_hrtime() % 1000), // spreads retries, guards nothing
	};
	struct delivery_decision decision = delivery_decide(&situation, result);

	log_landing(flight);
	hold(deliverer, flight);
	record(deliverer->db, flight, &decision, now);
	/* Counted from the end of a request: then two of them cannot arrive closer than they may.
	 * Until then the lane is busy anyway. */
	if (!entry->update && !flight->lookup)
		pace_lane(deliverer, entry->lane, now);
}

static void on_landed(void *data, const struct delivery_result *result)
{
	struct flight *flight = data;
	struct deliverer *deliverer = flight->deliverer;

	flight->result = *result;
	flight->result.channel = arena_strdup(flight->arena, result->channel);
	flight->result.message = arena_strdup(flight->arena, result->message);
	flight->result.reason = arena_strdup(flight->arena, result->reason);
	list_remove(&flight->link);
	list_append(&deliverer->landed, &flight->link);
	// Soon, not now: others land too, and the person has the message already.
	turn_request_soon(deliverer->turn);
}

/* --- the turn --- */

static bool wants(struct turn_member *member)
{
	struct deliverer *deliverer = from_member(member);

	if (!list_empty(&deliverer->landed))
		return true;
	return !deliverer->stopping && (deliverer->poked || turn_has_written(deliverer->turn));
}

static void work(struct turn_member *member, int64_t now)
{
	struct deliverer *deliverer = from_member(member);
	struct flight *flight;

	list_for_each (flight, &deliverer->landed, link)
		write_landing(deliverer, flight, now);
	drop_all(&deliverer->landed); // makes room for what is claimed now
	if (!deliverer->stopping)
		claim_due(deliverer, now);
}

static void depart(struct deliverer *deliverer)
{
	const struct platform_impl *impl = deliverer->platform->impl;

	while (!list_empty(&deliverer->claimed)) {
		struct flight *flight = list_first(&deliverer->claimed, struct flight, link);
		list_remove(&flight->link);
		list_append(&deliverer->under_way, &flight->link);
		if (flight->lookup)
			impl->reconcile(deliverer->platform, &flight->delivery, on_landed, flight);
		else
			impl->deliver(deliverer->platform, &flight->delivery, on_landed, flight);
	}
}

static void maybe_stopped(struct deliverer *deliverer)
{
	void (*stopped)(void *data) = deliverer->stopped;

	if (!stopped || deliverer->flights)
		return;
	deliverer->stopped = NULL;
	stopped(deliverer->stopped_data);
}

static void after(struct turn_member *member, bool committed)
{
	struct deliverer *deliverer = from_member(member);

	if (committed)
		depart(deliverer);
	else
		drop_all(&deliverer->claimed);
	maybe_stopped(deliverer);
}

static const struct turn_member_impl deliverer_member = {
	.wants = wants,
	.work = work,
	.after = after,
};

static void on_timer(uv_timer_t *timer)
{
	deliverer_poke(timer->data);
}

static void poke_later(struct deliverer *deliverer, int64_t wait)
{
	if (wait < 1)
		wait = 1;
	uv_timer_start(&deliverer->timer, on_timer,
		(uint64_t)(wait < MOST_WAIT_MS ? wait : MOST_WAIT_MS), 0);
}

void deliverer_poke(struct deliverer *deliverer)
{
	if (deliverer->stopping)
		return;
	deliverer->poked = true;
	turn_request(deliverer->turn);
}

int deliverer_recover(struct db *db, int64_t settle_after)
{
	int error = db_begin(db);

	if (error)
		return error;
	int found = outbox_store_recover(db, clock_now() + settle_after);
	if (found)
		log_info("deliverer",
			"%d deliveries were under way when the last run ended; each is "
			"looked up before anything is sent again",
			found);
	return db_commit(db);
}

struct deliverer *deliverer_create(uv_loop_t *loop, struct turn *turn, struct db *db,
	struct platform *platform, const struct delivery_key *key,
	const struct deliverer_settings *settings)
{
	struct deliverer *deliverer = xcalloc(1, sizeof(*deliverer));

	deliverer->member.impl = &deliverer_member;
	deliverer->turn = turn;
	deliverer->db = db;
	deliverer->platform = platform;
	deliverer->key = key;
	deliverer->settings = *settings;
	list_init(&deliverer->claimed);
	list_init(&deliverer->under_way);
	list_init(&deliverer->landed);
	list_init(&deliverer->paces);
	uv_timer_init(loop, &deliverer->timer);
	deliverer->timer.data = deliverer;
	turn_join(turn, &deliverer->member);
	deliverer_poke(deliverer);
	return deliverer;
}

void deliverer_stop(struct deliverer *deliverer, void (*done)(void *data), void *data)
{
	deliverer->stopping = true;
	deliverer->stopped = done;
	deliverer->stopped_data = data;
	uv_timer_stop(&deliverer->timer);
	maybe_stopped(deliverer);
}

int deliverer_under_way(const struct deliverer *deliverer)
{
	return deliverer->flights;
}

void deliverer_destroy(struct deliverer *deliverer)
{
	if (!deliverer)
		return;
	turn_leave(&deliverer->member);
	drop_all(&deliverer->claimed);
	drop_all(&deliverer->under_way);
	drop_all(&deliverer->landed);
	forget_old_paces(deliverer, INT64_MAX);
	uv_close((uv_handle_t *)&deliverer->timer, handle_free_owner);
}
