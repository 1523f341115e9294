/* Deliveries to Teams, against a connector that refuses, stays silent and breaks off. What matters
 * most: a post leaves once, and "not done" is never said of what may have been done. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "bot/message.h"
#include "bot/platform/teams/conversations.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "tests/support/connector_fixture.h"

static const struct delivery in_legal = { .id = 2, .token = "t", .channel = LEGAL, .attempt = 1 };
static const struct delivery update = {
	.id = 4,
	.token = "t",
	.operation = DELIVERY_UPDATE,
	.channel = LEGAL,
	.message = "m-7",
	.attempt = 1,
};

/* --- where things go --- */

static void a_person_is_written_to(void **state)
{
	struct fixture *fixture = *state;
	struct connector_double *teams = &fixture->teams;
	struct ended sent = fixture_deliver(fixture, fixture_to("29:1-dana"));

	assert_int_equal(sent.outcome, DELIVERED);
	assert_string_equal(sent.channel, "a:29:1-dana");
	assert_string_equal(sent.message, "m-1");
	const struct double_request *created = &teams->requests[1];
	assert_string_equal(created->path, "/svc/v3/conversations");
	assert_string_equal(json_string(created->body, "bot.id"), "28:1111-app");
	assert_string_equal(json_string(created->body, "members.0.id"), "29:1-dana");
	assert_string_equal(json_string(created->body, "tenantId"), "home-tenant");
	assert_string_equal(json_string(created->body, "channelData.tenant.id"), "home-tenant");
	assert_false(json_bool(created->body, "isGroup", true));
	const struct double_request *posted = connector_double_last(teams, INTO_DANA);
	assert_string_equal(posted->authorization, "Bearer token-1");
	assert_string_equal(json_string(posted->body, "summary"), "Your issue LM-1 was fixed");

	/* From now on we know where she is; one token does for all. */
	sent = fixture_deliver(fixture, fixture_to("29:1-dana"));
	assert_string_equal(sent.message, "m-2");
	assert_int_equal(teams->count, 4);
	/* After a restart it is asked for again: the same one. */
	fixture_stop(fixture);
	fixture_start(fixture);
	sent = fixture_deliver(fixture, fixture_to("29:1-dana"));
	assert_string_equal(sent.channel, "a:29:1-dana");
	assert_int_equal(teams->count, 7);
}

static void a_channel_gets_a_thread_and_a_thread_an_answer(void **state)
{
	struct fixture *fixture = *state;
	struct ended opened = fixture_deliver(fixture, in_legal);
	const struct double_request *request = connector_double_last(&fixture->teams, CREATE);

	assert_string_equal(opened.channel, LEGAL);
	assert_string_equal(opened.message, "m-1");
	assert_string_equal(json_string(request->body, "channelData.channel.id"), LEGAL);
	assert_string_equal(json_string(request->body, "activity.type"), "message");
	assert_true(json_bool(request->body, "isGroup", false));
	struct ended answered = fixture_deliver(fixture, in_thread);
	assert_string_equal(answered.channel, LEGAL);
	assert_string_equal(answered.message, "m-2");
	assert_int_equal(connector_double_saw(&fixture->teams, IN_LEGAL), 1);
	/* Groups, and conversations with us, have no threads. */
	struct delivery group = in_thread;
	group.channel = "19:five@thread.v2";
	assert_int_equal(fixture_deliver(fixture, group).outcome, DELIVERED);
	assert_int_equal(
		connector_double_saw(&fixture->teams, CREATE "/19%3Afive%40thread.v2/activities"),
		1);
}

static void an_update_takes_its_place(void **state)
{
	struct fixture *fixture = *state;
	struct ended put = fixture_deliver(fixture, update);

	assert_int_equal(put.outcome, DELIVERED);
	assert_string_equal(put.channel, LEGAL);
	assert_string_equal(put.message, "m-7");
	assert_int_equal(connector_double_saw(&fixture->teams,
				 "PUT /svc/v3/conversations/" LEGAL_SEGMENT "/activities/m-7"),
		1);
}

