/* Issues from open to declined, who follows, who answered, and what nobody can change. */
#include "storage_fixture.h"

static const struct issue *get(struct fixture *f, int64_t id)
{
	return issue_store_get(f->db, f->arena, id);
}

static void test_refs(void **state)
{
	static const char *const good[] = { "LM-12", "lm-12", "LM12", "12", "Lm-0012" };
	static const char *const bad[] = { "", "LM-", "LM", "-12", "LM--12", "12a", "LM-0", "0",
		"1 2", "LM-1234567890123456789", "L-12", "M12", " 12", "+1", "٣" };
	struct fixture *f = *state;
	int64_t id = 0;

	for (size_t i = 0; i < array_length(good); i++) {
		assert_true(issue_ref_parse(good[i], &id));
		assert_int_equal(id, 12);
	}
	for (size_t i = 0; i < array_length(bad); i++)
		assert_false(issue_ref_parse(bad[i], &id));
	assert_false(issue_ref_parse(NULL, &id));
	assert_int_equal(id, 12);
	assert_true(issue_ref_parse("LM-999999999999999999", &id));
	assert_string_equal(issue_ref(f->arena, 7), "LM-7");
}

static void test_life(void **state)
{
	struct fixture *f = *state;
	int64_t ana = add_person(f, "U1", "Ana"), ben = add_person(f, "U2", "Ben");
	int64_t id = add_issue(f, 0, "wrong");

	assert_int_equal(get(f, id)->status, ISSUE_OPEN);
	assert_int_equal(get(f, id)->round, 0);
	issue_store_acknowledge(f->db, id, ana, 2000);
	issue_store_acknowledge(f->db, id, ben, 2001);
	assert_int_equal(get(f, id)->status, ISSUE_ACKNOWLEDGED);
	assert_int_equal(get(f, id)->acknowledged_at, 2000);
	assert_int_equal(get(f, id)->acknowledged_by, ben);
	issue_store_verify(f->db, id, 2500);
	assert_int_equal(get(f, id)->status, ISSUE_ACKNOWLEDGED);
	issue_store_fix(f->db, id, ben, "clause 9", 3000);
	const struct issue *issue = get(f, id);
	assert_int_equal(issue->status, ISSUE_FIXED);
	assert_int_equal(issue->round, 1);
	assert_string_equal(issue->note, "clause 9");
	assert_int_equal(issue->settled_by, ben);
	assert_true(issue->settled_at == 3000 && issue->fixed_at == 3000);
	issue_store_set_note(f->db, id, "clause 9 is kept");
	assert_string_equal(get(f, id)->note, "clause 9 is kept");
	issue_store_verify(f->db, id, 4000);
	assert_int_equal(get(f, id)->status, ISSUE_VERIFIED);
	assert_int_equal(get(f, id)->verified_at, 4000);
	issue_store_reopen(f->db, id, 5000);
	issue = get(f, id);
	assert_int_equal(issue->status, ISSUE_REOPENED);
	assert_true(issue->reopened_at == 5000 && issue->verified_at == 0);
	issue_store_decline(f->db, id, ana, "by design", "use the other", 6000);
	issue = get(f, id);
	assert_int_equal(issue->status, ISSUE_DECLINED);
	assert_int_equal(issue->round, 2);
	assert_string_equal(issue->note, "by design");
	assert_string_equal(issue->workaround, "use the other");
	assert_true(issue->settled_at == 6000 && issue->fixed_at == 3000);
	issue_store_reopen(f->db, id, 7000);
	assert_int_equal(get(f, id)->status, ISSUE_REOPENED);
	assert_null(issue_store_get(f->db, f->arena, 99));
}

static void test_fixing_counts_as_first_action(void **state)
{
	struct fixture *f = *state;
	int64_t ana = add_person(f, "U1", "Ana"), id = add_issue(f, 0, "wrong");

	issue_store_fix(f->db, id, ana, NULL, 3000);
	assert_int_equal(get(f, id)->acknowledged_at, 3000);
	assert_int_equal(get(f, id)->acknowledged_by, ana);
	assert_null(get(f, id)->note);
}

static void test_status_words(void **state)
{
	(void)state;
	assert_string_equal(issue_status_name(ISSUE_OPEN), "open");
	assert_string_equal(issue_status_name(ISSUE_MERGED), "merged");
	assert_true(issue_status_is_live(ISSUE_REOPENED));
	assert_false(issue_status_is_live(ISSUE_MERGED) || issue_status_is_settled(ISSUE_MERGED));
	assert_true(issue_status_is_settled(ISSUE_DECLINED));
}

