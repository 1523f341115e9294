/* The link to Slack, against the playground: it comes up, answers, survives what happens to it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "bot/answer.h"
#include "bot/platform/check.h"
#include "bot/platform/slack/check.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "tests/e2e/slack_fixture.h"

static struct platform_status status_of(struct fixture *fixture)
{
	return fixture->platform->impl->status(fixture->platform);
}

static void a_command_is_answered_in_its_acknowledgement(void **state)
{
	struct fixture *fixture = *state;

	assert_non_null(strstr(fixture_report(fixture, "summarizer lost clause 9"), "Logged LM-1"));
	assert_string_equal(fixture->last_text, "summarizer lost clause 9");
	assert_string_equal(fixture->last_actor, "U0ANA");
	assert_null(status_of(fixture).problem);
	assert_int_equal(status_of(fixture).connections, 1);
	assert_true(status_of(fixture).last_event > 0);
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

static void a_button_is_answered_beside_its_acknowledgement(void **state)
{
	struct fixture *fixture = *state;
	struct delivered sent = fixture_deliver(
		fixture, (struct delivery){ .id = 1, .token = "t1", .person = "U0ANA" });

	assert_int_equal(sent.outcome, DELIVERED);
	_cleanup_json_ struct cJSON *pressed = playground_post(&fixture->playground, "action",
		"{\"as\":\"U0ANA\",\"channel\":\"%s\",\"ts\":\"%s\",\"action_id\":\"works\"}",
		sent.channel, sent.message);
	assert_true(json_bool(pressed, "ok", false));
	assert_string_equal(fixture->last_text, "works=LM-1");
	fixture_run_until(fixture, ephemeral_shows(fixture, sent.channel, "Logged LM-1"));
}

/* The number of the connection that the last envelope went to. */
static int last_used(struct fixture *fixture)
{
	_cleanup_json_ struct cJSON *all = playground_get(&fixture->playground, "acknowledgements");
	const struct cJSON *envelope;
	int connection = 0;

	json_for_each (envelope, json_get(all, "envelopes"))
		connection = (int)json_int(envelope, "connection", connection);
	return connection;
}

/* Slack's planned reconnect under load: not one command may be lost. Slack gives ten seconds; here
 * the old connection ends once the new one is there, however long that takes. */
static void a_refresh_loses_nothing(void **state)
{
	struct fixture *fixture = *state;
	const int count = 600;
	int old = 0;

	fixture->settings.timing.drain = 60000;
	fixture_start(fixture);
	fixture_expect_link(fixture, LINK_READY);
	for (int i = 0; i < count; i++) {
		fixture_begin_report(fixture, i);
		fixture_pass(fixture, 3);
		if (i % 200 == 100) {
			old = last_used(fixture);
			fixture_socket(fixture, "{\"action\":\"disconnect\",\"reason\":"
						"\"refresh_requested\",\"close_after_ms\":60000}");
		}
		if (i % 200 == 150) {
			_cleanup_free_ char *close = xasprintf(
				"{\"action\":\"close\",\"code\":1000,\"connection\":%d}", old);
			fixture_run_until(fixture, fixture_connections(fixture) == 2);
			fixture_socket(fixture, close);
		}
	}
	fixture_run_until(fixture, fixture->commands_answered == count);
	assert_int_equal(fixture->commands, count);
	assert_int_equal(fixture->commands_answered_ok, count);
	fixture_run_until(fixture, fixture_connections(fixture) == 1);
	assert_int_equal(status_of(fixture).link, LINK_READY);
}

static void a_warning_opens_the_next_one_first(void **state)
{
	struct fixture *fixture = *state;

	fixture_socket(fixture, "{\"action\":\"disconnect\",\"reason\":\"warning\"}");
	fixture_run_until(fixture,
		status_of(fixture).link != LINK_READY || fixture_connections(fixture) == 2);
	assert_int_equal(status_of(fixture).link, LINK_READY);
	fixture_run_until(fixture, fixture_connections(fixture) == 1);
	assert_int_equal(status_of(fixture).link, LINK_READY);
	assert_non_null(strstr(fixture_report(fixture, "x"), "Logged"));
}

static void a_broken_line_comes_back(void **state)
{
	struct fixture *fixture = *state;
	const char *const ways[] = { "{\"action\":\"reset\"}",
		"{\"action\":\"close\",\"code\":1006}", "{\"action\":\"close\",\"code\":1000}" };

	for (size_t i = 0; i < array_length(ways); i++) {
		fixture_socket(fixture, ways[i]);
		fixture_run_until(fixture, status_of(fixture).link != LINK_READY);
		fixture_expect_link(fixture, LINK_READY);
		assert_non_null(strstr(fixture_report(fixture, "again"), "Logged"));
	}
	assert_null(status_of(fixture).problem);
}

