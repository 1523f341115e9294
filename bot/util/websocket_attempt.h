#ifndef LASTMILE_WEBSOCKET_ATTEMPT_H
#define LASTMILE_WEBSOCKET_ATTEMPT_H
/*
 * One attempt of websocket.c to connect, as libwebsockets knows it.
 *
 * libwebsockets may call back about a connection long after we have given it up. So it is given a
 * number, not a pointer, and a callback reaches somebody only while that number is alive.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bot/util/list.h"

struct lws;
struct lws_protocols;
struct lws_vhost;
struct web;

#define WEBSOCKET_PROTOCOL "websocket"

struct websocket_attempt {
	struct list link; // attempts::live, while `number` is not 0
	uintptr_t number;
	struct lws *wsi; // valid while `number` is not 0
};

/* Made when first asked for; belongs to `web`. NULL when TLS cannot be had. */
struct lws_vhost *websocket_vhost(
	struct web *web, bool encrypted, const struct lws_protocols *protocols);

void websocket_attempt_init(struct websocket_attempt *attempt);
void websocket_attempt_begin(struct websocket_attempt *attempt, struct lws_vhost *vhost);
void websocket_attempt_forget(struct websocket_attempt *attempt); /* callbacks are stale now */
void websocket_attempt_kill(struct websocket_attempt *attempt); /* the connection goes too */

/* NULL: stale, or not about a connection. */
struct websocket_attempt *websocket_attempt_find(struct lws *wsi);

/* What is done with the connection itself. `in` and `space` are libwebsockets': where a header of
 * the request goes, and how much there is room for. They return as lws_write() does. */
int websocket_add_header(
	struct lws *wsi, const char *name, const char *value, void *in, size_t space);
int websocket_write_sign(struct lws *wsi, bool pong); /* a ping, or an unasked pong */
int websocket_write_close(struct lws *wsi, int code); /* a close frame */
void websocket_let_tcp_watch(struct lws *wsi); /* it will notice that the peer is gone */

#endif
