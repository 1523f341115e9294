/* The numbers of one tool, on cases small enough to be computed by hand; notices and pulses. */
#include "storage_fixture.h"

#include <sqlite3.h>

#include "storage/notice_store.h"
#include "storage/pulse_store.h"
#include "storage/tool_numbers.h"

static int64_t add_tool(struct fixture *f, const char *name)
{
	int64_t tool = 0;

	assert_int_equal(tool_store_create(f->db, name, 1, &tool), 0);
	return tool;
}

static struct tool_record record_of(struct fixture *f, int64_t tool)
{
	return tool_numbers_record(f->db, tool, 0, INT64_MAX);
}

/* A report at `at` that lost so many minutes (negative: not said). */
static void report_at(struct fixture *f, int64_t issue, int64_t person, int64_t at, int64_t minutes)
{
	struct report report = { .issue = issue,
		.first_issue = issue,
		.reporter = person,
		.text = "it happened",
		.minutes_lost = minutes,
		.source = "command",
		.platform = "slack",
		.created_at = at };

	report_store_add(f->db, &report);
}

static void me_too_at(struct fixture *f, int64_t issue, int64_t person, int64_t at, int64_t minutes)
{
	struct report report = { .issue = issue,
		.first_issue = issue,
		.reporter = person,
		.text = "",
		.minutes_lost = minutes,
		.source = "me_too",
		.platform = "slack",
		.created_at = at };

	report_store_add(f->db, &report);
}

/* The issue of that name, taken back by its only reporter. */
static void withdraw(struct fixture *f)
{
	sqlite3 *sqlite = NULL;

	assert_int_equal(db_commit(f->db), 0);
	assert_int_equal(sqlite3_open(f->path, &sqlite), SQLITE_OK);
	assert_int_equal(sqlite3_exec(sqlite,
				 "UPDATE issues SET status = 'withdrawn' "
				 "WHERE title = 'withdrawn'",
				 NULL, NULL, NULL),
		SQLITE_OK);
	sqlite3_close(sqlite);
	assert_int_equal(db_begin(f->db), 0);
}

static void nothing_is_no_number(void **state)
{
	struct fixture *f = *state;
	int64_t tool = add_tool(f, "summarizer");
	struct tool_record record = record_of(f, tool);
	struct step_balance balance = tool_numbers_steps(f->db, tool, 0, INT64_MAX);
	struct waiting_issue waiting;

	assert_int_equal(record.reports, 0);
	assert_int_equal(record.verified_fix.whole, 0);
	assert_true(record.fix_median < 0);
	assert_int_equal(balance.people, 0);
	assert_int_equal(step_balance_percent(&balance), 0);
	assert_false(tool_numbers_waiting(f->db, tool, &waiting));
	assert_int_equal(tool_numbers_failures(f->db, f->arena, tool, 5).count, 0);
}

/* Four fixed, of which one is confirmed, one both confirmed and denied, one confirmed too late. */
static void a_record_counts_fixes_and_reports_of_its_own_tool(void **state)
{
	struct fixture *f = *state;
	const int64_t too_late = 2000 + INT64_C(14) * 86400000 + 1;
	int64_t tool = add_tool(f, "summarizer"), other = add_tool(f, "translator");
	int64_t ana = add_person(f, "U1", NULL), ben = add_person(f, "U2", NULL), ids[4];

	for (size_t i = 0; i < array_length(ids); i++) {
		ids[i] = add_issue(f, tool, "x");
		report_at(f, ids[i], ana, 1000, -1);
		issue_store_fix(f->db, ids[i], ana, NULL, 1100 + 300 * (int64_t)i);
	}
	verdict_store_add(f->db, ids[0], 1, ben, "works", 2000);
	verdict_store_add(f->db, ids[1], 1, ana, "works", 2000);
	verdict_store_add(f->db, ids[1], 1, ben, "broken", 2000);
	verdict_store_add(f->db, ids[2], 1, ana, "works", too_late);
	report_at(f, add_issue(f, other, "y"), ana, 1000, -1);
	struct tool_record record = record_of(f, tool);
	assert_int_equal(record.reports, 4);
	assert_int_equal(record.verified_fix.part, 1);
	assert_int_equal(record.verified_fix.whole, 4);
	assert_int_equal(record.fix_median, (400 + 700) / 2); /* of 100, 400, 700, 1000 */
	record = tool_numbers_record(f->db, tool, 1400, 1700);
	assert_int_equal(record.reports, 0);
	assert_int_equal(record.verified_fix.whole, 1);
	assert_int_equal(record.fix_median, 400);
}

