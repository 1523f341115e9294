/* Fields as RFC 4180 has them, and none that a spreadsheet would run. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "bot/util/csv.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

static void fields_are_quoted_when_they_must_be(void **state)
{
	static const struct {
		const char *value, *field;
	} cases[] = {
		{ "plain words", "plain words" },
		{ "", "\"\"" },
		{ "a,b", "\"a,b\"" },
		{ "say \"so\"", "\"say \"\"so\"\"\"" },
		{ "two\nlines", "\"two\nlines\"" },
		{ "=1+1", "\"'=1+1\"" },
		{ "+1", "\"'+1\"" },
		{ "-1", "\"'-1\"" },
		{ "@SUM(A1)", "\"'@SUM(A1)\"" },
		{ "\t=1", "\"'\t=1\"" },
		{ "a=1", "a=1" },
	};

	(void)state;
	for (size_t i = 0; i < array_length(cases); i++) {
		_cleanup_text_ struct text line = TEXT_INIT;
		csv_string(&line, cases[i].value);
		assert_string_equal(text_string(&line), cases[i].field);
	}
}

static void a_line_is_fields_with_commas_between(void **state)
{
	_cleanup_text_ struct text line = TEXT_INIT;

	(void)state;
	csv_number(&line, -7);
	csv_empty(&line);
	csv_string(&line, "x");
	csv_string(&line, NULL);
	csv_end(&line);
	assert_string_equal(text_string(&line), "-7,,x,\r\n");
	csv_string(&line, "next");
	assert_string_equal(text_string(&line), "-7,,x,\r\nnext");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields_are_quoted_when_they_must_be),
		cmocka_unit_test(a_line_is_fields_with_commas_between),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
