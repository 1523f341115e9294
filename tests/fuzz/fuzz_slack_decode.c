/* Any bytes from the socket: a frame comes of them, and what it holds is what event.h promises. */
#include <string.h>

#include "bot/event.h"
#include "bot/platform/slack/decode.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "tests/fuzz/fuzz.h"

static const struct slack_command_name commands[] = { { "/report", "report" } };
static const struct slack_decoder decoder = {
	.identity = { .team = "T0ACME", .app = "A0LASTMILE", .bot = "B0BOT", .bot_user = "U0BOT" },
	.commands = commands,
	.command_count = array_length(commands),
};

static void check_string(const char *string)
{
	require(!string || text_is_utf8(string, strlen(string)));
}

static void check_command(const struct event_command *command)
{
	size_t length = strlen(command->text);
	size_t end = 0;

	require(command->name);
	check_string(command->text);
	require(text_characters(command->text) <= SLACK_TEXT_CHARACTERS);
	for (size_t i = 0; i < command->mention_count; i++) {
		const struct event_mention *mention = &command->mentions[i];
		char sign = mention->kind == MENTION_PERSON ? '@' : '#';
		require(mention->start >= end && mention->length > 1);
		end = mention->start + mention->length;
		require(end <= length && command->text[mention->start] == sign);
		require(mention->id && *mention->id);
	}
}

static void check_event(const struct event *event)
{
	require(event->id && *event->id);
	check_string(event->id);
	check_string(event->actor.id);
	check_string(event->actor.name);
	check_string(event->place.channel);
	check_string(event->place.channel_name);
	if (event->type == EVENT_COMMAND)
		check_command(&event->command);
	if (event->type == EVENT_ACTION) {
		require(event->action.name && event->action.value);
		check_string(event->action.value);
	}
	if (event->type == EVENT_PROFILE)
		require(event->profile.person.id);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slack_frame *frame = slack_decode(&decoder, (const char *)data, size, 0);

	require(frame);
	if (frame->kind == SLACK_FRAME_EVENT) {
		require(frame->envelope_id && frame->event && frame->event->arena == frame->arena);
		require((frame->event->type == EVENT_OTHER) == (frame->reason != NULL));
		check_event(frame->event);
	} else if (frame->kind == SLACK_FRAME_REFUSED) {
		require(frame->reason && !frame->event);
	}
	slack_frame_destroy(frame);
	return 0;
}
