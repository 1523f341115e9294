/* Reports whole and bare, saying the same thing twice, and feedback. */
#include "storage_fixture.h"

#include "storage/draft_store.h"
#include "storage/search.h"

static void test_whole_report(void **state)
{
	struct fixture *f = *state;
	int64_t ana = add_person(f, "U1", "Ana"), issue = add_issue(f, 0, "x");
	struct report report = { .issue = issue,
		.reporter = ana,
		.anonymous = true,
		.text = "it <!here> \"said\" & *no* 🦉",
		.kind = "wrong_answer",
		.severity = "high",
		.minutes_lost = 0,
		.deadline = 99,
		.source = "command",
		.platform = "slack",
		.channel = "C1",
		.message = "1.2",
		.permalink = "https://x/1",
		.created_at = 7 };

	int64_t id = report_store_add(f->db, &report);
	assert_true(id > 0);
	struct reports reports = report_store_of_issue(f->db, f->arena, issue);
	assert_int_equal(reports.count, 1);
	const struct report *read = &reports.items[0];
	assert_true(read->id == id && read->issue == issue && read->first_issue == issue);
	assert_true(read->anonymous && read->reporter == ana && read->deadline == 99);
	assert_int_equal(read->minutes_lost, 0);
	assert_string_equal(read->text, report.text);
	assert_string_equal(read->kind, "wrong_answer");
	assert_string_equal(read->severity, "high");
	assert_string_equal(read->message, "1.2");
	assert_string_equal(read->permalink, "https://x/1");
	assert_null(read->verdict);
	assert_int_equal(report_store_by(f->db, f->arena, ana).count, 1);
	assert_int_equal(report_store_by(f->db, f->arena, 99).count, 0);
	assert_null(report_store_of(f->db, f->arena, issue, 99));
}

static void test_unknown_is_unknown(void **state)
{
	struct fixture *f = *state;
	int64_t ana = add_person(f, "U1", "Ana"), issue = add_issue(f, 0, "x");

	add_report(f, issue, ana, "");
	const struct report *read = report_store_of(f->db, f->arena, issue, ana);
	assert_non_null(read);
	assert_string_equal(read->text, "");
	assert_true(read->minutes_lost < 0);
	assert_true(read->deadline == 0);
	assert_true(!read->kind && !read->severity && !read->message);
}

static void test_a_report_needs_its_issue(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(db_savepoint(f->db), 0);
	assert_int_equal(add_report(f, 12345, 0, "words"), 0);
	assert_int_equal(db_failure(f->db, NULL), -EEXIST);
	assert_int_equal(db_undo(f->db), 0);
	assert_int_equal(db_int(f->db, -1, "SELECT count(*) FROM reports"), 0);
}

static bool same(struct fixture *f, int64_t reporter, int64_t tool, const char *text)
{
	return report_store_same(f->db, f->arena, reporter, tool, text) != NULL;
}

static void test_saying_the_same(void **state)
{
	struct fixture *f = *state;
	int64_t ana = add_person(f, "U1", "Ana"), ben = add_person(f, "U2", "Ben"), tool = 0;

	assert_int_equal(tool_store_create(f->db, "t", 1, &tool), 0);
	int64_t issue = add_issue(f, tool, "x"), loose = add_issue(f, 0, "y");
	add_report(f, issue, ana, "Äpfel  sind\tnicht Birnen");
	add_report(f, loose, ana, "loose words");
	assert_true(same(f, ana, tool, " äpfel sind nicht\n BIRNEN "));
	assert_false(same(f, ana, tool, "äpfel sind Birnen"));
	assert_false(same(f, ana, tool, "äpfelsind nicht Birnen"));
	assert_false(same(f, ben, tool, "Äpfel sind nicht Birnen"));
	assert_false(same(f, ana, 0, "Äpfel sind nicht Birnen"));
	assert_true(same(f, ana, 0, "loose words"));
	assert_false(same(f, ana, tool, "loose words"));
	issue_store_fix(f->db, issue, ben, NULL, 9);
	assert_false(same(f, ana, tool, "Äpfel sind nicht Birnen"));
	issue_store_reopen(f->db, issue, 10);
	assert_true(same(f, ana, tool, "Äpfel sind nicht Birnen"));
}

