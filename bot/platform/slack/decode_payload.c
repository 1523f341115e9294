/*
 * What the three kinds of envelope carry: slash commands, interactions, events.
 */
#include <ctype.h>
#include <string.h>

#include "bot/event.h"
#include "bot/platform/command_names.h"
#include "bot/platform/slack/decode.h"
#include "bot/platform/slack/decode_read.h"
#include "bot/platform/slack/decode_text.h"
#include "bot/util/arena.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

enum { ACTION_VALUES = 100 }; // chosen in one element

const char *slack_decode_slash_command(struct decoding *decoding)
{
	const struct cJSON *payload = decoding->payload;
	struct event *event = decoding->event;
	const struct id_row ids[] = {
		{ "channel_id", &event->place.channel },
		{ "trigger_id", &event->trigger },
	};
	const char *why = read_ids(decoding->arena, payload, ids, array_length(ids));
	if (why)
		return why;

	const char *command = json_string(payload, "command");
	const char *text = json_string(payload, "text");
	if (text_is_blank(command))
		return "a slash command without a name";
	if (!text && !json_is_null(json_get(payload, "text")))
		return "the text is not a string";

	event->type = EVENT_COMMAND;
	event->actor.name = read_name(decoding->arena, payload, "user_name");
	slack_set_place(decoding, "channel_name");
	const char *const gesture[] = { event->actor.id, event->place.channel, command, text,
		json_string(payload, "response_url") };
	event->id = slack_gesture_id(decoding, gesture, array_length(gesture));
	const struct command_name *ours = command_names_find(decoding->decoder->commands,
		decoding->decoder->command_count, command, strlen(command));
	event->command.name = ours ? ours->name : NULL;
	struct words words = slack_decode_text(decoding->arena, text ? text : "");
	event->command.text = words.text;
	event->command.mentions = words.mentions;
	event->command.mention_count = words.mention_count;
	if (!event->command.name)
		slack_set_other(decoding, "a slash command that is not one of ours");
	return NULL;
}

/* The encoder made "name:2" of the second "name" in a message. */
static const char *name_of_action(struct arena *arena, const char *action_id)
{
	size_t length = strlen(action_id);
	size_t end = length;

	while (end && isdigit((unsigned char)action_id[end - 1]))
		end--;
	if (end > 1 && end < length && action_id[end - 1] == ':')
		length = end - 1;
	return arena_strndup(arena, action_id, length);
}

static const char *read_action_value(
	struct decoding *decoding, const struct cJSON *action, const char **ret_value)
{
	const char *values[ACTION_VALUES];
	int count = slack_read_values(action, values, ACTION_VALUES);
	_cleanup_text_ struct text joined = TEXT_INIT;

	*ret_value = "";
	if (count < 0) {
		slack_set_other(decoding, "an element that none of our messages has");
		return NULL;
	}
	for (int i = 0; i < count; i++)
		text_printf(&joined, "%s%s", i ? "," : "", values[i]);
	_cleanup_free_ char *clean = text_clean(text_string(&joined), joined.length);
	if (strlen(clean) > READ_VALUE_BYTES)
		return "a button's value is longer than any of ours";
	*ret_value = arena_strdup(decoding->arena, clean);
	return NULL;
}

static const char *decode_action_place(struct decoding *decoding)
{
	struct event_place *place = &decoding->event->place;
	const char *channel, *message, *thread;
	const struct id_row ids[] = {
		{ "container.channel_id", &place->channel },
		{ "container.message_ts", &place->message },
		{ "container.thread_ts", &place->thread },
		{ "channel.id", &channel },
		{ "message.ts", &message },
		{ "message.thread_ts", &thread },
	};
	const char *why = read_ids(decoding->arena, decoding->payload, ids, array_length(ids));
	if (why)
		return why;

	place->channel = place->channel ? place->channel : channel;
	place->message = place->message ? place->message : message;
	place->thread = place->thread ? place->thread : thread;
	place->ephemeral = json_bool(decoding->payload, "container.is_ephemeral", false);
	slack_set_place(decoding, "channel.name");
	return NULL;
}

static const char *decode_block_actions(struct decoding *decoding)
{
	const struct cJSON *action = json_get(decoding->payload, "actions.0");
	struct event *event = decoding->event;
	const char *action_id = NULL, *action_ts = NULL;
	const char *why = decode_action_place(decoding);

	if (why)
		return why;
	if (!json_is_array(json_get(decoding->payload, "actions")) || !json_is_object(action))
		return "block_actions without an action";
	const struct id_row ids[] = {
		{ "action_id", &action_id },
		{ "action_ts", &action_ts },
	};
	why = read_ids(decoding->arena, action, ids, array_length(ids));
	if (!why)
		why = read_id(decoding->arena, decoding->payload, "trigger_id", &event->trigger);
	if (why)
		return why;
	if (!action_id)
		return "an action without an action_id";

	event->type = EVENT_ACTION;
	why = read_action_value(decoding, action, &event->action.value);
	if (why)
		return why;
	event->action.name = name_of_action(decoding->arena, action_id);
	why = slack_decode_action(decoding);
	if (why)
		return why;
	const struct slack_view *view = decoding->frame->view;
	const char *const gesture[] = { event->actor.id, view ? view->id : event->place.message,
		action_id, action_ts, event->action.value,
		json_string(decoding->payload, "response_url") };
	event->id = slack_gesture_id(decoding, gesture, array_length(gesture));
	return NULL;
}