static void test_counts_and_lists(void **state)
{
	struct fixture *f = *state;
	int64_t ana = add_person(f, "U1", "Ana"), ben = add_person(f, "U2", "Ben"), tool = 0;

	assert_int_equal(tool_store_create(f->db, "t", 1, &tool), 0);
	int64_t one = add_issue(f, tool, "one"), two = add_issue(f, 0, "two");
	int64_t three = add_issue(f, tool, "three"), four = add_issue(f, tool, "four");
	add_report(f, one, ana, "a"), add_report(f, one, ana, "b"), add_report(f, one, ben, "c");
	add_report(f, one, 0, "somebody forgotten"), add_report(f, one, 0, "another");
	assert_int_equal(get(f, one)->reports, 4);
	assert_int_equal(get(f, one)->followers, 2);
	add_report(f, two, ben, "d");
	follower_store_add(f->db, two, ana, 5);
	add_report(f, three, ana, "e"), add_report(f, four, ana, "f");
	issue_store_fix(f->db, three, ben, "x", 3000);
	issue_store_fix(f->db, four, ben, "x", 3000 + INT64_C(2592000000));
	struct issues mine =
		issue_store_mine(f->db, f->arena, ana, 3001 + INT64_C(2592000000), 10);
	assert_int_equal(mine.count, 3);
	assert_int_equal(mine.items[0].id, two);
	assert_int_equal(mine.items[1].id, one);
	assert_int_equal(mine.items[2].id, four);
	assert_int_equal(issue_store_mine(f->db, f->arena, ana, 3000, 2).count, 2);
	assert_int_equal(issue_store_live(f->db, f->arena, tool, 10).count, 1);
	assert_int_equal(issue_store_count_live(f->db, tool), 1);
	assert_int_equal(issue_store_live(f->db, f->arena, 0, 10).items[0].id, two);
	assert_int_equal(issue_store_count_live(f->db, 0), 1);
	issue_store_set_tool(f->db, two, tool);
	struct issues live = issue_store_live(f->db, f->arena, tool, 10);
	assert_int_equal(live.count, 2);
	assert_int_equal(live.items[0].id, one);
}

static void test_followers(void **state)
{
	struct fixture *f = *state;
	int64_t ana = add_person(f, "U1", "Ana"), ben = add_person(f, "U2", "Ben");
	int64_t one = add_issue(f, 0, "one"), two = add_issue(f, 0, "two");

	assert_false(follower_store_has(f->db, one, ana));
	follower_store_add(f->db, one, ben, 4);
	follower_store_add(f->db, one, ana, 5);
	follower_store_add(f->db, one, ana, 6);
	struct person_ids all = follower_store_all(f->db, f->arena, one);
	assert_int_equal(all.count, 2);
	assert_true(all.items[0] == ben && all.items[1] == ana);
	follower_store_add(f->db, two, ana, 7);
	issue_store_merge(f->db, two, one);
	follower_store_remove(f->db, one, ana);
	assert_false(follower_store_has(f->db, one, ana));
	issue_store_unmerge(f->db, two);
	assert_false(follower_store_has(f->db, two, ana));
	assert_true(follower_store_has(f->db, one, ben));
}

static void test_verdicts(void **state)
{
	struct fixture *f = *state;
	int64_t ana = add_person(f, "U1", "Ana"), id = add_issue(f, 0, "one");

	add_report(f, id, ana, "x");
	issue_store_fix(f->db, id, ana, NULL, 10);
	assert_null(verdict_store_get(f->db, f->arena, id, 1, ana));
	assert_true(verdict_store_add(f->db, id, 1, ana, "broken", 11));
	assert_false(verdict_store_add(f->db, id, 1, ana, "works", 12));
	assert_string_equal(verdict_store_get(f->db, f->arena, id, 1, ana), "broken");
	const struct report *report = report_store_of(f->db, f->arena, id, ana);
	assert_string_equal(report->verdict, "broken");
	assert_int_equal(report->verdict_at, 11);
	issue_store_reopen(f->db, id, 13);
	issue_store_fix(f->db, id, ana, NULL, 14);
	assert_null(report_store_of(f->db, f->arena, id, ana)->verdict);
	assert_true(verdict_store_add(f->db, id, 2, ana, "works", 15));
	assert_string_equal(report_store_of(f->db, f->arena, id, ana)->verdict, "works");
	assert_string_equal(verdict_store_get(f->db, f->arena, id, 1, ana), "broken");
}

