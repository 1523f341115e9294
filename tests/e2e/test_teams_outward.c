/* What goes out to Teams, against the playground, which is as strict as Teams: real cards, in
 * threads, in the place of others, for one person alone; and every fault it knows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "bot/message.h"
#include "bot/platform/check.h"
#include "bot/platform/teams/check.h"
#include "bot/platform/teams/encode.h"
#include "bot/util/arena.h"
#include "bot/util/http_client.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "tests/support/connector_fixture.h"
#include "tests/support/playground.h"

#define FINANCE "19:finance@thread.tacv2"

static struct playground playground; // one at a time
static char app_id[40], tenant[40];
static const char *const tenants[] = { tenant, "00000000-0000-4000-8000-00000000beef", NULL };

static int set_up(void **state)
{
	struct fixture *fixture;

	fixture_set_up_stopped(state);
	fixture = *state;
	playground_start(&playground, &fixture->loop, fixture->http);
	_cleanup_json_ struct cJSON *world = playground_get(&playground, "world");
	snprintf(app_id, sizeof(app_id), "%s", json_string_or(world, "teams.app_id", ""));
	snprintf(tenant, sizeof(tenant), "%s", json_string_or(world, "teams.tenant", ""));
	snprintf(fixture->service_url, sizeof(fixture->service_url), "%s",
		json_string_or(world, "teams.service_url", ""));
	snprintf(fixture->metadata_url, sizeof(fixture->metadata_url),
		"%s/teams/metadata/v1/.well-known/openidconfiguration", playground.url);
	snprintf(fixture->login_url, sizeof(fixture->login_url), "%s/teams/login", playground.url);
	fixture->settings.app_id = app_id;
	fixture->settings.client_secret = "playground-secret";
	fixture->settings.tenants = tenants;
	fixture->services[0].tenant = tenant;
	fixture->settings.service_count = 1;
	fixture_start(fixture);
	return 0;
}

static int tear_down(void **state)
{
	playground_stop(&playground);
	return fixture_tear_down(state);
}

static bool never(const char *button)
{
	(void)button;
	return false;
}

static const struct teams_encoder encoder = { .tenant = tenant, .opens_form = never };

static const struct message *card_of(struct fixture *fixture, const char *words)
{
	struct message *message = message_create(fixture->arena);

	message_line(message, "%s", words);
	message_quote(message, "It <at>made up</at> a **policy** | {{DATE(x)}}");
	message_button(message, BUTTON_PRIMARY, "Works", "works", "LM-1");
	return message;
}

static struct ended deliver(struct fixture *fixture, struct delivery delivery, const char *words)
{
	struct ended ended = { 0 };

	delivery.content = card_of(fixture, words);
	_cleanup_json_ struct cJSON *activity = teams_encode_message(&encoder, delivery.content);
	_cleanup_json_ struct cJSON *plain = teams_encode_plain(&encoder, delivery.content);
	teams_deliver(fixture->connector, &delivery, activity, plain, delivery_ended, &ended);
	fixture_run_until(fixture, ended.count);
	return ended;
}

static const struct delivery in_finance = { .id = 2, .token = "t", .channel = FINANCE };

static struct delivery update_of(const struct ended *sent)
{
	return (struct delivery){
		.id = 9,
		.token = "t",
		.operation = DELIVERY_UPDATE,
		.channel = sent->channel,
		.message = sent->message,
	};
}

static void fault(const char *faults)
{
	_cleanup_json_ struct cJSON *reply =
		playground_post(&playground, "faults", "{\"faults\":[%s]}", faults);

	assert_true(json_bool(reply, "ok", false));
}

static void strike(const char *kind, const char *method)
{
	_cleanup_free_ char *one = xasprintf("{%s,\"method\":\"connector.%s\"}", kind, method);

	fault(one);
}

/* The messages that `as` sees in `channel`. */
static struct cJSON *seen(const char *as, const char *channel)
{
	_cleanup_free_ char *path = xasprintf("messages?as=%s&channel=%s", as, channel);

	return playground_get(&playground, path);
}

static int count_with(const struct cJSON *messages, const char *words)
{
	const struct cJSON *message;
	int count = 0;

	json_for_each (message, json_get(messages, "messages")) {
		_cleanup_free_ char *printed = json_print(message);
		count += strstr(printed, words) != NULL;
	}
	return count;
}

/* --- where things go --- */

static void a_card_reaches_a_person_once(void **state)
{
	struct fixture *fixture = *state;
	struct ended sent = deliver(fixture, fixture_to("29:1-dana"), "Your issue LM-1 was fixed");

	assert_int_equal(sent.outcome, DELIVERED);
	assert_string_equal(sent.channel, "a:1-dana");
	struct ended put = deliver(fixture, update_of(&sent), "Thank you");
	assert_int_equal(put.outcome, DELIVERED);
	assert_string_equal(put.message, sent.message);
	_cleanup_json_ struct cJSON *messages = seen("29:1-dana", "a:1-dana");
	assert_int_equal(count_with(messages, "Thank you"), 1);
	assert_int_equal(count_with(messages, "was fixed"), 0);
	/* By the directory's id, for somebody never met: the same conversation. */
	sent = deliver(fixture, fixture_to("0b9ec700-0000-4000-8000-0000000000d1"), "Hello");
	assert_string_equal(sent.channel, "a:1-dana");
}

