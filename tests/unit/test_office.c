/*
 * Office hours and trainings, on a clock of the test's own: who is told, and when; after a long
 * sleep nobody is called to what is over. How they read is in tests/scenarios/officehours.chat and
 * training.chat.
 */
#include "digest_fixture.h"

#include "handlers/office/office.h"
#include "handlers/office/training_parts.h"
#include "handlers/week/schedule.h"
#include "storage/preference_store.h"
#include "storage/schedule_store.h"
#include "storage/training_store.h"

/* Wednesday, 25 November 2026, 14:00 UTC. */
#define HOURS (MONDAY + 2 * DAY + 5 * HOUR)
#define MINUTES(count) ((count) * (int64_t)MS_PER_MINUTE)

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

/* Messages of that kind to that person, or, 0, into channels. */
static int64_t owed(struct fixture *f, const char *kind, int64_t person)
{
	return db_int(f->db, -1,
		arena_printf(f->arena,
			"SELECT count(*) FROM outbox WHERE kind = '%s' AND coalesce(person, 0) = "
			"%lld",
			kind, (long long)person));
}

static int64_t told(struct fixture *f, int64_t person)
{
	return owed(f, OFFICE_HOURS, person);
}

static void be_there(struct fixture *f, int64_t person, const char *name, bool there)
{
	people_store_set_profile(f->db, person, name, "Europe/London", there, 1);
}

/* --- office hours --- */

static int64_t set_hours(struct fixture *f, const char *account)
{
	int64_t ana = add_person(f, "U0ANA", "ana");

	say(f, account, "officehours every wednesday 14:00", MONDAY);
	say(f, "U0ANA", "stuck it does not read my scans", MONDAY);
	return ana;
}

static void who_waits_is_told_before_and_hosts_then(void **state)
{
	struct fixture *f = *state;
	int64_t admin = add_person(f, "U0ADMIN", "admin"), ana = set_hours(f, "U0ADMIN");

	run(f, HOURS - MINUTES(15) - 1);
	assert_int_equal(told(f, ana), 0);
	run(f, HOURS - MINUTES(15));
	assert_int_equal(told(f, ana), 1);
	assert_int_equal(told(f, admin), 0);
	run(f, HOURS);
	assert_int_equal(told(f, 0), 1);
	assert_int_equal(told(f, admin), 1);
	run(f, HOURS + WEEK - MINUTES(15));
	assert_int_equal(told(f, ana), 2);
}

static void nobody_is_called_to_what_is_over(void **state)
{
	struct fixture *f = *state;
	int64_t admin = add_person(f, "U0ADMIN", "admin"), ana = set_hours(f, "U0ADMIN");

	run(f, HOURS + 2 * HOUR);
	assert_int_equal(told(f, 0) + told(f, admin) + told(f, ana), 0);
	run(f, HOURS + WEEK);
	assert_int_equal(told(f, 0), 1);
}

static void they_last_an_hour(void **state)
{
	struct fixture *f = *state;

	set_hours(f, "U0ADMIN");
	expect(say(f, "U0ANA", "officehours", HOURS + MINUTES(59)), "Office hours are on now in ");
	expect(say(f, "U0ANA", "officehours", HOURS + MINUTES(60)),
		"Office hours are on 2026-12-02 14:00 UTC in ");
}

static void of_several_the_first_is_told(void **state)
{
	struct fixture *f = *state;

	add_tool(f, "summarizer", 0, "C0LEGAL");
	set_hours(f, "U0ADMIN");
	schedule_store_add(f->db, &(struct schedule){ .kind = OFFICE_HOURS,
					  .platform = "slack",
					  .channel = "C0SALES",
					  .rule = "every Friday at 09:00",
					  .timezone = "UTC",
					  .created_at = MONDAY });
	expect(say(f, "U0ANA", "digest", MONDAY + 3 * DAY),
		"Office hours: next on 2026-11-27 09:00 UTC.");
	expect(say(f, "U0ANA", "digest", MONDAY + 5 * DAY),
		"Office hours: next on 2026-12-02 14:00 UTC.");
}

