/*
 * Quiet hours over every change of clocks in twenty zones and ten years: by quarters of an hour
 * around each change, and at a random moment of each other day. When it is quiet is said here a
 * second time, by the nights of all days around; some moments are told by hand.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "bot/util/clock.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "bot/util/timezone.h"
#include "handlers/person/gathered.h"
#include "handlers/person/quiet_hours.h"

enum { FIRST_YEAR = 2025, YEARS = 10, DAYS = 3653, SATURDAY = 6 };

static const char *const zones[] = { "UTC", "Europe/London", "Europe/Berlin", "Europe/Lisbon",
	"Europe/Istanbul", "Africa/Cairo", "Africa/Casablanca", "America/New_York",
	"America/Los_Angeles", "America/St_Johns", "America/Santiago", "America/Sao_Paulo",
	"America/Havana", "Asia/Beirut", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Gaza",
	"Australia/Lord_Howe", "Pacific/Chatham", "Pacific/Kiritimati" };

/* Nights, an hour in the day, and the hours at which clocks are changed. */
static const char *const preferences[] = { "18:00-08:00", "18:00-08:00 weekends", "weekends",
	"12:00-13:00", "01:30-02:30", "02:15-03:15", "00:00-03:00", "23:30-00:30 weekends",
	"09:00-08:59", "none" };

static struct quiet_hours parsed(const char *words)
{
	struct quiet_hours quiet;

	assert_true(quiet_hours_parse(words, &quiet));
	return quiet;
}

/* By the intervals of all days around. */
static bool is_quiet(const struct zone *zone, const struct quiet_hours *quiet, int64_t time)
{
	int64_t today = zone_day(zone, time);

	if (quiet->weekends && date_of_day(today).weekday >= SATURDAY)
		return true;
	for (int64_t day = today - 2; quiet->hours && day <= today + 1; day++) {
		bool over_midnight = quiet->until < quiet->from;
		if (time >= zone_moment(zone, day, quiet->from) &&
			time < zone_moment(zone, day + over_midnight, quiet->until))
			return true;
	}
	return false;
}

static void expect_loud(const struct zone *zone, const char *name, const char *words, int64_t now)
{
	struct quiet_hours quiet = parsed(words);
	int64_t loud = next_loud_moment(zone, &quiet, now);
	char at[CLOCK_TEXT_BYTES];

	clock_format(now, at, sizeof(at));
	if (loud < now || loud > now + 4 * (int64_t)MS_PER_DAY)
		fail_msg("%s, %s: %lld ms after %s", name, words, (long long)(loud - now), at);
	if (is_quiet(zone, &quiet, loud))
		fail_msg("%s, %s: after %s comes a moment that is quiet", name, words, at);
	if (loud > now && !is_quiet(zone, &quiet, loud - 1))
		fail_msg("%s, %s: after %s it is loud sooner", name, words, at);
	for (int64_t time = now; time < loud; time += 29 * MS_PER_MINUTE)
		if (!is_quiet(zone, &quiet, time))
			fail_msg("%s, %s: it is loud between %s and then", name, words, at);
	assert_int_equal(next_loud_moment(zone, &quiet, loud), loud);
}

static uint32_t next_random(uint32_t *random)
{
	*random = *random * 1664525U + 1013904223U;
	return *random >> 8;
}

/* Days whose clocks change are 23 or 25 hours long (Lord Howe: half an hour). */
static bool clocks_change(const struct zone *zone, int64_t day)
{
	return zone_moment(zone, day + 1, 12 * 60) - zone_moment(zone, day, 12 * 60) != MS_PER_DAY;
}

static void over_every_change_of_clocks(void **state)
{
	int64_t first = day_of_date(FIRST_YEAR, 1, 1);
	uint32_t random = 20261122;
	int changes = 0;

	(void)state;
	for (size_t z = 0; z < array_length(zones); z++) {
		_cleanup_zone_ struct zone *zone = zone_open(zones[z]);
		for (int64_t day = first; day < first + DAYS; day++) {
			bool change = clocks_change(zone, day);
			int64_t midnight = zone_moment(zone, day, 0);
			size_t which = next_random(&random) % array_length(preferences);
			changes += change;
			for (int step = 0; change && step < 36 * 4; step++)
				expect_loud(zone, zones[z],
					preferences[(size_t)step % array_length(preferences)],
					midnight + step * 15 * MS_PER_MINUTE);
			expect_loud(zone, zones[z], preferences[which],
				midnight + (int64_t)(next_random(&random) % MS_PER_DAY));
		}
	}
	assert_true(changes > 15 * 2 * (YEARS - 1));
}

