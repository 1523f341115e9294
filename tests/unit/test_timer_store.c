/* Timers: each once, in the order in which they are due, moved by being set again. */
#include "storage_fixture.h"

#include "storage/timer_store.h"

static void expect(struct fixture *f, int64_t now, const char *const *values)
{
	struct timers timers = timer_store_due(f->db, f->arena, now, 10);

	for (size_t i = 0; values[i]; i++) {
		assert_true(i < timers.count);
		assert_string_equal(timers.items[i].value, values[i]);
		assert_true(!values[i + 1] || i + 1 < timers.count);
	}
	assert_int_equal(timers.count, values[0] ? (values[1] ? 2 : 1) : 0);
}

#define expect_due(f, now, ...) expect(f, now, (const char *const[]){ __VA_ARGS__, NULL })

static void due_in_order(void **state)
{
	struct fixture *f = *state;

	assert_true(timer_store_next(f->db) == INT64_MAX);
	timer_store_set(f->db, "deadline", "LM-2", 200);
	timer_store_set(f->db, "deadline", "LM-1", 100);
	assert_int_equal(timer_store_next(f->db), 100);
	expect_due(f, 99, NULL);
	expect_due(f, 100, "LM-1");
	expect_due(f, 200, "LM-1", "LM-2");
}

static void set_again_is_moved(void **state)
{
	struct fixture *f = *state;

	timer_store_set(f->db, "deadline", "LM-1", 100);
	timer_store_set(f->db, "recovered", "LM-1", 150);
	timer_store_set(f->db, "deadline", "LM-1", 300);
	expect_due(f, 200, "LM-1");
	assert_int_equal(timer_store_next(f->db), 150);
	timer_store_clear(f->db, "recovered", "LM-1");
	timer_store_clear(f->db, "recovered", "LM-1");
	assert_int_equal(timer_store_next(f->db), 300);
}

static void a_failure_is_counted_till_it_is_set_anew(void **state)
{
	struct fixture *f = *state;

	timer_store_set(f->db, "deadline", "LM-1", 100);
	int64_t id = timer_store_due(f->db, f->arena, 100, 1).items[0].id;
	timer_store_failed(f->db, id, 160);
	timer_store_failed(f->db, id, 170);
	expect_due(f, 169, NULL);
	assert_int_equal(timer_store_due(f->db, f->arena, 170, 1).items[0].attempts, 2);
	timer_store_set(f->db, "deadline", "LM-1", 100);
	assert_int_equal(timer_store_due(f->db, f->arena, 100, 1).items[0].attempts, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		on_fresh(due_in_order),
		on_fresh(set_again_is_moved),
		on_fresh(a_failure_is_counted_till_it_is_set_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
