/* Zones that are and zones that are not, and what a wall clock shows around changes of the clock.
 */
#include "bot/util/timezone.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "bot/util/clock.h"
#include "bot/util/memory.h"

static void test_zones_that_are(void **state)
{
	static const char *const zones[] = {
		"UTC", "Etc/UTC", "Europe/London", "America/Argentina/Buenos_Aires", "Asia/Kolkata",
		"Etc/GMT+12", "America/Port-au-Prince",
	};

	(void)state;
	for (size_t i = 0; i < array_length(zones); i++)
		assert_true(zone_exists(zones[i]));
}

static void test_zones_that_are_not(void **state)
{
	static const char *const zones[] = {
		NULL,
		"",
		"Europe",
		"Europe/",
		"Europe/Lundun",
		"europe/london ",
		"London",
		"BST",
		"+01:00",
		"GMT0BST,M3.5.0/1,M10.5.0",
		"/usr/share/zoneinfo/Europe/London",
		"../zoneinfo/Europe/London",
		"leapseconds",
		"zone.tab",
		"tzdata.zi",
		":Europe/London",
		"Europe/London\n",
	};

	(void)state;
	for (size_t i = 0; i < array_length(zones); i++)
		assert_false(zone_exists(zones[i]));
}

static const int64_t clocks_go_back = 1792890000000; // London, 2026-10-25 01:00 UTC, a Sunday

static void test_the_day_is_the_local_one(void **state)
{
	_cleanup_zone_ struct zone *kolkata = zone_open("Asia/Kolkata");
	_cleanup_zone_ struct zone *utc = zone_open_or_utc("Nowhere/Atall");

	(void)state;
	assert_int_equal(zone_weekday(utc, -1), 3); // 1969-12-31, a Wednesday
	assert_int_equal(zone_weekday(utc, 0), 4);
	assert_int_equal(zone_weekday(utc, clocks_go_back + 18 * (int64_t)MS_PER_HOUR), 7);
	assert_int_equal(zone_weekday(kolkata, clocks_go_back + 18 * (int64_t)MS_PER_HOUR), 1);
}

static void test_nine_stays_nine_when_clocks_change(void **state)
{
	_cleanup_zone_ struct zone *london = zone_open("Europe/London");
	int64_t saturday = clocks_go_back - MS_PER_DAY;

	(void)state;
	assert_int_equal(zone_at(london, saturday, 0, 540), saturday + 7 * (int64_t)MS_PER_HOUR);
	assert_int_equal(zone_at(london, saturday, 1, 540),
		clocks_go_back + 8 * (int64_t)MS_PER_HOUR);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_zones_that_are),
		cmocka_unit_test(test_zones_that_are_not),
		cmocka_unit_test(test_the_day_is_the_local_one),
		cmocka_unit_test(test_nine_stays_nine_when_clocks_change),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
