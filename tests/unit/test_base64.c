/* Base64 both ways: the examples of RFC 4648, and what must not be read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "bot/util/base64.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

static void writes_the_examples_of_the_standard(void **state)
{
	static const char *const examples[][2] = { { "", "" }, { "f", "Zg==" }, { "fo", "Zm8=" },
		{ "foo", "Zm9v" }, { "foob", "Zm9vYg==" }, { "fooba", "Zm9vYmE=" },
		{ "foobar", "Zm9vYmFy" } };

	(void)state;
	for (size_t i = 0; i < array_length(examples); i++) {
		_cleanup_text_ struct text out = TEXT_INIT;
		base64_append(&out, examples[i][0], strlen(examples[i][0]));
		assert_string_equal(text_string(&out), examples[i][1]);
	}
}

static void reads_what_it_wrote(void **state)
{
	char bytes[256];

	(void)state;
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)(i * 7);
	for (size_t length = 0; length <= sizeof(bytes); length++) {
		_cleanup_text_ struct text written = TEXT_INIT, read = TEXT_INIT;
		base64url_append(&written, bytes, length);
		assert_null(strpbrk(text_string(&written), "+/="));
		text_append(&read, "x");
		assert_true(base64url_read(&read, text_string(&written), written.length));
		assert_int_equal(read.length, length + 1);
		assert_memory_equal(read.data + 1, bytes, length);
	}
}

static void refuses_other_spellings(void **state)
{
	static const char *const wrong[] = { "Z", "Zg==", "Zg=", "Zh", "Zm9", "Zm9vY", "Zm+v",
		"Zm/v", "Zm 9", "Zm9v\n", "Zm9v=", "\xc3\xa4" };

	(void)state;
	for (size_t i = 0; i < array_length(wrong); i++) {
		_cleanup_text_ struct text out = TEXT_INIT;
		text_append(&out, "before");
		assert_false(base64url_read(&out, wrong[i], strlen(wrong[i])));
		assert_string_equal(text_string(&out), "before");
	}
	_cleanup_text_ struct text out = TEXT_INIT;
	assert_false(base64url_read(&out, "Zg\0A", 4));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_the_examples_of_the_standard),
		cmocka_unit_test(reads_what_it_wrote),
		cmocka_unit_test(refuses_other_spellings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
