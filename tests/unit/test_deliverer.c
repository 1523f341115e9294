/*
 * The deliverer with a fake platform and a real database: each thing owed arrives once, whatever
 * becomes of the answers, and whenever the process dies.
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

#include "bot/deliverer.h"
#include "bot/delivery_token.h"
#include "bot/message.h"
#include "bot/platform/platform.h"
#include "bot/turn.h"
#include "bot/util/arena.h"
#include "bot/util/clock.h"
#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "bot/util/metrics.h"
#include "bot/util/text.h"
#include "storage/db.h"
#include "storage/outbox_store.h"
#include "storage/people_store.h"
#include "tests/support/fake_platform.h"

enum { SETTLE_MS = 60, AT_ONCE = 8 };

struct world {
	char folder[64];
	char path[96];
	uv_loop_t loop;
	struct db *db;
	struct fake_platform *fake;
	struct turn *turn;
	struct deliverer *deliverer;
	struct delivery_key key;
	int64_t ana, ben;
};

static void on_failed(void *data, int error, const char *why)
{
	(void)data;
	fail_msg("a commit failed: %s (%d)", why, error);
}

/* What a start of the daemon does, with the platform's wall as it is. */
static void start(struct world *world)
{
	assert_int_equal(delivery_key_load(world->db, &world->key), 0);
	assert_int_equal(deliverer_recover(world->db, SETTLE_MS), 0);
	world->turn = turn_create(&world->loop, world->db, on_failed, world);
	world->deliverer = deliverer_create(&world->loop, world->turn, world->db,
		fake_as_platform(world->fake), &world->key,
		&(struct deliverer_settings){ .settle_after = SETTLE_MS, .most_at_once = AT_ONCE });
}

/* What kill -9 does: everything in memory is gone, nothing is said. */
static void die(struct world *world)
{
	fake_hang_up(world->fake);
	deliverer_destroy(world->deliverer);
	turn_destroy(world->turn);
	uv_run(&world->loop, UV_RUN_NOWAIT);
}

static int setup(void **state)
{
	struct world *world = xcalloc(1, sizeof(*world));
	char *why = NULL;

	log_set_level(LOG_LEVEL_ERROR);
	snprintf(world->folder, sizeof(world->folder), "/tmp/lastmile-XXXXXX");
	assert_non_null(mkdtemp(world->folder));
	snprintf(world->path, sizeof(world->path), "%s/db", world->folder);
	assert_int_equal(db_open(world->path, DB_DAEMON, &world->db, &why), 0);
	uv_loop_init(&world->loop);
	world->fake = fake_create(&world->loop);

	_cleanup_arena_ struct arena *arena = arena_create();
	assert_int_equal(db_begin(world->db), 0);
	world->ana = people_store_meet(world->db, arena, "slack", "U0ANA", "ana", clock_now())->id;
	world->ben = people_store_meet(world->db, arena, "slack", "U0BEN", "ben", clock_now())->id;
	assert_int_equal(db_commit(world->db), 0);
	start(world);
	*state = world;
	return 0;
}

static int teardown(void **state)
{
	struct world *world = *state;
	_cleanup_free_ char *command = xasprintf("%s/", world->folder);

	die(world);
	fake_destroy(world->fake);
	uv_run(&world->loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&world->loop), 0);
	db_close(world->db);
	static const char *const files[] = { "db", "db-wal", "db-shm", "db.lock", "db-lock" };
	for (size_t i = 0; i < array_length(files); i++) {
		_cleanup_free_ char *path = xasprintf("%s%s", command, files[i]);
		unlink(path);
	}
	rmdir(world->folder);
	free(world);
	return 0;
}

static void owe_to(struct world *world, int64_t person, const char *key)
{
	_cleanup_arena_ struct arena *arena = arena_create();
	struct message *message = message_create(arena);

	message_line(message, "%s", key);
	_cleanup_free_ char *content = message_to_json(message);
	assert_int_equal(db_begin(world->db), 0);
	assert_true(outbox_store_post(world->db, &(struct outbox_order){
		.key = key,
		.platform = "slack",
		.person = person,
		.kind = "receipt",
		.content = content,
	}, clock_now()));
	assert_int_equal(db_commit(world->db), 0);
	deliverer_poke(world->deliverer);
}

static void owe(struct world *world, const char *key)
{
	owe_to(world, world->ana, key);
}

/* Lets the loop run until nothing is owed; true if that came about within the patience of a test.
 */
