/*
 * The dispatcher with a fake platform, the real handlers and a real database: what is acknowledged
 * is committed, the same event counts once, a mistake undoes nothing of the others.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>
#include <uv.h>

#include "bot/answer.h"
#include "bot/aside.h"
#include "bot/dispatcher.h"
#include "bot/event.h"
#include "bot/platform/platform.h"
#include "bot/turn.h"
#include "bot/util/arena.h"
#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "handlers/command.h"
#include "storage/db.h"
#include "tests/support/fake_platform.h"

struct world {
	char folder[64];
	uv_loop_t loop;
	struct db *db;
	struct fake_platform *fake;
	struct turn *turn;
	struct aside *aside; // NULL: all is answered in the turn
	struct dispatcher *dispatcher;
	int failures;
};

static const char *const admins[] = { "U0ADMIN", NULL };
static const struct handler_settings settings = {
	.timezone = "Europe/London",
	.admins = admins,
	.home_platform = "slack",
	.command_prefix = "/",
};

static void on_failed(void *data, int error, const char *why)
{
	struct world *world = data;

	(void)error;
	(void)why;
	world->failures++;
}

/* `database`: of what is read aside; NULL: nothing is. */
static void begin_dispatcher(struct world *world, const char *database)
{
	if (database)
		world->aside = aside_create(&world->loop, database);
	world->dispatcher = dispatcher_create(world->turn, world->db, &settings, world->aside);
	fake_as_platform(world->fake)->listener = (struct platform_listener){
		.event = dispatcher_take,
		.data = world->dispatcher,
	};
}

static int set_up(void **state, bool aside, const char *database)
{
	struct world *world = xcalloc(1, sizeof(*world));
	_cleanup_free_ char *path = NULL;
	char *why = NULL;

	log_set_level(LOG_LEVEL_ERROR);
	snprintf(world->folder, sizeof(world->folder), "/tmp/lastmile-XXXXXX");
	assert_non_null(mkdtemp(world->folder));
	path = xasprintf("%s/db", world->folder);
	assert_int_equal(db_open(path, DB_DAEMON, &world->db, &why), 0);
	uv_loop_init(&world->loop);
	world->fake = fake_create(&world->loop);
	world->turn = turn_create(&world->loop, world->db, on_failed, world);
	begin_dispatcher(world, aside && !database ? path : database);
	*state = world;
	return 0;
}

static int setup(void **state)
{
	return set_up(state, false, NULL);
}

static int setup_aside(void **state)
{
	return set_up(state, true, NULL);
}

static int setup_unreadable(void **state)
{
	return set_up(state, true, "/nowhere/lastmile.db");
}

static void end_dispatcher(struct world *world)
{
	aside_destroy(steal_pointer(world->aside));
	dispatcher_destroy(steal_pointer(world->dispatcher));
}

