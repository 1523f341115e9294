/*
 * What golden files cannot show: that no text whatever becomes a mention, a link or markup, that
 * nothing is too long for Slack, and that a button's name comes back as it went out.
 */
#include "bot/platform/slack/encode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bot/event.h"
#include "bot/message.h"
#include "bot/platform/fit.h"
#include "bot/platform/slack/decode.h"
#include "bot/platform/slack/encode_text.h"
#include "bot/util/arena.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "tests/support/block_kit.h"
#include "tests/support/random_message.h"

enum { MESSAGES = 12500 }; // 100,000 strings in all

static void check_live(const struct cJSON *json, const struct random_expected *expected)
{
	struct block_kit_live live = block_kit_count(json);

	assert_int_equal(live.others, 0);
	assert_true(live.persons <= expected->persons);
	assert_true(live.channels <= expected->channels);
	assert_true(live.links <= expected->links);
	assert_true(live.dates <= expected->dates);
}

static void check_acknowledgement(
	const struct message *message, const struct random_expected *expected)
{
	_cleanup_free_ char *frame = slack_encode_acknowledgement("envelope", message);
	_cleanup_json_ struct cJSON *json = NULL;

	assert_true(strlen(frame) < SLACK_FRAME_BYTES);
	assert_null(strchr(frame, '\n'));
	assert_int_equal(json_parse(frame, strlen(frame), &json, NULL), 0);
	assert_string_equal(json_string(json, "envelope_id"), "envelope");
	if (!json_get(json, "payload"))
		return;
	assert_null(block_kit_problem(json_get(json, "payload")));
	check_live(json_get(json, "payload"), expected);
}

static void test_no_text_becomes_alive(void **state)
{
	(void)state;
	for (int i = 0; i < MESSAGES; i++) {
		_cleanup_arena_ struct arena *arena = arena_create();
		struct random_expected expected = { 0 };
		const struct message *message = random_message(arena, "slack", "U0SAM", &expected);
		_cleanup_json_ struct cJSON *json =
			slack_encode(message, (enum slack_use)random_number_below(4));
		const char *problem = block_kit_problem(json);
		if (problem) {
			_cleanup_free_ char *stored = message_to_json(message);
			fail_msg("%s: %s", problem, stored);
		}
		check_live(json, &expected);
		check_acknowledgement(message, &expected);
	}
}

/* The counter itself must be able to see what the test above says is not there. */
static void test_the_counter_sees(void **state)
{
	(void)state;
	_cleanup_arena_ struct arena *arena = arena_create();
	struct message *message = message_create(arena);

	message_person(message, "slack", "U0SAM", "Sam");
	message_channel(message, "slack", "C0LEGAL", "legal");
	message_link(message, "https://a.example", "a");
	message_time(message, 1760000000000);
	message_note(message);
	message_person(message, "slack", "W0BEN", "Ben");
	message_link(message, "https://a.example", "a");
	message_time(message, 1760000000000);
	_cleanup_json_ struct cJSON *json = slack_encode(message, SLACK_USE_POST);
	struct block_kit_live live = block_kit_count(json);
	assert_int_equal(live.persons, 2);
	assert_int_equal(live.channels, 1);
	assert_int_equal(live.links, 2);
	assert_int_equal(live.dates, 2);
	assert_int_equal(live.others, 0);
	json_set_string(json, "text", "<!here>");
	assert_int_equal(block_kit_count(json).others, 1);
	assert_non_null(block_kit_problem(json));
}

static void test_lengths_are_utf16(void **state)
{
	(void)state;
	assert_int_equal(fit_units("aé日😀", NULL), 5);
	assert_int_equal(fit_units("<&>", slack_escape), 13);
	static const struct {
		const char *text;
		size_t units;
		fit_escape *escape;
		const char *fit;
	} rows[] = {
		{ "abc", 3, NULL, "abc" },
		{ "abcd", 3, NULL, "ab…" },
		{ "😀😀😀", 6, NULL, "😀😀😀" },
		{ "😀😀😀", 5, NULL, "😀…" },
		{ "a&b", 7, slack_escape, "a&amp;b" },
		{ "a&b", 6, slack_escape, "a…" },
		{ "&&&&", 11, slack_escape, "&amp;…" },
		{ "abc", 0, NULL, "" },
		{ "abc", 1, NULL, "…" },
	};
	for (size_t i = 0; i < array_length(rows); i++) {
		_cleanup_free_ char *fit = fit_text(rows[i].text, rows[i].units, rows[i].escape);
		assert_string_equal(fit, rows[i].fit);
	}
}

static void test_only_our_ids_are_alive(void **state)
{
	(void)state;
	assert_true(slack_is_person_id("U0SAM"));
	assert_true(slack_is_person_id("W0SAM"));
	assert_true(slack_is_channel_id("C0LEGAL"));
	assert_true(slack_is_channel_id("G0HR"));
	static const char *const others[] = { "", "U", "u0sam", "U0SAM>", "U0 SAM", "U0SAM|x",
		"B0BOT", "S0TEAM", "!here", "U0SAM\n", "Ü0SAM" };
	for (size_t i = 0; i < array_length(others); i++) {
		assert_false(slack_is_person_id(others[i]));
		assert_false(slack_is_channel_id(others[i]));
	}
	assert_false(slack_is_person_id(NULL));
	assert_false(slack_is_person_id("C0LEGAL"));
	assert_false(slack_is_channel_id("U0SAM"));
	assert_false(slack_is_channel_id("D0ANA"));
}

