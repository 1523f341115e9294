/*
 * What comes to a person by itself, and goes by their own clocks: the Monday list, the lead's
 * brief, what is overdue, what an alarm says. How they read is in tests/scenarios/monday.chat.
 */
#include "digest_fixture.h"

#include "handlers/loop/promise.h"
#include "handlers/tool/orphans.h"
#include "handlers/tool/silent.h"
#include "handlers/week/monday_list.h"
#include "handlers/week/schedule.h"
#include "storage/alarm_store.h"
#include "storage/preference_store.h"
#include "storage/schedule_store.h"
#include "storage/timer_store.h"

static struct request *request_at(struct fixture *f, int64_t now)
{
	struct request *request = arena_new(f->arena, struct request);
	struct event *event = arena_new(f->arena, struct event);

	event->type = EVENT_TIMER;
	*request = (struct request){
		.arena = f->arena,
		.db = f->db,
		.event = event,
		.actor = people_store_meet(f->db, f->arena, "daemon", "daemon", NULL, 1),
		.settings = &settings,
		.now = now,
	};
	return request;
}

static void run(struct fixture *f, int64_t now)
{
	while (scheduler_run(f->db, &settings, now) > 0)
		;
}

static int64_t owed(struct fixture *f, const char *kind, int64_t person)
{
	return db_int(f->db, -1,
		arena_printf(f->arena,
			"SELECT count(*) FROM outbox WHERE kind = '%s' AND person = %lld", kind,
			(long long)person));
}

static void expect_at(
	struct fixture *f, int64_t now, const char *kind, int64_t person, int64_t count)
{
	run(f, now);
	if (owed(f, kind, person) != count)
		fail_msg("%s to %lld: %lld and not %lld", kind, (long long)person,
			(long long)owed(f, kind, person), (long long)count);
}

static int64_t live_in(struct fixture *f, const char *account, const char *zone, bool there)
{
	int64_t person = add_person(f, account, account);

	people_store_set_profile(f->db, person, account, zone, there, 1);
	return person;
}

static const struct tool *saved(struct fixture *f, const struct tool *tool)
{
	tool_store_save(f->db, tool, 1);
	return tool_store_get(f->db, f->arena, tool->id);
}

/* With an issue that has waited for two weeks. */
static const struct tool *add_owned(struct fixture *f, int64_t owner, int64_t backup)
{
	struct tool tool =
		*tool_store_get(f->db, f->arena, add_tool(f, "summarizer", owner, "C0LEGAL"));

	tool.backup = backup;
	log_issue(f, tool.id, "it waits", MONDAY - 14 * DAY, 1);
	return saved(f, &tool);
}

static int64_t schedules(struct fixture *f)
{
	return db_int(f->db, -1, "SELECT count(*) FROM schedules");
}

/* --- the Monday list --- */

static void a_list_comes_at_nine_where_they_are(void **state)
{
	struct fixture *f = *state;
	int64_t sam = live_in(f, "U0SAM", "America/New_York", true);
	const struct tool *tool = add_owned(f, sam, 0);

	for (int i = 3; i > 0; i--)
		monday_list_look(request_at(f, MONDAY - i * DAY), tool);
	assert_int_equal(schedules(f), 1);
	expect_at(f, MONDAY + 5 * HOUR - 1, MONDAY_LIST, sam, 0);
	expect_at(f, MONDAY + 5 * HOUR, MONDAY_LIST, sam, 1);
}

static void who_moves_reads_it_once(void **state)
{
	struct fixture *f = *state;
	int64_t sam = live_in(f, "U0SAM", "Europe/London", true);
	const struct tool *tool = add_owned(f, sam, 0);

	monday_list_look(request_at(f, MONDAY - DAY), tool);
	expect_at(f, MONDAY, MONDAY_LIST, sam, 1);
	live_in(f, "U0SAM", "America/New_York", true);
	monday_list_look(request_at(f, MONDAY + HOUR), tool);
	schedule_arm_all(f->db, MONDAY + 6 * HOUR); // started again, after nine in New York
	expect_at(f, MONDAY + 6 * DAY, MONDAY_LIST, sam, 1);
	expect_at(f, MONDAY + WEEK, MONDAY_LIST, sam, 1);
	expect_at(f, MONDAY + WEEK + 5 * HOUR, MONDAY_LIST, sam, 2);
}

