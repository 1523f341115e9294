#include "bot/util/websocket_attempt.h"

#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

#include <libwebsockets.h>

#include "bot/util/memory.h"
#include "bot/util/web.h"

enum {
	WRITE_CLOSE = 4, // what its source calls LWS_WRITE_CLOSE, between those in its header
	KEEPALIVE_IDLE = 60, // s: TCP asks a peer that says nothing whether it is there
	KEEPALIVE_EVERY = 15, // s
	KEEPALIVE_COUNT = 4,
	USER_TIMEOUT = 90000, // ms that what we sent may stay unacknowledged
};

/* Kept by libwebsockets with each vhost. */
struct attempts {
	struct list live; // websocket_attempt::link
	uintptr_t last;
};

static struct attempts *vhost_attempts(struct lws_vhost *vhost)
{
	return lws_protocol_vh_priv_get(
		vhost, lws_vhost_name_to_protocol(vhost, WEBSOCKET_PROTOCOL));
}

/* One for plain and one for TLS connections: reading all certificates takes a while. */
struct lws_vhost *websocket_vhost(
	struct web *web, bool encrypted, const struct lws_protocols *protocols)
{
	struct lws_context_creation_info info = {
		.port = CONTEXT_PORT_NO_LISTEN,
		.protocols = protocols,
		.vhost_name = encrypted ? "websocket-tls" : "websocket",
		.options = encrypted ? LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT : 0,
		.ssl_client_options_set =
			(long)(SSL_OP_NO_SSLv3 | SSL_OP_NO_TLSv1 | SSL_OP_NO_TLSv1_1),
		.http_proxy_address = "none:0", // none; NULL would be the environment's http_proxy
	};
	struct lws_vhost *vhost = lws_get_vhost_by_name(web_context(web), info.vhost_name);
	struct attempts *attempts;

	if (vhost)
		return vhost;
	vhost = lws_create_vhost(web_context(web), &info);
	if (!vhost)
		return NULL;
	attempts = lws_protocol_vh_priv_zalloc(
		vhost, lws_vhost_name_to_protocol(vhost, WEBSOCKET_PROTOCOL), sizeof(*attempts));
	if (!attempts)
		abort(); // out of memory
	list_init(&attempts->live);
	return vhost;
}

void websocket_attempt_init(struct websocket_attempt *attempt)
{
	*attempt = (struct websocket_attempt){ 0 };
	list_init(&attempt->link);
}

void websocket_attempt_begin(struct websocket_attempt *attempt, struct lws_vhost *vhost)
{
	struct attempts *attempts = vhost_attempts(vhost);

	attempt->number = ++attempts->last;
	list_append(&attempts->live, &attempt->link);
}

void websocket_attempt_forget(struct websocket_attempt *attempt)
{
	list_remove(&attempt->link);
	attempt->number = 0;
	attempt->wsi = NULL;
}

void websocket_attempt_kill(struct websocket_attempt *attempt)
{
	if (!attempt->number)
		return;
	if (attempt->wsi)
		lws_set_timeout(attempt->wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_ASYNC);
	websocket_attempt_forget(attempt);
}

struct websocket_attempt *websocket_attempt_find(struct lws *wsi)
{
	uintptr_t number = wsi ? (uintptr_t)lws_get_opaque_user_data(wsi) : 0;
	struct attempts *attempts = number ? vhost_attempts(lws_get_vhost(wsi)) : NULL;
	struct websocket_attempt *attempt;

	if (!attempts)
		return NULL;
	list_for_each (attempt, &attempts->live, link)
		if (attempt->number == number)
			return attempt;
	return NULL;
}

int websocket_add_header(
	struct lws *wsi, const char *name, const char *value, void *in, size_t space)
{
	unsigned char **at = in, *end = *at + space;

	return lws_add_http_header_by_name(wsi, (const unsigned char *)name,
		(const unsigned char *)value, (int)strlen(value), at, end);
}

int websocket_write_sign(struct lws *wsi, bool pong)
{
	unsigned char buffer[LWS_PRE + 4] = { 0 };

	return lws_write(wsi, buffer + LWS_PRE, 0, pong ? LWS_WRITE_PONG : LWS_WRITE_PING);
}

int websocket_write_close(struct lws *wsi, int code)
{
	unsigned char buffer[LWS_PRE + 2] = { 0 };

	buffer[LWS_PRE] = (unsigned char)(code >> 8);
	buffer[LWS_PRE + 1] = (unsigned char)code;
	return lws_write(wsi, buffer + LWS_PRE, 2, (enum lws_write_protocol)WRITE_CLOSE);
}

static void set_option(int fd, int level, int option, int value)
{
	(void)setsockopt(fd, level, option, &value, sizeof(value));
}

/* Where nobody answers our pongs, TCP has to notice that the peer is gone. */
void websocket_let_tcp_watch(struct lws *wsi)
{
	int fd = lws_get_socket_fd(wsi);

	set_option(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
	set_option(fd, IPPROTO_TCP, TCP_KEEPIDLE, KEEPALIVE_IDLE);
	set_option(fd, IPPROTO_TCP, TCP_KEEPINTVL, KEEPALIVE_EVERY);
	set_option(fd, IPPROTO_TCP, TCP_KEEPCNT, KEEPALIVE_COUNT);
	set_option(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, USER_TIMEOUT);
}