static void two_tenants_have_two_connectors(void **state)
{
	struct fixture *fixture = *state;
	struct ended sent = fixture_deliver(fixture, fixture_to("29:1-gil|other-tenant"));
	struct delivery put = update;

	assert_string_equal(sent.channel, "a:29:1-gil|other-tenant");
	const struct double_request *created = &fixture->teams.requests[1];
	assert_string_equal(created->path, "/other/v3/conversations");
	assert_string_equal(json_string(created->body, "members.0.id"), "29:1-gil");
	assert_string_equal(json_string(created->body, "tenantId"), "other-tenant");
	put.channel = sent.channel;
	assert_int_equal(fixture_deliver(fixture, put).outcome, DELIVERED);
	assert_int_equal(connector_double_saw(&fixture->teams,
				 "PUT /other/v3/conversations/a%3A29%3A1-gil/activities/m-7"),
		1);
	sent = fixture_deliver(fixture, fixture_to("29:1-gil|nobody's"));
	assert_int_equal(sent.outcome, REFUSED);
	assert_non_null(strstr(sent.reason, "teams.tenants"));
	struct delivery channel = in_legal;
	channel.channel = LEGAL "|nobody's";
	assert_int_equal(fixture_deliver(fixture, channel).outcome, REFUSED);
}

static void the_newest_address_is_used(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *moved = xasprintf("%s/moved//", fixture->teams.url);

	teams_connector_service(fixture->connector, "home-tenant", moved);
	teams_connector_service(fixture->connector, "home-tenant", "https://example.com/");
	assert_int_equal(fixture_deliver(fixture, in_legal).outcome, DELIVERED);
	assert_int_equal(connector_double_saw(&fixture->teams, "POST /moved/v3/conversations"), 1);
	assert_non_null(strstr(fixture->learned, "service_url=http://127.0.0.1:"));
}

/* A government's connector cannot stand on loopback: the address that would be taken does. */
static bool has_another;

bool __wrap_teams_tenant_elsewhere(struct teams_conversations *conversations, int tenant);
bool __wrap_teams_tenant_elsewhere(struct teams_conversations *conversations, int tenant)
{
	_cleanup_free_ char *url = NULL;

	if (!has_another)
		return false;
	url = xasprintf("%.*s/government",
		(int)(strlen(teams_tenant_service(conversations, tenant)) - strlen("/svc")),
		teams_tenant_service(conversations, tenant));
	return teams_tenant_moved(conversations, tenant, url);
}

static void another_host_is_tried_once(void **state)
{
	struct fixture *fixture = *state;
	static const char refusal[] = ERROR("InvalidBotApiHost");

	has_another = true;
	tell(fixture, CREATE "/", 1, 403, refusal);
	assert_int_equal(fixture_deliver(fixture, in_thread).outcome, DELIVERED);
	assert_int_equal(connector_double_saw(&fixture->teams, "POST /government/v3/"), 1);
	assert_int_equal(fixture_deliver(fixture, in_legal).outcome, DELIVERED);
	assert_int_equal(connector_double_saw(&fixture->teams, "POST /government/v3/"), 2);
	has_another = false;
	tell(fixture, "POST /government/", 1, 403, refusal);
	assert_int_equal(fixture_deliver(fixture, in_thread).outcome, REFUSED);
	assert_int_equal(connector_double_saw(&fixture->teams, "POST /government/v3/"), 3);
}

static void without_an_address_it_waits(void **state)
{
	struct fixture *fixture = *state;

	fixture->settings.service_count = 0;
	fixture_start(fixture);
	struct ended sent = fixture_deliver(fixture, fixture_to("29:1-dana"));
	assert_int_equal(sent.outcome, RETRY_LATER);
	assert_int_equal(fixture->teams.count, 0);
	teams_connector_service(fixture->connector, "home-tenant", fixture->service_url);
	assert_int_equal(fixture_deliver(fixture, fixture_to("29:1-dana")).outcome, DELIVERED);
}

/* --- what comes back --- */

static const struct {
	int status;
	const char *body;
	enum delivery_outcome post, put;
	int posts; // how often it left
	const char *reason; // part of it
} endings[] = {
	{ 202, "", UNKNOWN, DELIVERED, 1, "no_message_id" },
	{ 400, ERROR("BadSyntax"), DELIVERED, DELIVERED, 2, "" }, // the second time as text
	{ 403, ERROR("BotNotInConversationRoster"), REFUSED, REFUSED, 1, "is not in" },
	{ 404, ERROR("ConversationNotFound"), REFUSED, REFUSED, 1, "no longer there" },
	{ 404, "", RETRY_LATER, RETRY_LATER, 1, "http_404" },
	{ 408, "", UNKNOWN, RETRY_LATER, 1, "http_408" },
	{ 412, "", RETRY_LATER, RETRY_LATER, 1, "http_412" },
	{ 413, ERROR("MessageSizeTooBig"), DELIVERED, DELIVERED, 2, "" },
	{ 415, "", REFUSED, REFUSED, 1, "http_415" },
	{ 429, "", RETRY_LATER, RETRY_LATER, 1, "http_429" },
	{ 500, ERROR("ServiceError"), UNKNOWN, RETRY_LATER, 1, "ServiceError" },
	{ 502, "", RETRY_LATER, RETRY_LATER, 1, "http_502" },
	{ 503, "", RETRY_LATER, RETRY_LATER, 1, "http_503" },
	{ 504, "", RETRY_LATER, RETRY_LATER, 1, "http_504" },
};

