#include "bot/scheduler.h"

#include <inttypes.h>
#include <stdbool.h>

#include "bot/answer.h"
#include "bot/aside.h"
#include "bot/dispatcher.h"
#include "bot/event.h"
#include "bot/turn.h"
#include "bot/util/arena.h"
#include "bot/util/clock.h"
#include "bot/util/handle.h"
#include "bot/util/list.h"
#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "bot/util/metrics.h"
#include "handlers/roles.h"
#include "storage/db.h"
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

/* A timer that has come due. */
struct firing {
	struct list link; // scheduler::ordered, ::reading, ::read
	struct scheduler *scheduler;
	struct timer timer;
	struct event event; // its arena is the firing's
	const struct outcome *outcome; // what is to be read aside; NULL: nothing
	struct aside_job job;
	bool failed; // to be read
};

struct scheduler {
	struct turn_member member;
	struct turn *turn;
	struct db *db;
	const struct handler_settings *settings;
	struct aside *aside; // NULL: all is done in the turn
	struct list ordered, reading, read; // firing::link: what is read aside
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

static void failed(struct db *db, const struct timer *timer, int64_t now)
{
	int64_t wait = put_off(timer->attempts);

	log_warning("scheduler", "timer=%s is put off by %" PRId64 " s: it failed %d times",
		timer->name, wait / MS_PER_SECOND, timer->attempts + 1);
	timer_store_failed(db, timer->id, now + wait);
}

/* The firing has an id of its own, because what it owes is owed once for each event. */
static struct firing *firing_create(const struct timer *timer, int64_t now)
{
	struct firing *firing = xcalloc(1, sizeof(*firing));
	struct arena *arena = arena_create();

	firing->timer = *timer;
	firing->timer.name = arena_strdup(arena, timer->name);
	firing->timer.value = arena_strdup(arena, timer->value);
	firing->event = (struct event){
		.arena = arena,
		.type = EVENT_TIMER,
		.platform = DAEMON_PLATFORM,
		.id = arena_printf(
			arena, "%s %s %" PRId64, timer->name, timer->value, timer->due_at),
		.received_at = now,
		.timer = { .name = firing->timer.name, .value = firing->timer.value },
	};
	list_init(&firing->link);
	return firing;
}

static void firing_destroy(struct firing *firing)
{
	list_remove(&firing->link);
	arena_destroy(firing->event.arena);
	free(firing);
}

/* Those that are to be read aside are put into `aside`; NULL: nothing is. */
static void fire(struct db *db, const struct handler_settings *settings, const struct timer *timer,
	int64_t now, struct list *aside)
{
	struct firing *firing = firing_create(timer, now);

	metrics_add(METRIC_EVENTS, "timer", 1);
	if (!dispatch_timer(db, settings, &firing->event, now, aside ? &firing->outcome : NULL))
		failed(db, timer, now);
	if (aside && firing->outcome)
		list_append(aside, &firing->link);
	else
		firing_destroy(firing);
}

int scheduler_run(struct db *db, const struct handler_settings *settings, int64_t now)
{
	_cleanup_arena_ struct arena *arena = arena_create();
	struct timers timers = timer_store_due(db, arena, now, TIMERS_A_TURN);
	int64_t began = clock_monotonic();
	size_t i;

	for (i = 0; i < timers.count && (!i || clock_monotonic() - began < MS_A_TURN); i++)
		fire(db, settings, &timers.items[i], now, NULL);
	return (int)i;
}

/* --- aside --- */

static size_t count_of(const struct list *firings)
{
	const struct firing *firing;
	size_t count = 0;

	list_for_each (firing, firings, link)
		count++;
	return count;
}

static bool is_among(const struct list *firings, int64_t timer)
{
	const struct firing *firing;

	list_for_each (firing, firings, link)
		if (firing->timer.id == timer)
			return true;
	return false;
}

static bool is_under_way(const struct scheduler *scheduler, int64_t timer)
{
	return is_among(&scheduler->ordered, timer) || is_among(&scheduler->reading, timer) ||
	       is_among(&scheduler->read, timer);
}

/* What is due and not under way. */
static struct timers due(struct scheduler *scheduler, struct arena *arena, int64_t now)
{
	size_t under_way = count_of(&scheduler->ordered) + count_of(&scheduler->reading) +
			   count_of(&scheduler->read);
	struct timers timers =
		timer_store_due(scheduler->db, arena, now, TIMERS_A_TURN + (int)under_way);
	size_t kept = 0;

