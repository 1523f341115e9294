/*
 * No text whatever becomes alive in a card, and what a card carries comes back as what it meant:
 * every button and every field of a form is pressed and filled as a client does it, and decoded.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bot/event.h"
#include "bot/form.h"
#include "bot/message.h"
#include "bot/platform/command_names.h"
#include "bot/platform/teams/decode.h"
#include "bot/platform/teams/encode.h"
#include "bot/platform/teams/forms.h"
#include "bot/util/arena.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "tests/support/adaptive_card.h"
#include "tests/support/random_message.h"

enum { MESSAGES = 4000 };

static const char *const tenants[] = { "11111111-aaaa-4bbb-8ccc-000000000001", NULL };
static const struct command_name commands[] = { { "report", "report" } };
static const struct teams_decoder decoder = {
	.app_id = "99999999-aaaa-4bbb-8ccc-000000000009",
	.tenants = tenants,
	.commands = commands,
	.command_count = 1,
};

static bool opens_form(const char *button)
{
	return text_equal(button, "more");
}

/* What a client sends when `action` is pressed. */
static struct teams_frame *press(const struct cJSON *action, const char *inputs)
{
	_cleanup_json_ struct cJSON *json = json_object();
	struct cJSON *data = json_copy(json_get(action, "data")), *filled = NULL;
	bool fetch = text_equal(json_string(data, "msteams.type"), "task/fetch");
	bool execute = text_equal(json_string(action, "type"), "Action.Execute");
	const struct cJSON *input;

	if (inputs)
		assert_int_equal(json_parse(inputs, strlen(inputs), &filled, NULL), 0);
	json_for_each (input, filled)
		json_set(data, json_name(input), json_copy(input));
	json_free(filled);
	json_set_string(json, "type", "invoke");
	json_set_string(json, "name",
		execute ? "adaptiveCard/action" : (fetch ? "task/fetch" : "task/submit"));
	json_set_string(json, "id", "f:1");
	json_set_string(json, "channelId", "msteams");
	json_set_string(json, "serviceUrl", "https://smba.trafficmanager.net/emea/");
	json_set_string(json_set_object(json, "from"), "id", "29:1-dana");
	struct cJSON *conversation = json_set_object(json, "conversation");
	json_set_string(conversation, "id", "a:1-dana");
	json_set_string(conversation, "conversationType", "personal");
	json_set_string(conversation, "tenantId", tenants[0]);
	struct cJSON *value = json_set_object(json, "value");
	json_set(execute ? json_set_object(value, "action") : value, "data", data);
	_cleanup_free_ char *printed = json_print(json);
	struct teams_frame *frame = teams_decode(&decoder, printed, strlen(printed), 1);
	assert_int_equal(frame->kind, TEAMS_FRAME_EVENT);
	return frame;
}

static const char *field(const struct event_form *form, const char *name, size_t nth)
{
	for (size_t i = 0; i < form->field_count; i++)
		if (text_equal(form->fields[i].name, name) && nth-- == 0)
			return form->fields[i].value;
	return NULL;
}

static void test_buttons(void **state)
{
	const struct teams_encoder encoder = { .opens_form = opens_form };
	_cleanup_arena_ struct arena *arena = arena_create();
	struct message *message = message_create(arena);
	(void)state;

	message_button(message, BUTTON_PRIMARY, "Works", "works", "LM-1 “%”,\n");
	message_button(message, BUTTON_PLAIN, "More", "more", "");
	for (int home = 0; home < 2; home++) {
		_cleanup_json_ struct cJSON *activity =
			home ? teams_encode_home(&encoder, message)
			     : teams_encode_message(&encoder, message);
		const struct cJSON *actions =
			json_get(activity, "attachments.0.content.body.0.actions");
		struct teams_frame *frame = press(json_get(actions, "0"), NULL);
		assert_int_equal(frame->takes, TEAMS_TAKES_CARD);
		assert_int_equal(frame->event->type, EVENT_ACTION);
		assert_string_equal(frame->event->action.name, "works");
		assert_string_equal(frame->event->action.value, "LM-1 “%”,\n");
		assert_null(frame->event->action.form);
		assert_int_equal(frame->event->place.home, home);
		teams_frame_destroy(frame);
		frame = press(json_get(actions, "1"), NULL);
		assert_int_equal(frame->takes, TEAMS_TAKES_TASK);
		assert_false(frame->dialog);
		assert_string_equal(frame->event->action.name, "more");
		assert_non_null(frame->event->trigger);
		teams_frame_destroy(frame);
	}
}

