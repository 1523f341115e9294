#include "bot/platform/slack/socket_mode.h"

#include <string.h>

#include "bot/platform/slack/decode.h"
#include "bot/platform/slack/encode.h"
#include "bot/platform/slack/errors.h"
#include "bot/platform/slack/slack.h"
#include "bot/platform/slack/socket_link.h"
#include "bot/util/clock.h"
#include "bot/util/list.h"
#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "bot/util/random.h"
#include "bot/util/said_once.h"
#include "bot/util/text.h"

enum {
	LINKS = 2,
	JITTER = 30, // percent
	BACKOFF_MOST = 60, // times the first
	CROWDED_MOST = 10, // times the first
	RECONNECT_WITHIN = 300, // ms, random: many whose line broke together come back apart
};

/* An acknowledgement that no connection took. */
struct owed {
	struct list link; // socket_mode::owed, oldest first
	char *text;
};

struct socket_mode {
	struct socket_link links[LINKS];
	struct list owed; // goes out over the next connection
	struct slack_decoder *decoder;
	struct slack_timing timing;
	struct socket_listener listener;
	char *app; // what decoder->identity.app points to, once hello has said it
	int handles; // timers of the links not closed yet
	bool started, stopping;
	bool refused; // the next attempt is to be a slow one
	unsigned failures; // since the last stable link
	unsigned crowded; // too_many_websockets since the last stable link
	int64_t last_open; // monotonic; when an attempt was last due
	int64_t retry_at; // monotonic: Slack's Retry-After
	int connections; // as Slack counts them
	int64_t last_event; // monotonic
	char *problem;
	enum link_state told;
	struct said_once kinds; // of what was of no use
};

static struct socket_mode *mode_of(struct socket_link *link)
{
	return container_of(link - (link->number - 1), struct socket_mode, links);
}

/* --- what the world may know --- */

static enum link_state link_word(const struct socket_mode *mode)
{
	bool refused = false;

	for (int i = 0; i < LINKS; i++) {
		if (socket_link_is_open(&mode->links[i]))
			return LINK_READY;
		refused |= mode->links[i].state == SOCKET_REFUSED;
	}
	if (!mode->started || mode->stopping)
		return LINK_DOWN;
	return refused ? LINK_REFUSED : LINK_CONNECTING;
}

/* `problem` is the mode's from here on. */
static void set_problem(struct socket_mode *mode, char *problem)
{
	bool same = text_equal(mode->problem, problem);

	free(mode->problem);
	mode->problem = problem;
	if (problem && !same)
		log_warning("slack", "%s", problem);
}

static void tell_status(struct socket_mode *mode)
{
	enum link_state word = link_word(mode);

	if (word == LINK_READY && mode->told != LINK_READY)
		log_info("slack", "ready, connections=%d", mode->connections);
	mode->told = word;
	mode->listener.status(mode->listener.data);
}

/* --- when to open, and which --- */

static int64_t times(unsigned first, unsigned doublings, unsigned most)
{
	int64_t factor = doublings < 16 ? (int64_t)1 << doublings : most;

	return (int64_t)first * (factor < most ? factor : most);
}

static int64_t wished_delay(const struct socket_mode *mode)
{
	if (mode->refused)
		return random_jitter(mode->timing.slow_retry, JITTER);
	if (mode->crowded)
		return random_jitter(
			times(mode->timing.crowded_retry, mode->crowded - 1, CROWDED_MOST), JITTER);
	if (mode->failures)
		return random_jitter(
			times(mode->timing.backoff_first, mode->failures - 1, BACKOFF_MOST),
			JITTER);
	if (mode->last_open == 0 || link_word(mode) == LINK_READY)
		return 0; // the first attempt, and a replacement
	return random_below(RECONNECT_WITHIN);
}

static int64_t next_delay(struct socket_mode *mode)
{
	int64_t now = clock_monotonic();
	int64_t due = now + wished_delay(mode);

	if (mode->last_open && due < mode->last_open + mode->timing.open_every)
		due = mode->last_open + mode->timing.open_every;
	if (due < mode->retry_at)
		due = mode->retry_at;
	mode->last_open = due;
	return due - now;
}

