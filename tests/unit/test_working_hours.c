/* Working time over nights, weekends, zones and changes of clocks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "bot/util/clock.h"
#include "bot/util/timezone.h"
#include "handlers/hours/number_times.h"
#include "handlers/working_hours.h"
#include "storage/numbers_weekly.h"

static int64_t utc(const char *text)
{
	struct tm tm = { 0 };

	assert_non_null(strptime(text, "%Y-%m-%d %H:%M", &tm));
	return (int64_t)timegm(&tm) * MS_PER_SECOND;
}

static void expect(const char *zone, const char *from, int minutes, const char *until)
{
	char got[CLOCK_TEXT_BYTES];
	int64_t time = working_hours_after(zone, utc(from), minutes);

	if (time != utc(until))
		fail_msg("%s + %d min in %s is %s, not %s", from, minutes, zone,
			clock_format(time, got, sizeof(got)), until);
}

static void within_a_day(void **state)
{
	(void)state;
	expect("UTC", "2026-11-23 09:00", 240, "2026-11-23 13:00");
	expect("UTC", "2026-11-23 13:00", 240, "2026-11-23 17:00");
	expect("UTC", "2026-11-23 06:30", 240, "2026-11-23 13:00");
	expect("UTC", "2026-11-23 10:00", 0, "2026-11-23 10:00");
}

static void over_a_night_and_a_weekend(void **state)
{
	(void)state;
	expect("UTC", "2026-11-23 15:00", 240, "2026-11-24 11:00");
	expect("UTC", "2026-11-23 20:00", 240, "2026-11-24 13:00");
	expect("UTC", "2026-11-27 15:00", 240, "2026-11-30 11:00"); // Friday
	expect("UTC", "2026-11-28 12:00", 240, "2026-11-30 13:00"); // Saturday
	expect("UTC", "2026-11-29 23:59", 60, "2026-11-30 10:00"); // Sunday
	expect("UTC", "2026-11-23 09:00", 5 * 480, "2026-11-27 17:00");
	expect("UTC", "2026-11-23 09:00", 6 * 480, "2026-11-30 17:00");
}

static void where_the_owner_is(void **state)
{
	(void)state;
	expect("America/New_York", "2026-11-23 09:00", 240, "2026-11-23 18:00");
	expect("Asia/Kolkata", "2026-11-23 09:00", 240, "2026-11-24 05:00");
	expect("Pacific/Auckland", "2026-11-27 06:00", 60,
		"2026-11-29 21:00"); // Friday evening there
	expect("Mars/Olympus", "2026-11-23 09:00", 240, "2026-11-23 13:00");
}

static void over_changes_of_clocks(void **state)
{
	(void)state;
	expect("Europe/Berlin", "2026-10-23 14:00", 120,
		"2026-10-26 09:00"); // clocks go back on the 25th
	expect("Europe/Berlin", "2026-03-27 15:00", 120, "2026-03-30 08:00"); // forward on the 29th
}

static void expect_deadline(
	const char *zone, const char *now, enum deadline_day day, const char *until)
{
	char got[CLOCK_TEXT_BYTES];
	int64_t time = deadline_of(zone, utc(now), day);

	if (time != utc(until))
		fail_msg("said at %s in %s: %s, not %s", now, zone,
			clock_format(time, got, sizeof(got)), until);
}

static void a_deadline_is_the_end_of_the_reporters_day(void **state)
{
	(void)state;
	expect_deadline("UTC", "2026-11-23 09:00", DEADLINE_TODAY, "2026-11-23 17:00");
	expect_deadline("UTC", "2026-11-23 17:00", DEADLINE_TODAY, "2026-11-24 00:00");
	expect_deadline("UTC", "2026-11-23 23:59", DEADLINE_TODAY, "2026-11-24 00:00");
	expect_deadline("UTC", "2026-11-23 23:59", DEADLINE_TOMORROW, "2026-11-24 17:00");
	expect_deadline("UTC", "2026-11-27 12:00", DEADLINE_TOMORROW, "2026-11-28 17:00");
	expect_deadline("America/New_York", "2026-11-23 21:30", DEADLINE_TODAY, "2026-11-23 22:00");
	/* It is Tuesday there already. */
	expect_deadline("Asia/Kolkata", "2026-11-23 20:00", DEADLINE_TODAY, "2026-11-24 11:30");
	expect_deadline("Europe/Berlin", "2026-10-24 12:00", DEADLINE_TOMORROW, "2026-10-25 16:00");
	expect_deadline("Mars/Olympus", "2026-11-23 09:00", DEADLINE_TODAY, "2026-11-23 17:00");
}

