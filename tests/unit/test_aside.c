/*
 * What is read aside while the loop goes on: a digest that has come due is read on another thread
 * and posted in a later turn, once, whatever happens in between. The real scheduler, with a clock
 * of the test's own; nothing here depends on which thread is faster.
 */
#include "storage_fixture.h"

#include <uv.h>

#include "bot/aside.h"
#include "bot/scheduler.h"
#include "bot/turn.h"
#include "bot/util/clock.h"
#include "bot/util/metrics.h"
#include "handlers/command.h"
#include "handlers/week/schedule.h"
#include "storage/alarm_store.h"
#include "storage/schedule_store.h"
#include "storage/timer_store.h"

/* Monday, 23 November 2026, 09:00 UTC. */
#define MONDAY INT64_C(1795424400000)

static const struct handler_settings settings = {
	.timezone = "UTC",
	.home_platform = "slack",
	.command_prefix = "/",
};

struct world {
	struct fixture *f;
	uv_loop_t loop;
	struct turn *turn;
	struct aside *aside;
	struct scheduler *scheduler;
	int64_t schedule;
	bool unreadable; // aside has no database
};

static int64_t told_now(void)
{
	return MONDAY;
}

static void on_failed(void *data, int error, const char *why)
{
	(void)data, (void)error;
	fail_msg("%s", why);
}

static void start(struct world *world)
{
	world->turn = turn_create(&world->loop, world->f->db, on_failed, NULL);
	world->aside = aside_create(
		&world->loop, world->unreadable ? "/nowhere/lastmile.db" : world->f->path);
	world->scheduler = scheduler_create(
		&world->loop, world->turn, world->f->db, &settings, world->aside, told_now);
}

static void stop(struct world *world)
{
	aside_destroy(world->aside);
	scheduler_destroy(world->scheduler);
	turn_destroy(world->turn);
	uv_run(&world->loop, UV_RUN_DEFAULT);
}

/* A digest that is due this moment. */
static void begin(struct world *world, void **state)
{
	struct schedule schedule = {
		.kind = "digest",
		.platform = "slack",
		.channel = "C0LEGAL",
		.channel_name = "legal",
		.rule = "every Monday at 09:00",
		.timezone = "UTC",
		.last_day = SCHEDULE_NEVER_ACTED,
		.created_at = MONDAY - 7 * (int64_t)MS_PER_DAY,
	};

	world->f = *state;
	world->schedule = schedule_store_add(world->f->db, &schedule);
	schedule_arm_all(world->f->db, MONDAY);
	assert_int_equal(db_commit(world->f->db), 0);
	uv_loop_init(&world->loop);
}

static void end(struct world *world)
{
	assert_int_equal(uv_loop_close(&world->loop), 0);
}

static int64_t posted(const struct world *world)
{
	return db_int(world->f->db, -1, "SELECT count(*) FROM outbox WHERE kind = 'digest'");
}

static int64_t due(const struct world *world)
{
	_cleanup_free_ char *sql =
		xasprintf("SELECT count(*) FROM timers WHERE due_at <= %lld", (long long)MONDAY);

	return db_int(world->f->db, -1, sql);
}

/* The turn in which it is found due; what is read comes back in a later one. */
static void one_turn(struct world *world)
{
	scheduler_poke(world->scheduler);
	uv_run(&world->loop, UV_RUN_NOWAIT);
}

static void until_done(struct world *world)
{
	while (due(world) > 0)
		uv_run(&world->loop, UV_RUN_ONCE);
}

static void the_timer_stands_while_it_is_read(void **state)
{
	struct world world = { 0 };

	begin(&world, state);
	start(&world);
	one_turn(&world);
	assert_int_equal(posted(&world), 0);
	assert_int_equal(due(&world), 1);
	until_done(&world);
	assert_true(posted(&world) > 0);
	stop(&world);
	end(&world);
}

