/* The builder, the plain form, the form in the outbox and what it refuses. */
#include "bot/message.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bot/chart.h"
#include "bot/message_command.h"
#include "bot/util/arena.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

static struct message *everything(struct arena *arena)
{
	struct message *message = message_create(arena);

	message_summary(message, "Logged %s", "LM-7");
	message_heading(message, "Logged LM-%d", 7);
	message_paragraph(message);
	message_text(message, "Owner: ");
	message_person(message, "slack", "U0BO", "Bo");
	message_text(message, " in ");
	message_channel(message, "slack", "C1", "legal");
	message_text(message, " since ");
	message_time(message, 1760000000123);
	message_quote(message, "It lost <clause 9> & *all* \"numbers\"\nsecond line");
	message_note(message);
	message_strong(message, "Tip");
	message_code(message, "/report");
	message_link(message, "https://example.com/a?b=c", "the page");
	message_divider(message);
	message_buttons(message);
	message_button(message, BUTTON_PRIMARY, "Works", "works", "LM-7");
	message_button(message, BUTTON_DANGER, "Still broken", "broken", NULL);
	message_line(message, "%d done", 1);
	return message;
}

static void test_plain(void **state)
{
	(void)state;
	_cleanup_arena_ struct arena *arena = arena_create();
	_cleanup_text_ struct text plain = TEXT_INIT;

	message_plain(everything(arena), &plain);
	assert_string_equal(text_string(&plain),
		"Logged LM-7\n"
		"Owner: @Bo in #legal since 2025-10-09 08:53 UTC\n"
		"It lost <clause 9> & *all* \"numbers\"\nsecond line\n"
		"Tip/reportthe page (https://example.com/a?b=c)\n"
		"\n"
		"1 done");
}

static void test_plain_of_a_summary_alone(void **state)
{
	(void)state;
	_cleanup_arena_ struct arena *arena = arena_create();
	_cleanup_text_ struct text plain = TEXT_INIT;
	struct message *message = message_create(arena);

	assert_true(message_empty(NULL));
	assert_true(message_empty(message));
	message_summary(message, "quiet");
	assert_false(message_empty(message));
	message_plain(message, &plain);
	assert_string_equal(text_string(&plain), "quiet");
}

static void test_round_trip(void **state)
{
	(void)state;
	_cleanup_arena_ struct arena *arena = arena_create();
	_cleanup_free_ char *first = message_to_json(everything(arena));
	struct message *again = message_from_json(arena, first);

	assert_non_null(again);
	_cleanup_free_ char *second = message_to_json(again);
	assert_string_equal(first, second);
	assert_string_equal(again->summary, "Logged LM-7");
	assert_int_equal(again->blocks->next->spans->next->type, SPAN_PERSON);
	assert_string_equal(again->blocks->next->spans->next->id, "U0BO");
	assert_non_null(strstr(first, "\"time\":1760000000123"));
}

static void test_spans_find_a_place(void **state)
{
	(void)state;
	_cleanup_arena_ struct arena *arena = arena_create();
	struct message *message = message_create(arena);

	message_text(message, "first");
	message_button(message, BUTTON_PLAIN, "Go", "go", "1");
	message_text(message, "second");
	assert_int_equal(message->blocks->type, BLOCK_PARAGRAPH);
	assert_int_equal(message->blocks->next->type, BLOCK_BUTTONS);
	assert_int_equal(message->blocks->next->next->type, BLOCK_PARAGRAPH);
	_cleanup_free_ char *json = message_to_json(message);
	assert_non_null(message_from_json(arena, json));
}

static void test_a_cut_character_is_mended(void **state)
{
	(void)state;
	_cleanup_arena_ struct arena *arena = arena_create();
	struct message *message = message_create(arena);

	message_line(message, "%.3s", "caf\xc3\xa9"); // whole characters only
	message_line(message, "%.4s", "caf\xc3\xa9"); // half of the last one
	message_quote(message, "a\xff");
	assert_string_equal(message->blocks->spans->text, "caf");
	assert_string_equal(message->blocks->next->spans->text, "caf\xef\xbf\xbd");
	_cleanup_free_ char *json = message_to_json(message);
	assert_non_null(message_from_json(arena, json));
}

static const struct span *next_span(const struct span **cursor)
{
	const struct span *span = *cursor;

	*cursor = span->next;
	return span;
}