static struct form *whole_form(struct arena *arena)
{
	static const char *const ids[] = { "29:1-eli", "29:far|tenant",
		"6d0f0e2c-3c5e-4f0a-9a53-0a3c5f9f2b11", NULL };
	static const char *const names[] = { "Eli", "Far", NULL, NULL };
	struct form *form = form_create(arena, "whole", "A form of everything", "Send it");

	form_context(form, "LM-1 “,&");
	message_button(form_say(form), BUTTON_PLAIN, "Me too", "me_too", "LM-2");
	form_field(form, FIELD_LINE, "line", "One line")->initial = "as it was";
	form_field(form, FIELD_TEXT, "text", "Text")->most = 20;
	form_field(form, FIELD_NUMBER, "number", "Number")->initial = "12";
	struct field *choice = form_field(form, FIELD_CHOICE, "choice", "Choice");
	field_option(form, choice, "a,b %", "One");
	field_option(form, choice, "ü", "Two")->chosen = true;
	struct field *choices = form_field(form, FIELD_CHOICES, "choices", "Choices");
	field_option(form, choices, "a,b", "One")->chosen = true;
	field_option(form, choices, "c d", "Two")->chosen = true;
	struct field *list = form_field(form, FIELD_LIST, "list", "List");
	list->watched = true;
	field_option(form, list, "x y", "One")->description = "more of it";
	struct field *person = form_field(form, FIELD_PERSON, "person", "Person");
	person->initial = "29:1-dana";
	person->initial_name = "Dana";
	struct field *people = form_field(form, FIELD_PEOPLE, "people", "People");
	people->initials = ids;
	people->initial_names = names;
	form_field(form, FIELD_CHANNEL, "channel", "Channel")->initial = "19:f@thread.tacv2";
	for (struct form_item *item = form->items; item; item = item->next)
		if (item->field)
			item->field->optional = true;
	return form;
}

static const struct cJSON *input(const struct cJSON *dialog, const char *id)
{
	const struct cJSON *element;

	json_for_each (element, json_get(dialog, "card.content.body"))
		if (text_equal(json_string(element, "id"), id))
			return element;
	fail_msg("no input %s", id);
	return NULL;
}

/* The client hands back what stands in each input. */
static char *values_of(const struct cJSON *dialog)
{
	_cleanup_json_ struct cJSON *all = json_object();
	const struct cJSON *element;

	json_for_each (element, json_get(dialog, "card.content.body"))
		if (json_string(element, "id") && !json_is_null(json_get(element, "value")))
			json_set(all, json_string(element, "id"),
				json_copy(json_get(element, "value")));
	return json_print(all);
}

static void test_form(void **state)
{
	const struct teams_encoder encoder = { .forms = NULL };
	_cleanup_arena_ struct arena *arena = arena_create();
	_cleanup_json_ struct cJSON *dialog = teams_encode_form(&encoder, whole_form(arena), true);
	_cleanup_free_ char *values = values_of(dialog);
	struct teams_frame *frame = press(json_get(dialog, "card.content.actions.0"), values);
	const struct event_form *form = &frame->event->form;
	(void)state;

	assert_null(adaptive_dialog_problem(dialog, NULL));
	assert_int_equal(frame->event->type, EVENT_FORM);
	assert_true(frame->dialog && frame->event->place.home);
	assert_string_equal(form->name, "whole");
	assert_string_equal(form->context, "LM-1 “,&");
	assert_string_equal(field(form, "line", 0), "as it was");
	assert_null(field(form, "text", 0));
	assert_string_equal(field(form, "number", 0), "12");
	assert_string_equal(field(form, "choice", 0), "ü");
	assert_string_equal(field(form, "choices", 0), "a,b");
	assert_string_equal(field(form, "choices", 1), "c d");
	assert_string_equal(field(form, "person", 0), "29:1-dana");
	assert_string_equal(field(form, "people", 0), "29:1-eli");
	assert_string_equal(field(form, "people", 1), "6d0f0e2c-3c5e-4f0a-9a53-0a3c5f9f2b11");
	assert_string_equal(field(form, "channel", 0), "19:f@thread.tacv2");
	teams_frame_destroy(frame);
}

