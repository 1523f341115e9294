/* A frame from Teams as lines: see describe.h. */
#include "bot/event.h"
#include "bot/platform/teams/decode.h"
#include "bot/util/text.h"
#include "tests/support/describe.h"
#include "tests/support/describe_event.h"

static void describe_conversation(const struct teams_conversation *conversation, struct text *out)
{
	static const char *const types[] = {
		[TEAMS_PERSONAL] = "personal",
		[TEAMS_GROUP] = "group",
		[TEAMS_CHANNEL] = "channel",
	};

	describe_line(out, "tenant", conversation->tenant);
	describe_line(out, "service", conversation->service_url);
	if (!conversation->id)
		return;
	describe_line(out, types[conversation->type], conversation->id);
	describe_line(out, "person", conversation->person);
	describe_flag(out, "for us alone", conversation->targeted);
}

void describe_teams_frame(const struct teams_frame *frame, struct text *out)
{
	static const char *const kinds[] = {
		[TEAMS_FRAME_EVENT] = "event",
		[TEAMS_FRAME_IGNORED] = "ignored",
		[TEAMS_FRAME_REFUSED] = "refused",
	};
	static const char *const takes[] = {
		[TEAMS_TAKES_NOTHING] = NULL,
		[TEAMS_TAKES_CARD] = "takes a card",
		[TEAMS_TAKES_TASK] = "takes a task",
		[TEAMS_TAKES_EXTENSION] = "takes an extension",
		[TEAMS_TAKES_OBJECT] = "takes an object",
	};

	describe_line(out, "frame", kinds[frame->kind]);
	text_printf(out, "status: %d\n", frame->status);
	describe_line(out, "what", frame->what);
	describe_line(out, "reason", frame->reason);
	describe_line(out, "activity", frame->activity);
	describe_conversation(&frame->conversation, out);
	if (frame->takes)
		describe_flag(out, takes[frame->takes], true);
	describe_line(out, "card", frame->card);
	describe_flag(out, "in a dialog", frame->dialog);
	describe_line(out, "dialog", frame->dialog_id);
	describe_line(out, "quoted", frame->quoted);
	describe_line(out, "team", frame->team);
	describe_line(out, "a link to", frame->linked_channel);
	describe_line(out, "which it calls", frame->linked_name);
	if (frame->named_channel && frame->event && !frame->event->place.channel_name) {
		describe_line(out, "named", frame->named_channel);
		describe_line(out, "name", frame->channel_name);
	}
	for (size_t i = 0; i < frame->move_count; i++)
		describe_line(out, frame->moves[i].left ? "left" : "came", frame->moves[i].person);
	if (frame->event)
		describe_event(frame->event, out);
}