/* Whoever answers for the channel's tool, and its champions; who is not there is passed over. */
static void hosts_are_who_answers_for_the_tool(void **state)
{
	struct fixture *f = *state;
	int64_t sam = add_person(f, "U0SAM", "sam"), maya = add_person(f, "U0MAYA", "maya");
	int64_t chen = add_person(f, "U0CHEN", "chen"), admin = add_person(f, "U0ADMIN", "admin");
	struct tool tool =
		*tool_store_get(f->db, f->arena, add_tool(f, "summarizer", sam, "C0LEGAL"));

	tool.backup = maya;
	tool_store_save(f->db, &tool, 1);
	tool_store_add_champion(f->db, tool.id, chen);
	be_there(f, sam, "sam", false);
	set_hours(f, "U0ADMIN");
	run(f, HOURS);
	assert_int_equal(told(f, maya), 1);
	assert_int_equal(told(f, chen), 1);
	assert_int_equal(told(f, sam) + told(f, admin), 0);
}

/* Where it is no tool's channel: who set them, while they are a host; then the admins. */
static void else_hosts_are_who_set_them(void **state)
{
	struct fixture *f = *state;
	int64_t chen = add_person(f, "U0CHEN", "chen"), admin = add_person(f, "U0ADMIN", "admin");
	int64_t tool = add_tool(f, "summarizer", 0, "C0SALES");

	tool_store_add_champion(f->db, tool, chen);
	set_hours(f, "U0CHEN");
	run(f, HOURS);
	assert_int_equal(told(f, chen), 1);
	assert_int_equal(told(f, admin), 0);
	tool_store_remove_champion(f->db, tool, chen);
	run(f, HOURS + WEEK);
	assert_int_equal(told(f, chen), 1);
	assert_int_equal(told(f, admin), 1);
}

static const char *press(
	struct fixture *f, const char *account, const char *name, const char *value)
{
	struct event event = {
		.arena = f->arena,
		.type = EVENT_ACTION,
		.platform = "slack",
		.id = arena_printf(f->arena, "P%s%s", name, value),
		.actor = { .id = account },
		.action = { .name = name, .value = value },
	};
	struct request request = {
		.arena = f->arena,
		.db = f->db,
		.event = &event,
		.settings = &settings,
		.now = HOURS,
		.text = value,
		.actor = people_store_meet(f->db, f->arena, "slack", account, NULL, 1),
	};

	return plain(f, outcome_here(handle_event(&request))->answer.message);
}

/* How the first call ended says nothing of the second. */
static void a_button_is_about_one_call(void **state)
{
	struct fixture *f = *state;

	set_hours(f, "U0ADMIN");
	expect(press(f, "U0ADMIN", "queue_next", ""), "helps");
	expect(press(f, "U0ADMIN", "queue_later", "1 1"), "keeps the place");
	run(f, HOURS + WEEK);
	expect(press(f, "U0ADMIN", "queue_next", " "), "helps");
	expect(press(f, "U0ADMIN", "queue_solved", "1 1"), "How that ended is said already.");
	expect(press(f, "U0ADMIN", "queue_solved", "1 2"), "Solved, thank you.");
}

/* --- trainings --- */

/* On Wednesday at nine, for an hour; ana comes. */
static int64_t announce(struct fixture *f, int64_t ana)
{
	struct training training = { .title = "Reading",
		.starts_at = MONDAY + 2 * DAY,
		.minutes = 60,
		.timezone = "UTC",
		.platform = "slack",
		.channel = "C0LEGAL",
		.created_by = add_person(f, "U0CHEN", "chen"),
		.created_at = MONDAY };

	training.id = training_store_add(f->db, &training);
	training_announce(request_at(f, MONDAY), &training);
	training_store_answer(f->db, training.id, ana, true);
	return training.created_by;
}

