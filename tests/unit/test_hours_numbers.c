/* Hours returned, on cases small enough to be computed by hand; and what they rest on. */
#include "storage_fixture.h"

#include <math.h>

#include <sqlite3.h>

#include "bot/util/clock.h"
#include "storage/hours_numbers.h"
#include "storage/migrate.h"

static const int64_t WEEK = INT64_C(7) * MS_PER_DAY;

static void expect_minutes(double is, double expected)
{
	if (fabs(is - expected) > 0.001)
		fail_msg("%g minutes, expected %g", is, expected);
}

/* --- one workflow, without a database --- */

/* 60 minutes before, 20 times a week, launched at week 1. */
static struct hours of_workflow(enum grade grade, double runs, struct measurement *measurements,
	size_t count, int64_t from, int64_t until)
{
	struct baseline baseline = { .minutes_before = 60, .runs_a_week = runs, .grade = grade };
	struct workflow workflow = { .in_force = &baseline,
		.counts = &baseline,
		.measurements = measurements,
		.measurement_count = count };
	struct hours hours = { 0 };

	hours_add_workflow(&hours, &workflow, WEEK, from, until);
	return hours;
}

static void a_measurement_holds_from_its_day_to_the_next(void **state)
{
	struct measurement now[] = {
		{ .minutes_now = 30, .grade = GRADE_A, .day = 14, .held_at = 2 * WEEK },
		{ .minutes_now = 15, .grade = GRADE_A, .day = 28, .held_at = 4 * WEEK },
	};
	struct hours hours = of_workflow(GRADE_A, 20, now, 2, 0, 5 * WEEK);

	(void)state;
	/* (60 − 30) × 20 × 2 weeks + (60 − 15) × 20 × 1 week */
	expect_minutes(hours.gross[GRADE_A], 1200 + 900);
	assert_true(hours.known[GRADE_A]);
	assert_false(hours.known[GRADE_B] || hours.known[GRADE_C]);
	/* Half a week of each: 300 + 450. */
	hours = of_workflow(GRADE_A, 20, now, 2, 7 * WEEK / 2, 9 * WEEK / 2);
	expect_minutes(hours.gross[GRADE_A], 300 + 450);
	/* Before the first one nothing is known, which is not zero. */
	hours = of_workflow(GRADE_A, 20, now, 2, 0, 2 * WEEK);
	assert_false(hours_known(&hours));
}

static void the_last_measurement_of_a_day_holds(void **state)
{
	struct measurement now[] = {
		{ .minutes_now = 0, .grade = GRADE_B, .day = 7, .held_at = WEEK },
		{ .minutes_now = 30, .grade = GRADE_A, .day = 7, .held_at = WEEK + MS_PER_HOUR },
	};
	struct hours hours = of_workflow(GRADE_A, 168, now, 2, 0, 2 * WEEK);

	(void)state;
	/* (60 − 30) × 168 × 167 of the 168 hours of a week */
	expect_minutes(hours.gross[GRADE_A], 30 * 167);
	assert_false(hours.known[GRADE_B]);
}

static void nothing_is_returned_before_the_launch(void **state)
{
	struct measurement now = { .minutes_now = 30, .grade = GRADE_A, .held_at = 1 };
	struct hours hours = of_workflow(GRADE_A, 20, &now, 1, 0, 2 * WEEK);

	(void)state;
	expect_minutes(hours.gross[GRADE_A], 600); /* week 1 alone */
}

static void a_part_has_the_weaker_grade_of_its_two_figures(void **state)
{
	struct measurement now[] = {
		{ .minutes_now = 30, .grade = GRADE_A, .day = 7, .held_at = WEEK },
		{ .minutes_now = 30, .grade = GRADE_C, .day = 14, .held_at = 2 * WEEK },
	};
	struct hours hours = of_workflow(GRADE_B, 20, now, 2, WEEK, 3 * WEEK);

	(void)state;
	expect_minutes(hours.gross[GRADE_A], 0);
	expect_minutes(hours.gross[GRADE_B], 600);
	expect_minutes(hours.gross[GRADE_C], 600);
	assert_false(hours.known[GRADE_A]);
}

