/*
 * chat.*: posting, changing and deleting the app's messages.
 */
#include <stdlib.h>
#include <string.h>

#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "playground/content.h"
#include "playground/files.h"
#include "playground/page_stream.h"
#include "playground/playground.h"
#include "playground/web_api.h"
#include "playground/world.h"

#define CHANNEL                                                                                    \
	{                                                                                          \
		"channel", ARGUMENT_STRING, true                                                   \
	}
#define CONTENT                                                                                    \
	{ "text", ARGUMENT_STRING }, { "markdown_text", ARGUMENT_STRING },                         \
		{ "blocks", ARGUMENT_JSON, .refusal = "invalid_blocks_format" },                   \
		{ "attachments", ARGUMENT_JSON, .refusal = "invalid_attachments" },                \
		{ "metadata", ARGUMENT_JSON, .refusal = "invalid_metadata_format" },               \
		{ "link_names", ARGUMENT_BOOL },                                                   \
	{                                                                                          \
		"parse", ARGUMENT_STRING                                                           \
	}
#define END                                                                                        \
	{                                                                                          \
		0                                                                                  \
	}

/* Where the app may write. A person's id is their direct message, if `people` allows it. */
static const char *find_channel(const struct call *call, bool people, struct channel **ret_channel)
{
	const struct world *world = call->playground->world;
	const char *id = call_string(call, "channel");
	struct channel *channel = world_channel(world, id);

	if (!channel && people)
		channel = world_direct(world, id);
	if (!channel || (channel->is_private && !channel->app_member))
		return "channel_not_found";
	if (!channel->app_member)
		return "not_in_channel";
	*ret_channel = channel;
	return NULL;
}

static const char *check_thread(const struct channel *channel, const char *thread_ts)
{
	const struct post *parent = thread_ts ? channel_post(channel, thread_ts) : NULL;

	if (!thread_ts)
		return NULL;
	if (!parent || parent->ephemeral_to)
		return "thread_not_found";
	return parent->thread_ts ? "cannot_reply_to_message" : NULL;
}

/* What depends on this workspace, not on the blocks themselves. */
static const char *check_workspace(const struct call *call)
{
	const struct cJSON *blocks = json_get(call->arguments, "blocks"), *block;
	const char *error = files_check_blocks(call->playground, blocks, call->messages);
	int index = 0;

	json_for_each (block, blocks) {
		_cleanup_free_ char *line =
			xasprintf("[ERROR] unsupported type: data_visualization "
				  "[json-pointer:/blocks/%d/type]",
				index++);
		if (!call->playground->charts_refused ||
			!text_equal(json_string(block, "type"), "data_visualization"))
			continue;
		json_append_string(call->messages, line);
		error = "invalid_blocks";
	}
	return error;
}

static const char *prepare(struct call *call, bool people, struct channel **ret_channel)
{
	const char *error = find_channel(call, people, ret_channel);

	if (!error)
		error = content_check(call->arguments, call->messages);
	if (!error)
		error = check_workspace(call);
	if (!error)
		error = check_thread(*ret_channel, call_string(call, "thread_ts"));
	return error;
}

static const char *post_message(struct call *call)
{
	struct playground *playground = call->playground;
	struct channel *channel = NULL;
	const char *error = prepare(call, true, &channel);
	struct post *post;

	if (error)
		return error;
	post = post_create(playground->world, channel, playground->world->app_user, "");
	post_reply_to(post, call_string(call, "thread_ts"));
	content_apply(post, call->arguments);
	json_set_string(call->answer, "channel", channel->id);
	json_set_string(call->answer, "ts", post->ts);
	json_set(call->answer, "message", post_for_app(playground->world, post, true));
	page_streams_tell(playground, "message", post);
	return NULL;
}

static const char *post_ephemeral(struct call *call)
{
	struct playground *playground = call->playground;
	struct channel *channel = NULL;
	const char *user = call_string(call, "user");
	const char *error = prepare(call, false, &channel);
	struct post *post;

	if (!error && !channel_has(channel, user))
		error = "user_not_in_channel";
	if (error)
		return error;
	post = post_create(playground->world, channel, playground->world->app_user, "");
	post->ephemeral_to = xstrdup(user);
	post_reply_to(post, call_string(call, "thread_ts"));
	content_apply(post, call->arguments);
	json_set_string(call->answer, "message_ts", post->ts);
	page_streams_tell(playground, "ephemeral", post);
	return NULL;
}

/* The app's own message that `channel` and `ts` name. */
static const char *find_own(const struct call *call, const char *refusal, struct post **ret_post)
{
	struct channel *channel = NULL;
	const char *error = find_channel(call, false, &channel);
	struct post *post = error ? NULL : channel_post(channel, call_string(call, "ts"));

	if (error)
		return error;
	if (!post || post->ephemeral_to)
		return "message_not_found";
	if (!post->by_app)
		return refusal;
	*ret_post = post;
	return NULL;
}