	for (size_t i = 0; under_way && i < timers.count; i++)
		if (!is_under_way(scheduler, timers.items[i].id))
			timers.items[kept++] = timers.items[i];
	if (under_way)
		timers.count = kept;
	return timers;
}

static void read_job(struct aside_job *job, struct db *db)
{
	struct firing *firing = container_of(job, struct firing, job);
	struct answer nowhere;

	firing->failed = !dispatch_read(db, &firing->event, firing->outcome, &nowhere);
}

static void job_done(struct aside_job *job)
{
	struct firing *firing = container_of(job, struct firing, job);

	list_remove(&firing->link);
	list_append(&firing->scheduler->read, &firing->link);
	turn_request(firing->scheduler->turn);
}

static void read_aside(struct scheduler *scheduler, struct firing *firing)
{
	list_remove(&firing->link);
	list_append(&scheduler->reading, &firing->link);
	firing->scheduler = scheduler;
	firing->job = (struct aside_job){ .read = read_job, .done = job_done };
	aside_submit(scheduler->aside, &firing->job);
}

/* It was read: unless somebody has ended it meanwhile it is done with. */
static void end_firing(struct scheduler *scheduler, struct firing *firing, int64_t now)
{
	const struct timer *timer = &firing->timer;

	if (timer_store_stands(scheduler->db, timer->id, timer->due_at) &&
		(firing->failed ||
			!dispatch_prepared(scheduler->db, &firing->event, firing->outcome, now)))
		failed(scheduler->db, timer, now);
	firing_destroy(firing);
}

/* --- its turns --- */

static struct scheduler *from_member(struct turn_member *member)
{
	return container_of(member, struct scheduler, member);
}

static bool wants(struct turn_member *member)
{
	struct scheduler *scheduler = from_member(member);

	return scheduler->next <= scheduler->now() || !list_empty(&scheduler->read);
}

static void work(struct turn_member *member, int64_t now)
{
	struct scheduler *scheduler = from_member(member);
	_cleanup_arena_ struct arena *arena = arena_create();
	int64_t began = clock_monotonic();

	now = scheduler->now(); // the turn's clock is the same, except in tests
	while (!list_empty(&scheduler->read))
		end_firing(scheduler, list_first(&scheduler->read, struct firing, link), now);
	struct timers timers = due(scheduler, arena, now);
	for (size_t i = 0; i < timers.count && (!i || clock_monotonic() - began < MS_A_TURN); i++)
		fire(scheduler->db, scheduler->settings, &timers.items[i], now,
			scheduler->aside ? &scheduler->ordered : NULL);
}

static void on_timer(uv_timer_t *timer)
{
	scheduler_poke(timer->data);
}

/* What is under way comes by itself. */
static int64_t next_due(struct scheduler *scheduler)
{
	_cleanup_arena_ struct arena *arena = arena_create();
	_cleanup_reading_ struct reading reading = db_reading(scheduler->db);
	int64_t now = scheduler->now();
	struct timers timers = due(scheduler, arena, now);

	return timers.count ? timers.items[0].due_at : timer_store_next_after(scheduler->db, now);
}

void scheduler_poke(struct scheduler *scheduler)
{
	scheduler->next = next_due(scheduler);
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
	struct scheduler *scheduler = from_member(member);

	if (!committed)
		return;
	while (!list_empty(&scheduler->ordered))
		read_aside(scheduler, list_first(&scheduler->ordered, struct firing, link));
	scheduler_poke(scheduler);
}

static const struct turn_member_impl scheduler_member = {
	.wants = wants,
	.work = work,
	.after = after,
};

struct scheduler *scheduler_create(uv_loop_t *loop, struct turn *turn, struct db *db,
	const struct handler_settings *settings, struct aside *aside, int64_t (*now)(void))
{
	struct scheduler *scheduler = xcalloc(1, sizeof(*scheduler));

	scheduler->member.impl = &scheduler_member;
	scheduler->turn = turn;
	scheduler->db = db;
	scheduler->settings = settings;
	scheduler->aside = aside;
	scheduler->now = now;
	list_init(&scheduler->ordered);
	list_init(&scheduler->reading);
	list_init(&scheduler->read);
	uv_timer_init(loop, &scheduler->timer);
	scheduler->timer.data = scheduler;
	turn_join(turn, &scheduler->member);
	scheduler_poke(scheduler);
	return scheduler;
}

static void let_go(struct list *firings)
{
	while (!list_empty(firings))
		firing_destroy(list_first(firings, struct firing, link));
}

void scheduler_destroy(struct scheduler *scheduler)
{
	if (!scheduler)
		return;
	turn_leave(&scheduler->member);
	let_go(&scheduler->ordered);
	let_go(&scheduler->reading);
	let_go(&scheduler->read);
	uv_close((uv_handle_t *)&scheduler->timer, handle_free_owner);
}