static void make_room(struct socket_mode *mode)
{
	for (int i = 0; i < LINKS; i++)
		if (mode->links[i].state == SOCKET_DRAINING)
			socket_link_close(&mode->links[i]);
}

/* Called whenever something has changed: one link is good or on its way, or one is begun. */
static void ensure_link(struct socket_mode *mode)
{
	struct socket_link *idle = NULL;

	if (!mode->started || mode->stopping)
		return;
	for (int i = 0; i < LINKS; i++) {
		struct socket_link *link = &mode->links[i];
		if (socket_link_is_on_its_way(link) ||
			(link->state == SOCKET_READY && !link->leaving))
			return;
		if (link->state == SOCKET_IDLE && !idle)
			idle = link;
	}
	if (idle)
		socket_link_open_after(idle, next_delay(mode), mode->refused);
	else
		make_room(mode); // ends in an idle link, which leads here again
}

/* --- what the links say --- */

static void learn_app(struct socket_mode *mode, const char *app)
{
	if (!app || mode->app)
		return;
	mode->app = xstrdup(app);
	mode->decoder->identity.app = mode->app;
}

static int connections_of_ours(const struct socket_mode *mode)
{
	int count = 0;

	for (int i = 0; i < LINKS; i++)
		count += mode->links[i].socket != NULL;
	return count;
}

static void owed_destroy(struct owed *owed)
{
	list_remove(&owed->link);
	free(owed->text);
	free(owed);
}

static void owe(struct socket_mode *mode, const char *text)
{
	struct owed *owed = xcalloc(1, sizeof(*owed));

	owed->text = xstrdup(text);
	list_append(&mode->owed, &owed->link);
}

static void pay_what_is_owed(struct socket_mode *mode, struct socket_link *link)
{
	while (!list_empty(&mode->owed)) {
		struct owed *owed = list_first(&mode->owed, struct owed, link);
		if (!socket_link_send(link, owed->text))
			return;
		owed_destroy(owed);
	}
}

static void forget_what_is_owed(struct socket_mode *mode)
{
	while (!list_empty(&mode->owed))
		owed_destroy(list_first(&mode->owed, struct owed, link));
}

static void link_ready(struct socket_link *link, const struct slack_frame *hello)
{
	struct socket_mode *mode = mode_of(link);
	int ours = connections_of_ours(mode);

	learn_app(mode, hello->app);
	mode->connections = hello->connections;
	mode->refused = false;
	if (hello->connections > ours)
		log_warning("slack",
			"Slack counts %d connections of this app, %d are ours: another program "
			"uses "
			"the same app token and takes part of the commands, or old connections "
			"linger",
			hello->connections, ours);
	set_problem(mode, NULL);
	for (int i = 0; i < LINKS; i++)
		if (&mode->links[i] != link && mode->links[i].state == SOCKET_READY)
			socket_link_drain(&mode->links[i]);
	pay_what_is_owed(mode, link);
	tell_status(mode);
}

static void link_stable(struct socket_link *link)
{
	struct socket_mode *mode = mode_of(link);

	mode->failures = 0;
	mode->crowded = 0;
}

static void announce_end(struct socket_link *link)
{
	if (link->state == SOCKET_READY) {
		link->leaving = true; // goes on being served
		ensure_link(mode_of(link));
	} else if (link->state == SOCKET_WAITING_HELLO) {
		socket_link_close(link);
	}
}

static void socket_mode_is_off(struct socket_link *link)
{
	struct socket_mode *mode = mode_of(link);

	mode->refused = true;
	set_problem(mode, xstrdup("Socket Mode is switched off for this app: switch it on at "
				  "api.slack.com/apps, under Settings > Socket Mode"));
	socket_link_close(link);
}

static void too_many(struct socket_link *link)
{
	struct socket_mode *mode = mode_of(link);

	mode->crowded++;
	set_problem(mode,
		xstrdup("Slack counts too many connections of this app: stop the other programs "
			"that use its app token; each environment needs an app of its own"));
	socket_link_close(link);
}