static int teardown(void **state)
{
	struct world *world = *state;

	end_dispatcher(world);
	turn_destroy(world->turn);
	fake_destroy(world->fake);
	uv_run(&world->loop, UV_RUN_DEFAULT);
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

static void turn_once(struct world *world)
{
	for (int i = 0; i < 3; i++)
		uv_run(&world->loop, UV_RUN_NOWAIT);
}

static int64_t reports(struct world *world)
{
	return db_int(world->db, -1, "SELECT count(*) FROM reports");
}

static void nothing_is_acknowledged_before_the_commit(void **state)
{
	struct world *world = *state;

	fake_send(world->fake, "e1", "U0ANA", "report", "it is wrong");
	assert_int_equal(fake_acknowledged(world->fake), 0);
	assert_int_equal(dispatcher_waiting(world->dispatcher), 1);
	turn_once(world);
	assert_int_equal(fake_acknowledged(world->fake), 1);
	assert_non_null(strstr(fake_last_answer(world->fake), "Logged LM-1"));
	assert_int_equal(reports(world), 1);
	assert_false(db_in_transaction(world->db));
}

static void the_same_event_counts_once(void **state)
{
	struct world *world = *state;

	fake_send(world->fake, "e1", "U0ANA", "report", "it is wrong");
	fake_send(world->fake, "e1", "U0ANA", "report", "it is wrong");
	turn_once(world);
	fake_send(world->fake, "e1", "U0ANA", "report", "it is wrong");
	turn_once(world);
	assert_int_equal(fake_acknowledged(world->fake), 3);
	assert_string_equal(fake_last_answer(world->fake), "");
	assert_int_equal(reports(world), 1);
}

static void many_share_a_transaction_and_a_mistake_spoils_no_other(void **state)
{
	struct world *world = *state;
	char id[16], text[32];

	for (int i = 0; i < 300; i++) {
		snprintf(id, sizeof(id), "e%d", i);
		snprintf(text, sizeof(text), "failure number %d", i);
		if (i % 3 == 2)
			fake_send(world->fake, id, "U0BEN", "fixed", "LM-999999");
		else
			fake_send(world->fake, id, "U0ANA", "report", text);
	}
	for (int i = 0; i < 5; i++)
		turn_once(world);
	assert_int_equal(fake_acknowledged(world->fake), 300);
	assert_int_equal(reports(world), 200);
	assert_true(db_int(world->db, -1, "SELECT count(*) FROM inbox") >= 200);
}

static void nothing_is_uncommitted(void *data)
{
	struct world *world = data;

	assert_false(db_in_transaction(world->db));
}

static void what_a_failing_event_wrote_is_undone(void **state)
{
	struct world *world = *state;

	/* The last thing a report writes fails, when the issue and the report are there already. */
	db_int(world->db, 0,
		"CREATE TRIGGER no_room BEFORE INSERT ON cards WHEN new.issue = 2 "
		"BEGIN SELECT raise(ABORT, 'no room'); END");
	fake_watch(world->fake, nothing_is_uncommitted, world);
	fake_send(world->fake, "e1", "U0ANA", "report", "the first");
	fake_send(world->fake, "e2", "U0BEN", "report", "the one that fails");
	turn_once(world);
	assert_int_equal(fake_acknowledged(world->fake), 2);
	assert_non_null(strstr(fake_last_answer(world->fake), "nothing was stored"));
	assert_int_equal(reports(world), 1);
	assert_int_equal(db_int(world->db, -1, "SELECT count(*) FROM issues"), 1);
	assert_int_equal(db_int(world->db, -1, "SELECT count(*) FROM inbox"), 1);
	/* And it may come again. */
	db_int(world->db, 0, "DROP TRIGGER no_room");
	fake_send(world->fake, "e2", "U0BEN", "report", "the one that fails");
	turn_once(world);
	assert_int_equal(reports(world), 2);
	fake_watch(world->fake, NULL, NULL);
}

static void what_cannot_be_committed_is_abandoned(void **state)
{
	struct world *world = *state;
	struct rlimit old, none;

	fake_send(world->fake, "e1", "U0ANA", "report", "this one is kept");
	turn_once(world);
	assert_int_equal(fake_acknowledged(world->fake), 1);

	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	none = old;
	none.rlim_cur = 1;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &none), 0);
	fake_send(world->fake, "e2", "U0ANA", "report", "this one has no room");
	fake_send(world->fake, "e3", "U0BEN", "report", "nor has this one");
	turn_once(world);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);

	assert_int_equal(fake_acknowledged(world->fake), 1);
	assert_int_equal(fake_abandoned(world->fake), 2);
	assert_int_equal(world->failures, 1);
	assert_int_equal(reports(world), 1);

	/* This process has lost its word: nothing more is taken, even though there is room again.
	 */
	fake_send(world->fake, "e4", "U0ANA", "report", "too late for this process");
	turn_once(world);
	assert_int_equal(fake_acknowledged(world->fake), 1);
	assert_int_equal(world->failures, 1);
}

static int64_t in_zone(struct world *world, const char *id, const char *zone)
{
	struct event event = {
		.arena = arena_create(),
		.type = EVENT_HOME,
		.platform = "fake",
		.id = id,
		.actor = { .id = "U0ANA", .timezone = zone },
	};

	assert_int_equal(db_begin(world->db), 0);
	dispatch_event(world->db, &settings, &event, 1000);
	assert_int_equal(db_commit(world->db), 0);
	arena_destroy(event.arena);
	return db_int(
		world->db, -1, "SELECT count(*) FROM people WHERE timezone = 'Asia/Kathmandu'");
}

static void where_somebody_is_comes_with_what_they_do(void **state)
{
	struct world *world = *state;

	assert_int_equal(in_zone(world, "e1", NULL), 0);
	assert_int_equal(in_zone(world, "e2", "Asia/Kathmandu"), 1);
	assert_int_equal(in_zone(world, "e3", "Nowhere/Land"), 1); // no zone: nothing is learned
	assert_int_equal(in_zone(world, "e4", "Europe/Paris"), 0);
}

/* --- what is read aside --- */

/* Keeps the other thread busy, so that what is submitted after it is still to be read. */
struct hold {
	struct aside_job job;
	uv_sem_t end;
};

static void hold_on(struct aside_job *job, struct db *db)
{
	assert_non_null(db);
	uv_sem_wait(&container_of(job, struct hold, job)->end);
}

static void held(struct aside_job *job)
{
	(void)job;
}

static void hold(struct world *world, struct hold *hold)
{
	hold->job = (struct aside_job){ .read = hold_on, .done = held, .awaited = true };
	uv_sem_init(&hold->end, 0);
	aside_submit(world->aside, &hold->job);
}

static void until_acknowledged(struct world *world, int count)
{
	while (fake_acknowledged(world->fake) < count)
		uv_run(&world->loop, UV_RUN_ONCE);
}

