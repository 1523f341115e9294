/* Reports whole and bare, saying the same thing twice, and feedback. */
#include "storage_fixture.h"

static void test_whole_report(void **state)
{
	struct fixture *f = *state;
	int64_t ana = add_person(f, "U1", "Ana"), issue = add_issue(f, 0, "x");
	struct report report = { .issue = issue, .reporter = ana, .anonymous = true,
		.text = "it <!here> \"said\" & *no* 🦉", .kind = "wrong_answer", .severity = "high",
		.minutes_lost = 0, .deadline = 99, .source = "command", .platform = "slack",
		.channel = "C1", .message = "1.2", .permalink = "https://x/1", .created_at = 7 };

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

static void test_feedback(void **state)
{
	struct fixture *f = *state;
	int64_t ana = add_person(f, "U1", "Ana");
	struct feedback full = { .person = ana, .text = "good", .rating = 5, .step = "removed",
		.minutes_saved = 0, .platform = "slack", .channel = "C1", .created_at = 3 };
	struct feedback bare = { .person = ana, .text = "ok", .minutes_saved = -1,
		.platform = "slack", .created_at = 4 };

	assert_true(feedback_store_add(f->db, &full) > 0);
	assert_true(feedback_store_add(f->db, &bare) > 0);
	struct feedbacks read = feedback_store_by(f->db, f->arena, ana);
	assert_int_equal(read.count, 2);
	assert_int_equal(read.items[0].rating, 5);
	assert_string_equal(read.items[0].step, "removed");
	assert_int_equal(read.items[0].minutes_saved, 0);
	assert_string_equal(read.items[0].channel, "C1");
	assert_int_equal(read.items[1].rating, 0);
	assert_true(!read.items[1].step && read.items[1].minutes_saved < 0 && !read.items[1].tool);
	bare.rating = 6;
	assert_int_equal(feedback_store_add(f->db, &bare), 0);
	assert_int_equal(db_failure(f->db, NULL), -EEXIST);
}

int main(void)
{
	const struct CMUnitTest tests[] = { on_fresh(test_whole_report),
		on_fresh(test_unknown_is_unknown), on_fresh(test_a_report_needs_its_issue),
		on_fresh(test_saying_the_same), on_fresh(test_feedback) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
