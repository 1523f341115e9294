/* Zones that are and zones that are not, and what a wall clock shows around changes of the clock. */
#include "bot/util/timezone.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "bot/util/memory.h"

static void test_zones_that_are(void **state)
{
	static const char *const zones[] = {
		"UTC", "Etc/UTC", "Europe/London", "America/Argentina/Buenos_Aires", "Asia/Kolkata",
		"Etc/GMT+12", "America/Port-au-Prince",
	};

	(void)state;
	for (size_t i = 0; i < array_length(zones); i++)
		assert_true(timezone_exists(zones[i]));
}

static void test_zones_that_are_not(void **state)
{
	static const char *const zones[] = {
		NULL, "", "Europe", "Europe/", "Europe/Lundun", "europe/london ", "London", "BST",
		"+01:00", "GMT0BST,M3.5.0/1,M10.5.0", "/usr/share/zoneinfo/Europe/London",
		"../zoneinfo/Europe/London", "leapseconds", "zone.tab", "tzdata.zi", ":Europe/London",
		"Europe/London\n",
	};
	struct local_time local;

	(void)state;
	for (size_t i = 0; i < array_length(zones); i++) {
		assert_false(timezone_exists(zones[i]));
		assert_int_equal(timezone_local(zones[i], 0, &local), -ENOENT);
	}
}

static void assert_local(const char *zone, int64_t time, struct local_time expected)
{
	struct local_time local;

	assert_int_equal(timezone_local(zone, time, &local), 0);
	assert_memory_equal(&local, &expected, sizeof(local));
}

static void test_the_wall_clock(void **state)
{
	(void)state;
	assert_local("UTC", 0, (struct local_time){ 1970, 1, 1, 0, 0, 0, 4, 0 });
	assert_local("UTC", -1, (struct local_time){ 1969, 12, 31, 23, 59, 59, 3, 0 });
	/* London, 2026-10-25: the last second of summer time and the first of winter time. */
	assert_local("Europe/London", 1792889999000,
		(struct local_time){ 2026, 10, 25, 1, 59, 59, 7, 3600 });
	assert_local("Europe/London", 1792890000000,
		(struct local_time){ 2026, 10, 25, 1, 0, 0, 7, 0 });
	assert_local("Asia/Kolkata", 1792890000999,
		(struct local_time){ 2026, 10, 25, 6, 30, 0, 7, 19800 });
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_zones_that_are),
		cmocka_unit_test(test_zones_that_are_not),
		cmocka_unit_test(test_the_wall_clock),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
