/*
 * The HTTP server over real sockets: what is answered, what is refused, how it misbehaves on
 * demand. Client and server share one thread; the loop turns while the client waits.
 */
#include <errno.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "bot/util/http_server.h"
#include "bot/util/http_websocket.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

struct fixture {
	uv_loop_t loop;
	struct http_server *server;
	struct http_request *held; // by /later
	struct http_websocket *websocket; // the last one
	int handled;
	int closed; // websockets
	bool destroyed;
};

static void on_text(struct http_websocket *websocket, const char *text, size_t length, void *data)
{
	(void)data;
	http_websocket_send(websocket, text, length);
}

static void on_websocket_closed(struct http_websocket *websocket, void *data)
{
	struct fixture *fixture = data;

	(void)websocket;
	fixture->websocket = NULL;
	fixture->closed++;
}

static const struct http_websocket_handler echo = { .text = on_text,
	.closed = on_websocket_closed };

static void handle(struct http_request *request, void *data)
{
	struct fixture *fixture = data;
	struct http_response response = {
		.status = 200, .type = "text/plain", .body = "0123456789"
	};
	struct http_websocket_options options = {
		.handler = &echo, .frame_limit = 100, .message_limit = 150, .data = fixture
	};

	fixture->handled++;
	if (text_equal(request->path, "/later"))
		fixture->held = request;
	else if (text_equal(request->path, "/reset"))
		http_request_reset(request);
	else if (text_equal(request->path, "/partly"))
		http_respond_partly(request, &response, 5);
	else if (text_equal(request->path, "/socket"))
		fixture->websocket = http_upgrade(request, &options);
	else if (text_equal(request->path, "/echo"))
		http_respond_text(request, 200, request->body);
	else
		http_respond(request, &response);
}

static int start(void **state)
{
	struct fixture *fixture = xcalloc(1, sizeof(*fixture));
	struct http_server_options options = { .listen = "127.0.0.1:0",
		.body_limit = 1000,
		.any_origin_path = "/open/",
		.handle = handle,
		.data = fixture };

	uv_loop_init(&fixture->loop);
	if (http_server_create(&fixture->loop, &options, &fixture->server) != 0)
		return -1;
	*state = fixture;
	return 0;
}

static void after_destroy(void *data)
{
	struct fixture *fixture = data;

	fixture->destroyed = true;
}

/* Every test ends here, with whatever it left open: the loop must become empty. */
static int stop(void **state)
{
	struct fixture *fixture = *state;

	if (fixture->held)
		http_respond_text(fixture->held, 200, "too late");
	http_server_destroy(fixture->server, after_destroy, fixture);
	uv_run(&fixture->loop, UV_RUN_DEFAULT);
	if (!fixture->destroyed || uv_loop_close(&fixture->loop) != 0)
		return -1;
	free(fixture);
	return 0;
}

static int dial(struct fixture *fixture)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)http_server_port(fixture->server)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_int_equal(0, connect(fd, (struct sockaddr *)&address, sizeof(address)));
	return fd;
}

static void say_bytes(int fd, const char *bytes, size_t length)
{
	assert_int_equal((ssize_t)length, send(fd, bytes, length, MSG_NOSIGNAL));
}

static void say(int fd, const char *text)
{
	say_bytes(fd, text, strlen(text));
}

/* Turns the loop until `wanted` was received or the peer is gone. Returns recv()'s errno or 0. */
static int hear(struct fixture *fixture, int fd, struct text *heard, const char *wanted)
{
	char bytes[4096];

	for (;;) {
		ssize_t length;
		uv_run(&fixture->loop, UV_RUN_NOWAIT);
		length = recv(fd, bytes, sizeof(bytes), MSG_DONTWAIT);
		if (length > 0)
			text_append_bytes(heard, bytes, (size_t)length);
		else if (length == 0)
			return 0;
		else if (errno != EAGAIN)
			return errno;
		if (wanted && heard->length &&
			memmem(heard->data, heard->length, wanted, strlen(wanted)))
			return 0;
	}
}

/* Sends one request and waits for the end of the connection or for `wanted`. */
static char *exchange(struct fixture *fixture, const char *request, const char *wanted)
{
	struct text heard = TEXT_INIT;
	int fd = dial(fixture);

	say(fd, request);
	(void)hear(fixture, fd, &heard, wanted);
	close(fd);
	text_append(&heard, "");
	return text_steal(&heard);
}