static int64_t kept_feedback(struct fixture *f, const char *which)
{
	_cleanup_free_ char *sql = xasprintf("SELECT count(*) FROM feedback WHERE %s", which);

	return db_int(f->db, 0, sql);
}

static void test_feedback(void **state)
{
	struct fixture *f = *state;
	int64_t ana = add_person(f, "U1", "Ana");
	struct feedback full = { .person = ana,
		.text = "good",
		.rating = 5,
		.step = "removed",
		.minutes_saved = 0,
		.platform = "slack",
		.channel = "C1",
		.created_at = 3 };
	struct feedback bare = { .person = ana,
		.text = "ok",
		.minutes_saved = -1,
		.platform = "slack",
		.created_at = 4 };

	assert_true(feedback_store_add(f->db, &full) > 0);
	assert_true(feedback_store_add(f->db, &bare) > 0);
	assert_int_equal(kept_feedback(f, "rating = 5 AND step = 'removed' AND "
					  "minutes_saved = 0 AND channel = 'C1'"),
		1);
	assert_int_equal(kept_feedback(f, "rating IS NULL AND step IS NULL AND "
					  "minutes_saved IS NULL AND tool IS NULL"),
		1);
	bare.rating = 6;
	assert_int_equal(feedback_store_add(f->db, &bare), 0);
	assert_int_equal(db_failure(f->db, NULL), -EEXIST);
}

static int64_t add_about_message(struct fixture *f, int64_t issue, int64_t reporter)
{
	struct report report = { .issue = issue,
		.reporter = reporter,
		.text = "",
		.minutes_lost = -1,
		.source = "reaction",
		.platform = "slack",
		.channel = "C1",
		.message = "1.2",
		.created_at = 1000 };

	follower_store_add(f->db, issue, reporter, 1000);
	return report_store_add(f->db, &report);
}

static void test_about_one_message(void **state)
{
	struct fixture *f = *state;
	int64_t ana = add_person(f, "U1", "Ana"), ben = add_person(f, "U2", "Ben");
	int64_t issue = add_issue(f, 0, "x");

	add_about_message(f, issue, ana);
	add_about_message(f, issue, ben);
	struct reports found = report_store_by_message(f->db, f->arena, "slack", "C1", "1.2");
	assert_int_equal(found.count, 2);
	assert_int_equal(found.items[0].reporter, ana);
	assert_int_equal(report_store_by_message(f->db, f->arena, "slack", "C1", "1.3").count, 0);
	assert_int_equal(report_store_by_message(f->db, f->arena, "slack", "C2", "1.2").count, 0);
	assert_int_equal(report_store_by_message(f->db, f->arena, "teams", "C1", "1.2").count, 0);
}

/* Words that are added later are found, and those that go are not. */
static void test_described_and_removed(void **state)
{
	struct fixture *f = *state;
	int64_t ana = add_person(f, "U1", "Ana"), issue = add_issue(f, 0, "x");

	add_about_message(f, issue, ana);
	struct report report = *report_store_of(f->db, f->arena, issue, ana);
	report.text = "clause nine vanished";
	report.kind = "missing_content";
	report.minutes_lost = 30;
	report.deadline = 99;
	report.got_out = report.gave_up = true;
	report_store_describe(f->db, &report);
	const struct report *read = report_store_of(f->db, f->arena, issue, ana);
	assert_string_equal(read->text, "clause nine vanished");
	assert_string_equal(read->kind, "missing_content");
	assert_true(read->minutes_lost == 30 && read->deadline == 99);
	assert_true(read->got_out && read->gave_up);
	assert_int_equal(search_similar(f->db, f->arena, "vanished", 0, 0, 3).count, 1);
	report.text = "the annex is lost";
	report_store_describe(f->db, &report);
	assert_int_equal(search_similar(f->db, f->arena, "vanished", 0, 0, 3).count, 0);
	assert_int_equal(search_similar(f->db, f->arena, "annex", 0, 0, 3).count, 1);
	report_store_remove(f->db, &report);
	assert_int_equal(report_store_of_issue(f->db, f->arena, issue).count, 0);
	assert_int_equal(
		db_int(f->db, -1,
			"SELECT count(*) FROM report_words WHERE report_words MATCH 'annex'"),
		0);
	assert_false(follower_store_has(f->db, issue, ana));
}

