/*
 * What comes in from Teams, from its token to its answer, with a way in of the test's own and a
 * clock that it sets.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/evp.h>

#include "bot/event.h"
#include "bot/platform/teams/decode.h"
#include "bot/platform/teams/inbound.h"
#include "bot/platform/teams/receipt.h"
#include "bot/platform/teams/teams.h"
#include "bot/util/clock.h"
#include "bot/util/http_client.h"
#include "bot/util/http_server.h"
#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "bot/util/metrics.h"
#include "bot/util/text.h"
#include "tests/support/token_maker.h"

#define APP "11111111-2222-3333-4444-5555aaaabbbb"
#define TENANT "99999999-8888-7777-6666-555544443333"
#define URL "https://smba.example/emea/"
#define ACTIVITY(type, channel, url, tenant)                                                       \
	"{\"type\":\"" type "\",\"channelId\":\"" channel "\",\"serviceUrl\":\"" url               \
	"\",\"tenant\":\"" tenant "\",\"text\":\"hello\"}"
#define HELLO ACTIVITY("message", "msteams", "https://smba.example/emea", TENANT)

/* In place of what bot/util/clock.c has. */
int64_t __wrap_clock_now(void);
int64_t __wrap_clock_monotonic(void);

static int64_t monotonic = 1000;

int64_t __wrap_clock_now(void)
{
	return 1800000000000;
}

int64_t __wrap_clock_monotonic(void)
{
	return monotonic;
}

struct fixture {
	uv_loop_t loop;
	uv_timer_t tick; // keeps UV_RUN_ONCE from sleeping on
	struct http_server *server;
	struct http_request *asked; // for keys; held while `slow`
	bool slow, broken;
	struct http_client *http;
	struct teams_inbound *inbound;
	EVP_PKEY *key;
	char *document;
	/* What became of the posts. */
	int answers, released, statuses;
	int status;
	char *json;
	/* What the listener was told. */
	int events;
	struct teams_frame *frame;
	struct teams_receipt *receipt;
	char *service;
	bool answers_at_once;
	bool stopped;
};

struct post {
	struct teams_receipt receipt;
	struct fixture *fixture;
	bool answered;
};

/* --- the way in --- */

static void answer(struct teams_receipt *receipt, int status, const char *json)
{
	struct post *post = container_of(receipt, struct post, receipt);

	assert_false(post->answered);
	post->answered = true;
	post->fixture->answers++;
	post->fixture->status = status;
	free(post->fixture->json);
	post->fixture->json = xstrdup(json);
}

static void release(struct teams_receipt *receipt)
{
	struct post *post = container_of(receipt, struct post, receipt);

	assert_true(post->answered);
	post->fixture->released++;
	free(post);
}

static const struct teams_way way = { answer, release };

static void post(struct fixture *fixture, const char *authorization, const char *body)
{
	struct post *post = xcalloc(1, sizeof(*post));

	post->receipt.way = &way;
	post->receipt.body = body;
	post->receipt.length = strlen(body);
	post->fixture = fixture;
	fixture->status = 0;
	teams_inbound_take(fixture->inbound, &post->receipt, authorization);
}

static char *token(struct fixture *fixture, const char *kid, const char *audience)
{
	_cleanup_free_ char *header = xasprintf("{\"alg\":\"RS256\",\"kid\":\"%s\"}", kid);
	_cleanup_free_ char *claims =
		xasprintf("{\"iss\":\"https://api.botframework.com\",\"aud\":\"%s\","
			  "\"exp\":1800003600,\"serviceurl\":\"" URL "\"}",
			audience);

	return token_maker_sign(fixture->key, header, claims);
}

static void post_with(struct fixture *fixture, const char *kid, const char *body)
{
	_cleanup_free_ char *authorization = token(fixture, kid, APP);

	post(fixture, authorization, body);
}

/* --- the listener, and Microsoft --- */

static void event_came(void *data, struct teams_frame *frame, struct teams_receipt *receipt)
{
	struct fixture *fixture = data;

	fixture->events++;
	assert_string_equal(frame->event->message.text, "hello");
	if (fixture->answers_at_once) {
		teams_frame_destroy(frame);
		teams_receipt_answer(receipt, 200, "{\"task\":1}");
		return;
	}
	teams_frame_destroy(steal_pointer(fixture->frame));
	fixture->frame = frame;
	fixture->receipt = receipt;
}

