/* The websocket client against our own server and against one that breaks the rules. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "bot/util/http_server.h"
#include "bot/util/http_websocket.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "bot/util/web.h"
#include "bot/util/websocket.h"
#include "tests/support/raw_server.h"

struct fixture {
	uv_loop_t loop;
	uv_timer_t tick; // keeps UV_RUN_ONCE from sleeping on
	struct web *web;
	struct http_server *server;
	struct http_websocket *peer; // the server's side; NULL while there is none
	struct raw_server raw;
	char url[64];
	char raw_url[64];
	unsigned patience; // ms, with everything but a silent peer
	int refuse_with; // an HTTP status in place of the upgrade
	struct text peer_heard; // messages, each ended by '\n'
	int peer_closed;
	struct websocket *socket;
	int opened, closed, messages;
	struct text heard; // the last message
	bool header_came; // with the last request
	struct text unsent;
	struct websocket_end end;
	char problem[200];
	void (*on_message)(struct fixture *fixture);
};

/* --- the server --- */

static void peer_text(struct http_websocket *peer, const char *text, size_t length, void *data)
{
	struct fixture *fixture = data;

	(void)peer;
	text_append_bytes(&fixture->peer_heard, text, length);
	text_append_char(&fixture->peer_heard, '\n');
}

static void peer_binary(struct http_websocket *peer, const char *bytes, size_t length, void *data)
{
	text_append(&((struct fixture *)data)->peer_heard, "binary ");
	peer_text(peer, bytes, length, data);
}

static void peer_closed(struct http_websocket *peer, void *data)
{
	struct fixture *fixture = data;

	(void)peer;
	fixture->peer = NULL;
	fixture->peer_closed++;
}

static const struct http_websocket_handler peer_handler = { peer_text, peer_binary, peer_closed };

static void handle(struct http_request *request, void *data)
{
	struct fixture *fixture = data;
	const struct http_websocket_options options = { &peer_handler, 20480, 1 << 20, fixture };

	fixture->header_came = text_equal(http_request_header(request, "x-ticket"), "a secret");
	if (fixture->refuse_with)
		http_respond_text(request, fixture->refuse_with, "no");
	else
		fixture->peer = http_upgrade(request, &options);
}

static void say_nothing(struct raw_server *server, struct raw_peer *peer)
{
	(void)server, (void)peer;
}

/* --- our side --- */

static void socket_open(void *data)
{
	((struct fixture *)data)->opened++;
}

static void socket_message(void *data, const char *text, size_t length)
{
	struct fixture *fixture = data;

	assert_int_equal(text[length], '\0');
	fixture->messages++;
	text_clear(&fixture->heard);
	text_append_bytes(&fixture->heard, text, length);
	if (fixture->on_message)
		fixture->on_message(fixture);
}

static void socket_unsent(void *data, const char *text)
{
	struct fixture *fixture = data;

	assert_int_equal(fixture->closed, 0);
	text_printf(&fixture->unsent, "%s\n", text);
}

static void socket_closed(void *data, const struct websocket_end *end)
{
	struct fixture *fixture = data;

	fixture->closed++;
	fixture->end = *end;
	snprintf(fixture->problem, sizeof(fixture->problem), "%s", end->problem);
}

static const struct websocket_events events = { socket_open, socket_message, NULL, socket_unsent,
	socket_closed };

static void ticked(uv_timer_t *tick)
{
	(void)tick;
}

