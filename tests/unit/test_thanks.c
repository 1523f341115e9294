/*
 * Thanks to champions: what counts, computed by hand; that a month is thanked for once, whatever
 * restarts and clocks do. How it reads is in tests/scenarios/champions_thanks.chat, when schedules
 * act in test_schedules.c.
 */
#include "digest_fixture.h"

#include "handlers/week/schedule.h"
#include "storage/champion_numbers.h"
#include "storage/preference_store.h"
#include "storage/schedule_store.h"

/* The first working day of December 2026, a Tuesday, 09:00 UTC; and of November, a Monday. */
#define DECEMBER (MONDAY + 8 * DAY)
#define NOVEMBER (MONDAY - 21 * DAY)

static int64_t answered(struct fixture *f, int64_t tool, int64_t person, int64_t at)
{
	int64_t issue = log_issue(f, tool, "it", at - HOUR, 1);

	issue_store_acknowledge(f->db, issue, person, at);
	return issue;
}

static void insert(struct fixture *f, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void insert(struct fixture *f, const char *format, ...)
{
	char sql[600];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(sql, sizeof(sql), format, arguments);
	va_end(arguments);
	db_int(f->db, 0, sql);
}

/* Of three that ben answered in the window one is fixed, one worked around; one came before it. */
static void deeds_are_counted_in_their_window(void **state)
{
	struct fixture *f = *state;
	int64_t tool = add_tool(f, "summarizer", 0, NULL), other = add_tool(f, "drafter", 0, NULL);
	int64_t ben = add_person(f, "U0BEN", "ben"), ana = add_person(f, "U0ANA", "ana");

	issue_store_fix(f->db, answered(f, tool, ben, MONDAY), 0, "x", MONDAY + 9 * DAY);
	int64_t helped = answered(f, tool, ben, MONDAY);
	insert(f, "UPDATE issues SET worked_around_at = 5 WHERE id = %d", (int)helped);
	answered(f, tool, ben, MONDAY + DAY - 1);
	answered(f, tool, ben, MONDAY + DAY);
	answered(f, tool, ben, MONDAY - 1);
	answered(f, tool, ana, MONDAY);
	answered(f, other, ben, MONDAY);
	for (int i = 0; i < 3; i++) {
		static const char *const outcomes[] = { "solved", "issue", "left" };
		insert(f,
			"INSERT INTO office_queue (person, tool, text, platform, created_at, "
			"called_by, outcome, ended_at) VALUES (%d, %d, 'x', 'slack', 1, %d, '%s', "
			"%lld)",
			(int)ana, (int)tool, (int)ben, outcomes[i], (long long)MONDAY);
	}
	insert(f,
		"INSERT INTO library_entries (kind, title, body, author, created_at, updated_at) "
		"VALUES ('prompt', 'x', 'y', %d, %lld, 1)",
		(int)ben, (long long)MONDAY);
	insert(f,
		"INSERT INTO trainings (title, tool, starts_at, minutes, timezone, platform, "
		"channel, "
		"created_by, created_at) VALUES ('x', %d, %lld, 60, 'UTC', 'slack', 'C1', %d, 1)",
		(int)tool, (long long)MONDAY, (int)ben);
	/* What was taken out of the library again, or called off, is none. */
	insert(f,
		"INSERT INTO library_entries (kind, title, body, author, created_at, updated_at, "
		"removed_at) VALUES ('prompt', 'x', 'y', %d, %lld, 1, 2)",
		(int)ben, (long long)MONDAY);
	insert(f,
		"INSERT INTO trainings (title, tool, starts_at, minutes, timezone, platform, "
		"channel, created_by, created_at, ended_at) "
		"VALUES ('x', %d, %lld, 60, 'UTC', 'slack', 'C1', %d, 1, 2)",
		(int)tool, (long long)MONDAY, (int)ben);
	struct champion_deeds deeds = champion_numbers(f->db, tool, ben, MONDAY, MONDAY + DAY);
	assert_int_equal(deeds.answered, 3);
	assert_int_equal(deeds.fixed, 1);
	assert_int_equal(deeds.worked_around, 1);
	assert_int_equal(deeds.helped, 2);
	assert_int_equal(deeds.kept, 0);
	assert_int_equal(deeds.given, 1);
	deeds = champion_numbers(f->db, NO_TOOL, ben, MONDAY, MONDAY + DAY);
	assert_int_equal(deeds.answered + deeds.helped + deeds.given, 0);
	assert_int_equal(deeds.kept, 1);
	deeds = champion_numbers(f->db, other, ben, MONDAY, MONDAY + DAY);
	assert_int_equal(deeds.answered, 1);
	deeds = champion_numbers(f->db, tool, ana, MONDAY + DAY, MONDAY + WEEK);
	assert_false(champion_deeds_any(&deeds));
}

static int64_t posts(struct fixture *f)
{
	return db_int(f->db, -1, "SELECT count(*) FROM outbox WHERE kind = 'thanks'");
}

static void expect_posts(struct fixture *f, int64_t now, int64_t expected)
{
	while (scheduler_run(f->db, &settings, now) > 0)
		;
	assert_int_equal(posts(f), expected);
}

/* A champion who agreed and did something in each of the months. */
static void set_thanks(struct fixture *f, int64_t at)
{
	int64_t tool = add_tool(f, "summarizer", 0, "C0LEGAL");
	int64_t ben = add_person(f, "U0BEN", "ben");

	tool_store_add_champion(f->db, tool, ben);
	preference_store_set(f->db, ben, "thanks", "yes");
	answered(f, tool, ben, NOVEMBER - 2 * DAY);
	answered(f, tool, ben, MONDAY);
	say(f, "U0ADMIN", "champions thanks on", at);
}

static void once_a_month_whatever_restarts_do(void **state)
{
	struct fixture *f = *state;

	set_thanks(f, NOVEMBER - DAY);
	expect_posts(f, NOVEMBER - 1, 0);
	expect_posts(f, NOVEMBER, 1);
	schedule_arm_all(f->db, NOVEMBER + HOUR);
	expect_posts(f, NOVEMBER + HOUR, 1);
	/* As if nobody had noted that it was done: the key still holds. */
	schedule_store_acted(f->db, 1, SCHEDULE_NEVER_ACTED, 0);
	db_int(f->db, 0, "DELETE FROM inbox");
	schedule_arm_all(f->db, NOVEMBER + HOUR);
	expect_posts(f, NOVEMBER + HOUR, 1);
	expect_posts(f, DECEMBER - 1, 1);
	expect_posts(f, DECEMBER, 2);
	/* Asleep for months: of those the last, in which nobody did anything. */
	expect_posts(f, DECEMBER + 100 * DAY, 2);
}

/* On the clocks of whoever set it, to its last hour and no further: in New York November ends at
 * five in the morning of 1 December, UTC. */
static void a_month_ends_where_they_are(void **state)
{
	struct fixture *f = *state;
	int64_t tool = add_tool(f, "summarizer", 0, "C0LEGAL"), ben = add_person(f, "U0BEN", "ben");
	int64_t ends = DECEMBER - 4 * HOUR;

	people_store_set_profile(
		f->db, add_person(f, "U0ADMIN", "admin"), "admin", "America/New_York", true, 1);
	tool_store_add_champion(f->db, tool, ben);
	preference_store_set(f->db, ben, "thanks", "yes");
	say(f, "U0ADMIN", "champions thanks on", MONDAY);
	answered(f, tool, ben, ends - 1);
	answered(f, tool, ben, ends);
	expect_posts(f, DECEMBER + 6 * HOUR, 1);
	assert_int_equal(db_int(f->db, 0,
				 "SELECT count(*) FROM outbox_contents WHERE content LIKE "
				 "'%answered 1 issue%'"),
		1);
}

/* What was before it was switched on is not made up for; switched on again it is no other month. */
static void switched_on_it_begins_with_the_next(void **state)
{
	struct fixture *f = *state;

	set_thanks(f, NOVEMBER + HOUR);
	expect_posts(f, MONDAY, 0);
	expect_posts(f, DECEMBER, 1);
	say(f, "U0ADMIN", "champions thanks off", DECEMBER + HOUR);
	say(f, "U0ADMIN", "champions thanks on", DECEMBER + 2 * HOUR);
	expect_posts(f, DECEMBER + 20 * DAY, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		on_fresh(deeds_are_counted_in_their_window),
		on_fresh(once_a_month_whatever_restarts_do),
		on_fresh(a_month_ends_where_they_are),
		on_fresh(switched_on_it_begins_with_the_next),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
