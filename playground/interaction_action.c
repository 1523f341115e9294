/*
 * Buttons and menus: used by a person on a message that they see, sent as interactive
 * block_actions. Those in views are in interaction_input.c.
 */
#include <stdlib.h>

#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "playground/content.h"
#include "playground/inputs.h"
#include "playground/interactions_private.h"
#include "playground/page_stream.h"
#include "playground/playground.h"
#include "playground/replies.h"
#include "playground/world.h"

/* In the message's blocks, or in those of its attachments. */
static bool find_pressed(
	const struct post *post, const struct cJSON *body, struct input *ret_pressed)
{
	const char *action_id = json_string(body, "action_id");
	const char *block_id = json_string(body, "block_id");
	const struct cJSON *attachment;

	if (!action_id)
		return false;
	if (input_find(post->blocks, block_id, action_id, ret_pressed))
		return true;
	json_for_each(attachment, post->attachments)
		if (input_find(json_get(attachment, "blocks"), block_id, action_id, ret_pressed))
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

/* What the person has chosen in this message before. NULL: nothing. */
static const struct cJSON *chosen_by(const struct post *post, const struct person *person)
{
	return json_get(post->chosen, person->id);
}

/* Keeps what is chosen now: other elements of the message show it in what they send. */
static void keep(struct post *post, const struct person *person, const struct input *input,
	const struct cJSON *state)
{
	const struct cJSON *before = chosen_by(post, person);
	struct cJSON *values = before ? json_copy(before) : json_object();

	if (!post->chosen)
		post->chosen = json_object();
	values_set(values, input_block_id(input), input_action_id(input), json_copy(state));
	json_set(post->chosen, person->id, values);
}

static struct cJSON *describe(const struct interaction *interaction, const struct post *post,
	const struct input *pressed, const struct cJSON *state)
{
	struct world *world = interaction->playground->world;
	struct filling filling = { world, interaction->person, interaction->channel };
	struct cJSON *payload = json_object();
	struct cJSON *channel;

	json_set_string(payload, "type", "block_actions");
	interaction_describe(interaction, payload);
	describe_container(payload, post);
	describe_message(payload, world, post);
	channel = json_set_object(payload, "channel");
	json_set_string(channel, "id", post->channel->id);
	json_set_string(channel, "name", interaction_channel_name(post->channel));
	json_set(json_set_object(payload, "state"), "values",
		values_create(&filling, post->blocks, chosen_by(post, interaction->person)));
	response_url_create(interaction, payload, post);
	trigger_create(interaction, payload);
	interaction_describe_action(interaction, payload, pressed, state);
	return payload;
}

static void on_done(struct playground *playground, enum envelope_outcome outcome,
	const char *envelope_id, const struct cJSON *payload, void *data)
{
	_cleanup_free_ struct interaction *interaction = data;

	(void)playground;
	interaction_answer(interaction, outcome, "dispatch_failed", envelope_id, payload);
}

static void act_on_message(const struct interaction *interaction, struct post *post,
	const struct input *pressed, const struct cJSON *value)
{
	struct filling filling = { interaction->playground->world, interaction->person,
		interaction->channel };
	_cleanup_json_ struct cJSON *state = NULL;
	const char *why = NULL;

	if (element_has_value(pressed->element))
		why = element_take(&filling, pressed->element, value, &state);
	if (why) {
		reply_error(interaction->request, "invalid_value", why);
		return;
	}
	if (element_has_state(pressed->element))
		keep(post, interaction->person, pressed, state);
	interaction_send(interaction, describe(interaction, post, pressed, state), true, on_done);
}

void interaction_action(
	struct playground *playground, struct http_request *request, const struct cJSON *body)
{
	struct interaction interaction;
	struct input pressed;
	struct post *post;

	if (json_get(body, "view_id")) {
		interaction_action_in_view(playground, request, body);
		return;
	}
	if (!interaction_read(playground, request, body, &interaction))
		return;
	post = channel_post(interaction.channel, json_string(body, "ts"));
	if (!post || !person_sees(interaction.person->id, post))
		reply_error(request, "message_not_found", "this person sees no such message");
	else if (!find_pressed(post, body, &pressed))
		reply_error(request, "no_such_button", "the message has no such button");
	else
		act_on_message(&interaction, post, &pressed, json_get(body, "value"));
}