/* Put into a sentence, what is to be typed is a span of its own; what looks like it is not. */
static void test_commands_stand_apart(void **state)
{
	(void)state;
	_cleanup_arena_ struct arena *arena = arena_create();
	struct message *message = message_create(arena);
	const char *mine = command_text(arena, "/lastmile mine", "mine");
	const char *inner = arena_printf(arena, "It is there; %s lists it.", mine);

	message_line(message, "“%s”? %s", "/lastmile mine", inner);
	message_code(message, "%s", mine);
	message_quote(message, "/lastmile mine");
	message_summary(message, "%s", inner);
	assert_string_equal(message->summary, "It is there; /lastmile mine lists it.");
	_cleanup_free_ char *json = message_to_json(message);
	const struct message *both[] = { message, message_from_json(arena, json) };
	for (size_t i = 0; i < array_length(both); i++) {
		const struct span *cursor = both[i]->blocks->spans;
		const struct span *span = next_span(&cursor);
		assert_string_equal(span->text, "“/lastmile mine”? It is there; ");
		assert_null(span->command);
		span = next_span(&cursor);
		assert_int_equal(span->type, SPAN_TEXT);
		assert_string_equal(span->text, "/lastmile mine");
		assert_string_equal(span->command, "mine");
		assert_string_equal(next_span(&cursor)->text, " lists it.");
		span = next_span(&cursor);
		assert_int_equal(span->type, SPAN_CODE);
		assert_string_equal(span->command, "mine");
		assert_null(both[i]->blocks->next->spans->command);
	}
}

/* A mark that was cut off, or stands in another, is passed over. */
static void test_broken_marks(void **state)
{
	static const char *const broken[] = { "a\x02", "a\x02/x", "a\x02/x\x1fx", "a\x03", "a\x1f",
		"a\x02\x02/x\x1fx", "a\x02\x1fx\x03" };
	(void)state;
	_cleanup_arena_ struct arena *arena = arena_create();

	for (size_t i = 0; i < array_length(broken); i++) {
		_cleanup_text_ struct text plain = TEXT_INIT;
		struct message *message = message_create(arena);
		message_line(message, "%s", broken[i]);
		message_plain(message, &plain);
		assert_null(strpbrk(text_string(&plain), "\x02\x03\x1f"));
		for (const struct span *span = message->blocks->spans; span; span = span->next)
			assert_null(span->command);
	}
	assert_string_equal(command_text_plain(arena, "a\x02/x\x1fx\x03 b"), "a/x b");
}

static void test_charts(void **state)
{
	static const double values[] = { 4, 2 };
	static const char *const weeks[] = { "2 Nov", "9 Nov" };
	static const struct chart_series series[] = { { "fixed", values } };
	static const struct chart chart = { "Fixed", "issues", CHART_BARS, weeks, 2, series, 1 };
	_cleanup_arena_ struct arena *arena = arena_create();
	_cleanup_text_ struct text plain = TEXT_INIT, again = TEXT_INIT;
	struct message *message = message_create(arena);

	(void)state;
	message_chart(message, &chart);
	message_text(message, "Two weeks."); // a chart takes no words: they begin a paragraph
	message_plain(message, &plain);
	assert_non_null(strstr(text_string(&plain), "Fixed (issues)\nfixed\n2 Nov "));
	assert_non_null(strstr(text_string(&plain), "\nTwo weeks."));
	_cleanup_free_ char *json = message_to_json(message);
	const struct message *read = message_from_json(arena, json);
	assert_non_null(read);
	message_plain(read, &again);
	assert_string_equal(text_string(&again), text_string(&plain));
	assert_null(message_from_json(
		arena, "{\"blocks\":[{\"type\":\"chart\",\"chart\":{\"title\":\"t\"}}]}"));
	assert_null(message_from_json(arena, "{\"blocks\":[{\"type\":\"chart\"}]}"));
}

static void test_mentions_without_an_id(void **state)
{
	(void)state;
	_cleanup_arena_ struct arena *arena = arena_create();
	_cleanup_text_ struct text plain = TEXT_INIT;
	struct message *message = message_create(arena);

	message_person(message, "slack", NULL, "Ana");
	message_person(message, NULL, "U1", "Bo");
	message_person(message, "slack", "U2", NULL);
	message_person(message, "slack", "", "");
	assert_null(message->blocks->spans->platform);
	assert_null(message->blocks->spans->next->id);
	message_plain(message, &plain);
	assert_string_equal(text_string(&plain), "@Ana@Bo@U2@unknown");
	_cleanup_free_ char *json = message_to_json(message);
	assert_non_null(message_from_json(arena, json));
}

static void test_links(void **state)
{
	(void)state;
	static const char *const refused[] = { "", "javascript:alert(1)", "https://", "ftp://a",
		"//a", "https://a|b", "https://a>b", "https://a b", "https://a\nb", "mailto:a@b",
		"data:x", " https://a", "https://a<b", "https://a\x7f", "slack://open" };
	_cleanup_arena_ struct arena *arena = arena_create();

	for (size_t i = 0; i < array_length(refused); i++) {
		struct message *message = message_create(arena);
		message_link(message, refused[i], "label");
		assert_int_equal(message->blocks->spans->type, SPAN_TEXT);
		assert_string_equal(message->blocks->spans->text, "label");
	}
	assert_true(message_link_allowed("HTTPS://example.com/%7Ca?b#c"));
	struct message *message = message_create(arena);
	message_link(message, "http://example.com", NULL);
	assert_int_equal(message->blocks->spans->type, SPAN_LINK);
	assert_string_equal(message->blocks->spans->text, "http://example.com");
}

