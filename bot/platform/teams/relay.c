#include "bot/platform/teams/relay.h"

#include <errno.h>
#include <string.h>

#include "bot/platform/teams/receipt.h"
#include "bot/platform/teams/relay_channel.h"
#include "bot/platform/teams/relay_token.h"
#include "bot/platform/teams/rendezvous.h"
#include "bot/platform/teams/teams.h"
#include "bot/util/clock.h"
#include "bot/util/endpoint.h"
#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "bot/util/metrics.h"
#include "bot/util/random.h"
#include "bot/util/text.h"
#include "bot/util/url.h"
#include "bot/util/websocket.h"

enum {
	LINKS = 2,
	MESSAGE_BYTES = 128 * 1024, // 64 KiB of a body, or 32 KiB of headers as JSON
	JITTER = 30, // percent
	JITTER_LEAST = 300, // ms, random: many whose line broke together come back apart
	OWED_LOOK_AGAIN = 500, // ms, while answers are owed on a link that is drained
	OWED_PATIENCE = 20 * MS_PER_SECOND,
	CODE_POLICY = 1008, // RFC 6455: Azure's for a token that is no longer good
};

enum relay_state {
	RELAY_IDLE,
	RELAY_BACKOFF, // the timer leads to connecting
	RELAY_REFUSED, // so does this one, slowly: a person must act
	RELAY_CONNECTING,
	RELAY_READY,
	RELAY_DRAINING, // replaced, still served
	RELAY_CLOSING, // the close frame has been ordered
	RELAY_STATE_COUNT,
};

struct relay_link {
	struct relay_channel channel;
	struct teams_relay *relay;
	int number; // 1, 2: for the log
	enum relay_state state;
	bool leaving; // is old: a replacement is wanted
	bool stable; // has been ready for a while
	uv_timer_t timer; // the state's
	uv_timer_t renewal; // of the token
	int64_t draining_since; // monotonic
};

struct teams_relay {
	struct relay_link links[LINKS];
	struct rendezvous_set *rendezvous;
	struct teams_inbound *inbound;
	struct teams_timing timing;
	char *host, *hybrid_connection, *path, *rule, *key;
	char *url;
	int handles; // timers not closed yet
	bool started, stopping;
	bool refused; // the next attempt is to be a slow one
	unsigned failures; // since the last stable link
	char *problem;
};

/* --- states --- */

static const char *const state_names[RELAY_STATE_COUNT] = {
	[RELAY_IDLE] = "idle",
	[RELAY_BACKOFF] = "backoff",
	[RELAY_REFUSED] = "refused",
	[RELAY_CONNECTING] = "connecting",
	[RELAY_READY] = "ready",
	[RELAY_DRAINING] = "draining",
	[RELAY_CLOSING] = "closing",
};

static void count_links(const struct teams_relay *relay)
{
	int open = 0;

	for (int i = 0; i < LINKS; i++)
		open += relay->links[i].state == RELAY_READY ||
			relay->links[i].state == RELAY_DRAINING;
	metrics_set(METRIC_TEAMS_RELAY_LINKS, NULL, open);
}

/* The one door. Who enters a state that has a time-out starts the timer after this. */
static void enter(struct relay_link *link, enum relay_state state)
{
	log_info("teams", "relay link=%d %s -> %s", link->number, state_names[link->state],
		state_names[state]);
	link->state = state;
	uv_timer_stop(&link->timer);
	if (state != RELAY_READY && state != RELAY_DRAINING)
		uv_timer_stop(&link->renewal);
	count_links(link->relay);
}

enum link_state teams_relay_link(const struct teams_relay *relay)
{
	bool refused = false;

	for (int i = 0; i < LINKS; i++) {
		enum relay_state state = relay->links[i].state;
		if (state == RELAY_READY || state == RELAY_DRAINING)
			return LINK_READY;
		refused |= state == RELAY_REFUSED;
	}
	if (!relay->started || relay->stopping)
		return LINK_DOWN;
	return refused ? LINK_REFUSED : LINK_CONNECTING;
}

const char *teams_relay_problem(const struct teams_relay *relay)
{
	return relay->problem;
}

/* `problem` is the relay's from here on. */
static void set_problem(struct teams_relay *relay, char *problem)
{
	if (problem && !text_equal(relay->problem, problem))
		log_warning("teams", "%s", problem);
	free(relay->problem);
	relay->problem = problem;
}

/* --- when to open, and which --- */

static void timer_fired(uv_timer_t *timer);

static void start_timer(struct relay_link *link, int64_t delay)
{
	uv_timer_start(&link->timer, timer_fired, delay > 0 ? (uint64_t)delay : 0, 0);
}

