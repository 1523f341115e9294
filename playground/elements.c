#include "playground/elements.h"

#include <stdlib.h>
#include <string.h>

#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "playground/arguments.h"
#include "playground/block_kit_rules.h"
#include "playground/rich_text.h"
#include "playground/world.h"

enum { SELECTED_MAX = 100 };

struct kind {
	const char *type;
	const char *member; // of the state: "selected_option"
	const char *initial; // of the element: "initial_option"
	/* One value; of a kind with `many`, one of the list. NULL, or what is wrong. */
	const char *(*take)(const struct filling *filling, const struct cJSON *element,
		const struct cJSON *value, struct cJSON **ret_taken);
	bool many; // a list; empty is [] and not null
	bool text;
	bool passing; // sent once, kept nowhere
};

static const char *take_text(const struct filling *filling, const struct cJSON *element,
	const struct cJSON *value, struct cJSON **ret_taken)
{
	(void)filling, (void)element;
	if (!json_text(value))
		return "the value of a text is a string";
	if (text_characters(json_text(value)) > TEXT_INPUT_MAX)
		return "a text has at most 3000 characters";
	*ret_taken = json_text(value)[0] ? json_copy(value) : NULL;
	return NULL;
}

static const char *take_option(const struct filling *filling, const struct cJSON *element,
	const struct cJSON *value, struct cJSON **ret_taken)
{
	const struct cJSON *option = rules_find_option(element, json_text(value));

	(void)filling;
	if (!option)
		return "no option has this value";
	*ret_taken = json_copy(option);
	return NULL;
}

static const char *take_user(const struct filling *filling, const struct cJSON *element,
	const struct cJSON *value, struct cJSON **ret_taken)
{
	const char *id = json_text(value);

	(void)element;
	if (!world_person(filling->world, id) && !text_equal(filling->world->app_user, id))
		return "nobody has this id";
	*ret_taken = json_copy(value);
	return NULL;
}

/* What is private and not the person's own does not exist for them. */
static const struct channel *visible(const struct filling *filling, const struct cJSON *value)
{
	const struct channel *channel = world_channel(filling->world, json_text(value));

	if (channel && channel->is_private && !channel_has(channel, filling->person->id))
		return NULL;
	return channel;
}

static const char *take_channel(const struct filling *filling, const struct cJSON *element,
	const struct cJSON *value, struct cJSON **ret_taken)
{
	const struct channel *channel = visible(filling, value);

	(void)element;
	if (!channel || channel->is_private)
		return "there is no such public channel";
	*ret_taken = json_copy(value);
	return NULL;
}

/* A filter names the kinds of conversations it lets through; without one all are. */
static bool is_included(const struct channel *channel, const struct cJSON *include)
{
	const char *kind = channel->direct ? "im" : channel->is_private ? "private" : "public";
	const struct cJSON *item;

	json_for_each(item, include)
		if (text_equal(json_text(item), kind))
			return true;
	return !include;
}

static const char *take_conversation(const struct filling *filling, const struct cJSON *element,
	const struct cJSON *value, struct cJSON **ret_taken)
{
	const struct channel *channel = visible(filling, value);

	if (!channel)
		return "there is no such conversation";
	if (!is_included(channel, json_get(element, "filter.include")))
		return "the filter leaves this conversation out";
	*ret_taken = json_copy(value);
	return NULL;
}

static const char *take_date(const struct filling *filling, const struct cJSON *element,
	const struct cJSON *value, struct cJSON **ret_taken)
{
	(void)filling, (void)element;
	if (!rules_is_date(json_text(value)))
		return "a date is written 2026-11-23";
	*ret_taken = json_copy(value);
	return NULL;
}

static const char *take_time(const struct filling *filling, const struct cJSON *element,
	const struct cJSON *value, struct cJSON **ret_taken)
{
	(void)filling, (void)element;
	if (!rules_is_time(json_text(value)))
		return "a time is written 17:00";
	*ret_taken = json_copy(value);
	return NULL;
}

