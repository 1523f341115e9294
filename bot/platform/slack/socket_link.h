#ifndef LASTMILE_SLACK_SOCKET_LINK_H
#define LASTMILE_SLACK_SOCKET_LINK_H
/*
 * One link of socket_mode.h: a connection, from asking for its address to its close frame. It knows
 * how to go from state to state; when to begin, and how long to wait before, is its owner's matter.
 */
#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "bot/platform/slack/errors.h"
#include "bot/util/list.h"

struct slack_decoder;
struct slack_frame;
struct slack_timing;
struct web;
struct web_api;
struct websocket;

enum socket_state {
	SOCKET_IDLE,
	SOCKET_BACKOFF, // the timer leads to opening
	SOCKET_REFUSED, // so does this one, slowly: a person must act
	SOCKET_OPENING, // apps.connections.open is in flight
	SOCKET_CONNECTING, // the websocket is
	SOCKET_WAITING_HELLO,
	SOCKET_READY,
	SOCKET_DRAINING, // replaced, still served
	SOCKET_CLOSING, // the close frame has been ordered
	SOCKET_STATE_COUNT,
};

struct socket_link;

/* Facts going up to the owner. Each may call any of the functions below. */
struct socket_link_owner {
	void (*ready)(struct socket_link *link, const struct slack_frame *hello);
	void (*stable)(struct socket_link *link);
	void (*disconnect)(struct socket_link *link, const struct slack_frame *frame);
	/* An event, or something refused; the frame is the owner's. */
	void (*frame)(struct socket_link *link, struct slack_frame *frame);
	/* An acknowledgement could not leave over this link any more. */
	void (*unsent)(struct socket_link *link, const char *text);
	/* Opening, connecting or the connection has come to an end; the link is idle. */
	void (*gone)(struct socket_link *link, enum socket_state before, const char *why);
	/* apps.connections.open failed; the link is idle. */
	void (*not_opened)(struct socket_link *link, enum call_class class, const char *error,
		int64_t retry_after);
};

struct socket_link {
	const struct socket_link_owner *owner;
	struct web *web;
	struct web_api *api;
	const struct slack_decoder *decoder;
	const struct slack_timing *timing; // filled in
	int number; // 1, 2: for the log
	enum socket_state state;
	bool leaving; // Slack has announced the end: a replacement is wanted
	bool stable; // has been ready for a while
	uv_timer_t timer; // the state's
	struct websocket *socket;
	struct list receipts; // socket_receipt::link
	int64_t draining_since; // monotonic
};

struct socket_receipt {
	struct list link; // socket_link::receipts
	struct socket_link *from; // NULL: the connection is gone
};

void socket_link_init(struct socket_link *link, uv_loop_t *loop);
void socket_link_finish(struct socket_link *link, uv_close_cb closed); /* for its timer */

/* From idle, or waiting: opens after `delay` ms. */
void socket_link_open_after(struct socket_link *link, int64_t delay, bool refused);
void socket_link_drain(struct socket_link *link); /* from ready */
void socket_link_close(
	struct socket_link *link); /* from any state; `gone` follows if it was open */
void socket_link_check(struct socket_link *link); /* looks for a sign of life now */

bool socket_link_is_open(const struct socket_link *link); /* commands can come over it */
bool socket_link_is_on_its_way(const struct socket_link *link);

struct socket_receipt *socket_link_receipt(struct socket_link *link);
bool socket_link_send(struct socket_link *link, const char *text); /* false: it cannot */

#endif
