/* Schedules are found where they belong, and are gone once switched off. */
#include "storage_fixture.h"

#include "storage/schedule_store.h"

static const struct schedule digest = {
	.kind = "digest",
	.platform = "slack",
	.channel = "C0LEGAL",
	.channel_name = "legal",
	.rule = "every Monday at 09:00",
	.timezone = "Europe/London",
	.created_at = 7,
};

static void test_of_channel(void **state)
{
	struct fixture *f = *state;
	struct schedule hours = digest;

	hours.kind = "office_hours";
	int64_t first = schedule_store_add(f->db, &digest);
	int64_t second = schedule_store_add(f->db, &hours);
	struct schedules found =
		schedule_store_of_channel(f->db, f->arena, "slack", "C0LEGAL", NULL);
	assert_int_equal(found.count, 2);
	assert_int_equal(found.items[0].last_day, SCHEDULE_NEVER_ACTED);
	assert_int_equal(found.items[0].last_at, 0);
	assert_string_equal(found.items[0].rule, digest.rule);
	found = schedule_store_of_channel(f->db, f->arena, "slack", "C0LEGAL", "digest");
	assert_int_equal(found.count, 1);
	assert_int_equal(
		schedule_store_of_channel(f->db, f->arena, "teams", "C0LEGAL", NULL).count, 0);
	schedule_store_acted(f->db, first, 20780, 77);
	const struct schedule *one = schedule_store_get(f->db, f->arena, first);
	assert_int_equal(one->last_day, 20780);
	assert_int_equal(one->last_at, 77);
	assert_string_equal(one->timezone, digest.timezone);
	schedule_store_end(f->db, first, 9);
	assert_null(schedule_store_get(f->db, f->arena, first));
	found = schedule_store_all(f->db, f->arena);
	assert_int_equal(found.count, 1);
	assert_int_equal(found.items[0].id, second);
}

static void test_of_person(void **state)
{
	struct fixture *f = *state;
	int64_t sam = add_person(f, "U0SAM", "Sam");
	struct schedule list = digest;

	list.kind = "monday_list";
	list.channel = list.channel_name = NULL;
	list.person = sam;
	assert_true(schedule_store_add(f->db, &list) > 0);
	assert_int_equal(schedule_store_of_person(f->db, f->arena, sam, NULL).count, 1);
	assert_int_equal(schedule_store_of_person(f->db, f->arena, sam, "digest").count, 0);
	assert_int_equal(schedule_store_of_person(f->db, f->arena, sam + 1, NULL).count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = { on_fresh(test_of_channel), on_fresh(test_of_person) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
