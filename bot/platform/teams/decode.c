/*
 * From the bytes of one POST to a frame: where it is from, who did it and where. What it says is
 * read in decode_message.c, decode_data.c and decode_invoke.c.
 */
#include "bot/platform/teams/decode.h"

#include <string.h>

#include "bot/event.h"
#include "bot/platform/teams/decode_read.h"
#include "bot/util/arena.h"
#include "bot/util/clock.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

enum { STATUS_OK = 200, STATUS_BAD = 400, STATUS_FORBIDDEN = 403, STATUS_TOO_LARGE = 413 };

static const char *refuse(struct decoding *decoding, int status, const char *why)
{
	decoding->frame->status = status;
	return why;
}

/* --- where it is from --- */

/* Which of ours; 0 is the first; -1: none. */
static int find_tenant(const struct teams_decoder *decoder, const char *tenant)
{
	for (int i = 0; decoder->tenants && decoder->tenants[i]; i++)
		if (text_equal_nocase(decoder->tenants[i], tenant))
			return i;
	return -1;
}

/* The conversation's tenant and the channel's may both be said: neither may be a stranger's. */
static const char *check_tenant(struct decoding *decoding)
{
	const char *tenant = NULL, *other = NULL;
	const struct id_row ids[] = {
		{ "conversation.tenantId", &tenant },
		{ "channelData.tenant.id", &other },
	};
	const char *why = read_ids(decoding->arena, decoding->json, ids, array_length(ids));

	if (why)
		return why;
	tenant = tenant ? tenant : other;
	if (!tenant)
		return refuse(
			decoding, STATUS_FORBIDDEN, "it does not say whose tenant it is from");
	int which = find_tenant(decoding->decoder, tenant);
	if (which < 0 || (other && find_tenant(decoding->decoder, other) < 0))
		return refuse(decoding, STATUS_FORBIDDEN,
			"it is from a tenant that is not in the configuration");
	tenant = decoding->decoder->tenants[which];
	decoding->frame->conversation.tenant = arena_strdup(decoding->arena, tenant);
	decoding->suffix = which ? arena_printf(decoding->arena, "|%s", tenant) : "";
	return NULL;
}

static const char *check_origin(struct decoding *decoding)
{
	struct teams_frame *frame = decoding->frame;
	const struct id_row ids[] = {
		{ "channelId", &frame->channel_id },
		{ "id", &frame->activity },
		{ "recipient.id", &decoding->us },
		{ "channelData.team.id", &frame->team },
	};
	const char *why = read_ids(decoding->arena, decoding->json, ids, array_length(ids));

	if (why)
		return why;
	frame->service_url = read_url(decoding->arena, decoding->json, "serviceUrl");
	frame->conversation.service_url = frame->service_url;
	if (!text_equal(frame->channel_id, "msteams"))
		return refuse(decoding, STATUS_OK, "it is from another channel than Teams");
	return check_tenant(decoding);
}

/* --- where it was done --- */

static bool is_channel(const struct decoding *decoding, const char *id)
{
	return strstr(id, TEAMS_THREAD_MARK) || strstr(id, "@thread.tacv2") ||
	       json_is_object(json_get(decoding->json, "channelData.channel"));
}

/* "19:ANN_BOB@unq.gbl.spaces" is called personal too, when the message extension is used in the
 * chat of two people: we are not in it, and nothing for one of them belongs there. */
static bool is_shared(const char *id)
{
	return text_starts_with(id, "19:");
}

/* Where it is not said, only what looks like nobody else's is a conversation with us alone. */
static enum teams_conversation_type conversation_type(
	const struct decoding *decoding, const char *id)
{
	const char *said = json_string(decoding->json, "conversation.conversationType");

	if (text_equal(said, "personal"))
		return is_shared(id) ? TEAMS_GROUP : TEAMS_PERSONAL;
	if (text_equal(said, "channel"))
		return TEAMS_CHANNEL;
	if (text_equal(said, "groupChat"))
		return TEAMS_GROUP;
	if (is_channel(decoding, id))
		return TEAMS_CHANNEL;
	bool group = json_bool(decoding->json, "conversation.isGroup", false);
	return group || is_shared(id) ? TEAMS_GROUP : TEAMS_PERSONAL;
}

static const char *read_conversation(struct decoding *decoding)
{
	struct teams_conversation *conversation = &decoding->frame->conversation;
	const char *why =
		read_id(decoding->arena, decoding->json, "conversation.id", &conversation->id);

	if (why || !conversation->id)
		return why;
	conversation->type = conversation_type(decoding, conversation->id);
	conversation->targeted = json_bool(decoding->json, "recipient.isTargeted", false);
	if (teams_is_us(decoding, json_string(decoding->json, "recipient.id")))
		decoding->frame->our_name =
			read_name(decoding->arena, decoding->json, "recipient.name");
	return NULL;
}

