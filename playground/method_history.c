/*
 * conversations.history and .replies: reading back, in pages, with or without metadata.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bot/util/clock.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "playground/content.h"
#include "playground/playground.h"
#include "playground/web_api.h"
#include "playground/world.h"

static const char cursor_prefix[] = "next_ts:";

/* Which posts are wanted, and when a page is full. */
struct window {
	const char *oldest, *latest; // or NULL
	bool inclusive;
	bool metadata;
	int64_t limit;
	int64_t newest_at; // ms; what is younger is not there yet (fault history_lag)
	const char *after; // the cursor: the last ts of the page before, or NULL
};

static bool is_timestamp(const char *text)
{
	return !text || !text[strspn(text, "0123456789.")];
}

static const char *read_window(
	struct call *call, int64_t limit_default, int64_t limit_max, struct window *ret_window)
{
	const struct cJSON *lag =
		faults_strike(&call->playground->faults, "history_lag", call->method->name);
	const char *cursor = call_string(call, "cursor");
	struct window window = {
		.oldest = call_string(call, "oldest"),
		.latest = call_string(call, "latest"),
		.inclusive = json_bool(call->arguments, "inclusive", false),
		.metadata = json_bool(call->arguments, "include_all_metadata", false),
		.limit = json_int(call->arguments, "limit", limit_default),
		.newest_at = lag ? clock_now() - json_int(lag, "ms", 1000) : INT64_MAX,
	};

	if (!is_timestamp(window.oldest))
		return "invalid_ts_oldest";
	if (!is_timestamp(window.latest))
		return "invalid_ts_latest";
	if (window.limit < 1 || window.limit > limit_max)
		return "invalid_limit";
	if (cursor && (!text_starts_with(cursor, cursor_prefix) ||
			      !is_timestamp(cursor + strlen(cursor_prefix))))
		return "invalid_cursor";
	window.after = cursor ? cursor + strlen(cursor_prefix) : NULL;
	*ret_window = window;
	return NULL;
}

static bool in_window(const struct window *window, const struct post *post)
{
	int inclusive = window->inclusive;

	if (post->ephemeral_to || post->at > window->newest_at)
		return false;
	if (window->oldest && timestamp_compare(post->ts, window->oldest) + inclusive <= 0)
		return false;
	return !window->latest || timestamp_compare(post->ts, window->latest) - inclusive < 0;
}

static const char *find_readable(struct call *call, struct channel **ret_channel)
{
	struct channel *channel =
		world_channel(call->playground->world, call_string(call, "channel"));

	if (!channel || (channel->is_private && !channel->app_member))
		return "channel_not_found";
	if (!channel->app_member)
		return "not_in_channel";
	*ret_channel = channel;
	return call_needs_scope(call, channel, "history");
}

static void answer_cursor(struct call *call, const char *last_ts)
{
	_cleanup_free_ char *next = xasprintf("%s%s", cursor_prefix, last_ts);

	json_set_string(json_set_object(call->answer, "response_metadata"), "next_cursor", next);
}

/* Newest first; replies are not part of it. */
static const char *history(struct call *call)
{
	struct channel *channel = NULL;
	struct window window = { 0 };
	const char *error = find_readable(call, &channel);
	const char *last = NULL;
	struct cJSON *messages;
	bool more = false;

	if (!error)
		error = read_window(call, 100, 999, &window);
	if (error)
		return error;
	messages = json_set_array(call->answer, "messages");
	for (struct list *link = channel->posts.previous; link != &channel->posts;
		link = link->previous) {
		const struct post *post = container_of(link, struct post, link);
		if (post->thread_ts || !in_window(&window, post) ||
			(window.after && timestamp_compare(post->ts, window.after) >= 0))
			continue;
		more = window.limit-- == 0;
		if (more)
			break;
		json_append(messages, post_for_app(call->playground->world, post, window.metadata));
		last = post->ts;
	}
	json_set_bool(call->answer, "has_more", more);
	json_set_int(call->answer, "pin_count", 0);
	if (more)
		answer_cursor(call, last);
	return NULL;
}

/* The parent, then its replies, oldest first. The window is for the replies. */
static void list_replies(struct call *call, const struct channel *channel,
	const struct post *parent, struct window *window)
{
	struct cJSON *messages = json_set_array(call->answer, "messages");
	const struct post *post;
	const char *last = NULL;
	bool more = false;

	json_append(messages, post_for_app(call->playground->world, parent, window->metadata));
	list_for_each(post, &channel->posts, link) {
		if (!post_is_in_thread(post, parent->ts) || !in_window(window, post) ||
			(window->after && timestamp_compare(post->ts, window->after) <= 0))
			continue;
		more = window->limit-- <= 1;
		if (more)
			break;
		json_append(
			messages, post_for_app(call->playground->world, post, window->metadata));
		last = post->ts;
	}
	json_set_bool(call->answer, "has_more", more);
	if (more)
		answer_cursor(call, last ? last : parent->ts);
}

static const char *replies(struct call *call)
{
	struct channel *channel = NULL;
	struct window window = { 0 };
	const char *error = find_readable(call, &channel);
	const struct post *parent;

	if (!error)
		error = read_window(call, 1000, 1000, &window);
	if (error)
		return error;
	parent = channel_post(channel, call_string(call, "ts"));
	if (!parent || parent->ephemeral_to || parent->at > window.newest_at)
		return "thread_not_found";
	if (parent->thread_ts && channel_post(channel, parent->thread_ts))
		parent = channel_post(channel, parent->thread_ts);
	list_replies(call, channel, parent, &window);
	return NULL;
}

#define WINDOW                                                                                     \
	{ "channel", ARGUMENT_STRING, true }, { "cursor", ARGUMENT_STRING },                       \
		{ "limit", ARGUMENT_INT }, { "oldest", ARGUMENT_STRING },                          \
		{ "latest", ARGUMENT_STRING }, { "inclusive", ARGUMENT_BOOL },                     \
	{                                                                                          \
		"include_all_metadata", ARGUMENT_BOOL                                              \
	}

static const struct argument history_arguments[] = { WINDOW, { 0 } };
static const struct argument replies_arguments[] = {
	WINDOW,
	{ "ts", ARGUMENT_STRING, true },
	{ 0 },
};

const struct method history_methods[] = {
	{ "conversations.history", TOKEN_BOT, TIER_3, .arguments = history_arguments,
		.run = history },
	{ "conversations.replies", TOKEN_BOT, TIER_3, .form_only = true,
		.arguments = replies_arguments, .run = replies },
	{ 0 },
};
