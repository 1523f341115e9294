/*
 * What a card of ours hands back: the data of what was pressed, with what was filled in mixed into
 * it. What each member means is in card_data.h. Where a form stands is of no meaning: what is done
 * in one has no place, as everywhere.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bot/event.h"
#include "bot/platform/command_names.h"
#include "bot/platform/fields.h"
#include "bot/platform/teams/card_data.h"
#include "bot/platform/teams/decode.h"
#include "bot/platform/teams/decode_read.h"
#include "bot/util/arena.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "bot/util/url.h"

#define CHANNEL_LINK "/l/channel/"

enum { NUMBER_BYTES = 32 };

/* --- what was filled in --- */

struct filling {
	struct decoding *decoding;
	struct fields_reading reading;
	const char *name;
};

static void add_typed(struct filling *filling, const char *value, size_t length)
{
	_cleanup_free_ char *typed = xstrndup(value, length);

	fields_add(&filling->reading, filling->name, typed);
}

static void add_encoded(struct filling *filling, const char *value, size_t length)
{
	_cleanup_text_ struct text decoded = TEXT_INIT;

	url_decode(&decoded, value, length, false);
	_cleanup_free_ char *clean = text_clean(text_string(&decoded), decoded.length);
	fields_add(&filling->reading, filling->name, clean);
}

static void add_id(struct filling *filling, const char *value, size_t length)
{
	_cleanup_free_ char *typed = xstrndup(value, length);
	const char *id = teams_keep_id(filling->decoding, typed);

	if (id)
		fields_add(&filling->reading, filling->name, id);
}

/* What is after the id in a link is what its channel is called. */
static void read_channel_name(struct decoding *decoding, const char *id, const char *rest)
{
	struct teams_frame *frame = decoding->frame;
	_cleanup_text_ struct text name = TEXT_INIT;

	if (*rest != '/' || !read_is_id(id))
		return;
	url_decode(&name, rest + 1, strcspn(rest + 1, "/?#"), false);
	frame->linked_name = read_as_name(decoding->arena, text_string(&name));
	frame->linked_channel = teams_keep_id(decoding, id);
}

/* The id in "https://teams.microsoft.com/l/channel/19%3A…%40thread.tacv2/General?groupId=…", which
 * is what people get by "Copy link"; else what was typed. */
static char *channel_in(struct decoding *decoding, const char *typed)
{
	const char *start = strstr(typed, CHANNEL_LINK);
	struct text id = TEXT_INIT;

	if (!start || !text_starts_with(typed, "https://"))
		return xstrdup(typed);
	start += strlen(CHANNEL_LINK);
	size_t length = strcspn(start, "/?#");
	url_decode(&id, start, length, false);
	if (text_starts_with(text_string(&id), "19:")) {
		read_channel_name(decoding, text_string(&id), start + length);
		return text_steal(&id);
	}
	text_finish(&id);
	return xstrdup(typed);
}

/* A channel may be typed, in whatever words. */
static void add_channel(struct filling *filling, const char *value, size_t length)
{
	_cleanup_free_ char *typed = xstrndup(value, length);
	_cleanup_free_ char *channel = channel_in(filling->decoding, text_trim(typed));

	if (text_starts_with(channel, "19:"))
		add_id(filling, channel, strlen(channel));
	else
		add_typed(filling, channel, strlen(channel));
}

static const struct input {
	const char *prefix;
	void (*add)(struct filling *filling, const char *value, size_t length);
	bool several; // apart by commas
} inputs[] = {
	{ TEAMS_INPUT_TEXT, add_typed, false },
	{ TEAMS_INPUT_ONE, add_encoded, false },
	{ TEAMS_INPUT_SOME, add_encoded, true },
	{ TEAMS_INPUT_PEOPLE, add_id, true },
	{ TEAMS_INPUT_CHANNEL, add_channel, false },
};

static void add_values(struct filling *filling, const struct input *input, const char *value)
{
	if (!input->several) {
		input->add(filling, value, strlen(value));
		return;
	}
	for (int count = 0; *value && count < FIELDS_VALUES_MOST; count++) {
		size_t length = strcspn(value, ",");
		if (length)
			input->add(filling, value, length);
		value += length + (value[length] == ',');
	}
}

/* Clients hand numbers back as either. NULL: no value. */
static const char *value_of(const struct cJSON *member, char number[NUMBER_BYTES])
{
	double value = json_number(member);

	if (isnan(value))
		return json_text(member);
	snprintf(number, NUMBER_BYTES, "%.15g", value);
	return number;
}

static void read_fields(
	struct decoding *decoding, const struct cJSON *data, struct event_form *form)
{
	struct filling filling = { .decoding = decoding, .reading = { .arena = decoding->arena } };
	const struct cJSON *member;
	char number[NUMBER_BYTES];

