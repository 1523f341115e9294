/*
 * The scheduler with a clock of the test's own: what is due fires once and in order, whatever the
 * clock, a failing handler or a restart do. Nothing here waits.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <uv.h>

#include "bot/scheduler.h"
#include "bot/turn.h"
#include "bot/util/clock.h"
#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "handlers/command.h"
#include "storage/db.h"
#include "storage/timer_store.h"

struct world {
	char folder[64];
	uv_loop_t loop;
	struct db *db;
	struct turn *turn;
	struct scheduler *scheduler;
};

static int64_t test_now;

static int64_t told_now(void)
{
	return test_now;
}

static const struct handler_settings settings = {
	.timezone = "UTC",
	.home_platform = "slack",
	.command_prefix = "/",
};

static void on_failed(void *data, int error, const char *why)
{
	(void)data, (void)error;
	fail_msg("%s", why);
}

static void start(struct world *world)
{
	world->turn = turn_create(&world->loop, world->db, on_failed, world);
	world->scheduler =
		scheduler_create(&world->loop, world->turn, world->db, &settings, NULL, told_now);
}

static void stop(struct world *world)
{
	scheduler_destroy(world->scheduler);
	turn_destroy(world->turn);
	uv_run(&world->loop, UV_RUN_DEFAULT);
}

/* Every firing leaves its event in the inbox: `fired` keeps the order. Those called "broken" fail.
 */
static int setup(void **state)
{
	struct world *world = xcalloc(1, sizeof(*world));
	_cleanup_free_ char *path = NULL;
	char *why = NULL;

	log_set_level(LOG_LEVEL_ERROR);
	test_now = INT64_C(1795424400000);
	snprintf(world->folder, sizeof(world->folder), "/tmp/lastmile-XXXXXX");
	assert_non_null(mkdtemp(world->folder));
	path = xasprintf("%s/db", world->folder);
	assert_int_equal(db_open(path, DB_DAEMON, &world->db, &why), 0);
	db_int(world->db, 0, "CREATE TABLE fired (n INTEGER PRIMARY KEY, event TEXT)");
	db_int(world->db, 0,
		"CREATE TRIGGER firing AFTER INSERT ON inbox BEGIN "
		"INSERT INTO fired (event) VALUES (new.event); END");
	db_int(world->db, 0,
		"CREATE TRIGGER breaking AFTER INSERT ON inbox WHEN new.event LIKE 'broken %' "
		"BEGIN SELECT raise(ABORT, 'as the test wants it'); END");
	uv_loop_init(&world->loop);
	start(world);
	*state = world;
	return 0;
}

static int teardown(void **state)
{
	struct world *world = *state;

	stop(world);
	assert_int_equal(uv_loop_close(&world->loop), 0);
	db_close(world->db);
	static const char *const files[] = { "db", "db-wal", "db-shm", "db.lock", "db-lock" };
	for (size_t i = 0; i < array_length(files); i++) {
		_cleanup_free_ char *path = xasprintf("%s/%s", world->folder, files[i]);
		unlink(path);
	}
	rmdir(world->folder);
	free(world);
	return 0;
}

static void set(struct world *world, const char *name, const char *value, int64_t due_at)
{
	assert_int_equal(db_begin(world->db), 0);
	timer_store_set(world->db, name, value, due_at);
	assert_int_equal(db_commit(world->db), 0);
}

static void look(struct world *world)
{
	scheduler_poke(world->scheduler);
	/* However slow the machine is, each turn does one. */
	for (int i = 0; i < 250; i++)
		uv_run(&world->loop, UV_RUN_NOWAIT);
}

static int64_t fired(struct world *world)
{
	return db_int(world->db, -1, "SELECT count(*) FROM fired");
}

static int64_t waiting(struct world *world)
{
	return db_int(world->db, -1, "SELECT count(*) FROM timers");
}

static void fires_when_it_is_due_and_once(void **state)
{
	struct world *world = *state;

	set(world, "a", "1", test_now + 1);
	look(world);
	assert_int_equal(fired(world), 0);
	test_now += 1;
	look(world);
	look(world);
	assert_int_equal(fired(world), 1);
	assert_int_equal(waiting(world), 0);
}

static void two_are_due_at_once(void **state)
{
	struct world *world = *state;

	set(world, "a", "1", test_now);
	set(world, "a", "2", test_now);
	look(world);
	assert_int_equal(fired(world), 2);
}