static int64_t next_delay(const struct teams_relay *relay)
{
	static const int64_t seconds[] = { 0, 1, 2, 5, 10, 30 };
	unsigned last = array_length(seconds) - 1;
	unsigned step = relay->failures ? relay->failures - 1 : 0;

	if (relay->refused)
		return random_jitter(relay->timing.relay_slow_retry, JITTER);
	if (!relay->failures)
		return 0; // the first attempt, and a replacement
	return random_jitter(
		       seconds[step < last ? step : last] * relay->timing.relay_second, JITTER) +
	       random_below(JITTER_LEAST);
}

static bool is_on_its_way(const struct relay_link *link)
{
	return link->state == RELAY_BACKOFF || link->state == RELAY_REFUSED ||
	       link->state == RELAY_CONNECTING;
}

static void make_room(struct teams_relay *relay)
{
	for (int i = 0; i < LINKS; i++)
		if (relay->links[i].state == RELAY_DRAINING) {
			enter(&relay->links[i], RELAY_CLOSING);
			relay_channel_close(&relay->links[i].channel);
		}
}

/* Called whenever something has changed: one link is good or on its way, or one is begun. */
static void ensure_link(struct teams_relay *relay)
{
	struct relay_link *idle = NULL;

	if (!relay->started || relay->stopping)
		return;
	for (int i = 0; i < LINKS; i++) {
		struct relay_link *link = &relay->links[i];
		if (is_on_its_way(link) || (link->state == RELAY_READY && !link->leaving))
			return;
		if (link->state == RELAY_IDLE && !idle)
			idle = link;
	}
	if (!idle) {
		make_room(relay); // ends in an idle link, which leads here again
		return;
	}
	enter(idle, relay->refused ? RELAY_REFUSED : RELAY_BACKOFF);
	start_timer(idle, next_delay(relay));
}

/* --- one link --- */

static char *make_token(const struct teams_relay *relay)
{
	int64_t expires_at = clock_now() + relay->timing.relay_token_life;

	return relay_token(relay->host, relay->hybrid_connection, relay->rule, relay->key,
		(expires_at + MS_PER_SECOND - 1) / MS_PER_SECOND);
}

static void connect_link(struct relay_link *link)
{
	struct teams_relay *relay = link->relay;
	_cleanup_secret_ char *token = make_token(relay);

	link->leaving = link->stable = false;
	enter(link, RELAY_CONNECTING);
	relay_channel_open(
		&link->channel, relay->url, token, relay->timing.relay_pong, MESSAGE_BYTES);
}

static void renew(uv_timer_t *timer)
{
	struct relay_link *link = container_of(timer, struct relay_link, renewal);
	_cleanup_secret_ char *token = make_token(link->relay);
	_cleanup_secret_ char *text = relay_message_renewal(token);

	(void)websocket_send(link->channel.socket, text, strlen(text));
}

/* First good, later old. */
static void has_been_ready(struct relay_link *link)
{
	struct teams_relay *relay = link->relay;

	if (!link->stable) {
		link->stable = true;
		relay->failures = 0;
		start_timer(link, relay->timing.relay_age);
		return;
	}
	link->leaving = true; // goes on being served
	ensure_link(relay);
}

static void has_drained(struct relay_link *link)
{
	if (!list_empty(&link->channel.posts) &&
		clock_monotonic() < link->draining_since + OWED_PATIENCE) {
		start_timer(link, OWED_LOOK_AGAIN);
		return;
	}
	enter(link, RELAY_CLOSING);
	relay_channel_close(&link->channel);
}

static void timer_fired(uv_timer_t *timer)
{
	static void (*const by_state[RELAY_STATE_COUNT])(struct relay_link *) = {
		[RELAY_BACKOFF] = connect_link,
		[RELAY_REFUSED] = connect_link,
		[RELAY_READY] = has_been_ready,
		[RELAY_DRAINING] = has_drained,
	};
	struct relay_link *link = container_of(timer, struct relay_link, timer);

	if (by_state[link->state])
		by_state[link->state](link);
}

static void drain(struct relay_link *link)
{
	enter(link, RELAY_DRAINING);
	link->draining_since = clock_monotonic();
	start_timer(link, link->relay->timing.relay_drain);
}

/* --- what the channels say --- */

static struct relay_link *link_of(struct relay_channel *channel)
{
	return container_of(channel, struct relay_link, channel);
}