static bool drain(struct world *world)
{
	int64_t deadline = clock_monotonic() + 20 * MS_PER_SECOND;

	while (clock_monotonic() < deadline) {
		uv_run(&world->loop, UV_RUN_NOWAIT);
		if (outbox_store_numbers(world->db).pending == 0 &&
			deliverer_under_way(world->deliverer) == 0)
			return true;
		usleep(1000);
	}
	return false;
}

static int times_on_the_wall(const struct world *world, const char *text)
{
	int count = 0;

	for (size_t i = 0; i < fake_posts(world->fake); i++)
		count += text_equal(fake_post(world->fake, i)->text, text);
	return count;
}

static void each_is_delivered_once_and_in_order(void **state)
{
	struct world *world = *state;
	char key[16];

	for (int i = 0; i < 20; i++) {
		snprintf(key, sizeof(key), "number %02d", i);
		owe(world, key);
	}
	assert_true(drain(world));
	assert_int_equal(fake_posts(world->fake), 20);
	for (int i = 0; i < 20; i++) {
		snprintf(key, sizeof(key), "number %02d", i);
		assert_non_null(strstr(fake_post(world->fake, (size_t)i)->text, key));
		assert_string_equal(fake_post(world->fake, (size_t)i)->person, "U0ANA");
	}
	assert_int_equal(outbox_store_count_sent(world->db), 20);
}

/* Every fate an attempt can have, on the way to being delivered once. */
static void once_in_spite_of(struct world *world, const enum fake_fate *fates, size_t count)
{
	fake_plan(world->fake, fates, count);
	owe(world, "a message");
	assert_true(drain(world));
	assert_int_equal(fake_posts(world->fake), 1);
	assert_true(fake_attempts(world->fake) >= 1);
	assert_int_equal(outbox_store_count_sent(world->db), 1);
}

static void an_answer_lost_after_it_was_applied(void **state)
{
	once_in_spite_of(*state, (enum fake_fate[]){ FAKE_APPLIED_UNKNOWN }, 1);
	assert_int_equal(fake_lookups(((struct world *)*state)->fake), 1);
}

static void an_answer_lost_and_nothing_applied(void **state)
{
	once_in_spite_of(*state, (enum fake_fate[]){ FAKE_NOTHING_UNKNOWN }, 1);
	assert_int_equal(fake_attempts(((struct world *)*state)->fake), 2);
}

static void lost_again_and_again(void **state)
{
	once_in_spite_of(*state,
		(enum fake_fate[]){ FAKE_NOTHING_UNKNOWN, FAKE_RETRY, FAKE_NOTHING_UNKNOWN,
			FAKE_RETRY_METHOD, FAKE_APPLIED_UNKNOWN }, 5);
}

static void nothing_is_uncommitted(void *data)
{
	struct world *world = data;

	assert_false(db_in_transaction(world->db));
}

/* What is not yet on disk is not sent: a crash between the two would send it again. */
static void nothing_leaves_before_its_claim_is_committed(void **state)
{
	struct world *world = *state;

	fake_watch(world->fake, nothing_is_uncommitted, world);
	owe(world, "first");
	owe(world, "second");
	assert_true(drain(world));
	assert_int_equal(fake_posts(world->fake), 2);
	fake_watch(world->fake, NULL, NULL);
}

static void dying_with_a_request_under_way(void **state)
{
	struct world *world = *state;

	fake_plan(world->fake, (enum fake_fate[]){ FAKE_APPLIED_SILENT }, 1);
	owe(world, "said while dying");
	for (int i = 0; i < 20; i++)
		uv_run(&world->loop, UV_RUN_NOWAIT);
	assert_int_equal(fake_posts(world->fake), 1);
	die(world);
	int64_t restarted = clock_now();
	start(world);
	/* The broken request may take effect a while after its sender died: no look before that. */
	assert_true(outbox_store_next_due(world->db, "slack") >= restarted + SETTLE_MS);
	assert_true(drain(world));
	assert_int_equal(fake_posts(world->fake), 1);
	assert_int_equal(fake_lookups(world->fake), 1);
}

