/* Which way of showing charts is tried first, what a refusal says of it, and what is remembered. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bot/platform/slack/chart_ladder.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"

#define NATIVE SLACK_CHART_NATIVE
#define PICTURE SLACK_CHART_PICTURE
#define TEXT SLACK_CHART_TEXT

#define NOW INT64_C(1764000000000)

static struct chart_ladder remembered(const char *word)
{
	struct chart_ladder ladder;

	chart_ladder_init(&ladder, word);
	return ladder;
}

static void what_is_remembered_comes_first(void **state)
{
	static const struct {
		const char *word, *team;
		int64_t now;
		enum slack_chart_way first;
	} rows[] = {
		{ NULL, "T1", NOW, NATIVE }, { "", "T1", NOW, NATIVE },
		{ "picture", "T1", NOW, NATIVE },
		{ "engraving 1764000000000 T1", "T1", NOW, NATIVE },
		{ "picture 1764000000000 T1", "T1", NOW, PICTURE },
		{ "text 1764000000000 T1", "T1", NOW, TEXT },
		{ "native 1764000000000 T1", "T1", NOW, NATIVE },
		{ "picture 1764000000000 T1", "T2", NOW, NATIVE }, // another workspace
		{ "picture 1764000000000 T1", NULL, NOW, NATIVE },
		{ "picture 1764000000000 T1", "T1", NOW + CHART_LADDER_TRUST_MS - 1, PICTURE },
		{ "picture 1764000000000 T1", "T1", NOW + CHART_LADDER_TRUST_MS, NATIVE },
		{ "picture 1764000000000 T1", "T1", NOW - 1, NATIVE }, // a clock set back
	};

	(void)state;
	for (size_t i = 0; i < array_length(rows); i++) {
		struct chart_ladder ladder = remembered(rows[i].word);
		assert_int_equal(
			chart_ladder_first(&ladder, rows[i].team, rows[i].now), rows[i].first);
	}
}

static struct slack_charts showing(enum slack_chart_way way)
{
	struct slack_charts charts = { .count = 1 };

	charts.shown[0].way = way;
	return charts;
}

/* Before, what was refused, how it was shown in the end: and what is remembered, NULL: as before.
 */
static const struct {
	const char *before;
	struct chart_trial trial;
	enum slack_chart_way shown;
	const char *after;
} lessons[] = {
	{ NULL, { 0 }, NATIVE, NULL },
	{ NULL, { .native_refused = true }, PICTURE, "picture 1764000000000 T1" },
	{ NULL, { .native_refused = true }, TEXT, "picture 1764000000000 T1" }, // could not be made
	{ NULL, { .native_refused = true, .picture_refused = true }, TEXT,
		"text 1764000000000 T1" },
	{ NULL, { .native_refused = true, .blocks_refused = true }, TEXT,
		NULL }, // no chart's fault
	{ NULL, { .picture_refused = true }, TEXT, NULL }, // a chart with a gap: says little
	{ "picture 1763000000000 T1", { 0 }, PICTURE, NULL },
	{ "picture 1763000000000 T1", { 0 }, TEXT, NULL },
	{ "picture 1763000000000 T1", { .picture_refused = true }, TEXT, "text 1764000000000 T1" },
	{ "text 1763000000000 T1", { 0 }, TEXT, NULL },
	{ "picture 1000000000000 T1", { 0 }, NATIVE, "native 1764000000000 T1" }, // asked again
	{ "picture 1000000000000 T1", { .native_refused = true }, PICTURE,
		"picture 1764000000000 T1" },
	{ "picture 1000000000000 T1", { 0 }, PICTURE, NULL }, // a gap: Slack was not asked
	{ "picture 1763000000000 T2", { .native_refused = true }, PICTURE,
		"picture 1764000000000 T1" },
};

static void what_works_is_remembered(void **state)
{
	(void)state;
	for (size_t i = 0; i < array_length(lessons); i++) {
		struct chart_ladder ladder = remembered(lessons[i].before);
		struct slack_charts charts = showing(lessons[i].shown);
		bool learned = chart_ladder_learn(&ladder, &lessons[i].trial, &charts, "T1", NOW);
		if (learned != (lessons[i].after != NULL))
			fail_msg("lesson %zu", i);
		if (!learned)
			continue;
		_cleanup_free_ char *word = chart_ladder_word(&ladder);
		assert_string_equal(word, lessons[i].after);
		struct chart_ladder again = remembered(word);
		assert_int_equal(again.way, ladder.way);
	}
}

static void a_refusal_blames_what_it_points_at(void **state)
{
	static const struct {
		const char *answer;
		bool blamed;
	} rows[] = {
		{ "{\"error\":\"invalid_blocks\"}", true },
		{ "{\"error\":\"invalid_blocks_format\"}", true },
		{ "{\"error\":\"channel_not_found\"}", false },
		{ "{\"error\":\"msg_too_long\"}", false },
		{ "{\"error\":\"invalid_blocks\",\"response_metadata\":{\"messages\":[\"[ERROR] "
		  "unsupported type [json-pointer:/blocks/1/type]\"]}}",
			true },
		{ "{\"error\":\"invalid_blocks\",\"response_metadata\":{\"messages\":[\"[ERROR] "
		  "no [json-pointer:/blocks/0/text]\",\"x [json-pointer:/blocks/2]\"]}}",
			true },
		{ "{\"error\":\"invalid_blocks\",\"response_metadata\":{\"messages\":[\"[ERROR] "
		  "no [json-pointer:/blocks/0/text]\"]}}",
			false },
		{ "{\"error\":\"invalid_blocks\",\"response_metadata\":{\"messages\":[\"words\",7]}"
		  "}",
			true },
		{ "{\"error\":\"invalid_blocks\",\"response_metadata\":{\"messages\":[\"[ERROR] "
		  "[json-pointer:/blocks/99999999999999999999]\"]}}",
			true }, // points at nothing
	};
	static const char sent[] = "{\"blocks\":[{\"type\":\"header\"},{\"type\":"
				   "\"data_visualization\"},{\"type\":\"image\"}]}";
	_cleanup_json_ struct cJSON *arguments = NULL;

	(void)state;
	assert_int_equal(json_parse(sent, strlen(sent), &arguments, NULL), 0);
	for (size_t i = 0; i < array_length(rows); i++) {
		_cleanup_json_ struct cJSON *answer = NULL;
		assert_int_equal(
			json_parse(rows[i].answer, strlen(rows[i].answer), &answer, NULL), 0);
		if (chart_ladder_blames(answer, arguments) != rows[i].blamed)
			fail_msg("answer %zu", i);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_remembered_comes_first),
		cmocka_unit_test(what_works_is_remembered),
		cmocka_unit_test(a_refusal_blames_what_it_points_at),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
