/*
 * Buttons: pressed by a person on a message that they see, sent as interactive block_actions.
 */
#include <stdlib.h>

#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "playground/content.h"
#include "playground/interactions_private.h"
#include "playground/page_stream.h"
#include "playground/playground.h"
#include "playground/replies.h"
#include "playground/world.h"

/* A pressed button and the block around it. */
struct pressed {
	const struct cJSON *element;
	const char *block_id;
};

static const struct cJSON *find_element(const struct cJSON *value, const char *action_id)
{
	const struct cJSON *member;
	const struct cJSON *found = NULL;

	if (json_is_object(value) && text_equal(json_string(value, "action_id"), action_id))
		return value;
	if (!json_is_object(value) && !json_is_array(value))
		return NULL;
	json_for_each(member, value) {
		found = find_element(member, action_id);
		if (found)
			break;
	}
	return found;
}

static bool find_in_blocks(const struct cJSON *blocks, const char *block_id, const char *action_id,
	struct pressed *ret_pressed)
{
	const struct cJSON *block;

	json_for_each(block, blocks) {
		const char *id = json_string_or(block, "block_id", "");
		const struct cJSON *element = NULL;
		if (block_id && !text_equal(id, block_id))
			continue;
		element = find_element(block, action_id);
		if (!element)
			continue;
		*ret_pressed = (struct pressed){ element, id };
		return true;
	}
	return false;
}

static bool find_pressed(
	const struct post *post, const struct cJSON *body, struct pressed *ret_pressed)
{
	const char *action_id = json_string(body, "action_id");
	const char *block_id = json_string(body, "block_id");
	const struct cJSON *attachment;

	if (!action_id)
		return false;
	if (find_in_blocks(post->blocks, block_id, action_id, ret_pressed))
		return true;
	json_for_each(attachment, post->attachments)
		if (find_in_blocks(
			    json_get(attachment, "blocks"), block_id, action_id, ret_pressed))
			return true;
	return false;
}

static void describe_container(struct cJSON *payload, const struct post *post)
{
	struct cJSON *container = json_set_object(payload, "container");

	json_set_string(container, "type", "message");
	json_set_string(container, "message_ts", post->ts);
	json_set_string(container, "channel_id", post->channel->id);
	json_set_bool(container, "is_ephemeral", post->ephemeral_to);
	if (post->thread_ts)
		json_set_string(container, "thread_ts", post->thread_ts);
}

/* Of an ephemeral message Slack sends little more than its ts. */
static void describe_message(
	struct cJSON *payload, const struct world *world, const struct post *post)
{
	struct cJSON *message;

	if (!post->ephemeral_to) {
		json_set(payload, "message", post_for_app(world, post, true));
		return;
	}
	message = json_set_object(payload, "message");
	json_set_string(message, "type", "message");
	json_set_string(message, "ts", post->ts);
	json_set_string(message, "user", post->user);
	json_set_string(message, "bot_id", world->app_bot);
	json_set_string(message, "app_id", world->app_id);
}

static void describe_action(
	struct cJSON *payload, struct world *world, const struct pressed *pressed)
{
	struct cJSON *action = json_append(json_set_array(payload, "actions"), json_object());
	_cleanup_free_ char *now = world_timestamp(world);
	const struct cJSON *text = json_get(pressed->element, "text");

	json_set_string(action, "type", json_string_or(pressed->element, "type", "button"));
	json_set_string(action, "action_id", json_string(pressed->element, "action_id"));
	json_set_string(action, "block_id", pressed->block_id);
	if (text)
		json_set(action, "text", json_copy(text));
	if (json_string(pressed->element, "value"))
		json_set_string(action, "value", json_string(pressed->element, "value"));
	if (json_string(pressed->element, "style"))
		json_set_string(action, "style", json_string(pressed->element, "style"));
	json_set_string(action, "action_ts", now);
}

static struct cJSON *describe(const struct interaction *interaction, const struct post *post,
	const struct pressed *pressed)
{
	struct world *world = interaction->playground->world;
	struct cJSON *payload = json_object();
	struct cJSON *channel;

	json_set_string(payload, "type", "block_actions");
	interaction_describe(interaction, payload);
	describe_container(payload, post);
	describe_message(payload, world, post);
	channel = json_set_object(payload, "channel");
	json_set_string(channel, "id", post->channel->id);
	json_set_string(channel, "name", post->channel->name);
	json_set_object(json_set_object(payload, "state"), "values");
	response_url_create(interaction, payload, post);
	trigger_create(interaction, payload);
	describe_action(payload, world, pressed);
	return payload;
}

static void on_done(struct playground *playground, enum envelope_outcome outcome,
	const char *envelope_id, const struct cJSON *payload, void *data)
{
	_cleanup_free_ struct interaction *interaction = data;

	(void)playground;
	interaction_answer(interaction, outcome, "dispatch_failed", envelope_id, payload);
}

void interaction_action(
	struct playground *playground, struct http_request *request, const struct cJSON *body)
{
	struct interaction interaction, *kept;
	struct pressed pressed;
	const struct post *post;

	if (!interaction_read(playground, request, body, &interaction))
		return;
	post = channel_post(interaction.channel, json_string(body, "ts"));
	if (!post || !person_sees(interaction.person->id, post)) {
		reply_error(request, "message_not_found", "this person sees no such message");
		return;
	}
	if (!find_pressed(post, body, &pressed)) {
		reply_error(request, "no_such_button", "the message has no such button");
		return;
	}
	kept = xmalloc(sizeof(*kept));
	*kept = interaction;
	socket_mode_send(playground->socket_mode, "interactive", describe(kept, post, &pressed),
		true, on_done, kept);
}