static void a_silent_connection_is_replaced(void **state)
{
	struct fixture *fixture = *state;

	fixture->settings.timing.hang_up_after = 3000;
	fixture_start(fixture);
	fixture_expect_link(fixture, LINK_READY);
	fixture_socket(fixture, "{\"action\":\"mute\"}");
	fixture_run_until(fixture, status_of(fixture).link != LINK_READY);
	fixture_expect_link(fixture, LINK_READY);
	fixture_socket(fixture, "{\"action\":\"unmute\"}"); // it finds our close frame
	fixture_run_until(fixture, fixture_connections(fixture) == 1);
	fixture_run_until(fixture, strstr(fixture_report(fixture, "again"), "Logged"));
}

static void no_hello_is_not_ready(void **state)
{
	struct fixture *fixture = *state;

	fixture->settings.timing.hello_timeout = 400;
	fixture_start(fixture);
	fixture_expect_link(fixture, LINK_READY);
	fixture_socket(fixture, "{\"action\":\"no_hello\",\"times\":2}");
	fixture_socket(fixture, "{\"action\":\"reset\"}");
	fixture_run_until(fixture, status_of(fixture).link == LINK_CONNECTING);
	fixture_expect_link(fixture, LINK_READY);
	assert_non_null(strstr(fixture_report(fixture, "again"), "Logged"));
}

static void opening_that_fails_is_tried_again(void **state)
{
	struct fixture *fixture = *state;
	const char *const faults[] = {
		"{\"kind\":\"status\",\"status\":500,\"method\":\"apps.connections.open\","
		"\"times\":2}",
		"{\"kind\":\"reset_before\",\"method\":\"apps.connections.open\",\"times\":2}",
		"{\"kind\":\"garbage\",\"method\":\"apps.connections.open\",\"times\":2}",
		"{\"kind\":\"error\",\"error\":\"internal_error\",\"method\":\"apps.connections."
		"open\"}",
	};

	for (size_t i = 0; i < array_length(faults); i++) {
		fixture_fault(fixture, faults[i]);
		fixture_socket(fixture, "{\"action\":\"reset\"}");
		fixture_run_until(fixture, status_of(fixture).problem);
		fixture_expect_link(fixture, LINK_READY);
		assert_null(status_of(fixture).problem);
	}
}

static void opening_that_takes_too_long_is_tried_again(void **state)
{
	struct fixture *fixture = *state;

	fixture->settings.timing.call_timeout = 1000;
	fixture_start(fixture);
	fixture_expect_link(fixture, LINK_READY);
	fixture_fault(
		fixture, "{\"kind\":\"slow\",\"ms\":60000,\"method\":\"apps.connections.open\"}");
	fixture_socket(fixture, "{\"action\":\"reset\"}");
	fixture_run_until(fixture, status_of(fixture).problem);
	fixture_run_until(
		fixture, status_of(fixture).link == LINK_READY && !status_of(fixture).problem);
}

static void retry_after_is_kept(void **state)
{
	struct fixture *fixture = *state;
	uint64_t start = uv_hrtime();

	fixture_fault(fixture, "{\"kind\":\"status\",\"status\":429,\"retry_after\":1,"
			       "\"method\":\"apps.connections.open\"}");
	fixture_socket(fixture, "{\"action\":\"reset\"}");
	fixture_run_until(fixture, status_of(fixture).link != LINK_READY);
	fixture_expect_link(fixture, LINK_READY);
	assert_true(uv_hrtime() - start > 950000000ull);
}

static int opens(struct fixture *fixture)
{
	_cleanup_json_ struct cJSON *ledger = playground_get(&fixture->playground, "ledger");
	const struct cJSON *call;
	int count = 0;

	json_for_each (call, json_get(ledger, "calls"))
		count += strcmp(json_string_or(call, "method", ""), "apps.connections.open") == 0;
	return count;
}

static void too_many_websockets_is_not_hammered(void **state)
{
	struct fixture *fixture = *state;
	uint64_t start = uv_hrtime();

	fixture_socket(fixture, "{\"action\":\"disconnect\",\"reason\":\"too_many_websockets\"}");
	fixture_run_until(fixture, status_of(fixture).link == LINK_CONNECTING);
	assert_non_null(strstr(status_of(fixture).problem, "too many connections"));
	fixture_expect_link(fixture, LINK_READY);
	assert_true(uv_hrtime() - start > 270000000ull); // crowded_retry is 400, less 30 %
	assert_null(status_of(fixture).problem);
}

