/*
 * What golden files cannot show: texts too large to keep as files, what it costs to read what is
 * meant to be costly, and profiles.
 */
#include "bot/platform/teams/decode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bot/event.h"
#include "bot/platform/command_names.h"
#include "bot/platform/teams/card_data.h"
#include "bot/util/arena.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

#define TENANT "11111111-aaaa-4bbb-8ccc-000000000001"
#define OTHER_TENANT "22222222-aaaa-4bbb-8ccc-000000000002"

static const struct command_name commands[] = { { "report", "report" } };
static const char *const tenants[] = { TENANT, OTHER_TENANT, NULL };
static const struct teams_decoder decoder = {
	.app_id = "99999999-aaaa-4bbb-8ccc-000000000009",
	.tenants = tenants,
	.commands = commands,
	.command_count = array_length(commands),
};

static struct cJSON *activity(const char *type)
{
	struct cJSON *json = json_object();
	struct cJSON *from = json_set_object(json, "from");
	struct cJSON *conversation = json_set_object(json, "conversation");

	json_set_string(json, "type", type);
	json_set_string(json, "id", "17");
	json_set_string(json, "channelId", "msteams");
	json_set_string(from, "id", "29:1-dana");
	json_set_string(conversation, "id", "a:1-dana");
	json_set_string(conversation, "conversationType", "personal");
	json_set_string(conversation, "tenantId", TENANT);
	return json;
}

static struct cJSON *message(const char *text)
{
	struct cJSON *json = activity("message");

	json_set_string(json, "text", text);
	return json;
}

/* Takes `json`. */
static struct teams_frame *decode(struct cJSON *json)
{
	_cleanup_free_ char *printed = json_print(json);

	json_free(json);
	return teams_decode(&decoder, printed, strlen(printed), 77);
}

static char *repeated(const char *piece, size_t count)
{
	struct text text = TEXT_INIT;

	for (size_t i = 0; i < count; i++)
		text_append(&text, piece);
	return text_steal(&text);
}

static void add_mention(struct cJSON *json, const char *id, const char *text)
{
	struct cJSON *entities = (struct cJSON *)(uintptr_t)json_get(json, "entities");
	struct cJSON *entity =
		json_append(entities ? entities : json_set_array(json, "entities"), json_object());

	json_set_string(entity, "type", "mention");
	json_set_string(entity, "text", text);
	json_set_string(json_set_object(entity, "mentioned"), "id", id);
}

static void test_a_report_of_60000_characters_is_whole(void **state)
{
	(void)state;
	_cleanup_free_ char *words = repeated("字", 60000);
	_cleanup_free_ char *line = xasprintf("report %s", words);
	struct teams_frame *frame = decode(message(line));

	assert_int_equal(frame->kind, TEAMS_FRAME_EVENT);
	assert_int_equal(frame->event->type, EVENT_COMMAND);
	assert_string_equal(frame->event->command.text, words);
	assert_int_equal(frame->event->received_at, 77);
	teams_frame_destroy(frame);
}

static void test_a_longer_one_is_cut_and_says_so(void **state)
{
	(void)state;
	_cleanup_free_ char *words = repeated("x", TEAMS_TEXT_CHARACTERS - 8);
	_cleanup_free_ char *line = xasprintf("%s <at>Sam</at> <at>Sam</at>", words);
	struct cJSON *json = message(line);
	add_mention(json, "29:1-sam", "<at>Sam</at>");
	struct teams_frame *frame = decode(json);
	const struct event_message *said = &frame->event->message;
	size_t length = strlen(said->text);

	assert_int_equal(text_characters(said->text), TEAMS_TEXT_CHARACTERS);
	assert_string_equal(said->text + length - strlen(" @…"), " @…");
	assert_int_equal(said->mention_count, 1);
	assert_string_equal(said->mentions[0].id, "29:1-sam");
	assert_memory_equal(said->text + said->mentions[0].start, "@Sam", said->mentions[0].length);
	teams_frame_destroy(frame);
}

static void test_a_body_larger_than_any_is_refused(void **state)
{
	(void)state;
	_cleanup_free_ char *words = repeated("x", TEAMS_BODY_BYTES);
	struct teams_frame *frame = decode(message(words));

	assert_int_equal(frame->kind, TEAMS_FRAME_REFUSED);
	assert_int_equal(frame->status, 413);
	assert_null(frame->event);
	teams_frame_destroy(frame);
}

/* Each would take minutes if what it begins were looked for again and again. */
static void test_what_never_ends_takes_no_time(void **state)
{
	(void)state;
	static const char *const pieces[] = { "<", "<at>", "<at id=\"", "<a href=\"x",
		"<quoted a=", "&#x", "<span class=\"inline-compose-card\">", "<a href='https://x'>",
		"</at>" };

	for (size_t i = 0; i < array_length(pieces); i++) {
		_cleanup_free_ char *words =
			repeated(pieces[i], TEAMS_BODY_BYTES / 2 / strlen(pieces[i]));
		struct cJSON *json = message(words);
		json_set_string(json, "textFormat", i % 2 ? "xml" : "plain");
		for (int named = 0; named < 100; named++)
			add_mention(json, "29:1-sam", named % 2 ? "<at>" : "<at><at><at><at>S");
		struct teams_frame *frame = decode(json);
		assert_int_equal(frame->kind, TEAMS_FRAME_EVENT);
		teams_frame_destroy(frame);
	}
}

