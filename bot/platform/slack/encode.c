#include "bot/platform/slack/encode.h"

#include <stdlib.h>
#include <string.h>

#include "bot/message.h"
#include "bot/platform/budget.h"
#include "bot/platform/fit.h"
#include "bot/platform/slack/encode_blocks.h"
#include "bot/platform/slack/encode_text.h"
#include "bot/util/arena.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

/* An acknowledgement is measured in bytes: each room is tried until the frame is small enough, with
 * each length of a quote. */
static const struct slack_room reply_rooms[] = {
	{ .all = SLACK_ALL_TEXT, .fallback = 3000, .tell = true },
	{ .all = 6000, .fallback = 1500, .tell = true },
	{ .all = 3500, .fallback = 800, .tell = true },
	{ .all = 1800, .fallback = 400, .tell = true },
	{ .all = 700, .fallback = 200, .tell = true },
};

/* The summary, then everything: a screen reader reads this in place of the blocks. */
static char *fallback(const struct message *message, size_t units)
{
	_cleanup_text_ struct text whole = TEXT_INIT;
	_cleanup_text_ struct text plain = TEXT_INIT;

	message_plain(message, &plain);
	if (message->summary && !text_starts_with(text_string(&plain), message->summary))
		text_printf(&whole, "%s\n", message->summary);
	text_append(&whole, text_string(&plain));
	char *fit = fit_text(text_string(&whole), units, slack_escape);
	if (!text_is_blank(fit))
		return fit;
	free(fit);
	return xstrdup("…");
}

static struct cJSON *encode_in(
	const struct message *message, struct slack_room room, size_t quote, bool *ret_squeezed)
{
	_cleanup_free_ char *text = fallback(message, room.fallback);
	struct cJSON *json = json_object();

	room.quote = smaller(quote, room.all);
	json_set_string(json, "text", text);
	struct cJSON *blocks = slack_encode_blocks(message, &room, ret_squeezed);
	if (json_length(blocks))
		json_set(json, "blocks", blocks);
	else
		json_free(blocks);
	return json;
}

static void add_options(struct cJSON *json, enum slack_use use)
{
	switch (use) {
	case SLACK_USE_POST:
		json_set_bool(json, "mrkdwn", false);
		json_set_bool(json, "unfurl_links", false);
		json_set_bool(json, "unfurl_media", false);
		break;
	case SLACK_USE_UPDATE:
		break;
	case SLACK_USE_RESPONSE:
		json_set_string(json, "response_type", "ephemeral");
		json_set_bool(json, "replace_original", false);
		break;
	case SLACK_USE_REPLACE:
		json_set_bool(json, "replace_original", true);
		break;
	}
}

struct cJSON *slack_encode(const struct message *message, enum slack_use use)
{
	return slack_encode_charts(message, use, NULL);
}

struct cJSON *slack_encode_charts(
	const struct message *message, enum slack_use use, const struct slack_charts *charts)
{
	const struct slack_room room = {
		.all = SLACK_ALL_TEXT,
		.fallback = SLACK_FALLBACK_TEXT,
		.charts = charts,
	};
	_cleanup_arena_ struct arena *arena = arena_create();
	const struct message *shown = message_as_blocks(arena, message);
	struct cJSON *json = NULL;
	bool squeezed = true;

	for (size_t i = 0; squeezed && i < BUDGET_QUOTES; i++) {
		json_free(json);
		json = encode_in(shown, room, budget_quotes[i], &squeezed);
	}
	add_options(json, use);
	return json;
}

char *slack_print_acknowledgement(const char *envelope_id, struct cJSON *payload)
{
	_cleanup_json_ struct cJSON *frame = json_object();

	json_set_string(frame, "envelope_id", envelope_id);
	if (payload)
		json_set(frame, "payload", payload);
	return json_print(frame);
}

/* The largest frame in this room, quotes giving way first; NULL if even the smallest is too large.
 */
static char *frame_in(
	const char *envelope_id, const struct message *message, const struct slack_room *room)
{
	char *frame = NULL;

	for (size_t i = 0; i < BUDGET_QUOTES; i++) {
		bool squeezed = false;
		struct cJSON *payload = encode_in(message, *room, budget_quotes[i], &squeezed);
		json_set_string(payload, "response_type", "ephemeral");
		free(frame);
		frame = slack_print_acknowledgement(envelope_id, payload);
		if (!squeezed && strlen(frame) < SLACK_FRAME_BYTES)
			return frame;
	}
	if (strlen(frame) < SLACK_FRAME_BYTES)
		return frame;
	free(frame);
	return NULL;
}

char *slack_encode_acknowledgement(const char *envelope_id, const struct message *reply)
{
	_cleanup_arena_ struct arena *arena = arena_create();
	char *frame = NULL;

	if (message_empty(reply))
		return slack_print_acknowledgement(envelope_id, NULL);
	const struct message *shown = message_as_blocks(arena, reply);
	for (size_t i = 0; !frame && i < array_length(reply_rooms); i++)
		frame = frame_in(envelope_id, shown, &reply_rooms[i]);
	if (frame)
		return frame;
	// Only what cannot be shortened, such as the values of very many buttons, comes here.
	_cleanup_free_ char *text = fallback(shown, 700);
	struct cJSON *payload = json_object();
	json_set_string(payload, "text", text);
	json_set_string(payload, "response_type", "ephemeral");
	return slack_print_acknowledgement(envelope_id, payload);
}