static int set_up(void **state)
{
	struct fixture *fixture = xcalloc(1, sizeof(*fixture));
	const struct http_server_options options = {
		.listen = "127.0.0.1:0",
		.body_limit = 1024,
		.handle = handle,
		.data = fixture,
	};

	fixture->patience = 20000;
	assert_int_equal(uv_loop_init(&fixture->loop), 0);
	uv_timer_init(&fixture->loop, &fixture->tick);
	uv_timer_start(&fixture->tick, ticked, 5, 5);
	assert_int_equal(web_create(&fixture->loop, &fixture->web), 0);
	assert_int_equal(http_server_create(&fixture->loop, &options, &fixture->server), 0);
	snprintf(fixture->url, sizeof(fixture->url), "ws://127.0.0.1:%d/link/?ticket=1",
		http_server_port(fixture->server));
	fixture->raw.heard = say_nothing;
	fixture->raw.data = fixture;
	raw_server_start(&fixture->raw, &fixture->loop);
	snprintf(fixture->raw_url, sizeof(fixture->raw_url), "ws://127.0.0.1:%d/",
		fixture->raw.port);
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	websocket_destroy(fixture->socket);
	raw_server_stop(&fixture->raw);
	http_server_destroy(fixture->server, NULL, NULL);
	web_destroy(fixture->web, NULL, NULL);
	uv_close((uv_handle_t *)&fixture->tick, NULL);
	uv_run(&fixture->loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&fixture->loop), 0);
	text_finish(&fixture->peer_heard);
	text_finish(&fixture->heard);
	text_finish(&fixture->unsent);
	free(fixture);
	return 0;
}

#define run_until(fixture, condition)                                                              \
	while (!(condition))                                                                       \
	uv_run(&(fixture)->loop, UV_RUN_ONCE)

static void connect_to(struct fixture *fixture, const char *url)
{
	const unsigned patience = fixture->patience;
	const struct websocket_settings settings = {
		.url = url,
		.connect_timeout = patience,
		.upgrade_timeout = patience,
		.ping_every = 50,
		.hang_up_after = 200,
		.close_timeout = patience,
		.message_limit = 100000,
		.hear_out = true,
		.header_name = "X-Ticket",
		.header_value = "a secret",
	};

	fixture->socket = websocket_connect(fixture->web, &settings, &events, fixture);
	assert_int_equal(fixture->opened + fixture->closed, 0); // never from inside
}

static void connect_and_open(struct fixture *fixture)
{
	connect_to(fixture, fixture->url);
	run_until(fixture, fixture->opened);
	run_until(fixture, fixture->peer);
}

static void say(struct fixture *fixture, const char *text)
{
	assert_int_equal(websocket_send(fixture->socket, text, strlen(text)), 0);
}

static void messages_go_both_ways(void **state)
{
	struct fixture *fixture = *state;

	connect_and_open(fixture);
	assert_true(fixture->header_came);
	assert_int_equal(websocket_send_binary(fixture->socket, "", 65537), -EMSGSIZE);
	say(fixture, "one");
	say(fixture, "two");
	http_websocket_send(fixture->peer, "hello", 5);
	run_until(fixture, fixture->messages == 1 && fixture->peer_heard.length == 8);
	assert_string_equal(text_string(&fixture->heard), "hello");
	assert_string_equal(text_string(&fixture->peer_heard), "one\ntwo\n");
}

static void many_messages_keep_their_order(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_text_ struct text expected = TEXT_INIT;

	connect_and_open(fixture);
	for (int i = 0; i < 1000; i++) {
		char text[16];
		snprintf(text, sizeof(text), "%d", i);
		say(fixture, text);
		text_printf(&expected, "%d\n", i);
	}
	run_until(fixture, fixture->peer_heard.length >= expected.length);
	assert_string_equal(text_string(&fixture->peer_heard), text_string(&expected));
}

static void large_messages_come_whole(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *large = xmalloc(100001);

	memset(large, 'x', 100001);
	connect_and_open(fixture);
	http_websocket_send(fixture->peer, large, 100000);
	run_until(fixture, fixture->messages == 1);
	assert_int_equal(fixture->heard.length, 100000);
	http_websocket_send(fixture->peer, "small", 5);
	run_until(fixture, fixture->messages == 2);
	assert_string_equal(text_string(&fixture->heard), "small");
	http_websocket_send(fixture->peer, large, 100001);
	run_until(fixture, fixture->closed);
	assert_int_equal(fixture->end.ending, WEBSOCKET_TOO_LONG);
	assert_int_equal(fixture->messages, 2);
}

