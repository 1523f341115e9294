/*
 * Forms, home pages and what else people do, against the playground: each answer arrives where
 * bot/answer.h says, and what cannot arrive there is said elsewhere.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "bot/form.h"
#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "tests/e2e/slack_fixture.h"

/* --- what is shown --- */

static struct cJSON *views(struct fixture *fixture)
{
	return playground_get(&fixture->playground, "views?as=U0ANA");
}

/* The modal in front, or the home page, as text; "" if there is none. Free it. */
static char *shown(struct fixture *fixture, bool home)
{
	_cleanup_json_ struct cJSON *all = views(fixture);
	const struct cJSON *modals = json_get(all, "modals");
	_cleanup_free_ char *path =
		xasprintf("modals.%zu", json_length(modals) ? json_length(modals) - 1 : 0);
	const struct cJSON *view = json_get(all, home ? "home" : path);

	return json_is_null(view) ? xstrdup("") : json_print(view);
}

static bool shows(struct fixture *fixture, bool home, const char *words)
{
	_cleanup_free_ char *printed = shown(fixture, home);

	return *words ? strstr(printed, words) != NULL : !*printed;
}

/* Waits until the modal in front shows this; "" : until there is none. */
#define expect_modal(fixture, words) fixture_run_until(fixture, shows(fixture, false, words))
#define expect_home(fixture, words) fixture_run_until(fixture, shows(fixture, true, words))

static char *view_id(struct fixture *fixture, bool home)
{
	_cleanup_json_ struct cJSON *all = views(fixture);

	return xstrdup(json_string(all, home ? "home.id" : "modals.0.id"));
}

static int calls_of(struct fixture *fixture, const char *method)
{
	_cleanup_json_ struct cJSON *ledger = playground_get(&fixture->playground, "ledger");
	const struct cJSON *call;
	int count = 0;

	json_for_each (call, json_get(ledger, "calls"))
		count += text_equal(json_string(call, "method"), method);
	return count;
}

static bool ephemeral_shows(struct fixture *fixture, const char *channel, const char *words)
{
	_cleanup_free_ char *path = xasprintf("messages?as=U0ANA&channel=%s", channel);
	_cleanup_json_ struct cJSON *messages = playground_get(&fixture->playground, path);
	const struct cJSON *message;

	json_for_each (message, json_get(messages, "messages"))
		if (json_bool(message, "ephemeral", false) &&
			strstr(json_string_or(message, "text", ""), words))
			return true;
	return false;
}

/* --- what people do --- */

static struct cJSON *ask(struct fixture *fixture, const char *path, const char *body)
{
	struct cJSON *answer = playground_post(&fixture->playground, path, "%s", body);

	if (!json_bool(answer, "ok", false))
		fail_msg("%s: %s %s", path, json_string_or(answer, "error", "?"),
			json_string_or(answer, "message", ""));
	return answer;
}

static void act(struct fixture *fixture, const char *path, const char *body)
{
	json_free(ask(fixture, path, body));
}

/* Acts in the view in front, or on the home page: `rest` is what the body says beside that. */
static struct cJSON *act_in(struct fixture *fixture, const char *path, bool home, const char *rest)
{
	_cleanup_free_ char *id = view_id(fixture, home);
	_cleanup_free_ char *body = xasprintf("{\"as\":\"U0ANA\",\"view_id\":\"%s\"%s}", id, rest);

	return ask(fixture, path, body);
}

static struct form *a_form(struct fixture *fixture, const char *title)
{
	struct form *form = form_create(fixture->arena, "report", title, "Send");
	struct field *tool = form_field(form, FIELD_LIST, "tool", "Tool");
	struct field *what = form_field(form, FIELD_TEXT, "what", "What went wrong");
	struct field *more = form_field(form, FIELD_CHOICES, "more", "More");

