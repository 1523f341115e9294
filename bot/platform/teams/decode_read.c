#include "bot/platform/teams/decode_read.h"

#include <string.h>

#include "bot/event.h"
#include "bot/platform/teams/decode.h"
#include "bot/util/arena.h"
#include "bot/util/json.h"
#include "bot/util/text.h"

void teams_set_ignored(struct decoding *decoding, int status, const char *reason)
{
	decoding->frame->kind = TEAMS_FRAME_IGNORED;
	decoding->frame->status = status;
	decoding->frame->reason = reason;
}

void teams_set_other(struct decoding *decoding, const char *reason)
{
	decoding->event->type = EVENT_OTHER;
	decoding->frame->reason = reason;
}

const char *teams_with_tenant(struct decoding *decoding, const char *id)
{
	return id && *decoding->suffix ? arena_printf(decoding->arena, "%s%s", id, decoding->suffix)
				       : id;
}

const char *teams_keep_id(struct decoding *decoding, const char *id)
{
	return read_is_id(id) ? teams_with_tenant(decoding, arena_strdup(decoding->arena, id))
			      : NULL;
}

bool teams_is_app(const char *id)
{
	return id && text_starts_with(id, TEAMS_APP_MARK);
}

bool teams_is_us(const struct decoding *decoding, const char *id)
{
	if (id && text_equal_nocase(id, decoding->us))
		return true;
	return teams_is_app(id) &&
	       text_equal_nocase(id + strlen(TEAMS_APP_MARK), decoding->decoder->app_id);
}

/* The thread of a message that began it is none. */
void teams_set_place(struct decoding *decoding, const char *message)
{
	const struct teams_conversation *conversation = &decoding->frame->conversation;
	struct event_place *place = &decoding->event->place;
	const char *mark = strstr(conversation->id, TEAMS_THREAD_MARK);
	size_t length = mark ? (size_t)(mark - conversation->id) : strlen(conversation->id);
	const char *thread = mark ? mark + strlen(TEAMS_THREAD_MARK) : NULL;
	const char *type = json_string(decoding->json, "channelData.channel.type");

	place->channel = teams_with_tenant(
		decoding, arena_strndup(decoding->arena, conversation->id, length));
	place->message = message;
	place->direct = conversation->type == TEAMS_PERSONAL;
	place->is_private = conversation->type != TEAMS_CHANNEL ||
			    (type && !text_equal_nocase(type, "standard"));
	place->thread = thread && *thread && !text_equal(thread, message) ? thread : NULL;
	if (!place->direct)
		place->channel_name = first_name(decoding->arena, decoding->json,
			"channelData.channel.name", "conversation.name");
}

const char *teams_needs_actor(struct decoding *decoding)
{
	if (!decoding->event->actor.id)
		return "it does not say who did it";
	if (!decoding->frame->conversation.id)
		return "it does not say where it was done";
	return NULL;
}
