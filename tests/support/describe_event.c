#include "tests/support/describe_event.h"

#include <string.h>

#include "bot/event.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

static bool is_first_byte(char c)
{
	return ((unsigned char)c & 0xc0) != 0x80;
}

/* In quotes, on one line; the middle of a very long string is left out. */
static void quote(struct text *out, const char *string)
{
	enum { WHOLE = 600, END = 40 };
	size_t length = strlen(string);

	text_append_char(out, '"');
	for (size_t i = 0; i < length; i++) {
		if (length > WHOLE && i >= END && i < length - END && is_first_byte(string[i])) {
			i = length - END;
			while (!is_first_byte(string[i]))
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

void describe_line(struct text *out, const char *label, const char *value)
{
	if (!value)
		return;
	text_printf(out, "%s: ", label);
	quote(out, value);
	text_append_char(out, '\n');
}

void describe_flag(struct text *out, const char *label, bool set)
{
	if (set)
		text_printf(out, "%s\n", label);
}

static void describe_words(
	const char *words, const struct event_mention *mentions, size_t count, struct text *out)
{
	describe_line(out, "text", words);
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
	describe_line(out, "author", message->author);
	describe_line(out, "permalink", message->permalink);
}

static void describe_form(const struct event_form *form, struct text *out)
{
	describe_line(out, "form", form->name);
	describe_line(out, "context", form->context);
	for (size_t i = 0; i < form->field_count; i++) {
		text_printf(out, "field %s: ", form->fields[i].name);
		quote(out, form->fields[i].value);
		text_append_char(out, '\n');
	}
}

static void describe_profile(const struct event_profile *profile, struct text *out)
{
	describe_line(out, "person", profile->person.id);
	describe_line(out, "person name", profile->person.name);
	describe_line(out, "directory", profile->person.directory);
	describe_line(out, "timezone", profile->timezone);
	describe_line(out, "email", profile->email);
	describe_flag(out, "deactivated", !profile->active);
	describe_flag(out, "a bot", profile->bot);
}

static void describe_place(const struct event_place *place, struct text *out)
{
	describe_line(out, "channel", place->channel);
	describe_line(out, "channel name", place->channel_name);
	describe_line(out, "message", place->message);
	describe_line(out, "thread", place->thread);
	describe_flag(out, "direct", place->direct);
	describe_flag(out, "ephemeral", place->ephemeral);
	describe_flag(out, "private", place->is_private);
	describe_flag(out, "home", place->home);
}

/* What its type alone has. */
static void describe_kind(const struct event *event, struct text *out)
{
	switch (event->type) {
	case EVENT_COMMAND:
		describe_line(out, "command", event->command.name);
		describe_words(event->command.text, event->command.mentions,
			event->command.mention_count, out);
		break;
	case EVENT_ACTION:
		describe_line(out, "action", event->action.name);
		describe_line(out, "value", event->action.value);
		if (event->action.form)
			describe_form(event->action.form, out);
		break;
	case EVENT_FORM:
		describe_form(&event->form, out);
		break;
	case EVENT_SHORTCUT:
		describe_line(out, "shortcut", event->shortcut.name);
		if (event->shortcut.message)
			describe_message(event->shortcut.message, out);
		break;
	case EVENT_MESSAGE:
		describe_message(&event->message, out);
		break;
	case EVENT_REACTION:
		describe_flag(out, event->reaction.added ? "added" : "taken off", true);
		describe_line(out, "author", event->reaction.author);
		describe_line(out, "permalink", event->reaction.permalink);
		break;
	case EVENT_PROFILE:
		describe_profile(&event->profile, out);
		break;
	case EVENT_HOME:
	case EVENT_ADDED:
	case EVENT_TIMER:
	case EVENT_OTHER:
		break;
	}
}

void describe_event(const struct event *event, struct text *out)
{
	static const char *const types[] = {
		[EVENT_COMMAND] = "command",
		[EVENT_ACTION] = "action",
		[EVENT_FORM] = "form",
		[EVENT_SHORTCUT] = "shortcut",
		[EVENT_MESSAGE] = "message",
		[EVENT_REACTION] = "reaction",
		[EVENT_HOME] = "home",
		[EVENT_ADDED] = "added",
		[EVENT_TIMER] = "timer",
		[EVENT_PROFILE] = "profile",
		[EVENT_OTHER] = "other",
	};

	describe_line(out, "event", types[event->type]);
	describe_line(out, "id", event->id);
	describe_line(out, "actor", event->actor.id);
	describe_line(out, "actor name", event->actor.name);
	describe_line(out, "directory", event->actor.directory);
	describe_line(out, "timezone", event->actor.timezone);
	describe_place(&event->place, out);
	describe_line(out, "trigger", event->trigger);
	describe_kind(event, out);
	if (event->happened_at)
		text_printf(out, "happened at: %lld\n", (long long)event->happened_at);
}
