/* Times in words of RFC 3339, both ways. */
#include "bot/util/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "bot/util/memory.h"

static void test_what_is_written_is_read(void **state)
{
	(void)state;
	static const int64_t times[] = { 1, 999, 1000, 951782400000, 1795341600123, 4102444799999 };
	char text[CLOCK_TEXT_BYTES];

	for (size_t i = 0; i < array_length(times); i++)
		assert_int_equal(clock_parse(clock_format(times[i], text, sizeof(text))), times[i]);
}

static void test_zones_and_parts(void **state)
{
	(void)state;
	assert_int_equal(clock_parse("2026-11-22T10:00:00Z"), 1795341600000);
	assert_int_equal(clock_parse("2026-11-22T11:00:00+01:00"), 1795341600000);
	assert_int_equal(clock_parse("2026-11-22T04:30:00.5-05:30"), 1795341600500);
	assert_int_equal(clock_parse("2026-11-22T10:00:00.1239999Z"), 1795341600123);
}

static void test_no_times(void **state)
{
	(void)state;
	static const char *const texts[] = { "", "yesterday", "2026-11-22", "2026-11-22T10:00:00",
		"2026-11-22T10:00:00+01", "2026-11-22T10:00:00Zx", "2026-11-22T10:00:00+01:00x",
		"2026-13-22T10:00:00Z", "1969-11-22T10:00:00Z" };

	for (size_t i = 0; i < array_length(texts); i++)
		assert_int_equal(clock_parse(texts[i]), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_written_is_read),
		cmocka_unit_test(test_zones_and_parts),
		cmocka_unit_test(test_no_times),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
