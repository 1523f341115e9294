#include "tests/fuzz/check_event.h"

#include <string.h>

#include "bot/event.h"
#include "bot/util/text.h"
#include "tests/fuzz/fuzz.h"

enum { CHARACTERS = 65536 };

void check_string(const char *string)
{
	require(!string || text_is_utf8(string, strlen(string)));
}

static void check_words(const char *text, const struct event_mention *mentions, size_t count)
{
	require(text);
	size_t length = strlen(text);
	size_t end = 0;

	check_string(text);
	require(text_characters(text) <= CHARACTERS);
	for (size_t i = 0; i < count; i++) {
		const struct event_mention *mention = &mentions[i];
		char sign = mention->kind == MENTION_PERSON ? '@' : '#';
		require(mention->start >= end && mention->length > 1);
		end = mention->start + mention->length;
		require(end <= length && text[mention->start] == sign);
		require(mention->id && *mention->id);
	}
}

static void check_message(const struct event_message *message)
{
	check_words(message->text, message->mentions, message->mention_count);
	check_string(message->author);
	check_string(message->permalink);
	require(!message->permalink || text_starts_with(message->permalink, "https://"));
}

static void check_form(const struct event_form *form)
{
	require(form->name && form->context);
	check_string(form->name);
	check_string(form->context);
	for (size_t i = 0; i < form->field_count; i++) {
		require(*form->fields[i].name && *form->fields[i].value);
		check_string(form->fields[i].name);
		check_string(form->fields[i].value);
	}
}

/* What its type promises. */
static void check_kind(const struct event *event)
{
	const struct event_command *command = &event->command;

	switch (event->type) {
	case EVENT_COMMAND:
		require(command->name);
		check_words(command->text, command->mentions, command->mention_count);
		break;
	case EVENT_ACTION:
		require(event->action.name && event->action.value);
		check_string(event->action.value);
		if (event->action.form)
			check_form(event->action.form);
		break;
	case EVENT_FORM:
		check_form(&event->form);
		break;
	case EVENT_SHORTCUT:
		require(event->shortcut.name);
		if (event->shortcut.message)
			check_message(event->shortcut.message);
		break;
	case EVENT_MESSAGE:
		require(event->place.direct && event->place.channel && event->place.message);
		check_message(&event->message);
		break;
	case EVENT_REACTION:
		require(event->place.channel && event->place.message);
		break;
	case EVENT_HOME:
		require(event->place.home);
		break;
	case EVENT_ADDED:
		require(event->place.channel);
		break;
	case EVENT_PROFILE:
		require(event->profile.person.id);
		break;
	case EVENT_TIMER:
		require(false);
		break;
	case EVENT_OTHER:
		break;
	}
}

void check_event(const struct event *event)
{
	require(event->id && *event->id);
	check_string(event->id);
	check_string(event->actor.id);
	check_string(event->actor.name);
	check_string(event->actor.directory);
	check_string(event->actor.timezone);
	check_string(event->place.channel);
	check_string(event->place.channel_name);
	require(event->actor.id || event->type == EVENT_OTHER);
	check_kind(event);
}