	tool->watched = true;
	field_option(form, tool, "summarizer", "Contract summarizer");
	field_option(form, tool, "translator", "Translator");
	field_option(form, tool, "none", "None of these")->chosen = true;
	what->initial = "clause 9 <!here> & more";
	more->optional = true;
	field_option(form, more, "got_out", "It got out to others");
	field_option(form, more, "anonymous", "Do not name me");
	message_button(form_say(form), BUTTON_PLAIN, "Me too", "me_too", "LM-7");
	form_context(form, "LM-7 C0LEGAL");
	return form;
}

static struct message *words(struct fixture *fixture, const char *text)
{
	struct message *message = message_create(fixture->arena);

	message_line(message, "%s", text);
	return message;
}

static void open_by_command(struct fixture *fixture)
{
	fixture->answer = (struct answer){ .form = a_form(fixture, "Report") };
	assert_string_equal(fixture_report(fixture, ""), "");
	expect_modal(fixture, "\"title\":\"Report\"");
}

/* --- tests --- */

static void a_command_opens_a_form_that_comes_back(void **state)
{
	struct fixture *fixture = *state;

	open_by_command(fixture);
	fixture->answer = (struct answer){ 0 };
	_cleanup_json_ struct cJSON *sent = act_in(fixture, "submit", false,
		",\"values\":{\"tool\":{\"tool\":\"translator\"},\"more\":{\"more\":"
		"[\"got_out\",\"anonymous\"]}}");
	assert_int_equal(fixture->forms, 1);
	assert_string_equal(fixture->last_text,
		"report LM-7 C0LEGAL tool=translator what=clause 9 <!here> & more more=got_out "
		"more=anonymous");
	assert_false(fixture->last_home);
	assert_string_equal(json_string(sent, "response_action"), "update");
	expect_modal(fixture, "Logged LM-1");
	assert_true(shows(fixture, false, "\"title\":\"lastmile\""));
}

static void nothing_to_say_closes_the_form(void **state)
{
	struct fixture *fixture = *state;

	open_by_command(fixture);
	fixture->answer = (struct answer){ 0 };
	fixture->silent = true;
	json_free(act_in(fixture, "submit", false, ""));
	expect_modal(fixture, "");
	assert_int_equal(fixture->forms, 1);
}

static void errors_stay_at_their_fields(void **state)
{
	struct fixture *fixture = *state;
	const struct form_error nowhere = { NULL, "buttons-1", "This is at no field." };
	const struct form_error what = { &nowhere, "what", "A few words, please." };

	open_by_command(fixture);
	fixture->answer = (struct answer){ .errors = &what };
	_cleanup_json_ struct cJSON *sent = act_in(fixture, "submit", false, "");
	assert_string_equal(json_string(sent, "response_action"), "errors");
	assert_string_equal(json_string(sent, "errors.what"), "A few words, please.");
	assert_null(json_get(sent, "errors.buttons-1"));
	assert_true(shows(fixture, false, "\"title\":\"Report\""));
	fixture->answer.errors = &nowhere;
	_cleanup_json_ struct cJSON *again = act_in(fixture, "submit", false, "");
	assert_string_equal(json_string(again, "response_action"), "update");
	assert_true(shows(fixture, false, "This is at no field."));
}

static void a_form_takes_the_place_of_one_that_was_sent(void **state)
{
	struct fixture *fixture = *state;

	open_by_command(fixture);
	fixture->answer = (struct answer){ .form = a_form(fixture, "Second") };
	json_free(act_in(fixture, "submit", false, ""));
	assert_true(shows(fixture, false, "\"title\":\"Second\""));
	assert_int_equal(calls_of(fixture, "views.open"), 1);
	assert_int_equal(calls_of(fixture, "views.update"), 0);
}

static void what_is_pressed_in_a_form_changes_it(void **state)
{
	struct fixture *fixture = *state;

	open_by_command(fixture);
	fixture->answer = (struct answer){ .form = a_form(fixture, "Changed") };
	json_free(act_in(fixture, "action", false,
		",\"block_id\":\"tool\",\"action_id\":\"tool\",\"value\":\"summarizer\""));
	assert_true(fixture->last_in_form);
	assert_string_equal(fixture->last_text,
		"tool=summarizer report LM-7 C0LEGAL tool=summarizer what=clause 9 <!here> & "
		"more");
	expect_modal(fixture, "\"title\":\"Changed\"");
	fixture->answer = (struct answer){ .message = words(fixture, "You are counted in") };
	json_free(act_in(fixture, "action", false, ",\"action_id\":\"me_too\""));
	assert_true(text_starts_with(fixture->last_text, "me_too=LM-7 report LM-7 C0LEGAL"));
	expect_modal(fixture, "You are counted in");
	assert_int_equal(calls_of(fixture, "views.open"), 1);
}

