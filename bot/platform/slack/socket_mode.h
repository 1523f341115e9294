#ifndef LASTMILE_SLACK_SOCKET_MODE_H
#define LASTMILE_SLACK_SOCKET_MODE_H
/*
 * The connection that Slack sends over (docs.slack.dev, "Using Socket Mode"), kept up for ever.
 *
 * There are two links, each a machine with named states and one timer; link_enter() is the only way
 * from one state to another, and logs it. As a rule one link is ready and the other idle. When
 * Slack announces that a connection ends, the other link is opened first; the old one goes on being
 * served until the new one has said hello and a while longer, so nothing falls between them.
 *
 *     idle ─▶ backoff ─▶ opening ─▶ connecting ─▶ waiting_hello ─▶ ready ─▶ draining ─▶ closing ─▶
 * idle any state ─▶ closing or idle when the line breaks; refused ─▶ opening, slowly
 *
 * Promises: a fresh address for every attempt; ready after hello only; backoff 1, 2, 4 … 60 s with
 * jitter, forgotten only after 30 s of a stable link; Retry-After wins; never more than one
 * apps.connections.open in 2 s, and never more than two connections; wrong credentials are tried
 * again every 5 minutes; every state takes every event; a close frame on every way out.
 */
#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "bot/platform/platform.h"

struct slack_decoder;
struct slack_frame;
struct slack_timing;
struct socket_mode;
struct web;
struct web_api;

/* Where an envelope came in, and its acknowledgement must go out. */
struct socket_receipt;

struct socket_listener {
	/* An event: the frame and the receipt are the listener's now. */
	void (*event)(void *data, struct slack_frame *frame, struct socket_receipt *receipt);
	void (*status)(void *data); // socket_mode_status() says something new
	void *data;
};

/* What is passed is borrowed and must outlive it; hello fills in decoder->identity.app. */
struct socket_mode *socket_mode_create(uv_loop_t *loop, struct web *web, struct web_api *api,
	struct slack_decoder *decoder, const struct slack_timing *timing,
	const struct socket_listener *listener);

void socket_mode_start(struct socket_mode *mode);

/* A close frame on each connection. True when no connection is left: at once, or status() tells. */
void socket_mode_stop(struct socket_mode *mode);
bool socket_mode_is_stopped(const struct socket_mode *mode);

/* Looks at the link now: after a sleep the timers are late and the peer may be gone. */
void socket_mode_wake(struct socket_mode *mode);

/* `connections` and `last_event` included; the sentence is borrowed until the next change. */
struct platform_status socket_mode_status(const struct socket_mode *mode);

/* Sends the text over the connection of the receipt; if that is gone over another, or the next. */
void socket_mode_acknowledge(
	struct socket_mode *mode, struct socket_receipt *receipt, const char *text);
void socket_receipt_release(struct socket_receipt *receipt); /* NULL is fine */

/* Receipts stay valid; they lead nowhere any more. NULL is fine. */
void socket_mode_destroy(struct socket_mode *mode);

#endif