static void who_dies_while_it_is_read_reads_it_again(void **state)
{
	struct world world = { 0 };

	begin(&world, state);
	for (int i = 0; i < 5; i++) {
		start(&world);
		one_turn(&world);
		stop(&world);
		assert_int_equal(posted(&world), 0);
		assert_int_equal(due(&world), 1);
	}
	start(&world);
	until_done(&world);
	int64_t once = posted(&world);
	one_turn(&world);
	one_turn(&world);
	assert_true(once > 0 && posted(&world) == once);
	stop(&world);
	end(&world);
}

static void what_is_ended_meanwhile_is_not_posted(void **state)
{
	struct world world = { 0 };

	begin(&world, state);
	start(&world);
	one_turn(&world);
	assert_int_equal(due(&world), 1);
	assert_int_equal(db_begin(world.f->db), 0);
	schedule_store_end(world.f->db, world.schedule, MONDAY);
	schedule_disarm(world.f->db, world.schedule);
	assert_int_equal(db_commit(world.f->db), 0);
	for (int i = 0; i < 3; i++) /* until it has come back: there is nothing else to come */
		uv_run(&world.loop, i ? UV_RUN_NOWAIT : UV_RUN_ONCE);
	assert_int_equal(posted(&world), 0);
	stop(&world);
	end(&world);
}

static int64_t firings(void)
{
	return (int64_t)metrics_value(METRIC_EVENTS, "timer");
}

/* However often it is looked what is due meanwhile. */
static void what_is_being_read_is_not_read_again(void **state)
{
	struct world world = { 0 };
	int64_t before = firings();

	begin(&world, state);
	start(&world);
	one_turn(&world);
	assert_int_equal(due(&world), 1);
	for (int i = 0; i < 3; i++) {
		turn_request(world.turn);
		scheduler_poke(world.scheduler);
	}
	until_done(&world);
	assert_int_equal(firings(), before + 1);
	stop(&world);
	end(&world);
}

/* Put off, and said in the log; what it was about is not lost. */
static void what_cannot_be_read_is_put_off(void **state)
{
	struct world world = { .unreadable = true };

	begin(&world, state);
	start(&world);
	until_done(&world);
	assert_int_equal(posted(&world), 0);
	assert_int_equal(
		db_int(world.f->db, 0,
			"SELECT due_at - 1795424400000 FROM timers WHERE name = 'schedule'"),
		MS_PER_MINUTE);
	stop(&world);
	end(&world);
}

static bool is_raised(const struct world *world, int64_t tool)
{
	_cleanup_reading_ struct reading reading = db_reading(world->f->db);

	return alarm_store_is_raised(world->f->db, tool, ALARM_ORPHAN);
}

/* The numbers aside, each tool in a turn; and it comes again tomorrow. */
static void the_daily_look_stalls_nobody(void **state)
{
	struct world world = { .f = *state };
	int64_t tools[2];

	assert_int_equal(tool_store_create(world.f->db, "drafter", 1, &tools[0]), 0);
	assert_int_equal(tool_store_create(world.f->db, "finder", 1, &tools[1]), 0);
	timer_store_set(world.f->db, "orphans", "daily", MONDAY);
	assert_int_equal(db_commit(world.f->db), 0);
	uv_loop_init(&world.loop);
	start(&world);
	one_turn(&world);
	assert_int_equal(due(&world), 1);
	assert_false(is_raised(&world, tools[0]));
	until_done(&world);
	assert_true(is_raised(&world, tools[0]) && is_raised(&world, tools[1]));
	assert_int_equal(
		db_int(world.f->db, 0,
			"SELECT due_at - 1795424400000 FROM timers WHERE name = 'orphans'"),
		MS_PER_DAY);
	stop(&world);
	end(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = { on_fresh(the_timer_stands_while_it_is_read),
		on_fresh(who_dies_while_it_is_read_reads_it_again),
		on_fresh(what_is_ended_meanwhile_is_not_posted),
		on_fresh(what_is_being_read_is_not_read_again),
		on_fresh(what_cannot_be_read_is_put_off), on_fresh(the_daily_look_stalls_nobody) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
