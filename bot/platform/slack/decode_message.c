/*
 * What is said to the app or about a message: shortcuts, plain words in a direct conversation, our
 * reaction. Permalinks are put together here; Slack is not asked for them.
 */
#include <stdlib.h>
#include <string.h>

#include "bot/event.h"
#include "bot/platform/fit.h"
#include "bot/platform/slack/decode.h"
#include "bot/platform/slack/decode_read.h"
#include "bot/platform/slack/decode_text.h"
#include "bot/platform/slack/encode_text.h"
#include "bot/util/arena.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

enum { DEPTH = 12, WORDS_BYTES = 4 * SLACK_TEXT_CHARACTERS };

/* --- permalinks --- */

/* "1760000000.000100": digits, a dot, digits. */
static bool is_time_stamp(const char *id)
{
	static const char digits[] = "0123456789";
	size_t seconds = id ? strspn(id, digits) : 0;

	if (!seconds || id[seconds] != '.')
		return false;
	size_t rest = strspn(id + seconds + 1, digits);
	return rest && !id[seconds + 1 + rest];
}

static bool is_conversation(const char *id)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

	return id && *id && strchr("CDG", *id) && strspn(id, letters) == strlen(id);
}

/* https://acme.slack.com/archives/C1/p1760000000000100?thread_ts=…&cid=C1; NULL if not known. */
static const char *permalink(struct decoding *decoding)
{
	const char *url = decoding->decoder->identity.url;
	const struct event_place *place = &decoding->event->place;
	_cleanup_text_ struct text link = TEXT_INIT;

	if (text_is_blank(url) || !is_conversation(place->channel) ||
		!is_time_stamp(place->message))
		return NULL;
	size_t seconds = strcspn(place->message, ".");
	text_printf(&link, "%s%sarchives/%s/p%.*s%s", url, url[strlen(url) - 1] == '/' ? "" : "/",
		place->channel, (int)seconds, place->message, place->message + seconds + 1);
	if (is_time_stamp(place->thread) && !text_equal(place->thread, place->message))
		text_printf(&link, "?thread_ts=%s&cid=%s", place->thread, place->channel);
	return arena_strdup(decoding->arena, text_string(&link));
}

/* --- the words of a message --- */

static void append_escaped(struct text *out, const char *raw)
{
	fit_append(out, raw ? raw : "", slack_escape);
}

/* One element of rich text, in the form in which Slack writes `text`. */
static bool append_rich(struct text *out, const struct cJSON *json)
{
	const char *type = json_string_or(json, "type", "");
	const char *text = json_string(json, "text");

	if (strcmp(type, "text") == 0)
		append_escaped(out, text);
	else if (strcmp(type, "user") == 0)
		text_printf(out, "<@%s>", json_string_or(json, "user_id", ""));
	else if (strcmp(type, "channel") == 0)
		text_printf(out, "<#%s>", json_string_or(json, "channel_id", ""));
	else if (strcmp(type, "broadcast") == 0)
		text_printf(out, "<!%s>", json_string_or(json, "range", ""));
	else if (strcmp(type, "emoji") == 0)
		text_printf(out, ":%s:", json_string_or(json, "name", ""));
	else if (strcmp(type, "date") == 0)
		append_escaped(out, json_string(json, "fallback"));
	else if (strcmp(type, "link") == 0)
		append_escaped(out, text ? text : json_string(json, "url"));
	else
		return false;
	return true;
}

static void end_line(struct text *out)
{
	if (out->length && out->data[out->length - 1] != '\n')
		text_append_char(out, '\n');
}