static void socket_mode_switched_off_is_said(void **state)
{
	struct fixture *fixture = *state;
	uint64_t start = uv_hrtime();

	fixture_socket(fixture, "{\"action\":\"disconnect\",\"reason\":\"link_disabled\"}");
	fixture_expect_link(fixture, LINK_REFUSED);
	assert_non_null(strstr(status_of(fixture).problem, "switch it on"));
	fixture_expect_link(fixture, LINK_READY);
	assert_true(uv_hrtime() - start > 340000000ull); // slow_retry is 500, less 30 %
}

static void a_wrong_app_token_is_said_and_not_hammered(void **state)
{
	struct fixture *fixture = *state;

	fixture->settings.app_token = "xapp-wrong";
	fixture_start(fixture);
	fixture_expect_link(fixture, LINK_REFUSED);
	assert_non_null(strstr(status_of(fixture).problem, "SLACK_APP_TOKEN"));
	assert_null(strstr(status_of(fixture).problem, "xapp-wrong"));
}

static void a_wrong_bot_token_is_said(void **state)
{
	struct fixture *fixture = *state;

	fixture->settings.bot_token = "xoxb-wrong";
	fixture_start(fixture);
	fixture_expect_link(fixture, LINK_REFUSED);
	assert_non_null(strstr(status_of(fixture).problem, "SLACK_BOT_TOKEN"));
	assert_int_equal(fixture_connections(fixture), 0);
}

static void revoke_tokens(struct fixture *fixture, bool revoked)
{
	json_free(playground_post(&fixture->playground, "tokens",
		revoked ? "{\"revoked\":true}" : "{\"revoked\":false}"));
}

/* The token is good again at once; only who asks again at once would find out. */
static void a_wrong_bot_token_is_not_hammered(void **state)
{
	struct fixture *fixture = *state;

	fixture->settings.timing.slow_retry = 60000;
	revoke_tokens(fixture, true);
	fixture_start(fixture);
	fixture_expect_link(fixture, LINK_REFUSED);
	revoke_tokens(fixture, false);
	fixture_pass(fixture, 500);
	assert_int_equal(status_of(fixture).link, LINK_REFUSED);
}

static void too_many_websockets_is_waited_out(void **state)
{
	struct fixture *fixture = *state;

	fixture->settings.timing.crowded_retry = 60000;
	fixture_start(fixture);
	fixture_expect_link(fixture, LINK_READY);
	int before = opens(fixture);
	fixture_socket(fixture, "{\"action\":\"disconnect\",\"reason\":\"too_many_websockets\"}");
	fixture_run_until(fixture, status_of(fixture).link == LINK_CONNECTING);
	fixture_pass(fixture, 1000); // far beyond what an ordinary loss waits
	assert_int_equal(opens(fixture), before);
	assert_int_equal(status_of(fixture).link, LINK_CONNECTING);
}

static void settings_that_cannot_work(void **state)
{
	struct fixture *fixture = *state;

	fixture->settings.api_url = "http://slack.com/api/";
	struct platform *platform =
		slack_create(&fixture->loop, fixture->web, fixture->http, &fixture->settings);
	assert_true(platform->impl->start(platform) < 0);
	assert_int_equal(platform->impl->status(platform).link, LINK_REFUSED);
	assert_non_null(strstr(platform->impl->status(platform).problem, "https://"));
	fixture->platform = platform;
	struct delivered sent = fixture_deliver(
		fixture, (struct delivery){ .id = 1, .token = "t1", .person = "U0ANA" });
	assert_int_equal(sent.outcome, RETRY_LATER);
	assert_int_equal(sent.hold, HOLD_PLATFORM);
}

static void revoked_tokens_come_back(void **state)
{
	struct fixture *fixture = *state;

	revoke_tokens(fixture, true);
	fixture_socket(fixture, "{\"action\":\"reset\"}");
	fixture_expect_link(fixture, LINK_REFUSED);
	revoke_tokens(fixture, false);
	fixture_expect_link(fixture, LINK_READY);
	assert_non_null(strstr(fixture_report(fixture, "again"), "Logged"));
}

