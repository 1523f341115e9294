/*
 * What comes again, over every change of clocks in twenty zones and ten years: once on each date,
 * never twice, never left out, in order; and looking back finds what looking ahead found.
 */
#include "bot/util/recurrence.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bot/util/clock.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "bot/util/timezone.h"

enum { FIRST_YEAR = 2025, YEARS = 10 };

static const char *const zones[] = { "UTC", "Europe/London", "Europe/Berlin", "Europe/Lisbon",
	"Europe/Istanbul", "Africa/Cairo", "Africa/Casablanca", "America/New_York",
	"America/Los_Angeles", "America/St_Johns", "America/Santiago", "America/Sao_Paulo",
	"America/Havana", "Asia/Beirut", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Gaza",
	"Australia/Lord_Howe", "Pacific/Chatham", "Pacific/Kiritimati" };

/* Where clocks are changed: midnight, one, two and three; and an ordinary morning. */
static const int minutes[] = { 0, 30, 60, 90, 120, 135, 150, 165, 180, 540, 1439 };

static int64_t expect_next(const struct zone *zone, const struct recurrence *rule, int64_t after)
{
	struct occurrence next, back, before;

	assert_true(recurrence_next(rule, zone, after, &next));
	assert_true(next.at > after);
	assert_true(recurrence_latest(rule, zone, next.at, &back));
	assert_int_equal(back.at, next.at);
	assert_int_equal(back.day, next.day);
	assert_true(recurrence_latest(rule, zone, next.at - 1, &before));
	assert_true(before.at < next.at && before.day < next.day);
	return next.at;
}

/* Every day of the years has it once, at the clock's time or where the clock skips it. */
static void test_every_day(void **state)
{
	(void)state;
	for (size_t z = 0; z < array_length(zones); z++)
		for (size_t m = 0; m < array_length(minutes); m++) {
			_cleanup_zone_ struct zone *zone = zone_open(zones[z]);
			struct recurrence rule = { .weekdays = 0x7f, .minute = minutes[m] };
			int64_t day = day_of_date(FIRST_YEAR, 1, 1);
			int64_t last = day_of_date(FIRST_YEAR + YEARS, 1, 1);
			int64_t at = zone_moment(zone, day, minutes[m]) - 1;
			for (; day < last; day++) {
				struct occurrence next;
				assert_true(recurrence_next(&rule, zone, at, &next));
				if (next.day != day || next.at <= at)
					fail_msg("%s minute %d day %lld", zones[z], minutes[m],
						(long long)day);
				at = next.at;
			}
		}
}

/* A digest every week and a training every month: over all changes, and the 53rd week. */
static void test_rules(void **state)
{
	static const struct recurrence rules[] = {
		{ .weekdays = 1 << 0, .minute = 540 },
		{ .weekdays = 1 << 6, .minute = 150 }, // when most clocks are changed
		{ .weekdays = 1 << 6 | 1 << 0, .minute = 0 },
		{ .weekdays = 1 << 1, .nth = 1, .minute = 870 },
		{ .weekdays = 1 << 6, .nth = RECURRENCE_LAST, .minute = 90 },
		{ .weekdays = 1 << 4, .nth = 5, .minute = 960 },
		{ .weekdays = 0x1f, .nth = 1, .minute = 540 },
		{ .weekdays = 0x1f, .nth = RECURRENCE_LAST, .minute = 120 },
	};

	(void)state;
	for (size_t z = 0; z < array_length(zones); z++)
		for (size_t r = 0; r < array_length(rules); r++) {
			_cleanup_zone_ struct zone *zone = zone_open(zones[z]);
			int64_t end = zone_moment(zone, day_of_date(FIRST_YEAR + YEARS, 1, 1), 0);
			int64_t at = zone_moment(zone, day_of_date(FIRST_YEAR, 1, 1), 0);
			while (at < end)
				at = expect_next(zone, &rules[r], at);
		}
}

