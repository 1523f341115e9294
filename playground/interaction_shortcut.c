/*
 * Shortcuts: the global ones, and those in the menu of a message.
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

static bool offers(const struct playground *playground, const char *type, const char *callback_id)
{
	const struct cJSON *shortcut;

	json_for_each(shortcut, json_get(playground->manifest, "features.shortcuts"))
		if (callback_id && text_equal(json_string(shortcut, "type"), type) &&
			text_equal(json_string(shortcut, "callback_id"), callback_id))
			return true;
	return false;
}

/* What both kinds have. */
static struct cJSON *describe(
	const struct interaction *interaction, const char *type, const char *callback_id)
{
	struct cJSON *payload = json_object();
	_cleanup_free_ char *now = world_timestamp(interaction->playground->world);

	json_set_string(payload, "type", type);
	interaction_describe(interaction, payload);
	json_set_string(payload, "callback_id", callback_id);
	json_set_string(payload, "action_ts", now);
	trigger_create(interaction, payload);
	return payload;
}

/* A global shortcut names its person without "name". */
static struct cJSON *describe_global(const struct interaction *interaction, const char *callback_id)
{
	struct cJSON *payload = describe(interaction, "shortcut", callback_id);
	struct cJSON *user = json_set_object(payload, "user");

	json_set_string(user, "id", interaction->person->id);
	json_set_string(user, "username", interaction->person->handle);
	json_set_string(user, "team_id", interaction->playground->world->team_id);
	return payload;
}

static void describe_message(
	const struct interaction *interaction, struct cJSON *payload, const struct post *post)
{
	const struct channel *channel = interaction->channel;
	struct cJSON *shown = json_set_object(payload, "channel");

	json_set_string(shown, "id", channel->id);
	json_set_string(shown, "name", interaction_channel_name(channel));
	json_set_string(payload, "message_ts", post->ts);
	json_set(payload, "message", post_for_app(interaction->playground->world, post, true));
	response_url_create(interaction, payload, NULL);
}

static void on_done(struct playground *playground, enum envelope_outcome outcome,
	const char *envelope_id, const struct cJSON *payload, void *data)
{
	_cleanup_free_ struct interaction *interaction = data;

	(void)playground;
	interaction_answer(interaction, outcome, "operation_timeout", envelope_id, payload);
}

static void use_on_message(
	const struct interaction *interaction, const char *callback_id, const char *ts)
{
	const struct post *post = channel_post(interaction->channel, ts);
	struct cJSON *payload;

	if (!post || post->ephemeral_to || !person_sees(interaction->person->id, post)) {
		reply_error(interaction->request, "message_not_found",
			"this person sees no such message, or it is for them alone");
		return;
	}
	payload = describe(interaction, "message_action", callback_id);
	describe_message(interaction, payload, post);
	interaction_send(interaction, payload, false, on_done);
}

void interaction_shortcut(
	struct playground *playground, struct http_request *request, const struct cJSON *body)
{
	const char *callback_id = json_string(body, "callback_id");
	bool on_message = json_get(body, "ts");
	struct interaction interaction;

	if (!offers(playground, on_message ? "message" : "global", callback_id)) {
		reply_error(request, "no_such_shortcut",
			on_message ? "the manifest has no such shortcut for messages"
				   : "the manifest has no such global shortcut");
		return;
	}
	if (on_message) {
		if (interaction_read(playground, request, body, &interaction))
			use_on_message(&interaction, callback_id, json_string(body, "ts"));
		return;
	}
	if (interaction_read_person(playground, request, body, &interaction))
		interaction_send(
			&interaction, describe_global(&interaction, callback_id), false, on_done);
}