static void an_acknowledgement_whose_connection_is_gone_goes_over_another(void **state)
{
	struct fixture *fixture = *state;

	fixture->hold = true;
	fixture_begin_report(fixture, 1);
	fixture_run_until(fixture, fixture->held);
	fixture_socket(fixture, "{\"action\":\"reset\"}");
	fixture_run_until(fixture, status_of(fixture).link != LINK_READY);
	fixture_expect_link(fixture, LINK_READY);
	fixture->platform->impl->acknowledge(
		fixture->platform, fixture->held, &(const struct answer){ 0 });
	fixture_run_until(fixture, fixture->commands_answered == 1);
	assert_int_equal(fixture->commands_answered_ok, 1);
}

/* As when Slack closes the old connection before the hello of the new one has been read. */
static void an_acknowledgement_waits_for_the_next_connection(void **state)
{
	struct fixture *fixture = *state;

	fixture->hold = true;
	fixture_begin_report(fixture, 1);
	fixture_run_until(fixture, fixture->held);
	fixture_socket(fixture, "{\"action\":\"close\",\"code\":1000}");
	fixture_run_until(fixture, status_of(fixture).link != LINK_READY);
	fixture->platform->impl->acknowledge(
		fixture->platform, fixture->held, &(const struct answer){ 0 });
	fixture_expect_link(fixture, LINK_READY);
	fixture_run_until(fixture, fixture->commands_answered == 1);
	assert_int_equal(fixture->commands_answered_ok, 1);
}

static void an_abandoned_event_is_not_acknowledged(void **state)
{
	struct fixture *fixture = *state;

	fixture->hold = true;
	fixture_begin_report(fixture, 1);
	fixture_run_until(fixture, fixture->held);
	fixture->platform->impl->abandon(fixture->platform, fixture->held);
	assert_non_null(strstr(fixture_report(fixture, "and the next"), "Logged"));
	fixture_socket(fixture, "{\"action\":\"give_up\"}");
	fixture_run_until(fixture, fixture->commands_answered == 1);
	assert_int_equal(fixture->commands_answered_ok, 0);
}

static void what_makes_no_sense_does_no_harm(void **state)
{
	struct fixture *fixture = *state;
	const char *const envelopes[] = {
		"{\"raw\":\"\"}",
		"{\"raw\":\"{\"}",
		"{\"raw\":\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\"}",
		"{\"raw\":\"null\"}",
		"{\"raw\":\"{\\\"type\\\":7}\"}",
		"{\"raw\":\"{\\\"type\\\":\\\"hello\\\"}\"}",
		"{\"raw\":\"{\\\"type\\\":\\\"disconnect\\\",\\\"reason\\\":7}\"}",
		"{\"raw\":\"{\\\"envelope_id\\\":\\\"e\\\",\\\"type\\\":\\\"interactive\\\"}\"}",
		"{\"envelope_id\":\"e2\",\"type\":\"a_new_type\",\"payload\":{}}",
		"{\"envelope_id\":\"e3\",\"type\":\"events_api\",\"payload\":{\"event\":[]}}",
	};

	for (size_t i = 0; i < array_length(envelopes); i++)
		json_free(playground_post(&fixture->playground, "envelope", "%s", envelopes[i]));
	assert_non_null(strstr(fixture_report(fixture, "still here"), "Logged"));
}

static void a_profile_comes_as_an_event(void **state)
{
	struct fixture *fixture = *state;

	fixture->platform->impl->request_profile(fixture->platform, "U0ANA");
	fixture->platform->impl->request_profile(fixture->platform, "U0ANA");
	fixture->platform->impl->request_profile(fixture->platform, "U0NOBODY");
	fixture->platform->impl->request_profile(fixture->platform, "U0BEN");
	fixture_run_until(fixture, fixture->profiles == 2);
	fixture_pass(fixture, 50);
	assert_int_equal(fixture->profiles, 2);
	assert_non_null(strchr(fixture->last_timezone, '/'));
}

static void waking_up_looks_at_the_link(void **state)
{
	struct fixture *fixture = *state;

	fixture->platform->impl->wake(fixture->platform);
	fixture_pass(fixture, 300);
	assert_int_equal(status_of(fixture).link, LINK_READY);
	assert_non_null(strstr(fixture_report(fixture, "awake"), "Logged"));
}

static int count_calls(struct fixture *fixture, const char *method)
{
	_cleanup_json_ struct cJSON *ledger = playground_get(&fixture->playground, "ledger");
	const struct cJSON *call;
	int count = 0;

	json_for_each (call, json_get(ledger, "calls"))
		count += strcmp(json_string_or(call, "method", ""), method) == 0;
	return count;
}

