/*
 * The engine of schedules, run through the scheduler in a time of the test's own: over every change
 * of clocks in twenty zones and ten years each acts once on each of its dates, whatever restarts,
 * sleeps and clocks do. When it has to act is said here a second time, by the calendar alone.
 */
#include "handlers/outcome.h" /* before cmocka, which has a fail() of its own */

#include "storage_fixture.h"

#include "bot/scheduler.h"
#include "bot/util/clock.h"
#include "bot/util/recurrence.h"
#include "bot/util/timezone.h"
#include "handlers/command.h"
#include "handlers/week/schedule.h"
#include "storage/schedule_store.h"
#include "storage/timer_store.h"

enum { FIRST_YEAR = 2025, YEARS = 10, MONDAY = 1, TUESDAY = 2, FRIDAY = 5, SUNDAY = 7, RULES = 5 };
enum { WORKING_DAY = 0 };

static const char *const zones[] = { "UTC", "Europe/London", "Europe/Berlin", "Europe/Lisbon",
	"Europe/Istanbul", "Africa/Cairo", "Africa/Casablanca", "America/New_York",
	"America/Los_Angeles", "America/St_Johns", "America/Santiago", "America/Sao_Paulo",
	"America/Havana", "Asia/Beirut", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Gaza",
	"Australia/Lord_Howe", "Pacific/Chatham", "Pacific/Kiritimati" };

/* Ordinary mornings, and the hours at which clocks are changed. */
static const struct rule {
	const char *words;
	int weekday, nth, minute;
} rules[RULES] = {
	{ "every Monday at 09:00", MONDAY, 0, 540 },
	{ "every Sunday at 02:30", SUNDAY, 0, 150 },
	{ "every Sunday at 00:00", SUNDAY, 0, 0 },
	{ "the first Tuesday of each month at 14:30", TUESDAY, 1, 870 },
	{ "the first weekday of each month at 09:00", WORKING_DAY, 1, 540 },
};

static const struct handler_settings settings = { .timezone = "UTC", .command_prefix = "/" };

/* What each schedule was last seen to do, and what it has to do. */
struct seen {
	const struct rule *rule;
	struct zone *zone;
	int64_t created_at;
	int64_t day, acts, late;
	int64_t expected; // the day it has to act on now, or -1
};
enum { SCHEDULES = (int)(array_length(zones)) * RULES };
static struct seen seen[SCHEDULES + 1]; // by id

static void remember(struct request *request, const struct schedule_due *due)
{
	struct seen *one = &seen[due->schedule->id];

	if (due->day != one->expected)
		fail_msg("%s, %s: acts for day %lld at %lld, where day %lld is due",
			due->schedule->rule, due->schedule->timezone, (long long)due->day,
			(long long)request->now, (long long)one->expected);
	assert_true(due->at <= request->now);
	assert_int_equal(due->late, request->now - due->at > MS_PER_HOUR);
	assert_int_equal(due->schedule->last_day, one->day);
	one->expected = -1;
	one->day = due->day;
	one->acts++;
	one->late += due->late;
}

const struct schedule_kind schedule_kinds[] = { { "remember", remember, NULL },
	{ NULL, NULL, NULL } };

static bool falls_on(const struct rule *rule, int64_t day)
{
	struct date date = date_of_day(day);

	/* The first of a month, or the Monday after a weekend that begins it. */
	if (rule->weekday == WORKING_DAY)
		return date.weekday <= FRIDAY &&
		       (date.day == 1 || (date.day <= 3 && date.weekday == MONDAY));
	return date.weekday == rule->weekday && (!rule->nth || (date.day + 6) / 7 == rule->nth);
}

/* The day that is to be acted on at `now`, if that was not done; -1. */
static int64_t due_day(const struct seen *one, int64_t now)
{
	int64_t day = zone_day(one->zone, now) + 1, at;

	do
		at = falls_on(one->rule, --day) ? zone_moment(one->zone, day, one->rule->minute)
						: INT64_MAX;
	while (at > now);
	return day > one->day && at >= one->created_at ? day : -1;
}

