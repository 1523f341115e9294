#ifndef LASTMILE_HTTP_WEBSOCKET_H
#define LASTMILE_HTTP_WEBSOCKET_H
/*
 * The server's side of a websocket (RFC 6455), without extensions. Pings are answered here; a frame
 * above the limit closes with 1009, one against the rules with 1002, text that is not UTF-8 with
 * 1007. What is sent is one unfragmented frame.
 */
#include <stdbool.h>
#include <stddef.h>

struct http_request;
struct http_websocket;

struct http_websocket_handler {
	/* A whole message; NUL follows it. May be NULL: messages are dropped. */
	void (*text)(struct http_websocket *websocket, const char *text, size_t length, void *data);
	void (*binary)(
		struct http_websocket *websocket, const char *bytes, size_t length, void *data);
	/* Exactly once, whoever ended it; the websocket is gone after this returns. */
	void (*closed)(struct http_websocket *websocket, void *data);
};

struct http_websocket_options {
	const struct http_websocket_handler *handler;
	size_t frame_limit; // bytes of payload in one frame
	size_t message_limit; // bytes of a message put together from frames
	void *data;
};

/* Ends the request. NULL if the handshake was refused (400) or the connection is lost. */
struct http_websocket *http_upgrade(
	struct http_request *request, const struct http_websocket_options *options);

void http_websocket_send(struct http_websocket *websocket, const char *text, size_t length);
void http_websocket_ping(struct http_websocket *websocket, const char *payload); // under 126 bytes
void http_websocket_close(struct http_websocket *websocket, int code, const char *reason);
void http_websocket_reset(struct http_websocket *websocket);
/* A silent peer: nothing is read, nothing is sent, no ping is answered; the connection stays. */
void http_websocket_mute(struct http_websocket *websocket, bool muted);

#endif