static void who_comes_is_reminded_twice(void **state)
{
	struct fixture *f = *state;
	int64_t ana = add_person(f, "U0ANA", "ana"), chen = announce(f, ana);
	int64_t begins = MONDAY + 2 * DAY;

	run(f, begins - DAY - 1);
	assert_int_equal(owed(f, TRAINING, ana), 0);
	run(f, begins - DAY);
	assert_int_equal(owed(f, TRAINING, ana), 1);
	run(f, begins - MINUTES(15) - 1);
	assert_int_equal(owed(f, TRAINING, ana), 1);
	run(f, begins - MINUTES(15));
	assert_int_equal(owed(f, TRAINING, ana), 2);
	run(f, begins + MINUTES(59));
	assert_int_equal(owed(f, TRAINING, chen), 0);
	run(f, begins + MINUTES(60));
	assert_int_equal(owed(f, TRAINING, chen), 1);
	assert_int_equal(owed(f, TRAINING, ana), 2);
}

static void after_a_sleep_the_last_reminder_counts(void **state)
{
	struct fixture *f = *state;
	int64_t ana = add_person(f, "U0ANA", "ana");

	announce(f, ana);
	run(f, MONDAY + 2 * DAY - MINUTES(10));
	assert_int_equal(owed(f, TRAINING, ana), 1);
}

static void nobody_is_reminded_of_what_has_begun(void **state)
{
	struct fixture *f = *state;
	int64_t ana = add_person(f, "U0ANA", "ana"), chen = announce(f, ana);

	run(f, MONDAY + 2 * DAY + MINUTES(90));
	assert_int_equal(owed(f, TRAINING, ana), 0);
	assert_int_equal(owed(f, TRAINING, chen), 1);
}

/* Quiet hours are kept, unless it would have begun by their end. */
static void quiet_hours_do_not_make_it_late(void **state)
{
	struct fixture *f = *state;
	int64_t ana = add_person(f, "U0ANA", "ana"), begins = MONDAY + 2 * DAY;
	static const char LAST[] = "SELECT max(next_at) FROM outbox WHERE person IS NOT NULL";

	preference_store_set(f->db, ana, "quiet", "08:00-10:00");
	announce(f, ana);
	run(f, begins - DAY);
	assert_int_equal(db_int(f->db, 0, LAST), begins - DAY + HOUR);
	db_int(f->db, 0, "UPDATE outbox SET next_at = 1");
	run(f, begins - MINUTES(15));
	assert_int_equal(db_int(f->db, 0, LAST), begins - MINUTES(15));
}

static void what_was_called_off_is_not_coming(void **state)
{
	struct fixture *f = *state;
	int64_t ana = add_person(f, "U0ANA", "ana");

	announce(f, ana);
	assert_int_equal(training_store_coming(f->db, f->arena, MONDAY, 9).count, 1);
	training_store_call_off(f->db, 1, MONDAY);
	assert_int_equal(training_store_coming(f->db, f->arena, MONDAY, 9).count, 0);
	run(f, MONDAY + 3 * DAY);
	assert_int_equal(owed(f, TRAINING, ana), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		on_fresh(who_waits_is_told_before_and_hosts_then),
		on_fresh(nobody_is_called_to_what_is_over),
		on_fresh(they_last_an_hour),
		on_fresh(of_several_the_first_is_told),
		on_fresh(hosts_are_who_answers_for_the_tool),
		on_fresh(else_hosts_are_who_set_them),
		on_fresh(a_button_is_about_one_call),
		on_fresh(who_comes_is_reminded_twice),
		on_fresh(after_a_sleep_the_last_reminder_counts),
		on_fresh(nobody_is_reminded_of_what_has_begun),
		on_fresh(quiet_hours_do_not_make_it_late),
		on_fresh(what_was_called_off_is_not_coming),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
