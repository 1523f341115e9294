#ifndef LASTMILE_HTTP_PARSE_H
#define LASTMILE_HTTP_PARSE_H
/*
 * The pure half of the HTTP server: bytes to a request head, and bodies in chunks. RFC 9112, read
 * strictly: what a proxy and we could read differently (two lengths, a length and chunks, spaces
 * before a colon, folded lines, bare line feeds) is refused.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text;

enum {
	HTTP_HEAD_BYTES = 16 * 1024,
	HTTP_HEADERS_MAX = 64,
};

/* Returned where more bytes are needed. */
enum { HTTP_PARSE_E_MORE = 1 };

struct http_header {
	const char *name;
	const char *value;
};

/* The strings live in `storage`; the target is split at the first '?'. */
struct http_head {
	char *storage;
	const char *method;
	const char *path;
	const char *query;
	struct http_header headers[HTTP_HEADERS_MAX];
	size_t header_count;
	int64_t content_length; // -1: not given
	bool chunked;
	bool keep_alive;
	bool expects_continue;
};

/*
 * Reads one head from the start of `bytes`. Returns 0 and how many bytes it took,
 * HTTP_PARSE_E_MORE, -EMSGSIZE (above HTTP_HEAD_BYTES or HTTP_HEADERS_MAX) or -EINVAL.
 */
int http_parse_head(const char *bytes, size_t length, struct http_head *ret_head, size_t *ret_used);
void http_head_finish(struct http_head *head);

const char *http_head_get(const struct http_head *head, const char *name); // any case; or NULL

/* True if the comma-separated list `value` has `token`, in any case. */
bool http_list_has(const char *value, const char *token);

/*
 * Reads a whole chunked body from the start of `bytes` into `body`, which is empty. Returns 0 and
 * how many bytes it took, HTTP_PARSE_E_MORE, -EMSGSIZE (more than `limit`) or -EINVAL. Begins anew
 * each time: after HTTP_PARSE_E_MORE clear `body`.
 */
int http_parse_chunks(
	const char *bytes, size_t length, size_t limit, struct text *body, size_t *ret_used);

#endif