static void test_pressed_in_a_form(void **state)
{
	const struct teams_encoder encoder = { .opens_form = opens_form };
	_cleanup_arena_ struct arena *arena = arena_create();
	_cleanup_json_ struct cJSON *dialog = teams_encode_form(&encoder, whole_form(arena), false);
	const struct cJSON *body = json_get(dialog, "card.content.body"), *element;
	const struct cJSON *watched = NULL;
	(void)state;

	struct teams_frame *frame = press(json_get(body, "0.actions.0"), "{\"text:text\":\"t\"}");
	assert_string_equal(frame->event->action.name, "me_too");
	assert_string_equal(frame->event->action.value, "LM-2");
	assert_string_equal(field(frame->event->action.form, "text", 0), "t");
	teams_frame_destroy(frame);
	json_for_each (element, body)
		if (text_equal(json_string(element, "actions.0.data.lastmile"), "field"))
			watched = json_get(element, "actions.0");
	frame = press(watched, "{\"one:list\":\"x%20y\",\"text:text\":\"t\"}");
	assert_int_equal(frame->event->type, EVENT_ACTION);
	assert_string_equal(frame->event->action.name, "list");
	assert_string_equal(frame->event->action.value, "x y");
	assert_string_equal(frame->event->action.form->name, "whole");
	assert_string_equal(frame->event->action.form->context, "LM-1 “,&");
	teams_frame_destroy(frame);
}

/* A client lets nothing be pressed before that; so it goes with no other button. */
static void test_required(void **state)
{
	const struct teams_encoder encoder = { .forms = NULL };
	_cleanup_arena_ struct arena *arena = arena_create();
	struct form *form = form_create(arena, "small", "A small form", "Send");
	struct field *list = form_field(form, FIELD_LIST, "list", "List");
	(void)state;

	field_option(form, list, "one", "One");
	_cleanup_json_ struct cJSON *alone = teams_encode_form(&encoder, form, false);
	assert_true(json_bool(input(alone, "one:list"), "isRequired", false));
	assert_string_equal(
		json_string(input(alone, "one:list"), "errorMessage"), "Please choose one.");
	assert_null(adaptive_dialog_problem(alone, NULL));
	list->watched = true;
	_cleanup_json_ struct cJSON *watched = teams_encode_form(&encoder, form, false);
	assert_non_null(adaptive_dialog_problem(watched, NULL));
	list->optional = true;
	_cleanup_json_ struct cJSON *optional = teams_encode_form(&encoder, form, false);
	assert_null(adaptive_dialog_problem(optional, NULL));
}

static void test_offer(void **state)
{
	const struct teams_encoder encoder = { .forms = NULL };
	_cleanup_arena_ struct arena *arena = arena_create();
	struct form *form = whole_form(arena);
	_cleanup_text_ struct text rest = TEXT_INIT;
	(void)state;

	message_line(form_say(form), "What it would say.");
	for (int i = 0; i < 3000; i++)
		text_append(&rest, "漢");
	for (int i = 0; i < 2; i++) {
		const char *text = i ? text_string(&rest) : "a “tool”";
		_cleanup_json_ struct cJSON *offer =
			teams_encode_form_offer(&encoder, form, "report", text);
		assert_null(adaptive_activity_problem(offer, NULL));
		struct teams_frame *frame =
			press(json_get(offer, "attachments.0.content.actions.0"), NULL);
		assert_int_equal(frame->event->type, EVENT_COMMAND);
		assert_string_equal(frame->event->command.name, "report");
		if (!i)
			assert_string_equal(frame->event->command.text, text);
		assert_int_equal(frame->takes, TEAMS_TAKES_TASK);
		teams_frame_destroy(frame);
	}
}

