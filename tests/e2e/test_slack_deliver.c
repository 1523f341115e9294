/* Posting to Slack, against a playground that misbehaves: how each attempt ends, and that looking
 * for it finds the truth. The ledger says what was really applied. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "bot/message.h"
#include "bot/util/clock.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "tests/e2e/slack_fixture.h"

static struct delivery to_ana(const char *token)
{
	return (struct delivery){
		.id = 1,
		.token = token,
		.operation = DELIVERY_POST,
		.person = "U0ANA",
		.not_before = clock_now(),
		.attempt = 1,
	};
}

static void a_post_arrives_with_its_token(void **state)
{
	struct fixture *fixture = *state;
	struct delivered sent = fixture_deliver(fixture, to_ana("token-1"));

	assert_int_equal(sent.outcome, DELIVERED);
	assert_string_equal(sent.channel, "D0ANA");
	assert_true(strlen(sent.message) > 10);
	assert_int_equal(fixture_posts(fixture, "token-1"), 1);
}

static void an_update_replaces_it(void **state)
{
	struct fixture *fixture = *state;
	struct delivered sent = fixture_deliver(fixture, to_ana("token-1"));
	struct message *content = message_create(fixture->arena);

	message_line(content, "Settled");
	struct delivered updated = fixture_deliver(fixture, (struct delivery){
								    .id = 2,
								    .token = "token-2",
								    .operation = DELIVERY_UPDATE,
								    .channel = sent.channel,
								    .message = sent.message,
								    .content = content,
							    });
	assert_int_equal(updated.outcome, DELIVERED);
	assert_string_equal(updated.channel, sent.channel);
	assert_string_equal(updated.message, sent.message);
	_cleanup_json_ struct cJSON *messages =
		playground_get(&fixture->playground, "messages?as=U0ANA&channel=D0ANA");
	assert_int_equal(json_length(json_get(messages, "messages")), 1);
	assert_non_null(strstr(json_string_or(messages, "messages.0.text", ""), "Settled"));
}

/* A fault of chat.postMessage, how the attempt ends, how often it was applied, what a look says. */
static const struct {
	const char *fault;
	enum delivery_outcome outcome;
	int applied;
	enum delivery_outcome looked;
} breaks[] = {
	{ "{\"kind\":\"reset_before\",\"method\":\"chat.postMessage\"}", UNKNOWN, 0, REFUSED },
	{ "{\"kind\":\"reset_after\",\"method\":\"chat.postMessage\"}", UNKNOWN, 1, DELIVERED },
	{ "{\"kind\":\"truncate\",\"method\":\"chat.postMessage\"}", UNKNOWN, 1, DELIVERED },
	{ "{\"kind\":\"garbage\",\"method\":\"chat.postMessage\"}", UNKNOWN, 1, DELIVERED },
	{ "{\"kind\":\"status\",\"status\":500,\"method\":\"chat.postMessage\"}", UNKNOWN, 0,
		REFUSED },
	{ "{\"kind\":\"status\",\"status\":503,\"method\":\"chat.postMessage\"}", UNKNOWN, 0,
		REFUSED },
	{ "{\"kind\":\"error\",\"error\":\"internal_error\",\"method\":\"chat.postMessage\"}",
		UNKNOWN, 0, REFUSED },
	{ "{\"kind\":\"error\",\"error\":\"fatal_error\",\"method\":\"chat.postMessage\"}", UNKNOWN,
		0, REFUSED },
};

static void what_breaks_off_is_looked_for(void **state)
{
	struct fixture *fixture = *state;

	json_free(playground_post(&fixture->playground, "limits", "{\"rate_limits\":false}"));
	for (size_t i = 0; i < array_length(breaks); i++) {
		char token[32];
		snprintf(token, sizeof(token), "break-%zu", i);
		fixture_fault(fixture, breaks[i].fault);
		struct delivery delivery = to_ana(token);
		struct delivered sent = fixture_deliver(fixture, delivery);
		assert_int_equal(sent.outcome, breaks[i].outcome);
		fixture_pass(fixture, 30);
		assert_int_equal(fixture_posts(fixture, token), breaks[i].applied);
		struct delivered found = fixture_reconcile(fixture, delivery);
		assert_int_equal(found.outcome, breaks[i].looked);
		if (found.outcome == DELIVERED)
			assert_string_equal(found.channel, "D0ANA");
		else
			assert_string_equal(found.reason, "not_found");
	}
}