/* As Slack sends it back: with the action_id and value it was given. */
static struct slack_frame *press(const struct cJSON *button)
{
	static const struct slack_decoder decoder;
	_cleanup_json_ struct cJSON *envelope = json_object();

	json_set_string(envelope, "type", "interactive");
	json_set_string(envelope, "envelope_id", "e");
	struct cJSON *payload = json_set_object(envelope, "payload");
	json_set_string(payload, "type", "block_actions");
	json_set_string(json_set_object(payload, "user"), "id", "U0ANA");
	json_append(json_set_array(payload, "actions"), json_copy(button));
	_cleanup_free_ char *printed = json_print(envelope);
	return slack_decode(&decoder, printed, strlen(printed), 0);
}

static void test_names_of_buttons_come_back(void **state)
{
	(void)state;
	static const char *const names[] = { "works", "works", "works:2", "works:2:1", "7", ":7",
		"a:b", "a:", "works", "x:0", "button", "" };
	_cleanup_arena_ struct arena *arena = arena_create();
	struct message *message = message_create(arena);

	for (size_t i = 0; i < array_length(names); i++)
		message_button(message, BUTTON_PLAIN, "Press", names[i], "LM-7");
	_cleanup_json_ struct cJSON *json = slack_encode(message, SLACK_USE_POST);
	assert_null(block_kit_problem(json));
	for (size_t i = 0; i < array_length(names); i++) {
		_cleanup_free_ char *path = xasprintf("blocks.0.elements.%zu", i);
		struct slack_frame *frame = press(json_get(json, path));
		assert_int_equal(frame->kind, SLACK_FRAME_EVENT);
		assert_string_equal(frame->event->action.name, *names[i] ? names[i] : "button");
		assert_string_equal(frame->event->action.value, "LM-7");
		slack_frame_destroy(frame);
	}
}

static void test_a_bare_acknowledgement(void **state)
{
	(void)state;
	_cleanup_arena_ struct arena *arena = arena_create();
	_cleanup_free_ char *none = slack_encode_acknowledgement("e\"1", NULL);
	_cleanup_free_ char *empty = slack_encode_acknowledgement("e", message_create(arena));

	assert_string_equal(none, "{\"envelope_id\":\"e\\\"1\"}");
	assert_string_equal(empty, "{\"envelope_id\":\"e\"}");
}

/* 500 buttons of 2000 three-byte characters: only the words are left, and they fit. */
static void test_an_acknowledgement_that_cannot_fit(void **state)
{
	(void)state;
	_cleanup_arena_ struct arena *arena = arena_create();
	_cleanup_text_ struct text value = TEXT_INIT;
	struct message *message = message_create(arena);

	for (int i = 0; i < 2000; i++)
		text_append(&value, "日");
	message_line(message, "Logged LM-7");
	for (int i = 0; i < 500; i++)
		message_button(message, BUTTON_PLAIN, "Press", "press", text_string(&value));
	_cleanup_free_ char *frame = slack_encode_acknowledgement("e", message);
	assert_true(strlen(frame) < SLACK_FRAME_BYTES);
	assert_non_null(strstr(frame, "Logged LM-7"));
	assert_null(strstr(frame, "blocks"));
}

static void test_the_quote_gives_way_first(void **state)
{
	(void)state;
	_cleanup_arena_ struct arena *arena = arena_create();
	_cleanup_text_ struct text words = TEXT_INIT;
	struct message *message = message_create(arena);

	for (int i = 0; i < 40000; i++)
		text_append(&words, "x");
	message_quote(message, text_string(&words));
	for (int i = 0; i < 3; i++)
		message_line(message, "%.2700s", text_string(&words));
	message_line(message, "the end");
	_cleanup_json_ struct cJSON *json = slack_encode(message, SLACK_USE_POST);
	assert_null(block_kit_problem(json));
	assert_non_null(
		strstr(json_string(json, "blocks.4.elements.0.elements.0.text"), "the end"));
	const char *quote = json_string(json, "blocks.0.elements.0.elements.0.text");
	assert_true(strlen(quote) < 1300 && strlen(quote) > 600);
	assert_string_equal(quote + strlen(quote) - strlen("…"), "…");
}

static void test_uses(void **state)
{
	(void)state;
	_cleanup_arena_ struct arena *arena = arena_create();
	struct message *message = message_create(arena);

	message_line(message, "Fixed");
	_cleanup_json_ struct cJSON *post = slack_encode(message, SLACK_USE_POST);
	_cleanup_json_ struct cJSON *update = slack_encode(message, SLACK_USE_UPDATE);
	_cleanup_json_ struct cJSON *response = slack_encode(message, SLACK_USE_RESPONSE);
	_cleanup_json_ struct cJSON *replace = slack_encode(message, SLACK_USE_REPLACE);
	assert_false(json_bool(post, "unfurl_links", true));
	assert_false(json_bool(post, "mrkdwn", true));
	assert_null(json_get(update, "response_type"));
	assert_string_equal(json_string(response, "response_type"), "ephemeral");
	assert_false(json_bool(response, "replace_original", true));
	assert_true(json_bool(replace, "replace_original", false));
	assert_string_equal(json_string(replace, "text"), "Fixed");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_text_becomes_alive),
		cmocka_unit_test(test_the_counter_sees),
		cmocka_unit_test(test_lengths_are_utf16),
		cmocka_unit_test(test_only_our_ids_are_alive),
		cmocka_unit_test(test_names_of_buttons_come_back),
		cmocka_unit_test(test_a_bare_acknowledgement),
		cmocka_unit_test(test_an_acknowledgement_that_cannot_fit),
		cmocka_unit_test(test_the_quote_gives_way_first),
		cmocka_unit_test(test_uses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
