#include "bot/platform/slack/socket_link.h"

#include <string.h>

#include "bot/platform/slack/decode.h"
#include "bot/platform/slack/slack.h"
#include "bot/platform/slack/web_api.h"
#include "bot/util/clock.h"
#include "bot/util/json.h"
#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "bot/util/websocket.h"

enum {
	CLOSE_NORMAL = 1000, // RFC 6455
	OWED_PATIENCE = 3000, // ms that acknowledgements still owed keep a drained connection
	OWED_LOOK_AGAIN = 100, // ms
};

/* --- states --- */

static const char *const state_names[SOCKET_STATE_COUNT] = {
	[SOCKET_IDLE] = "idle",
	[SOCKET_BACKOFF] = "backoff",
	[SOCKET_REFUSED] = "refused",
	[SOCKET_OPENING] = "opening",
	[SOCKET_CONNECTING] = "connecting",
	[SOCKET_WAITING_HELLO] = "waiting_hello",
	[SOCKET_READY] = "ready",
	[SOCKET_DRAINING] = "draining",
	[SOCKET_CLOSING] = "closing",
};

/* The one door. Who enters a state that has a time-out starts the timer after this. */
static void link_enter(struct socket_link *link, enum socket_state state)
{
	log_info("slack", "link=%d %s -> %s", link->number, state_names[link->state],
		state_names[state]);
	link->state = state;
	uv_timer_stop(&link->timer);
}

static void link_open(struct socket_link *link);
static void start_timer(struct socket_link *link, int64_t delay);

static void hello_is_late(struct socket_link *link)
{
	log_warning("slack", "link=%d no hello", link->number);
	socket_link_close(link);
}

static void has_been_stable(struct socket_link *link)
{
	link->stable = true;
	link->owner->stable(link);
}

static void has_drained(struct socket_link *link)
{
	int64_t over = link->draining_since + link->timing->drain + OWED_PATIENCE;

	if (!list_empty(&link->receipts) && clock_monotonic() < over)
		start_timer(link, OWED_LOOK_AGAIN);
	else
		socket_link_close(link);
}

static void timer_fired(uv_timer_t *timer)
{
	static void (*const by_state[SOCKET_STATE_COUNT])(struct socket_link *) = {
		[SOCKET_BACKOFF] = link_open,
		[SOCKET_REFUSED] = link_open,
		[SOCKET_WAITING_HELLO] = hello_is_late,
		[SOCKET_READY] = has_been_stable,
		[SOCKET_DRAINING] = has_drained,
	};
	struct socket_link *link = container_of(timer, struct socket_link, timer);

	if (by_state[link->state])
		by_state[link->state](link);
}

static void start_timer(struct socket_link *link, int64_t delay)
{
	uv_timer_start(&link->timer, timer_fired, delay > 0 ? (uint64_t)delay : 0, 0);
}

/* --- the websocket's events: adapters --- */

static void became_open(void *data)
{
	struct socket_link *link = data;

	if (link->state != SOCKET_CONNECTING)
		return;
	link_enter(link, SOCKET_WAITING_HELLO); // HTTP 101 is not enough
	start_timer(link, link->timing->hello_timeout);
}

static void hello_came(struct socket_link *link, const struct slack_frame *hello)
{
	if (link->state != SOCKET_WAITING_HELLO)
		return;
	link_enter(link, SOCKET_READY);
	start_timer(link, link->timing->stable_after);
	link->owner->ready(link, hello);
}

static void message_came(void *data, const char *text, size_t length)
{
	struct socket_link *link = data;
	struct slack_frame *frame = slack_decode(link->decoder, text, length, clock_now());

	switch (frame->kind) {
	case SLACK_FRAME_HELLO:
		hello_came(link, frame);
		slack_frame_destroy(frame);
		break;
	case SLACK_FRAME_DISCONNECT:
		link->owner->disconnect(link, frame);
		slack_frame_destroy(frame);
		break;
	case SLACK_FRAME_EVENT:
	case SLACK_FRAME_REFUSED:
		link->owner->frame(link, frame);
		break;
	}
}

static void lose_receipts(struct socket_link *link)
{
	while (!list_empty(&link->receipts)) {
		struct socket_receipt *receipt =
			list_first(&link->receipts, struct socket_receipt, link);
		list_remove(&receipt->link);
		receipt->from = NULL;
	}
}