static void link_open(struct relay_channel *channel)
{
	struct relay_link *link = link_of(channel);
	struct teams_relay *relay = link->relay;
	uint64_t renewal = relay->timing.relay_renewal;

	if (link->state != RELAY_CONNECTING)
		return;
	enter(link, RELAY_READY);
	start_timer(link, relay->timing.relay_stable_after);
	uv_timer_start(&link->renewal, renew, renewal, renewal);
	relay->refused = false;
	set_problem(relay, NULL);
	for (int i = 0; i < LINKS; i++)
		if (&relay->links[i] != link && relay->links[i].state == RELAY_READY)
			drain(&relay->links[i]);
	teams_inbound_way_changed(relay->inbound);
}

/* NULL: nobody has to act. */
static char *advice(const struct teams_relay *relay, const struct websocket_end *end)
{
	if (end->http_status == 404)
		return xasprintf("teams.relay: there is no hybrid connection \"%s\" at %s: create "
				 "it, or write its name as it is",
			relay->hybrid_connection, relay->host);
	if (end->http_status == 401 || end->http_status == 403)
		return xasprintf("teams.relay: %s refuses the rule \"%s\": look at "
				 "TEAMS_RELAY_KEY, at the rule's right to listen, and at this "
				 "machine's clock",
			relay->host, relay->rule);
	return NULL;
}

static void count_failure(struct teams_relay *relay, const struct websocket_end *end)
{
	char *problem = advice(relay, end);

	relay->failures++;
	relay->refused = problem;
	if (!problem && end->close_code == CODE_POLICY)
		problem = xasprintf("teams.relay: %s no longer takes our token: is this machine's "
				    "clock right? Trying again by itself",
			relay->host);
	if (!problem)
		problem = xasprintf("no connection to %s (%s); trying again by itself", relay->host,
			end->problem);
	set_problem(relay, problem);
}

static void link_gone(struct relay_channel *channel, const struct websocket_end *end)
{
	struct relay_link *link = link_of(channel);
	struct teams_relay *relay = link->relay;
	enum relay_state before = link->state;

	log_info("teams", "relay link=%d %s (HTTP %d)", link->number, end->problem,
		end->http_status);
	enter(link, RELAY_IDLE);
	if (before == RELAY_CONNECTING || before == RELAY_READY)
		count_failure(relay, end);
	ensure_link(relay);
	teams_inbound_way_changed(relay->inbound);
}

static void link_message(struct relay_channel *channel, const struct relay_message *message)
{
	struct teams_relay *relay = link_of(channel)->relay;

	if (message->kind == RELAY_ELSEWHERE)
		rendezvous_fetch(relay->rendezvous, message->address);
	else
		rendezvous_refuse(relay->rendezvous, message->address);
}

static void link_answered(struct relay_channel *channel)
{
	(void)channel; // has_drained() looks by itself
}

static const struct relay_channel_owner link_owner = {
	.open = link_open,
	.gone = link_gone,
	.message = link_message,
	.answered = link_answered,
};

/* --- the door --- */

static unsigned either(unsigned set, unsigned otherwise)
{
	return set ? set : otherwise;
}

static struct teams_timing fill_in(const struct teams_timing *given)
{
	return (struct teams_timing){
		.relay_pong = either(given->relay_pong, 2 * MS_PER_MINUTE),
		.relay_token_life = either(given->relay_token_life, MS_PER_HOUR),
		.relay_renewal = either(given->relay_renewal, MS_PER_HOUR / 2),
		.relay_age = either(given->relay_age, 30 * MS_PER_MINUTE),
		.relay_stable_after = either(given->relay_stable_after, 30 * MS_PER_SECOND),
		.relay_drain = either(given->relay_drain, 2 * MS_PER_SECOND),
		.relay_slow_retry = either(given->relay_slow_retry, MS_PER_MINUTE),
		.relay_second = either(given->relay_second, MS_PER_SECOND),
		.relay_idle = either(given->relay_idle, MS_PER_MINUTE),
	};
}

/* "https://NAMESPACE/HYBRID-CONNECTION" in its parts. NULL, or what is wrong with it, static. */
static const char *read_address(struct teams_relay *relay, const char *text)
{
	struct endpoint endpoint;
	const char *why = NULL;
	_cleanup_text_ struct text name = TEXT_INIT;
	size_t length;

	if (endpoint_parse(text, &endpoint, &why) < 0)
		return why;
	if (strncmp(endpoint.scheme, "http", 4) != 0)
		return "it must begin with https://";
	if (!endpoint_is_allowed(&endpoint))
		return "plain http is for loopback addresses alone";
	length = strlen(endpoint.path);
	while (length && endpoint.path[length - 1] == '/')
		length--;
	if (length < 2 || strcspn(endpoint.path, "?#") < length)
		return "the name of the hybrid connection follows the namespace";
	relay->host = xstrdup(endpoint.host);
	relay->hybrid_connection = xstrndup(endpoint.path + 1, length - 1);
	url_encode(&name, relay->hybrid_connection);
	relay->url = xasprintf(endpoint.bracketed ? "%s://[%s]:%u/$hc/%s?sb-hc-action=listen"
						  : "%s://%s:%u/$hc/%s?sb-hc-action=listen",
		endpoint_is_encrypted(&endpoint) ? "wss" : "ws", endpoint.host, endpoint.port,
		text_string(&name));
	return NULL;
}

