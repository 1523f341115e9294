/* How much people are written to: on data counted by hand. */
#include "storage_fixture.h"

#include "bot/util/clock.h"
#include "bot/util/timezone.h"
#include "storage/numbers_load.h"

/* 23 November 2026 is a Monday. */
static int64_t november(int day, int hour)
{
	return day_of_date(2026, 11, day) * MS_PER_DAY + hour * (int64_t)MS_PER_HOUR;
}

static int64_t owe(struct fixture *f, int64_t person, int64_t at)
{
	static int keys;
	_cleanup_free_ char *key = xasprintf("k%d", ++keys);
	struct outbox_order order = { .key = key,
		.platform = "slack",
		.person = person,
		.channel = person ? NULL : "C1",
		.kind = "question",
		.content = "{}" };

	assert_true(outbox_store_post(f->db, &order, at));
	struct outbox_entries due = outbox_store_due(f->db, f->arena, "slack", at, 1);
	assert_int_equal(due.count, 1);
	outbox_store_claim(f->db, due.items[0].id, at);
	return due.items[0].id;
}

static void write_to(struct fixture *f, int64_t person, int64_t at)
{
	outbox_store_sent(f->db, owe(f, person, at), "D", "1", at);
}

/* What somebody is greeted with who adds the app. */
static void greet(struct fixture *f, int64_t person, int64_t at)
{
	write_to(f, person, at);
	db_int(f->db, 0,
		"UPDATE outbox SET kind = 'welcome' WHERE id = (SELECT max(id) FROM outbox)");
}

static void expect(
	struct fixture *f, int64_t from, int64_t until, int64_t weeks, int64_t median, int64_t p90)
{
	struct spread load = numbers_load(f->db, from, until);

	assert_int_equal(load.count, weeks);
	assert_int_equal(load.median, median);
	assert_int_equal(load.p90, p90);
}

static void messages_of_a_person_and_week(void **state)
{
	struct fixture *f = *state;
	int64_t ana = add_person(f, "U1", NULL), ben = add_person(f, "U2", NULL);

	expect(f, 0, INT64_MAX, 0, -1, -1);
	for (int i = 0; i < 5; i++)
		write_to(f, ana, november(23, i)); // Monday, from its first hour on
	write_to(f, ana, november(29, 23)); // the Sunday of that week
	write_to(f, ana, november(30, 0)); // the next one
	write_to(f, ben, november(24, 9));
	write_to(f, 0, november(24, 9)); // into a channel
	outbox_store_refuse(f->db, owe(f, ben, november(25, 9)), "gone", november(25, 9));
	expect(f, 0, INT64_MAX, 3, 1, 6);
	expect(f, november(30, 0), INT64_MAX, 1, 1, 1);
	expect(f, 0, november(30, 0), 2, 3, 6);
	assert_int_equal(numbers_written_to(f->db, ana, november(29, 0)), 2);
	assert_int_equal(numbers_written_to(f->db, ben, 0), 1);
	greet(f, ben, november(30, 1));
	assert_int_equal(numbers_written_to(f->db, ben, 0), 1);
}

/* The card is a message; what is edited into it is none. */
static void an_edit_is_no_message(void **state)
{
	struct fixture *f = *state;
	int64_t ana = add_person(f, "U1", NULL);
	struct card_order order = { .issue = add_issue(f, 0, "x"),
		.person = ana,
		.kind = "receipt",
		.platform = "slack",
		.content = "{}" };

	for (int i = 0; i < 3; i++) {
		int64_t at = november(24, i);
		card_store_show(f->db, &order, at);
		struct outbox_entries due = outbox_store_due(f->db, f->arena, "slack", at, 9);
		assert_int_equal(due.count, 1);
		outbox_store_claim(f->db, due.items[0].id, at);
		outbox_store_sent(f->db, due.items[0].id, "D", "1", at);
	}
	expect(f, 0, INT64_MAX, 1, 1, 1);
	assert_int_equal(numbers_written_to(f->db, ana, 0), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = { on_fresh(messages_of_a_person_and_week),
		on_fresh(an_edit_is_no_message) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