/* And what it hears by the way is told: a token that was revoked, and that it works again. */
static void a_connection_is_kept_warm(void **state)
{
	struct fixture *fixture = *state;

	fixture->settings.timing.warm_every = 20;
	fixture_start(fixture);
	fixture_expect_link(fixture, LINK_READY);
	fixture_run_until(fixture, count_calls(fixture, "auth.test") > 3);
	json_free(playground_post(&fixture->playground, "tokens", "{\"revoked\":true}"));
	fixture_run_until(fixture, status_of(fixture).problem);
	json_free(playground_post(&fixture->playground, "tokens", "{\"revoked\":false}"));
	fixture_run_until(fixture, !status_of(fixture).problem);
}

static void stopping_leaves_no_connection(void **state)
{
	struct fixture *fixture = *state;

	fixture_stop(fixture);
	assert_int_equal(fixture_connections(fixture), 0);
}

static void it_may_be_stopped_at_any_time(void **state)
{
	struct fixture *fixture = *state;

	for (unsigned turns = 0; turns < 12; turns++) {
		fixture_start(fixture);
		for (unsigned i = 0; i < turns; i++)
			playground_turn(&fixture->playground);
		fixture_stop(fixture);
	}
	fixture_run_until(fixture, fixture_connections(fixture) == 0);
}

static void line(void *data, const char *subject, bool ok, const char *words)
{
	(void)subject;
	text_printf(data, "%d %s\n", ok, words);
}

static bool checked;

static void done(void *data)
{
	(void)data;
	checked = true;
}

static void check(struct fixture *fixture, struct text *said)
{
	checked = false;
	slack_check(&fixture->loop, fixture->http, &fixture->settings,
		&(struct check_listener){ line, done, said });
	fixture_run_until(fixture, checked);
}

static void the_check_says_what_is_wrong(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_text_ struct text fine = TEXT_INIT;
	_cleanup_text_ struct text swapped = TEXT_INIT;
	_cleanup_text_ struct text missing = TEXT_INIT;

	check(fixture, &fine);
	assert_non_null(strstr(text_string(&fine), "1 ok: @"));
	assert_non_null(strstr(text_string(&fine), "\n1 ok: Socket Mode is on"));
	fixture->settings.bot_token = "xapp-playground";
	fixture->settings.app_token = "xoxb-playground";
	check(fixture, &swapped);
	assert_non_null(strstr(text_string(&swapped), "0 "));
	assert_non_null(strstr(text_string(&swapped), "SLACK_BOT_TOKEN"));
	assert_non_null(strstr(text_string(&swapped), "SLACK_APP_TOKEN"));
	fixture->settings.bot_token = "";
	check(fixture, &missing);
	assert_non_null(strstr(text_string(&missing), "there is no bot token"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)
#define TEST_STOPPED(name)                                                                         \
	cmocka_unit_test_setup_teardown(name, fixture_set_up_stopped, fixture_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_command_is_answered_in_its_acknowledgement),
		TEST(a_button_is_answered_beside_its_acknowledgement),
		TEST_STOPPED(a_refresh_loses_nothing),
		TEST(a_warning_opens_the_next_one_first),
		TEST(a_broken_line_comes_back),
		TEST_STOPPED(a_silent_connection_is_replaced),
		TEST_STOPPED(no_hello_is_not_ready),
		TEST(opening_that_fails_is_tried_again),
		TEST_STOPPED(opening_that_takes_too_long_is_tried_again),
		TEST(retry_after_is_kept),
		TEST(too_many_websockets_is_not_hammered),
		TEST(socket_mode_switched_off_is_said),
		TEST_STOPPED(a_wrong_app_token_is_said_and_not_hammered),
		TEST_STOPPED(a_wrong_bot_token_is_said),
		TEST_STOPPED(a_wrong_bot_token_is_not_hammered),
		TEST_STOPPED(too_many_websockets_is_waited_out),
		TEST_STOPPED(settings_that_cannot_work),
		TEST(revoked_tokens_come_back),
		TEST(an_acknowledgement_whose_connection_is_gone_goes_over_another),
		TEST(an_acknowledgement_waits_for_the_next_connection),
		TEST(an_abandoned_event_is_not_acknowledged),
		TEST(what_makes_no_sense_does_no_harm),
		TEST(a_profile_comes_as_an_event),
		TEST(waking_up_looks_at_the_link),
		TEST_STOPPED(a_connection_is_kept_warm),
		TEST(stopping_leaves_no_connection),
		TEST_STOPPED(it_may_be_stopped_at_any_time),
		TEST_STOPPED(the_check_says_what_is_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
