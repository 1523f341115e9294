/*
 * Unmerging is the exact inverse of merging: random issues, reports and followers, random merges
 * (also of issues that others are merged into), then unmerges in any order. After all are undone,
 * the database is as it was; after each single merge and unmerge too.
 */
#include "storage_fixture.h"

#include "bot/util/text.h"

enum { ISSUES = 7, PEOPLE = 5, ROUNDS = 150 };

static unsigned int seed = 20261122;

static int any(int below)
{
	seed = seed * 1664525u + 1013904223u;
	return (int)((seed >> 8) % (unsigned int)below);
}

/* Everything that merging may touch, as text. */
static char *picture(struct fixture *f)
{
	struct text out = TEXT_INIT;

	for (int64_t id = 1; id <= ISSUES; id++) {
		const struct issue *issue = issue_store_get(f->db, f->arena, id);
		text_printf(&out, "%s into %lld round %d:", issue_status_name(issue->status),
			(long long)issue->merged_into, issue->round);
		struct reports reports = report_store_of_issue(f->db, f->arena, id);
		for (size_t i = 0; i < reports.count; i++)
			text_printf(&out, " r%lld/%lld", (long long)reports.items[i].id,
				(long long)reports.items[i].first_issue);
		for (int64_t person = 1; person <= PEOPLE; person++)
			if (follower_store_has(f->db, id, person))
				text_printf(&out, " f%lld", (long long)person);
		text_append_char(&out, '\n');
	}
	return text_steal(&out);
}

static void expect_same(char *before, char *after, const char *what)
{
	if (strcmp(before, after) != 0)
		fail_msg("%s:\n%s\nbecame\n%s", what, before, after);
	free(before);
	free(after);
}

static void populate(struct fixture *f)
{
	for (int i = 0; i < PEOPLE; i++)
		add_person(f, arena_printf(f->arena, "U%d", i), NULL);
	for (int i = 0; i < ISSUES; i++) {
		int64_t id = add_issue(f, 0, "title");
		for (int n = any(4); n > 0; n--)
			add_report(f, id, 1 + any(PEOPLE), "words");
		for (int n = any(3); n > 0; n--)
			follower_store_add(f->db, id, 1 + any(PEOPLE), 5);
		if (any(3) == 0)
			issue_store_fix(f->db, id, 1, "note", 6);
	}
}

static bool is_merged(struct fixture *f, int64_t id)
{
	return issue_store_get(f->db, f->arena, id)->status == ISSUE_MERGED;
}

static void merge_something(struct fixture *f)
{
	int64_t from = 1 + any(ISSUES), into = 1 + any(ISSUES);
	bool was_merged = is_merged(f, from);
	char *before = picture(f);

	issue_store_merge(f->db, from, into);
	if (!was_merged && is_merged(f, from)) {
		issue_store_unmerge(f->db, from);
		expect_same(before, picture(f), "merge and unmerge");
		issue_store_merge(f->db, from, into);
	} else {
		expect_same(before, picture(f), "a merge that cannot be");
	}
}

static void unmerge_all_in_any_order(struct fixture *f)
{
	for (int merged = ISSUES; merged > 0;) {
		issue_store_unmerge(f->db, 1 + any(ISSUES));
		merged = 0;
		for (int64_t id = 1; id <= ISSUES; id++)
			merged += is_merged(f, id);
	}
}

static void test_random_sequences(void **state)
{
	struct fixture *f = *state;

	populate(f);
	for (int round = 0; round < ROUNDS; round++) {
		assert_int_equal(db_savepoint(f->db), 0);
		char *before = picture(f);
		for (int n = any(8); n > 0; n--)
			merge_something(f);
		unmerge_all_in_any_order(f);
		expect_same(before, picture(f), "all merges undone");
		assert_int_equal(any(2) ? db_keep(f->db) : db_undo(f->db), 0);
		arena_reset(f->arena);
	}
}

static void test_merge(void **state)
{
	struct fixture *f = *state;
	int64_t ana = add_person(f, "U1", "Ana"), ben = add_person(f, "U2", "Ben");
	int64_t one = add_issue(f, 0, "one"), two = add_issue(f, 0, "two"),
		three = add_issue(f, 0, "3");

	add_report(f, one, ana, "a"), add_report(f, two, ben, "b"), add_report(f, two, ana, "c");
	issue_store_acknowledge(f->db, two, ana, 9);
	issue_store_merge(f->db, two, one);
	const struct issue *merged = issue_store_get(f->db, f->arena, two);
	assert_int_equal(merged->status, ISSUE_MERGED);
	assert_int_equal(merged->merged_into, one);
	assert_int_equal(issue_store_get(f->db, f->arena, one)->reports, 2);
	assert_int_equal(follower_store_all(f->db, f->arena, one).count, 2);
	assert_int_equal(report_store_of_issue(f->db, f->arena, two).count, 0);
	/* Into a merged one: to where that went. Into itself, or in a circle: nowhere. */
	issue_store_merge(f->db, three, two);
	assert_int_equal(issue_store_get(f->db, f->arena, three)->merged_into, one);
	issue_store_merge(f->db, one, one);
	issue_store_merge(f->db, one, three);
	issue_store_merge(f->db, two, three);
	issue_store_merge(f->db, one, 99);
	assert_int_equal(issue_store_get(f->db, f->arena, one)->status, ISSUE_OPEN);
	issue_store_unmerge(f->db, two);
	assert_int_equal(issue_store_get(f->db, f->arena, two)->status, ISSUE_ACKNOWLEDGED);
	assert_int_equal(report_store_of_issue(f->db, f->arena, two).count, 2);
	assert_int_equal(follower_store_all(f->db, f->arena, one).count, 1);
	assert_int_equal(db_failure(f->db, NULL), 0);
}

static void test_me_too_moves(void **state)
{
	struct fixture *f = *state;
	int64_t ana = add_person(f, "U1", "Ana"), ben = add_person(f, "U2", "Ben");
	int64_t old = add_issue(f, 0, "old"), fresh = add_issue(f, 0, "fresh");

	add_report(f, old, ben, "a");
	int64_t report = add_report(f, fresh, ana, "b");
	add_report(f, fresh, ben, "c");
	report_store_move(f->db, ana, fresh, old);
	assert_int_equal(report_store_of(f->db, f->arena, old, ana)->id, report);
	assert_int_equal(report_store_of(f->db, f->arena, old, ana)->first_issue, fresh);
	assert_true(follower_store_has(f->db, old, ana));
	assert_false(follower_store_has(f->db, fresh, ana));
	assert_true(follower_store_has(f->db, fresh, ben));
	/* Who follows both follows the one. */
	report_store_move(f->db, ben, fresh, old);
	assert_int_equal(follower_store_all(f->db, f->arena, old).count, 2);
	assert_int_equal(follower_store_all(f->db, f->arena, fresh).count, 0);
	assert_int_equal(issue_store_get(f->db, f->arena, old)->reports, 2);
	report_store_move(f->db, ben, old, old);
	assert_true(follower_store_has(f->db, old, ben));
}

int main(void)
{
	const struct CMUnitTest tests[] = { on_fresh(test_merge), on_fresh(test_me_too_moves),
		on_fresh(test_random_sequences) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