static const char *take_moment(const struct filling *filling, const struct cJSON *element,
	const struct cJSON *value, struct cJSON **ret_taken)
{
	int64_t seconds = json_int(value, "", 0);

	(void)filling, (void)element;
	if (!argument_is_number(value) || seconds < 1000000000 || seconds > 9999999999)
		return "a moment is a number of seconds with ten digits";
	*ret_taken = json_copy(value);
	return NULL;
}

/* A plain string becomes what Slack's editor would make of it. */
static const char *take_rich_text(const struct filling *filling, const struct cJSON *element,
	const struct cJSON *value, struct cJSON **ret_taken)
{
	(void)filling, (void)element;
	if (!json_text(value))
		return "the value of a text is a string";
	*ret_taken = json_text(value)[0] ? rich_text_plain(json_text(value)) : NULL;
	return NULL;
}

static const char *take_feedback(const struct filling *filling, const struct cJSON *element,
	const struct cJSON *value, struct cJSON **ret_taken)
{
	const char *given = json_text(value);

	(void)filling;
	if (!given || (!text_equal(given, json_string(element, "positive_button.value")) &&
			      !text_equal(given, json_string(element, "negative_button.value"))))
		return "neither of the two buttons has this value";
	*ret_taken = json_copy(value);
	return NULL;
}

static const char *take_nothing(const struct filling *filling, const struct cJSON *element,
	const struct cJSON *value, struct cJSON **ret_taken)
{
	(void)filling, (void)element, (void)value, (void)ret_taken;
	return "the playground cannot fill in such an element";
}

static const struct kind kinds[] = {
	{ "plain_text_input", "value", "initial_value", take_text, .text = true },
	{ "email_text_input", "value", "initial_value", take_text, .text = true },
	{ "url_text_input", "value", "initial_value", take_text, .text = true },
	{ "number_input", "value", "initial_value", take_text, .text = true },
	{ "rich_text_input", "rich_text_value", "initial_value", take_rich_text, .text = true },
	{ "static_select", "selected_option", "initial_option", take_option },
	{ "radio_buttons", "selected_option", "initial_option", take_option },
	{ "overflow", "selected_option", "", take_option, .passing = true },
	{ "feedback_buttons", "value", "", take_feedback, .passing = true },
	{ "multi_static_select", "selected_options", "initial_options", take_option, .many = true },
	{ "checkboxes", "selected_options", "initial_options", take_option, .many = true },
	{ "external_select", "selected_option", "initial_option", take_nothing },
	{ "multi_external_select", "selected_options", "initial_options", take_nothing,
		.many = true },
	{ "users_select", "selected_user", "initial_user", take_user },
	{ "multi_users_select", "selected_users", "initial_users", take_user, .many = true },
	{ "channels_select", "selected_channel", "initial_channel", take_channel },
	{ "multi_channels_select", "selected_channels", "initial_channels", take_channel,
		.many = true },
	{ "conversations_select", "selected_conversation", "initial_conversation",
		take_conversation },
	{ "multi_conversations_select", "selected_conversations", "initial_conversations",
		take_conversation, .many = true },
	{ "datepicker", "selected_date", "initial_date", take_date },
	{ "timepicker", "selected_time", "initial_time", take_time },
	{ "datetimepicker", "selected_date_time", "initial_date_time", take_moment },
	{ "file_input", "files", "", take_nothing, .many = true },
};

static const struct kind *find_kind(const struct cJSON *element)
{
	const char *type = json_string(element, "type");

	for (size_t i = 0; i < array_length(kinds); i++)
		if (text_equal(kinds[i].type, type))
			return &kinds[i];
	return NULL;
}

bool element_has_value(const struct cJSON *element)
{
	return find_kind(element);
}

bool element_has_state(const struct cJSON *element)
{
	const struct kind *kind = find_kind(element);

	return kind && !kind->passing;
}

bool element_is_text(const struct cJSON *element)
{
	const struct kind *kind = find_kind(element);

	return kind && kind->text;
}