/* Who followed before goes on following. */
static void test_removed_follower_stays(void **state)
{
	struct fixture *f = *state;
	int64_t ana = add_person(f, "U1", "Ana"), issue = add_issue(f, 0, "x");

	follower_store_add(f->db, issue, ana, 500);
	add_about_message(f, issue, ana);
	report_store_remove(f->db, report_store_of(f->db, f->arena, issue, ana));
	assert_true(follower_store_has(f->db, issue, ana));
}

static void test_unnamed(void **state)
{
	struct fixture *f = *state;
	int64_t ana = add_person(f, "U1", "Ana"), ben = add_person(f, "U2", "Ben");
	int64_t one = add_issue(f, 0, "x"), other = add_issue(f, 0, "y");
	struct report hidden = { .issue = other,
		.reporter = ana,
		.anonymous = true,
		.text = "b",
		.minutes_lost = -1,
		.source = "form",
		.platform = "slack",
		.created_at = 9 };

	add_report(f, one, ana, "x");
	report_store_add(f->db, &hidden);
	assert_false(report_store_is_unnamed(f->db, one, ana));
	assert_true(report_store_is_unnamed(f->db, other, ana));
	assert_false(report_store_is_unnamed(f->db, other, ben));
	issue_store_merge(f->db, other, one);
	assert_true(report_store_is_unnamed(f->db, one, ana));
	assert_true(report_store_is_unnamed(f->db, other, ana));
}

static void test_drafts(void **state)
{
	struct fixture *f = *state;
	int64_t ana = add_person(f, "U1", "Ana"), ben = add_person(f, "U2", "Ben");
	struct draft draft = {
		.person = ana, .text = "it froze", .platform = "slack", .created_at = 100
	};

	int64_t id = draft_store_add(f->db, &draft);
	assert_string_equal(draft_store_get(f->db, f->arena, id, ana)->text, "it froze");
	assert_null(draft_store_get(f->db, f->arena, id, ben));
	assert_int_equal(draft_store_same(f->db, ana, "it froze"), id);
	assert_int_equal(draft_store_same(f->db, ana, "it  froze"), 0);
	assert_int_equal(draft_store_same(f->db, ben, "it froze"), 0);
	assert_int_equal(draft_store_prune(f->db, 100, 10), 0);
	assert_int_equal(draft_store_prune(f->db, 101, 10), 1);
	assert_null(draft_store_get(f->db, f->arena, id, ana));
	draft_store_remove(f->db, draft_store_add(f->db, &draft));
	assert_int_equal(draft_store_same(f->db, ana, "it froze"), 0);
	draft_store_add(f->db, &draft);
	people_store_forget(f->db, f->arena, ana, 200);
	assert_int_equal(db_int(f->db, -1, "SELECT count(*) FROM drafts"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = { on_fresh(test_whole_report),
		on_fresh(test_unknown_is_unknown), on_fresh(test_a_report_needs_its_issue),
		on_fresh(test_saying_the_same), on_fresh(test_feedback),
		on_fresh(test_about_one_message), on_fresh(test_described_and_removed),
		on_fresh(test_removed_follower_stays), on_fresh(test_unnamed),
		on_fresh(test_drafts) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