/* A row without `decode` is taken, counted, not answered. */
struct kind {
	const char *type;
	const char *(*decode)(struct decoding *decoding);
	const char *reason;
};

static const char *decode_kind(struct decoding *decoding, const struct kind *kinds, size_t count,
	const char *type, const char *otherwise)
{
	for (size_t i = 0; i < count; i++) {
		if (!text_equal(kinds[i].type, type))
			continue;
		decoding->frame->what = kinds[i].type;
		if (kinds[i].decode)
			return kinds[i].decode(decoding);
		otherwise = kinds[i].reason;
		break;
	}
	slack_set_other(decoding, otherwise);
	return NULL;
}

/* What interactivity there is. */
static const struct kind interactions[] = {
	{ "block_actions", decode_block_actions, NULL },
	{ "shortcut", slack_decode_shortcut, NULL },
	{ "message_action", slack_decode_message_shortcut, NULL },
	{ "view_submission", slack_decode_submission, NULL },
	{ "view_closed", NULL, "a form was closed" },
	{ "block_suggestion", NULL, "we made no menu to suggest for" },
};

const char *slack_decode_interactive(struct decoding *decoding)
{
	const struct cJSON *payload = decoding->payload;
	const char *type = json_string(payload, "type");

	if (!type)
		return "an interaction without a type";
	decoding->event->actor.name =
		first_name(decoding->arena, payload, "user.name", "user.username");
	decoding->event->id = decoding->frame->envelope_id;
	return decode_kind(decoding, interactions, array_length(interactions), type,
		"an interaction of a kind we do not know");
}

const char *slack_read_profile(
	struct decoding *decoding, const struct cJSON *user, struct event_profile *profile)
{
	const char *why = read_id(decoding->arena, user, "id", &profile->person.id);

	if (why)
		return why;
	if (!profile->person.id)
		return "a profile without a person";
	profile->person.name = first_name(decoding->arena, user, "profile.display_name",
		"real_name", "profile.real_name", "name");
	profile->timezone = read_name(decoding->arena, user, "tz");
	profile->email = read_name(decoding->arena, user, "profile.email");
	profile->active = !json_bool(user, "deleted", false);
	profile->bot = json_bool(user, "is_bot", false);
	return NULL;
}

static const char *decode_user_change(struct decoding *decoding)
{
	struct event *event = decoding->event;
	const struct cJSON *user = json_get(decoding->payload, "event.user");
	const char *why = slack_read_profile(decoding, user, &event->profile);

	if (why)
		return why;
	event->type = EVENT_PROFILE;
	event->actor.name = event->profile.person.name;
	return NULL;
}

/* Events we ask for, and those that come with an app. */
static const struct kind notices[] = {
	{ "user_change", decode_user_change, NULL },
	{ "tokens_revoked", NULL, "our tokens were revoked" },
	{ "app_uninstalled", NULL, "the app was removed from the workspace" },
	{ "app_rate_limited", NULL, "Slack holds back events: there were too many" },
	{ "app_home_opened", slack_decode_home_opened, NULL },
	{ "message", slack_decode_direct_message, NULL },
	{ "reaction_added", slack_decode_reaction, NULL },
	{ "reaction_removed", slack_decode_reaction, NULL },
	{ "channel_archive", NULL, "channels are looked up when they are needed" },
	{ "channel_id_changed", NULL, "channels are looked up when they are needed" },
	{ "member_joined_channel", NULL, "members are looked up when they are needed" },
};

const char *slack_decode_event(struct decoding *decoding)
{
	struct event *event = decoding->event;
	const char *retry = json_string_or(decoding->json, "retry_reason", "");
	int64_t attempt = json_int(decoding->json, "retry_attempt", 0);
	const char *outer = json_string_or(decoding->payload, "type", "");
	const char *type = json_string(decoding->payload, "event.type");
	const char *why = read_id(decoding->arena, decoding->payload, "event_id", &event->id);

	if (why)
		return why;
	if (!event->id)
		event->id = decoding->frame->envelope_id;
	if (!type && text_equal(outer, "app_rate_limited"))
		type = outer;
	if (!type)
		return "an event without a type";
	decoding->frame->retry_attempt = attempt > 0 && attempt < 1000 ? (int)attempt : 0;
	decoding->frame->retry_reason =
		*retry ? read_name(decoding->arena, decoding->json, "retry_reason") : NULL;
	return decode_kind(
		decoding, notices, array_length(notices), type, "an event we did not ask for");
}
