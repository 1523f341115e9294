/*
 * What golden files cannot show: texts too large to keep as files, what tells gestures apart, and
 * an identity that is not known yet.
 */
#include "bot/platform/slack/decode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bot/event.h"
#include "bot/platform/command_names.h"
#include "bot/util/arena.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

static const struct command_name commands[] = { { "/report", "report" } };
static const struct slack_decoder nobody = { .commands = commands, .command_count = 1 };

static struct cJSON *slash(const char *envelope_id, const char *trigger, const char *text)
{
	struct cJSON *envelope = json_object();
	struct cJSON *payload = json_set_object(envelope, "payload");

	json_set_string(envelope, "type", "slash_commands");
	json_set_string(envelope, "envelope_id", envelope_id);
	json_set_string(payload, "user_id", "U0ANA");
	json_set_string(payload, "command", "/report");
	json_set_string(payload, "trigger_id", trigger);
	json_set_string(payload, "text", text);
	return envelope;
}

/* Takes `envelope`. */
static struct slack_frame *decode(const struct slack_decoder *decoder, struct cJSON *envelope)
{
	_cleanup_free_ char *printed = json_print(envelope);

	json_free(envelope);
	return slack_decode(decoder, printed, strlen(printed), 77);
}

static char *repeated(const char *piece, size_t count)
{
	struct text text = TEXT_INIT;

	for (size_t i = 0; i < count; i++)
		text_append(&text, piece);
	return text_steal(&text);
}

static void test_a_report_of_40000_characters_is_whole(void **state)
{
	(void)state;
	_cleanup_free_ char *words = repeated("字", 40000);
	struct slack_frame *frame = decode(&nobody, slash("e", "t", words));

	assert_int_equal(frame->kind, SLACK_FRAME_EVENT);
	assert_int_equal(frame->event->type, EVENT_COMMAND);
	assert_string_equal(frame->event->command.text, words);
	assert_int_equal(frame->event->received_at, 77);
	slack_frame_destroy(frame);
}

static void test_a_longer_one_is_cut_and_says_so(void **state)
{
	(void)state;
	_cleanup_free_ char *words = repeated("<@U0SAM|sam> ", 40000);
	struct slack_frame *frame = decode(&nobody, slash("e", "t", words));
	const struct event_command *command = &frame->event->command;
	size_t length = strlen(command->text);

	assert_int_equal(text_characters(command->text), SLACK_TEXT_CHARACTERS);
	assert_string_equal(command->text + length - strlen("…"), "…");
	assert_int_equal(command->mention_count, SLACK_TEXT_CHARACTERS / 5);
	for (size_t i = 0; i < command->mention_count; i++) {
		const struct event_mention *mention = &command->mentions[i];
		assert_memory_equal(command->text + mention->start, "@sam", mention->length);
		assert_int_equal(mention->length, 4);
	}
	slack_frame_destroy(frame);
}

/* A mention that the cut goes through is none. */
static void test_a_mention_at_the_cut(void **state)
{
	(void)state;
	_cleanup_free_ char *words = repeated("x", SLACK_TEXT_CHARACTERS - 3);
	_cleanup_free_ char *text = xasprintf("%s<@U0SAM|sam>", words);
	struct slack_frame *frame = decode(&nobody, slash("e", "t", text));

	assert_int_equal(frame->event->command.mention_count, 0);
	assert_int_equal(text_characters(frame->event->command.text), SLACK_TEXT_CHARACTERS);
	slack_frame_destroy(frame);
}

static void test_unclosed_brackets_take_no_time(void **state)
{
	(void)state;
	_cleanup_free_ char *words = repeated("<", 1000000);
	struct slack_frame *frame = decode(&nobody, slash("e", "t", words));

	assert_int_equal(text_characters(frame->event->command.text), SLACK_TEXT_CHARACTERS);
	slack_frame_destroy(frame);
}

static void test_one_gesture_is_one_whatever_its_envelope(void **state)
{
	(void)state;
	static const char one[] = "13345224609.738474920.8088930838d88f008e0";
	static const char two[] = "13345224610.738474920.8088930838d88f008e1";
	struct slack_frame *first = decode(&nobody, slash("e1", one, "lost it"));
	struct slack_frame *again = decode(&nobody, slash("e2", one, "lost it"));
	struct slack_frame *later = decode(&nobody, slash("e3", two, "lost it"));
	struct slack_frame *other = decode(&nobody, slash("e4", one, "lost it too"));
	struct slack_frame *bare = decode(&nobody, slash("e5", NULL, "lost it"));

	assert_string_equal(first->event->id, again->event->id);
	assert_string_not_equal(first->event->id, later->event->id);
	assert_string_not_equal(first->event->id, other->event->id);
	assert_string_equal(bare->event->id, "e5");
	slack_frame_destroy(first);
	slack_frame_destroy(again);
	slack_frame_destroy(later);
	slack_frame_destroy(other);
	slack_frame_destroy(bare);
}