static void what_takes_longer_is_returned_as_less_than_nothing(void **state)
{
	struct measurement now = { .minutes_now = 75, .grade = GRADE_A, .held_at = WEEK };
	struct hours hours = of_workflow(GRADE_A, 20, &now, 1, WEEK, 2 * WEEK);

	(void)state;
	expect_minutes(hours.gross[GRADE_A], -300);
	hours.lost.minutes = 60;
	expect_minutes(hours_net(&hours, GRADE_A), -360);
}

static void without_runs_or_a_baseline_nothing_follows(void **state)
{
	struct measurement now = { .minutes_now = 30, .grade = GRADE_A, .held_at = WEEK };
	struct workflow workflow = { .measurements = &now, .measurement_count = 1 };
	struct hours hours = of_workflow(GRADE_A, -1, &now, 1, WEEK, 2 * WEEK);

	(void)state;
	assert_false(hours_known(&hours));
	hours_add_workflow(&hours, &workflow, WEEK, WEEK, 2 * WEEK);
	assert_false(hours_known(&hours));
}

static void a_net_has_its_weakest_grade(void **state)
{
	struct hours hours = { .gross = { 600, 300, 100 }, .lost.minutes = 50 };

	(void)state;
	expect_minutes(hours_net(&hours, GRADE_A), 550);
	expect_minutes(hours_net(&hours, GRADE_B), 850);
	expect_minutes(hours_net(&hours, GRADE_C), 950);
}

/* --- tools --- */

static const struct tool *launched(struct fixture *f, const char *name, int64_t at, double target)
{
	int64_t id = 0;

	assert_int_equal(tool_store_create(f->db, name, 1, &id), 0);
	struct tool tool = *tool_store_get(f->db, f->arena, id);
	tool.stage = STAGE_LAUNCHED;
	tool.launched_at = at;
	tool.target_hours = target;
	tool_store_save(f->db, &tool, at);
	return tool_store_get(f->db, f->arena, id);
}

static void say_before(struct fixture *f, const struct tool *tool, const char *workflow,
	double minutes, int64_t at)
{
	struct baseline baseline = { .tool = tool->id,
		.workflow = workflow,
		.minutes_before = minutes,
		.runs_a_week = 10,
		.source = "timesheets",
		.grade = GRADE_A,
		.day = at / MS_PER_DAY,
		.held_at = at,
		.created_at = at };

	baseline_store_add(f->db, &baseline);
}

static void say_now(struct fixture *f, const struct tool *tool, const char *workflow,
	double minutes, enum grade grade, int64_t at)
{
	const struct baseline *baseline = baseline_store_get(f->db, f->arena, tool->id, workflow);
	struct measurement measurement = { .baseline = baseline->id,
		.succeeded = -1,
		.minutes_now = minutes,
		.runs = 5,
		.grade = grade,
		.day = at / MS_PER_DAY,
		.held_at = at,
		.created_at = at };

	baseline_store_measure(f->db, &measurement);
}

static void lose(struct fixture *f, int64_t issue, int64_t at, int64_t minutes)
{
	struct report report = { .issue = issue,
		.first_issue = issue,
		.text = "it happened",
		.minutes_lost = minutes,
		.source = "command",
		.platform = "slack",
		.created_at = at };

	report_store_add(f->db, &report);
}

static void another_figure_is_the_next_version(void **state)
{
	struct fixture *f = *state;
	const struct tool *tool = launched(f, "summarizer", WEEK, -1);

	say_before(f, tool, "reviews", 60, 10);
	say_before(f, tool, "Reviews", 50, 20);
	struct baselines all = baseline_store_all(f->db, f->arena, tool->id);
	assert_int_equal(all.count, 2);
	assert_int_equal(all.items[0].version, 2);
	expect_minutes(all.items[0].minutes_before, 50);
	assert_int_equal(all.items[0].replaced_at, 0);
	assert_int_equal(all.items[1].version, 1);
	expect_minutes(all.items[1].minutes_before, 60);
	assert_int_equal(all.items[1].replaced_at, 20);
	assert_string_equal(all.items[1].source, "timesheets");
	baseline_store_end(f->db, tool->id, "reviews", 30);
	assert_null(baseline_store_get(f->db, f->arena, tool->id, "reviews"));
	assert_int_equal(hours_workflows(f->db, f->arena, tool).count, 0);
	say_before(f, tool, "reviews", 40, 40);
	assert_int_equal(baseline_store_get(f->db, f->arena, tool->id, "REVIEWS")->version, 3);
}