/* It was closed, or says something newer: nobody is bothered, and nothing is lost. */
static void a_late_change_is_dropped(void **state)
{
	struct fixture *fixture = *state;

	open_by_command(fixture);
	fixture->answer = (struct answer){ .form = a_form(fixture, "Late") };
	fixture_fault(fixture, "{\"kind\":\"error\",\"error\":\"hash_conflict\",\"method\":"
			       "\"views.update\"}");
	json_free(act_in(fixture, "action", false, ",\"action_id\":\"me_too\""));
	fixture_pass(fixture, 100);
	assert_true(shows(fixture, false, "\"title\":\"Report\""));
	json_free(act_in(fixture, "action", false, ",\"action_id\":\"me_too\""));
	expect_modal(fixture, "\"title\":\"Late\"");
}

static void a_button_opens_a_form(void **state)
{
	struct fixture *fixture = *state;
	struct delivered sent = fixture_deliver(
		fixture, (struct delivery){ .id = 1, .token = "t1", .person = "U0ANA" });
	_cleanup_free_ char *body = xasprintf("{\"as\":\"U0ANA\",\"channel\":\"%s\",\"ts\":\"%s\","
					      "\"action_id\":\"works\"}",
		sent.channel, sent.message);

	fixture->answer = (struct answer){ .form = a_form(fixture, "Details") };
	act(fixture, "action", body);
	expect_modal(fixture, "\"title\":\"Details\"");
	assert_false(fixture->last_in_form);
}

static void a_form_that_does_not_open_is_told_in_words(void **state)
{
	struct fixture *fixture = *state;
	static const char *const faults[] = {
		"{\"kind\":\"error\",\"error\":\"expired_trigger_id\",\"method\":\"views.open\"}",
		"{\"kind\":\"error\",\"error\":\"exchanged_trigger_id\",\"method\":\"views.open\"}",
		"{\"kind\":\"status\",\"status\":500,\"method\":\"views.open\"}",
		"{\"kind\":\"slow\",\"ms\":60000,\"method\":\"views.open\"}",
	};

	fixture->settings.timing.call_timeout = 4000;
	fixture_start(fixture);
	fixture_expect_link(fixture, LINK_READY);
	for (size_t i = 0; i < array_length(faults); i++) {
		struct form *form = a_form(fixture, "Report");
		_cleanup_free_ char *told = xasprintf("Type it, please, %zu", i);
		form->otherwise = words(fixture, told);
		fixture->answer = (struct answer){ .form = form };
		fixture_fault(fixture, faults[i]);
		(void)fixture_report(fixture, "");
		fixture_run_until(fixture, ephemeral_shows(fixture, "C0GENERAL", told));
	}
	fixture->answer = (struct answer){ .form = a_form(fixture, "Report") };
	fixture_fault(fixture, faults[0]);
	(void)fixture_report(fixture, "");
	fixture_run_until(fixture, ephemeral_shows(fixture, "C0GENERAL", "did not open"));
}

static void the_global_shortcut(void **state)
{
	struct fixture *fixture = *state;
	static const char body[] = "{\"as\":\"U0ANA\",\"callback_id\":\"report_global\"}";

	fixture->answer = (struct answer){ .form = a_form(fixture, "Shortcut") };
	act(fixture, "shortcut", body);
	assert_int_equal(fixture->shortcuts, 1);
	assert_string_equal(fixture->last_text, "report");
	expect_modal(fixture, "\"title\":\"Shortcut\"");
	fixture->answer = (struct answer){ .message = words(fixture, "Nothing to report on") };
	act(fixture, "shortcut", body);
	expect_modal(fixture, "Nothing to report on"); // there is nowhere else to say it
}

