#ifndef LASTMILE_WEBSOCKET_H
#define LASTMILE_WEBSOCKET_H
/*
 * A websocket to a server (RFC 6455): libwebsockets behind a door.
 *
 * Promises:
 * - Nothing blocks. Names are looked up on libuv's pool; each address is tried in turn, by number,
 *   with a time-out of its own; TLS (1.2 or better) is verified by name. wss, and ws for loopback
 *   addresses alone.
 * - `closed` comes exactly once, and nothing after it. After websocket_destroy() nothing comes at
 *   all, whatever libwebsockets still has in hand.
 * - One send is one unfragmented frame: Slack does not put fragments together, and closes the
 *   connection above 20480 bytes. What is sent leaves in order, with nothing of ours in between.
 *   Messages that arrive in pieces are put together, up to a cap.
 * - A close frame is sent on every way out that allows it, and waited for, but not for long.
 * - A peer that is silent (no data, no pong) is found by pings, also when TCP notices nothing.
 *   Where we ourselves have paused (a machine that stood still) that is not the peer's silence.
 *   libwebsockets answers the server's pings by itself and does not tell, so they do not count.
 * - With `pong_every` there are no pings, and silence is no sign: for a server that hangs up on who
 *   pings, and on who is silent (Azure Relay). Only TCP finds a dead peer then, within two minutes
 *   of the first pong that is not acknowledged.
 *
 * It does not go through a proxy.
 */
#include <stdbool.h>
#include <stddef.h>

struct web;
struct websocket;

enum { WEBSOCKET_SEND_MAX = 16384, WEBSOCKET_BINARY_MAX = 65536 };

/* Zero means the default. Times in ms. */
struct websocket_settings {
	const char *url;
	unsigned connect_timeout; // name; and for each address TCP and TLS: 4000
	unsigned upgrade_timeout; // from the request to the answer: 15000
	unsigned ping_every; // 15000
	unsigned hang_up_after; // without a sign of life: 45000, counted in pings
	unsigned close_timeout; // for the peer to answer our close frame: 3000
	unsigned pong_every; // in place of pings: an unasked pong so often; 0: pings
	size_t message_limit; // bytes: 4 MiB
	bool hear_out; // messages between our close frame and the peer's are told, too
	const char *header_name; // one more of the request, "ServiceBusAuthorization"; NULL: none
	const char *header_value;
};

enum websocket_ending {
	WEBSOCKET_UNREACHABLE, // name, TCP or TLS failed, at every address
	WEBSOCKET_REFUSED, // the server answered `http_status` instead of upgrading, or nonsense
	WEBSOCKET_CLOSED, // with a close frame, the peer's or ours
	WEBSOCKET_BROKEN, // the line broke
	WEBSOCKET_SILENT, // no sign of life for too long
	WEBSOCKET_TOO_LONG, // a message above the cap
};

struct websocket_end {
	enum websocket_ending ending;
	int http_status; // REFUSED: 0 if there was no answer that makes sense
	int close_code; // CLOSED: the peer's code, 1005 if it gave none; 0 if it said nothing
	const char *problem; // for the log; borrowed during `closed`
};

/* All optional but `closed`. Any of them may call any function here, destroy too. */
struct websocket_events {
	void (*open)(void *data);
	void (*message)(void *data, const char *text, size_t length); // NUL follows; borrowed
	void (*binary)(void *data, const char *bytes, size_t length); // NUL follows; borrowed
	/* Before `closed`: a text that could not leave any more. */
	void (*unsent)(void *data, const char *text);
	void (*closed)(void *data, const struct websocket_end *end);
};

/* Never NULL; what cannot be (a bad address too) ends in `closed`. `events` must outlive it. */
struct websocket *websocket_connect(struct web *web, const struct websocket_settings *settings,
	const struct websocket_events *events, void *data);

/* Returns 0, -ENOTCONN when it is not open or the peer has sent its close frame, -EMSGSIZE above
 * WEBSOCKET_SEND_MAX. */
int websocket_send(struct websocket *socket, const char *text, size_t length);

/* The same for a binary frame, with WEBSOCKET_BINARY_MAX. */
int websocket_send_binary(struct websocket *socket, const char *bytes, size_t length);

/* After what was sent has left: a close frame with this code, a short wait. `closed` follows. */
void websocket_close(struct websocket *socket, int code);

/* Asks for a sign of life now, and hangs up if there is none within `ping_every`. */
void websocket_check(struct websocket *socket);

/* At once, without a close frame if it is still open. NULL is fine. */
void websocket_destroy(struct websocket *socket);

#endif
