/* Form fields, percent encoding, and which names are this machine. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "bot/util/url.h"

static void expect_field(const char *fields, const char *name, const char *wanted)
{
	_cleanup_free_ char *value = url_field(fields, name);

	if (wanted)
		assert_string_equal(wanted, value);
	else
		assert_null(value);
}

static void reads_fields(void **state)
{
	(void)state;
	expect_field("a=1&b=2", "b", "2");
	expect_field("a=1&a=2", "a", "1");
	expect_field("&&a=x+y%20z&", "a", "x y z");
	expect_field("a&b=", "a", "");
	expect_field("a=b=c", "a", "b=c");
	expect_field("na%6De=x", "name", "x");
	expect_field("a=1", "b", NULL);
	expect_field("", "a", NULL);
}

static void survives_broken_encoding(void **state)
{
	(void)state;
	expect_field("a=%", "a", "%");
	expect_field("a=%4", "a", "%4");
	expect_field("a=%zz", "a", "%zz");
	expect_field("a=x%00y", "a", "x\xef\xbf\xbdy");
	expect_field("a=%ff", "a", "\xef\xbf\xbd");
}

static void encodes(void **state)
{
	_cleanup_text_ struct text out = TEXT_INIT;
	_cleanup_text_ struct text back = TEXT_INIT;

	(void)state;
	url_encode(&out, "a-b.c_d~e f&g=h%/ü");
	assert_string_equal("a-b.c_d~e%20f%26g%3Dh%25%2F%C3%BC", text_string(&out));
	url_decode(&back, text_string(&out), out.length, false);
	assert_string_equal("a-b.c_d~e f&g=h%/ü", text_string(&back));
}

static void knows_this_machine(void **state)
{
	static const char *const here[] = { "localhost", "LOCALHOST:80", "127.0.0.1",
		"127.0.0.1:8700", "[::1]", "[::1]:1" };
	static const char *const elsewhere[] = { "", "localhost.", "localhost.example",
		"localhost:", "127.0.0.1:80x", "127.0.0.10", "0.0.0.0", "::1", "[::1",
		"evil.example", "localhost@evil.example" };

	(void)state;
	for (size_t i = 0; i < array_length(here); i++)
		assert_true(url_host_is_loopback(here[i]));
	for (size_t i = 0; i < array_length(elsewhere); i++)
		assert_false(url_host_is_loopback(elsewhere[i]));
	assert_true(url_origin_is_loopback("http://localhost:8700"));
	assert_false(url_origin_is_loopback("https://localhost:8700"));
	assert_false(url_origin_is_loopback("http://localhost.example"));
	assert_false(url_origin_is_loopback("null"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_fields),
		cmocka_unit_test(survives_broken_encoding),
		cmocka_unit_test(encodes),
		cmocka_unit_test(knows_this_machine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
