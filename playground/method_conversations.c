/*
 * conversations.* about channels themselves: see method_history.c for what was said in them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "playground/paging.h"
#include "playground/playground.h"
#include "playground/web_api.h"
#include "playground/world.h"

#define CHANNEL                                                                                    \
	{                                                                                          \
		"channel", ARGUMENT_STRING, true                                                   \
	}
#define END                                                                                        \
	{                                                                                          \
		0                                                                                  \
	}

static void show_direct(struct cJSON *shown, const struct channel *channel)
{
	json_set_string(shown, "user", channel->direct->id);
	json_set_bool(shown, "is_org_shared", false);
	json_set_bool(shown, "is_user_deleted", false);
	json_set_bool(shown, "is_open", true);
}

static struct cJSON *show_channel(
	const struct playground *playground, const struct channel *channel)
{
	const bool direct = channel->direct;
	struct cJSON *shown = json_object();
	struct cJSON *topic;

	json_set_string(shown, "id", channel->id);
	json_set_int(shown, "created", 1760000000);
	json_set_bool(shown, "is_archived", false);
	json_set_bool(shown, "is_im", direct);
	json_set_bool(shown, "is_mpim", false);
	json_set_bool(shown, "is_channel", !direct && !channel->is_private);
	json_set_bool(shown, "is_group", !direct && channel->is_private);
	json_set_bool(shown, "is_private", channel->is_private);
	json_set_bool(shown, "is_ext_shared", false);
	json_set_bool(shown, "is_member", channel->app_member);
	json_set_string(shown, "context_team_id", playground->world->team_id);
	if (direct) {
		show_direct(shown, channel);
		return shown;
	}
	json_set_string(shown, "name", channel->name);
	json_set_string(shown, "name_normalized", channel->name);
	json_set_bool(shown, "is_general", text_equal(channel->name, "general"));
	topic = json_set_object(shown, "purpose");
	json_set_string(topic, "value", channel->purpose);
	json_set_int(
		shown, "num_members", (int64_t)json_length(channel->members) + channel->app_member);
	return shown;
}

/* A channel the app may know of. */
static const char *find_visible(struct call *call, const char *what, struct channel **ret_channel)
{
	struct channel *channel =
		world_channel(call->playground->world, call_string(call, "channel"));

	if (!channel || (channel->is_private && !channel->app_member))
		return "channel_not_found";
	*ret_channel = channel;
	return call_needs_scope(call, channel, what);
}

static const char *info(struct call *call)
{
	struct channel *channel = NULL;
	const char *error = find_visible(call, "read", &channel);

	if (!error)
		json_set(call->answer, "channel", show_channel(call->playground, channel));
	return error;
}

static void answer_open(struct call *call, const struct channel *channel)
{
	struct cJSON *shown;

	json_set_bool(call->answer, "no_op", true);
	json_set_bool(call->answer, "already_open", true);
	if (json_bool(call->arguments, "return_im", false)) {
		json_set(call->answer, "channel", show_channel(call->playground, channel));
		return;
	}
	shown = json_set_object(call->answer, "channel");
	json_set_string(shown, "id", channel->id);
}

static const char *open_direct(struct call *call)
{
	const struct world *world = call->playground->world;
	const char *users = call_string(call, "users");
	const char *id = call_string(call, "channel");
	const struct channel *channel = id ? world_channel(world, id) : NULL;

	if (id && (!channel || !channel->direct))
		return "channel_not_found";
	if (!id && !users)
		return "users_list_not_supplied";
	/* Conversations of several people are not part of this world. */
	if (!id && strchr(users, ','))
		return "method_not_supported_for_channel_type";
	if (!id && text_equal(users, world->app_user))
		return "cannot_dm_bot";
	if (!id)
		channel = world_direct(world, users);
	if (!channel)
		return "user_not_found";
	answer_open(call, channel);
	return NULL;
}