static int count(const char *zone_name, const struct recurrence *rule, int year)
{
	_cleanup_zone_ struct zone *zone = zone_open(zone_name);
	int64_t at = zone_moment(zone, day_of_date(year, 1, 1), 0) - 1;
	int64_t end = zone_moment(zone, day_of_date(year + 1, 1, 1), 0);
	struct occurrence next;
	int found = 0;

	while (recurrence_next(rule, zone, at, &next) && next.at < end) {
		at = next.at;
		found++;
	}
	return found;
}

static void test_counts(void **state)
{
	static const struct recurrence thursdays = { .weekdays = 1 << 3, .minute = 540 };
	static const struct recurrence first = { .weekdays = 1 << 1, .nth = 1, .minute = 540 };
	static const struct recurrence last = {
		.weekdays = 1 << 4, .nth = RECURRENCE_LAST, .minute = 540
	};

	static const struct recurrence working = { .weekdays = 0x1f, .nth = 1, .minute = 540 };

	(void)state;
	assert_int_equal(count("Europe/London", &working, 2026), 12);
	assert_int_equal(count("Europe/London", &thursdays, 2026), 53);
	assert_int_equal(count("Europe/London", &thursdays, 2027), 52);
	assert_int_equal(count("America/Havana", &first, 2026), 12);
	assert_int_equal(count("Asia/Kolkata", &last, 2028), 12);
}

/* The first and the last working days of 2026, by a calendar on paper. */
static void test_working_days(void **state)
{
	static const int first[] = { 1, 2, 2, 1, 1, 1, 1, 3, 1, 1, 2, 1 };
	static const int last[] = { 30, 27, 31, 30, 29, 30, 31, 31, 30, 30, 30, 31 };
	_cleanup_zone_ struct zone *zone = zone_open("Europe/London");
	struct recurrence rule = { .weekdays = 0x1f, .minute = 540 };
	struct occurrence next;

	(void)state;
	for (int month = 1; month <= 12; month++) {
		int64_t begin = zone_moment(zone, day_of_date(2026, month, 1), 0);
		rule.nth = 1;
		assert_true(recurrence_next(&rule, zone, begin, &next));
		assert_int_equal(next.day, day_of_date(2026, month, first[month - 1]));
		rule.nth = RECURRENCE_LAST;
		assert_true(recurrence_next(&rule, zone, begin, &next));
		assert_int_equal(next.day, day_of_date(2026, month, last[month - 1]));
	}
}

static int64_t utc(int year, int month, int day, int hour, int minute)
{
	return day_of_date(year, month, day) * MS_PER_DAY + hour * (int64_t)MS_PER_HOUR +
	       minute * (int64_t)MS_PER_MINUTE;
}

/* Known changes, by hand. */
static void test_by_hand(void **state)
{
	static const struct {
		const char *zone;
		int month, day, minute, hour_utc, minute_utc;
	} cases[] = {
		{ "Europe/Berlin", 3, 29, 150, 1, 0 }, // 02:30 is skipped: at 03:00 summer time
		{ "Europe/Berlin", 10, 25, 150, 0, 30 }, // 02:30 comes twice: the first
		{ "Europe/London", 3, 29, 540, 8, 0 }, { "Europe/London", 10, 25, 540, 9, 0 },
		{ "Africa/Cairo", 4, 24, 0, 22, 0 }, // midnight is skipped; the day before, in UTC
		{ "Australia/Lord_Howe", 10, 4, 135, 15, 30 }, // half an hour is skipped at 02:00
	};

	(void)state;
	for (size_t i = 0; i < array_length(cases); i++) {
		_cleanup_zone_ struct zone *zone = zone_open(cases[i].zone);
		int64_t day = day_of_date(2026, cases[i].month, cases[i].day);
		int64_t at = zone_moment(zone, day, cases[i].minute);
		int64_t of_day = (at % MS_PER_DAY) / MS_PER_MINUTE;
		if (of_day != cases[i].hour_utc * 60 + cases[i].minute_utc)
			fail_msg("%s %d-%d: %lld", cases[i].zone, cases[i].month, cases[i].day,
				(long long)of_day);
	}
	_cleanup_zone_ struct zone *berlin = zone_open("Europe/Berlin");
	assert_int_equal(
		zone_moment(berlin, day_of_date(2026, 11, 23), 540), utc(2026, 11, 23, 8, 0));
	assert_int_equal(date_of_day(day_of_date(2028, 2, 31)).day, 29);
	assert_int_equal(date_of_day(-1).year, 1969);
	assert_int_equal(date_of_day(0).weekday, 4);
}