static void merged_and_withdrawn_issues_do_not_count(void **state)
{
	struct fixture *f = *state;
	int64_t tool = add_tool(f, "summarizer");
	int64_t ana = add_person(f, "U1", NULL), ben = add_person(f, "U2", NULL);
	int64_t kept = add_issue(f, tool, "kept"), merged = add_issue(f, tool, "merged");
	int64_t withdrawn = add_issue(f, tool, "withdrawn");

	report_at(f, kept, ana, 1000, 10);
	report_at(f, merged, ben, 1000, 20);
	report_at(f, withdrawn, ben, 1000, 500);
	issue_store_fix(f->db, withdrawn, ana, NULL, 1500);
	assert_int_equal(record_of(f, tool).verified_fix.whole, 1);
	issue_store_merge(f->db, merged, kept);
	withdraw(f);
	assert_int_equal(record_of(f, tool).verified_fix.whole, 0);
	assert_int_equal(record_of(f, tool).reports, 2);
	struct known_failures failures = tool_numbers_failures(f->db, f->arena, tool, 5);
	assert_int_equal(failures.count, 1);
	assert_int_equal(failures.items[0].people, 2);
	assert_int_equal(tool_numbers_lost(f->db, tool, 0, INT64_MAX).minutes, 30);
}

static void known_failures_begin_with_what_most_people_have(void **state)
{
	struct fixture *f = *state;
	int64_t tool = add_tool(f, "summarizer");
	int64_t ana = add_person(f, "U1", NULL), ben = add_person(f, "U2", NULL);
	int64_t first = add_issue(f, tool, "first"), second = add_issue(f, tool, "second");
	int64_t fixed = add_issue(f, tool, "fixed");

	report_at(f, first, ana, 1, -1);
	report_at(f, first, ana, 2, -1);
	report_at(f, second, ana, 3, -1);
	me_too_at(f, second, ben, 4, -1);
	report_at(f, fixed, ben, 5, -1);
	issue_store_fix(f->db, fixed, ana, NULL, 6);
	struct known_failures failures = tool_numbers_failures(f->db, f->arena, tool, 5);
	assert_int_equal(failures.count, 2);
	assert_int_equal(failures.items[0].issue, second);
	assert_int_equal(failures.items[0].people, 2);
	assert_string_equal(failures.items[1].title, "first");
	assert_int_equal(failures.items[1].people, 1);
	assert_int_equal(tool_numbers_failures(f->db, f->arena, tool, 1).count, 1);
}

/* Said: 10 and 30, so a me-too that does not say lost 20; one of another issue, where nobody said,
 * lost nothing we know of. */
static void a_me_too_takes_its_issues_median(void **state)
{
	struct fixture *f = *state;
	int64_t tool = add_tool(f, "summarizer");
	int64_t ana = add_person(f, "U1", NULL), ben = add_person(f, "U2", NULL);
	int64_t issue = add_issue(f, tool, "x"), silent = add_issue(f, tool, "y");

	report_at(f, issue, ana, 100, 10);
	me_too_at(f, issue, ben, 200, 30);
	me_too_at(f, issue, add_person(f, "U3", NULL), 300, -1);
	report_at(f, silent, ana, 300, -1);
	me_too_at(f, silent, ben, 300, -1);
	struct minutes_lost lost = tool_numbers_lost(f->db, tool, 0, INT64_MAX);
	assert_int_equal(lost.minutes, 10 + 30 + 20);
	assert_int_equal(lost.reports, 5);
	assert_int_equal(lost.said, 2);
	assert_int_equal(lost.estimated, 1);
	assert_int_equal(tool_numbers_lost(f->db, tool, 300, 301).minutes, 20);
}

