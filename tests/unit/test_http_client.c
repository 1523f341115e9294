/* The HTTP client against a server that answers, stays silent, breaks off. What matters most: the
 * word `fate` is never wrong in the dangerous direction, and a fresh request arrives once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "bot/util/http_client.h"
#include "bot/util/memory.h"
#include "tests/support/raw_server.h"

struct fixture {
	uv_loop_t loop;
	uv_timer_t tick; // UV_RUN_ONCE would sleep on when a timer has done all there was to do
	struct raw_server server;
	struct http_client *client;
	char url[64];
	int requests; // complete ones the server has seen
	int answers; // ends our side was told of
	enum http_fate fate;
	int status;
	int64_t retry_after;
	char body[64];
	char scopes[64];
	char problem[256];
	struct text seen; // the last request as it came
};

static bool request_is_complete(struct fixture *fixture, struct raw_peer *peer)
{
	const char *input = text_string(&peer->input);
	const char *end = strstr(input, "\r\n\r\n");
	const char *length = strstr(input, "Content-Length: ");
	size_t body = length && length < end ? strtoul(length + 16, NULL, 10) : 0;

	if (!end || strlen(end + 4) < body)
		return false;
	text_clear(&fixture->seen);
	text_append(&fixture->seen, input);
	text_clear(&peer->input);
	fixture->requests++;
	return true;
}

static void answer_ok(struct raw_server *server, struct raw_peer *peer)
{
	if (request_is_complete(server->data, peer))
		raw_peer_say(peer, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n"
				   "X-OAuth-Scopes: chat:write,im:write\r\n\r\nok");
}

static void ticked(uv_timer_t *tick)
{
	(void)tick;
}

static int set_up(void **state)
{
	struct fixture *fixture = xcalloc(1, sizeof(*fixture));

	assert_int_equal(uv_loop_init(&fixture->loop), 0);
	uv_timer_init(&fixture->loop, &fixture->tick);
	uv_timer_start(&fixture->tick, ticked, 5, 5);
	fixture->server.data = fixture;
	fixture->server.heard = answer_ok;
	raw_server_start(&fixture->server, &fixture->loop);
	snprintf(fixture->url, sizeof(fixture->url), "http://127.0.0.1:%d/api/x",
		fixture->server.port);
	fixture->client = http_client_create(&fixture->loop);
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	http_client_destroy(fixture->client);
	raw_server_stop(&fixture->server);
	uv_close((uv_handle_t *)&fixture->tick, NULL);
	uv_run(&fixture->loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&fixture->loop), 0); // nothing was left in the loop
	text_finish(&fixture->seen);
	free(fixture);
	return 0;
}

static void finished(void *data, const struct http_answer *answer)
{
	struct fixture *fixture = data;
	const char *scopes = http_answer_header(answer, "x-oauth-scopes");

	fixture->answers++;
	fixture->fate = answer->fate;
	fixture->status = answer->status;
	fixture->retry_after = answer->retry_after;
	snprintf(fixture->body, sizeof(fixture->body), "%s", answer->body);
	snprintf(fixture->scopes, sizeof(fixture->scopes), "%s", scopes ? scopes : "-");
	snprintf(fixture->problem, sizeof(fixture->problem), "%s",
		answer->problem ? answer->problem : "-");
}

static struct http_order post(struct fixture *fixture, bool fresh)
{
	return (struct http_order){
		.method = "POST",
		.url = fixture->url,
		.body = "text=hello",
		.body_length = strlen("text=hello"),
		.fresh = fresh,
	};
}

static void send_and_wait(struct fixture *fixture, const struct http_order *order)
{
	int before = fixture->answers;

	http_client_send(fixture->client, order, finished, fixture);
	assert_int_equal(fixture->answers, before); // never from inside the call
	while (fixture->answers == before)
		uv_run(&fixture->loop, UV_RUN_ONCE);
}

static void an_answer_comes_whole(void **state)
{
	struct fixture *fixture = *state;
	const char *headers[] = { "Authorization: Bearer xoxb-test", NULL };
	struct http_order order = post(fixture, true);

	order.headers = headers;
	send_and_wait(fixture, &order);
	assert_int_equal(fixture->fate, HTTP_ANSWERED);
	assert_int_equal(fixture->status, 200);
	assert_string_equal(fixture->body, "ok");
	assert_string_equal(fixture->scopes, "chat:write,im:write");
	assert_string_equal(fixture->problem, "-");
	const char *seen = text_string(&fixture->seen);
	assert_non_null(strstr(seen, "POST /api/x HTTP/1.1\r\n"));
	assert_non_null(strstr(seen, "Authorization: Bearer xoxb-test\r\n"));
	assert_non_null(strstr(seen, "User-Agent: lastmile/"));
	assert_null(strstr(seen, "Expect:"));
	assert_non_null(strstr(seen, "\r\n\r\ntext=hello"));
}

static void warm_requests_share_a_connection(void **state)
{
	struct fixture *fixture = *state;
	struct http_order warm = post(fixture, false);
	struct http_order fresh = post(fixture, true);

	send_and_wait(fixture, &warm);
	send_and_wait(fixture, &warm);
	assert_int_equal(fixture->server.connections, 1);
	send_and_wait(fixture, &fresh);
	send_and_wait(fixture, &fresh);
	assert_int_equal(fixture->server.connections, 3);
	assert_int_equal(fixture->requests, 4);
}

static void a_refused_connection_was_not_sent(void **state)
{
	struct fixture *fixture = *state;
	struct http_order order = post(fixture, true);

	order.url = "http://127.0.0.1:1/"; // nobody listens there
	send_and_wait(fixture, &order);
	assert_int_equal(fixture->fate, HTTP_NOT_SENT);
	assert_int_equal(fixture->status, 0);
	assert_string_not_equal(fixture->problem, "-");
}

static void an_unknown_name_was_not_sent(void **state)
{
	struct fixture *fixture = *state;
	struct http_order order = post(fixture, true);

	order.url = "https://no-such-host.invalid/";
	send_and_wait(fixture, &order);
	assert_int_equal(fixture->fate, HTTP_NOT_SENT);
}

/* The server is plain: the handshake fails. Nothing of the request may have been written. */
static void a_failed_handshake_was_not_sent(void **state)
{
	struct fixture *fixture = *state;
	struct http_order order = post(fixture, true);
	char url[64];

	snprintf(url, sizeof(url), "https://127.0.0.1:%d/", fixture->server.port);
	order.url = url;
	order.total_timeout = 300;
	send_and_wait(fixture, &order);
	assert_int_equal(fixture->fate, HTTP_NOT_SENT);
}

