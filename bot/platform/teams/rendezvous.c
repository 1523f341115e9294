#include "bot/platform/teams/rendezvous.h"

#include <string.h>

#include "bot/platform/teams/relay_channel.h"
#include "bot/util/clock.h"
#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "bot/util/websocket.h"

enum {
	OPEN_MOST = 64,
	MESSAGE_BYTES = 320 * 1024, // a body of 256 KiB, or a request's text
	PONG_EVERY = 60 * MS_PER_SECOND,
};

struct rendezvous_set {
	uv_loop_t *loop;
	struct rendezvous_settings settings;
	struct list all; // rendezvous::link
	unsigned count; // without those that are leaving
};

struct rendezvous {
	struct relay_channel channel;
	struct list link; // rendezvous_set::all
	struct rendezvous_set *set;
	uv_timer_t idle;
	bool refuses;
	bool answered; // may be closed
	bool leaving;
};

static struct rendezvous *rendezvous_of(struct relay_channel *channel)
{
	return container_of(channel, struct rendezvous, channel);
}

static void after_close(uv_handle_t *handle)
{
	free(container_of((uv_timer_t *)handle, struct rendezvous, idle));
}

static void end(struct rendezvous *rendezvous)
{
	relay_channel_finish(&rendezvous->channel);
	list_remove(&rendezvous->link);
	if (!rendezvous->leaving)
		rendezvous->set->count--;
	uv_close((uv_handle_t *)&rendezvous->idle, after_close);
}

static void leave(struct rendezvous *rendezvous)
{
	if (rendezvous->leaving)
		return;
	rendezvous->leaving = true;
	rendezvous->set->count--;
	relay_channel_close(&rendezvous->channel);
}

static void idle_for_long(uv_timer_t *timer)
{
	struct rendezvous *rendezvous = container_of(timer, struct rendezvous, idle);

	if (list_empty(&rendezvous->channel.posts))
		leave(rendezvous);
}

/* Of those that have had their answer, and stay only in case there is more, the oldest goes. */
static void make_room(struct rendezvous_set *set)
{
	struct rendezvous *rendezvous;

	list_for_each (rendezvous, &set->all, link)
		if (rendezvous->answered && !rendezvous->leaving &&
			list_empty(&rendezvous->channel.posts)) {
			leave(rendezvous);
			return;
		}
}

static void wait_for_more(struct rendezvous *rendezvous)
{
	uint64_t idle = rendezvous->set->settings.idle;

	uv_timer_start(&rendezvous->idle, idle_for_long, idle, idle);
}

static void channel_open(struct relay_channel *channel)
{
	struct rendezvous *rendezvous = rendezvous_of(channel);

	if (rendezvous->refuses)
		leave(rendezvous); // it should not have
	else
		wait_for_more(rendezvous);
}

static void channel_gone(struct relay_channel *channel, const struct websocket_end *how)
{
	struct rendezvous *rendezvous = rendezvous_of(channel);

	if (!rendezvous->refuses && how->ending != WEBSOCKET_CLOSED)
		log_info("teams", "relay: a request could not be fetched: %s (HTTP %d)",
			how->problem, how->http_status);
	end(rendezvous);
}

/* Such a channel carries requests alone. */
static void channel_message(struct relay_channel *channel, const struct relay_message *message)
{
	(void)channel, (void)message;
}

static void channel_answered(struct relay_channel *channel)
{
	rendezvous_of(channel)->answered = true;
	wait_for_more(rendezvous_of(channel));
}

static const struct relay_channel_owner channel_owner = {
	.open = channel_open,
	.gone = channel_gone,
	.message = channel_message,
	.answered = channel_answered,
};

static void start(struct rendezvous_set *set, const char *address, bool refuses)
{
	struct rendezvous *rendezvous;

	if (set->count == OPEN_MOST)
		make_room(set);
	if (set->count == OPEN_MOST) {
		log_warning("teams", "relay: %d requests are being fetched, one more is left",
			OPEN_MOST);
		return;
	}
	rendezvous = xcalloc(1, sizeof(*rendezvous));
	relay_channel_init(&rendezvous->channel);
	rendezvous->channel.owner = &channel_owner;
	rendezvous->channel.web = set->settings.web;
	rendezvous->channel.inbound = set->settings.inbound;
	rendezvous->channel.hybrid_connection = set->settings.hybrid_connection;
	rendezvous->channel.path = set->settings.path;
	rendezvous->set = set;
	rendezvous->refuses = refuses;
	uv_timer_init(set->loop, &rendezvous->idle);
	list_append(&set->all, &rendezvous->link);
	set->count++;
	relay_channel_open(&rendezvous->channel, address, NULL, PONG_EVERY, MESSAGE_BYTES);
}

struct rendezvous_set *rendezvous_create(
	uv_loop_t *loop, const struct rendezvous_settings *settings)
{
	struct rendezvous_set *set = xcalloc(1, sizeof(*set));

	set->loop = loop;
	set->settings = *settings;
	list_init(&set->all);
	return set;
}

void rendezvous_fetch(struct rendezvous_set *set, const char *address)
{
	start(set, address, false);
}

void rendezvous_refuse(struct rendezvous_set *set, const char *address)
{
	_cleanup_free_ char *refusal =
		xasprintf("%s%csb-hc-statusCode=400&sb-hc-statusDescription=No%%20websockets",
			address, strchr(address, '?') ? '&' : '?');

	start(set, refusal, true);
}

void rendezvous_destroy(struct rendezvous_set *set)
{
	if (!set)
		return;
	while (!list_empty(&set->all))
		end(list_first(&set->all, struct rendezvous, link));
	free(set);
}