static void who_has_left_is_sent_none(void **state)
{
	struct fixture *f = *state;
	int64_t sam = live_in(f, "U0SAM", "Europe/London", true);

	monday_list_look(request_at(f, MONDAY - DAY), add_owned(f, sam, 0));
	live_in(f, "U0SAM", "Europe/London", false);
	expect_at(f, MONDAY, MONDAY_LIST, sam, 0);
}

/* While the owner is away; once they are back it is theirs again. */
static void a_backup_reads_it_in_their_place(void **state)
{
	struct fixture *f = *state;
	int64_t sam = live_in(f, "U0SAM", "Europe/London", false);
	int64_t maya = live_in(f, "U0MAYA", "Europe/London", true);
	const struct tool *tool = add_owned(f, sam, maya);

	monday_list_look(request_at(f, MONDAY - DAY), tool);
	expect_at(f, MONDAY, MONDAY_LIST, maya, 1);
	live_in(f, "U0SAM", "Europe/London", true);
	expect_at(f, MONDAY + WEEK, MONDAY_LIST, maya, 1);
}

static void what_is_retired_is_in_no_list(void **state)
{
	struct fixture *f = *state;
	int64_t sam = live_in(f, "U0SAM", "Europe/London", true);
	struct tool tool = *add_owned(f, sam, 0);

	monday_list_look(request_at(f, MONDAY - DAY), &tool);
	issue_store_fix(f->db, 1, sam, "x", MONDAY - 10 * DAY);
	tool.stage = STAGE_RETIRED;
	saved(f, &tool);
	expect_at(f, MONDAY, MONDAY_LIST, sam, 0);
}

/* Whoever wanted to say whether it is true has had two weeks; then it is no news. */
static void an_old_fix_is_asked_for_no_more(void **state)
{
	struct fixture *f = *state;
	int64_t sam = live_in(f, "U0SAM", "Europe/London", true);

	monday_list_look(request_at(f, MONDAY - DAY), add_owned(f, sam, 0));
	issue_store_fix(f->db, 1, sam, "x", MONDAY - 10 * DAY);
	expect_at(f, MONDAY, MONDAY_LIST, sam, 1);
	expect_at(f, MONDAY + WEEK, MONDAY_LIST, sam, 1);
}

/* --- the brief --- */

static void a_brief_is_for_who_is_an_admin_still(void **state)
{
	struct fixture *f = *state;
	int64_t ana = live_in(f, "U0ANA", "Europe/London", true);

	people_store_set_admin(f->db, ana, true);
	say(f, "U0ANA", "settings brief=monday", MONDAY - DAY);
	expect_at(f, MONDAY, "lead_brief", ana, 1);
	people_store_set_admin(f->db, ana, false);
	expect_at(f, MONDAY + WEEK, "lead_brief", ana, 1);
	people_store_set_admin(f->db, ana, true);
	expect_at(f, MONDAY + 2 * WEEK, "lead_brief", ana, 1);
	say(f, "U0ANA", "settings brief=monday", MONDAY + 2 * WEEK + DAY);
	live_in(f, "U0ANA", "Europe/London", false);
	expect_at(f, MONDAY + 3 * WEEK, "lead_brief", ana, 1);
}

static void a_brief_names_orphans_and_the_silent(void **state)
{
	struct fixture *f = *state;
	int64_t silent = add_tool(f, "drafter", live_in(f, "U0SAM", "Europe/London", true), NULL);

	add_tool(f, "reader", 0, NULL);
	alarm_store_raise(f->db, silent, ALARM_SILENT, MONDAY - DAY);
	say(f, "U0ADMIN", "settings brief=monday", MONDAY - DAY);
	run(f, MONDAY);
	assert_int_equal(
		db_int(f->db, 0,
			"SELECT count(*) FROM outbox AS b JOIN outbox_contents AS c ON c.outbox = "
			"b.id WHERE b.kind = 'lead_brief' AND c.content LIKE '%Nobody answers for: "
			"reader%' AND c.content LIKE '%Gone silent: drafter%'"),
		1);
}