static void make(struct fixture *f, const char *zone, const struct rule *rule, int64_t now)
{
	struct schedule schedule = {
		.kind = "remember",
		.platform = "slack",
		.channel = "C0LEGAL",
		.rule = rule->words,
		.timezone = zone,
		.created_at = now,
	};

	schedule.id = schedule_store_add(f->db, &schedule);
	seen[schedule.id] = (struct seen){
		.rule = rule,
		.zone = zone_open(zone),
		.created_at = now,
		.day = SCHEDULE_NEVER_ACTED,
		.expected = -1,
	};
	schedule.last_day = SCHEDULE_NEVER_ACTED;
	schedule_arm(f->db, &schedule, now);
}

static int64_t beginning(void)
{
	return day_of_date(FIRST_YEAR, 1, 1) * MS_PER_DAY;
}

static int64_t end(void)
{
	return day_of_date(FIRST_YEAR + YEARS, 1, 1) * MS_PER_DAY;
}

static int begin_all(void **state)
{
	begin_fresh(state);
	for (size_t z = 0; z < array_length(zones); z++)
		for (size_t r = 0; r < RULES; r++)
			make(*state, zones[z], &rules[r], beginning());
	return 0;
}

static int finish_all(void **state)
{
	for (int i = 1; i <= SCHEDULES; i++)
		zone_close(seen[i].zone);
	return remove_folder(state);
}

/* What is due at `now` is done, all of it and nothing else. */
static void run_at(struct fixture *f, int64_t now)
{
	for (int i = 1; i <= SCHEDULES; i++)
		seen[i].expected = due_day(&seen[i], now);
	while (scheduler_run(f->db, &settings, now) > 0)
		;
	for (int i = 1; i <= SCHEDULES; i++)
		if (seen[i].expected >= 0)
			fail_msg("%s, schedule %d: nothing was done for day %lld",
				seen[i].rule->words, i, (long long)seen[i].expected);
}

static int days_of(const struct rule *rule)
{
	int count = 0;

	for (int64_t day = day_of_date(FIRST_YEAR, 1, 1);
		day < day_of_date(FIRST_YEAR + YEARS, 1, 1); day++)
		count += falls_on(rule, day);
	return count;
}

/* A daemon that is always there: every week of ten years, the 53rd ones and all clock changes. */
static void once_on_each_date(void **state)
{
	struct fixture *f = *state;
	int64_t now = beginning();

	for (; now < end(); now = timer_store_next(f->db))
		run_at(f, now);
	for (int i = 1; i <= SCHEDULES; i++) {
		assert_int_equal(seen[i].late, 0);
		/* At the very ends of the years the zones are on different dates. */
		assert_in_range(seen[i].acts, days_of(seen[i].rule) - 1, days_of(seen[i].rule) + 1);
	}
}

static uint32_t next_random(uint32_t *random)
{
	*random = *random * 1664525U + 1013904223U;
	return *random >> 8;
}

static int64_t random_up_to(uint32_t *random, int64_t most)
{
	return (int64_t)((double)next_random(random) / (1 << 24) * (double)most);
}

/* To the next timer, or a little further, for weeks of sleep; now and then clocks are put back. */
static int64_t move(struct fixture *f, uint32_t *random, int64_t now)
{
	int64_t next = timer_store_next(f->db);

	switch (next_random(random) % 8) {
	case 0:
		return now + random_up_to(random, INT64_C(30) * MS_PER_DAY);
	case 1:
		return now - random_up_to(random, INT64_C(9) * MS_PER_DAY);
	case 2:
		return now + random_up_to(random, 2 * MS_PER_HOUR);
	case 3:
		return next - 1;
	default:
		return next > now ? next : now;
	}
}

