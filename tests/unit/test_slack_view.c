/*
 * Forms and home pages as Slack's views: whatever is in them, both readings of Block Kit's rules
 * take them; nothing typed becomes alive; and what is filled in comes back under its own name.
 */
#include "bot/platform/slack/encode_view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bot/event.h"
#include "bot/form.h"
#include "bot/message.h"
#include "bot/platform/slack/decode.h"
#include "bot/platform/slack/encode.h"
#include "bot/util/arena.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "playground/block_kit.h"
#include "tests/support/block_kit.h"

static const char *const hostile[] = { "<!channel> <@U0SAM> <#C0LEGAL|x> *b* _i_ `c` ~s~ :tada:",
	"<https://evil.example|click> &lt;!here&gt; & &amp;", "\u202eright to left\u2066",
	"👩‍👩‍👧‍👦👩‍👩‍👧‍👦", "", " \n\t ", "a\nb\nc",
	"e\u0301\u0301\u0301", "\"\\ {}[]" };

static char *repeated(struct arena *arena, const char *piece, size_t count)
{
	_cleanup_text_ struct text text = TEXT_INIT;

	for (size_t i = 0; i < count; i++)
		text_append(&text, piece);
	return arena_strdup(arena, text_string(&text));
}

/* --- looking at a view --- */

/* By both readings, which share nothing. */
static void check_view(const struct cJSON *view)
{
	_cleanup_json_ struct cJSON *lines = json_array();
	const char *problem = block_kit_view_problem(view);

	if (problem) {
		_cleanup_free_ char *printed = json_print(view);
		fail_msg("%s: %.3000s", problem, printed);
	}
	const char *error = block_kit_check_view(view, lines);
	if (error)
		fail_msg("%s: %s", error, json_text(json_first(lines)));
	assert_int_equal(block_kit_count(view).others, 0);
	assert_int_equal(block_kit_count(view).persons, 0);
	assert_int_equal(block_kit_count(view).links, 0);
}

static struct cJSON *frame_of(char *printed)
{
	struct cJSON *frame = NULL;

	assert_true(strlen(printed) < SLACK_FRAME_BYTES);
	assert_null(strchr(printed, '\n'));
	assert_int_equal(json_parse(printed, strlen(printed), &frame, NULL), 0);
	free(printed);
	return frame;
}

static const struct cJSON *block_named(const struct cJSON *view, const char *name)
{
	const struct cJSON *block;

	json_for_each (block, json_get(view, "blocks"))
		if (text_equal(json_string(block, "block_id"), name))
			return block;
	return NULL;
}

/* --- forms to look at --- */

static void add_options(struct form *form, struct field *field, int count, const char *label)
{
	for (int i = 0; i < count; i++) {
		struct option *option =
			field_option(form, field, arena_printf(form->arena, "value-%d", i), label);
		option->description = label;
		option->chosen = i == count - 1;
	}
}

/* One field of each type, every text in it `words`. */
static struct form *form_of(struct arena *arena, const char *words, int options)
{
	static const char *const people[] = { "U0SAM", "nobody", "W0BEN", NULL };
	struct form *form = form_create(arena, "report", words, words);
	int many = options > 10 ? 10 : options;

	message_line(form_say(form), "%s", words);
	message_quote(form_say(form), words);
	for (int type = FIELD_LINE; type <= FIELD_CHANNEL; type++) {
		struct field *field = form_field(
			form, (enum field_type)type, arena_printf(arena, "field-%d", type), words);
		field->hint = field->placeholder = field->initial = words;
		field->initials = people;
		field->watched = true;
		field->most = type == FIELD_LINE ? 5 : 0;
		if (type == FIELD_LIST)
			add_options(form, field, options, words);
		else if (type == FIELD_CHOICE || type == FIELD_CHOICES)
			add_options(form, field, many, words);
	}
	struct message *message = form_say(form);
	message_button(message, BUTTON_PRIMARY, words, "me_too", "LM-7");
	message_button(message, BUTTON_PLAIN, words, "me_too", words);
	message_button(form_say(form), BUTTON_PLAIN, words, "me_too", "LM-8");
	(void)form_say(form); // stays empty
	form_context(form, "%.*s", (int)text_prefix(words, FORM_CONTEXT_BYTES / 4), words);
	return form;
}

