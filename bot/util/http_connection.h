#ifndef LASTMILE_HTTP_CONNECTION_H
#define LASTMILE_HTTP_CONNECTION_H
/*
 * What http_server.c and http_websocket.c know of one connection together. Nobody else includes
 * this.
 */
#include "bot/util/http_server.h"
#include "bot/util/list.h"
#include "bot/util/stream.h"

struct http_websocket;

enum http_state {
	HTTP_RECEIVING, // a head or a body
	HTTP_ANSWERING, // a handler has the request
	HTTP_WEBSOCKET, // it has become one
};

struct http_connection {
	struct stream stream;
	struct http_server *server;
	struct list link; // http_server::connections
	enum http_state state;
	struct http_request *request; // the one being answered, else NULL
	bool keep_alive;
	bool head_only; // it was a HEAD request
	bool continued; // 100 Continue was sent
	bool idle; // nothing of the next request has come
	uint64_t waits_since; // uv_now() ms, while receiving: since then for a request
	struct http_websocket *websocket;
};

void http_request_free(struct http_request *request);

/* From http_websocket.c, called by http_server.c. */
void http_websocket_data(struct http_websocket *websocket);
void http_websocket_lost(struct http_websocket *websocket); // tells the handler and frees

#endif
