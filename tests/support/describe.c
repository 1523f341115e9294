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

static void describe_words(
	const char *words, const struct event_mention *mentions, size_t count, struct text *out)
{
	line(out, "text", words);
	for (size_t i = 0; i < count; i++) {
		const struct event_mention *mention = &mentions[i];
		_cleanup_free_ char *where = xstrndup(words + mention->start, mention->length);
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

static void describe_message(const struct event_message *message, struct text *out)
{
	describe_words(message->text, message->mentions, message->mention_count, out);
	line(out, "author", message->author);
	line(out, "permalink", message->permalink);
}

static void describe_form(const struct event_form *form, struct text *out)
{
	line(out, "form", form->name);
	line(out, "context", form->context);
	for (size_t i = 0; i < form->field_count; i++) {
		text_printf(out, "field %s: ", form->fields[i].name);
		quote(out, form->fields[i].value);
		text_append_char(out, '\n');
	}
}

static void describe_view(const struct slack_view *view, struct text *out)
{
	line(out, view->home ? "home page" : "modal", view->id);
	line(out, "hash", view->hash);
	line(out, "print", view->print);
	for (size_t i = 0; view->inputs[i]; i++)
		line(out, "input", view->inputs[i]);
}

static void describe_profile(const struct event_profile *profile, struct text *out)
{
	line(out, "person", profile->person.id);
	line(out, "person name", profile->person.name);
	line(out, "timezone", profile->timezone);
	flag(out, "deactivated", !profile->active);
	flag(out, "a bot", profile->bot);
}

static void describe_place(const struct event_place *place, struct text *out)
{
	line(out, "channel", place->channel);
	line(out, "channel name", place->channel_name);
	line(out, "message", place->message);
	line(out, "thread", place->thread);
	flag(out, "direct", place->direct);
	flag(out, "ephemeral", place->ephemeral);
	flag(out, "private", place->is_private);
	flag(out, "home", place->home);
}

/* What its type alone has. */
static void describe_kind(const struct event *event, struct text *out)
{
	switch (event->type) {
	case EVENT_COMMAND:
		line(out, "command", event->command.name);
		describe_words(event->command.text, event->command.mentions,
			event->command.mention_count, out);
		break;
	case EVENT_ACTION:
		line(out, "action", event->action.name);
		line(out, "value", event->action.value);
		if (event->action.form)
			describe_form(event->action.form, out);
		break;
	case EVENT_FORM:
		describe_form(&event->form, out);
		break;
	case EVENT_SHORTCUT:
		line(out, "shortcut", event->shortcut.name);
		if (event->shortcut.message)
			describe_message(event->shortcut.message, out);
		break;
	case EVENT_MESSAGE:
		describe_message(&event->message, out);
		break;
	case EVENT_REACTION:
		flag(out, event->reaction.added ? "added" : "taken off", true);
		line(out, "author", event->reaction.author);
		line(out, "permalink", event->reaction.permalink);
		if (event->happened_at)
			text_printf(out, "happened at: %lld\n", (long long)event->happened_at);
		break;
	case EVENT_PROFILE:
		describe_profile(&event->profile, out);
		break;
	case EVENT_HOME:
	case EVENT_TIMER:
	case EVENT_OTHER:
		break;
	}
}

static void describe_event(const struct event *event, struct text *out)
{
	static const char *const types[] = {
		[EVENT_COMMAND] = "command",
		[EVENT_ACTION] = "action",
		[EVENT_FORM] = "form",
		[EVENT_SHORTCUT] = "shortcut",
		[EVENT_MESSAGE] = "message",
		[EVENT_REACTION] = "reaction",
		[EVENT_HOME] = "home",
		[EVENT_TIMER] = "timer",
		[EVENT_PROFILE] = "profile",
		[EVENT_OTHER] = "other",
	};

	line(out, "event", types[event->type]);
	line(out, "id", event->id);
	line(out, "actor", event->actor.id);
	line(out, "actor name", event->actor.name);
	describe_place(&event->place, out);
	line(out, "trigger", event->trigger);
	describe_kind(event, out);
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
	flag(out, "takes a view", frame->takes_view);
	if (frame->view)
		describe_view(frame->view, out);
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