static void check_ending(struct fixture *fixture, size_t i, bool put)
{
	enum delivery_outcome expected = put ? endings[i].put : endings[i].post;
	const char *what = put ? "PUT /svc/" : CREATE "/";
	int before = connector_double_saw(&fixture->teams, what);
	struct delivery delivery = put ? update : in_thread;
	_cleanup_free_ char *channel = xasprintf("19:c%zu-%d@thread.tacv2", i, put);

	delivery.channel = channel; // one of its own: some answers hold or close it
	tell(fixture, what, 1, endings[i].status, endings[i].body);
	struct ended ended = fixture_deliver(fixture, delivery);
	int left = connector_double_saw(&fixture->teams, what) - before;
	if (ended.outcome != expected || ended.hold != HOLD_DELIVERY || left != endings[i].posts)
		fail_msg("%d %s: outcome %d hold %d, left %d times", endings[i].status,
			put ? "PUT" : "POST", ended.outcome, ended.hold, left);
	if (expected != DELIVERED && !strstr(ended.reason, endings[i].reason))
		fail_msg("%d: %s", endings[i].status, ended.reason);
}

static void every_answer_has_its_ending(void **state)
{
	for (size_t i = 0; i < array_length(endings); i++) {
		check_ending(*state, i, false);
		check_ending(*state, i, true);
	}
}

static void a_broken_line_is_not_tried_again(void **state)
{
	struct fixture *fixture = *state;

	fixture_stop(fixture);
	fixture->settings.timing.call_timeout = 1000;
	fixture_start(fixture);
	for (int cut = 0; cut <= 1; cut++) {
		connector_double_tell(&fixture->teams,
			(struct double_order){ .what = CREATE "/", .breaks_off = cut });
		assert_int_equal(fixture_deliver(fixture, in_thread).outcome, UNKNOWN);
		connector_double_tell(&fixture->teams,
			(struct double_order){ .what = CREATE, .breaks_off = cut });
		assert_int_equal(fixture_deliver(fixture, in_legal).outcome, UNKNOWN);
		connector_double_tell(&fixture->teams,
			(struct double_order){ .what = "PUT /", .times = 2, .breaks_off = cut });
		assert_int_equal(fixture_deliver(fixture, update).outcome, RETRY_LATER);
		fixture->teams.orders[fixture->teams.order_count - 1].times = 0;
		/* Nothing was said yet when it broke off here. */
		connector_double_tell(&fixture->teams,
			(struct double_order){ .what = CREATE, .times = 2, .breaks_off = cut });
		struct ended asked = fixture_deliver(fixture, fixture_to("29:1-dana"));
		assert_int_equal(asked.outcome, RETRY_LATER);
		fixture->teams.orders[fixture->teams.order_count - 1].times = 0;
	}
	assert_int_equal(connector_double_saw(&fixture->teams, CREATE "/"), 2);
}

/* On a kept line that turns out to be dead, libcurl would send it again by itself. */
static void each_post_has_a_line_of_its_own(void **state)
{
	struct fixture *fixture = *state;
	const int *connections = &fixture->teams.server.connections;
	int before;

	fixture_deliver(fixture, in_thread);
	before = *connections;
	fixture_deliver(fixture, in_thread);
	fixture_deliver(fixture, in_legal);
	fixture_say(fixture, TEAMS_CHANNEL, true, NULL, "q-1");
	assert_int_equal(*connections, before + 3);
	fixture_deliver(fixture, update); // harmless to repeat: as fast as can be
	before = *connections;
	fixture_deliver(fixture, update);
	assert_int_equal(*connections, before);
}

