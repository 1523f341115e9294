/* Did they get their work back: the first answer counts, and a way round asks anew. Champions: what
 * they hold. */
#include "storage_fixture.h"

#include "storage/assignment_store.h"
#include "storage/recovered_store.h"

static const struct report *get(struct fixture *f, int64_t report)
{
	return report_store_get(f->db, f->arena, report);
}

static void the_first_answer_counts(void **state)
{
	struct fixture *f = *state;
	int64_t issue = add_issue(f, 0, "it drops clause 9");
	int64_t report = add_report(f, issue, add_person(f, "U0ANA", "ana"), "it drops clause 9");

	recovered_store_ask(f->db, report, 100);
	recovered_store_ask(f->db, report, 200);
	assert_int_equal(get(f, report)->asked_recovered_at, 100);
	assert_true(recovered_store_is_open(f->db, report));
	assert_true(recovered_store_answer(f->db, report, "no", 300));
	assert_false(recovered_store_is_open(f->db, report));
	assert_false(recovered_store_answer(f->db, report, "yes", 400));
	assert_string_equal(get(f, report)->recovered, "no");
	assert_int_equal(recovered_store_count(f->db, issue, "no"), 1);
	assert_int_equal(recovered_store_count(f->db, issue, "yes"), 0);
	assert_null(report_store_get(f->db, f->arena, report + 1));
}

static void a_way_round_asks_anew(void **state)
{
	struct fixture *f = *state;
	int64_t issue = add_issue(f, 0, "it drops clause 9");
	int64_t report = add_report(f, issue, add_person(f, "U0ANA", "ana"), "it drops clause 9");

	recovered_store_answer(f->db, report, "no", 300);
	assignment_store_work_around(f->db, issue, "use the old one", 500);
	assert_string_equal(issue_store_get(f->db, f->arena, issue)->workaround, "use the old one");
	assert_true(recovered_store_answer(f->db, report, "yes", 600));
	assert_false(recovered_store_answer(f->db, report, "no", 700));
	assert_string_equal(get(f, report)->recovered, "yes");
}

static void what_a_champion_holds(void **state)
{
	struct fixture *f = *state;
	int64_t chen = add_person(f, "U0CHEN", "chen");
	int64_t one = add_issue(f, 0, "one"), other = add_issue(f, 0, "other");

	assignment_store_set(f->db, one, chen);
	assignment_store_set(f->db, other, chen);
	assert_int_equal(assignment_store_count(f->db, chen), 2);
	issue_store_fix(f->db, one, chen, NULL, 100);
	assert_int_equal(assignment_store_count(f->db, chen), 1);
	/* What is settled is not worked around any more. */
	assignment_store_work_around(f->db, one, "too late", 200);
	assert_int_equal(issue_store_get(f->db, f->arena, one)->worked_around_at, 0);
	people_store_forget(f->db, f->arena, chen, 300);
	assert_int_equal(issue_store_get(f->db, f->arena, other)->assignee, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		on_fresh(the_first_answer_counts),
		on_fresh(a_way_round_asks_anew),
		on_fresh(what_a_champion_holds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