/* Until 2011 clocks in St. John's went back at one minute past midnight, to the evening before: its
 * midnight is over although it is the day before once more. */
static void test_back_into_the_day_before(void **state)
{
	_cleanup_zone_ struct zone *zone = zone_open("America/St_Johns");
	struct recurrence rule = { .weekdays = 0x7f, .minute = 0 };
	struct occurrence latest, next;
	int64_t midnight = utc(2010, 11, 7, 2, 30), evening = utc(2010, 11, 7, 2, 45);

	(void)state;
	assert_int_equal(zone_day(zone, evening), day_of_date(2010, 11, 6));
	assert_true(recurrence_latest(&rule, zone, evening, &latest));
	assert_int_equal(latest.at, midnight);
	assert_int_equal(latest.day, day_of_date(2010, 11, 7));
	assert_true(recurrence_next(&rule, zone, evening, &next));
	assert_int_equal(next.day, day_of_date(2010, 11, 8));
}

static void test_words(void **state)
{
	static const struct {
		const char *typed, *said;
	} words[] = {
		{ "every monday 09:00", "every Monday at 09:00" },
		{ "Mondays 9", "every Monday at 09:00" },
		{ "mon at 9am", "every Monday at 09:00" },
		{ "every Tue, thu and Friday 16:05",
			"every Tuesday, Thursday and Friday at 16:05" },
		{ "daily 12 pm", "every day at 12:00" },
		{ "weekdays 12am", "every weekday at 00:00" },
		{ "every weekday 5:30pm", "every weekday at 17:30" },
		{ "first tuesday 14:30", "the first Tuesday of each month at 14:30" },
		{ "the last friday of the month at 16:00",
			"the last Friday of each month at 16:00" },
		{ "first weekday of the month 9am", "the first weekday of each month at 09:00" },
		{ "fifth sat 23:59", "the fifth Saturday of each month at 23:59" },
	};
	static const char *const wrong[] = { "", "monday", "09:00", "every 09:00", "monday 25:00",
		"monday 9:5", "monday 9:60", "monday 13pm", "monday 0am", "someday 09:00",
		"first day 09:00", "first first monday 09:00", "monday 09:00 tomorrow",
		"monday 9:30:00", "monday -9", "first monday and tuesday 9", "monday 9 am pm",
		"mondayss 9", "mo 9", "monday 123" };

	(void)state;
	for (size_t i = 0; i < array_length(words); i++) {
		_cleanup_text_ struct text said = TEXT_INIT;
		struct recurrence rule, again;
		if (!recurrence_parse(words[i].typed, &rule))
			fail_msg("%s", words[i].typed);
		recurrence_say(&rule, &said);
		assert_string_equal(text_string(&said), words[i].said);
		assert_true(recurrence_parse(text_string(&said), &again));
		assert_memory_equal(&rule, &again, sizeof(rule));
	}
	for (size_t i = 0; i < array_length(wrong); i++) {
		struct recurrence rule;
		if (recurrence_parse(wrong[i], &rule))
			fail_msg("“%s” was taken", wrong[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_day),
		cmocka_unit_test(test_rules),
		cmocka_unit_test(test_counts),
		cmocka_unit_test(test_working_days),
		cmocka_unit_test(test_by_hand),
		cmocka_unit_test(test_back_into_the_day_before),
		cmocka_unit_test(test_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