static void service_came(void *data, const char *tenant, const char *url)
{
	struct fixture *fixture = data;

	free(fixture->service);
	fixture->service = xasprintf("%s %s", tenant, url);
}

static void status_came(void *data)
{
	((struct fixture *)data)->statuses++;
}

static void give_keys(struct fixture *fixture, struct http_request *request)
{
	http_respond(request, &(struct http_response){ .status = fixture->broken ? 500 : 200,
				      .body = fixture->document });
}

static void handle(struct http_request *request, void *data)
{
	struct fixture *fixture = data;
	_cleanup_free_ char *metadata = xasprintf(
		"{\"jwks_uri\":\"http://127.0.0.1:%d/keys\"}", http_server_port(fixture->server));

	if (text_equal(request->path, "/metadata"))
		http_respond(request, &(struct http_response){ .status = 200, .body = metadata });
	else if (fixture->slow)
		fixture->asked = request;
	else
		give_keys(fixture, request);
}

static void ready(struct fixture *fixture)
{
	while (teams_inbound_status(fixture->inbound).link != LINK_READY)
		uv_run(&fixture->loop, UV_RUN_ONCE);
}

static void ticked(uv_timer_t *tick)
{
	(void)tick;
}

static int set_up(void **state)
{
	static const char *const tenants[] = { TENANT, NULL };
	static const struct teams_decoder decoder = { .app_id = APP, .tenants = tenants };
	struct fixture *fixture = xcalloc(1, sizeof(*fixture));
	const struct http_server_options options = {
		.listen = "127.0.0.1:0", .body_limit = 1, .handle = handle, .data = fixture
	};
	const struct teams_inbound_events events = { event_came, service_came, status_came };
	_cleanup_free_ char *metadata = NULL;

	log_set_level(LOG_LEVEL_ERROR);
	metrics_reset();
	uv_loop_init(&fixture->loop);
	uv_timer_init(&fixture->loop, &fixture->tick);
	uv_timer_start(&fixture->tick, ticked, 5, 5);
	assert_int_equal(0, http_server_create(&fixture->loop, &options, &fixture->server));
	fixture->http = http_client_create(&fixture->loop);
	fixture->key = token_maker_key(2048);
	fixture->document = token_maker_document(fixture->key, "k1", "[\"msteams\"]");
	metadata = xasprintf("http://127.0.0.1:%d/metadata", http_server_port(fixture->server));
	const struct teams_settings settings = {
		.app_id = APP,
		.tenants = tenants,
		.listen = "",
		.path = "/api/messages",
		.certificate = "",
		.private_key = "",
		.relay = "",
		.relay_rule = "",
		.relay_key = "",
		.metadata_url = metadata,
		.issuer = "https://api.botframework.com",
	};
	fixture->inbound = teams_inbound_create(
		&fixture->loop, NULL, fixture->http, &settings, &decoder, &events, fixture);
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	teams_inbound_destroy(fixture->inbound);
	if (fixture->receipt)
		teams_receipt_answer(fixture->receipt, 200, NULL);
	teams_frame_destroy(fixture->frame);
	if (fixture->asked)
		give_keys(fixture, fixture->asked);
	http_client_destroy(fixture->http);
	uv_close((uv_handle_t *)&fixture->tick, NULL);
	http_server_destroy(fixture->server, NULL, NULL);
	uv_run(&fixture->loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&fixture->loop), 0);
	assert_int_equal(fixture->answers, fixture->released);
	EVP_PKEY_free(fixture->key);
	free(fixture->document);
	free(fixture->json);
	free(fixture->service);
	free(fixture);
	return 0;
}

/* Keys are there. */
static int set_up_ready(void **state)
{
	set_up(state);
	struct fixture *fixture = *state;
	assert_int_equal(0, teams_inbound_start(fixture->inbound));
	assert_int_equal(LINK_CONNECTING, teams_inbound_status(fixture->inbound).link);
	ready(fixture);
	return 0;
}

/* --- tests --- */