static void while_something_is_read_others_are_answered(void **state)
{
	struct world *world = *state;
	struct hold first;

	hold(world, &first);
	fake_send(world->fake, "e1", "U0ANA", "lastmile", "tools");
	turn_once(world);
	fake_send(world->fake, "e2", "U0BEN", "report", "it is wrong");
	turn_once(world);
	assert_int_equal(fake_acknowledged(world->fake), 1);
	assert_non_null(strstr(fake_last_answer(world->fake), "Logged LM-1"));
	uv_sem_post(&first.end);
	until_acknowledged(world, 2);
	assert_non_null(strstr(fake_last_answer(world->fake), "No tool"));
	uv_sem_destroy(&first.end);
}

static void what_cannot_be_read_is_said(void **state)
{
	struct world *world = *state;

	fake_send(world->fake, "e1", "U0ANA", "lastmile", "tools");
	until_acknowledged(world, 1);
	assert_non_null(strstr(fake_last_answer(world->fake), "Something went wrong"));
	assert_int_equal(world->failures, 0);
}

/* The page that was asked for first would be shown last. */
static void no_home_page_is_shown_after_a_newer_one(void **state)
{
	struct world *world = *state;
	struct hold first;

	hold(world, &first);
	fake_open_home(world->fake, "e1", "U0ANA");
	fake_open_home(world->fake, "e2", "U0BEN");
	turn_once(world);
	assert_int_equal(fake_homes(world->fake), 0);
	fake_press_home(world->fake, "e3", "U0ANA", "home_pulse", "");
	turn_once(world);
	assert_int_equal(fake_homes(world->fake), 1);
	uv_sem_post(&first.end);
	until_acknowledged(world, 3);
	assert_int_equal(fake_homes(world->fake), 2); // Ben's
	fake_open_home(world->fake, "e4", "U0ANA");
	until_acknowledged(world, 4);
	assert_int_equal(fake_homes(world->fake), 3);
	uv_sem_destroy(&first.end);
}

static void what_is_still_to_be_read_at_the_end_is_abandoned(void **state)
{
	struct world *world = *state;
	struct hold first;

	hold(world, &first);
	fake_send(world->fake, "e1", "U0ANA", "lastmile", "tools");
	fake_open_home(world->fake, "e2", "U0BEN");
	turn_once(world);
	uv_sem_post(&first.end);
	end_dispatcher(world);
	assert_int_equal(fake_acknowledged(world->fake), 0);
	assert_int_equal(fake_abandoned(world->fake), 2);
	uv_sem_destroy(&first.end);
}

/* The first life ends while it reads; the platform repeats what was not acknowledged. */
static void what_was_not_read_to_its_end_is_answered_when_it_comes_again(void **state)
{
	struct world *world = *state;
	_cleanup_free_ char *path = xasprintf("%s/db", world->folder);
	struct hold first;

	hold(world, &first);
	fake_send(world->fake, "e1", "U0ANA", "lastmile", "tools");
	turn_once(world);
	uv_sem_post(&first.end);
	end_dispatcher(world);
	begin_dispatcher(world, path);
	fake_send(world->fake, "e1", "U0ANA", "lastmile", "tools");
	until_acknowledged(world, 1);
	assert_non_null(strstr(fake_last_answer(world->fake), "No tool"));
	uv_sem_destroy(&first.end);
}

static void what_comes_again_while_it_is_read_is_answered_once(void **state)
{
	struct world *world = *state;
	struct hold first;

	hold(world, &first);
	fake_open_home(world->fake, "e1", "U0ANA");
	fake_open_home(world->fake, "e1", "U0ANA");
	turn_once(world);
	fake_open_home(world->fake, "e1", "U0ANA");
	turn_once(world);
	assert_int_equal(fake_acknowledged(world->fake), 2);
	assert_int_equal(fake_homes(world->fake), 0);
	uv_sem_post(&first.end);
	until_acknowledged(world, 3);
	assert_int_equal(fake_homes(world->fake), 1);
	uv_sem_destroy(&first.end);
}

#define fresh(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		fresh(nothing_is_acknowledged_before_the_commit),
		fresh(the_same_event_counts_once),
		fresh(many_share_a_transaction_and_a_mistake_spoils_no_other),
		fresh(what_a_failing_event_wrote_is_undone),
		fresh(what_cannot_be_committed_is_abandoned),
		fresh(where_somebody_is_comes_with_what_they_do),
		cmocka_unit_test_setup_teardown(
			while_something_is_read_others_are_answered, setup_aside, teardown),
		cmocka_unit_test_setup_teardown(
			what_cannot_be_read_is_said, setup_unreadable, teardown),
		cmocka_unit_test_setup_teardown(
			no_home_page_is_shown_after_a_newer_one, setup_aside, teardown),
		cmocka_unit_test_setup_teardown(
			what_is_still_to_be_read_at_the_end_is_abandoned, setup_aside, teardown),
		cmocka_unit_test_setup_teardown(
			what_was_not_read_to_its_end_is_answered_when_it_comes_again, setup_aside,
			teardown),
		cmocka_unit_test_setup_teardown(
			what_comes_again_while_it_is_read_is_answered_once, setup_aside, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