static void what_is_too_long_to_send_is_refused(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *large = xcalloc(1, WEBSOCKET_SEND_MAX + 1);

	memset(large, 'x', WEBSOCKET_SEND_MAX + 1);
	connect_and_open(fixture);
	assert_int_equal(websocket_send(fixture->socket, large, WEBSOCKET_SEND_MAX + 1), -EMSGSIZE);
	assert_int_equal(websocket_send(fixture->socket, large, WEBSOCKET_SEND_MAX), 0);
	run_until(fixture, fixture->peer_heard.length == WEBSOCKET_SEND_MAX + 1);
}

static void our_close_follows_what_was_sent(void **state)
{
	struct fixture *fixture = *state;

	connect_and_open(fixture);
	say(fixture, "last words");
	websocket_close(fixture->socket, 1000);
	assert_int_equal(websocket_send(fixture->socket, "x", 1), -ENOTCONN);
	http_websocket_send(fixture->peer, "late", 4); // has not read our close yet
	run_until(fixture, fixture->closed && fixture->peer_closed);
	assert_int_equal(fixture->messages, 1);
	assert_string_equal(text_string(&fixture->peer_heard), "last words\n");
	assert_int_equal(fixture->end.ending, WEBSOCKET_CLOSED);
	assert_int_equal(fixture->end.close_code, 1000); // as the peer has heard it
}

static void the_peers_close_is_told(void **state)
{
	struct fixture *fixture = *state;

	connect_and_open(fixture);
	http_websocket_close(fixture->peer, 1009, "too long");
	run_until(fixture, fixture->closed);
	assert_int_equal(fixture->end.ending, WEBSOCKET_CLOSED);
	assert_int_equal(fixture->end.close_code, 1009);
}

static void answer_message(struct fixture *fixture)
{
	websocket_send(fixture->socket, "answer", 6);
}

/* The message and the close frame arrive in one read: the answer is too late, and that is told. */
static void what_could_not_leave_is_told(void **state)
{
	struct fixture *fixture = *state;

	connect_and_open(fixture);
	fixture->on_message = answer_message;
	http_websocket_send(fixture->peer, "question", 8);
	http_websocket_close(fixture->peer, 1000, "bye");
	run_until(fixture, fixture->closed);
	assert_int_equal(fixture->messages, 1);
	assert_string_equal(text_string(&fixture->unsent), "answer\n");
}

static void a_broken_line_is_told(void **state)
{
	struct fixture *fixture = *state;

	connect_and_open(fixture);
	http_websocket_reset(fixture->peer);
	run_until(fixture, fixture->closed);
	assert_int_equal(fixture->end.ending, WEBSOCKET_BROKEN);
}

static void a_silent_peer_is_found(void **state)
{
	struct fixture *fixture = *state;

	fixture->patience = 300;
	connect_and_open(fixture);
	http_websocket_mute(fixture->peer, true);
	run_until(fixture, fixture->closed);
	assert_int_equal(fixture->end.ending, WEBSOCKET_SILENT);
}

/* Far beyond the time after which a silent peer is given up: the pings are answered. A machine that
 * stands still hears nobody, and that says nothing of its peers. */
static void a_quiet_peer_is_kept(void **state)
{
	struct fixture *fixture = *state;
	uint64_t start = uv_now(&fixture->loop);

	connect_and_open(fixture);
	run_until(fixture, fixture->closed || uv_now(&fixture->loop) > start + 600);
	for (int pause = 0; pause < 3; pause++) {
		uv_sleep(400);
		for (int turn = 0; turn < 20; turn++)
			uv_run(&fixture->loop, UV_RUN_ONCE);
	}
	assert_int_equal(fixture->closed, 0);
}

/* Acknowledgements of one transaction: each turn of the loop they wait is a transaction of its own.
 */
static void what_is_sent_together_leaves_together(void **state)
{
	enum { FRAMES = 50 };
	struct fixture *fixture = *state;
	int turns = 0;

	connect_to(fixture, fixture->url);
	run_until(fixture, fixture->peer && fixture->opened);
	for (int i = 0; i < FRAMES; i++)
		assert_int_equal(websocket_send(fixture->socket, "x", 1), 0);
	for (; fixture->peer_heard.length < FRAMES * strlen("x\n") && turns < 1000; turns++)
		uv_run(&fixture->loop, UV_RUN_ONCE);
	assert_int_equal(fixture->peer_heard.length, FRAMES * strlen("x\n"));
	assert_in_range(turns, 1, FRAMES / 2);
}