	json_for_each (member, data) {
		const char *value = value_of(member, number);
		for (size_t i = 0; value && i < array_length(inputs); i++) {
			const char *prefix = inputs[i].prefix;
			if (!text_starts_with(json_name(member), prefix))
				continue;
			filling.name =
				read_ours(decoding->arena, json_name(member) + strlen(prefix));
			if (*filling.name)
				add_values(&filling, &inputs[i], value);
		}
	}
	fields_end(&filling.reading, form);
}

/* --- what was pressed --- */

static const char *read_text(struct decoding *decoding, const struct cJSON *data, const char *name,
	size_t most, const char **ret_text)
{
	const char *text = json_string_or(data, name, "");

	if (strlen(text) > most)
		return "a card carries more than any of ours";
	*ret_text = read_clean(decoding->arena, text);
	return NULL;
}

static const char *read_form(
	struct decoding *decoding, const struct cJSON *data, struct event_form *form)
{
	struct event_place *place = &decoding->event->place;

	*place = (struct event_place){ .home = place->home };
	form->name = read_ours(decoding->arena, json_string(data, "form"));
	read_fields(decoding, data, form);
	return read_text(decoding, data, "context", READ_CONTEXT_BYTES, &form->context);
}

/* The button that stands beside a field carries nothing: what counts is in the field. */
static const char *value_in_form(struct decoding *decoding, const struct event_action *action)
{
	_cleanup_text_ struct text joined = TEXT_INIT;

	if (*action->value)
		return action->value;
	for (size_t i = 0; i < action->form->field_count; i++)
		if (text_equal(action->form->fields[i].name, action->name))
			text_printf(&joined, "%s%s", joined.length ? "," : "",
				action->form->fields[i].value);
	return arena_strdup(decoding->arena, text_string(&joined));
}

static const char *decode_button(struct decoding *decoding, const struct cJSON *data)
{
	struct event_action *action = &decoding->event->action;
	const char *why = read_text(decoding, data, "value", READ_VALUE_BYTES, &action->value);

	action->name = read_ours(decoding->arena, json_string(data, "name"));
	if (!why && !*action->name)
		why = "a button without a name";
	if (why)
		return why;
	decoding->event->type = EVENT_ACTION;
	decoding->event->place.ephemeral = decoding->frame->conversation.targeted;
	if (!json_string(data, "form"))
		return NULL;
	struct event_form *form = arena_new(decoding->arena, struct event_form);
	action->form = form;
	why = read_form(decoding, data, form);
	action->value = value_in_form(decoding, action);
	return why;
}

static const char *decode_form(struct decoding *decoding, const struct cJSON *data)
{
	decoding->event->type = EVENT_FORM;
	return read_form(decoding, data, &decoding->event->form);
}

/* Of the offer of a form: what was typed comes again, now where a form can open. */
static const char *decode_command(struct decoding *decoding, const struct cJSON *data)
{
	const struct teams_decoder *decoder = decoding->decoder;
	struct event *event = decoding->event;
	const char *name = json_string(data, "name");

	for (size_t i = 0; i < decoder->command_count; i++)
		if (text_equal(decoder->commands[i].name, name))
			event->command.name = decoder->commands[i].name;
	if (!event->command.name) {
		teams_set_other(decoding, "a command that is not one of ours");
		return NULL;
	}
	event->type = EVENT_COMMAND;
	event->place.message = NULL;
	return read_text(decoding, data, "text", TEAMS_TEXT_CHARACTERS, &event->command.text);
}

static const struct {
	const char *type;
	const char *(*decode)(struct decoding *decoding, const struct cJSON *data);
} kinds[] = {
	{ TEAMS_DATA_BUTTON, decode_button },
	{ TEAMS_DATA_FIELD, decode_button },
	{ TEAMS_DATA_FORM, decode_form },
	{ TEAMS_DATA_COMMAND, decode_command },
};

bool teams_is_our_data(const struct cJSON *data)
{
	return json_is_object(data) && json_string(data, TEAMS_DATA_TYPE);
}

static const char *read_again(struct decoding *decoding, const struct cJSON *again)
{
	if (!json_is_object(again))
		return NULL;
	_cleanup_free_ char *printed = json_print(again);
	return arena_strdup(decoding->arena, printed);
}

const char *teams_decode_data(struct decoding *decoding, const struct cJSON *data)
{
	const char *type = teams_is_our_data(data) ? json_string(data, TEAMS_DATA_TYPE) : NULL;

	const char *dialog = read_ours(decoding->arena, json_string(data, "dialog"));

	decoding->frame->dialog_id = *dialog ? dialog : NULL;
	decoding->frame->again = read_again(decoding, json_get(data, "again"));
	/* A card can be forwarded: a home page is one only in its person's own conversation. */
	decoding->event->place.home = json_bool(data, "home", false) &&
				      decoding->frame->conversation.type == TEAMS_PERSONAL;
	for (size_t i = 0; i < array_length(kinds); i++)
		if (text_equal(kinds[i].type, type))
			return kinds[i].decode(decoding, data);
	teams_set_other(decoding, "a button that is not one of ours");
	return NULL;
}
