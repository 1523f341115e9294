/*
 * reactions.*: the app's own reactions, and everybody's to read.
 */
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "playground/content.h"
#include "playground/events.h"
#include "playground/page_stream.h"
#include "playground/playground.h"
#include "playground/reactions.h"
#include "playground/web_api.h"
#include "playground/world.h"

static const char *find_post(const struct call *call, struct post **ret_post)
{
	struct channel *channel =
		world_channel(call->playground->world, call_string(call, "channel"));

	if (!channel || (channel->is_private && !channel->app_member))
		return "channel_not_found";
	*ret_post = channel_post(channel, call_string(call, "timestamp"));
	if (!*ret_post || (*ret_post)->ephemeral_to)
		return "message_not_found";
	return channel->app_member ? NULL : "not_in_channel";
}

static const char *add(struct call *call)
{
	const char *name = call_string(call, "name");
	struct post *post = NULL;
	const char *error = reaction_is_name(name) ? NULL : "invalid_name";

	if (!error)
		error = find_post(call, &post);
	if (!error && !reaction_add(post, name, call->playground->world->app_user))
		error = "already_reacted";
	if (error)
		return error;
	page_streams_tell(call->playground, "update", post);
	event_reaction(
		call->playground, post, "reaction_added", name, call->playground->world->app_user);
	return NULL;
}

static const char *remove_one(struct call *call)
{
	const char *name = call_string(call, "name");
	struct post *post = NULL;
	const char *error = find_post(call, &post);

	if (!error && !reaction_remove(post, name, call->playground->world->app_user))
		error = "no_reaction";
	if (error)
		return error;
	page_streams_tell(call->playground, "update", post);
	event_reaction(call->playground, post, "reaction_removed", name,
		call->playground->world->app_user);
	return NULL;
}

static const char *get(struct call *call)
{
	struct post *post = NULL;
	const char *error = find_post(call, &post);

	if (error)
		return error;
	json_set_string(call->answer, "type", "message");
	json_set_string(call->answer, "channel", post->channel->id);
	json_set(call->answer, "message", post_for_app(call->playground->world, post, false));
	return NULL;
}

static const struct argument change_arguments[] = {
	{ "channel", ARGUMENT_STRING, true },
	{ "name", ARGUMENT_STRING, true },
	{ "timestamp", ARGUMENT_STRING, true },
	{ 0 },
};
static const struct argument get_arguments[] = {
	{ "channel", ARGUMENT_STRING, true },
	{ "timestamp", ARGUMENT_STRING, true },
	{ "full", ARGUMENT_BOOL },
	{ 0 },
};

const struct method reaction_methods[] = {
	{ "reactions.add", TOKEN_BOT, TIER_3, .scope = "reactions:write",
		.arguments = change_arguments, .run = add },
	{ "reactions.remove", TOKEN_BOT, TIER_2, .scope = "reactions:write",
		.arguments = change_arguments, .run = remove_one },
	{ "reactions.get", TOKEN_BOT, TIER_3, .form_only = true, .scope = "reactions:read",
		.arguments = get_arguments, .run = get },
	{ 0 },
};