/* So many are looked up; what is named beyond stays as it came. */
static void test_more_are_named_than_anybody_names(void **state)
{
	(void)state;
	_cleanup_free_ char *words = repeated("<at>Sam</at> ", 600);
	struct cJSON *json = message(words);
	add_mention(json, "29:1-sam", "<at>Sam</at>");
	struct teams_frame *frame = decode(json);

	assert_int_equal(frame->event->message.mention_count, 500);
	assert_non_null(strstr(frame->event->message.text, "@Sam <at>Sam"));
	teams_frame_destroy(frame);
}

static void test_a_form_of_too_many_values_keeps_the_first(void **state)
{
	(void)state;
	struct cJSON *json = message(NULL);
	struct cJSON *data = json_set_object(json, "value");
	_cleanup_free_ char *several = repeated("v,", 150);

	json_set_string(data, TEAMS_DATA_TYPE, TEAMS_DATA_FORM);
	for (int i = 0; i < 30; i++) {
		_cleanup_free_ char *name = xasprintf(TEAMS_INPUT_SOME "field%d", i);
		json_set_string(data, name, several);
	}
	struct teams_frame *frame = decode(json);
	const struct event_form *form = &frame->event->form;
	assert_int_equal(frame->event->type, EVENT_FORM);
	assert_int_equal(form->field_count, 2000);
	assert_string_equal(form->fields[99].name, "field0");
	assert_string_equal(form->fields[100].name, "field1");
	teams_frame_destroy(frame);
}

/* Teams sends a message again that was not answered in time: it has one id, whatever else. */
static void test_one_message_is_one_however_often_it_comes(void **state)
{
	(void)state;
	struct cJSON *again = message("report x"), *other = message("report x");
	struct cJSON *nameless = message("report x"), *nameless_too = message("report y");
	json_set_string(again, "serviceUrl", "https://elsewhere.example/");
	json_set_string(other, "id", "18");
	json_set_null(nameless, "id");
	json_set_null(nameless_too, "id");
	struct teams_frame *frames[] = { decode(message("report x")), decode(again), decode(other),
		decode(nameless), decode(nameless_too) };

	assert_string_equal(frames[0]->event->id, "a:1-dana/17");
	assert_string_equal(frames[1]->event->id, frames[0]->event->id);
	assert_string_not_equal(frames[2]->event->id, frames[0]->event->id);
	assert_string_not_equal(frames[3]->event->id, frames[4]->event->id);
	for (size_t i = 0; i < array_length(frames); i++)
		teams_frame_destroy(frames[i]);
}

static void test_a_profile(void **state)
{
	(void)state;
	_cleanup_json_ struct cJSON *member = json_object();

	assert_null(teams_decode_profile(NULL, "29:1-dana", 5));
	assert_null(teams_decode_profile(member, "29:1-dana", 5));
	json_set_string(member, "id", "29:1-dana");
	json_set_string(member, "name", "  Dana\n Whitfield ");
	json_set_string(member, "objectId", "d0000000-aaaa-4bbb-8ccc-0000000000da");
	struct event *event = teams_decode_profile(member, "29:1-dana|" OTHER_TENANT, 5);
	assert_int_equal(event->type, EVENT_PROFILE);
	assert_string_equal(event->platform, "teams");
	assert_string_equal(event->id, "profile/29:1-dana|" OTHER_TENANT "/5");
	assert_string_equal(event->profile.person.id, "29:1-dana|" OTHER_TENANT);
	assert_string_equal(event->profile.person.name, "Dana Whitfield");
	assert_string_equal(event->profile.person.directory,
		"d0000000-aaaa-4bbb-8ccc-0000000000da|" OTHER_TENANT);
	assert_true(event->profile.active);
	assert_false(event->profile.bot);
	arena_destroy(event->arena);
}

/* Every prefix and every changed byte of a good activity is answered with some frame. */
static void test_damage(void **state)
{
	(void)state;
	struct cJSON *json = message("<at>Sam</at> report <quoted messageId=\"1\"/> &amp; x");
	add_mention(json, "29:1-sam", "<at>Sam</at>");
	_cleanup_free_ char *good = json_print(json);
	size_t length = strlen(good);

	json_free(json);
	for (size_t i = 0; i <= length; i++) {
		teams_frame_destroy(teams_decode(&decoder, good, i, 0));
		for (int change = 1; change < 256 && i < length; change += 7) {
			_cleanup_free_ char *bad = xstrndup(good, length);
			bad[i] = (char)(bad[i] ^ change);
			teams_frame_destroy(teams_decode(&decoder, bad, length, 0));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_report_of_60000_characters_is_whole),
		cmocka_unit_test(test_a_longer_one_is_cut_and_says_so),
		cmocka_unit_test(test_a_body_larger_than_any_is_refused),
		cmocka_unit_test(test_what_never_ends_takes_no_time),
		cmocka_unit_test(test_more_are_named_than_anybody_names),
		cmocka_unit_test(test_a_form_of_too_many_values_keeps_the_first),
		cmocka_unit_test(test_one_message_is_one_however_often_it_comes),
		cmocka_unit_test(test_a_profile),
		cmocka_unit_test(test_damage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