/* Whoever makes triggers up may make up the same one again: two reports then stay two. */
static void test_other_triggers_tell_nothing(void **state)
{
	(void)state;
	static const char *const triggers[] = { "t", "1.2.x", "1.2", "1.2.3", "1..0123abcd",
		".2.0123abcd", "1.2.0123abcd.4", "1.2.0123ABCD" };

	for (size_t i = 0; i < array_length(triggers); i++) {
		struct slack_frame *frame = decode(&nobody, slash("e1", triggers[i], "lost it"));
		assert_string_equal(frame->event->id, "e1");
		assert_string_equal(frame->event->trigger, triggers[i]);
		slack_frame_destroy(frame);
	}
}

static void test_what_we_do_not_know_of_ourselves_is_not_checked(void **state)
{
	(void)state;
	const struct slack_decoder us = { .identity = {
						  .team = "T1", .app = "A1", .bot_user = "U1" } };
	struct cJSON *envelope = slash("e", "t", "x");

	json_set_string((struct cJSON *)(uintptr_t)json_get(envelope, "payload"), "team_id", "T2");
	struct slack_frame *open = decode(&nobody, json_copy(envelope));
	struct slack_frame *strict = decode(&us, envelope);
	assert_int_equal(open->kind, SLACK_FRAME_EVENT);
	assert_int_equal(strict->kind, SLACK_FRAME_REFUSED);
	assert_string_equal(strict->envelope_id, "e");
	assert_null(strict->event);
	slack_frame_destroy(open);
	slack_frame_destroy(strict);
}

static void test_a_profile_from_users_info(void **state)
{
	(void)state;
	_cleanup_json_ struct cJSON *user = json_object();

	assert_null(slack_decode_profile(NULL, 5));
	assert_null(slack_decode_profile(user, 5));
	json_set_string(user, "id", "U0ANA");
	json_set_string(user, "real_name", "  Ana\n Silva ");
	json_set_string(user, "tz", "Europe/Lisbon");
	json_set_bool(user, "is_bot", true);
	struct event *event = slack_decode_profile(user, 5);
	assert_int_equal(event->type, EVENT_PROFILE);
	assert_string_equal(event->id, "profile/U0ANA/5");
	assert_string_equal(event->profile.person.name, "Ana Silva");
	assert_string_equal(event->profile.timezone, "Europe/Lisbon");
	assert_true(event->profile.active);
	assert_true(event->profile.bot);
	arena_destroy(event->arena);
}

/* Every prefix and every changed byte of a good envelope is answered with some frame. */
static void test_damaged_envelopes(void **state)
{
	(void)state;
	_cleanup_json_ struct cJSON *envelope = slash("e", "t",
		"<@U0SAM|sam> <https://a.b|c> &lt;x&gt; <!here> 👩‍👩‍👧‍👦");
	_cleanup_free_ char *good = json_print(envelope);
	size_t length = strlen(good);

	for (size_t i = 0; i < length; i++) {
		struct slack_frame *frame = slack_decode(&nobody, good, i, 0);
		assert_int_equal(frame->kind, SLACK_FRAME_REFUSED);
		assert_non_null(frame->reason);
		slack_frame_destroy(frame);
		char kept = good[i];
		for (unsigned c = 0; c < 256; c += 5) {
			good[i] = (char)c;
			frame = slack_decode(&nobody, good, length, 0);
			assert_true(frame->kind == SLACK_FRAME_EVENT ? frame->event != NULL
								     : frame->reason != NULL);
			slack_frame_destroy(frame);
		}
		good[i] = kept;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_report_of_40000_characters_is_whole),
		cmocka_unit_test(test_a_longer_one_is_cut_and_says_so),
		cmocka_unit_test(test_a_mention_at_the_cut),
		cmocka_unit_test(test_unclosed_brackets_take_no_time),
		cmocka_unit_test(test_one_gesture_is_one_whatever_its_envelope),
		cmocka_unit_test(test_other_triggers_tell_nothing),
		cmocka_unit_test(test_what_we_do_not_know_of_ourselves_is_not_checked),
		cmocka_unit_test(test_a_profile_from_users_info),
		cmocka_unit_test(test_damaged_envelopes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