static const char *update(struct call *call)
{
	struct playground *playground = call->playground;
	const char *text = call_string(call, "text");
	struct post *post = NULL;
	const char *error = find_own(call, "cant_update_message", &post);

	if (!error)
		error = content_check(call->arguments, call->messages);
	if (!error)
		error = check_workspace(call);
	if (!error && text && text_characters(text) > TEXT_UPDATE_MAX)
		error = "msg_too_long";
	if (error)
		return error;
	/* Only a change of the text shows as "(edited)". */
	if (text && !text_equal(text, post->text)) {
		free(post->edited_ts);
		post->edited_ts = world_timestamp(playground->world);
	}
	if (!text)
		json_set_string(call->arguments, "text", post->text);
	content_apply(post, call->arguments);
	json_set_string(call->answer, "channel", post->channel->id);
	json_set_string(call->answer, "ts", post->ts);
	json_set_string(call->answer, "text", post->text);
	json_set(call->answer, "message", post_for_app(playground->world, post, true));
	page_streams_tell(playground, "update", post);
	return NULL;
}

static const char *delete_own(struct call *call)
{
	struct post *post = NULL, *parent;
	const char *error = find_own(call, "cant_delete_message", &post);

	if (error)
		return error;
	json_set_string(call->answer, "channel", post->channel->id);
	json_set_string(call->answer, "ts", post->ts);
	parent = post->thread_ts ? channel_post(post->channel, post->thread_ts) : NULL;
	page_streams_tell(call->playground, "delete", post);
	post_destroy(post);
	if (parent) // it has one reply less
		page_streams_tell(call->playground, "update", parent);
	return NULL;
}

static const char *get_permalink(struct call *call)
{
	const struct world *world = call->playground->world;
	const struct channel *channel = world_channel(world, call_string(call, "channel"));
	const char *ts = call_string(call, "message_ts");
	const struct post *post = channel ? channel_post(channel, ts) : NULL;
	_cleanup_text_ struct text link = TEXT_INIT;

	if (!channel || (channel->is_private && !channel->app_member))
		return "channel_not_found";
	if (!post || post->ephemeral_to)
		return "message_not_found";
	text_printf(&link, "https://%s.slack.com/archives/%s/p", world->team_domain, channel->id);
	for (; *ts; ts++)
		if (*ts != '.')
			text_append_char(&link, *ts);
	if (post->thread_ts)
		text_printf(&link, "?thread_ts=%s&cid=%s", post->thread_ts, channel->id);
	json_set_string(call->answer, "channel", channel->id);
	json_set_string(call->answer, "permalink", text_string(&link));
	return NULL;
}

static const struct argument post_arguments[] = {
	CHANNEL,
	CONTENT,
	{ "thread_ts", ARGUMENT_STRING },
	{ "reply_broadcast", ARGUMENT_BOOL },
	{ "unfurl_links", ARGUMENT_BOOL },
	{ "unfurl_media", ARGUMENT_BOOL },
	{ "mrkdwn", ARGUMENT_BOOL },
	END,
};
static const struct argument ephemeral_arguments[] = {
	CHANNEL,
	{ "user", ARGUMENT_STRING, true },
	CONTENT,
	{ "thread_ts", ARGUMENT_STRING },
	END,
};
static const struct argument update_arguments[] = {
	CHANNEL,
	{ "ts", ARGUMENT_STRING, true },
	CONTENT,
	{ "reply_broadcast", ARGUMENT_BOOL },
	END,
};
static const struct argument delete_arguments[] = {
	CHANNEL,
	{ "ts", ARGUMENT_STRING, true },
	END,
};
static const struct argument permalink_arguments[] = {
	CHANNEL,
	{ "message_ts", ARGUMENT_STRING, true },
	END,
};

const struct method chat_methods[] = {
	{ "chat.postMessage", TOKEN_BOT, TIER_SPECIAL, .scope = "chat:write",
		.arguments = post_arguments, .run = post_message },
	{ "chat.postEphemeral", TOKEN_BOT, TIER_4, .scope = "chat:write",
		.arguments = ephemeral_arguments, .run = post_ephemeral },
	{ "chat.update", TOKEN_BOT, TIER_3, .scope = "chat:write", .arguments = update_arguments,
		.run = update },
	{ "chat.delete", TOKEN_BOT, TIER_3, .scope = "chat:write", .arguments = delete_arguments,
		.run = delete_own },
	{ "chat.getPermalink", TOKEN_BOT, TIER_SPECIAL, .form_only = true,
		.arguments = permalink_arguments, .run = get_permalink },
	{ 0 },
};
