/* Who was asked: each once, in order, until it is settled. */
#include "storage_fixture.h"

#include "storage/escalation_store.h"

static void each_is_asked_once(void **state)
{
	struct fixture *f = *state;
	int64_t sam = add_person(f, "U0SAM", "sam"), maya = add_person(f, "U0MAYA", "maya");
	int64_t issue = add_issue(f, 0, "it drops clause 9");

	assert_true(escalation_store_add(f->db, issue, maya, "owner", 100));
	assert_true(escalation_store_add(f->db, issue, sam, "backup", 200));
	assert_false(escalation_store_add(f->db, issue, maya, "admin", 300));
	struct escalations all = escalation_store_all(f->db, f->arena, issue);
	assert_int_equal(all.count, 2);
	assert_int_equal(all.items[0].person, maya);
	assert_string_equal(all.items[0].role, "owner");
	assert_int_equal(all.items[1].at, 200);
}

static void settled_they_may_be_asked_anew(void **state)
{
	struct fixture *f = *state;
	int64_t sam = add_person(f, "U0SAM", "sam");
	int64_t one = add_issue(f, 0, "one"), other = add_issue(f, 0, "other");

	escalation_store_add(f->db, one, sam, "owner", 100);
	escalation_store_add(f->db, other, sam, "owner", 100);
	escalation_store_clear(f->db, one);
	assert_false(escalation_store_has(f->db, one, sam));
	assert_true(escalation_store_has(f->db, other, sam));
	people_store_forget(f->db, f->arena, sam, 200);
	assert_false(escalation_store_has(f->db, other, sam));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		on_fresh(each_is_asked_once),
		on_fresh(settled_they_may_be_asked_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