/* It is said with little, but always when a channel is given another name. */
static void read_names(struct decoding *decoding)
{
	struct teams_frame *frame = decoding->frame;
	const char *id = json_string(decoding->json, "channelData.channel.id");
	const char *path = "channelData.channel.name";

	if (!read_is_id(id) && frame->conversation.id && frame->conversation.type == TEAMS_GROUP) {
		id = frame->conversation.id;
		path = "conversation.name";
	}
	frame->channel_name = read_name(decoding->arena, decoding->json, path);
	if (frame->channel_name)
		frame->named_channel = teams_keep_id(decoding, id);
}

/* --- who did it --- */

static const char *read_timezone(struct decoding *decoding)
{
	const struct cJSON *entity;

	json_for_each (entity, json_get(decoding->json, "entities")) {
		const char *timezone = read_name(decoding->arena, entity, "timezone");
		if (timezone && text_equal(json_string(entity, "type"), "clientInfo"))
			return timezone;
	}
	return read_name(decoding->arena, decoding->json, "localTimezone");
}

static const char *read_actor(struct decoding *decoding)
{
	struct event_person *actor = &decoding->event->actor;
	const char *id = NULL, *directory = NULL;
	const struct id_row ids[] = {
		{ "from.id", &id },
		{ "from.aadObjectId", &directory },
	};
	const char *why = read_ids(decoding->arena, decoding->json, ids, array_length(ids));

	if (why)
		return why;
	if (teams_is_us(decoding, id))
		return refuse(decoding, STATUS_OK, "it is our own doing");
	decoding->frame->conversation.person = id;
	actor->id = teams_with_tenant(decoding, id);
	actor->name = read_name(decoding->arena, decoding->json, "from.name");
	actor->directory = teams_with_tenant(decoding, directory);
	actor->timezone = read_timezone(decoding);
	return NULL;
}

/* --- what it is --- */

/* It is in the conversation's record, but for an invoke; a sender who names none is told apart by
 * all that was said. */
static const char *event_id(struct decoding *decoding, const char *bytes, size_t length)
{
	const struct teams_frame *frame = decoding->frame;

	if (frame->conversation.id && frame->activity)
		return arena_printf(
			decoding->arena, "%s/%s", frame->conversation.id, frame->activity);
	_cleanup_free_ char *all = xstrndup(bytes, length);
	const char *const parts[] = { all };
	return arena_printf(decoding->arena, "nameless/%016llx",
		(unsigned long long)read_hash(parts, array_length(parts)));
}

static const char *decode_installation(struct decoding *decoding)
{
	if (!text_equal(json_string(decoding->json, "action"), "add")) {
		teams_set_other(decoding, "the app was taken away or renewed");
	} else if (teams_needs_actor(decoding)) {
		teams_set_other(decoding, "the app was added, by nobody");
	} else {
		teams_set_place(decoding, NULL);
		decoding->event->place.thread = NULL;
		decoding->event->type = EVENT_ADDED;
	}
	return NULL;
}

static void read_moves(struct decoding *decoding, const struct cJSON *members, bool left)
{
	struct teams_frame *frame = decoding->frame;
	const struct cJSON *member;

	json_for_each (member, members) {
		const char *id = json_string(member, "id");
		const char *person = teams_keep_id(decoding, id);
		if (!person || teams_is_app(id) || teams_is_us(decoding, id) ||
			frame->move_count == TEAMS_MOST_MOVES)
			continue;
		frame->moves[frame->move_count++] =
			(struct teams_move){ .person = person, .left = left };
	}
}

/* Who has left a team may have left the company: that is for others to find out. */
static const char *decode_update(struct decoding *decoding)
{
	read_moves(decoding, json_get(decoding->json, "membersRemoved"), true);
	read_moves(decoding, json_get(decoding->json, "membersAdded"), false);
	teams_set_other(decoding, "who is in a conversation is looked up when it is needed");
	return NULL;
}

/* What there is. A row without `decode` is taken and counted (`reason`), or has nothing for us. */
static const struct activity {
	const char *type;
	const char *(*decode)(struct decoding *decoding);
	const char *reason;
} activities[] = {
	{ "message", teams_decode_message, NULL },
	{ "invoke", teams_decode_invoke, NULL },
	{ "installationUpdate", decode_installation, NULL },
	{ "conversationUpdate", decode_update, NULL },
	{ "messageReaction", NULL, "reactions on our own messages mean nothing" },
	{ "messageUpdate", NULL, NULL },
	{ "messageDelete", NULL, NULL },
	{ "event", NULL, NULL },
	{ "typing", NULL, NULL },
	{ "endOfConversation", NULL, NULL },
};

