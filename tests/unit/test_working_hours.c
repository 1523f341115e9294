/* Working time over nights, weekends, zones and changes of clocks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "bot/util/clock.h"
#include "handlers/working_hours.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(within_a_day),
		cmocka_unit_test(over_a_night_and_a_weekend),
		cmocka_unit_test(where_the_owner_is),
		cmocka_unit_test(over_changes_of_clocks),
		cmocka_unit_test(a_deadline_is_the_end_of_the_reporters_day),
		cmocka_unit_test(the_next_working_morning),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
