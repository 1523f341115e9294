/*
 * From the bytes of one websocket message to a frame: its kind, where it is from, and whom to thank
 * for it. What an envelope carries is read in decode_payload.c.
 */
#include "bot/platform/slack/decode.h"

#include <string.h>

#include "bot/event.h"
#include "bot/platform/slack/decode_read.h"
#include "bot/util/arena.h"
#include "bot/util/clock.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

/* Where each kind of envelope says who sent it, and from where. */
static const struct envelope {
	const char *type;
	const char *(*decode)(struct decoding *decoding);
	const char *team;
	const char *enterprise;
	const char *user;
	const char *bot;
	bool needs_user;
	bool takes_reply; // if Slack allows it in this envelope
} envelopes[] = {
	{ "slash_commands", slack_decode_slash_command, .team = "team_id",
		.enterprise = "enterprise_id", .user = "user_id", .needs_user = true,
		.takes_reply = true },
	{ "interactive", slack_decode_interactive, .team = "team.id", .enterprise = "enterprise.id",
		.user = "user.id", .needs_user = true },
	{ "events_api", slack_decode_event, .team = "team_id",
		.enterprise = "authorizations.0.enterprise_id", .user = "event.user",
		.bot = "event.bot_id" },
};

static bool differs(const char *ours, const char *theirs)
{
	return ours && theirs && strcmp(ours, theirs) != 0;
}

/*
 * Only a contradiction refuses: what is not said, or what we do not know of ourselves, is not held
 * against it. On Grid one installation serves many teams, and `team` may be null: there the
 * enterprise decides.
 */
static const char *check_origin(struct decoding *decoding, const struct envelope *envelope)
{
	const struct slack_identity *us = &decoding->decoder->identity;
	const char *team = NULL, *enterprise = NULL, *app = NULL, *bot = NULL;
	const struct id_row ids[] = {
		{ envelope->team, &team },
		{ envelope->enterprise, &enterprise },
		{ envelope->bot, &bot },
		{ "api_app_id", &app },
	};
	const char *why = read_ids(decoding->arena, decoding->payload, ids, array_length(ids));

	if (why)
		return why;
	bool same_enterprise = us->enterprise && text_equal(us->enterprise, enterprise);
	if (!same_enterprise &&
		(differs(us->team, team) || (!team && differs(us->enterprise, enterprise))))
		return "it is from another workspace";
	if (differs(us->app, app))
		return "it is for another app";
	if (us->bot && text_equal(us->bot, bot))
		return "it is our own doing";
	return NULL;
}

/* An event's `user` is an id, or for user_change the person as an object. */
static const char *read_actor(struct decoding *decoding, const struct envelope *envelope)
{
	const struct slack_identity *us = &decoding->decoder->identity;
	const struct cJSON *user = json_get(decoding->payload, envelope->user);
	const char **ret_id = &decoding->event->actor.id;
	const char *why = json_is_object(user) ? read_id(decoding->arena, user, "id", ret_id)
					       : read_id(decoding->arena, user, "", ret_id);

	if (why)
		return why;
	if (envelope->needs_user && !*ret_id)
		return "it does not say who did it";
	if (us->bot_user && text_equal(us->bot_user, *ret_id))
		return "it is our own doing";
	return NULL;
}

static const char *decode_envelope(struct decoding *decoding, const struct envelope *envelope)
{
	struct slack_frame *frame = decoding->frame;

	decoding->payload = json_get(decoding->json, "payload");
	if (!json_is_object(decoding->payload))
		return "it has no payload";
	const char *why = check_origin(decoding, envelope);
	if (!why)
		why = read_actor(decoding, envelope);
	if (!why)
		why = envelope->decode(decoding);
	if (why)
		return why;
	frame->kind = SLACK_FRAME_EVENT;
	frame->event = decoding->event;
	frame->response_url = read_url(decoding->arena, decoding->payload, "response_url");
	bool takes_payload = json_bool(decoding->json, "accepts_response_payload", false);
	frame->takes_reply = takes_payload && envelope->takes_reply;
	frame->takes_view = takes_payload && frame->event->type == EVENT_FORM;
	return NULL;
}