static void expect(struct fixture *fixture, const char *request, const char *wanted)
{
	_cleanup_free_ char *heard = exchange(fixture, request, wanted);

	if (!strstr(heard, wanted))
		fail_msg("for:\n%s\nwanted: %s\nheard: %s", request, wanted, heard);
}

#define HOST "Host: localhost\r\n"

static void answers(void **state)
{
	struct fixture *fixture = *state;

	expect(fixture, "GET /x HTTP/1.1\r\n" HOST "\r\n", "\r\n\r\n0123456789");
	expect(fixture, "GET /x HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n",
		"Connection: close");
	expect(fixture, "GET /x HTTP/1.0\r\n" HOST "\r\n", "Connection: close");
	expect(fixture, "POST /echo HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\nhello",
		"\r\nhello");
	expect(fixture,
		"POST /echo HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n"
		"3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\n\r\n",
		"\r\nhello");
	expect(fixture,
		"POST /echo HTTP/1.1\r\n" HOST "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n",
		"HTTP/1.1 100 Continue\r\n\r\n");
}

static void refuses_what_two_could_read_differently(void **state)
{
	static const char *const requests[] = {
		"hello\r\n\r\n",
		"GET\r\n\r\n",
		"GET / HTTP/2.0\r\n" HOST "\r\n",
		"GET http://localhost/ HTTP/1.1\r\n" HOST "\r\n",
		"GET / HTTP/1.1\r\n\r\n",
		"GET / HTTP/1.1\r\n" HOST HOST "\r\n",
		"GET / HTTP/1.1\r\n" HOST "X : 1\r\n\r\n",
		"GET / HTTP/1.1\r\n" HOST " folded\r\n\r\n",
		"GET / HTTP/1.1\r\n" HOST "X: a\nY: b\r\n\r\n",
		"POST / HTTP/1.1\r\n" HOST "Content-Length: 1\r\nContent-Length: 2\r\n\r\n",
		"POST / HTTP/1.1\r\n" HOST "Content-Length: -1\r\n\r\n",
		"POST / HTTP/1.1\r\n" HOST
		"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
		"POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: gzip, chunked\r\n\r\n",
		"POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
		"POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n",
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < array_length(requests); i++)
		expect(fixture, requests[i], "HTTP/1.1 400 ");
	assert_int_equal(0, fixture->handled);
}

static void refuses_too_much(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_text_ struct text many = TEXT_INIT;

	expect(fixture, "POST / HTTP/1.1\r\n" HOST "Content-Length: 1001\r\n\r\n", "HTTP/1.1 413 ");
	expect(fixture, "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\nfffffff\r\n",
		"HTTP/1.1 413 ");
	text_append(&many, "GET / HTTP/1.1\r\n" HOST);
	for (int i = 0; i < 70; i++)
		text_append(&many, "X: y\r\n");
	text_append(&many, "\r\n");
	expect(fixture, text_string(&many), "HTTP/1.1 431 ");
	text_clear(&many);
	text_append(&many, "GET /");
	for (int i = 0; i < 17000; i++)
		text_append_char(&many, 'x');
	expect(fixture, text_string(&many), "HTTP/1.1 431 ");
	assert_int_equal(0, fixture->handled);
}

static void refuses_other_names_and_origins(void **state)
{
	struct fixture *fixture = *state;

	expect(fixture, "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", "HTTP/1.1 421 ");
	expect(fixture, "GET / HTTP/1.1\r\nHost: localhost.evil.example\r\n\r\n", "HTTP/1.1 421 ");
	expect(fixture, "GET / HTTP/1.1\r\nHost: 127.0.0.1:80x\r\n\r\n", "HTTP/1.1 421 ");
	expect(fixture, "GET / HTTP/1.1\r\n" HOST "Origin: https://evil.example\r\n\r\n",
		"HTTP/1.1 403 ");
	expect(fixture, "GET / HTTP/1.1\r\n" HOST "Origin: null\r\n\r\n", "HTTP/1.1 403 ");
	assert_int_equal(0, fixture->handled);
	expect(fixture, "GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", "HTTP/1.1 200 ");
	expect(fixture, "GET / HTTP/1.1\r\n" HOST "Origin: http://127.0.0.1:9\r\n\r\n",
		"HTTP/1.1 200 ");
	expect(fixture, "GET /open/x HTTP/1.1\r\n" HOST "Origin: https://api.slack.com\r\n\r\n",
		"HTTP/1.1 200 ");
}