static void link_disconnect(struct socket_link *link, const struct slack_frame *frame)
{
	log_info("slack", "link=%d disconnect: %s", link->number, frame->what);
	switch (frame->disconnect) {
	case SLACK_DISCONNECT_WARNING:
	case SLACK_DISCONNECT_REFRESH_REQUESTED:
	case SLACK_DISCONNECT_OTHER:
		announce_end(link);
		break;
	case SLACK_DISCONNECT_LINK_DISABLED:
		socket_mode_is_off(link);
		break;
	case SLACK_DISCONNECT_TOO_MANY_WEBSOCKETS:
		too_many(link);
		break;
	}
}

static void log_kind(struct socket_mode *mode, const struct slack_frame *frame)
{
	_cleanup_free_ char *kind = xasprintf("%s: %s", frame->what, frame->reason);

	if (said_once(&mode->kinds, kind))
		log_info("slack", "not for us, acknowledged, said once: %s", kind);
}

/*
 * Over the connection the envelope came from. If that one is gone, over another, or the next: Slack
 * does not say whether it takes it there (its Python SDK does the same), and the person is worse
 * off without. A new connection can be open for Slack when its hello has not been read here yet.
 */
static void acknowledge(struct socket_mode *mode, struct socket_link *from, const char *text)
{
	if (from && socket_link_send(from, text))
		return;
	for (int i = 0; i < LINKS; i++)
		if (&mode->links[i] != from && socket_link_is_open(&mode->links[i]) &&
			socket_link_send(&mode->links[i], text))
			return;
	if (mode->stopping)
		log_info("slack", "a connection is gone, its acknowledgement is dropped");
	else
		owe(mode, text);
}

static void link_unsent(struct socket_link *link, const char *text)
{
	acknowledge(mode_of(link), link, text);
}

static void link_frame(struct socket_link *link, struct slack_frame *frame)
{
	struct socket_mode *mode = mode_of(link);

	if (mode->stopping) { // it could not be acknowledged: better not done than done and denied
		slack_frame_destroy(frame);
		return;
	}
	mode->last_event = clock_monotonic();
	if (frame->reason)
		log_kind(mode, frame);
	if (frame->retry_attempt > 0)
		log_info("slack", "link=%d %s again, attempt=%d reason=%s", link->number,
			frame->what, frame->retry_attempt,
			frame->retry_reason ? frame->retry_reason : "-");
	if (frame->kind == SLACK_FRAME_EVENT) {
		mode->listener.event(mode->listener.data, frame, socket_link_receipt(link));
		return;
	}
	if (frame->envelope_id) {
		_cleanup_free_ char *text = slack_encode_acknowledgement(frame->envelope_id, NULL);
		acknowledge(mode, link, text);
	}
	slack_frame_destroy(frame);
}

static void count_failure(struct socket_mode *mode, const char *why)
{
	mode->failures++;
	if (!mode->problem)
		set_problem(mode,
			xasprintf("no connection to Slack (%s); trying again by itself", why));
}

static void link_gone(struct socket_link *link, enum socket_state before, const char *why)
{
	struct socket_mode *mode = mode_of(link);
	bool broke_early = before == SOCKET_READY && !link->stable && !link->leaving;

	/* What we closed ourselves (too_many() and the like) is counted where that was decided. */
	if (before == SOCKET_CONNECTING || before == SOCKET_WAITING_HELLO || broke_early)
		count_failure(mode, why);
	ensure_link(mode);
	tell_status(mode);
}

static void link_not_opened(
	struct socket_link *link, enum call_class class, const char *error, int64_t retry_after)
{
	struct socket_mode *mode = mode_of(link);

	if (retry_after)
		mode->retry_at = clock_monotonic() + retry_after;
	mode->refused = class == CALL_CREDENTIALS;
	if (mode->refused)
		set_problem(mode, slack_error_advice(error, "SLACK_APP_TOKEN"));
	else
		count_failure(mode, error);
	ensure_link(mode);
	tell_status(mode);
}

