#include "bot/platform/slack/encode_field.h"

#include <stdlib.h>

#include "bot/form.h"
#include "bot/platform/fit.h"
#include "bot/platform/form_room.h"
#include "bot/platform/options.h"
#include "bot/platform/slack/encode_blocks.h"
#include "bot/platform/slack/encode_text.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

struct cJSON *slack_plain_line(const char *text, size_t limit)
{
	_cleanup_free_ char *line = fit_line(text ? text : "", limit);
	_cleanup_free_ char *fit = fit_text(line, limit, slack_escape);
	struct cJSON *json = json_typed("plain_text");

	json_set_string(json, "text", text_is_blank(fit) ? "…" : fit);
	json_set_bool(json, "emoji", false);
	return json;
}

static void set_line(struct cJSON *json, const char *name, const char *text, size_t limit)
{
	if (!text_is_blank(text))
		json_set(json, name, slack_plain_line(text, limit));
}

static void set_raw(struct cJSON *json, const char *name, const char *text, size_t limit)
{
	_cleanup_free_ char *fit = fit_text(text ? text : "", limit, NULL);

	if (*fit)
		json_set_string(json, name, fit);
}

/* --- text and numbers --- */

static struct cJSON *text_input(const struct field *field, const struct field_room *room)
{
	struct cJSON *json = json_typed("plain_text_input");
	size_t most = field_most(field);

	json_set_bool(json, "multiline", field->type == FIELD_TEXT);
	json_set_int(json, "max_length", (int64_t)most);
	set_raw(json, "initial_value", field->initial, smaller(most, room->initial));
	return json;
}

static struct cJSON *number_input(const struct field *field)
{
	struct cJSON *json = json_typed("number_input");

	json_set_bool(json, "is_decimal_allowed", false);
	json_set_string(json, "min_value", "0");
	if (field_initial_number(field))
		json_set_string(json, "initial_value", field_initial_number(field));
	return json;
}

/* --- choices --- */

static struct cJSON *encode_option(const struct option *option, const struct field_room *room)
{
	struct cJSON *json = json_object();

	json_set(json, "text", slack_plain_line(option->label, room->option));
	set_raw(json, "value", option->value, FORM_OPTION);
	if (room->extras)
		set_line(json, "description", option->description, FORM_OPTION);
	return json;
}

static struct cJSON *choice(
	const struct field *field, const struct field_room *room, const char *type, size_t most)
{
	struct cJSON *json = json_typed(type);
	struct cJSON *options = json_set_array(json, "options");
	struct cJSON *initial = json_array();
	struct options_shown shown = options_shown(field, room, most);
	const struct option *option;

	while ((option = options_next(&shown))) {
		struct cJSON *added = json_append(options, encode_option(option, room));
		if (option->chosen)
			json_append(initial, json_copy(added));
	}
	if (json_length(initial) && field->type == FIELD_CHOICES)
		json_set(json, "initial_options", json_copy(initial));
	else if (json_length(initial))
		json_set(json, "initial_option", json_copy(json_first(initial)));
	json_free(initial);
	return json;
}

/* --- people and channels --- */

static struct cJSON *person(const struct field *field)
{
	struct cJSON *json = json_typed("users_select");

	if (slack_is_person_id(field->initial))
		json_set_string(json, "initial_user", field->initial);
	return json;
}

static struct cJSON *people(const struct field *field)
{
	struct cJSON *json = json_typed("multi_users_select");
	struct cJSON *initial = json_array();

	for (size_t i = 0; field->initials && field->initials[i] && i < FORM_PEOPLE; i++)
		if (slack_is_person_id(field->initials[i]))
			json_append_string(initial, field->initials[i]);
	if (json_length(initial))
		json_set(json, "initial_users", initial);
	else
		json_free(initial);
	return json;
}

static struct cJSON *channel(const struct field *field)
{
	struct cJSON *json = json_typed("conversations_select");
	struct cJSON *include = json_set_array(json_set_object(json, "filter"), "include");

	json_append_string(include, "public");
	json_append_string(include, "private");
	if (slack_is_channel_id(field->initial))
		json_set_string(json, "initial_conversation", field->initial);
	return json;
}

/* --- the block --- */

static struct cJSON *encode_element(const struct field *field, const struct field_room *room)
{
	switch (field->type) {
	case FIELD_LINE:
	case FIELD_TEXT:
		return text_input(field, room);
	case FIELD_NUMBER:
		return number_input(field);
	case FIELD_CHOICE:
		return choice(field, room, "radio_buttons", FORM_CHIPS);
	case FIELD_CHOICES:
		return choice(field, room, "checkboxes", FORM_CHIPS);
	case FIELD_LIST:
		return choice(field, room, "static_select", FORM_OPTIONS);
	case FIELD_PERSON:
		return person(field);
	case FIELD_PEOPLE:
		return people(field);
	case FIELD_CHANNEL:
		return channel(field);
	}
	return json_object();
}

static bool has_nothing_to_choose(const struct field *field)
{
	return field_has_options(field) && !options_count(field, false);
}

struct cJSON *slack_encode_field(const struct field *field, const struct field_room *room)
{
	struct cJSON *block, *element;

	if (has_nothing_to_choose(field))
		return NULL;
	block = json_typed("input");
	set_raw(block, "block_id", field->name, SLACK_ACTION_ID);
	json_set(block, "label", slack_plain_line(field->label, room->label));
	element = json_set(block, "element", encode_element(field, room));
	set_raw(element, "action_id", field->name, SLACK_ACTION_ID);
	if (room->extras && !field_is_chips(field))
		set_line(element, "placeholder", field->placeholder, FORM_PLACEHOLDER);
	if (room->extras)
		set_line(block, "hint", field->hint, FORM_HINT);
	json_set_bool(block, "optional", field->optional);
	if (field->watched && field_has_options(field))
		json_set_bool(block, "dispatch_action", true);
	return block;
}
