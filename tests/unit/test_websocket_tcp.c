/* What the websocket client asks of TCP: where nobody answers its signs of life, the kernel has to
 * notice that the peer is gone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "bot/util/http_server.h"
#include "bot/util/http_websocket.h"
#include "bot/util/web.h"
#include "bot/util/websocket.h"

/* As the client has asked; 0: it has not. */
static int keep_alive, user_timeout;

int __wrap_setsockopt(int fd, int level, int option, const void *value, socklen_t length);
int __real_setsockopt(int fd, int level, int option, const void *value, socklen_t length);

int __wrap_setsockopt(int fd, int level, int option, const void *value, socklen_t length)
{
	if (level == SOL_SOCKET && option == SO_KEEPALIVE)
		memcpy(&keep_alive, value, sizeof(keep_alive));
	if (level == IPPROTO_TCP && option == TCP_USER_TIMEOUT)
		memcpy(&user_timeout, value, sizeof(user_timeout));
	return __real_setsockopt(fd, level, option, value, length);
}

static void handle(struct http_request *request, void *data)
{
	static const struct http_websocket_handler deaf = { NULL, NULL, NULL };
	const struct http_websocket_options options = { &deaf, 1024, 1024, data };

	http_upgrade(request, &options);
}

static void opened(void *data)
{
	++*(int *)data;
}

static void closed(void *data, const struct websocket_end *end)
{
	(void)data;
	(void)end;
}

static void open_one(uv_loop_t *loop, struct web *web, const char *url, unsigned pong_every)
{
	static const struct websocket_events events = { .open = opened, .closed = closed };
	const struct websocket_settings settings = { .url = url, .pong_every = pong_every };
	int open = 0;
	struct websocket *socket = websocket_connect(web, &settings, &events, &open);

	while (!open)
		uv_run(loop, UV_RUN_ONCE);
	websocket_destroy(socket);
}

static void where_we_pong_tcp_watches(void **state)
{
	const struct http_server_options options = {
		.listen = "127.0.0.1:0", .body_limit = 1024, .handle = handle
	};
	struct http_server *server = NULL;
	struct web *web = NULL;
	uv_loop_t loop;
	char url[64];

	(void)state;
	assert_int_equal(uv_loop_init(&loop), 0);
	assert_int_equal(web_create(&loop, &web), 0);
	assert_int_equal(http_server_create(&loop, &options, &server), 0);
	snprintf(url, sizeof(url), "ws://127.0.0.1:%d/", http_server_port(server));
	open_one(&loop, web, url, 0); // this one pings, and is answered
	assert_int_equal(user_timeout, 0);
	open_one(&loop, web, url, 60000);
	assert_int_equal(keep_alive, 1);
	assert_in_range(user_timeout, 10000, 120000);
	http_server_destroy(server, NULL, NULL);
	web_destroy(web, NULL, NULL);
	uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&loop), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(where_we_pong_tcp_watches),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