static void the_newest_that_held_at_the_launch_counts(void **state)
{
	struct fixture *f = *state;
	const struct tool *tool = launched(f, "summarizer", WEEK, -1);

	say_before(f, tool, "letters", 90, WEEK + 1);
	say_before(f, tool, "reviews", 60, 10);
	say_before(f, tool, "reviews", 50, WEEK);
	say_now(f, tool, "reviews", 30, GRADE_A, WEEK);
	say_before(f, tool, "reviews", 500, WEEK + 1);
	struct workflows workflows = hours_workflows(f->db, f->arena, tool);
	assert_int_equal(workflows.count, 2);
	assert_string_equal(workflows.items[0].name, "letters");
	assert_null(workflows.items[0].counts);
	assert_int_equal(workflows.items[1].in_force->version, 3);
	assert_int_equal(workflows.items[1].counts->version, 2);
	assert_int_equal(workflows.items[1].measurement_count, 1); /* said of another version */
	struct hours hours = hours_of_tool(f->db, tool, 0, 2 * WEEK);
	expect_minutes(hours.gross[GRADE_A], (50 - 30) * 10);
	assert_true(baseline_store_held_at(f->db, tool->id, 10));
	assert_false(baseline_store_held_at(f->db, tool->id, 9));
	baseline_store_end(f->db, tool->id, "reviews", 2 * WEEK);
	assert_false(baseline_store_held_at(f->db, tool->id, WEEK));
}

/* Lost since the launch: 20, 40, a me-too that takes their median of 30, and 100 before it. */
static void what_was_lost_since_the_launch_is_taken_off(void **state)
{
	struct fixture *f = *state;
	const struct tool *tool = launched(f, "summarizer", WEEK, 5);
	int64_t issue = add_issue(f, tool->id, "it"), older = add_issue(f, tool->id, "older");

	say_before(f, tool, "reviews", 60, WEEK);
	say_now(f, tool, "reviews", 30, GRADE_B, WEEK);
	lose(f, older, WEEK - 1, 100);
	lose(f, issue, WEEK, 20);
	lose(f, issue, WEEK + 1, 40);
	lose(f, issue, WEEK + 2, -1);
	struct hours hours = hours_of_tool(f->db, tool, 0, 3 * WEEK);
	expect_minutes(hours.gross[GRADE_B], 30 * 10 * 2);
	assert_int_equal(hours.lost.minutes, 90);
	expect_minutes(hours_net(&hours, GRADE_B), 600 - 90);
	expect_minutes(hours.promised, 5 * 60 * 2);
}

static void tools_are_added_up_by_grade(void **state)
{
	struct fixture *f = *state;
	const struct tool *one = launched(f, "one", WEEK, 5), *two = launched(f, "two", WEEK, 1);
	struct hours hours = hours_of_all(f->db, 0, 2 * WEEK);

	assert_int_equal(hours.launched, 2);
	assert_int_equal(hours.tools, 0);
	assert_true(hours.promised < 0);
	launched(f, "unmeasured", WEEK, -1);
	say_before(f, one, "one", 60, WEEK);
	say_now(f, one, "one", 30, GRADE_A, WEEK);
	say_before(f, two, "two", 20, WEEK);
	say_now(f, two, "two", 15, GRADE_C, WEEK);
	hours = hours_of_all(f->db, 0, 2 * WEEK);
	expect_minutes(hours.gross[GRADE_A], 300);
	expect_minutes(hours.gross[GRADE_C], 50);
	expect_minutes(hours.promised, 6 * 60);
	assert_int_equal(hours.tools, 2);
	assert_int_equal(hours.launched, 3);
	/* Where one of them promised nothing, all of them did not promise so much. */
	const struct tool *silent = launched(f, "silent", WEEK, -1);
	say_before(f, silent, "silent", 20, WEEK);
	say_now(f, silent, "silent", 15, GRADE_C, WEEK);
	hours = hours_of_all(f->db, 0, 2 * WEEK);
	assert_int_equal(hours.tools, 3);
	assert_true(hours.promised == -1);
}

