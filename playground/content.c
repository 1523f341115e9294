#include "playground/content.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "playground/block_kit.h"
#include "playground/inputs.h"
#include "playground/rich_text.h"
#include "playground/world.h"

enum { ATTACHMENTS_MAX = 100, MARKDOWN_MAX = 12000 };

static bool is_flat(const struct cJSON *value)
{
	const struct cJSON *member;

	json_for_each(member, value)
		if (json_is_object(member) || json_is_array(member))
			return false;
	return true;
}

/* Slack: strings, numbers, booleans, flat objects or lists of flat objects. */
static bool is_metadata_value(const struct cJSON *value)
{
	const struct cJSON *item;

	if (!json_is_array(value))
		return is_flat(value);
	json_for_each(item, value)
		if (json_is_array(item) || !is_flat(item))
			return false;
	return true;
}

static const char *check_metadata(const struct cJSON *metadata)
{
	const char *type = json_string(metadata, "event_type");
	const struct cJSON *payload = json_get(metadata, "event_payload");
	_cleanup_free_ char *printed = NULL;
	const struct cJSON *value;

	if (!metadata || (json_is_object(metadata) && !json_length(metadata)))
		return NULL;
	if (!json_is_object(metadata) || !type || !*type || !json_is_object(payload))
		return "invalid_metadata_format";
	for (const char *c = type; *c; c++)
		if (!isalnum((unsigned char)*c) && *c != '_')
			return "invalid_metadata_schema";
	json_for_each(value, payload)
		if (!is_metadata_value(value))
			return "invalid_metadata_schema";
	printed = json_print(metadata);
	return strlen(printed) > METADATA_BYTES ? "metadata_too_large" : NULL;
}

static const char *check_attachments(const struct cJSON *attachments, struct cJSON *messages)
{
	const struct cJSON *attachment;
	const char *error = NULL;

	if (!attachments)
		return NULL;
	if (!json_is_array(attachments))
		return "invalid_attachments";
	if (json_length(attachments) > ATTACHMENTS_MAX)
		return "too_many_attachments";
	json_for_each(attachment, attachments) {
		const struct cJSON *blocks = json_get(attachment, "blocks");
		if (!json_is_object(attachment))
			return "invalid_attachments";
		if (blocks && !error)
			error = block_kit_check(
				blocks, SURFACE_MESSAGE, "/attachments/blocks", messages);
	}
	return error;
}

static const char *check_markdown(const struct cJSON *from)
{
	const char *markdown = json_string(from, "markdown_text");

	if (!markdown)
		return NULL;
	if (json_get(from, "text") || json_get(from, "blocks"))
		return "markdown_text_conflict";
	return text_characters(markdown) > MARKDOWN_MAX ? "msg_too_long" : NULL;
}

bool content_is_empty(const struct cJSON *from)
{
	return text_is_blank(json_string(from, "text")) &&
	       text_is_blank(json_string(from, "markdown_text")) &&
	       !json_length(json_get(from, "blocks")) &&
	       !json_length(json_get(from, "attachments"));
}

const char *content_check(const struct cJSON *from, struct cJSON *messages)
{
	const struct cJSON *text = json_get(from, "text");
	const struct cJSON *blocks = json_get(from, "blocks");
	const char *error = NULL;

	if (content_is_empty(from))
		return "no_text";
	if (!json_is_null(text) && !json_text(text))
		return "invalid_arguments";
	error = check_markdown(from);
	if (!error && !json_is_null(blocks))
		error = block_kit_check(blocks, SURFACE_MESSAGE, "/blocks", messages);
	if (!error)
		error = check_attachments(json_get(from, "attachments"), messages);
	return error ? error : check_metadata(json_get(from, "metadata"));
}

static struct cJSON *copy_list(const struct cJSON *list)
{
	return json_is_array(list) && json_length(list) ? json_copy(list) : NULL;
}

void content_apply(struct post *post, const struct cJSON *from)
{
	const struct cJSON *metadata = json_get(from, "metadata");
	const char *text = json_string_or(from, "text", json_string_or(from, "markdown_text", ""));

	free(post->text);
	post->text = xstrndup(text, text_prefix(text, TEXT_MAX));
	json_free(post->blocks);
	post->blocks = blocks_with_ids(json_get(from, "blocks"));
	json_free(post->attachments);
	post->attachments = copy_list(json_get(from, "attachments"));
	if (json_is_object(metadata)) {
		json_free(post->metadata);
		post->metadata = json_length(metadata) ? json_copy(metadata) : NULL;
	}
}

static void set_copy(struct cJSON *object, const char *name, const struct cJSON *value)
{
	if (value)
		json_set(object, name, json_copy(value));
}

struct cJSON *post_for_app(const struct world *world, const struct post *post, bool with_metadata)
{
	struct cJSON *shown = json_object();

	json_set_string(shown, "type", "message");
	json_set_string(shown, "user", post->user);
	json_set_string(shown, "ts", post->ts);
	json_set_string(shown, "text", post->text);
	json_set_string(shown, "team", world->team_id);
	if (post->by_app) {
		json_set_string(shown, "bot_id", world->app_bot);
		json_set_string(shown, "app_id", world->app_id);
	}
	if (post->by_app)
		set_copy(shown, "blocks", post->blocks);
	else
		json_set(shown, "blocks",
			rich_text_blocks(post->text, post->ts + strlen(post->ts) - 5));
	set_copy(shown, "attachments", post->attachments);
	if (with_metadata)
		set_copy(shown, "metadata", post->metadata);
	if (json_length(post->reactions))
		set_copy(shown, "reactions", post->reactions);
	if (post->thread_ts || post->replies)
		json_set_string(shown, "thread_ts", post->thread_ts ? post->thread_ts : post->ts);
	if (post->replies)
		json_set_int(shown, "reply_count", (int64_t)post->replies);
	if (post->edited_ts) {
		struct cJSON *edited = json_set_object(shown, "edited");
		json_set_string(edited, "user", post->user);
		json_set_string(edited, "ts", post->edited_ts);
	}
	return shown;
}

struct cJSON *post_for_people(const struct world *world, const struct post *post)
{
	struct cJSON *shown = post_for_app(world, post, true);

	json_set_string(shown, "channel", post->channel->id);
	json_set_bool(shown, "bot", post->by_app);
	json_set(shown, "blocks", post->blocks ? json_copy(post->blocks) : json_array());
	json_set_string(shown, "thread_ts", post->thread_ts);
	json_set_int(shown, "reply_count", (int64_t)post->replies);
	json_set_bool(shown, "ephemeral", post->ephemeral_to);
	json_set_bool(shown, "edited", post->edited_ts);
	if (!post->metadata)
		json_set_null(shown, "metadata");
	json_set(shown, "reactions", json_copy(post->reactions));
	json_set(shown, "mentions", post_mentions(post));
	return shown;
}