/* What was typed stays, what is wrong stands at its field; in memory or not. */
static void test_again(void **state)
{
	const struct event_field fields[] = { { "line", "typed *so*" }, { "choices", "c d" },
		{ "choices", "a,b" }, { "number", "7" }, { "people", "29:1-eli" } };
	const struct event_form typed = { "whole", "LM-1", fields, array_length(fields) };
	const struct form_error other = { NULL, "nowhere", "Something else is wrong." };
	const struct form_error errors = { &other, "line", "Please say *more*." };
	struct teams_forms *forms = teams_forms_create();
	const struct teams_encoder encoder = { .forms = forms };
	_cleanup_arena_ struct arena *arena = arena_create();
	_cleanup_json_ struct cJSON *dialog = teams_encode_form(&encoder, whole_form(arena), false);
	const char *id = json_string(dialog, "card.content.actions.0.data.dialog");
	(void)state;

	assert_non_null(id);
	_cleanup_free_ char *carried =
		json_print(json_get(dialog, "card.content.actions.0.data.again"));
	static const char *const labels[] = { "Line", "One line", "One line" };
	for (int way = 0; way < 3; way++) {
		_cleanup_json_ struct cJSON *again = teams_encode_form_again(&encoder,
			way == 2 ? id : "unknown", way ? carried : NULL, &typed, &errors, true);
		assert_string_equal(json_string(input(again, "text:line"), "label"), labels[way]);
		assert_null(adaptive_dialog_problem(again, NULL));
		_cleanup_free_ char *printed = json_print(again);
		assert_non_null(strstr(printed, "Something else is wrong."));
		assert_non_null(strstr(printed, "Please say ∗more∗."));
		assert_string_equal(json_string(input(again, "text:line"), "value"), "typed *so*");
		_cleanup_free_ char *values = values_of(again);
		struct teams_frame *frame =
			press(json_get(again, "card.content.actions.0"), values);
		assert_string_equal(frame->event->form.name, "whole");
		assert_string_equal(field(&frame->event->form, "line", 0), "typed *so*");
		assert_string_equal(field(&frame->event->form, "choices", 0), "c d");
		assert_string_equal(field(&frame->event->form, "choices", 1), "a,b");
		assert_string_equal(field(&frame->event->form, "number", 0), "7");
		assert_string_equal(field(&frame->event->form, "people", 0), "29:1-eli");
		assert_null(field(&frame->event->form, "text", 0));
		if (way)
			assert_null(field(&frame->event->form, "channel", 0)); // it was emptied
		assert_int_equal(frame->event->place.home, way < 2);
		teams_frame_destroy(frame);
	}
	teams_forms_destroy(forms);
}

/* What comes back may be forged: what is no form is passed over whole. */
static void test_odd_forms(void **state)
{
	static const char *const odd[] = { "{", "1", "{}", "{\"title\":1,\"items\":[]}",
		"{\"title\":\"t\",\"items\":{}}", "{\"title\":\"t\",\"items\":[1]}",
		"{\"title\":\"t\",\"items\":[{\"say\":{\"odd\":1}}]}",
		"{\"title\":\"t\",\"items\":[{\"field\":\"odd\",\"name\":\"line\",\"label\":\"l\"}]"
		"}",
		"{\"title\":\"t\",\"items\":[{\"field\":\"line\",\"name\":\"\",\"label\":\"l\"}]}",
		"{\"title\":\"t\",\"items\":[{\"field\":\"line\",\"name\":\"line\",\"label\":\"l\","
		"\"most\":-1}]}",
		"{\"title\":\"t\",\"items\":[{\"field\":\"list\",\"name\":\"line\",\"label\":\"l\","
		"\"options\":[{\"value\":\"v\"}]}]}" };
	const struct event_field fields[] = { { "line", "x" } };
	const struct event_form typed = { "whole", "LM-1", fields, array_length(fields) };
	const struct form_error error = { NULL, "line", "No." };
	(void)state;

	for (size_t i = 0; i < array_length(odd); i++) {
		_cleanup_json_ struct cJSON *again = teams_encode_form_again(
			&(struct teams_encoder){ 0 }, NULL, odd[i], &typed, &error, false);
		assert_string_equal(json_string(again, "title"), "Please look again");
		assert_string_equal(json_string(input(again, "text:line"), "label"), "Line");
	}
}