static void check_form(const struct form *form)
{
	_cleanup_json_ struct cJSON *view = slack_encode_form(form, true);
	_cleanup_json_ struct cJSON *frame = frame_of(slack_acknowledge_form("e", form, false));

	check_view(view);
	check_view(json_get(frame, "payload.view"));
	assert_string_equal(json_string(frame, "payload.response_action"), "update");
}

static void test_hostile_words_in_every_place(void **state)
{
	(void)state;
	for (size_t i = 0; i < array_length(hostile); i++) {
		_cleanup_arena_ struct arena *arena = arena_create();
		check_form(form_of(arena, hostile[i], 3));
		struct form *many = form_of(arena, repeated(arena, hostile[i], 500), 100);
		check_form(many);
	}
}

static void test_the_longest_of_everything(void **state)
{
	(void)state;
	static const char *const pieces[] = { "x", "日", "😀", "&", "\"" };

	for (size_t i = 0; i < array_length(pieces); i++) {
		_cleanup_arena_ struct arena *arena = arena_create();
		check_form(form_of(arena, repeated(arena, pieces[i], 40000), 300));
		check_form(form_of(arena, repeated(arena, pieces[i], 75), 100));
	}
}

static void test_a_field_of_each_type(void **state)
{
	(void)state;
	_cleanup_arena_ struct arena *arena = arena_create();
	_cleanup_json_ struct cJSON *view = slack_encode_form(form_of(arena, "sales", 3), false);
	static const struct {
		const char *name;
		const char *type;
		bool dispatches;
	} rows[] = {
		[FIELD_LINE] = { "field-0", "plain_text_input", false },
		[FIELD_TEXT] = { "field-1", "plain_text_input", false },
		[FIELD_NUMBER] = { "field-2", "number_input", false },
		[FIELD_CHOICE] = { "field-3", "radio_buttons", true },
		[FIELD_CHOICES] = { "field-4", "checkboxes", true },
		[FIELD_LIST] = { "field-5", "static_select", true },
		[FIELD_PERSON] = { "field-6", "users_select", false },
		[FIELD_PEOPLE] = { "field-7", "multi_users_select", false },
		[FIELD_CHANNEL] = { "field-8", "conversations_select", false },
	};
	for (size_t i = 0; i < array_length(rows); i++) {
		const struct cJSON *block = block_named(view, rows[i].name);
		assert_string_equal(json_string(block, "element.type"), rows[i].type);
		assert_string_equal(json_string(block, "element.action_id"), rows[i].name);
		assert_int_equal(json_bool(block, "dispatch_action", false), rows[i].dispatches);
		assert_false(json_bool(block, "optional", true));
	}
	const struct cJSON *line = block_named(view, "field-0");
	assert_string_equal(json_string(line, "element.initial_value"), "sales");
	assert_int_equal(json_int(line, "element.max_length", 0), 5);
	assert_false(json_bool(line, "element.multiline", true));
	assert_true(json_bool(block_named(view, "field-1"), "element.multiline", false));
	assert_null(json_get(block_named(view, "field-2"), "element.initial_value"));
	assert_string_equal(
		json_string(block_named(view, "field-3"), "element.initial_option.value"),
		"value-2");
	assert_string_equal(
		json_string(block_named(view, "field-4"), "element.initial_options.0.value"),
		"value-2");
	assert_null(json_get(block_named(view, "field-6"), "element.initial_user"));
	const struct cJSON *people = block_named(view, "field-7");
	assert_string_equal(json_string(people, "element.initial_users.1"), "W0BEN");
	assert_int_equal(json_length(json_get(people, "element.initial_users")), 2);
	assert_string_equal(json_string(view, "callback_id"), "report");
	assert_string_equal(json_string(view, "private_metadata"), "sales");
	assert_string_equal(json_string(view, "submit.text"), "sales");
	assert_string_equal(json_string(view, "close.text"), "Cancel");
}