static char *say(struct fixture *fixture, const char *channel, const char *text)
{
	_cleanup_json_ struct cJSON *said = playground_post(&fixture->playground, "message",
		"{\"as\":\"U0SAM\",\"channel\":\"%s\",\"text\":\"%s\"}", channel, text);

	assert_true(json_bool(said, "ok", false));
	return xstrdup(json_string(said, "ts"));
}

static void the_shortcut_on_a_message(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *ts = say(fixture, "C0LEGAL", "clause 9 <is> lost");
	_cleanup_free_ char *body =
		xasprintf("{\"as\":\"U0ANA\",\"callback_id\":\"report_message\",\"channel\":"
			  "\"C0LEGAL\",\"ts\":\"%s\"}",
			ts);

	fixture->answer = (struct answer){ .form = a_form(fixture, "Message") };
	act(fixture, "shortcut", body);
	expect_modal(fixture, "\"title\":\"Message\"");
	assert_true(
		text_starts_with(fixture->last_text, "report clause 9 <is> lost U0SAM https://"));
	fixture->answer = (struct answer){ 0 };
	act(fixture, "shortcut", body);
	fixture_run_until(fixture, ephemeral_shows(fixture, "C0LEGAL", "Logged LM-1"));
}

static void our_reaction(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *ts = say(fixture, "C0LEGAL", "clause 9 is lost");
	static const struct {
		const char *more;
		int reactions;
	} rows[] = {
		{ "\"name\":\"ai-fail\"", 1 },
		{ "\"name\":\"ai-fail\",\"remove\":true", 2 },
		{ "\"name\":\"eyes\"", 2 },
	};

	fixture->silent = true;
	for (size_t i = 0; i < array_length(rows); i++) {
		int before = fixture->reactions + fixture->others;
		_cleanup_free_ char *body =
			xasprintf("{\"as\":\"U0ANA\",\"channel\":\"C0LEGAL\",\"ts\":\"%s\",%s}", ts,
				rows[i].more);
		act(fixture, "reaction", body);
		fixture_run_until(fixture, fixture->reactions + fixture->others > before);
		assert_int_equal(fixture->reactions, rows[i].reactions);
	}
	assert_true(text_starts_with(fixture->last_text, "taken off https://"));
}

static void plain_words_to_the_app(void **state)
{
	struct fixture *fixture = *state;

	fixture->silent = true;
	act(fixture, "message",
		"{\"as\":\"U0ANA\",\"channel\":\"D0ANA\",\"text\":\"the summarizer lost it\"}");
	fixture_run_until(fixture, fixture->messages == 1);
	assert_true(text_starts_with(fixture->last_text, "the summarizer lost it U0ANA"));
}

/* Published when somebody looks, and again only if it says something else. */
static void the_home_page(void **state)
{
	struct fixture *fixture = *state;
	static const char body[] = "{\"as\":\"U0ANA\"}";
	struct message *page = words(fixture, "LM-7 is open");

	message_button(page, BUTTON_PLAIN, "Acknowledge", "acknowledge", "LM-7");
	fixture->answer = (struct answer){ .home = page };
	act(fixture, "home", body);
	expect_home(fixture, "LM-7 is open");
	act(fixture, "home", body);
	json_free(act_in(fixture, "action", true, ",\"action_id\":\"acknowledge\""));
	assert_true(fixture->last_home);
	assert_false(fixture->last_in_form);
	fixture_pass(fixture, 100);
	assert_int_equal(calls_of(fixture, "views.publish"), 1);
	fixture->answer.home = words(fixture, "LM-7 is seen");
	act(fixture, "home", body);
	expect_home(fixture, "LM-7 is seen");
	assert_int_equal(calls_of(fixture, "views.publish"), 2);
	act(fixture, "home", "{\"as\":\"U0ANA\",\"tab\":\"messages\"}");
	assert_int_equal(fixture->homes, 3);
}

