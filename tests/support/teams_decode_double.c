/*
 * A decoder for tests of what stands before it: it knows the fields that the token is compared
 * with, and takes every "message" for one to us. It is linked in place of bot/platform/teams/
 * decode.c.
 */

#include "bot/event.h"
#include "bot/platform/teams/decode.h"
#include "bot/util/arena.h"
#include "bot/util/json.h"
#include "bot/util/text.h"

static struct teams_frame *refuse(struct teams_frame *frame, int status, const char *reason)
{
	frame->kind = TEAMS_FRAME_REFUSED;
	frame->status = status;
	frame->reason = reason;
	return frame;
}

static struct teams_frame *take(struct teams_frame *frame, const struct cJSON *json)
{
	frame->kind = TEAMS_FRAME_EVENT;
	frame->event = event_create(frame->arena, "teams", 0);
	frame->event->type = EVENT_MESSAGE;
	frame->event->message.text = arena_strdup(frame->arena, json_string_or(json, "text", ""));
	return frame;
}

static struct teams_frame *ignore(struct teams_frame *frame)
{
	frame->kind = TEAMS_FRAME_IGNORED;
	frame->status = text_equal(frame->what, "invoke") ? 501 : 200;
	frame->reason = "of no use";
	return frame;
}

struct teams_frame *teams_decode(
	const struct teams_decoder *decoder, const char *bytes, size_t length, int64_t received_at)
{
	struct arena *arena = arena_create();
	struct teams_frame *frame = arena_new(arena, struct teams_frame);
	_cleanup_json_ struct cJSON *json = NULL;

	(void)received_at;
	*frame = (struct teams_frame){ .arena = arena, .what = "other" };
	if (json_parse(bytes, length, &json, NULL) < 0 || !json_string(json, "type"))
		return refuse(frame, 400, "not an activity");
	frame->what = arena_strdup(arena, json_string(json, "type"));
	frame->channel_id = arena_strdup(arena, json_string(json, "channelId"));
	frame->service_url = arena_strdup(arena, json_string(json, "serviceUrl"));
	frame->conversation.service_url = frame->service_url;
	frame->conversation.tenant = arena_strdup(arena, json_string(json, "tenant"));
	if (!text_equal(frame->conversation.tenant, decoder->tenants[0]))
		return refuse(frame, 403, "another tenant");
	return text_equal(frame->what, "message") ? take(frame, json) : ignore(frame);
}

void teams_frame_destroy(struct teams_frame *frame)
{
	if (frame)
		arena_destroy(frame->arena);
}