/* As long a time as a pause of this machine does not take, from when the playground is asked. */
static void what_takes_too_long_is_looked_for(void **state)
{
	struct fixture *fixture = *state;
	struct delivery delivery = to_ana("slow");

	fixture->settings.timing.call_timeout = 4000;
	fixture_start(fixture);
	fixture_fault(fixture, "{\"kind\":\"slow\",\"ms\":60000,\"method\":\"chat.postMessage\"}");
	assert_int_equal(fixture_deliver(fixture, delivery).outcome, UNKNOWN);
	assert_int_equal(fixture_posts(fixture, "slow"), 1);
	struct delivered found = fixture_reconcile(fixture, delivery);
	assert_int_equal(found.outcome, DELIVERED);
	fixture_fault(fixture, "{\"kind\":\"slow\",\"ms\":60000,\"method\":\"chat.update\"}");
	struct delivered updated = fixture_deliver(fixture, (struct delivery){
								    .id = 2,
								    .token = "t",
								    .operation = DELIVERY_UPDATE,
								    .channel = found.channel,
								    .message = found.message,
							    });
	assert_int_equal(updated.outcome, RETRY_LATER);
}

static void a_rate_limit_holds_the_method(void **state)
{
	struct fixture *fixture = *state;
	uint64_t start = uv_hrtime();

	fixture_fault(fixture, "{\"kind\":\"status\",\"status\":429,\"retry_after\":5,"
			       "\"method\":\"chat.postMessage\"}");
	struct delivered first = fixture_deliver(fixture, to_ana("limited"));
	assert_int_equal(first.outcome, RETRY_LATER);
	assert_int_equal(first.hold, HOLD_METHOD);
	assert_int_equal(first.retry_after, 5000);
	struct delivered second = fixture_deliver(fixture, to_ana("limited")); // does not leave
	assert_int_equal(second.outcome, RETRY_LATER);
	assert_int_equal(second.hold, HOLD_METHOD);
	assert_true(second.retry_after > 0 && second.retry_after <= 5000);
	assert_int_equal(fixture_posts(fixture, "limited"), 0);
	struct delivered other = fixture_reconcile(fixture, to_ana("limited")); // not limited
	assert_int_equal(other.outcome, REFUSED);
	fixture_run_until(
		fixture, fixture_deliver(fixture, to_ana("limited")).outcome == DELIVERED);
	assert_true(uv_hrtime() - start > 4900000000ull);
}

/* Slack's word for it, and how that ends a post. */
static const struct {
	const char *word;
	enum delivery_outcome outcome;
	enum delivery_hold hold;
} words[] = {
	{ "channel_not_found", REFUSED, HOLD_DELIVERY },
	{ "is_archived", REFUSED, HOLD_DELIVERY },
	{ "not_in_channel", REFUSED, HOLD_DELIVERY },
	{ "restricted_action_read_only_channel", REFUSED, HOLD_DELIVERY },
	{ "invalid_auth", RETRY_LATER, HOLD_PLATFORM },
	{ "token_revoked", RETRY_LATER, HOLD_PLATFORM },
	{ "missing_scope", RETRY_LATER, HOLD_PLATFORM },
	{ "service_unavailable", RETRY_LATER, HOLD_DELIVERY },
	{ "ratelimited", RETRY_LATER, HOLD_METHOD },
	{ "a_word_of_tomorrow", REFUSED, HOLD_DELIVERY },
};

static void slacks_words_end_a_post(void **state)
{
	struct fixture *fixture = *state;

	for (size_t i = 0; i < array_length(words); i++) {
		_cleanup_free_ char *fault = xasprintf(
			"{\"kind\":\"error\",\"error\":\"%s\",\"method\":\"chat.postMessage\"}",
			words[i].word);
		fixture_fault(fixture, fault);
		struct delivered sent = fixture_deliver(fixture, to_ana("word"));
		assert_int_equal(sent.outcome, words[i].outcome);
		assert_int_equal(sent.hold, words[i].hold);
		if (words[i].hold == HOLD_METHOD)
			break;
		assert_string_equal(sent.reason, words[i].word);
	}
	assert_int_equal(fixture_posts(fixture, "word"), 0);
}