static void keeps_the_order_of_what_was_sent_at_once(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_text_ struct text heard = TEXT_INIT;
	int fd = dial(fixture);

	say(fd, "GET /later HTTP/1.1\r\n" HOST "\r\n"
		"POST /echo HTTP/1.1\r\n" HOST "Content-Length: 6\r\n\r\nsecond");
	while (!fixture->held)
		uv_run(&fixture->loop, UV_RUN_NOWAIT);
	for (int i = 0; i < 10; i++)
		uv_run(&fixture->loop, UV_RUN_NOWAIT);
	assert_int_equal(1, fixture->handled);
	http_respond_text(steal_pointer(fixture->held), 200, "first");
	assert_int_equal(0, hear(fixture, fd, &heard, "second"));
	assert_true(strstr(text_string(&heard), "first") < strstr(text_string(&heard), "second"));
	close(fd);
}

static void misbehaves_on_demand(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_text_ struct text heard = TEXT_INIT;
	int fd = dial(fixture);

	say(fd, "GET /reset HTTP/1.1\r\n" HOST "\r\n");
	assert_int_equal(ECONNRESET, hear(fixture, fd, &heard, NULL));
	assert_int_equal(0, heard.length);
	close(fd);
	fd = dial(fixture);
	say(fd, "GET /partly HTTP/1.1\r\n" HOST "\r\n");
	assert_int_equal(0, hear(fixture, fd, &heard, NULL));
	assert_non_null(strstr(text_string(&heard), "Content-Length: 10\r\n"));
	assert_string_equal("\r\n\r\n01234", strstr(text_string(&heard), "\r\n\r\n"));
	close(fd);
}

static void outlives_its_connection(void **state)
{
	struct fixture *fixture = *state;
	int fd = dial(fixture);

	say(fd, "GET /later HTTP/1.1\r\n" HOST "\r\n");
	while (!fixture->held)
		uv_run(&fixture->loop, UV_RUN_NOWAIT);
	close(fd);
	while (fixture->held->connection)
		uv_run(&fixture->loop, UV_RUN_NOWAIT);
	http_respond_text(steal_pointer(fixture->held), 200, "nobody hears this");
}