/* All that is read in a block, in order: text objects are in Slack's form already. */
static void append_block(struct text *out, const struct cJSON *json, int depth)
{
	const char *type = json_string_or(json, "type", "");
	const struct cJSON *child;

	if (depth > DEPTH || out->length > WORDS_BYTES)
		return;
	if (strcmp(type, "plain_text") == 0 || strcmp(type, "mrkdwn") == 0 ||
		strcmp(type, "markdown") == 0) {
		text_append(out, json_string_or(json, "text", ""));
		end_line(out);
		return;
	}
	if (strcmp(type, "button") == 0 || append_rich(out, json))
		return;
	json_for_each (child, json)
		if (json_is_object(child) || json_is_array(child))
			append_block(out, child, depth + 1);
	if (text_starts_with(type, "rich_text_"))
		end_line(out);
}

/* People's words are whole in `text`; of an app's message it may be but a summary. */
static const char *raw_words(struct decoding *decoding, const struct cJSON *message)
{
	const char *text = json_string_or(message, "text", "");
	bool by_app = json_string(message, "bot_id") != NULL;
	_cleanup_text_ struct text blocks = TEXT_INIT;

	if (by_app || text_is_blank(text))
		append_block(&blocks, json_get(message, "blocks"), 0);
	if (text_characters(text_string(&blocks)) > text_characters(text))
		return arena_strdup(decoding->arena, text_string(&blocks));
	if (!text_is_blank(text))
		return text;
	text = json_string_or(message, "attachments.0.text", "");
	return *text ? text : json_string_or(message, "attachments.0.fallback", "");
}

static const char *read_message(
	struct decoding *decoding, const struct cJSON *json, struct event_message *message)
{
	const char *bot = NULL;
	const struct id_row ids[] = { { "user", &message->author }, { "bot_id", &bot } };
	const char *why = read_ids(decoding->arena, json, ids, array_length(ids));

	if (why)
		return why;
	struct words words = slack_decode_text(decoding->arena, raw_words(decoding, json));
	message->text = words.text;
	message->mentions = words.mentions;
	message->mention_count = words.mention_count;
	message->author = message->author ? message->author : bot;
	message->permalink = permalink(decoding);
	return NULL;
}

/* --- shortcuts --- */

static const struct {
	const char *callback;
	const char *name; // event_shortcut::name
} shortcuts[] = {
	{ SLACK_SHORTCUT_GLOBAL, "report" },
	{ SLACK_SHORTCUT_MESSAGE, "report" },
};

static const char *shortcut_named(const char *callback)
{
	for (size_t i = 0; i < array_length(shortcuts); i++)
		if (text_equal(shortcuts[i].callback, callback))
			return shortcuts[i].name;
	return NULL;
}

const char *slack_decode_shortcut(struct decoding *decoding)
{
	struct event *event = decoding->event;
	const char *callback = NULL, *time = NULL;
	const struct id_row ids[] = {
		{ "callback_id", &callback },
		{ "trigger_id", &event->trigger },
		{ "action_ts", &time },
	};
	const char *why = read_ids(decoding->arena, decoding->payload, ids, array_length(ids));

	if (why)
		return why;
	event->type = EVENT_SHORTCUT;
	event->shortcut.name = shortcut_named(callback);
	const char *const gesture[] = { event->actor.id, callback, time, event->place.channel,
		event->place.message };
	event->id = slack_gesture_id(decoding, gesture, array_length(gesture));
	if (!event->shortcut.name)
		slack_set_other(decoding, "a shortcut that is not one of ours");
	return NULL;
}

const char *slack_decode_message_shortcut(struct decoding *decoding)
{
	struct event_place *place = &decoding->event->place;
	const struct cJSON *json = json_get(decoding->payload, "message");
	const char *message = NULL;
	const struct id_row ids[] = {
		{ "channel.id", &place->channel },
		{ "message_ts", &place->message },
		{ "message.ts", &message },
		{ "message.thread_ts", &place->thread },
	};
	const char *why = read_ids(decoding->arena, decoding->payload, ids, array_length(ids));

	if (why)
		return why;
	if (!json_is_object(json))
		return "a message shortcut without a message";
	place->message = place->message ? place->message : message;
	slack_set_place(decoding, "channel.name");
	why = slack_decode_shortcut(decoding);
	if (why || decoding->event->type != EVENT_SHORTCUT)
		return why;
	struct event_message *source = arena_new(decoding->arena, struct event_message);
	decoding->event->shortcut.message = source;
	return read_message(decoding, json, source);
}