static void a_check_finds_a_dead_peer_sooner(void **state)
{
	struct fixture *fixture = *state;
	const struct websocket_settings settings = {
		.url = fixture->url,
		.ping_every = 50,
		.hang_up_after = 3600000,
		.close_timeout = 50,
	};

	fixture->socket = websocket_connect(fixture->web, &settings, &events, fixture);
	run_until(fixture, fixture->peer && fixture->opened);
	http_websocket_mute(fixture->peer, true);
	websocket_check(fixture->socket);
	run_until(fixture, fixture->closed);
	assert_int_equal(fixture->end.ending, WEBSOCKET_SILENT);
}

/* A redirect is not followed. */
static void a_refused_upgrade_says_its_status(void **state)
{
	struct fixture *fixture = *state;
	const int statuses[] = { 401, 404, 409, 429, 500, 200, 302 };

	for (size_t i = 0; i < array_length(statuses); i++) {
		fixture->closed = 0;
		fixture->refuse_with = statuses[i];
		connect_to(fixture, fixture->url);
		run_until(fixture, fixture->closed);
		assert_int_equal(fixture->end.ending, WEBSOCKET_REFUSED);
		assert_int_equal(fixture->end.http_status, statuses[i]);
		assert_int_equal(fixture->opened, 0);
		websocket_destroy(steal_pointer(fixture->socket));
	}
}

static void nobody_there(void **state)
{
	struct fixture *fixture = *state;

	connect_to(fixture, "ws://127.0.0.1:1/");
	run_until(fixture, fixture->closed);
	assert_int_equal(fixture->end.ending, WEBSOCKET_UNREACHABLE);
}

static void an_upgrade_never_answered(void **state)
{
	struct fixture *fixture = *state;

	fixture->patience = 1000;
	connect_to(fixture, fixture->raw_url);
	run_until(fixture, fixture->closed);
	assert_int_equal(fixture->end.ending, WEBSOCKET_REFUSED);
	assert_int_equal(fixture->end.http_status, 0);
	assert_int_equal(fixture->raw.connections, 1);
}

static void answer_nonsense(struct raw_server *server, struct raw_peer *peer)
{
	(void)server;
	raw_peer_say(peer, "\x16\x03\x01 this is not HTTP\r\n\r\n");
	raw_peer_close(peer);
}

static void nonsense_in_place_of_http(void **state)
{
	struct fixture *fixture = *state;

	fixture->raw.heard = answer_nonsense;
	connect_to(fixture, fixture->raw_url);
	run_until(fixture, fixture->closed);
	assert_int_equal(fixture->opened, 0);
}

/* The server speaks no TLS. */
static void tls_fails(void **state)
{
	struct fixture *fixture = *state;
	char url[64];

	fixture->raw.heard = answer_nonsense;
	snprintf(url, sizeof(url), "wss://127.0.0.1:%d/", fixture->raw.port);
	connect_to(fixture, url);
	run_until(fixture, fixture->closed);
	assert_int_equal(fixture->end.ending, WEBSOCKET_UNREACHABLE);
}

static void what_we_do_not_call(void **state)
{
	struct fixture *fixture = *state;
	const char *const urls[] = { "ws://example.com/", "http://127.0.0.1/", "ws://10.0.0.1/", "",
		"wss://", "wss://no-such-host.invalid/" };

	fixture->patience = 300;
	for (size_t i = 0; i < array_length(urls); i++) {
		fixture->closed = 0;
		connect_to(fixture, urls[i]);
		run_until(fixture, fixture->closed);
		assert_int_equal(fixture->end.ending, WEBSOCKET_UNREACHABLE);
		websocket_destroy(steal_pointer(fixture->socket));
	}
}

static void destroy_in_message(struct fixture *fixture)
{
	websocket_destroy(steal_pointer(fixture->socket));
}