static void takes_an_event_and_answers_it(void **state)
{
	struct fixture *fixture = *state;

	monotonic = 5000;
	post_with(fixture, "k1", HELLO);
	assert_int_equal(fixture->events, 1);
	assert_int_equal(fixture->answers, 0);
	assert_string_equal(fixture->service, TENANT " https://smba.example/emea");
	assert_int_equal(teams_inbound_status(fixture->inbound).last_event, 5000);
	assert_true(metrics_value(METRIC_TEAMS_WAITING, NULL) > 0);
	teams_receipt_answer(steal_pointer(fixture->receipt), 200, "{\"x\":1}");
	assert_int_equal(fixture->status, 200);
	assert_string_equal(fixture->json, "{\"x\":1}");
	assert_true(metrics_value(METRIC_TEAMS_WAITING, NULL) < 1);
	assert_true(metrics_value(METRIC_TEAMS_ANSWERS, "200") > 0);
	fixture->answers_at_once = true;
	post_with(fixture, "k1", HELLO);
	assert_string_equal(fixture->json, "{\"task\":1}");
}

static void answers_what_is_of_no_use_itself(void **state)
{
	static const struct {
		const char *body;
		int status;
	} posts[] = { { ACTIVITY("typing", "msteams", URL, TENANT), 200 },
		{ ACTIVITY("invoke", "msteams", URL, TENANT), 501 },
		{ ACTIVITY("message", "msteams", URL, "another"), 403 }, { "nonsense", 400 },
		{ "", 400 } };
	struct fixture *fixture = *state;

	for (size_t i = 0; i < array_length(posts); i++) {
		post_with(fixture, "k1", posts[i].body);
		assert_int_equal(fixture->status, posts[i].status);
	}
	assert_int_equal(fixture->events, 0);
	assert_null(fixture->service);
	assert_int_equal(fixture->released, (int)array_length(posts));
}

static void refused_is(struct fixture *fixture, const char *word)
{
	assert_int_equal(fixture->status, 401);
	if (metrics_value(METRIC_TEAMS_REFUSED, word) < 1)
		fail_msg("not counted as %s", word);
}

static void lets_nobody_else_in(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *for_another = token(fixture, "k1", "somebody-else");

	post(fixture, NULL, HELLO);
	refused_is(fixture, "missing");
	post(fixture, "Bearer nonsense", HELLO);
	refused_is(fixture, "malformed");
	post(fixture, for_another, HELLO);
	refused_is(fixture, "audience");
	post_with(fixture, "k1", ACTIVITY("message", "msteams", "https://evil.example/", TENANT));
	refused_is(fixture, "service_url");
	post_with(fixture, "k1", ACTIVITY("message", "webchat", URL, TENANT));
	refused_is(fixture, "endorsement");
	assert_int_equal(fixture->events, 0);
	assert_null(fixture->service);
}

static void waits_for_keys(void **state)
{
	struct fixture *fixture = *state;

	fixture->slow = true;
	assert_int_equal(0, teams_inbound_start(fixture->inbound));
	post_with(fixture, "k1", HELLO);
	post_with(fixture, "other", HELLO);
	post(fixture, NULL, HELLO);
	assert_int_equal(fixture->answers, 1); // that needs no key
	while (!fixture->asked)
		uv_run(&fixture->loop, UV_RUN_ONCE);
	assert_int_equal(fixture->events, 0);
	give_keys(fixture, steal_pointer(fixture->asked));
	ready(fixture);
	assert_int_equal(fixture->events, 1);
	refused_is(fixture, "unknown_key");
}

static void says_503_without_keys(void **state)
{
	struct fixture *fixture = *state;
	struct platform_status status;

	fixture->broken = true;
	assert_int_equal(0, teams_inbound_start(fixture->inbound));
	post_with(fixture, "k1", HELLO);
	while (!fixture->answers)
		uv_run(&fixture->loop, UV_RUN_ONCE);
	assert_int_equal(fixture->status, 503);
	status = teams_inbound_status(fixture->inbound);
	assert_int_equal(status.link, LINK_CONNECTING);
	assert_non_null(strstr(status.problem, "/metadata"));
	assert_true(fixture->statuses >= 2);
	post_with(fixture, "k1", HELLO); // at once
	assert_int_equal(fixture->status, 503);
}

static void learns_a_new_key(void **state)
{
	struct fixture *fixture = *state;

	free(fixture->document);
	fixture->document = token_maker_document(fixture->key, "k2", NULL);
	post_with(fixture, "k2", HELLO);
	assert_int_equal(fixture->answers, 0);
	while (!fixture->events)
		uv_run(&fixture->loop, UV_RUN_ONCE);
}