static void the_machine_stops_between_due_and_handled(void **state)
{
	struct world *world = *state;

	set(world, "a", "1", test_now + MS_PER_MINUTE);
	test_now += MS_PER_HOUR;
	scheduler_poke(world->scheduler); /* it is due, and a turn is asked for */
	stop(world);
	assert_int_equal(fired(world), 0);
	start(world);
	look(world);
	assert_int_equal(fired(world), 1);
	stop(world);
	start(world);
	look(world);
	assert_int_equal(fired(world), 1);
}

static void what_came_due_asleep_runs_in_its_order(void **state)
{
	struct world *world = *state;
	char value[16];

	for (int i = 0; i < 200; i++) {
		snprintf(value, sizeof(value), "%03d", 199 - i);
		set(world, "a", value, test_now + (199 - i) * (int64_t)MS_PER_HOUR);
	}
	test_now += INT64_C(9) * MS_PER_DAY;
	look(world);
	assert_int_equal(fired(world), 200);
	assert_int_equal(waiting(world), 0);
	assert_int_equal(db_int(world->db, -1,
				 "SELECT count(*) FROM fired WHERE event NOT LIKE "
				 "'a ' || substr('000' || (n - 1), -3) || ' %'"),
		0);
}

static void a_clock_that_jumps_is_noticed(void **state)
{
	struct world *world = *state;

	set(world, "a", "1", test_now + INT64_C(10) * MS_PER_DAY);
	look(world);
	/* It looks at the wall clock again by then, however far away the next one is. */
	assert_in_range(uv_backend_timeout(&world->loop), 1, 30000);
	test_now += INT64_C(10) * MS_PER_DAY;
	look(world);
	assert_int_equal(fired(world), 1);
	/* Back again: what is done is done, what is to come waits for its time. */
	test_now -= INT64_C(10) * MS_PER_DAY;
	set(world, "a", "2", test_now + MS_PER_DAY);
	look(world);
	assert_int_equal(fired(world), 1);
	test_now += MS_PER_DAY;
	look(world);
	assert_int_equal(fired(world), 2);
}

static int64_t next_in(struct world *world)
{
	return db_int(world->db, -1, "SELECT due_at FROM timers WHERE name = 'broken'") - test_now;
}

static void one_that_fails_is_put_off_and_holds_up_no_other(void **state)
{
	static const int minutes[] = { 1, 2, 4, 8, 16, 32, 60, 60 };
	struct world *world = *state;

	set(world, "broken", "1", test_now - 1);
	set(world, "a", "1", test_now);
	for (size_t i = 0; i < array_length(minutes); i++) {
		look(world);
		assert_int_equal(fired(world), 1);
		assert_int_equal(next_in(world), minutes[i] * MS_PER_MINUTE);
		test_now += minutes[i] * (int64_t)MS_PER_MINUTE;
	}
	/* Mended, it does what it is for. */
	db_int(world->db, 0, "DROP TRIGGER breaking");
	look(world);
	assert_int_equal(fired(world), 2);
	assert_int_equal(waiting(world), 0);
}

static void what_it_was_about_is_gone(void **state)
{
	struct world *world = *state;

	set(world, "handover", "LM-99", test_now);
	set(world, "a", "1", test_now);
	look(world);
	assert_int_equal(waiting(world), 0);
	assert_int_equal(fired(world), 1); /* the refused one has left nothing behind */
}

static void set_by_another_member_of_the_turn(void **state)
{
	struct world *world = *state;

	/* Its row is written by the very firing before it. */
	db_int(world->db, 0,
		"CREATE TRIGGER follows AFTER INSERT ON inbox WHEN new.event LIKE 'a 1 %' BEGIN "
		"INSERT INTO timers (name, value, due_at) VALUES ('a', '2', 1); END");
	set(world, "a", "1", test_now);
	look(world);
	assert_int_equal(fired(world), 2);
}

#define fresh(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		fresh(fires_when_it_is_due_and_once),
		fresh(two_are_due_at_once),
		fresh(the_machine_stops_between_due_and_handled),
		fresh(what_came_due_asleep_runs_in_its_order),
		fresh(a_clock_that_jumps_is_noticed),
		fresh(one_that_fails_is_put_off_and_holds_up_no_other),
		fresh(what_it_was_about_is_gone),
		fresh(set_by_another_member_of_the_turn),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