static void test_history_is_append_only(void **state)
{
	struct fixture *f = *state;
	int64_t ana = add_person(f, "U1", "Ana"), id = add_issue(f, 0, "one");
	struct change change = { .issue = id, .at = 5, .actor = ana, .platform = "slack",
		.event = "Ev1", .change = "fixed", .from_value = "open", .to_value = "fixed",
		.text = "done" };

	history_store_add(f->db, &change);
	history_store_add(f->db, &(struct change){ .issue = id, .at = 6, .platform = "shell",
					 .event = "1", .change = "reported" });
	struct changes changes = history_store_all(f->db, f->arena, id);
	assert_int_equal(changes.count, 2);
	assert_string_equal(changes.items[0].to_value, "fixed");
	assert_int_equal(changes.items[0].actor, ana);
	assert_int_equal(changes.items[1].actor, 0);
	assert_null(changes.items[1].text);
	db_int(f->db, 0, "UPDATE history SET text = 'other'");
	db_int(f->db, 0, "DELETE FROM history");
	assert_string_equal(history_store_all(f->db, f->arena, id).items[0].text, "done");
	assert_int_equal(db_int(f->db, 0, "SELECT count(*) FROM history WHERE text = 'done'"), 1);
}

/* Withdrawn once nobody has it; neither live nor settled, and nothing else brings it back. */
static void test_withdrawn(void **state)
{
	struct fixture *f = *state;
	int64_t ana = add_person(f, "U1", "Ana"), issue = add_issue(f, 0, "clause nine");

	add_report(f, issue, ana, "clause nine");
	issue_store_withdraw(f->db, issue, "Taken back");
	assert_int_equal(issue_store_get(f->db, f->arena, issue)->status, ISSUE_OPEN);
	report_store_remove(f->db, report_store_of(f->db, f->arena, issue, ana));
	issue_store_withdraw(f->db, issue, "Taken back");
	const struct issue *read = issue_store_get(f->db, f->arena, issue);
	assert_int_equal(read->status, ISSUE_WITHDRAWN);
	assert_string_equal(read->title, "Taken back");
	assert_false(issue_status_is_live(read->status) || issue_status_is_settled(read->status));
	assert_int_equal(issue_store_count_live(f->db, 0), 0);
	issue_store_fix(f->db, issue, ana, "done", 9);
	issue_store_decline(f->db, issue, ana, "no", "instead", 9);
	issue_store_merge(f->db, issue, add_issue(f, 0, "other"));
	assert_int_equal(issue_store_get(f->db, f->arena, issue)->status, ISSUE_WITHDRAWN);
}

static void test_best_known_first(void **state)
{
	struct fixture *f = *state;
	int64_t ana = add_person(f, "U1", "Ana"), ben = add_person(f, "U2", "Ben"), tool = 0;

	assert_int_equal(tool_store_create(f->db, "summarizer", 1, &tool), 0);
	int64_t one = add_issue(f, tool, "one"), two = add_issue(f, tool, "two");
	int64_t gone = add_issue(f, tool, "gone");
	add_report(f, one, ana, "one");
	add_report(f, two, ana, "two");
	add_report(f, two, ben, "two");
	add_report(f, gone, ana, "gone");
	add_report(f, gone, ben, "gone");
	issue_store_fix(f->db, gone, ana, NULL, 9);
	struct issues known = issue_store_known(f->db, f->arena, tool, 3);
	assert_int_equal(known.count, 2);
	assert_int_equal(known.items[0].id, two);
	assert_int_equal(known.items[1].id, one);
	assert_int_equal(issue_store_known(f->db, f->arena, tool, 1).count, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = { on_fresh(test_refs), on_fresh(test_life),
		on_fresh(test_fixing_counts_as_first_action), cmocka_unit_test(test_status_words),
		on_fresh(test_counts_and_lists), on_fresh(test_followers), on_fresh(test_verdicts),
		on_fresh(test_history_is_append_only), on_fresh(test_withdrawn),
		on_fresh(test_best_known_first) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
