#ifndef LASTMILE_HTTP_SERVER_H
#define LASTMILE_HTTP_SERVER_H
/*
 * A small HTTP/1.1 server on libuv: the daemon's /healthz, /readyz and /metrics, what Teams posts
 * to, and all of the playground. Keep-alive, bodies with a length or in chunks, answers that may
 * come later, websockets (http_websocket.h), TLS (tls_server.h). No HTTP/2, no compression.
 *
 * Why not libwebsockets: see web.h. And a pretend server must be able to misbehave exactly: reset,
 * stop in the middle of an answer, leave a ping unanswered.
 *
 * Without TLS it listens on loopback addresses only. A request whose Host is not this machine is
 * answered 421 (a web page of somewhere else may have had its name resolved to us), and one whose
 * Origin is not 403, unless its path begins with `any_origin_path`, for callers that prove
 * themselves otherwise; with `any_host` neither is looked at.
 *
 * A peer that does not take its answers is not asked what else it wants. A server that strangers
 * reach sets the limits: a request then has to come in time, and where all connections are taken
 * the one that has waited longest for its request makes room.
 */
#include <stdbool.h>
#include <stddef.h>

#include <uv.h>

#include "bot/util/http_parse.h"

struct http_server;
struct http_connection;
struct tls_server;

/*
 * One request. It belongs to the handler until handed to one of the functions that end it, each
 * request to exactly one, at once or later: http_respond…, http_request_reset, http_upgrade. The
 * connection may be lost meanwhile; the answer then goes nowhere.
 */
struct http_request {
	struct http_head head;
	const char *method; // "GET"
	const char *path; // as sent, up to the '?': still percent-encoded
	const char *query; // as sent, after the '?', or "": for url_field()
	const char *body; // NUL follows it
	size_t body_length;
	bool websocket; // asks to become one: http_upgrade() may be called
	struct http_connection *connection; // NULL once it is lost
	char *owned_body;
};

struct http_server_options {
	/* "127.0.0.1:8700", "localhost:0", "[::1]:8700", with TLS "0.0.0.0:443"; port 0: any free
	 */
	const char *listen;
	size_t body_limit; // bytes; more is answered with 413
	const char *any_origin_path; // or NULL
	bool any_host; // every caller proves itself to `handle`, whatever it calls us
	struct tls_server *tls; // borrowed until `done` of destroy; NULL: plain HTTP
	unsigned connections_most; // 0: no limit
	unsigned request_timeout; // ms for a request to come, TLS included; 0: no limit
	unsigned idle_timeout; // ms between two requests; 0: no limit
	void (*handle)(struct http_request *request, void *data);
	void *data;
};

/* Returns 0, -EINVAL (cannot be read), -EADDRNOTAVAIL (neither loopback nor TLS), -EADDRINUSE, … */
int http_server_create(uv_loop_t *loop, const struct http_server_options *options,
	struct http_server **ret_server);
int http_server_port(const struct http_server *server);

/*
 * Stops listening and closes every connection and websocket; then `done` (may be NULL), from the
 * loop. Requests not ended by then must still be ended by their holders; nothing is sent.
 */
void http_server_destroy(struct http_server *server, void (*done)(void *data), void *data);

const char *http_status_reason(int status); // "Not Found"; static
const char *http_request_header(const struct http_request *request, const char *name); // or NULL

struct http_response {
	int status;
	const char *type; // of the content; NULL: application/json; charset=utf-8
	const char *body;
	size_t body_length; // 0: strlen(body)
	const struct http_header *headers; // more of them, or NULL
	size_t header_count;
};

/* These end the request. */
void http_respond(struct http_request *request, const struct http_response *response);
void http_respond_text(struct http_request *request, int status, const char *text);
void http_respond_partly(struct http_request *request, const struct http_response *response,
	size_t body_bytes); // promises all, sends so much of the body, and ends
void http_request_reset(struct http_request *request); // TCP reset, no answer

#endif