/* So that whatever looks around has done so. */
static void turn_for(struct fixture *fixture, uint64_t ms)
{
	uint64_t end = uv_now(&fixture->loop) + ms;

	while (uv_now(&fixture->loop) < end)
		uv_run(&fixture->loop, UV_RUN_ONCE);
}

/* Whoever holds the receipt may still answer: into the void. */
static void does_not_keep_teams_waiting(void **state)
{
	struct fixture *fixture = *state;

	post_with(fixture, "k1", HELLO);
	monotonic += 14 * MS_PER_SECOND;
	turn_for(fixture, 1100);
	assert_int_equal(fixture->answers, 0);
	monotonic += MS_PER_SECOND;
	while (!fixture->answers)
		uv_run(&fixture->loop, UV_RUN_ONCE);
	assert_int_equal(fixture->status, 503);
	assert_int_equal(fixture->released, 0);
	teams_receipt_answer(steal_pointer(fixture->receipt), 200, NULL);
	assert_int_equal(fixture->released, 1);
	assert_int_equal(fixture->answers, 1);
}

static void bounds_how_many_wait(void **state)
{
	enum { MOST = 256 };
	struct fixture *fixture = *state;
	struct teams_receipt *receipts[MOST];
	_cleanup_free_ char *authorization = token(fixture, "k1", APP);

	for (int i = 0; i < MOST; i++) {
		post(fixture, authorization, HELLO);
		receipts[i] = steal_pointer(fixture->receipt);
	}
	assert_int_equal(fixture->events, MOST);
	post(fixture, authorization, HELLO);
	assert_int_equal(fixture->status, 503);
	for (int i = 0; i < MOST; i++)
		teams_receipt_answer(receipts[i], 200, NULL);
	post(fixture, authorization, HELLO);
	assert_int_equal(fixture->events, MOST + 1);
}

static void has_stopped(void *data)
{
	((struct fixture *)data)->stopped = true;
}

static void waits_for_what_it_owes(void **state)
{
	struct fixture *fixture = *state;

	post_with(fixture, "k1", HELLO);
	teams_inbound_stop(fixture->inbound, has_stopped, fixture);
	post_with(fixture, "k1", HELLO);
	assert_int_equal(fixture->status, 503);
	turn_for(fixture, 150);
	assert_false(fixture->stopped);
	teams_receipt_answer(steal_pointer(fixture->receipt), 200, NULL);
	while (!fixture->stopped)
		uv_run(&fixture->loop, UV_RUN_ONCE);
	assert_int_equal(teams_inbound_status(fixture->inbound).link, LINK_DOWN);
}

static void does_not_wait_for_ever_to_stop(void **state)
{
	struct fixture *fixture = *state;

	post_with(fixture, "k1", HELLO);
	teams_inbound_stop(fixture->inbound, has_stopped, fixture);
	monotonic += 4 * MS_PER_SECOND;
	while (!fixture->stopped)
		uv_run(&fixture->loop, UV_RUN_ONCE);
	teams_inbound_destroy(steal_pointer(fixture->inbound));
	teams_receipt_answer(steal_pointer(fixture->receipt), 200, NULL); // still valid
	assert_int_equal(fixture->released, 1);
}

static void is_destroyed_while_posts_wait(void **state)
{
	struct fixture *fixture = *state;

	fixture->slow = true;
	assert_int_equal(0, teams_inbound_start(fixture->inbound));
	post_with(fixture, "k1", HELLO);
	teams_inbound_destroy(steal_pointer(fixture->inbound));
	assert_int_equal(fixture->status, 503);
	assert_int_equal(fixture->released, 1);
}

#define test(name) cmocka_unit_test_setup_teardown(name, set_up_ready, tear_down)
#define test_from_start(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(takes_an_event_and_answers_it),
		test(answers_what_is_of_no_use_itself),
		test(lets_nobody_else_in),
		test_from_start(waits_for_keys),
		test_from_start(says_503_without_keys),
		test(learns_a_new_key),
		test(does_not_keep_teams_waiting),
		test(bounds_how_many_wait),
		test(waits_for_what_it_owes),
		test(does_not_wait_for_ever_to_stop),
		test_from_start(is_destroyed_while_posts_wait),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
