/* Charts as data and as text: what is kept, what is refused, and bars that do not lie. */
#include "bot/chart.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bot/util/arena.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

static const double reported[] = { 12, 1, 0 }, fixed[] = { 6, (double)NAN, 2.5 };
static const char *const weeks[] = { "2 Nov", "9 Nov", "16 Nov" };
static const struct chart_series series[] = { { "reported", reported }, { "fixed", fixed } };
static const struct chart example = { .title = "Reported and fixed",
	.unit = "issues",
	.type = CHART_LINES,
	.categories = weeks,
	.category_count = 3,
	.series = series,
	.series_count = 2 };

static void test_bars_of_text(void **state)
{
	_cleanup_text_ struct text out = TEXT_INIT;

	(void)state;
	chart_say(&example, &out);
	assert_string_equal(text_string(&out), "reported\n"
					       "2 Nov  ████████████████████████ 12\n"
					       "9 Nov  ██ 1\n"
					       "16 Nov 0\n"
					       "\nfixed\n"
					       "2 Nov  ████████████ 6\n"
					       "9 Nov  not known\n"
					       "16 Nov █████ 2.5\n");
	assert_float_equal(chart_greatest(&example), 12, 0);
}

static void test_values(void **state)
{
	static const struct {
		double value;
		const char *words;
	} values[] = { { 0, "0" }, { 7, "7" }, { 2.5, "2.5" }, { 0.04, "0" }, { 0.05, "0.1" },
		{ 999.94, "999.9" }, { 999.95, "1,000" }, { 1250, "1,250" }, { 1250.4, "1,250" },
		{ 1234567, "1,234,567" }, { 1e12, "1,000,000,000,000" } };

	(void)state;
	for (size_t i = 0; i < array_length(values); i++) {
		_cleanup_text_ struct text out = TEXT_INIT;
		chart_say_value(values[i].value, &out);
		assert_string_equal(text_string(&out), values[i].words);
	}
}

static void test_there_and_back(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_create();
	_cleanup_json_ struct cJSON *json = chart_to_json(&example), *again = NULL;
	_cleanup_free_ char *text = json_print(json);

	(void)state;
	const struct chart *chart = chart_from_json(arena, json);
	assert_non_null(chart);
	assert_true(isnan(chart->series[1].values[1]));
	again = chart_to_json(chart);
	_cleanup_free_ char *text_again = json_print(again);
	assert_string_equal(text, text_again);
}

static void test_refused(void **state)
{
	static const char *const wrong[] = {
		"{}",
		"[]",
		"7",
		"{\"title\":\"t\",\"unit\":\"u\",\"type\":\"pie\",\"categories\":[\"a\"],"
		"\"series\":[{\"name\":\"n\",\"values\":[1]}]}",
		"{\"title\":\"t\",\"unit\":\"u\",\"type\":\"bars\",\"categories\":[],"
		"\"series\":[{\"name\":\"n\",\"values\":[]}]}",
		"{\"title\":\"t\",\"unit\":\"u\",\"type\":\"bars\",\"categories\":[\"a\"],"
		"\"series\":[]}",
		"{\"title\":\"t\",\"unit\":\"u\",\"type\":\"bars\",\"categories\":[\"a\"],"
		"\"series\":[{\"name\":\"n\",\"values\":[1,2]}]}",
		"{\"title\":\"t\",\"unit\":\"u\",\"type\":\"bars\",\"categories\":[\"a\"],"
		"\"series\":[{\"name\":\"n\",\"values\":[\"1\"]}]}",
		"{\"title\":\"t\",\"unit\":\"u\",\"type\":\"bars\",\"categories\":[\"a\"],"
		"\"series\":[{\"name\":\"n\",\"values\":[-1]}]}",
		"{\"title\":\"t\",\"unit\":\"u\",\"type\":\"bars\",\"categories\":[\"a\"],"
		"\"series\":[{\"name\":\"n\",\"values\":[1e300]}]}",
		"{\"title\":\"t\",\"unit\":\"u\",\"type\":\"bars\",\"categories\":[7],"
		"\"series\":[{\"name\":\"n\",\"values\":[1]}]}",
		"{\"title\":\"t\",\"unit\":\"u\",\"type\":\"bars\",\"categories\":\"a\","
		"\"series\":[{\"name\":\"n\",\"values\":[1]}]}",
	};
	_cleanup_arena_ struct arena *arena = arena_create();

	(void)state;
	for (size_t i = 0; i < array_length(wrong); i++) {
		_cleanup_json_ struct cJSON *json = NULL;
		assert_int_equal(json_parse(wrong[i], strlen(wrong[i]), &json, NULL), 0);
		if (chart_from_json(arena, json))
			fail_msg("%s", wrong[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bars_of_text),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_there_and_back),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