/* However it came: by a button, a reaction, or in words of its own. */
static void whoever_was_first_said_no_me_too(void **state)
{
	struct fixture *f = *state;
	int64_t tool = add_tool(f, "summarizer");
	int64_t ana = add_person(f, "U1", NULL), ben = add_person(f, "U2", NULL);
	int64_t issue = add_issue(f, tool, "x");

	me_too_at(f, issue, ana, 100, -1);
	me_too_at(f, issue, ben, 200, 30);
	report_at(f, issue, add_person(f, "U3", NULL), 300, -1);
	struct minutes_lost lost = tool_numbers_lost(f->db, tool, 0, INT64_MAX);
	assert_int_equal(lost.minutes, 30 + 30);
	assert_int_equal(lost.estimated, 1);
}

static void say_of(struct fixture *f, int64_t tool, int64_t person, const char *step, int64_t saved,
	int64_t at)
{
	struct feedback feedback = { .tool = tool,
		.person = person,
		.text = "good",
		.step = step,
		.minutes_saved = saved,
		.platform = "slack",
		.created_at = at };

	feedback_store_add(f->db, &feedback);
}

/* Of seven people four say that it removes a step and one that it adds one: 3 of 7. */
static void the_balance_takes_each_persons_last_answer(void **state)
{
	struct fixture *f = *state;
	int64_t tool = add_tool(f, "summarizer"), other = add_tool(f, "translator"), people[7];

	for (size_t i = 0; i < array_length(people); i++) {
		people[i] = add_person(f, arena_printf(f->arena, "U%zu", i), NULL);
		pulse_store_set(f->db, f->arena, tool, people[i], "2026-11-16", "added", 100);
		pulse_store_set(f->db, f->arena, other, people[i], "2026-11-16", "added", 100);
	}
	for (size_t i = 0; i < 4; i++)
		pulse_store_set(f->db, f->arena, tool, people[i], "2026-11-23", "removed", 200);
	say_of(f, tool, people[4], "same", -1, 200);
	pulse_store_set(f->db, f->arena, tool, people[5], "2026-11-23", "same", 200);
	struct step_balance balance = tool_numbers_steps(f->db, tool, 0, INT64_MAX);
	assert_int_equal(balance.people, 7);
	assert_int_equal(balance.removed, 4);
	assert_int_equal(balance.added, 1);
	assert_int_equal(step_balance_percent(&balance), 43); /* 42.86 */
	balance = tool_numbers_steps(f->db, tool, 0, 200);
	assert_int_equal(balance.added, 7);
	assert_int_equal(step_balance_percent(&balance), -100);
}

static void a_second_answer_in_a_week_changes_the_first(void **state)
{
	struct fixture *f = *state;
	int64_t tool = add_tool(f, "summarizer"), ana = add_person(f, "U1", NULL);

	assert_null(pulse_store_set(f->db, f->arena, tool, ana, "2026-11-23", "added", 100));
	assert_string_equal(
		pulse_store_set(f->db, f->arena, tool, ana, "2026-11-23", "removed", 150), "added");
	assert_null(pulse_store_set(f->db, f->arena, tool, ana, "2026-11-30", "same", 200));
	assert_int_equal(db_int(f->db, 0, "SELECT count(*) FROM pulses"), 2);
	assert_int_equal(db_int(f->db, 0, "SELECT count(*) FROM pulses WHERE step = 'added'"), 0);
}

static void minutes_saved_are_as_people_said(void **state)
{
	struct fixture *f = *state;
	int64_t tool = add_tool(f, "summarizer"), ana = add_person(f, "U1", NULL);

	say_of(f, tool, ana, NULL, 30, 100);
	say_of(f, tool, ana, NULL, -1, 100);
	say_of(f, tool, ana, NULL, 15, 200);
	say_of(f, add_tool(f, "translator"), ana, NULL, 500, 100);
	struct minutes_saved saved = tool_numbers_saved(f->db, tool, 0, INT64_MAX);
	assert_int_equal(saved.minutes, 45);
	assert_int_equal(saved.said, 2);
	assert_int_equal(tool_numbers_saved(f->db, tool, 0, 200).minutes, 30);
}