static void nobody_there_holds_the_platform(void **state)
{
	struct fixture *fixture = *state;

	assert_int_equal(fixture_deliver(fixture, in_thread).outcome, DELIVERED);
	teams_connector_service(fixture->connector, "home-tenant", "http://127.0.0.1:1/");
	struct ended sent = fixture_deliver(fixture, in_thread);
	assert_int_equal(sent.outcome, RETRY_LATER);
	assert_int_equal(sent.hold, HOLD_PLATFORM);
	assert_string_equal(sent.reason, "Teams cannot be reached (not_sent)");
}

static void a_limit_holds_one_conversation(void **state)
{
	struct fixture *fixture = *state;

	connector_double_tell(&fixture->teams,
		(struct double_order){
			.what = CREATE "/", .status = 429, .headers = "Retry-After: 7\r\n" });
	struct ended limited = fixture_deliver(fixture, in_thread);
	assert_int_equal(limited.outcome, RETRY_LATER);
	assert_int_equal(limited.retry_after, 7000);
	int before = fixture->teams.count;
	struct delivery other_thread = in_thread;
	other_thread.thread = "8";
	limited = fixture_deliver(fixture, other_thread);
	assert_int_equal(limited.outcome, RETRY_LATER);
	assert_in_range(limited.retry_after, 1, 7000);
	assert_int_equal(fixture->teams.count, before); // it did not leave
	assert_int_equal(fixture_deliver(fixture, fixture_to("29:1-dana")).outcome, DELIVERED);
}

/* Without a word of how long, it is some seconds; with one, it is as long for what is down. */
static void how_long_to_wait_is_told(void **state)
{
	struct fixture *fixture = *state;

	tell(fixture, CREATE "/", 1, 429, "");
	struct ended limited = fixture_deliver(fixture, in_thread);
	assert_int_equal(limited.outcome, RETRY_LATER);
	assert_int_equal(limited.retry_after, 5000);
	int before = fixture->teams.count;
	fixture_deliver(fixture, in_legal);
	assert_int_equal(fixture->teams.count, before); // it did not leave
	static const int down[] = { 412, 502, 503, 504 };
	for (size_t i = 0; i < array_length(down); i++) {
		connector_double_tell(&fixture->teams, (struct double_order){ .what = INTO_DANA,
							       .status = down[i],
							       .headers = "Retry-After: 120\r\n" });
		struct ended later = fixture_deliver(fixture, fixture_to("29:1-dana"));
		assert_int_equal(later.outcome, RETRY_LATER);
		assert_int_equal(later.retry_after, 120000);
	}
	/* What is down for one holds nobody. */
	assert_int_equal(fixture_deliver(fixture, fixture_to("29:1-dana")).outcome, DELIVERED);
}

static void what_is_closed_stays_so_until_something_comes(void **state)
{
	struct fixture *fixture = *state;
	struct teams_conversation from = {
		.type = TEAMS_PERSONAL,
		.id = "a:29:1-dana",
		.tenant = "home-tenant",
		.person = "29:1-dana",
	};

	tell(fixture, INTO_DANA, 1, 403,
		"{\"errorCode\":209,\"message\":\"{\\\"subCode\\\":\\\"MessageWritesBlocked\\\"}"
		"\"}");
	struct ended sent = fixture_deliver(fixture, fixture_to("29:1-dana"));
	assert_int_equal(sent.outcome, REFUSED);
	assert_string_equal(
		sent.reason, "this person has blocked or removed the app (MessageWritesBlocked)");
	int before = fixture->teams.count;
	struct ended again = fixture_deliver(fixture, fixture_to("29:1-dana"));
	assert_int_equal(again.outcome, REFUSED);
	assert_string_equal(again.reason, sent.reason);
	assert_int_equal(fixture->teams.count, before); // it did not leave
	teams_connector_heard(fixture->connector, &from);
	assert_int_equal(fixture_deliver(fixture, fixture_to("29:1-dana")).outcome, DELIVERED);
	/* Somebody who never had the app. */
	tell(fixture, CREATE, 1, 403, ERROR("ForbiddenOperationException"));
	assert_int_equal(fixture_deliver(fixture, fixture_to("29:1-eli")).outcome, REFUSED);
	before = fixture->teams.count;
	assert_int_equal(fixture_deliver(fixture, fixture_to("29:1-eli")).outcome, REFUSED);
	assert_int_equal(fixture->teams.count, before);
	/* Of one message of many that is not ours any more, nothing else follows. */
	tell(fixture, "PUT /", 1, 403, ERROR("ForbiddenOperationException"));
	assert_int_equal(fixture_deliver(fixture, update).outcome, REFUSED);
	assert_int_equal(fixture_deliver(fixture, update).outcome, DELIVERED);
}