/* What is chosen is never what is left out, however little room there is. */
static void test_the_chosen_option_stays(void **state)
{
	(void)state;
	_cleanup_arena_ struct arena *arena = arena_create();
	struct form *form = form_create(arena, "report", "Report", "Send");
	struct field *field = form_field(form, FIELD_LIST, "tool", "Tool");

	add_options(form, field, 100, repeated(arena, "日", 75));
	_cleanup_json_ struct cJSON *frame = frame_of(slack_acknowledge_form("e", form, false));
	const struct cJSON *element = json_get(frame, "payload.view.blocks.0.element");
	assert_string_equal(json_string(element, "initial_option.value"), "value-99");
	assert_true(json_length(json_get(element, "options")) < 100);
	check_view(json_get(frame, "payload.view"));
	_cleanup_json_ struct cJSON *view = slack_encode_form(form, false);
	assert_int_equal(json_length(json_get(view, "blocks.0.element.options")), 100);
}

static void test_more_than_a_hundred_blocks(void **state)
{
	(void)state;
	_cleanup_arena_ struct arena *arena = arena_create();
	struct form *form = form_create(arena, "report", "Report", NULL);

	for (int i = 0; i < 60; i++) {
		struct message *message = form_say(form);
		for (int k = 0; k < 5; k++)
			message_line(message, "line %d", k);
		message_button(message, BUTTON_PLAIN, "Press", "press", "x");
		form_field(form, FIELD_LINE, arena_printf(arena, "f%d", i), "Field");
	}
	check_form(form);
	_cleanup_json_ struct cJSON *view = slack_encode_form(form, false);
	assert_non_null(block_named(view, "f59")); // words give way to fields
	assert_string_equal(json_string(view, "submit.text"), "Send"); // Slack insists
	for (int i = 60; i < 200; i++)
		form_field(form, FIELD_LINE, arena_printf(arena, "f%d", i), "Field");
	check_form(form);
}

/* Nothing of it can be shortened: values of buttons are for us. */
static void test_what_cannot_be_shortened(void **state)
{
	(void)state;
	_cleanup_arena_ struct arena *arena = arena_create();
	struct message *message = message_create(arena);
	const char *value = repeated(arena, "日", 2000);

	for (int i = 0; i < 800; i++)
		message_button(message, BUTTON_PLAIN, "Press", "press", value);
	_cleanup_json_ struct cJSON *home = slack_encode_home(message);
	_cleanup_json_ struct cJSON *notice = slack_encode_notice(message, true);
	_cleanup_json_ struct cJSON *frame =
		frame_of(slack_acknowledge_notice("e", message, false));
	check_view(home);
	check_view(notice);
	check_view(json_get(frame, "payload.view"));
	_cleanup_free_ char *printed = json_print(frame);
	assert_non_null(strstr(printed, "/lastmile help"));
}

static void test_a_field_without_options_is_left_out(void **state)
{
	(void)state;
	_cleanup_arena_ struct arena *arena = arena_create();
	struct form *form = form_create(arena, "report", "Report", "Send");
	struct field *field = form_field(form, FIELD_CHOICE, "kind", "Kind");

	field_option(form, field, "", "no value");
	form_field(form, FIELD_LIST, "tool", "Tool");
	form_field(form, FIELD_LINE, "what", "What");
	_cleanup_json_ struct cJSON *view = slack_encode_form(form, false);
	check_view(view);
	assert_int_equal(json_length(json_get(view, "blocks")), 1);
}

