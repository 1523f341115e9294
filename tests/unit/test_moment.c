/* A day and time in words, on clocks that change. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bot/util/clock.h"
#include "bot/util/memory.h"
#include "bot/util/moment.h"
#include "bot/util/timezone.h"

/* Monday, 23 November 2026, 09:00 UTC, which is 10:00 in Berlin. */
static const int64_t now = 1795424400000;

static int64_t read(const char *words)
{
	_cleanup_zone_ struct zone *zone = zone_open("Europe/Berlin");
	int64_t at = -1;

	return moment_parse(words, zone, now, &at) ? at : -1;
}

static int64_t berlin(int year, int month, int day, int minute)
{
	_cleanup_zone_ struct zone *zone = zone_open("Europe/Berlin");

	return zone_moment(zone, day_of_date(year, month, day), minute);
}

static void days_in_words(void **state)
{
	(void)state;
	assert_int_equal(read("today 14:00"), berlin(2026, 11, 23, 840));
	assert_int_equal(read("Today at 9"), berlin(2026, 11, 23, 540));
	assert_int_equal(read("tomorrow, 9:30 pm"), berlin(2026, 11, 24, 1290));
	assert_int_equal(read("friday 14:00"), berlin(2026, 11, 27, 840));
	assert_int_equal(read("on Monday at 14:00"), berlin(2026, 11, 23, 840));
	assert_int_equal(read("monday 9:00"), berlin(2026, 11, 30, 540));
}

static void days_of_the_calendar(void **state)
{
	(void)state;
	assert_int_equal(read("2026-12-01 14:00"), berlin(2026, 12, 1, 840));
	assert_int_equal(read("1 December 14:00"), berlin(2026, 12, 1, 840));
	assert_int_equal(read("december 1st at 2pm"), berlin(2026, 12, 1, 840));
	assert_int_equal(read("1. dec 2027 14:00"), berlin(2027, 12, 1, 840));
	assert_int_equal(read("3 march 9"), berlin(2027, 3, 3, 540));
	assert_int_equal(read("23 november 9:59"), berlin(2027, 11, 23, 599));
	assert_int_equal(read("23 november 10:01"), berlin(2026, 11, 23, 601));
}

static void what_is_none(void **state)
{
	static const char *const words[] = { "", "soon", "tomorrow", "14:00", "31 april 9:00",
		"2026-02-30 9:00", "2026-13-01 9:00", "1 december", "december 14:00",
		"first tuesday 14:00", "every tuesday 14:00", "monday and friday 9",
		"tomorrow 25:00", "tomorrow 9 x", "2026-12-01-02 9:00",
		"a b c d e f g h i j k l m n o p" };

	(void)state;
	for (size_t i = 0; i < array_length(words); i++)
		if (read(words[i]) != -1)
			fail_msg("“%s” is understood", words[i]);
}

static void clocks_that_change(void **state)
{
	(void)state;
	/* 02:30 is skipped on 28 March 2027, and shown twice on 31 October. */
	assert_int_equal(read("28 march 2:30"), berlin(2027, 3, 28, 180));
	assert_int_equal(read("28 march 3:30") - read("27 march 3:30"), 23 * MS_PER_HOUR);
	assert_int_equal(read("31 october 2:30") - read("30 october 2:30"), 24 * MS_PER_HOUR);
	assert_int_equal(read("31 october 3:00") - read("31 october 2:00"), 2 * MS_PER_HOUR);
}

/* Over every day of ten years, in zones that change at odd hours and by odd steps. */
static void the_day_before(void **state)
{
	static const char *const zones[] = { "UTC", "Europe/London", "America/New_York",
		"Australia/Lord_Howe", "America/Sao_Paulo", "Asia/Beirut", "Pacific/Chatham" };

	(void)state;
	for (size_t i = 0; i < array_length(zones); i++) {
		_cleanup_zone_ struct zone *zone = zone_open(zones[i]);
		int64_t first = day_of_date(2025, 1, 2), last = day_of_date(2035, 1, 1);
		for (int64_t day = first; day < last; day++) {
			int64_t at = zone_moment(zone, day, 870);
			assert_int_equal(
				moment_day_before(zone, at), zone_moment(zone, day - 1, 870));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_in_words),
		cmocka_unit_test(days_of_the_calendar),
		cmocka_unit_test(what_is_none),
		cmocka_unit_test(clocks_that_change),
		cmocka_unit_test(the_day_before),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