static void wrong_credentials_are_said_until_they_work(void **state)
{
	struct fixture *fixture = *state;

	fixture_fault(fixture,
		"{\"kind\":\"error\",\"error\":\"token_revoked\",\"method\":\"chat.postMessage\"}");
	fixture_deliver(fixture, to_ana("x"));
	const char *problem = fixture->platform->impl->status(fixture->platform).problem;
	assert_non_null(problem);
	assert_non_null(strstr(problem, "SLACK_BOT_TOKEN"));
	fixture_deliver(fixture, to_ana("x"));
	assert_null(fixture->platform->impl->status(fixture->platform).problem);
}

static void blocks_that_slack_refuses_go_as_text(void **state)
{
	struct fixture *fixture = *state;

	fixture_fault(fixture, "{\"kind\":\"error\",\"error\":\"invalid_blocks\","
			       "\"method\":\"chat.postMessage\"}");
	struct delivered sent = fixture_deliver(fixture, to_ana("plain"));
	assert_int_equal(sent.outcome, DELIVERED);
	assert_int_equal(fixture_posts(fixture, "plain"), 1);
	_cleanup_json_ struct cJSON *messages =
		playground_get(&fixture->playground, "messages?as=U0ANA&channel=D0ANA");
	assert_non_null(strstr(json_string_or(messages, "messages.0.text", ""), "LM-1 was fixed"));
	fixture_fault(fixture, "{\"kind\":\"error\",\"error\":\"invalid_blocks\","
			       "\"method\":\"chat.postMessage\",\"times\":2}");
	sent = fixture_deliver(fixture, to_ana("refused"));
	assert_int_equal(sent.outcome, REFUSED);
	assert_string_equal(sent.reason, "invalid_blocks");
}

static void an_update_may_be_repeated(void **state)
{
	struct fixture *fixture = *state;
	struct delivered sent = fixture_deliver(fixture, to_ana("card"));
	const char *const faults[] = {
		"{\"kind\":\"status\",\"status\":500,\"method\":\"chat.update\"}",
		"{\"kind\":\"reset_before\",\"method\":\"chat.update\",\"times\":2}",
	};

	for (size_t i = 0; i < array_length(faults); i++) {
		fixture_fault(fixture, faults[i]);
		struct delivered updated =
			fixture_deliver(fixture, (struct delivery){
							 .id = 2,
							 .token = "t",
							 .operation = DELIVERY_UPDATE,
							 .channel = sent.channel,
							 .message = sent.message,
						 });
		assert_int_equal(updated.outcome, RETRY_LATER);
	}
	fixture_fault(fixture, "");
	struct delivered nothing = fixture_deliver(fixture, (struct delivery){
								    .id = 3,
								    .token = "t",
								    .operation = DELIVERY_UPDATE,
								    .channel = sent.channel,
								    .message = "1000000000.000001",
							    });
	assert_int_equal(nothing.outcome, REFUSED);
	assert_string_equal(nothing.reason, "message_not_found");
}

static void nobody_there_is_certainly_not_sent(void **state)
{
	struct fixture *fixture = *state;

	fixture_stop(fixture);
	fixture->settings.api_url = "http://127.0.0.1:1/api/";
	fixture_start(fixture);
	struct delivered sent = fixture_deliver(fixture, to_ana("away"));
	assert_int_equal(sent.outcome, RETRY_LATER);
	assert_int_equal(sent.hold, HOLD_PLATFORM);
	assert_string_equal(sent.reason, "not_sent");
}

static void posts_in_channels_and_threads_are_found(void **state)
{
	struct fixture *fixture = *state;
	struct delivery post = to_ana("in-channel");

	post.person = NULL;
	post.channel = "C0GENERAL";
	struct delivered sent = fixture_deliver(fixture, post);
	assert_int_equal(sent.outcome, DELIVERED);
	struct delivered found = fixture_reconcile(fixture, post);
	assert_int_equal(found.outcome, DELIVERED);
	assert_string_equal(found.message, sent.message);

	struct delivery answer = post;
	answer.token = "in-thread";
	answer.thread = sent.message;
	struct delivered answered = fixture_deliver(fixture, answer);
	assert_int_equal(answered.outcome, DELIVERED);
	found = fixture_reconcile(fixture, answer);
	assert_int_equal(found.outcome, DELIVERED);
	assert_string_equal(found.message, answered.message);
	answer.token = "never-sent";
	assert_int_equal(fixture_reconcile(fixture, answer).outcome, REFUSED);
}