static void whatever_restarts_sleeps_and_clocks_do(void **state)
{
	struct fixture *f = *state;
	uint32_t random = 20261122;
	int64_t now = beginning();

	for (int step = 0; now < end(); step++) {
		now = move(f, &random, now);
		if (next_random(&random) % 4 == 0)
			schedule_arm_all(f->db, now);
		run_at(f, now);
	}
	for (int i = 1; i <= SCHEDULES; i++) {
		assert_true(seen[i].acts > 50);
		assert_true(seen[i].late > 0);
	}
}

static void run_one(struct fixture *f, int64_t now, int64_t acts)
{
	run_at(f, now);
	if (seen[1].acts != acts)
		fail_msg("it acted %lld times, not %lld", (long long)seen[1].acts, (long long)acts);
}

/* Told by hand: Mondays are the 5th, 12th, 19th and 26th of January 2026. */
static int64_t january(int day, int hour)
{
	return day_of_date(2026, 1, day) * MS_PER_DAY + hour * (int64_t)MS_PER_HOUR;
}

static int begin_one(void **state)
{
	begin_fresh(state);
	memset(seen, 0, sizeof(seen));
	for (int i = 1; i <= SCHEDULES; i++)
		seen[i] = (struct seen){
			.day = INT64_MAX, .rule = &rules[0], .zone = zone_open("UTC")
		};
	zone_close(seen[1].zone);
	make(*state, "UTC", &rules[0], january(7, 10));
	return 0;
}

static void only_the_latest_is_made_up_for(void **state)
{
	struct fixture *f = *state;

	run_one(f, january(12, 8), 0);
	run_one(f, january(27, 9), 1);
	assert_int_equal(seen[1].day, day_of_date(2026, 1, 26));
	assert_int_equal(seen[1].late, 1);
	run_one(f, january(27, 10), 1);
}

static void what_was_before_it_is_not_its_own(void **state)
{
	struct fixture *f = *state;

	schedule_arm_all(f->db, january(7, 11)); // Monday the 5th had its hour
	run_one(f, january(7, 11), 0);
	run_one(f, january(12, 9), 1);
	assert_int_equal(seen[1].late, 0);
}

static void a_clock_put_back_says_nothing_twice(void **state)
{
	struct fixture *f = *state;

	run_one(f, january(12, 9), 1);
	schedule_arm_all(f->db, january(8, 9));
	run_one(f, january(8, 9), 1);
	run_one(f, january(12, 9), 1);
	run_one(f, january(19, 9), 2);
}

static void what_is_switched_off_is_silent(void **state)
{
	struct fixture *f = *state;

	schedule_store_end(f->db, 1, january(8, 9)); // its timer is still there
	assert_true(scheduler_run(f->db, &settings, january(12, 9)) == 1);
	assert_int_equal(seen[1].acts, 0);
	assert_true(timer_store_next(f->db) == INT64_MAX);
}

static void the_next_one_is_told(void **state)
{
	struct fixture *f = *state;
	const struct schedule *schedule = schedule_store_get(f->db, f->arena, 1);
	struct occurrence next;

	assert_true(schedule_next(schedule, january(7, 10), &next));
	assert_int_equal(next.at, january(12, 9));
	schedule_disarm(f->db, 1);
	assert_true(timer_store_next(f->db) == INT64_MAX);
}

#define on_all(test) cmocka_unit_test_setup_teardown(test, begin_all, finish_all)
#define on_one(test) cmocka_unit_test_setup_teardown(test, begin_one, finish_all)

int main(void)
{
	const struct CMUnitTest tests[] = {
		on_all(once_on_each_date),
		on_all(whatever_restarts_sleeps_and_clocks_do),
		on_one(only_the_latest_is_made_up_for),
		on_one(what_was_before_it_is_not_its_own),
		on_one(a_clock_put_back_says_nothing_twice),
		on_one(what_is_switched_off_is_silent),
		on_one(the_next_one_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