static const char *decode_hello(struct decoding *decoding)
{
	struct slack_frame *frame = decoding->frame;
	int64_t connections = json_int(decoding->json, "num_connections", -1);
	int64_t seconds = json_int(decoding->json, "debug_info.approximate_connection_time", 0);

	frame->kind = SLACK_FRAME_HELLO;
	frame->what = "hello";
	frame->connections = connections >= 0 && connections < 1000 ? (int)connections : -1;
	frame->expected_lifetime =
		seconds > 0 && seconds < 7 * 24 * 3600 ? seconds * MS_PER_SECOND : 0;
	(void)read_id(decoding->arena, decoding->json, "connection_info.app_id", &frame->app);
	return NULL; // a connection is ready whatever else it says
}

static const char *decode_disconnect(struct decoding *decoding)
{
	static const char *const reasons[] = {
		[SLACK_DISCONNECT_WARNING] = "warning",
		[SLACK_DISCONNECT_REFRESH_REQUESTED] = "refresh_requested",
		[SLACK_DISCONNECT_LINK_DISABLED] = "link_disabled",
		[SLACK_DISCONNECT_TOO_MANY_WEBSOCKETS] = "too_many_websockets",
	};
	struct slack_frame *frame = decoding->frame;
	const char *reason = json_string(decoding->json, "reason");

	frame->kind = SLACK_FRAME_DISCONNECT;
	frame->what = "disconnect";
	frame->disconnect = SLACK_DISCONNECT_OTHER;
	for (size_t i = 0; i < array_length(reasons); i++)
		if (text_equal(reasons[i], reason))
			frame->disconnect = (enum slack_disconnect)i;
	return NULL;
}

static const char *decode_json(struct decoding *decoding)
{
	const char *type = json_string(decoding->json, "type");

	if (!json_is_object(decoding->json))
		return "it is not an object";
	if (text_equal(type, "hello"))
		return decode_hello(decoding);
	if (text_equal(type, "disconnect"))
		return decode_disconnect(decoding);
	const char *why = read_id(
		decoding->arena, decoding->json, "envelope_id", &decoding->frame->envelope_id);
	if (why)
		return why;
	if (!type)
		return "it has no type";
	if (!decoding->frame->envelope_id)
		return "it has no envelope_id";
	for (size_t i = 0; i < array_length(envelopes); i++) {
		if (!text_equal(envelopes[i].type, type))
			continue;
		decoding->frame->what = envelopes[i].type;
		return decode_envelope(decoding, &envelopes[i]);
	}
	return "it is an envelope of a kind we do not know";
}

struct slack_frame *slack_decode(
	const struct slack_decoder *decoder, const char *bytes, size_t length, int64_t received_at)
{
	_cleanup_json_ struct cJSON *json = NULL;
	struct arena *arena = arena_create();
	struct slack_frame *frame = arena_new(arena, struct slack_frame);
	const char *why = NULL;

	frame->arena = arena;
	frame->what = "other";
	frame->connections = -1;
	if (json_parse(bytes, length, &json, &why) == 0) {
		struct decoding decoding = { .decoder = decoder,
			.frame = frame,
			.arena = arena,
			.json = json,
			.event = event_create(arena, "slack", received_at) };
		why = decode_json(&decoding);
	}
	if (why) {
		frame->kind = SLACK_FRAME_REFUSED;
		frame->reason = why;
		frame->event = NULL;
	}
	return frame;
}

void slack_frame_destroy(struct slack_frame *frame)
{
	if (frame)
		arena_destroy(frame->arena);
}

struct event *slack_decode_profile(const struct cJSON *user, int64_t received_at)
{
	struct arena *arena = arena_create();
	struct event *event = event_create(arena, "slack", received_at);
	struct decoding decoding = { .arena = arena, .event = event };

	if (!json_is_object(user) || slack_read_profile(&decoding, user, &event->profile) != NULL) {
		arena_destroy(arena);
		return NULL;
	}
	event_set_profile(event);
	return event;
}