static void test_times(void **state)
{
	(void)state;
	static const struct {
		int64_t time;
		const char *text;
	} times[] = {
		{ 0, "1970-01-01 00:00 UTC" },
		{ -1, "1969-12-31 23:59 UTC" },
		{ 951782399999, "2000-02-28 23:59 UTC" },
		{ INT64_MAX, "292278994-08-17 07:12 UTC" },
	};
	_cleanup_arena_ struct arena *arena = arena_create();

	for (size_t i = 0; i < array_length(times); i++) {
		struct message *message = message_create(arena);
		message_time(message, times[i].time);
		assert_string_equal(message->blocks->spans->text, times[i].text);
	}
}

#define SPAN(json) "{\"blocks\":[{\"type\":\"paragraph\",\"spans\":[" json "]}]}"
#define BUTTON(json) "{\"blocks\":[{\"type\":\"buttons\",\"buttons\":[" json "]}]}"

static const char *const odd[] = {
	"",
	"null",
	"7",
	"[]",
	"{}",
	"{\"blocks\":{}}",
	"{\"blocks\":[]} x",
	"{\"blocks\":[null]}",
	"{\"blocks\":[],\"extra\":1}",
	"{\"blocks\":[],\"blocks\":[]}",
	"{\"Blocks\":[]}",
	"{\"blocks\":[],\"summary\":null}",
	"{\"blocks\":[],\"summary\":7}",
	"{\"blocks\":[],\"summary\":\"a\\u0000b\"}",
	"{\"blocks\":[],\"summary\":\"\xff\"}",
	"{\"blocks\":[{\"type\":\"divider\",\"spans\":[]}]}",
	"{\"blocks\":[{\"type\":\"table\"}]}",
	"{\"blocks\":[{\"type\":\"paragraph\"}]}",
	"{\"blocks\":[{\"type\":\"paragraph\",\"spans\":{}}]}",
	"{\"blocks\":[{\"type\":\"paragraph\",\"spans\":[],\"buttons\":[]}]}",
	SPAN("7"),
	SPAN("{}"),
	SPAN("{\"type\":\"text\"}"),
	SPAN("{\"type\":\"text\",\"text\":7}"),
	SPAN("{\"type\":7,\"text\":\"\"}"),
	SPAN("{\"type\":\"bold\",\"text\":\"\"}"),
	SPAN("{\"type\":\"text\",\"text\":\"\",\"id\":\"U1\"}"),
	SPAN("{\"type\":\"person\",\"text\":\"\",\"id\":\"U1\"}"),
	SPAN("{\"type\":\"person\",\"text\":\"\",\"platform\":\"slack\"}"),
	SPAN("{\"type\":\"person\",\"text\":\"\",\"platform\":\"slack\",\"id\":7}"),
	SPAN("{\"type\":\"person\",\"text\":\"\",\"platform\":\"slack\",\"id\":\"\"}"),
	SPAN("{\"type\":\"person\",\"text\":\"\",\"platform\":null,\"id\":null}"),
	SPAN("{\"type\":\"link\",\"text\":\"\"}"),
	SPAN("{\"type\":\"link\",\"text\":\"\",\"url\":\"javascript:x\"}"),
	SPAN("{\"type\":\"time\",\"text\":\"\"}"),
	SPAN("{\"type\":\"time\",\"text\":\"\",\"time\":\"7\"}"),
	SPAN("{\"type\":\"time\",\"text\":\"\",\"time\":1e300}"),
	BUTTON("{\"label\":\"\",\"name\":\"\",\"value\":\"\"}"),
	BUTTON("{\"label\":\"\",\"name\":\"\",\"value\":\"\",\"style\":\"loud\"}"),
	BUTTON("{\"label\":7,\"name\":\"\",\"value\":\"\",\"style\":\"plain\"}"),
	BUTTON("{\"label\":\"\",\"value\":\"\",\"style\":\"plain\"}"),
	BUTTON("{\"label\":\"\",\"name\":\"\",\"value\":\"\",\"style\":\"plain\",\"url\":\"\"}"),
};

static void test_anything_odd_is_refused(void **state)
{
	(void)state;
	_cleanup_arena_ struct arena *arena = arena_create();

	for (size_t i = 0; i < array_length(odd); i++) {
		if (message_from_json(arena, odd[i]))
			fail_msg("taken for a message: %s", odd[i]);
	}
	assert_non_null(message_from_json(arena, "{\"blocks\":[]}"));
	assert_non_null(message_from_json(arena, SPAN("{\"type\":\"person\",\"text\":\"Ana\"}")));
	assert_non_null(
		message_from_json(arena, SPAN("{\"type\":\"time\",\"text\":\"\",\"time\":7}")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_plain_of_a_summary_alone),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_commands_stand_apart),
		cmocka_unit_test(test_broken_marks),
		cmocka_unit_test(test_charts),
		cmocka_unit_test(test_spans_find_a_place),
		cmocka_unit_test(test_a_cut_character_is_mended),
		cmocka_unit_test(test_mentions_without_an_id),
		cmocka_unit_test(test_links),
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_anything_odd_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
