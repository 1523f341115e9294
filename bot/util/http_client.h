#ifndef LASTMILE_HTTP_CLIENT_H
#define LASTMILE_HTTP_CLIENT_H
/*
 * Calls to web services, many at a time, on the loop: libcurl's multi interface on libuv.
 *
 * Promises:
 * - Each request ends in one call of `done`, never from inside http_client_send(), or in none after
 *   http_call_cancel() or http_client_destroy().
 * - `fate` tells a request that certainly never left from one that may have been processed. That is
 *   what lets a caller repeat the first and look up the second.
 * - A `fresh` request leaves at most once. libcurl silently sends a POST again when a kept-alive
 *   connection turns out to be dead; with a connection of its own and HTTP/1.1 there is no such
 *   case, and TCP_USER_TIMEOUT bounds how long the kernel goes on trying after we have given up.
 *   Other requests use warm connections, HTTP/2 where offered, and may be repeated by libcurl.
 * - https only; http for loopback addresses alone. TLS 1.2 or better, certificate and name
 * verified. No redirects.
 *
 * Proxies: https_proxy and no_proxy in the environment are obeyed, as libcurl does, for all but
 * loopback addresses. Behind a proxy TCP_USER_TIMEOUT reaches only as far as the proxy.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

struct http_client;
struct http_call; // in flight; valid until `done` returns or http_call_cancel()

enum http_fate {
	HTTP_NOT_SENT, // certainly never left: refused by us, or name, connect or TLS failed
	HTTP_ANSWERED, // a complete answer came: `status`, `body`
	HTTP_MAYBE_SENT, // it may have left and been processed; no complete answer came
};

/* Everything is copied by http_client_send(). Zero means the default. */
struct http_order {
	const char *method; // "GET", "POST"
	const char *url;
	const char *const *headers; // "Name: value", ends with NULL; may be NULL
	const char *body; // NULL: none
	size_t body_length;
	unsigned connect_timeout; // ms, name, TCP and TLS; default 5000
	unsigned total_timeout; // ms, default 15000
	size_t answer_limit; // bytes, default 4 MiB; a longer answer ends as HTTP_MAYBE_SENT
	bool fresh; // must not be repeated silently: see above
};

/* Borrowed during `done`. */
struct http_answer {
	enum http_fate fate;
	int status; // 0 without an answer
	const char *body; // NUL-terminated; "" if none
	size_t body_length;
	int64_t retry_after; // ms, from Retry-After (seconds or a date); 0: not said
	const char *problem; // what failed, for the log; NULL when answered
	struct http_call *call;
};

/* The value of a header of the answer, NULL if it has none. Borrowed during `done`. */
const char *http_answer_header(const struct http_answer *answer, const char *name);

typedef void http_done(void *data, const struct http_answer *answer);

/* The loop must run on after destroy for the handles to close; `done` of what is in flight is not
 * called. NULL is fine. */
struct http_client *http_client_create(uv_loop_t *loop);
void http_client_destroy(struct http_client *client);

struct http_call *http_client_send(
	struct http_client *client, const struct http_order *order, http_done *done, void *data);
void http_call_cancel(struct http_call *call); /* not from its own `done`; NULL is fine */

#endif