/* Takes over `value`, which may be NULL: nothing is chosen. */
static struct cJSON *make_state(
	const struct kind *kind, const struct cJSON *element, struct cJSON *value)
{
	struct cJSON *state = json_object();

	json_set_string(state, "type", kind->type);
	if (value)
		json_set(state, kind->member, value);
	else if (kind->many)
		json_set_array(state, kind->member);
	else
		json_set_null(state, kind->member);
	if (text_equal(kind->type, "timepicker") && json_string(element, "timezone"))
		json_set_string(state, "timezone", json_string(element, "timezone"));
	return state;
}

static bool contains(const struct cJSON *list, const struct cJSON *value)
{
	_cleanup_free_ char *wanted = json_print(value);
	const struct cJSON *item;

	json_for_each(item, list) {
		_cleanup_free_ char *printed = json_print(item);
		if (text_equal(printed, wanted))
			return true;
	}
	return false;
}

static const char *take_many(const struct kind *kind, const struct filling *filling,
	const struct cJSON *element, const struct cJSON *values, struct cJSON **ret_taken)
{
	_cleanup_json_ struct cJSON *list = json_array();
	int64_t max = json_int(element, "max_selected_items", SELECTED_MAX);
	const struct cJSON *value;

	if (!json_is_array(values))
		return "the value is a list";
	json_for_each(value, values) {
		struct cJSON *taken = NULL;
		const char *why = kind->take(filling, element, value, &taken);
		if (why)
			return why;
		if (contains(list, taken))
			json_free(taken);
		else
			json_append(list, taken);
	}
	if ((int64_t)json_length(list) > max)
		return "more are chosen than max_selected_items allows";
	*ret_taken = steal_pointer(list);
	return NULL;
}

const char *element_take(const struct filling *filling, const struct cJSON *element,
	const struct cJSON *value, struct cJSON **ret_state)
{
	const struct kind *kind = find_kind(element);
	struct cJSON *taken = NULL;
	const char *why = NULL;

	if (!kind)
		return "such an element has no value";
	if (!value)
		return "value says what is typed or chosen";
	if (json_is_null(value) && !kind->passing)
		why = NULL; // emptied
	else if (kind->many)
		why = take_many(kind, filling, element, value, &taken);
	else
		why = kind->take(filling, element, value, &taken);
	if (!why)
		*ret_state = make_state(kind, element, taken);
	return why;
}

/* An option that is no longer offered is no longer chosen. */
static bool still_fits(
	const struct kind *kind, const struct cJSON *element, const struct cJSON *before)
{
	const struct cJSON *value = json_get(before, kind->member);
	const struct cJSON *option;

	if (!text_equal(json_string(before, "type"), kind->type))
		return false;
	if (kind->take != take_option || json_is_null(value))
		return true;
	if (!kind->many)
		return rules_has_option(element, value);
	json_for_each(option, value)
		if (!rules_has_option(element, option))
			return false;
	return true;
}

/* What an element begins with: a new value, or NULL. */
static struct cJSON *begin(
	const struct kind *kind, const struct filling *filling, const struct cJSON *element)
{
	const struct cJSON *initial = *kind->initial ? json_get(element, kind->initial) : NULL;
	_cleanup_json_ struct cJSON *here = json_array();

	if (!json_is_null(initial))
		return text_equal(json_text(initial), "") ? NULL : json_copy(initial);
	if (!json_bool(element, "default_to_current_conversation", false) || !filling->channel)
		return NULL;
	json_append_string(here, filling->channel->id);
	return kind->many ? steal_pointer(here) : json_copy(json_first(here));
}

struct cJSON *element_state(
	const struct filling *filling, const struct cJSON *element, const struct cJSON *before)
{
	const struct kind *kind = find_kind(element);

	if (!kind || (before && still_fits(kind, element, before)))
		return json_copy(before);
	return make_state(kind, element, begin(kind, filling, element));
}

const struct cJSON *element_value(const struct cJSON *element, const struct cJSON *state)
{
	const struct kind *kind = find_kind(element);
	const struct cJSON *value = kind ? json_get(state, kind->member) : NULL;

	return json_is_null(value) || (kind->many && !json_length(value)) ? NULL : value;
}