static void was_not_sent(void *data, const char *text)
{
	struct socket_link *link = data;

	link->owner->unsent(link, text);
}

static void was_closed(void *data, const struct websocket_end *end)
{
	struct socket_link *link = data;
	enum socket_state before = link->state;

	log_info("slack", "link=%d %s (HTTP %d)", link->number, end->problem, end->http_status);
	lose_receipts(link);
	link_enter(link, SOCKET_IDLE);
	_cleanup_free_ char *why = xstrdup(end->problem);
	websocket_destroy(steal_pointer(link->socket));
	link->owner->gone(link, before, why);
}

static const struct websocket_events socket_events = {
	.open = became_open,
	.message = message_came,
	.unsent = was_not_sent,
	.closed = was_closed,
};

/* --- opening --- */

static void connect_to(struct socket_link *link, const char *url)
{
	const struct websocket_settings settings = {
		.url = url,
		.ping_every = link->timing->ping_every,
		.hang_up_after = link->timing->hang_up_after,
		.hear_out = true, // Slack sends over a drained one until it has read our close
	};

	link_enter(link, SOCKET_CONNECTING);
	link->socket = websocket_connect(link->web, &settings, &socket_events, link);
}

static void address_came(void *data, const struct call_reply *reply)
{
	struct socket_link *link = data;
	const char *url = json_string(reply->json, "url");

	if (link->state != SOCKET_OPENING)
		return; // stopped meanwhile
	if (reply->class == CALL_OK && url) {
		connect_to(link, url);
		return;
	}
	link_enter(link, SOCKET_IDLE);
	link->owner->not_opened(link, reply->class, call_why(reply), reply->retry_after);
}

static void link_open(struct socket_link *link)
{
	link->leaving = link->stable = false;
	link_enter(link, SOCKET_OPENING);
	slack_call(link->api, SLACK_CONNECTIONS_OPEN, NULL, address_came, link);
}

/* --- orders --- */

void socket_link_open_after(struct socket_link *link, int64_t delay, bool refused)
{
	link_enter(link, refused ? SOCKET_REFUSED : SOCKET_BACKOFF);
	start_timer(link, delay);
}

void socket_link_drain(struct socket_link *link)
{
	link_enter(link, SOCKET_DRAINING);
	link->draining_since = clock_monotonic();
	start_timer(link, link->timing->drain);
}

void socket_link_close(struct socket_link *link)
{
	if (link->state == SOCKET_CLOSING || link->state == SOCKET_IDLE)
		return;
	link_enter(link, link->socket ? SOCKET_CLOSING : SOCKET_IDLE);
	if (link->socket)
		websocket_close(link->socket, CLOSE_NORMAL);
}

void socket_link_check(struct socket_link *link)
{
	if (link->socket)
		websocket_check(link->socket);
}

bool socket_link_is_open(const struct socket_link *link)
{
	return link->state == SOCKET_READY || link->state == SOCKET_DRAINING;
}

bool socket_link_is_on_its_way(const struct socket_link *link)
{
	static const bool on_its_way[SOCKET_STATE_COUNT] = {
		[SOCKET_BACKOFF] = true,
		[SOCKET_REFUSED] = true,
		[SOCKET_OPENING] = true,
		[SOCKET_CONNECTING] = true,
		[SOCKET_WAITING_HELLO] = true,
	};

	return on_its_way[link->state];
}

struct socket_receipt *socket_link_receipt(struct socket_link *link)
{
	struct socket_receipt *receipt = xcalloc(1, sizeof(*receipt));

	receipt->from = link;
	list_append(&link->receipts, &receipt->link);
	return receipt;
}

bool socket_link_send(struct socket_link *link, const char *text)
{
	return link->socket && websocket_send(link->socket, text, strlen(text)) == 0;
}

void socket_link_init(struct socket_link *link, uv_loop_t *loop)
{
	uv_timer_init(loop, &link->timer);
	list_init(&link->receipts);
}

void socket_link_finish(struct socket_link *link, uv_close_cb closed)
{
	lose_receipts(link);
	websocket_destroy(steal_pointer(link->socket));
	link->state = SOCKET_IDLE;
	uv_close((uv_handle_t *)&link->timer, closed);
}