/* --- what is looked at each day --- */

static int64_t next_look(struct fixture *f)
{
	return db_int(f->db, -1, "SELECT due_at FROM timers WHERE name = 'orphans'");
}

/* Whenever the daemon is started: an alarm is for people who are at work. */
static void tools_are_looked_at_in_the_morning(void **state)
{
	struct fixture *f = *state;
	int64_t clocks_go_forward = INT64_C(1806195600000); // Sunday, 28 March 2027, 01:00 UTC

	timer_store_set(f->db, "orphans", "daily", MONDAY + 13 * HOUR); // as daily_start() does
	run(f, MONDAY + 13 * HOUR);
	assert_int_equal(next_look(f), MONDAY + DAY);
	run(f, MONDAY + DAY + HOUR / 2);
	assert_int_equal(next_look(f), MONDAY + 2 * DAY);
	run(f, clocks_go_forward - 17 * HOUR);
	assert_int_equal(next_look(f), clocks_go_forward - 16 * HOUR);
	run(f, clocks_go_forward - 16 * HOUR);
	assert_int_equal(next_look(f), clocks_go_forward + 7 * HOUR);
}

/* --- what is overdue --- */

/* Four hours of work in New York end at 18:00 in London. */
static void a_promise_goes_by_the_owners_clocks(void **state)
{
	struct fixture *f = *state;
	int64_t sam = live_in(f, "U0SAM", "America/New_York", true);
	const struct tool *tool =
		tool_store_get(f->db, f->arena, add_tool(f, "summarizer", sam, NULL));

	log_issue(f, tool->id, "it", MONDAY, 1);
	promises_look(request_at(f, MONDAY), tool);
	expect_at(f, MONDAY + 8 * HOUR, "overdue", sam, 0);
	expect_at(f, MONDAY + 10 * HOUR, "overdue", sam, 1);
	/* Twice as long ends at 22:00. */
	orphan_look(request_at(f, MONDAY + 12 * HOUR), tool);
	assert_false(alarm_store_is_raised(f->db, tool->id, ALARM_ORPHAN));
	orphan_look(request_at(f, MONDAY + 14 * HOUR), tool);
	assert_true(alarm_store_is_raised(f->db, tool->id, ALARM_ORPHAN));
}

static void what_is_retired_or_long_overdue_is_no_news(void **state)
{
	struct fixture *f = *state;
	int64_t sam = live_in(f, "U0SAM", "Europe/London", true);
	struct tool tool = *add_owned(f, sam, 0);

	promises_look(request_at(f, MONDAY), &tool);
	expect_at(f, MONDAY + DAY, "overdue", sam, 0);
	log_issue(f, tool.id, "it", MONDAY, 1);
	tool.stage = STAGE_RETIRED;
	saved(f, &tool);
	promises_look(request_at(f, MONDAY), &tool);
	expect_at(f, MONDAY + DAY, "overdue", sam, 0);
	orphan_look(request_at(f, MONDAY + DAY), &tool);
	assert_false(alarm_store_is_raised(f->db, tool.id, ALARM_ORPHAN));
}

