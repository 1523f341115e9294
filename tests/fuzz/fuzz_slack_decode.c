/* Any bytes from the socket: a frame comes of them, and what it holds is what event.h promises. */
#include "bot/event.h"
#include "bot/platform/command_names.h"
#include "bot/platform/slack/decode.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "tests/fuzz/check_event.h"
#include "tests/fuzz/fuzz.h"

static const struct command_name commands[] = { { "/report", "report" } };
static const struct slack_decoder decoder = {
	.identity = { .team = "T0ACME",
		.app = "A0LASTMILE",
		.bot = "B0BOT",
		.bot_user = "U0BOT",
		.url = "https://acme.slack.com/" },
	.commands = commands,
	.command_count = array_length(commands),
	.reaction = "ai-fail",
};

static void check_view(const struct slack_view *view)
{
	require(view->id && *view->id);
	check_string(view->print);
	for (size_t i = 0; view->inputs[i]; i++)
		check_string(view->inputs[i]);
}

/* Permalinks are put together: they lead to our workspace. */
static void check_link(const struct event *event)
{
	const struct event_message *message = event->type == EVENT_MESSAGE ? &event->message
					      : event->type == EVENT_SHORTCUT
						      ? event->shortcut.message
						      : NULL;

	require(!message || !message->permalink ||
		text_starts_with(message->permalink, "https://acme.slack.com/archives/"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slack_frame *frame = slack_decode(&decoder, (const char *)data, size, 0);

	require(frame);
	if (frame->kind == SLACK_FRAME_EVENT) {
		require(frame->envelope_id && frame->event && frame->event->arena == frame->arena);
		require((frame->event->type == EVENT_OTHER) == (frame->reason != NULL));
		check_event(frame->event);
		check_link(frame->event);
		if (frame->view)
			check_view(frame->view);
	} else if (frame->kind == SLACK_FRAME_REFUSED) {
		require(frame->reason && !frame->event);
	}
	slack_frame_destroy(frame);
	return 0;
}
