#include "bot/scheduler.h"

#include <inttypes.h>
#include <stdbool.h>

#include "bot/dispatcher.h"
#include "bot/event.h"
#include "bot/turn.h"
#include "bot/util/arena.h"
#include "bot/util/clock.h"
#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "bot/util/metrics.h"
#include "handlers/roles.h"
#include "storage/timer_store.h"

enum {
	/* Bounded, so that nobody who is there waits long: after days asleep, or when many channels
	 * read their digest at nine. What is left is done in the next turn, after those people. */
	TIMERS_A_TURN = 64,
	MS_A_TURN = 20,
	LOOK_AGAIN_MS = 30 * MS_PER_SECOND, // the wall clock may have jumped meanwhile
	PUT_OFF_MS = MS_PER_MINUTE,
	PUT_OFF_AT_MOST_MS = MS_PER_HOUR,
};

struct scheduler {
	struct turn_member member;
	struct turn *turn;
	struct db *db;
	const struct handler_settings *settings;
	int64_t (*now)(void);
	uv_timer_t timer;
	int64_t next; // when the next timer is due; INT64_MAX: there is none
};

static int64_t put_off(int attempts)
{
	int64_t wait = PUT_OFF_MS;

	for (int i = 0; i < attempts && wait < PUT_OFF_AT_MOST_MS; i++)
		wait *= 2;
	return wait < PUT_OFF_AT_MOST_MS ? wait : PUT_OFF_AT_MOST_MS;
}

/* The firing has an id of its own, because what it owes is owed once for each event. */
static void fire(struct db *db, const struct handler_settings *settings, const struct timer *timer,
	int64_t now)
{
	_cleanup_arena_ struct arena *arena = arena_create();
	struct event event = {
		.arena = arena,
		.type = EVENT_TIMER,
		.platform = DAEMON_PLATFORM,
		.id = arena_printf(
			arena, "%s %s %" PRId64, timer->name, timer->value, timer->due_at),
		.received_at = now,
		.timer = { .name = timer->name, .value = timer->value },
	};

	metrics_add(METRIC_EVENTS, "timer", 1);
	if (dispatch_timer(db, settings, &event, now))
		return;
	int64_t wait = put_off(timer->attempts);
	log_warning("scheduler", "timer=%s is put off by %" PRId64 " s: it failed %d times",
		timer->name, wait / MS_PER_SECOND, timer->attempts + 1);
	timer_store_failed(db, timer->id, now + wait);
}

int scheduler_run(struct db *db, const struct handler_settings *settings, int64_t now)
{
	_cleanup_arena_ struct arena *arena = arena_create();
	struct timers timers = timer_store_due(db, arena, now, TIMERS_A_TURN);
	int64_t began = clock_monotonic();
	size_t i;

	for (i = 0; i < timers.count && (!i || clock_monotonic() - began < MS_A_TURN); i++)
		fire(db, settings, &timers.items[i], now);
	return (int)i;
}

static struct scheduler *from_member(struct turn_member *member)
{
	return container_of(member, struct scheduler, member);
}

static bool wants(struct turn_member *member)
{
	struct scheduler *scheduler = from_member(member);

	return scheduler->next <= scheduler->now();
}

static void work(struct turn_member *member, int64_t now)
{
	struct scheduler *scheduler = from_member(member);

	(void)now; // the turn's clock is the same, except in tests
	scheduler_run(scheduler->db, scheduler->settings, scheduler->now());
}

static void on_timer(uv_timer_t *timer)
{
	scheduler_poke(timer->data);
}

void scheduler_poke(struct scheduler *scheduler)
{
	scheduler->next = timer_store_next(scheduler->db);
	uv_timer_stop(&scheduler->timer);
	if (scheduler->next == INT64_MAX)
		return;
	int64_t wait = scheduler->next - scheduler->now();
	if (wait <= 0)
		turn_request(scheduler->turn);
	else
		uv_timer_start(&scheduler->timer, on_timer,
			(uint64_t)(wait < LOOK_AGAIN_MS ? wait : LOOK_AGAIN_MS), 0);
}

/* Any member may have set a timer in this turn. */
static void after(struct turn_member *member, bool committed)
{
	if (committed)
		scheduler_poke(from_member(member));
}

static const struct turn_member_impl scheduler_member = {
	.wants = wants,
	.work = work,
	.after = after,
};

struct scheduler *scheduler_create(uv_loop_t *loop, struct turn *turn, struct db *db,
	const struct handler_settings *settings, int64_t (*now)(void))
{
	struct scheduler *scheduler = xcalloc(1, sizeof(*scheduler));

	scheduler->member.impl = &scheduler_member;
	scheduler->turn = turn;
	scheduler->db = db;
	scheduler->settings = settings;
	scheduler->now = now;
	uv_timer_init(loop, &scheduler->timer);
	scheduler->timer.data = scheduler;
	turn_join(turn, &scheduler->member);
	scheduler_poke(scheduler);
	return scheduler;
}

static void on_closed(uv_handle_t *handle)
{
	free(handle->data);
}

void scheduler_destroy(struct scheduler *scheduler)
{
	if (!scheduler)
		return;
	turn_leave(&scheduler->member);
	uv_close((uv_handle_t *)&scheduler->timer, on_closed);
}
