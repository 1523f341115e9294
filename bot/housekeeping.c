#include "bot/housekeeping.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>

#include "bot/profile_rounds.h"
#include "bot/turn.h"
#include "bot/util/arena.h"
#include "bot/util/clock.h"
#include "bot/util/handle.h"
#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "storage/db.h"
#include "storage/draft_store.h"
#include "storage/outbox_store.h"

enum {
	TICK_MS = 250, // what `say` wrote is taken up within a second, with room to spare
	TICKS_A_SECOND = 4,
	PRUNE_EVERY_MS = 10 * MS_PER_MINUTE,
	INBOX_ROWS_A_PRUNE = 1000, // bounded, so that a prune never holds up an answer
	DRAFT_ROWS_A_PRUNE = 200,
	EDITS_A_PRUNE = 500, // each is in several indexes
	JUMP_MS = 10 * MS_PER_SECOND,
	SAME_JUMPS_MS = MS_PER_MINUTE, // a clock that is put right again and again is told of once
};
#define INBOX_KEPT_MS (INT64_C(30) * MS_PER_DAY)
#define DRAFTS_KEPT_MS (INT64_C(30) * MS_PER_DAY)
#define EDITS_KEPT_MS (INT64_C(30) * MS_PER_DAY)

struct housekeeping {
	struct turn_member member;
	struct turn *turn;
	struct db *db;
	const char *const *platforms;
	struct housekeeping_hooks hooks;
	uv_timer_t timer;
	int ticks;
	int64_t data_version;
	int64_t last_tick_wall, last_tick_monotonic;
	int64_t jumped_at; // monotonic; 0: never
	int64_t pruned_at; // monotonic
	bool prune; // wanted in the coming transaction
	struct profile_rounds *rounds; // one for each platform
};

static struct housekeeping *from_member(struct turn_member *member)
{
	return container_of(member, struct housekeeping, member);
}

static bool wants(struct turn_member *member)
{
	return from_member(member)->prune;
}

static void work(struct turn_member *member, int64_t now)
{
	struct housekeeping *self = from_member(member);

	int events = inbox_store_prune(self->db, now - INBOX_KEPT_MS, INBOX_ROWS_A_PRUNE);
	int edits = outbox_store_prune(self->db, now - EDITS_KEPT_MS, EDITS_A_PRUNE);

	draft_store_prune(self->db, now - DRAFTS_KEPT_MS, DRAFT_ROWS_A_PRUNE);
	self->prune = events == INBOX_ROWS_A_PRUNE || edits == EDITS_A_PRUNE;
}

static void after(struct turn_member *member, bool committed)
{
	struct housekeeping *self = from_member(member);

	if (committed && self->prune)
		turn_request(self->turn);
}

static const struct turn_member_impl housekeeping_member = {
	.wants = wants,
	.work = work,
	.after = after,
};

static void look_for_others(struct housekeeping *self)
{
	int64_t version = db_data_version(self->db);

	if (version == self->data_version)
		return;
	self->data_version = version;
	self->hooks.others_wrote(self->hooks.data);
}

/* A jump may be all that is seen of a sleep, where a virtual machine was stopped. One of many is
 * none. */
static bool first_of_jumps(struct housekeeping *self, int64_t monotonic)
{
	bool first = !self->jumped_at || monotonic - self->jumped_at > SAME_JUMPS_MS;

	self->jumped_at = monotonic;
	return first;
}

/* The wall clock and the one that never jumps must move alike, and neither by much more than a
 * tick. */
static void look_for_sleep(struct housekeeping *self)
{
	int64_t wall = clock_now(), monotonic = clock_monotonic();
	int64_t passed = monotonic - self->last_tick_monotonic;
	int64_t drift = wall - self->last_tick_wall - passed;

	self->last_tick_wall = wall;
	self->last_tick_monotonic = monotonic;
	if (passed < JUMP_MS && drift > -JUMP_MS && drift < JUMP_MS)
		return;
	self->hooks.jumped(self->hooks.data);
	bool first = first_of_jumps(self, monotonic);
	if (first)
		log_warning("housekeeping",
			"%" PRId64 " ms passed since the last look, and the wall clock "
			"moved %" PRId64 " ms against that",
			passed, drift);
	if (first || passed >= JUMP_MS)
		self->hooks.asleep(self->hooks.data);
}

/* One a second and platform: they count these calls too, and nobody waits for them. */
static void ask_for_a_profile(
	struct housekeeping *self, const char *platform, struct profile_rounds *rounds)
{
	_cleanup_arena_ struct arena *arena = arena_create();
	_cleanup_reading_ struct reading reading = db_reading(self->db);
	const struct person *person = profile_rounds_next(
		rounds, self->db, arena, platform, clock_now(), clock_monotonic());

	if (person)
		self->hooks.request_profile(self->hooks.data, platform, person->account);
}

static void each_second(struct housekeeping *self)
{
	for (size_t i = 0; self->platforms[i]; i++)
		ask_for_a_profile(self, self->platforms[i], &self->rounds[i]);
	if (clock_monotonic() - self->pruned_at > PRUNE_EVERY_MS) {
		self->pruned_at = clock_monotonic();
		self->prune = true;
		turn_request(self->turn);
	}
	self->hooks.second(self->hooks.data);
}

static void on_tick(uv_timer_t *timer)
{
	struct housekeeping *self = timer->data;

	look_for_sleep(self);
	look_for_others(self);
	if (++self->ticks % TICKS_A_SECOND == 0)
		each_second(self);
}

struct housekeeping *housekeeping_create(uv_loop_t *loop, struct turn *turn, struct db *db,
	const char *const *platforms, const struct housekeeping_hooks *hooks)
{
	struct housekeeping *self = xcalloc(1, sizeof(*self));
	size_t count = 0;

	while (platforms[count])
		count++;
	self->rounds = xcalloc(count + 1, sizeof(*self->rounds));
	self->member.impl = &housekeeping_member;
	self->turn = turn;
	self->db = db;
	self->platforms = platforms;
	self->hooks = *hooks;
	self->data_version = db_data_version(db);
	self->last_tick_wall = clock_now();
	self->last_tick_monotonic = self->pruned_at = clock_monotonic();
	uv_timer_init(loop, &self->timer);
	self->timer.data = self;
	uv_timer_start(&self->timer, on_tick, TICK_MS, TICK_MS);
	turn_join(turn, &self->member);
	return self;
}

void housekeeping_destroy(struct housekeeping *self)
{
	if (!self)
		return;
	turn_leave(&self->member);
	free(self->rounds);
	uv_close((uv_handle_t *)&self->timer, handle_free_owner);
}