static const char *decode_activity(struct decoding *decoding, const struct activity *activity)
{
	decoding->frame->what = activity->type;
	if (activity->decode)
		return activity->decode(decoding);
	if (activity->reason)
		teams_set_other(decoding, activity->reason);
	else
		teams_set_ignored(decoding, STATUS_OK, "an activity we did not ask for");
	return NULL;
}

static const char *decode_type(struct decoding *decoding)
{
	const char *type = json_string(decoding->json, "type");

	if (!type)
		return "it has no type";
	for (size_t i = 0; i < array_length(activities); i++)
		if (text_equal(activities[i].type, type))
			return decode_activity(decoding, &activities[i]);
	teams_set_ignored(decoding, STATUS_OK, "an activity of a kind we do not know");
	return NULL;
}

/* From these a form can follow, or an offer of one. */
static bool can_ask(enum event_type type)
{
	return type == EVENT_COMMAND || type == EVENT_ACTION || type == EVENT_FORM ||
	       type == EVENT_SHORTCUT;
}

static const char *decode_json(struct decoding *decoding, const char *bytes, size_t length)
{
	struct event *event = decoding->event;
	const char *timestamp = json_string(decoding->json, "timestamp");

	if (!json_is_object(decoding->json))
		return "it is not an object";
	const char *why = check_origin(decoding);
	if (!why)
		why = read_conversation(decoding);
	if (!why)
		why = read_actor(decoding);
	if (why)
		return why;
	read_names(decoding);
	event->happened_at = timestamp ? clock_parse(timestamp) : 0;
	event->id = event_id(decoding, bytes, length);
	why = decode_type(decoding);
	if (can_ask(event->type))
		event->trigger = decoding->frame->activity ? decoding->frame->activity : event->id;
	return why;
}

static const char *decode_bytes(struct decoding *decoding, const char *bytes, size_t length)
{
	_cleanup_json_ struct cJSON *json = NULL;
	const char *why = NULL;

	if (length > TEAMS_BODY_BYTES)
		return refuse(decoding, STATUS_TOO_LARGE, "it is larger than any of Teams'");
	if (json_parse(bytes, length, &json, &why) != 0)
		return why;
	decoding->json = json;
	return decode_json(decoding, bytes, length);
}

struct teams_frame *teams_decode(
	const struct teams_decoder *decoder, const char *bytes, size_t length, int64_t received_at)
{
	struct arena *arena = arena_create();
	struct teams_frame *frame = arena_new(arena, struct teams_frame);
	struct decoding decoding = { .decoder = decoder,
		.frame = frame,
		.arena = arena,
		.event = event_create(arena, "teams", received_at),
		.suffix = "" };

	frame->arena = arena;
	frame->kind = TEAMS_FRAME_EVENT;
	frame->what = "other";
	frame->status = STATUS_BAD;
	const char *why = decode_bytes(&decoding, bytes, length);
	if (why) {
		frame->kind = TEAMS_FRAME_REFUSED;
		frame->reason = why;
	} else if (frame->kind == TEAMS_FRAME_EVENT) {
		frame->event = decoding.event;
		frame->status = STATUS_OK;
	}
	return frame;
}

void teams_frame_destroy(struct teams_frame *frame)
{
	if (frame)
		arena_destroy(frame->arena);
}

struct event *teams_decode_profile(
	const struct cJSON *member, const char *person, int64_t received_at)
{
	struct arena *arena = arena_create();
	struct event *event = event_create(arena, "teams", received_at);
	struct event_profile *profile = &event->profile;
	const char *id = NULL, *directory = NULL, *object = NULL;
	const struct id_row ids[] = {
		{ "id", &id },
		{ "aadObjectId", &directory },
		{ "objectId", &object },
	};

	if (!json_is_object(member) || read_ids(arena, member, ids, array_length(ids)) || !id) {
		arena_destroy(arena);
		return NULL;
	}
	const char *tenant = strchr(person, '|');
	directory = directory ? directory : object;
	profile->person.id = arena_strdup(arena, person);
	profile->person.name = first_name(arena, member, "name", "givenName");
	profile->person.directory =
		directory ? arena_printf(arena, "%s%s", directory, tenant ? tenant : "") : NULL;
	profile->email = first_name(arena, member, "email", "userPrincipalName");
	profile->active = true;
	profile->bot = teams_is_app(id);
	event_set_profile(event);
	return event;
}

struct event *teams_profile_of_who_left(const char *person, int64_t received_at)
{
	struct arena *arena = arena_create();
	struct event *event = event_create(arena, "teams", received_at);

	event->profile.person.id = arena_strdup(arena, person);
	event->profile.active = false;
	event_set_profile(event);
	return event;
}