static void the_next_working_morning(void **state)
{
	static const struct {
		const char *zone, *from, *until;
	} rows[] = {
		{ "UTC", "2026-11-23 00:01", "2026-11-24 09:00" },
		{ "UTC", "2026-11-27 12:00", "2026-11-30 09:00" }, // Friday
		{ "UTC", "2026-11-28 12:00", "2026-11-30 09:00" },
		{ "UTC", "2026-11-29 12:00", "2026-11-30 09:00" },
		{ "Asia/Kolkata", "2026-11-23 20:00", "2026-11-25 03:30" },
		{ "Europe/Berlin", "2026-10-23 12:00", "2026-10-26 08:00" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		assert_int_equal(
			next_working_morning(rows[i].zone, utc(rows[i].from)), utc(rows[i].until));
}

static void expect_passed(const char *zone_name, const char *from, const char *until, int minutes)
{
	_cleanup_zone_ struct zone *zone = zone_open_or_utc(zone_name);

	assert_int_equal(
		working_time_between(zone, utc(from), utc(until)), minutes * MS_PER_MINUTE);
}

static void the_working_time_that_has_passed(void **state)
{
	(void)state;
	expect_passed("UTC", "2026-11-23 10:00", "2026-11-23 12:30", 150);
	expect_passed("UTC", "2026-11-23 16:00", "2026-11-24 10:00", 120);
	expect_passed("UTC", "2026-11-27 16:00", "2026-11-30 10:00", 120); // over a weekend
	expect_passed("UTC", "2026-11-28 10:00", "2026-11-29 15:00", 0);
	expect_passed("UTC", "2026-11-23 18:00", "2026-11-23 23:00", 0);
	expect_passed("UTC", "2026-11-24 12:00", "2026-11-23 12:00", 0);
	expect_passed("Asia/Kolkata", "2026-11-23 03:30", "2026-11-23 11:30", 480);
	expect_passed("Asia/Kolkata", "2026-11-23 11:30", "2026-11-24 03:30", 0);
}

/* One counts forwards what the other counts back. */
static void what_has_passed_is_what_was_waited(void **state)
{
	static const char *const zones[] = { "UTC", "Europe/Berlin", "America/New_York",
		"Asia/Kolkata", "Pacific/Apia", "Africa/Casablanca", "Australia/Lord_Howe" };

	(void)state;
	for (size_t z = 0; z < sizeof(zones) / sizeof(*zones); z++) {
		_cleanup_zone_ struct zone *zone = zone_open_or_utc(zones[z]);
		for (int hours = 0; hours < 365 * 24; hours += 37) {
			int64_t from = utc("2026-01-01 00:00") + (int64_t)hours * MS_PER_HOUR;
			int minutes = 1 + hours % 1440;
			int64_t until = working_hours_after(zones[z], from, minutes);
			if (working_time_between(zone, from, until) !=
				(int64_t)minutes * MS_PER_MINUTE)
				fail_msg("%s, hour %d: %d min", zones[z], hours, minutes);
		}
	}
}

/* Of 1 h, 2 h and 3 h of the owner's working time; the last was reported at 17:00 in Kolkata and
 * answered at 12:00 of the next day there. */
static void acknowledging_takes_working_time(void **state)
{
	struct acknowledgement items[] = {
		{ 1, utc("2026-11-23 09:00"), utc("2026-11-23 10:00"), NULL },
		{ 2, utc("2026-11-27 16:00"), utc("2026-11-30 10:00"), "UTC" },
		{ 3, utc("2026-11-23 11:30"), utc("2026-11-24 06:30"), "Asia/Kolkata" },
	};
	struct acknowledgements all = { items, 3 };
	struct spread spread = time_to_acknowledge(&all, "UTC");

	(void)state;
	assert_int_equal(spread.count, 3);
	assert_int_equal(spread.median, 2 * MS_PER_HOUR);
	assert_int_equal(spread.p90, 3 * MS_PER_HOUR);
	all.count = 0;
	assert_true(time_to_acknowledge(&all, "UTC").median < 0);
	/* 09:00 is 04:00 there: nobody works. */
	all.count = 1, items[0].timezone = "America/New_York";
	assert_int_equal(time_to_acknowledge(&all, "UTC").median, 0);
}

/* The clocks of Berlin were put back on 25 October 2026: that week has an hour more. */
static void weeks_are_local(void **state)
{
	int64_t edges[CHART_WEEKS + 1];

	(void)state;
	week_edges("Europe/Berlin", utc("2026-10-28 12:00"), edges, CHART_WEEKS);
	assert_int_equal(edges[CHART_WEEKS], utc("2026-11-01 23:00"));
	assert_int_equal(edges[CHART_WEEKS - 1], utc("2026-10-25 23:00"));
	assert_int_equal(edges[CHART_WEEKS - 2], utc("2026-10-18 22:00"));
	week_edges("UTC", utc("2026-11-23 00:00"), edges, 1);
	assert_int_equal(edges[0], utc("2026-11-23 00:00"));
	week_edges("UTC", utc("2026-11-22 23:59"), edges, 1);
	assert_int_equal(edges[1], utc("2026-11-23 00:00"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(within_a_day),
		cmocka_unit_test(over_a_night_and_a_weekend),
		cmocka_unit_test(where_the_owner_is),
		cmocka_unit_test(over_changes_of_clocks),
		cmocka_unit_test(a_deadline_is_the_end_of_the_reporters_day),
		cmocka_unit_test(the_next_working_morning),
		cmocka_unit_test(the_working_time_that_has_passed),
		cmocka_unit_test(what_has_passed_is_what_was_waited),
		cmocka_unit_test(acknowledging_takes_working_time),
		cmocka_unit_test(weeks_are_local),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