/* --- what comes back --- */

/* As Slack sends a view back: with what was filled in as its state. */
static struct slack_frame *send(const struct cJSON *view, struct cJSON *values)
{
	static const struct slack_decoder decoder;
	_cleanup_json_ struct cJSON *envelope = json_object();

	json_set_string(envelope, "type", "interactive");
	json_set_string(envelope, "envelope_id", "e");
	json_set_bool(envelope, "accepts_response_payload", true);
	struct cJSON *payload = json_set_object(envelope, "payload");
	json_set_string(payload, "type", "view_submission");
	json_set_string(json_set_object(payload, "user"), "id", "U0ANA");
	struct cJSON *sent = json_set(payload, "view", json_copy(view));
	json_set_string(sent, "id", "V1");
	json_set(json_set_object(sent, "state"), "values", values);
	_cleanup_free_ char *printed = json_print(envelope);
	struct slack_frame *frame = slack_decode(&decoder, printed, strlen(printed), 0);
	assert_int_equal(frame->kind, SLACK_FRAME_EVENT);
	assert_int_equal(frame->event->type, EVENT_FORM);
	return frame;
}

static void test_names_and_contexts_come_back(void **state)
{
	(void)state;
	static const char *const contexts[] = { "", "LM-7", "@", "@home", "@home x", "@ x",
		"@@home ", "a @home b", "日本語 < & >" };

	for (size_t i = 0; i < 2 * array_length(contexts); i++) {
		_cleanup_arena_ struct arena *arena = arena_create();
		struct form *form = form_create(arena, "report", "Report", "Send");
		form_field(form, FIELD_LINE, "what:2", "What");
		form_context(form, "%s", contexts[i / 2]);
		_cleanup_json_ struct cJSON *view = slack_encode_form(form, i % 2);
		struct slack_frame *frame = send(view, json_object());
		assert_string_equal(frame->event->form.name, "report");
		assert_string_equal(frame->event->form.context, contexts[i / 2]);
		assert_int_equal(frame->event->place.home, i % 2);
		assert_string_equal(frame->view->inputs[0], "what:2");
		assert_null(frame->view->inputs[1]);
		slack_frame_destroy(frame);
	}
}

static struct cJSON *values_of(int count)
{
	struct cJSON *values = json_object();

	for (int i = 0; i < count; i++) {
		char name[32];
		snprintf(name, sizeof(name), "field-%d", i);
		struct cJSON *element = json_set_object(json_set_object(values, name), name);
		json_set_string(element, "type", "plain_text_input");
		json_set_string(element, "value", "<@U0SAM> &amp; *x*");
	}
	return values;
}

static void test_ten_thousand_fields(void **state)
{
	(void)state;
	_cleanup_arena_ struct arena *arena = arena_create();
	_cleanup_json_ struct cJSON *view =
		slack_encode_form(form_create(arena, "report", "Report", "Send"), false);
	struct slack_frame *frame = send(view, values_of(10000));
	const struct event_form *form = &frame->event->form;

	assert_int_equal(form->field_count, 2000);
	assert_string_equal(form->fields[1999].name, "field-1999");
	assert_string_equal(form->fields[1999].value, "<@U0SAM> &amp; *x*");
	slack_frame_destroy(frame);
}

/* The same trigger with something else filled in is something else. */
static void test_what_was_done_is_in_the_id(void **state)
{
	(void)state;
	_cleanup_json_ struct cJSON *view = json_object();

	json_set_string(view, "type", "modal");
	struct slack_frame *one = send(view, values_of(1));
	struct slack_frame *bare = send(view, values_of(2));
	assert_string_equal(one->event->id, "e"); // no trigger of Slack's form
	slack_frame_destroy(one);
	slack_frame_destroy(bare);
}

/* --- home pages and notices --- */

