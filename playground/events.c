#include "playground/events.h"

#include <stdlib.h>

#include "bot/util/clock.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/random.h"
#include "bot/util/text.h"
#include "playground/content.h"
#include "playground/playground.h"
#include "playground/web_api.h"
#include "playground/world.h"

static const struct {
	const char *type, *scope;
} scopes[] = {
	{ "message.channels", "channels:history" },
	{ "message.groups", "groups:history" },
	{ "message.im", "im:history" },
	{ "reaction_added", "reactions:read" },
	{ "reaction_removed", "reactions:read" },
};

bool event_is_wanted(const struct playground *playground, const char *type)
{
	const struct cJSON *item;
	bool subscribed = false;

	json_for_each(
		item, json_get(playground->manifest, "settings.event_subscriptions.bot_events"))
		subscribed = subscribed || text_equal(json_text(item), type);
	for (size_t i = 0; i < array_length(scopes); i++)
		if (text_equal(scopes[i].type, type))
			return subscribed && playground_has_scope(playground, scopes[i].scope);
	return subscribed;
}

static void describe_authorization(struct cJSON *payload, const struct world *world)
{
	struct cJSON *authorization =
		json_append(json_set_array(payload, "authorizations"), json_object());

	json_set_null(authorization, "enterprise_id");
	json_set_string(authorization, "team_id", world->team_id);
	json_set_string(authorization, "user_id", world->app_user);
	json_set_bool(authorization, "is_bot", true);
	json_set_bool(authorization, "is_enterprise_install", false);
}

void event_send(struct playground *playground, struct cJSON *event, envelope_done *done, void *data)
{
	const struct world *world = playground->world;
	struct cJSON *payload = json_object();
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
	json_set_int(payload, "event_time", world_now(world) / MS_PER_SECOND);
	json_set_string(payload, "event_context", "4-playground");
	json_set_bool(payload, "is_ext_shared_channel", false);
	describe_authorization(payload, world);
	socket_mode_send(playground->socket_mode, "events_api", payload, false, done, data);
}

void event_message(struct playground *playground, const struct post *post)
{
	const struct channel *channel = post->channel;
	const char *type = channel->direct ? "im" : channel->is_private ? "group" : "channel";
	const char *wanted = channel->direct       ? "message.im"
			     : channel->is_private ? "message.groups"
						   : "message.channels";
	_cleanup_free_ char *client_id = NULL;
	struct cJSON *event;

	if (!channel->app_member || !event_is_wanted(playground, wanted))
		return;
	client_id = xasprintf("%08x-%08x", random_below(UINT32_MAX), random_below(UINT32_MAX));
	event = post_for_app(playground->world, post, false);
	json_set_string(event, "channel", channel->id);
	json_set_string(event, "channel_type", type);
	json_set_string(event, "event_ts", post->ts);
	json_set_string(event, "client_msg_id", client_id);
	event_send(playground, event, NULL, NULL);
}

void event_reaction(struct playground *playground, const struct post *post, const char *type,
	const char *name, const char *user)
{
	_cleanup_free_ char *now = world_timestamp(playground->world);
	struct cJSON *event, *item;

	if (!post->channel->app_member || !event_is_wanted(playground, type))
		return;
	event = json_object();
	json_set_string(event, "type", type);
	json_set_string(event, "user", user);
	json_set_string(event, "reaction", name);
	item = json_set_object(event, "item");
	json_set_string(item, "type", "message");
	json_set_string(item, "channel", post->channel->id);
	json_set_string(item, "ts", post->ts);
	json_set_string(event, "item_user", post->user);
	json_set_string(event, "event_ts", now);
	event_send(playground, event, NULL, NULL);
}
