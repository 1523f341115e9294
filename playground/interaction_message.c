/*
 * Ordinary messages of people, and the events they make; and envelopes sent as they are, for tests.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "bot/util/clock.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/random.h"
#include "bot/util/text.h"
#include "playground/content.h"
#include "playground/interactions_private.h"
#include "playground/mentions.h"
#include "playground/page_stream.h"
#include "playground/playground.h"
#include "playground/replies.h"
#include "playground/world.h"

static bool subscribes(const struct playground *playground, const char *event)
{
	const struct cJSON *item;

	json_for_each(
		item, json_get(playground->manifest, "settings.event_subscriptions.bot_events"))
		if (text_equal(json_text(item), event))
			return true;
	return false;
}

/* Takes over `event`. */
static void send_event(struct playground *playground, struct cJSON *event)
{
	const struct world *world = playground->world;
	struct cJSON *payload = json_object();
	struct cJSON *authorization;
	_cleanup_free_ char *id =
		xasprintf("Ev%08x%08x", random_below(UINT32_MAX), random_below(UINT32_MAX));

	json_set_string(payload, "token", "deprecated");
	json_set_string(payload, "team_id", world->team_id);
	json_set_string(payload, "context_team_id", world->team_id);
	json_set_null(payload, "context_enterprise_id");
	json_set_string(payload, "api_app_id", world->app_id);
	json_set(payload, "event", event);
	json_set_string(payload, "type", "event_callback");
	json_set_string(payload, "event_id", id);
	json_set_int(payload, "event_time", clock_now() / MS_PER_SECOND);
	json_set_string(payload, "event_context", "4-playground");
	json_set_bool(payload, "is_ext_shared_channel", false);
	authorization = json_append(json_set_array(payload, "authorizations"), json_object());
	json_set_null(authorization, "enterprise_id");
	json_set_string(authorization, "team_id", world->team_id);
	json_set_string(authorization, "user_id", world->app_user);
	json_set_bool(authorization, "is_bot", true);
	json_set_bool(authorization, "is_enterprise_install", false);
	socket_mode_send(playground->socket_mode, "events_api", payload, false, NULL, NULL);
}

static void tell_app(struct playground *playground, const struct post *post)
{
	const struct channel *channel = post->channel;
	const char *type = channel->direct ? "im" : channel->is_private ? "group" : "channel";
	const char *wanted = channel->direct       ? "message.im"
			     : channel->is_private ? "message.groups"
						   : "message.channels";
	_cleanup_free_ char *client_id = NULL;
	struct cJSON *event;

	if (!channel->app_member || !subscribes(playground, wanted))
		return;
	client_id = xasprintf("%08x-%08x", random_below(UINT32_MAX), random_below(UINT32_MAX));
	event = post_for_app(playground->world, post, false);
	json_set_string(event, "channel", channel->id);
	json_set_string(event, "channel_type", type);
	json_set_string(event, "event_ts", post->ts);
	json_set_string(event, "client_msg_id", client_id);
	send_event(playground, event);
}

static struct post *write_post(
	const struct interaction *interaction, const char *typed, const char *thread_ts)
{
	struct playground *playground = interaction->playground;
	_cleanup_text_ struct text text = TEXT_INIT;
	struct post *post;

	mentions_from_typed(playground->world, &text, typed, false);
	post = post_create(playground->world, interaction->channel, interaction->person->id,
		text_string(&text));
	post_reply_to(post, thread_ts);
	page_streams_tell(playground, "message", post);
	return post;
}

void interaction_message(
	struct playground *playground, struct http_request *request, const struct cJSON *body)
{
	const char *typed = json_string_or(body, "text", "");
	const char *thread_ts = json_string(body, "thread_ts");
	struct interaction interaction;
	const struct post *parent, *post;
	struct cJSON *answer;

	if (!interaction_read(playground, request, body, &interaction))
		return;
	parent = thread_ts ? channel_post(interaction.channel, thread_ts) : NULL;
	if (text_is_blank(typed)) {
		reply_error(request, "no_text", "a message says something");
		return;
	}
	if (text_characters(typed) > TEXT_MAX) {
		reply_error(request, "msg_too_long", "a message has at most 40000 characters");
		return;
	}
	if (thread_ts && (!parent || parent->thread_ts || parent->ephemeral_to)) {
		reply_error(request, "thread_not_found", "no message begins such a thread");
		return;
	}
	post = write_post(&interaction, typed, thread_ts);
	tell_app(playground, post);
	answer = json_object();
	json_set_string(answer, "channel", post->channel->id);
	json_set_string(answer, "ts", post->ts);
	reply_ok(request, answer);
}

static void on_done(struct playground *playground, enum envelope_outcome outcome,
	const char *envelope_id, const struct cJSON *payload, void *data)
{
	struct interaction interaction = { playground, data, NULL, NULL };

	interaction_answer(&interaction, outcome, "operation_timeout", envelope_id, payload);
}

void interaction_envelope(
	struct playground *playground, struct http_request *request, const struct cJSON *body)
{
	const char *raw = json_string(body, "raw");
	const struct cJSON *envelope = json_get(body, "envelope");

	if (!json_is_object(envelope))
		envelope = body;
	if (!raw)
		socket_mode_send_envelope(
			playground->socket_mode, json_copy(envelope), on_done, request);
	else if (socket_mode_send_raw(playground->socket_mode, raw))
		reply_ok(request, NULL);
	else
		reply_error(request, "no_connection", "no app is connected");
}