static void it_may_be_destroyed_from_inside(void **state)
{
	struct fixture *fixture = *state;

	fixture->on_message = destroy_in_message;
	connect_and_open(fixture);
	http_websocket_send(fixture->peer, "one", 3);
	http_websocket_send(fixture->peer, "two", 3);
	run_until(fixture, fixture->peer_closed);
	assert_int_equal(fixture->messages, 1);
	assert_int_equal(fixture->closed, 0);
}

/* At every moment of its life: nothing may come afterwards, nothing may be left behind. */
static void it_may_be_destroyed_at_any_time(void **state)
{
	struct fixture *fixture = *state;

	for (int turns = 0; turns < 12; turns++) {
		connect_to(fixture, fixture->url);
		for (int i = 0; i < turns; i++)
			uv_run(&fixture->loop, UV_RUN_NOWAIT);
		websocket_destroy(steal_pointer(fixture->socket));
		fixture->opened = 0;
		for (int i = 0; i < 5; i++)
			uv_run(&fixture->loop, UV_RUN_ONCE);
		assert_int_equal(fixture->opened + fixture->closed, 0);
	}
}

static void closing_before_it_is_open(void **state)
{
	struct fixture *fixture = *state;

	for (int turns = 0; turns < 8; turns++) {
		fixture->opened = fixture->closed = 0;
		connect_to(fixture, fixture->url);
		for (int i = 0; i < turns; i++)
			uv_run(&fixture->loop, UV_RUN_NOWAIT);
		websocket_close(fixture->socket, 1000);
		run_until(fixture, fixture->closed);
		assert_int_equal(fixture->end.ending, WEBSOCKET_CLOSED);
		websocket_destroy(steal_pointer(fixture->socket));
	}
}

static void a_peer_that_ignores_our_close(void **state)
{
	struct fixture *fixture = *state;

	fixture->patience = 300;
	connect_and_open(fixture);
	http_websocket_mute(fixture->peer, true);
	websocket_close(fixture->socket, 1000);
	run_until(fixture, fixture->closed);
	assert_int_equal(fixture->end.ending, WEBSOCKET_CLOSED);
}

static void the_context_may_go_first(void **state)
{
	struct fixture *fixture = *state;

	fixture->patience = 300;
	connect_and_open(fixture);
	web_destroy(steal_pointer(fixture->web), NULL, NULL);
	run_until(fixture, fixture->closed);
}

static void a_header_goes_along_and_binary_keeps_its_place(void **state)
{
	struct fixture *fixture = *state;

	connect_and_open(fixture);
	say(fixture, "one");
	assert_int_equal(websocket_send_binary(fixture->socket, "t\0wo", 4), 0);
	say(fixture, "three");
	assert_int_equal(websocket_send_binary(fixture->socket, "", 0), 0);
	websocket_close(fixture->socket, 1000);
	run_until(fixture, fixture->closed);
	assert_int_equal(fixture->peer_heard.length, strlen("one\nbinary t wo\nthree\nbinary \n"));
	assert_memory_equal(fixture->peer_heard.data, "one\nbinary t\0wo\nthree\nbinary \n",
		fixture->peer_heard.length);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(messages_go_both_ways),
		TEST(many_messages_keep_their_order),
		TEST(large_messages_come_whole),
		TEST(what_is_too_long_to_send_is_refused),
		TEST(a_header_goes_along_and_binary_keeps_its_place),
		TEST(our_close_follows_what_was_sent),
		TEST(the_peers_close_is_told),
		TEST(what_could_not_leave_is_told),
		TEST(a_broken_line_is_told),
		TEST(a_silent_peer_is_found),
		TEST(a_quiet_peer_is_kept),
		TEST(what_is_sent_together_leaves_together),
		TEST(a_check_finds_a_dead_peer_sooner),
		TEST(a_refused_upgrade_says_its_status),
		TEST(nobody_there),
		TEST(an_upgrade_never_answered),
		TEST(nonsense_in_place_of_http),
		TEST(tls_fails),
		TEST(what_we_do_not_call),
		TEST(it_may_be_destroyed_from_inside),
		TEST(it_may_be_destroyed_at_any_time),
		TEST(closing_before_it_is_open),
		TEST(a_peer_that_ignores_our_close),
		TEST(the_context_may_go_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