static void close_before_answer(struct raw_server *server, struct raw_peer *peer)
{
	if (request_is_complete(server->data, peer))
		raw_peer_close(peer);
}

static void reset_before_answer(struct raw_server *server, struct raw_peer *peer)
{
	if (request_is_complete(server->data, peer))
		raw_peer_reset(peer);
}

static void half_an_answer(struct raw_server *server, struct raw_peer *peer)
{
	if (request_is_complete(server->data, peer)) {
		raw_peer_say(peer, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{\"ok\"");
		raw_peer_close(peer);
	}
}

static void no_answer(struct raw_server *server, struct raw_peer *peer)
{
	request_is_complete(server->data, peer);
}

static void what_breaks_off_may_have_been_processed(void **state)
{
	struct fixture *fixture = *state;
	struct http_order order = post(fixture, true);
	void (*const ways[])(struct raw_server *, struct raw_peer *) = {
		close_before_answer,
		reset_before_answer,
		half_an_answer,
		no_answer,
	};

	for (size_t i = 0; i < array_length(ways); i++) {
		order.total_timeout = ways[i] == no_answer ? 1000 : 20000;
		fixture->server.heard = ways[i];
		send_and_wait(fixture, &order);
		assert_int_equal(fixture->fate, HTTP_MAYBE_SENT);
		assert_int_equal(fixture->status, 0);
		assert_int_equal(fixture->requests, (int)i + 1);
	}
}

/* Answers the first request of a connection, takes the second and hangs up without a word. */
static void close_on_second(struct raw_server *server, struct raw_peer *peer)
{
	struct fixture *fixture = server->data;

	if (!request_is_complete(fixture, peer))
		return;
	if (fixture->requests == 2)
		raw_peer_close(peer);
	else
		raw_peer_say(peer, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
}

/* What libcurl does with a warm connection, and why `fresh` exists: the server has processed the
 * second request, and gets it once more. If this fails, libcurl has changed its mind. */
static void a_warm_request_may_be_sent_again_silently(void **state)
{
	struct fixture *fixture = *state;
	struct http_order order = post(fixture, false);

	fixture->server.heard = close_on_second;
	send_and_wait(fixture, &order);
	send_and_wait(fixture, &order);
	assert_int_equal(fixture->fate, HTTP_ANSWERED);
	assert_int_equal(fixture->requests, 3);
}

static void a_fresh_request_arrives_once(void **state)
{
	struct fixture *fixture = *state;
	struct http_order warm = post(fixture, false);
	struct http_order fresh = post(fixture, true);

	fixture->server.heard = close_on_second;
	send_and_wait(fixture, &warm); // leaves a warm connection lying about
	send_and_wait(fixture, &fresh);
	assert_int_equal(fixture->fate, HTTP_MAYBE_SENT);
	assert_int_equal(fixture->requests, 2);
	assert_int_equal(fixture->server.connections, 2);
}

static void answer_long(struct raw_server *server, struct raw_peer *peer)
{
	if (request_is_complete(server->data, peer))
		raw_peer_say(
			peer, "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n01234567890123456789");
}

static void a_long_answer_is_cut_off(void **state)
{
	struct fixture *fixture = *state;
	struct http_order order = post(fixture, true);

	fixture->server.heard = answer_long;
	order.answer_limit = 20;
	send_and_wait(fixture, &order);
	assert_int_equal(fixture->fate, HTTP_ANSWERED);
	order.answer_limit = 19;
	send_and_wait(fixture, &order);
	assert_int_equal(fixture->fate, HTTP_MAYBE_SENT);
	assert_string_equal(fixture->problem, "the answer is longer than allowed");
}

static void answer_busy(struct raw_server *server, struct raw_peer *peer)
{
	if (request_is_complete(server->data, peer))
		raw_peer_say(peer, "HTTP/1.1 429 Too Many\r\nretry-after: 7\r\n"
				   "Content-Length: 0\r\n\r\n");
}

static void retry_after_is_told(void **state)
{
	struct fixture *fixture = *state;
	struct http_order order = post(fixture, true);

	fixture->server.heard = answer_busy;
	send_and_wait(fixture, &order);
	assert_int_equal(fixture->fate, HTTP_ANSWERED);
	assert_int_equal(fixture->status, 429);
	assert_int_equal(fixture->retry_after, 7000);
	assert_string_equal(fixture->body, "");
}

static void answer_busy_until(struct raw_server *server, struct raw_peer *peer)
{
	time_t until = time(NULL) + 3600;
	char date[64], answer[160];
	struct tm tm;

	if (!request_is_complete(server->data, peer))
		return;
	strftime(date, sizeof(date), "%a, %d %b %Y %H:%M:%S GMT", gmtime_r(&until, &tm));
	snprintf(answer, sizeof(answer),
		"HTTP/1.1 503 Busy\r\nRetry-After: %s\r\nContent-Length: 0\r\n\r\n", date);
	raw_peer_say(peer, answer);
}

static void retry_after_may_be_a_date(void **state)
{
	struct fixture *fixture = *state;
	struct http_order order = post(fixture, true);

	fixture->server.heard = answer_busy_until;
	send_and_wait(fixture, &order);
	assert_int_equal(fixture->status, 503);
	/* However slow this machine is, it has not taken half an hour. */
	assert_in_range(fixture->retry_after, 1800 * 1000, 3600 * 1000);
}

static void answer_redirect(struct raw_server *server, struct raw_peer *peer)
{
	if (request_is_complete(server->data, peer))
		raw_peer_say(peer, "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\n"
				   "Content-Length: 0\r\n\r\n");
}

static void redirects_are_not_followed(void **state)
{
	struct fixture *fixture = *state;
	struct http_order order = post(fixture, true);

	fixture->server.heard = answer_redirect;
	send_and_wait(fixture, &order);
	assert_int_equal(fixture->status, 302);
	assert_int_equal(fixture->requests, 1);
}

static void what_we_do_not_call(void **state)
{
	struct fixture *fixture = *state;
	struct http_order order = post(fixture, true);
	const char *const urls[] = {
		"http://example.com/",
		"http://10.0.0.1/",
		"http://169.254.169.254/latest",
		"http://127.0.0.1.example.com/",
		"http://127.1/",
		"http://0x7f.1/",
		"http://2130706433/",
		"http://localhost@example.com/",
		"http://[::2]/",
		"ws://127.0.0.1/",
		"file:///etc/passwd",
		"gopher://127.0.0.1/",
		"https://exa mple.com/",
		"https://example.com:0/",
		"https://example.com:99999/",
		"https://",
		"https://b\303\274cher.example/",
		"",
	};

	for (size_t i = 0; i < array_length(urls); i++) {
		order.url = urls[i];
		send_and_wait(fixture, &order);
		assert_int_equal(fixture->fate, HTTP_NOT_SENT);
	}
	assert_int_equal(fixture->server.connections, 0);
}

static void a_cancelled_call_says_nothing(void **state)
{
	struct fixture *fixture = *state;
	struct http_order order = post(fixture, true);
	struct http_order refused = order;
	struct http_call *call;

	fixture->server.heard = no_answer;
	call = http_client_send(fixture->client, &order, finished, fixture);
	while (fixture->requests == 0)
		uv_run(&fixture->loop, UV_RUN_ONCE);
	http_call_cancel(call);
	refused.url = "http://example.com/";
	http_call_cancel(http_client_send(fixture->client, &refused, finished, fixture));
	fixture->server.heard = answer_ok;
	send_and_wait(fixture, &order);
	assert_int_equal(fixture->answers, 1);
}

static void destroy_drops_what_is_in_flight(void **state)
{
	struct fixture *fixture = *state;
	struct http_order order = post(fixture, false);

	send_and_wait(fixture, &order); // an idle connection must go as well
	fixture->server.heard = no_answer;
	http_client_send(fixture->client, &order, finished, fixture);
	order.fresh = true;
	http_client_send(fixture->client, &order, finished, fixture);
	while (fixture->requests < 3)
		uv_run(&fixture->loop, UV_RUN_ONCE);
	http_client_destroy(fixture->client);
	fixture->client = NULL;
	uv_run(&fixture->loop, UV_RUN_NOWAIT);
	assert_int_equal(fixture->answers, 1);
}

static void destroy_from_done(void *data, const struct http_answer *answer)
{
	struct fixture *fixture = data;

	finished(data, answer);
	http_client_destroy(fixture->client);
	fixture->client = NULL;
}

static void the_client_may_be_destroyed_from_done(void **state)
{
	struct fixture *fixture = *state;
	struct http_order order = post(fixture, false);

	http_client_send(fixture->client, &order, destroy_from_done, fixture);
	http_client_send(fixture->client, &order, destroy_from_done, fixture);
	while (fixture->client)
		uv_run(&fixture->loop, UV_RUN_ONCE);
	assert_int_equal(fixture->answers, 1);
}

static void many_at_once(void **state)
{
	struct fixture *fixture = *state;
	struct http_order order = post(fixture, true);
	const int count = 100; // more than the connections allowed at once

	for (int i = 0; i < count; i++)
		http_client_send(fixture->client, &order, finished, fixture);
	while (fixture->answers < count)
		uv_run(&fixture->loop, UV_RUN_ONCE);
	assert_int_equal(fixture->requests, count);
	assert_int_equal(fixture->fate, HTTP_ANSWERED);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_answer_comes_whole),
		TEST(warm_requests_share_a_connection),
		TEST(a_refused_connection_was_not_sent),
		TEST(an_unknown_name_was_not_sent),
		TEST(a_failed_handshake_was_not_sent),
		TEST(what_breaks_off_may_have_been_processed),
		TEST(a_warm_request_may_be_sent_again_silently),
		TEST(a_fresh_request_arrives_once),
		TEST(a_long_answer_is_cut_off),
		TEST(retry_after_is_told),
		TEST(retry_after_may_be_a_date),
		TEST(redirects_are_not_followed),
		TEST(what_we_do_not_call),
		TEST(a_cancelled_call_says_nothing),
		TEST(destroy_drops_what_is_in_flight),
		TEST(the_client_may_be_destroyed_from_done),
		TEST(many_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