static void dying_again_and_again(void **state)
{
	struct world *world = *state;
	char key[32];

	for (int round = 0; round < 30; round++) {
		enum fake_fate fates[8];
		for (size_t i = 0; i < array_length(fates); i++)
			fates[i] = (enum fake_fate)((round * 7 + (int)i * 3) % FAKE_REFUSED);
		fake_plan(world->fake, fates, array_length(fates));
		for (int i = 0; i < 3; i++) {
			snprintf(key, sizeof(key), "round %02d number %d", round, i);
			owe(world, key);
		}
		for (int i = 0; i < round % 13; i++)
			uv_run(&world->loop, UV_RUN_NOWAIT);
		die(world);
		start(world);
	}
	fake_plan(world->fake, (enum fake_fate[]){ FAKE_DELIVERED }, 1);
	assert_true(drain(world));
	for (int round = 0; round < 30; round++) {
		for (int i = 0; i < 3; i++) {
			snprintf(key, sizeof(key), "round %02d number %d", round, i);
			_cleanup_free_ char *text = xasprintf("%s", key);
			int count = times_on_the_wall(world, text);
			if (count == 0) { // plain text may end in a newline
				free(steal_pointer(text));
				text = xasprintf("%s\n", key);
				count = times_on_the_wall(world, text);
			}
			assert_int_equal(count, 1);
		}
	}
}

static void what_is_refused_is_listed_with_why(void **state)
{
	struct world *world = *state;
	_cleanup_arena_ struct arena *arena = arena_create();

	fake_plan(world->fake, (enum fake_fate[]){ FAKE_REFUSED }, 1);
	owe(world, "to nobody");
	owe(world, "to somebody");
	assert_true(drain(world));
	struct outbox_entries stuck = outbox_store_undeliverable(world->db, arena, 0, 10);
	assert_int_equal(stuck.count, 1);
	assert_string_equal(stuck.items[0].key, "to nobody");
	assert_string_equal(stuck.items[0].reason, "no_such_person");
	assert_int_equal(fake_posts(world->fake), 1);
}

/* The platform said "not before 50 ms have passed", of all posts: nobody else's leaves earlier
 * either. */
static void a_rate_limit_holds_everybodys_posts(void **state)
{
	struct world *world = *state;
	int64_t before = clock_monotonic();

	fake_plan(world->fake, (enum fake_fate[]){ FAKE_RETRY_METHOD }, 1);
	owe(world, "limited");
	while (fake_attempts(world->fake) < 1)
		uv_run(&world->loop, UV_RUN_NOWAIT);
	while (deliverer_under_way(world->deliverer))
		uv_run(&world->loop, UV_RUN_NOWAIT);
	owe_to(world, world->ben, "not before");
	while (fake_attempts(world->fake) < 2)
		uv_run(&world->loop, UV_RUN_NOWAIT);
	assert_true(clock_monotonic() - before >= 50);
	assert_true(drain(world));
	assert_int_equal(fake_posts(world->fake), 2);
}

static void tokens_say_nothing_and_are_the_same_at_each_attempt(void **state)
{
	struct world *world = *state;

	once_in_spite_of(world, (enum fake_fate[]){ FAKE_APPLIED_UNKNOWN }, 1);
	const char *token = fake_post(world->fake, 0)->token;
	assert_int_equal(strlen(token), 32);
	assert_null(strstr(token, "message"));
	assert_int_equal(strspn(token, "0123456789abcdef"), 32);
}

/* What lands makes room for what leaves next, in the same transaction. */
static void answers_and_the_next_attempts_share_a_transaction(void **state)
{
	enum { ROUNDS = 3 };
	struct world *world = *state;
	_cleanup_arena_ struct arena *arena = arena_create();
	double before = metrics_value(METRIC_COMMITS, NULL);

	for (int i = 0; i < ROUNDS * AT_ONCE; i++) {
		const char *account = arena_printf(arena, "U%d", i);
		assert_int_equal(db_begin(world->db), 0);
		int64_t person = people_store_meet(
			world->db, arena, "slack", account, account, clock_now())->id;
		assert_int_equal(db_commit(world->db), 0);
		owe_to(world, person, account);
	}
	assert_true(drain(world));
	assert_int_equal((int)(metrics_value(METRIC_COMMITS, NULL) - before), ROUNDS + 1);
}

#define fresh(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		fresh(each_is_delivered_once_and_in_order),
		fresh(answers_and_the_next_attempts_share_a_transaction),
		fresh(an_answer_lost_after_it_was_applied),
		fresh(an_answer_lost_and_nothing_applied),
		fresh(lost_again_and_again),
		fresh(nothing_leaves_before_its_claim_is_committed),
		fresh(dying_with_a_request_under_way),
		fresh(dying_again_and_again),
		fresh(what_is_refused_is_listed_with_why),
		fresh(a_rate_limit_holds_everybodys_posts),
		fresh(tokens_say_nothing_and_are_the_same_at_each_attempt),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
