/* Zip archives, byte by byte: what a reader other than ours makes of them is tested with unzip, in
 * tests/peers/teams-manifest.test.mjs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "bot/util/text.h"
#include "bot/util/zip.h"

static void a_checksum_is_the_known_one(void **state)
{
	(void)state;
	assert_int_equal(zip_checksum("123456789", 9), 0xcbf43926); // every catalogue's
	assert_int_equal(zip_checksum("", 0), 0);
	assert_int_equal(zip_checksum("\0\xff", 2), 0x6cdbfd72);
}

static void an_archive_is_these_bytes(void **state)
{
	/* As Info-ZIP's `zip -X0` makes it of a file of 1 January 1980, but for what it says of
	 * itself. */
	static const char expected[] =
		"PK\x03\x04\x14\0\0\x08\0\0\0\0\x21\0\x26\x39\xf4\xcb\x09\0\0\0\x09\0\0\0\x01\0\0\0"
		"a123456789"
		"PK\x03\x04\x14\0\0\x08\0\0\0\0\x21\0\0\0\0\0\0\0\0\0\0\0\0\0\x02\0\0\0"
		"\xc3\xa4"
		"PK\x01\x02\x14\0\x14\0\0\x08\0\0\0\0\x21\0\x26\x39\xf4\xcb\x09\0\0\0\x09\0\0\0\x01"
		"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0a"
		"PK\x01\x02\x14\0\x14\0\0\x08\0\0\0\0\x21\0\0\0\0\0\0\0\0\0\0\0\0\0\x02\0\0\0"
		"\0\0\0\0\0\0\0\0\0\0\x28\0\0\0\xc3\xa4"
		"PK\x05\x06\0\0\0\0\x02\0\x02\0\x5f\0\0\0\x48\0\0\0\0\0";
	const struct zip_file files[] = { { "a", "123456789", 9 }, { "ä", "", 0 } };
	_cleanup_text_ struct text out = TEXT_INIT;

	(void)state;
	text_append(&out, "before"); // offsets count from where the archive begins
	zip_write(&out, files, 2);
	assert_int_equal(out.length, 6 + sizeof(expected) - 1);
	assert_memory_equal(out.data + 6, expected, sizeof(expected) - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_checksum_is_the_known_one),
		cmocka_unit_test(an_archive_is_these_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