static void test_memory_is_bounded(void **state)
{
	struct teams_forms *forms = teams_forms_create();
	char first[TEAMS_DIALOG_ID + 1], id[TEAMS_DIALOG_ID + 1];
	_cleanup_json_ struct cJSON *small = json_object();
	_cleanup_json_ struct cJSON *large = json_object();
	_cleanup_free_ char *words = xcalloc(1, TEAMS_FORMS_BYTES / 2);
	(void)state;

	memset(words, 'x', TEAMS_FORMS_BYTES / 2 - 1);
	json_set_string(large, "title", words);
	teams_forms_id(first);
	teams_forms_keep(forms, first, small);
	for (int i = 0; i < TEAMS_FORMS; i++) {
		_cleanup_json_ struct cJSON *kept = teams_forms_find(forms, first);
		assert_non_null(kept);
		teams_forms_id(id);
		teams_forms_keep(forms, id, small);
	}
	assert_null(teams_forms_find(forms, first));
	assert_null(teams_forms_find(forms, NULL));
	for (int i = 0; i < 3; i++) {
		teams_forms_id(first);
		teams_forms_keep(forms, first, large);
	}
	assert_null(teams_forms_find(forms, id));
	_cleanup_json_ struct cJSON *last = teams_forms_find(forms, first);
	assert_non_null(last);
	teams_forms_destroy(forms);
}

/* What golden files cannot show: no text whatever becomes a mention, a link or markup, and nothing
 * is too large. */
static void test_no_text_becomes_alive(void **state)
{
	const struct teams_encoder encoder = { .opens_form = opens_form };
	(void)state;

	for (int i = 0; i < MESSAGES; i++) {
		_cleanup_arena_ struct arena *arena = arena_create();
		struct random_expected expected = { 0 };
		const struct message *message =
			random_message(arena, "teams", "29:1-sam", &expected);
		_cleanup_json_ struct cJSON *json = teams_encode_message(&encoder, message);
		const char *problem = adaptive_activity_problem(json, NULL);
		if (problem) {
			_cleanup_free_ char *stored = message_to_json(message);
			fail_msg("%s: %s", problem, stored);
		}
		const struct adaptive_live live =
			adaptive_card_count(json_get(json, "attachments.0.content"));
		assert_true(live.mentions <= expected.persons);
		assert_true(live.links <= expected.links);
		assert_true(live.dates <= 2 * expected.dates);
	}
}

/* The counter itself must be able to see what the test above says is not there. */
static void test_the_counter_sees(void **state)
{
	const struct teams_encoder encoder = { .forms = NULL };
	_cleanup_arena_ struct arena *arena = arena_create();
	struct message *message = message_create(arena);
	(void)state;

	message_person(message, "teams", "29:1-sam", "Sam");
	message_link(message, "https://a.example", "a");
	message_time(message, 1760000000000);
	message_paragraph(message);
	message_link(message, "https://a.example", "a");
	message_person(message, "teams", "U0SAM", "Sam");
	_cleanup_json_ struct cJSON *json = teams_encode_message(&encoder, message);
	const struct cJSON *card = json_get(json, "attachments.0.content");
	struct adaptive_live live = adaptive_card_count(card);
	assert_int_equal(live.mentions, 1);
	assert_int_equal(live.links, 2);
	assert_int_equal(live.dates, 2);
	static const char *const alive[] = { "**x**", "[x](javascript:x)", "_x_", "<at>Ana</at>",
		"- x", "1. x", "https://evil.example", "www.evil.example", "a@b.example", "`x`",
		"{{DATE(2026-11-22T10:00:00Z)}}" };
	for (size_t i = 0; i < array_length(alive); i++) {
		_cleanup_json_ struct cJSON *other = json_object();
		json_set_string(other, "type", "AdaptiveCard");
		json_set_string(other, "version", "1.5");
		json_set_string(other, "fallbackText", "x");
		json_set_string(json_set_object(other, "msteams"), "width", "Full");
		struct cJSON *block = json_append(json_set_array(other, "body"), json_object());
		json_set_string(block, "type", "TextBlock");
		json_set_bool(block, "wrap", true);
		json_set_string(block, "text", alive[i]);
		assert_non_null(adaptive_card_problem(other, NULL));
	}
}