static int64_t utc(const char *text)
{
	struct tm tm = { 0 };

	assert_non_null(strptime(text, "%Y-%m-%d %H:%M", &tm));
	return (int64_t)timegm(&tm) * MS_PER_SECOND;
}

static void expect(const char *name, const char *words, const char *now, const char *loud)
{
	_cleanup_zone_ struct zone *zone = zone_open(name);
	struct quiet_hours quiet = parsed(words);
	int64_t got = next_loud_moment(zone, &quiet, utc(now));
	char at[CLOCK_TEXT_BYTES];

	if (got != utc(loud))
		fail_msg("%s, %s, %s: %s, not %s", name, words, now,
			clock_format(got, at, sizeof(at)), loud);
}

static void by_hand(void **state)
{
	(void)state;
	expect("UTC", "18:00-08:00", "2026-11-23 17:59", "2026-11-23 17:59");
	expect("UTC", "18:00-08:00", "2026-11-23 18:00", "2026-11-24 08:00");
	expect("UTC", "18:00-08:00", "2026-11-24 07:59", "2026-11-24 08:00");
	expect("UTC", "18:00-08:00", "2026-11-24 08:00", "2026-11-24 08:00");
	expect("UTC", "18:00-08:00 weekends", "2026-11-27 18:00", "2026-11-30 08:00");
	expect("UTC", "weekends", "2026-11-28 00:00", "2026-11-30 00:00");
	expect("UTC", "none", "2026-11-28 03:00", "2026-11-28 03:00");
	/* Berlin, 29 March 2026: 02:00 becomes 03:00; 25 October: 03:00 becomes 02:00. */
	expect("Europe/Berlin", "22:00-02:30", "2026-03-28 23:00", "2026-03-29 01:00");
	expect("Europe/Berlin", "22:00-02:30", "2026-10-24 23:00", "2026-10-25 00:30");
	expect("Europe/Berlin", "22:00-08:00", "2026-10-24 23:00", "2026-10-25 07:00");
}

static void expect_told(const char *name, const char *now, const char *told)
{
	int64_t got = next_gathering(name, utc(now));
	char at[CLOCK_TEXT_BYTES];

	if (got != utc(told))
		fail_msg("%s, %s: %s, not %s", name, now, clock_format(got, at, sizeof(at)), told);
}

static void together_on_working_days(void **state)
{
	(void)state;
	expect_told("UTC", "2026-11-23 15:59", "2026-11-23 16:00");
	expect_told("UTC", "2026-11-23 16:00", "2026-11-24 16:00");
	expect_told("UTC", "2026-11-27 16:00", "2026-11-30 16:00");
	expect_told("UTC", "2026-11-28 09:00", "2026-11-30 16:00");
	expect_told("America/New_York", "2026-11-27 20:59", "2026-11-27 21:00");
	/* Saturday there already. */
	expect_told("Pacific/Kiritimati", "2026-11-27 10:30", "2026-11-30 02:00");
}

static void expect_said(const char *words, const char *said)
{
	_cleanup_text_ struct text out = TEXT_INIT;
	struct quiet_hours quiet = parsed(words);

	quiet_hours_say(&quiet, &out);
	assert_string_equal(text_string(&out), said);
}

static void what_people_type(void **state)
{
	static const char *const refused[] = { "18", "18-", "-8", "18:00-18:00", "24:00-08:00",
		"18:60-08:00", "18:00-08:00x", "18:0a-8", "tonight", "18-8 12-13",
		"9999999999999999999999999999999999999-8", "18:00-08:00 and mornings" };
	struct quiet_hours quiet;

	(void)state;
	expect_said("18:00-08:00", "18:00-08:00");
	expect_said("18-8", "18:00-08:00");
	expect_said("18:30–8:05, Weekends", "18:30-08:05 weekends");
	expect_said("weekend and 9-17", "09:00-17:00 weekends");
	expect_said("none", "none");
	expect_said("", "none");
	for (size_t i = 0; i < array_length(refused); i++)
		if (quiet_hours_parse(refused[i], &quiet))
			fail_msg("\"%s\" was taken", refused[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(over_every_change_of_clocks),
		cmocka_unit_test(by_hand),
		cmocka_unit_test(together_on_working_days),
		cmocka_unit_test(what_people_type),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