static void a_thread_is_opened_and_answered(void **state)
{
	struct fixture *fixture = *state;
	struct ended opened = deliver(fixture, in_finance, "You said, we fixed");
	struct delivery answer = in_finance;

	assert_int_equal(opened.outcome, DELIVERED);
	assert_string_equal(opened.channel, FINANCE);
	answer.thread = opened.message;
	struct ended answered = deliver(fixture, answer, "The details");
	assert_int_equal(answered.outcome, DELIVERED);
	_cleanup_json_ struct cJSON *messages = seen("29:1-eli", "19%3Afinance%40thread.tacv2");
	const struct cJSON *message;
	int threaded = 0;
	json_for_each (message, json_get(messages, "messages"))
		if (text_equal(json_string(message, "ts"), answered.message))
			threaded += text_equal(json_string(message, "thread_ts"), opened.message);
	assert_int_equal(threaded, 1);
	/* What stands in a thread is put in place by its own id alone. */
	assert_int_equal(
		deliver(fixture, update_of(&answered), "Other details").outcome, DELIVERED);
}

static void people_know_who_is_there(void **state)
{
	struct fixture *fixture = *state;

	fixture_ask(fixture, "29:1-eli");
	assert_string_equal(json_string(fixture->member, "email"), "eli@acme.example");
	fixture_ask(fixture, "29:1-nobody");
	assert_null(fixture->member);
}

static void say(
	struct fixture *fixture, const char *person, const char *replaces, const char *words)
{
	struct teams_conversation conversation = {
		.type = TEAMS_CHANNEL, .id = FINANCE, .tenant = tenant, .person = person
	};

	teams_say(fixture->connector, &conversation,
		teams_encode_message(&encoder, card_of(fixture, words)), true, replaces, NULL);
	fixture_run_until(fixture, !teams_connector_busy(fixture->connector));
}

static void what_is_for_one_is_seen_by_one(void **state)
{
	struct fixture *fixture = *state;

	say(fixture, "29:1-dana", NULL, "Logged LM-1");
	_cleanup_json_ struct cJSON *hers = seen("29:1-dana", "19%3Afinance%40thread.tacv2");
	assert_int_equal(count_with(hers, "Logged LM-1"), 1);
	const struct cJSON *last = json_first(json_get(hers, "messages"));
	say(fixture, "29:1-dana", json_string(last, "ts"), "Moved to LM-2");
	_cleanup_json_ struct cJSON *then = seen("29:1-dana", "19%3Afinance%40thread.tacv2");
	assert_int_equal(count_with(then, "Moved to LM-2"), 1);
	assert_int_equal(count_with(then, "Logged LM-1"), 0);
	_cleanup_json_ struct cJSON *his = seen("29:1-eli", "19%3Afinance%40thread.tacv2");
	assert_int_equal(count_with(his, "LM-"), 0);
	/* Farah is not in there (any more): she is told where only she is. */
	say(fixture, "29:1-farah", NULL, "Logged LM-3");
	_cleanup_json_ struct cJSON *direct = seen("29:1-farah", "a:1-farah");
	assert_int_equal(count_with(direct, "Logged LM-3"), 1);
	assert_int_equal(deliver(fixture, in_finance, "Still open to us").outcome, DELIVERED);
}

/* --- what breaks --- */

static void what_breaks_off_is_not_said_twice(void **state)
{
	static const char *const faults[] = {
		"\"kind\":\"reset_before\"",
		"\"kind\":\"reset_after\"",
		"\"kind\":\"status\",\"status\":500",
	};
	struct fixture *fixture = *state;
	struct delivery answer = in_finance;

	struct ended opened = deliver(fixture, in_finance, "opened");
	answer.thread = opened.message;
	for (size_t i = 0; i < array_length(faults); i++) {
		strike(faults[i], "post");
		assert_int_equal(deliver(fixture, answer, "perhaps").outcome, UNKNOWN);
		strike(faults[i], "create");
		assert_int_equal(deliver(fixture, in_finance, "perhaps").outcome, UNKNOWN);
		strike(faults[i], "put");
		enum delivery_outcome outcome =
			deliver(fixture, update_of(&opened), "again").outcome;
		assert_true(outcome == RETRY_LATER || outcome == DELIVERED); // may be repeated
	}
	fault("");
	_cleanup_json_ struct cJSON *messages = seen("29:1-eli", "19%3Afinance%40thread.tacv2");
	assert_true(count_with(messages, "perhaps") <= 2 * (int)array_length(faults));
}