static void test_the_quote_gives_way_first(void **state)
{
	const struct teams_encoder encoder = { .forms = NULL };
	_cleanup_arena_ struct arena *arena = arena_create();
	_cleanup_text_ struct text words = TEXT_INIT;
	struct message *message = message_create(arena);
	(void)state;

	for (int i = 0; i < 40000; i++)
		text_append(&words, "x");
	message_quote(message, text_string(&words));
	for (int i = 0; i < 3; i++)
		message_line(message, "%.2700s", text_string(&words));
	message_line(message, "the end");
	_cleanup_json_ struct cJSON *json = teams_encode_message(&encoder, message);
	const struct cJSON *body = json_get(json, "attachments.0.content.body");
	assert_null(adaptive_activity_problem(json, NULL));
	assert_string_equal(json_string(body, "4.inlines.0.text"), "the end");
	assert_int_equal(strlen(json_string(body, "1.inlines.0.text")), 2700);
	const char *quote = json_string(body, "0.items.0.inlines.0.text");
	assert_true(strlen(quote) < 1300 && strlen(quote) > 600);
	assert_string_equal(quote + strlen(quote) - strlen("…"), "…");
	assert_non_null(strstr(json_string(body, "5.text"), "Shortened to fit here"));
}

/* Characters of three bytes, the longest addresses, charts, people, buttons: less is said. */
static void test_what_is_too_large_says_less(void **state)
{
	const struct teams_encoder encoder = { .forms = NULL };
	_cleanup_text_ struct text words = TEXT_INIT, address = TEXT_INIT;
	(void)state;

	text_append(&address, "https://a.example/");
	for (int i = 0; i < 3000; i++) {
		text_append(&words, "漢");
		text_append(&address, i < 1900 ? "x" : "");
	}
	for (int kind = 0; kind < 4; kind++) {
		_cleanup_arena_ struct arena *arena = arena_create();
		struct message *message = message_create(arena);
		for (int i = 0; i < 120; i++) {
			message_paragraph(message);
			if (kind == 0)
				message_text(message, "%s", text_string(&words));
			else if (kind == 1)
				message_link(message, text_string(&address), "here");
			else if (kind == 2)
				message_person(message, "teams",
					arena_printf(arena, "29:1-%0200d", i), text_string(&words));
			else
				message_button(message, BUTTON_PLAIN, text_string(&words), "name",
					text_string(&words));
		}
		_cleanup_json_ struct cJSON *json = teams_encode_message(&encoder, message);
		_cleanup_free_ char *printed = json_print(json);
		assert_null(adaptive_activity_problem(json, NULL));
		assert_true(strlen(printed) > 2000); // but not nothing
		assert_non_null(strstr(printed, "Shortened to fit here"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_text_becomes_alive),
		cmocka_unit_test(test_the_counter_sees),
		cmocka_unit_test(test_the_quote_gives_way_first),
		cmocka_unit_test(test_what_is_too_large_says_less),
		cmocka_unit_test(test_buttons),
		cmocka_unit_test(test_form),
		cmocka_unit_test(test_pressed_in_a_form),
		cmocka_unit_test(test_required),
		cmocka_unit_test(test_offer),
		cmocka_unit_test(test_again),
		cmocka_unit_test(test_odd_forms),
		cmocka_unit_test(test_memory_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