static const char *join(struct call *call)
{
	struct channel *channel =
		world_channel(call->playground->world, call_string(call, "channel"));

	if (!channel || channel->is_private)
		return "channel_not_found";
	channel->app_member = true;
	json_set(call->answer, "channel", show_channel(call->playground, channel));
	return NULL;
}

static const char *members(struct call *call)
{
	struct channel *channel = NULL;
	const char *error = find_visible(call, "read", &channel);
	struct cJSON *list = error ? NULL : json_array();
	const struct cJSON *member;

	if (error)
		return error;
	json_for_each(member, channel->members)
		json_append_string(list, json_text(member));
	if (channel->direct)
		json_append_string(list, channel->direct->id);
	if (channel->app_member)
		json_append_string(list, call->playground->world->app_user);
	return paging_answer(call, "members", list, 100, 1000);
}

static bool type_wanted(const struct channel *channel, const char *types)
{
	const char *type = channel->direct       ? "im"
			   : channel->is_private ? "private_channel"
						 : "public_channel";
	size_t length = strlen(type);

	while (*types) {
		size_t span = strcspn(types, ",");
		if (span == length && strncmp(types, type, length) == 0)
			return true;
		types += span + (types[span] == ',');
	}
	return false;
}

static const char *list_channels(struct call *call, bool only_own)
{
	const struct world *world = call->playground->world;
	const char *types = call_string(call, "types");
	const char *user = call_string(call, "user");
	struct cJSON *list = json_array();

	for (size_t i = 0; i < world->channel_count; i++) {
		const struct channel *channel = &world->channels[i];
		bool member =
			channel->app_member && (!user || !only_own || channel_has(channel, user));
		if (!type_wanted(channel, types ? types : "public_channel"))
			continue;
		if (member || (!only_own && !channel->is_private))
			json_append(list, show_channel(call->playground, channel));
	}
	return paging_answer(call, "channels", list, 100, 1000);
}

static const char *list_all(struct call *call)
{
	return list_channels(call, false);
}

static const char *list_own(struct call *call)
{
	return list_channels(call, true);
}

static const struct argument info_arguments[] = {
	CHANNEL,
	{ "include_locale", ARGUMENT_BOOL },
	{ "include_num_members", ARGUMENT_BOOL },
	END,
};
static const struct argument open_arguments[] = {
	{ "channel", ARGUMENT_STRING },
	{ "users", ARGUMENT_STRING },
	{ "return_im", ARGUMENT_BOOL },
	{ "prevent_creation", ARGUMENT_BOOL },
	END,
};
static const struct argument join_arguments[] = { CHANNEL, END };
static const struct argument members_arguments[] = { CHANNEL, PAGING_ARGUMENTS, END };
static const struct argument list_arguments[] = {
	{ "types", ARGUMENT_STRING },
	{ "user", ARGUMENT_STRING },
	{ "exclude_archived", ARGUMENT_BOOL },
	PAGING_ARGUMENTS,
	END,
};

const struct method conversation_methods[] = {
	{ "conversations.info", TOKEN_BOT, TIER_3, .form_only = true, .arguments = info_arguments,
		.run = info },
	{ "conversations.open", TOKEN_BOT, TIER_3, .scope = "im:write", .arguments = open_arguments,
		.run = open_direct },
	{ "conversations.join", TOKEN_BOT, TIER_3, .scope = "channels:join",
		.arguments = join_arguments, .run = join },
	{ "conversations.members", TOKEN_BOT, TIER_4, .form_only = true,
		.arguments = members_arguments, .run = members },
	{ "conversations.list", TOKEN_BOT, TIER_2, .form_only = true, .scope = "channels:read",
		.arguments = list_arguments, .run = list_all },
	{ "users.conversations", TOKEN_BOT, TIER_3, .form_only = true, .scope = "channels:read",
		.arguments = list_arguments, .run = list_own },
	{ 0 },
};