static const struct socket_link_owner link_owner = {
	.ready = link_ready,
	.stable = link_stable,
	.disconnect = link_disconnect,
	.frame = link_frame,
	.unsent = link_unsent,
	.gone = link_gone,
	.not_opened = link_not_opened,
};

/* --- the door --- */

static unsigned either(unsigned set, unsigned otherwise)
{
	return set ? set : otherwise;
}

static struct slack_timing fill_in(const struct slack_timing *given)
{
	return (struct slack_timing){
		.ping_every = given->ping_every, // 0: websocket.h's own
		.hang_up_after = given->hang_up_after,
		.hello_timeout = either(given->hello_timeout, 10000),
		.drain = either(given->drain, 12000),
		.stable_after = either(given->stable_after, 30000),
		.backoff_first = either(given->backoff_first, 1000),
		.open_every = either(given->open_every, 2000),
		.slow_retry = either(given->slow_retry, 300000),
		.crowded_retry = either(given->crowded_retry, 60000),
	};
}

struct socket_mode *socket_mode_create(uv_loop_t *loop, struct web *web, struct web_api *api,
	struct slack_decoder *decoder, const struct slack_timing *timing,
	const struct socket_listener *listener)
{
	struct socket_mode *mode = xcalloc(1, sizeof(*mode));

	mode->decoder = decoder;
	mode->timing = fill_in(timing);
	mode->listener = *listener;
	mode->connections = -1;
	list_init(&mode->owed);
	said_once_init(&mode->kinds);
	for (int i = 0; i < LINKS; i++) {
		struct socket_link *link = &mode->links[i];
		socket_link_init(link, loop);
		link->owner = &link_owner;
		link->web = web;
		link->api = api;
		link->decoder = decoder;
		link->timing = &mode->timing;
		link->number = i + 1;
		mode->handles++;
	}
	return mode;
}

void socket_mode_start(struct socket_mode *mode)
{
	mode->started = true;
	ensure_link(mode);
	tell_status(mode);
}

void socket_mode_stop(struct socket_mode *mode)
{
	mode->stopping = true;
	for (int i = 0; i < LINKS; i++)
		socket_link_close(&mode->links[i]);
}

bool socket_mode_is_stopped(const struct socket_mode *mode)
{
	for (int i = 0; i < LINKS; i++)
		if (mode->links[i].state != SOCKET_IDLE)
			return false;
	return true;
}

void socket_mode_wake(struct socket_mode *mode)
{
	for (int i = 0; i < LINKS; i++) {
		struct socket_link *link = &mode->links[i];
		socket_link_check(link);
		if (link->state == SOCKET_BACKOFF && !mode->crowded &&
			clock_monotonic() >= mode->retry_at)
			socket_link_open_after(link, random_below(mode->timing.open_every), false);
	}
}

struct platform_status socket_mode_status(const struct socket_mode *mode)
{
	return (struct platform_status){
		.link = link_word(mode),
		.problem = mode->problem,
		.last_event = mode->last_event,
		.connections = mode->connections,
	};
}

void socket_mode_acknowledge(
	struct socket_mode *mode, struct socket_receipt *receipt, const char *text)
{
	acknowledge(mode, receipt->from, text);
}

void socket_receipt_release(struct socket_receipt *receipt)
{
	if (!receipt)
		return;
	list_remove(&receipt->link);
	free(receipt);
}

static void timer_closed(uv_handle_t *handle)
{
	struct socket_link *link = container_of((uv_timer_t *)handle, struct socket_link, timer);
	struct socket_mode *mode = mode_of(link);

	if (--mode->handles == 0)
		free(mode);
}

void socket_mode_destroy(struct socket_mode *mode)
{
	if (!mode)
		return;
	mode->stopping = true;
	mode->decoder->identity.app = NULL;
	said_once_finish(&mode->kinds);
	forget_what_is_owed(mode);
	free(mode->app);
	free(mode->problem);
	for (int i = 0; i < LINKS; i++)
		socket_link_finish(&mode->links[i], timer_closed);
}
