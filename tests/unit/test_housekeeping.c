/* What is old goes by itself, ten minutes after the start and then every ten minutes. */
#include "storage_fixture.h"

#include <uv.h>

#include "bot/housekeeping.h"
#include "bot/turn.h"
#include "bot/util/clock.h"
#include "storage/draft_store.h"

#define NOW (INT64_C(20000) * MS_PER_DAY)
#define DAYS(days) ((int64_t)(days)*MS_PER_DAY)

int64_t __wrap_clock_now(void);
int64_t __wrap_clock_monotonic(void);

static int64_t passed;

int64_t __wrap_clock_now(void)
{
	return NOW + passed;
}

int64_t __wrap_clock_monotonic(void)
{
	return MS_PER_DAY + passed;
}

static void nothing(void *data)
{
	(void)data;
}

static void nobody(void *data, const char *platform, const char *person)
{
	(void)data, (void)platform, (void)person;
}

static void failed(void *data, int error, const char *why)
{
	(void)data;
	fail_msg("%s (%d)", why, error);
}

/* A card that was posted and edited so many days ago. */
static void edit(struct fixture *f, int64_t days)
{
	struct card_order order = { .issue = 1,
		.person = 1,
		.kind = "owner",
		.round = (int)days,
		.platform = "slack",
		.content = "x" };

	for (int i = 0; i < 2; i++) {
		card_store_show(f->db, &order, NOW - DAYS(days));
		struct outbox_entries due = outbox_store_due(f->db, f->arena, "slack", NOW, 1);
		assert_int_equal(due.count, 1);
		outbox_store_claim(f->db, due.items[0].id, NOW - DAYS(days));
		outbox_store_sent(f->db, due.items[0].id, "D1", "1", NOW - DAYS(days));
	}
}

static void draft(struct fixture *f, int64_t days)
{
	draft_store_add(f->db, &(struct draft){ .person = 1,
				       .text = "x",
				       .platform = "slack",
				       .created_at = NOW - DAYS(days) });
}

static int64_t rows(struct fixture *f, const char *table)
{
	_cleanup_free_ char *sql = xasprintf("SELECT count(*) FROM %s", table);

	return db_int(f->db, 0, sql);
}

/* More than go in one turn: 1,100 events, 600 edits. */
static void prepare(struct fixture *f)
{
	add_person(f, "U1", "Ana");
	add_issue(f, 0, "x");
	draft(f, 29), draft(f, 31);
	edit(f, 29), edit(f, 31);
	inbox_store_take(f->db, "slack", "young", NOW - DAYS(29));
	for (int i = 0; i < 1100; i++) {
		_cleanup_free_ char *event = xasprintf("Ev%d", i);
		inbox_store_take(f->db, "slack", event, NOW - DAYS(31));
	}
	db_int(f->db, 0,
		"INSERT INTO outbox (key, platform, operation, lane, card, kind, priority, state, "
		"turn, next_at, created_at, sent_at) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL "
		"SELECT i + 1 FROM n WHERE i < 599) SELECT 'old:' || i, 'slack', 'update', 'l', 1, "
		"'owner', 0, 'sent', 0, 1, 1, 1 FROM n");
	assert_int_equal(rows(f, "outbox"), 603);
	assert_int_equal(db_commit(f->db), 0);
}

static void what_is_old_goes(void **state)
{
	static const char *const platforms[] = { "slack", NULL };
	const struct housekeeping_hooks hooks = { nothing, nothing, nothing, nobody, nothing,
		NULL };
	struct fixture *f = *state;
	uv_loop_t loop;

	prepare(f);
	uv_loop_init(&loop);
	struct turn *turn = turn_create(&loop, f->db, failed, NULL);
	struct housekeeping *housekeeping =
		housekeeping_create(&loop, turn, f->db, platforms, &hooks);
	passed = 11 * MS_PER_MINUTE;
	while (rows(f, "inbox") > 1 || rows(f, "outbox") > 3 || rows(f, "drafts") > 1)
		uv_run(&loop, UV_RUN_ONCE);
	assert_int_equal(rows(f, "inbox WHERE event = 'young'"), 1);
	assert_int_equal(rows(f, "outbox WHERE operation = 'post'"), 2);
	assert_int_equal(rows(f, "outbox WHERE operation = 'update'"), 1);
	assert_int_equal(rows(f, "drafts"), 1);
	housekeeping_destroy(housekeeping);
	turn_destroy(turn);
	uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&loop), 0);
	assert_int_equal(db_begin(f->db), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = { on_fresh(what_is_old_goes) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