/* --- events --- */

/* NULL, or why what was said is not said to us by a person. */
static const char *not_said_to_us(const struct cJSON *json)
{
	const char *subtype = json_string(json, "subtype");

	if (!text_equal(json_string(json, "channel_type"), "im"))
		return "it was not said to the app";
	if (json_get(json, "bot_id") && !json_is_null(json_get(json, "bot_id")))
		return "an app said it";
	if (!json_is_null(json_get(json, "subtype")) && !text_equal(subtype, "file_share"))
		return "it is no message of a person";
	return NULL;
}

const char *slack_decode_direct_message(struct decoding *decoding)
{
	const struct cJSON *json = json_get(decoding->payload, "event");
	struct event *event = decoding->event;
	struct event_place *place = &event->place;
	const char *reason = not_said_to_us(json);
	const struct id_row ids[] = {
		{ "channel", &place->channel },
		{ "ts", &place->message },
		{ "thread_ts", &place->thread },
	};
	const char *why = read_ids(decoding->arena, json, ids, array_length(ids));

	if (why)
		return why;
	if (!reason && (!event->actor.id || !place->channel || !place->message))
		reason = "a message that does not say who said it, and where";
	if (reason) {
		slack_set_other(decoding, reason);
		return NULL;
	}
	event->type = EVENT_MESSAGE;
	place->direct = place->is_private = true;
	return read_message(decoding, json, &event->message);
}

/* "1760000009.000000", in ms; 0 for what is no such time. */
static int64_t read_time(const char *time)
{
	enum { SECONDS_DIGITS = 11 };

	if (!is_time_stamp(time) || strcspn(time, ".") > SECONDS_DIGITS)
		return 0;
	return (int64_t)(strtod(time, NULL) * 1000);
}

/* Slack adds a skin tone as a second part: "+1::skin-tone-2". */
static bool is_our_reaction(const struct decoding *decoding, const char *name)
{
	const char *ours = decoding->decoder->reaction;

	if (text_is_blank(ours) || !name || !text_starts_with(name, ours))
		return false;
	name += strlen(ours);
	return !*name || text_starts_with(name, "::");
}

const char *slack_decode_reaction(struct decoding *decoding)
{
	const struct cJSON *json = json_get(decoding->payload, "event");
	struct event *event = decoding->event;
	struct event_place *place = &event->place;
	const struct id_row ids[] = {
		{ "item.channel", &place->channel },
		{ "item.ts", &place->message },
		{ "item_user", &event->reaction.author },
	};

	if (!is_our_reaction(decoding, json_string(json, "reaction"))) {
		slack_set_other(decoding, "a reaction that is not ours");
		return NULL;
	}
	const char *why = read_ids(decoding->arena, json, ids, array_length(ids));
	if (why)
		return why;
	if (!event->actor.id || !place->channel || !place->message ||
		!text_equal(json_string(json, "item.type"), "message")) {
		slack_set_other(decoding, "a reaction that is on no message");
		return NULL;
	}
	const char *us = decoding->decoder->identity.bot_user;
	if (us && text_equal(us, event->reaction.author)) {
		slack_set_other(decoding, "a reaction on a message of ours");
		return NULL;
	}
	event->type = EVENT_REACTION;
	event->happened_at = read_time(json_string(json, "event_ts"));
	place->direct = place->channel[0] == 'D';
	place->is_private = place->direct || place->channel[0] == 'G';
	event->reaction.added = text_equal(json_string(json, "type"), "reaction_added");
	event->reaction.permalink = permalink(decoding);
	return NULL;
}