/* More than one page of other people's messages came after ours. */
static void all_pages_are_looked_through(void **state)
{
	struct fixture *fixture = *state;
	struct delivery post = to_ana("deep");

	post.person = NULL;
	post.channel = "C0GENERAL";
	struct delivered sent = fixture_deliver(fixture, post);
	for (int i = 0; i < 450; i++)
		json_free(playground_post(&fixture->playground, "message",
			"{\"as\":\"U0BEN\",\"channel\":\"C0GENERAL\",\"text\":\"chatter %d\"}", i));
	struct delivered found = fixture_reconcile(fixture, post);
	assert_int_equal(found.outcome, DELIVERED);
	assert_string_equal(found.message, sent.message);
	post.token = "never-sent";
	assert_int_equal(fixture_reconcile(fixture, post).outcome, REFUSED);
}

static void a_look_that_fails_is_no_proof(void **state)
{
	struct fixture *fixture = *state;
	const char *const faults[] = {
		"{\"kind\":\"status\",\"status\":500,\"method\":\"conversations.history\"}",
		"{\"kind\":\"garbage\",\"method\":\"conversations.history\"}",
	};

	for (size_t i = 0; i < array_length(faults); i++) {
		fixture_fault(fixture, faults[i]);
		assert_int_equal(fixture_reconcile(fixture, to_ana("maybe")).outcome, RETRY_LATER);
	}
	fixture_fault(fixture, "{\"kind\":\"error\",\"error\":\"missing_scope\","
			       "\"method\":\"conversations.history\"}");
	assert_int_equal(fixture_reconcile(fixture, to_ana("maybe")).outcome, UNKNOWN);
	struct delivery elsewhere = to_ana("maybe");
	elsewhere.person = NULL;
	elsewhere.channel = "C0NOWHERE";
	assert_int_equal(fixture_reconcile(fixture, elsewhere).outcome, UNKNOWN);
	fixture_fault(fixture, "{\"kind\":\"error\",\"error\":\"ratelimited\","
			       "\"method\":\"conversations.open\"}");
	struct delivered limited = fixture_reconcile(fixture, to_ana("maybe"));
	assert_int_equal(limited.outcome, RETRY_LATER);
	assert_int_equal(limited.hold, HOLD_METHOD);
	assert_int_equal(limited.retry_after, 30000); // not said: our own patience
}

/* A delivery under way when the daemon stops is told, once: given its time, or as UNKNOWN. */
static void stopping_ends_what_is_under_way(void **state)
{
	struct fixture *fixture = *state;
	struct delivered slow = { 0 }, late = { 0 };

	fixture_fault(fixture, "{\"kind\":\"slow\",\"ms\":300,\"method\":\"chat.postMessage\"}");
	fixture_begin_delivery(fixture, to_ana("slowly"), &slow);
	fixture_run_until(fixture, slow.count || fixture_posts(fixture, "slowly"));
	fixture_stop(fixture);
	assert_int_equal(slow.count, 1);
	assert_int_equal(slow.outcome, DELIVERED);

	fixture->settings.timing.call_timeout = 60000;
	fixture_start(fixture);
	fixture_fault(fixture, "{\"kind\":\"slow\",\"ms\":60000,\"method\":\"chat.postMessage\"}");
	fixture_begin_delivery(fixture, to_ana("too-late"), &late);
	fixture_run_until(fixture, fixture_posts(fixture, "too-late"));
	fixture_stop(fixture);
	assert_int_equal(late.count, 1);
	assert_int_equal(late.outcome, UNKNOWN);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)
#define TEST_STOPPED(name)                                                                         \
	cmocka_unit_test_setup_teardown(name, fixture_set_up_stopped, fixture_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_post_arrives_with_its_token),
		TEST(an_update_replaces_it),
		TEST(what_breaks_off_is_looked_for),
		TEST_STOPPED(what_takes_too_long_is_looked_for),
		TEST(a_rate_limit_holds_the_method),
		TEST(slacks_words_end_a_post),
		TEST(wrong_credentials_are_said_until_they_work),
		TEST(blocks_that_slack_refuses_go_as_text),
		TEST(an_update_may_be_repeated),
		TEST(nobody_there_is_certainly_not_sent),
		TEST(posts_in_channels_and_threads_are_found),
		TEST(all_pages_are_looked_through),
		TEST(a_look_that_fails_is_no_proof),
		TEST(stopping_ends_what_is_under_way),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