static void what_takes_too_long_is_not_said_twice(void **state)
{
	static const char slow[] = "\"kind\":\"slow\",\"ms\":60000";
	struct fixture *fixture = *state;
	struct delivery answer = in_finance;

	struct ended opened = deliver(fixture, in_finance, "opened");
	answer.thread = opened.message;
	fixture_stop(fixture);
	fixture->settings.timing.call_timeout = 3000; // what a pause of this machine does not take
	fixture_start(fixture);
	strike(slow, "post");
	assert_int_equal(deliver(fixture, answer, "perhaps").outcome, UNKNOWN);
	strike(slow, "create");
	assert_int_equal(deliver(fixture, in_finance, "perhaps").outcome, UNKNOWN);
	strike(slow, "put");
	enum delivery_outcome outcome = deliver(fixture, update_of(&opened), "again").outcome;
	assert_true(outcome == RETRY_LATER || outcome == DELIVERED); // may be repeated
	_cleanup_json_ struct cJSON *messages = seen("29:1-eli", "19%3Afinance%40thread.tacv2");
	assert_int_equal(count_with(messages, "perhaps"), 2);
}

static void its_words_end_a_delivery(void **state)
{
	static const struct {
		int status;
		const char *code;
		enum delivery_outcome outcome;
	} words[] = {
		{ 412, "PreconditionFailed", RETRY_LATER },
		{ 502, "BadGateway", RETRY_LATER },
		{ 503, "ServiceUnavailable", RETRY_LATER },
		{ 504, "GatewayTimeout", RETRY_LATER },
		{ 404, "ConversationNotFound", REFUSED },
		{ 403, "BotDisabledByAdmin", REFUSED },
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < array_length(words); i++) {
		char text[160];
		snprintf(text, sizeof(text),
			"{\"kind\":\"status\",\"status\":%d,\"code\":\"%s\","
			"\"method\":\"connector.create\"}",
			words[i].status, words[i].code);
		fault(text);
		struct ended ended = deliver(fixture, in_finance, "no");
		if (ended.outcome != words[i].outcome || !strstr(ended.reason, words[i].code))
			fail_msg("%d %s: %d %s", words[i].status, words[i].code, ended.outcome,
				ended.reason);
	}
}

static void too_much_is_held(void **state)
{
	struct fixture *fixture = *state;
	struct ended ended = { 0 };

	for (int i = 0; i < 200 && ended.outcome == DELIVERED; i++)
		ended = deliver(fixture, fixture_to("29:1-dana"), "much");
	assert_int_equal(ended.outcome, RETRY_LATER);
	assert_in_range(ended.retry_after, 1, 60000);
	assert_int_equal(deliver(fixture, fixture_to("29:1-eli"), "little").outcome, DELIVERED);
}

static void a_token_that_was_taken_back_is_replaced(void **state)
{
	struct fixture *fixture = *state;

	assert_int_equal(deliver(fixture, in_finance, "one").outcome, DELIVERED);
	json_free(playground_post(&playground, "teams", "{\"revoke_tokens\":true}"));
	assert_int_equal(deliver(fixture, in_finance, "two").outcome, DELIVERED);
	_cleanup_json_ struct cJSON *teams = playground_get(&playground, "teams");
	assert_int_equal(json_int(teams, "tokens_given", 0), 2);
}

static void a_secret_that_was_changed_is_said(void **state)
{
	struct fixture *fixture = *state;

	json_free(playground_post(&playground, "teams", "{\"secret\":\"another\"}"));
	struct ended ended = deliver(fixture, in_finance, "no");
	assert_int_equal(ended.outcome, RETRY_LATER);
	assert_int_equal(ended.hold, HOLD_PLATFORM);
	assert_non_null(strstr(fixture->problem, "AADSTS7000215"));
	json_free(playground_post(&playground, "teams", "{\"secret\":\"playground-secret\"}"));
	fixture_run_until(fixture, !*fixture->problem);
	assert_int_equal(deliver(fixture, in_finance, "yes").outcome, DELIVERED);
}

static void line(void *data, const char *subject, bool ok, const char *words)
{
	text_printf(data, "%s %s: %s\n", ok ? "ok" : "not ok", subject, words);
}

static bool checked;

static void done(void *data)
{
	(void)data;
	checked = true;
}

static void a_check_finds_all_well(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_text_ struct text lines = TEXT_INIT;

	checked = false;
	teams_check(&fixture->loop, fixture->http, &fixture->settings,
		&(struct check_listener){ line, done, &lines });
	fixture_run_until(fixture, checked);
	assert_non_null(strstr(text_string(&lines), "ok teams token"));
	assert_non_null(strstr(text_string(&lines), "ok teams keys"));
	assert_null(strstr(text_string(&lines), "not ok"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_card_reaches_a_person_once),
		TEST(a_thread_is_opened_and_answered),
		TEST(people_know_who_is_there),
		TEST(what_is_for_one_is_seen_by_one),
		TEST(what_breaks_off_is_not_said_twice),
		TEST(what_takes_too_long_is_not_said_twice),
		TEST(its_words_end_a_delivery),
		TEST(too_much_is_held),
		TEST(a_token_that_was_taken_back_is_replaced),
		TEST(a_secret_that_was_changed_is_said),
		TEST(a_check_finds_all_well),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