static int upgrade(struct fixture *fixture)
{
	_cleanup_text_ struct text heard = TEXT_INIT;
	int fd = dial(fixture);

	say(fd, "GET /socket HTTP/1.1\r\n" HOST "Connection: keep-alive, Upgrade\r\n"
		"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
	assert_int_equal(0, hear(fixture, fd, &heard, "\r\n\r\n"));
	/* The key and its answer are the example in RFC 6455. */
	assert_non_null(strstr(text_string(&heard), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
	return fd;
}

/* A masked frame; the mask is zero, so that the payload can be read. */
static void frame(int fd, int first, const char *payload, size_t length)
{
	char bytes[1024] = { (char)first, (char)(0x80 | (length < 126 ? length : 126)) };
	size_t at = 2;

	if (length >= 126) {
		bytes[at++] = (char)(length >> 8);
		bytes[at++] = (char)length;
	}
	at += 4;
	memcpy(bytes + at, payload, length);
	say_bytes(fd, bytes, at + length);
}

static void carries_messages(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_text_ struct text heard = TEXT_INIT;
	int fd = upgrade(fixture);

	frame(fd, 0x81, "hello", 5);
	assert_int_equal(0, hear(fixture, fd, &heard, "\x81\x05hello"));
	frame(fd, 0x01, "in ", 3);
	frame(fd, 0x89, "ping", 4);
	frame(fd, 0x80, "parts", 5);
	assert_int_equal(0, hear(fixture, fd, &heard, "\x8a\x04ping\x81\x08in parts"));
	say_bytes(fd, "\x81\x82\x01\x02\x03\x04ik", 8); // masked by 1, 2, 3, 4
	assert_int_equal(0, hear(fixture, fd, &heard, "\x81\x02hi"));
	frame(fd, 0x88, "\x03\xe8", 2);
	assert_int_equal(0, hear(fixture, fd, &heard, "\x88\x02\x03\xe8"));
	assert_int_equal(0, hear(fixture, fd, &heard, NULL));
	close(fd);
	while (!fixture->closed)
		uv_run(&fixture->loop, UV_RUN_NOWAIT);
}

static void expect_close(struct fixture *fixture, int fd, int code)
{
	_cleanup_text_ struct text heard = TEXT_INIT;

	assert_int_equal(0, hear(fixture, fd, &heard, NULL));
	assert_true(heard.length >= 4);
	assert_int_equal('\x88', heard.data[0]);
	assert_int_equal(code, (unsigned char)heard.data[2] << 8 | (unsigned char)heard.data[3]);
	close(fd);
}

static void closes_with_the_right_code(void **state)
{
	struct fixture *fixture = *state;
	char much[200] = { 0 };
	int fd = upgrade(fixture);

	memset(much, 'x', sizeof(much));
	frame(fd, 0x81, much, 101);
	expect_close(fixture, fd, 1009);
	fd = upgrade(fixture);
	frame(fd, 0x01, much, 100);
	frame(fd, 0x80, much, 51);
	expect_close(fixture, fd, 1009);
	fd = upgrade(fixture);
	say_bytes(fd, "\x81\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\0\0\0", 14);
	expect_close(fixture, fd, 1009);
	fd = upgrade(fixture);
	say_bytes(fd, "\x81\x02hi", 4); // not masked
	expect_close(fixture, fd, 1002);
	fd = upgrade(fixture);
	frame(fd, 0x80, "x", 1); // continues nothing
	expect_close(fixture, fd, 1002);
	fd = upgrade(fixture);
	frame(fd, 0x83, "x", 1); // a reserved kind
	expect_close(fixture, fd, 1002);
	fd = upgrade(fixture);
	frame(fd, 0xc1, "x", 1); // compressed, which was not agreed on
	expect_close(fixture, fd, 1002);
	fd = upgrade(fixture);
	frame(fd, 0x81, "\xff", 1);
	expect_close(fixture, fd, 1007);
}

static void goes_silent(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_text_ struct text heard = TEXT_INIT;
	int fd = upgrade(fixture);
	char byte;

	http_websocket_mute(fixture->websocket, true);
	frame(fd, 0x89, "ping", 4);
	for (int i = 0; i < 20; i++)
		uv_run(&fixture->loop, UV_RUN_NOWAIT);
	assert_int_equal(-1, recv(fd, &byte, 1, MSG_DONTWAIT));
	assert_int_equal(EAGAIN, errno);
	http_websocket_mute(fixture->websocket, false);
	assert_int_equal(0, hear(fixture, fd, &heard, "\x8a\x04ping"));
	http_websocket_reset(fixture->websocket);
	assert_int_equal(ECONNRESET, hear(fixture, fd, &heard, NULL));
	close(fd);
}

static void listens_on_loopback_only(void **state)
{
	struct fixture *fixture = *state;
	struct http_server_options options = { .body_limit = 1, .handle = handle };
	struct http_server *server = NULL;

	options.listen = "0.0.0.0:0";
	assert_int_equal(-EADDRNOTAVAIL, http_server_create(&fixture->loop, &options, &server));
	options.listen = "example.com:80";
	assert_int_equal(-EADDRNOTAVAIL, http_server_create(&fixture->loop, &options, &server));
	options.listen = "localhost";
	assert_int_equal(-EINVAL, http_server_create(&fixture->loop, &options, &server));
	options.listen = "localhost:99999";
	assert_int_equal(-EINVAL, http_server_create(&fixture->loop, &options, &server));
	assert_null(server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(answers, start, stop),
		cmocka_unit_test_setup_teardown(
			refuses_what_two_could_read_differently, start, stop),
		cmocka_unit_test_setup_teardown(refuses_too_much, start, stop),
		cmocka_unit_test_setup_teardown(refuses_other_names_and_origins, start, stop),
		cmocka_unit_test_setup_teardown(
			keeps_the_order_of_what_was_sent_at_once, start, stop),
		cmocka_unit_test_setup_teardown(misbehaves_on_demand, start, stop),
		cmocka_unit_test_setup_teardown(outlives_its_connection, start, stop),
		cmocka_unit_test_setup_teardown(carries_messages, start, stop),
		cmocka_unit_test_setup_teardown(closes_with_the_right_code, start, stop),
		cmocka_unit_test_setup_teardown(goes_silent, start, stop),
		cmocka_unit_test_setup_teardown(listens_on_loopback_only, start, stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