/* Of a fix that is late: a working day later the admins, where the backup has left, or has it. */
static void a_ladder_passes_over_who_is_not_new(void **state)
{
	struct fixture *f = *state;
	int64_t sam = live_in(f, "U0SAM", "Europe/London", true);
	int64_t maya = live_in(f, "U0MAYA", "Europe/London", false);
	int64_t admin = live_in(f, "U0ADMIN", "Europe/London", true);
	struct tool tool = *tool_store_get(f->db, f->arena, add_tool(f, "summarizer", sam, NULL));

	tool.backup = maya;
	tool.fix_minutes = 60;
	saved(f, &tool);
	issue_store_acknowledge(f->db, log_issue(f, tool.id, "it", MONDAY, 1), sam, MONDAY);
	promises_look(request_at(f, MONDAY), &tool);
	expect_at(f, MONDAY + 2 * HOUR, "overdue", sam, 1);
	expect_at(f, MONDAY + DAY + 3 * HOUR, "overdue", admin, 1);
	assert_int_equal(owed(f, "overdue", maya), 0);
	/* The backup has it, and is not told of it again as the backup. */
	live_in(f, "U0SAM", "Europe/London", false);
	live_in(f, "U0MAYA", "Europe/London", true);
	int64_t begins = MONDAY + WEEK;
	issue_store_acknowledge(f->db, log_issue(f, tool.id, "it", begins, 1), maya, begins);
	promises_look(request_at(f, begins), tool_store_get(f->db, f->arena, tool.id));
	expect_at(f, begins + 2 * HOUR, "overdue", maya, 1);
	expect_at(f, begins + DAY + 3 * HOUR, "overdue", admin, 2);
	assert_int_equal(owed(f, "overdue", maya), 1);
}

/* --- silence --- */

static void look_for_silence(struct fixture *f, int64_t tool, int64_t now, bool silent)
{
	silent_look(request_at(f, now), tool_store_get(f->db, f->arena, tool));
	assert_int_equal(alarm_store_is_raised(f->db, tool, ALARM_SILENT), silent);
}

static void silence_ends_with_a_report_and_can_come_again(void **state)
{
	struct fixture *f = *state;
	int64_t sam = live_in(f, "U0SAM", "Europe/London", true);
	int64_t id = add_tool(f, "summarizer", sam, NULL), now = MONDAY;

	for (int round = 1; round <= 2; round++, now += 9 * WEEK) {
		for (int i = 0; i < 8; i++)
			log_issue(f, id, "it", now - i * DAY, 1);
		look_for_silence(f, id, now, false);
		look_for_silence(f, id, now + 8 * WEEK, true);
		assert_int_equal(owed(f, "silent", sam), round);
	}
	struct tool tool = *tool_store_get(f->db, f->arena, id);
	tool.stage = STAGE_RETIRED;
	saved(f, &tool);
	look_for_silence(f, id, now, false);
}

/* --- quiet hours --- */

/* Nine in the morning in New York is quiet for them until noon, which is 17:00 in UTC. */
static void quiet_hours_are_those_where_they_are(void **state)
{
	struct fixture *f = *state;
	int64_t sam = live_in(f, "U0SAM", "America/New_York", true);

	preference_store_set(f->db, sam, "quiet", "08:00-12:00");
	monday_list_look(request_at(f, MONDAY - DAY), add_owned(f, sam, 0));
	expect_at(f, MONDAY + 5 * HOUR, MONDAY_LIST, sam, 1);
	assert_int_equal(db_int(f->db, 0, "SELECT next_at FROM outbox WHERE kind = 'monday_list'"),
		MONDAY + 8 * HOUR);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		on_fresh(a_list_comes_at_nine_where_they_are),
		on_fresh(who_moves_reads_it_once),
		on_fresh(who_has_left_is_sent_none),
		on_fresh(a_backup_reads_it_in_their_place),
		on_fresh(what_is_retired_is_in_no_list),
		on_fresh(an_old_fix_is_asked_for_no_more),
		on_fresh(a_brief_is_for_who_is_an_admin_still),
		on_fresh(a_brief_names_orphans_and_the_silent),
		on_fresh(tools_are_looked_at_in_the_morning),
		on_fresh(a_promise_goes_by_the_owners_clocks),
		on_fresh(what_is_retired_or_long_overdue_is_no_news),
		on_fresh(a_ladder_passes_over_who_is_not_new),
		on_fresh(silence_ends_with_a_report_and_can_come_again),
		on_fresh(quiet_hours_are_those_where_they_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
