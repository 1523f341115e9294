#include "tests/support/describe.h"

#include <string.h>

#include "bot/event.h"
#include "bot/platform/slack/decode.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

/* In quotes, on one line; the middle of a very long string is left out. */
static void quote(struct text *out, const char *string)
{
	enum { WHOLE = 600, END = 40 };
	size_t length = strlen(string);

	text_append_char(out, '"');
	for (size_t i = 0; i < length; i++) {
		if (length > WHOLE && i == END) {
			i = length - END;
			while (((unsigned char)string[i] & 0xc0) == 0x80)
				i++;
			text_printf(out, "\" … (%zu characters) … \"", text_characters(string));
		}
		if (string[i] == '\n')
			text_append(out, "\\n");
		else if (string[i] == '\t')
			text_append(out, "\\t");
		else if (string[i] == '"' || string[i] == '\\')
			text_printf(out, "\\%c", string[i]);
		else
			text_append_char(out, string[i]);
	}
	text_append_char(out, '"');
}

static void line(struct text *out, const char *label, const char *value)
{
	if (!value)
		return;
	text_printf(out, "%s: ", label);
	quote(out, value);
	text_append_char(out, '\n');
}

static void flag(struct text *out, const char *label, bool set)
{
	if (set)
		text_printf(out, "%s\n", label);
}

static void describe_command(const struct event_command *command, struct text *out)
{
	line(out, "command", command->name);
	line(out, "text", command->text);
	for (size_t i = 0; i < command->mention_count; i++) {
		const struct event_mention *mention = &command->mentions[i];
		_cleanup_free_ char *where =
			xstrndup(command->text + mention->start, mention->length);
		text_printf(out, "mention: %s %s at %zu: ",
			mention->kind == MENTION_PERSON ? "person" : "channel", mention->id,
			mention->start);
		quote(out, where);
		text_append(out, mention->name ? ", named " : ", name unknown");
		if (mention->name)
			quote(out, mention->name);
		text_append_char(out, '\n');
	}
}

static void describe_profile(const struct event_profile *profile, struct text *out)
{
	line(out, "person", profile->person.id);
	line(out, "person name", profile->person.name);
	line(out, "timezone", profile->timezone);
	flag(out, "deactivated", !profile->active);
	flag(out, "a bot", profile->bot);
}

static void describe_event(const struct event *event, struct text *out)
{
	static const char *const types[] = {
		[EVENT_COMMAND] = "command",
		[EVENT_ACTION] = "action",
		[EVENT_PROFILE] = "profile",
		[EVENT_OTHER] = "other",
	};

	line(out, "event", types[event->type]);
	line(out, "id", event->id);
	line(out, "actor", event->actor.id);
	line(out, "actor name", event->actor.name);
	line(out, "channel", event->place.channel);
	line(out, "channel name", event->place.channel_name);
	line(out, "message", event->place.message);
	line(out, "thread", event->place.thread);
	flag(out, "direct", event->place.direct);
	flag(out, "ephemeral", event->place.ephemeral);
	line(out, "trigger", event->trigger);
	if (event->type == EVENT_COMMAND)
		describe_command(&event->command, out);
	if (event->type == EVENT_ACTION) {
		line(out, "action", event->action.name);
		line(out, "value", event->action.value);
	}
	if (event->type == EVENT_PROFILE)
		describe_profile(&event->profile, out);
}

void describe_frame(const struct slack_frame *frame, struct text *out)
{
	static const char *const kinds[] = {
		[SLACK_FRAME_HELLO] = "hello",
		[SLACK_FRAME_DISCONNECT] = "disconnect",
		[SLACK_FRAME_EVENT] = "event",
		[SLACK_FRAME_REFUSED] = "refused",
	};
	static const char *const disconnects[] = {
		[SLACK_DISCONNECT_WARNING] = "warning",
		[SLACK_DISCONNECT_REFRESH_REQUESTED] = "refresh_requested",
		[SLACK_DISCONNECT_LINK_DISABLED] = "link_disabled",
		[SLACK_DISCONNECT_TOO_MANY_WEBSOCKETS] = "too_many_websockets",
		[SLACK_DISCONNECT_OTHER] = "other",
	};

	line(out, "frame", kinds[frame->kind]);
	line(out, "what", frame->what);
	line(out, "reason", frame->reason);
	line(out, "envelope", frame->envelope_id);
	flag(out, "takes a reply", frame->takes_reply);
	line(out, "response url", frame->response_url);
	if (frame->retry_attempt)
		text_printf(out, "retry: %d\n", frame->retry_attempt);
	line(out, "retry reason", frame->retry_reason);
	if (frame->kind == SLACK_FRAME_HELLO) {
		text_printf(out, "connections: %d\n", frame->connections);
		line(out, "app", frame->app);
		text_printf(out, "lifetime: %lld ms\n", (long long)frame->expected_lifetime);
	}
	if (frame->kind == SLACK_FRAME_DISCONNECT)
		line(out, "because", disconnects[frame->disconnect]);
	if (frame->event)
		describe_event(frame->event, out);
}
