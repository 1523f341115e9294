/* The bounded memory: it keeps what was used lately, and no more than it may. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "bot/util/recent.h"

static void the_newest_value_counts(void **state)
{
	struct recent *recent = recent_create(10);

	(void)state;
	assert_null(recent_get(recent, "dana"));
	recent_put(recent, "dana", "a:1");
	recent_put(recent, "eli", "a:2");
	recent_put(recent, "dana", recent_get(recent, "dana")); // its own value, too
	assert_string_equal(recent_get(recent, "dana"), "a:1");
	recent_put(recent, "dana", "a:3");
	assert_string_equal(recent_get(recent, "dana"), "a:3");
	recent_forget(recent, "dana");
	recent_forget(recent, "nobody");
	assert_null(recent_get(recent, "dana"));
	assert_string_equal(recent_get(recent, "eli"), "a:2");
	recent_destroy(recent);
	recent_destroy(NULL);
}

static void the_one_not_used_longest_goes_first(void **state)
{
	struct recent *recent = recent_create(1000);
	char name[16];

	(void)state;
	for (int i = 0; i < 1000; i++) {
		snprintf(name, sizeof(name), "p%d", i);
		recent_put(recent, name, name);
	}
	assert_string_equal(recent_get(recent, "p0"), "p0"); // used: p1 is the oldest now
	recent_put(recent, "new", "x");
	assert_null(recent_get(recent, "p1"));
	assert_string_equal(recent_get(recent, "p0"), "p0");
	assert_string_equal(recent_get(recent, "p2"), "p2");
	recent_put(recent, "p3", "again"); // a put is a use, and makes no room
	recent_put(recent, "newer", "x");
	assert_null(recent_get(recent, "p4"));
	assert_string_equal(recent_get(recent, "p3"), "again");
	recent_destroy(recent);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_newest_value_counts),
		cmocka_unit_test(the_one_not_used_longest_goes_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