static void init_link(struct relay_link *link, uv_loop_t *loop, struct web *web)
{
	struct teams_relay *relay = link->relay;

	relay_channel_init(&link->channel);
	link->channel.owner = &link_owner;
	link->channel.web = web;
	link->channel.inbound = relay->inbound;
	link->channel.hybrid_connection = relay->hybrid_connection;
	link->channel.path = relay->path;
	uv_timer_init(loop, &link->timer);
	uv_timer_init(loop, &link->renewal);
	relay->handles += 2;
}

static void free_relay(struct teams_relay *relay)
{
	free(relay->host);
	free(relay->hybrid_connection);
	free(relay->path);
	free(relay->rule);
	wipe_secret(&relay->key);
	free(relay->url);
	free(relay->problem);
	free(relay);
}

int teams_relay_create(uv_loop_t *loop, struct web *web, const struct teams_settings *settings,
	struct teams_inbound *inbound, struct teams_relay **ret_relay, char **ret_why)
{
	struct teams_relay *relay = xcalloc(1, sizeof(*relay));
	const char *why = read_address(relay, settings->relay);

	relay->key = xstrdup(settings->relay_key);
	if (why) {
		*ret_why = xasprintf("teams.relay: \"%s\": %s; write it like "
				     "https://NAMESPACE.servicebus.windows.net/NAME",
			settings->relay, why);
		free_relay(relay);
		return -EINVAL;
	}
	relay->inbound = inbound;
	relay->timing = fill_in(&settings->timing);
	relay->path = xstrdup(settings->path);
	relay->rule = xstrdup(settings->relay_rule);
	for (int i = 0; i < LINKS; i++) {
		relay->links[i].relay = relay;
		relay->links[i].number = i + 1;
		init_link(&relay->links[i], loop, web);
	}
	relay->rendezvous =
		rendezvous_create(loop, &(struct rendezvous_settings){
						.web = web,
						.inbound = inbound,
						.hybrid_connection = relay->hybrid_connection,
						.path = relay->path,
						.idle = relay->timing.relay_idle,
					});
	*ret_relay = relay;
	return 0;
}

void teams_relay_start(struct teams_relay *relay)
{
	relay->started = true;
	ensure_link(relay);
}

void teams_relay_wake(struct teams_relay *relay)
{
	for (int i = 0; i < LINKS; i++) {
		struct relay_link *link = &relay->links[i];
		if (link->state == RELAY_READY)
			link->leaving = true;
		else if (link->state == RELAY_BACKOFF || link->state == RELAY_REFUSED)
			start_timer(link, random_below(JITTER_LEAST));
	}
	ensure_link(relay);
}

void teams_relay_stop(struct teams_relay *relay)
{
	relay->stopping = true;
	for (int i = 0; i < LINKS; i++) {
		struct relay_link *link = &relay->links[i];
		if (link->state == RELAY_IDLE || link->state == RELAY_CLOSING)
			continue;
		enter(link, link->channel.socket ? RELAY_CLOSING : RELAY_IDLE);
		relay_channel_close(&link->channel);
	}
}

bool teams_relay_is_stopped(const struct teams_relay *relay)
{
	for (int i = 0; i < LINKS; i++)
		if (relay->links[i].state != RELAY_IDLE)
			return false;
	return true;
}

static void timer_closed(uv_handle_t *handle)
{
	struct teams_relay *relay = handle->data;

	if (--relay->handles == 0)
		free_relay(relay);
}

void teams_relay_destroy(struct teams_relay *relay)
{
	if (!relay)
		return;
	relay->stopping = true;
	rendezvous_destroy(relay->rendezvous);
	for (int i = 0; i < LINKS; i++) {
		struct relay_link *link = &relay->links[i];
		relay_channel_finish(&link->channel);
		link->timer.data = link->renewal.data = relay;
		uv_close((uv_handle_t *)&link->timer, timer_closed);
		uv_close((uv_handle_t *)&link->renewal, timer_closed);
	}
}
