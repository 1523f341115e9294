#include "bot/platform/teams/relay_channel.h"

#include <string.h>

#include "bot/platform/teams/receipt.h"
#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "bot/util/websocket.h"

enum { CLOSE_NORMAL = 1000 }; // RFC 6455

/* A request, from its body to its answer. */
struct relay_post {
	struct teams_receipt receipt;
	struct list link; // relay_channel::posts, while `channel` is there
	struct relay_channel *channel; // NULL: gone
	char *id;
	char *body;
};

/* --- answers --- */

static void send_response(
	struct relay_channel *channel, const char *id, int status, const char *json)
{
	size_t length = json ? strlen(json) : 0;
	_cleanup_free_ char *text = NULL;

	if (length > WEBSOCKET_BINARY_MAX) {
		log_error("teams", "relay: an answer of %zu bytes is too long, said 500", length);
		status = 500;
		length = 0;
	}
	text = relay_message_response(id, status, length > 0);
	if (websocket_send(channel->socket, text, strlen(text)) == 0 && length)
		(void)websocket_send_binary(channel->socket, json, length);
}

static void leave_channel(struct relay_post *post)
{
	list_remove(&post->link);
	post->channel = NULL;
}

static void answer_post(struct teams_receipt *receipt, int status, const char *json)
{
	struct relay_post *post = container_of(receipt, struct relay_post, receipt);
	struct relay_channel *channel = post->channel;

	if (!channel)
		return;
	send_response(channel, post->id, status, json);
	leave_channel(post);
	channel->owner->answered(channel);
}

static void release_post(struct teams_receipt *receipt)
{
	struct relay_post *post = container_of(receipt, struct relay_post, receipt);

	list_remove(&post->link);
	free(post->id);
	free(post->body);
	free(post);
}

static const struct teams_way relay = { .answer = answer_post, .release = release_post };

/* --- requests --- */

static int status_of(const struct relay_channel *channel, const struct relay_message *request)
{
	if (!relay_message_is_for(request, channel->hybrid_connection, channel->path))
		return 404;
	return teams_inbound_look_at(request->method, request->content_type);
}

/* NUL follows `body`. */
static void take_request(struct relay_channel *channel, const struct relay_message *request,
	const char *body, size_t length)
{
	int status = status_of(channel, request);
	struct relay_post *post;

	if (status) {
		teams_inbound_count(status);
		send_response(channel, request->id, status, NULL);
		channel->owner->answered(channel);
		return;
	}
	post = xcalloc(1, sizeof(*post));
	post->id = xstrdup(request->id);
	post->body = xmalloc(length + 1);
	memcpy(post->body, body, length + 1); // with the NUL
	post->receipt.way = &relay;
	post->receipt.body = post->body;
	post->receipt.length = length;
	post->channel = channel;
	list_append(&channel->posts, &post->link);
	teams_inbound_take(channel->inbound, &post->receipt, request->authorization);
}

/* The body never came. */
static void drop_awaited(struct relay_channel *channel)
{
	if (channel->awaited.kind == RELAY_REQUEST)
		send_response(channel, channel->awaited.id, 400, NULL);
	relay_message_finish(&channel->awaited);
}

static void text_came(void *data, const char *text, size_t length)
{
	struct relay_channel *channel = data;
	struct relay_message message = relay_message_read(text, length);

	drop_awaited(channel);
	switch (message.kind) {
	case RELAY_REQUEST:
		if (message.has_body) {
			channel->awaited = message;
			return;
		}
		take_request(channel, &message, "", 0);
		break;
	case RELAY_ELSEWHERE:
	case RELAY_ACCEPT:
		channel->owner->message(channel, &message);
		break;
	case RELAY_IGNORED:
		break;
	}
	relay_message_finish(&message);
}

static void binary_came(void *data, const char *bytes, size_t length)
{
	struct relay_channel *channel = data;
	struct relay_message request = channel->awaited;

	if (request.kind != RELAY_REQUEST)
		return;
	channel->awaited = (struct relay_message){ .kind = RELAY_IGNORED };
	take_request(channel, &request, bytes, length);
	relay_message_finish(&request);
}

/* --- the socket --- */

static void became_open(void *data)
{
	struct relay_channel *channel = data;

	channel->owner->open(channel);
}

static void lose_posts(struct relay_channel *channel)
{
	relay_message_finish(&channel->awaited);
	while (!list_empty(&channel->posts))
		leave_channel(list_first(&channel->posts, struct relay_post, link));
}

static void was_closed(void *data, const struct websocket_end *end)
{
	struct relay_channel *channel = data;
	_cleanup_free_ char *problem = xstrdup(end->problem);
	struct websocket_end copy = *end;

	copy.problem = problem;
	lose_posts(channel);
	websocket_destroy(steal_pointer(channel->socket));
	channel->owner->gone(channel, &copy);
}

static const struct websocket_events socket_events = {
	.open = became_open,
	.message = text_came,
	.binary = binary_came,
	.closed = was_closed,
};

void relay_channel_init(struct relay_channel *channel)
{
	list_init(&channel->posts);
}

void relay_channel_open(struct relay_channel *channel, const char *url, const char *token,
	unsigned pong_every, size_t message_limit)
{
	const struct websocket_settings settings = {
		.url = url,
		.pong_every = pong_every,
		.message_limit = message_limit,
		.header_name = token ? "ServiceBusAuthorization" : NULL,
		.header_value = token,
	};

	channel->socket = websocket_connect(channel->web, &settings, &socket_events, channel);
}

void relay_channel_close(struct relay_channel *channel)
{
	if (channel->socket)
		websocket_close(channel->socket, CLOSE_NORMAL);
}

void relay_channel_finish(struct relay_channel *channel)
{
	lose_posts(channel);
	websocket_destroy(steal_pointer(channel->socket));
}