/* What is said there opens as a form to read; and a form from there publishes the page anew. */
static void what_is_done_at_home(void **state)
{
	struct fixture *fixture = *state;
	struct message *page = words(fixture, "LM-7 is open");

	message_button(page, BUTTON_PLAIN, "Acknowledge", "acknowledge", "LM-7");
	fixture->answer = (struct answer){ .home = page };
	act(fixture, "home", "{\"as\":\"U0ANA\"}");
	expect_home(fixture, "LM-7 is open");
	fixture->answer = (struct answer){ .message = words(fixture, "Thank you") };
	json_free(act_in(fixture, "action", true, ",\"action_id\":\"acknowledge\""));
	expect_modal(fixture, "Thank you");
	fixture->answer = (struct answer){ .form = a_form(fixture, "From home") };
	json_free(act_in(fixture, "action", true, ",\"action_id\":\"acknowledge\""));
	expect_modal(fixture, "\"title\":\"From home\"");
	int before = calls_of(fixture, "views.publish");
	fixture->answer = (struct answer){ .message = words(fixture, "Logged"), .home = page };
	json_free(act_in(fixture, "submit", false, ""));
	assert_true(fixture->last_home);
	assert_true(text_starts_with(fixture->last_text, "report LM-7 C0LEGAL "));
	fixture_run_until(fixture, calls_of(fixture, "views.publish") == before + 1);
	expect_modal(fixture, "Logged");
}

/* As long and as many as they may be: Slack takes it in a call, and in an acknowledgement. */
static void the_largest_form(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_text_ struct text wide = TEXT_INIT;

	struct form *form = a_form(fixture, "Largest");

	for (int i = 0; i < 3000; i++)
		text_append(&wide, i % 10 ? "日" : "<");
	for (int i = 0; i < 12; i++) {
		const char *name = arena_printf(fixture->arena, "list-%d", i);
		struct field *field = form_field(form, FIELD_LIST, name, text_string(&wide));
		field->hint = field->placeholder = text_string(&wide);
		field->optional = true;
		for (int k = 0; k < 100; k++)
			field_option(form, field, arena_printf(fixture->arena, "v%d", k),
				text_string(&wide));
	}
	form_field(form, FIELD_TEXT, "words", "Words")->initial = text_string(&wide);
	message_quote(form_say(form), text_string(&wide));
	fixture->answer = (struct answer){ .form = form };
	(void)fixture_report(fixture, "");
	expect_modal(fixture, "\"title\":\"Largest\"");
	_cleanup_json_ struct cJSON *sent = act_in(fixture, "submit", false, "");
	assert_string_equal(json_string(sent, "response_action"), "update");
	assert_true(shows(fixture, false, "\"title\":\"Largest\""));
}

/* The line ends while a form is on its way: the call is over, and says so to nobody. */
static void stopping_while_a_form_opens(void **state)
{
	struct fixture *fixture = *state;

	fixture->answer = (struct answer){ .form = a_form(fixture, "Report") };
	fixture_fault(
		fixture, "{\"kind\":\"slow\",\"ms\":300,\"method\":\"views.open\",\"times\":5}");
	(void)fixture_report(fixture, "");
	fixture_stop(fixture);
	assert_null(fixture->platform);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)
#define TEST_STOPPED(name)                                                                         \
	cmocka_unit_test_setup_teardown(name, fixture_set_up_stopped, fixture_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_command_opens_a_form_that_comes_back),
		TEST(nothing_to_say_closes_the_form),
		TEST(errors_stay_at_their_fields),
		TEST(a_form_takes_the_place_of_one_that_was_sent),
		TEST(what_is_pressed_in_a_form_changes_it),
		TEST(a_late_change_is_dropped),
		TEST(a_button_opens_a_form),
		TEST_STOPPED(a_form_that_does_not_open_is_told_in_words),
		TEST(the_global_shortcut),
		TEST(the_shortcut_on_a_message),
		TEST(our_reaction),
		TEST(plain_words_to_the_app),
		TEST(the_home_page),
		TEST(what_is_done_at_home),
		TEST(the_largest_form),
		TEST(stopping_while_a_form_opens),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