static void test_a_home_page_has_a_print(void **state)
{
	(void)state;
	_cleanup_arena_ struct arena *arena = arena_create();
	struct message *message = message_create(arena);

	message_line(message, "LM-7 is open");
	_cleanup_json_ struct cJSON *one = slack_encode_home(message);
	_cleanup_json_ struct cJSON *same = slack_encode_home(message);
	message_line(message, "and so is LM-8");
	_cleanup_json_ struct cJSON *other = slack_encode_home(message);
	check_view(one);
	assert_int_equal(strlen(json_string(one, "private_metadata")), 16);
	assert_string_equal(
		json_string(one, "private_metadata"), json_string(same, "private_metadata"));
	assert_string_not_equal(
		json_string(one, "private_metadata"), json_string(other, "private_metadata"));
}

/* Forty issues with two buttons each are still forty rows. */
static void test_a_long_home_page(void **state)
{
	(void)state;
	_cleanup_arena_ struct arena *arena = arena_create();
	struct message *message = message_create(arena);

	for (int i = 0; i < 40; i++) {
		message_line(message, "LM-%d is open", i);
		message_buttons(message);
		message_button(message, BUTTON_PLAIN, "Acknowledge", "acknowledge", "LM-1");
		message_button(message, BUTTON_PLAIN, "Mark fixed", "mark_fixed", "LM-1");
	}
	_cleanup_json_ struct cJSON *view = slack_encode_home(message);
	check_view(view);
	_cleanup_free_ char *printed = json_print(view);
	assert_non_null(strstr(printed, "LM-39 is open"));
	assert_int_equal(json_length(json_get(view, "blocks")), 80);
}

static void test_a_notice(void **state)
{
	(void)state;
	_cleanup_arena_ struct arena *arena = arena_create();
	struct message *message = message_create(arena);

	message_summary(message, "Logged LM-7");
	_cleanup_json_ struct cJSON *view = slack_encode_notice(message, false);
	check_view(view);
	assert_string_equal(json_string(view, "title.text"), "lastmile");
	assert_string_equal(json_string(view, "close.text"), "Done");
	assert_null(json_get(view, "submit"));
	assert_null(json_get(view, "private_metadata"));
	_cleanup_free_ char *printed = json_print(view);
	assert_non_null(strstr(printed, "Logged LM-7"));
}

static void test_errors_fit(void **state)
{
	(void)state;
	_cleanup_arena_ struct arena *arena = arena_create();
	struct cJSON *errors = json_object();

	json_set_string(errors, "what", "A few words, please.");
	_cleanup_json_ struct cJSON *frame = frame_of(slack_acknowledge_errors("e", errors));
	assert_string_equal(json_string(frame, "payload.response_action"), "errors");
	assert_string_equal(json_string(frame, "payload.errors.what"), "A few words, please.");
	errors = json_object();
	for (int i = 0; i < 100; i++)
		json_set_string(
			errors, arena_printf(arena, "field-%d", i), repeated(arena, "日", 4000));
	_cleanup_json_ struct cJSON *many = frame_of(slack_acknowledge_errors("e", errors));
	assert_int_equal(json_length(json_get(many, "payload.errors")), 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hostile_words_in_every_place),
		cmocka_unit_test(test_the_longest_of_everything),
		cmocka_unit_test(test_a_field_of_each_type),
		cmocka_unit_test(test_the_chosen_option_stays),
		cmocka_unit_test(test_more_than_a_hundred_blocks),
		cmocka_unit_test(test_what_cannot_be_shortened),
		cmocka_unit_test(test_a_field_without_options_is_left_out),
		cmocka_unit_test(test_names_and_contexts_come_back),
		cmocka_unit_test(test_ten_thousand_fields),
		cmocka_unit_test(test_what_was_done_is_in_the_id),
		cmocka_unit_test(test_a_home_page_has_a_print),
		cmocka_unit_test(test_a_long_home_page),
		cmocka_unit_test(test_a_notice),
		cmocka_unit_test(test_errors_fit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