static void who_waits_longest_is_found(void **state)
{
	struct fixture *f = *state;
	int64_t tool = add_tool(f, "summarizer"), ana = add_person(f, "U1", NULL);
	int64_t answered = issue_store_create(f->db, tool, "x", 100);
	int64_t waits = issue_store_create(f->db, tool, "y", 200);
	struct waiting_issue waiting;

	issue_store_create(f->db, tool, "z", 300);
	issue_store_acknowledge(f->db, answered, ana, 400);
	assert_true(tool_numbers_waiting(f->db, tool, &waiting));
	assert_int_equal(waiting.issue, waits);
	assert_int_equal(waiting.since, 200);
	/* Opened again it begins anew, behind who waits already. */
	issue_store_fix(f->db, waits, ana, NULL, 500);
	issue_store_reopen(f->db, waits, 600);
	assert_true(tool_numbers_waiting(f->db, tool, &waiting));
	assert_int_equal(waiting.since, 300);
	issue_store_acknowledge(f->db, waiting.issue, ana, 700);
	assert_true(tool_numbers_waiting(f->db, tool, &waiting));
	assert_int_equal(waiting.issue, waits);
	assert_int_equal(waiting.since, 600);
}

static void what_was_reported_lately_leaves_out_what_is_fixed(void **state)
{
	struct fixture *f = *state;
	int64_t tool = add_tool(f, "summarizer");
	int64_t ana = add_person(f, "U1", NULL), ben = add_person(f, "U2", NULL);
	int64_t old = add_issue(f, tool, "old"), live = add_issue(f, tool, "live");
	int64_t fixed = add_issue(f, tool, "fixed"), declined = add_issue(f, tool, "declined");

	report_at(f, old, ana, 10, -1);
	report_at(f, live, ana, 100, -1);
	report_at(f, live, ana, 101, -1);
	report_at(f, live, ben, 102, -1);
	report_at(f, fixed, ben, 100, -1);
	report_at(f, declined, ben, 100, -1);
	issue_store_fix(f->db, fixed, ana, NULL, 200);
	issue_store_decline(f->db, declined, ana, "no", "otherwise", 200);
	struct failure_reports reports = tool_numbers_reported(f->db, f->arena, tool, 100);
	assert_int_equal(reports.count, 3);
	assert_int_equal(reports.items[0].issue, live);
	assert_int_equal(reports.items[1].person, ben);
	assert_string_equal(reports.items[2].title, "declined");
}

static void a_notice_is_the_last_one_since(void **state)
{
	struct fixture *f = *state;
	int64_t tool = add_tool(f, "summarizer"), sam = add_person(f, "U1", NULL);

	assert_null(notice_store_last(f->db, f->arena, tool, 0));
	notice_store_add(f->db, tool, sam, "dates", 100);
	notice_store_add(f->db, tool, sam, "tables", 200);
	notice_store_add(f->db, add_tool(f, "translator"), sam, "names", 300);
	const struct notice *notice = notice_store_last(f->db, f->arena, tool, 200);
	assert_non_null(notice);
	assert_string_equal(notice->text, "tables");
	assert_int_equal(notice->person, sam);
	assert_null(notice_store_last(f->db, f->arena, tool, 201));
	assert_string_equal(notice_store_last(f->db, f->arena, tool, 0)->text, "tables");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		on_fresh(nothing_is_no_number),
		on_fresh(a_record_counts_fixes_and_reports_of_its_own_tool),
		on_fresh(merged_and_withdrawn_issues_do_not_count),
		on_fresh(known_failures_begin_with_what_most_people_have),
		on_fresh(a_me_too_takes_its_issues_median),
		on_fresh(whoever_was_first_said_no_me_too),
		on_fresh(the_balance_takes_each_persons_last_answer),
		on_fresh(a_second_answer_in_a_week_changes_the_first),
		on_fresh(minutes_saved_are_as_people_said),
		on_fresh(who_waits_longest_is_found),
		on_fresh(what_was_reported_lately_leaves_out_what_is_fixed),
		on_fresh(a_notice_is_the_last_one_since),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