static void a_conversation_that_is_gone_is_made_anew(void **state)
{
	struct fixture *fixture = *state;

	fixture_deliver(fixture, fixture_to("29:1-dana"));
	tell(fixture, INTO_DANA, 1, 404, ERROR("ConversationNotFound"));
	assert_int_equal(fixture_deliver(fixture, fixture_to("29:1-dana")).outcome, DELIVERED);
	assert_int_equal(connector_double_saw(&fixture->teams, CREATE), 5); // two of them bare
	/* Just made, and yet not there: enough. */
	fixture_stop(fixture);
	fixture_start(fixture);
	connector_double_tell(&fixture->teams, (struct double_order){ .what = INTO_DANA,
						       .times = 9,
						       .status = 404,
						       .body = ERROR("ConversationNotFound") });
	assert_int_equal(fixture_deliver(fixture, fixture_to("29:1-dana")).outcome, REFUSED);
	assert_int_equal(connector_double_saw(&fixture->teams, INTO_DANA), 4);
}

static void what_teams_refuses_goes_once_as_text(void **state)
{
	struct fixture *fixture = *state;
	struct delivery delivery = in_thread;
	struct message *long_one = message_create(fixture->arena);
	_cleanup_text_ struct text words = TEXT_INIT;

	for (int i = 0; i < 5000; i++)
		text_append(&words, "wörter ");
	message_line(long_one, "%s", text_string(&words));
	delivery.content = long_one;
	tell(fixture, CREATE "/", 1, 413, ERROR("MessageSizeTooBig"));
	assert_int_equal(fixture_deliver(fixture, delivery).outcome, DELIVERED);
	const struct double_request *last = connector_double_last(&fixture->teams, CREATE "/");
	assert_null(json_get(last->body, "attachments"));
	assert_string_equal(json_string(last->body, "textFormat"), "plain");
	assert_int_equal(text_characters(json_string(last->body, "text")), 4000);
	connector_double_tell(&fixture->teams,
		(struct double_order){
			.what = CREATE, .times = 2, .status = 400, .body = ERROR("BadSyntax") });
	struct ended refused = fixture_deliver(fixture, in_legal);
	assert_int_equal(refused.outcome, REFUSED);
	assert_string_equal(refused.reason, "Teams does not take what is in it (BadSyntax)");
}

/* A post under way when the daemon stops is told, once, as what it is. */
static void stopping_ends_what_is_under_way(void **state)
{
	struct fixture *fixture = *state;
	struct ended first, second;

	assert_int_equal(fixture_deliver(fixture, in_thread).outcome, DELIVERED);
	connector_double_tell(&fixture->teams, (struct double_order){ .what = CREATE "/" });
	fixture_begin(fixture, in_thread, &first);
	int before = fixture->teams.count;
	fixture_run_until(fixture, fixture->teams.count > before);
	fixture_begin(fixture, in_thread, &second);
	assert_true(teams_connector_busy(fixture->connector));
	teams_connector_abort(fixture->connector);
	assert_int_equal(first.count, 1);
	assert_int_equal(first.outcome, UNKNOWN);
	assert_int_equal(second.count, 1);
	assert_int_equal(second.outcome, RETRY_LATER);
	assert_false(teams_connector_busy(fixture->connector));
	assert_int_equal(fixture_deliver(fixture, in_thread).outcome, RETRY_LATER);
	assert_int_equal(fixture->teams.count, before + 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)
#define STOPPED(name)                                                                              \
	cmocka_unit_test_setup_teardown(name, fixture_set_up_stopped, fixture_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_person_is_written_to),
		TEST(a_channel_gets_a_thread_and_a_thread_an_answer),
		TEST(an_update_takes_its_place),
		TEST(two_tenants_have_two_connectors),
		TEST(the_newest_address_is_used),
		TEST(another_host_is_tried_once),
		STOPPED(without_an_address_it_waits),
		TEST(every_answer_has_its_ending),
		TEST(a_broken_line_is_not_tried_again),
		TEST(each_post_has_a_line_of_its_own),
		TEST(nobody_there_holds_the_platform),
		TEST(a_limit_holds_one_conversation),
		TEST(how_long_to_wait_is_told),
		TEST(what_is_closed_stays_so_until_something_comes),
		TEST(a_conversation_that_is_gone_is_made_anew),
		TEST(what_teams_refuses_goes_once_as_text),
		TEST(stopping_ends_what_is_under_way),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