static void what_is_not_launched_now_returns_nothing(void **state)
{
	struct fixture *f = *state;
	struct tool tool = *launched(f, "summarizer", WEEK, 5);

	say_before(f, &tool, "reviews", 60, WEEK);
	say_now(f, &tool, "reviews", 30, GRADE_A, WEEK);
	tool.stage = STAGE_PAUSED;
	assert_int_equal(hours_of_tool(f->db, &tool, 0, 2 * WEEK).tools, 0);
}

/* --- what a tool had before there were baselines --- */

static void run(sqlite3 *sqlite, const char *sql)
{
	sqlite3_stmt *raw = NULL;

	assert_int_equal(sqlite3_prepare_v2(sqlite, sql, -1, &raw, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(raw), SQLITE_DONE);
	sqlite3_finalize(raw);
}

/* The schema of before, with a tool of 45 minutes and one without. */
static void make_older_database(const char *path)
{
	struct migration older[32] = { 0 };
	sqlite3 *sqlite = NULL;
	char *why = NULL;
	size_t count = 0;

	while (!strstr(all_migrations[count].name, "hours_returned")) {
		older[count] = all_migrations[count];
		count++;
	}
	assert_int_equal(sqlite3_open(path, &sqlite), SQLITE_OK);
	assert_int_equal(migrate_run(sqlite, path, older, &why), 0);
	run(sqlite, "INSERT INTO tools (id, name, baseline_minutes, baseline_at, launched_at, "
		    "created_at, updated_at) VALUES (1, 'one', 45, 86400500, 86400600, 1, 1), "
		    "(2, 'two', NULL, NULL, NULL, 1, 1)");
	sqlite3_close(sqlite);
}

static void what_was_said_before_is_the_first_version(void **state)
{
	struct fixture *f = *state;

	make_older_database(f->path);
	f->db = open_or_fail(f->path, DB_DAEMON);
	assert_int_equal(db_begin(f->db), 0);
	const struct baseline *one = baseline_store_get(f->db, f->arena, 1, "one");
	assert_non_null(one);
	assert_int_equal(one->version, 1);
	expect_minutes(one->minutes_before, 45);
	assert_true(one->runs_a_week < 0);
	assert_int_equal(one->grade, GRADE_C);
	assert_int_equal(one->day, 1);
	assert_int_equal(one->created_at, 86400500);
	assert_string_equal(one->source, "said with baseline=");
	assert_true(baseline_store_held_at(f->db, 1, 86400600));
	assert_int_equal(baseline_store_all(f->db, f->arena, 2).count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_measurement_holds_from_its_day_to_the_next),
		cmocka_unit_test(the_last_measurement_of_a_day_holds),
		cmocka_unit_test(nothing_is_returned_before_the_launch),
		cmocka_unit_test(a_part_has_the_weaker_grade_of_its_two_figures),
		cmocka_unit_test(what_takes_longer_is_returned_as_less_than_nothing),
		cmocka_unit_test(without_runs_or_a_baseline_nothing_follows),
		cmocka_unit_test(a_net_has_its_weakest_grade),
		on_fresh(another_figure_is_the_next_version),
		on_fresh(the_newest_that_held_at_the_launch_counts),
		on_fresh(what_was_lost_since_the_launch_is_taken_off),
		on_fresh(tools_are_added_up_by_grade),
		on_fresh(what_is_not_launched_now_returns_nothing),
		in_folder(what_was_said_before_is_the_first_version),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
