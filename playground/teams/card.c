#include "playground/teams/card.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "playground/teams/workspace.h"

/* Called for everything in a card that has a type, in the order it is read, until one says so. */
typedef bool visitor(const struct cJSON *object, void *data);

static bool walk(const struct cJSON *value, visitor *visit, void *data)
{
	const struct cJSON *member;
	const char *name;

	if (json_is_object(value) && json_string(value, "type") && visit(value, data))
		return true;
	if (!json_is_object(value) && !json_is_array(value))
		return false;
	json_for_each(member, value) {
		name = json_name(member);
		if (text_equal(name, "fallback") || text_equal(name, "data") ||
			text_equal(name, "msteams") || text_equal(name, "refresh") ||
			(text_equal(name, "actions") && json_get(value, "body")))
			continue;
		if (walk(member, visit, data))
			return true;
	}
	/* A card's own row stands below its body, wherever it is written. */
	return json_get(value, "body") && walk(json_get(value, "actions"), visit, data);
}

struct action_search {
	int number;
	const char *title;
	const struct cJSON *found;
};

static bool visit_action(const struct cJSON *object, void *data)
{
	struct action_search *search = data;

	if (!text_starts_with(json_string(object, "type"), "Action."))
		return false;
	search->number--;
	if (search->title ? !text_equal(json_string(object, "title"), search->title)
			  : search->number != 0)
		return false;
	search->found = object;
	return true;
}

const struct cJSON *card_action(const struct cJSON *card, int number, const char *title)
{
	struct action_search search = { .number = number, .title = title };

	walk(card, visit_action, &search);
	return search.found;
}

const struct cJSON *card_main_action(const struct cJSON *card)
{
	const struct cJSON *action;

	json_for_each(action, json_get(card, "actions"))
		if (text_equal(json_string(action, "type"), "Action.Submit"))
			return action;
	return NULL;
}

struct input_search {
	const char *id;
	const struct cJSON *found;
};

static bool is_input(const struct cJSON *object)
{
	return text_starts_with(json_string(object, "type"), "Input.") &&
	       !text_equal(json_string(object, "type"), "Input.Choice");
}

static bool visit_input(const struct cJSON *object, void *data)
{
	struct input_search *search = data;

	if (!is_input(object) || !text_equal(json_string(object, "id"), search->id))
		return false;
	search->found = object;
	return true;
}

const struct cJSON *card_input(const struct cJSON *card, const char *id)
{
	struct input_search search = { .id = id };

	if (id)
		walk(card, visit_input, &search);
	return search.found;
}

static bool is_choice(
	const struct teams_workspace *workspace, const struct cJSON *input, const char *value)
{
	const struct cJSON *choice, *member;

	json_for_each(choice, json_get(input, "choices"))
		if (text_equal(json_string(choice, "value"), value))
			return true;
	json_for_each(member, input)
		if (text_equal(json_name(member), "choices.data"))
			return teams_person(workspace, value);
	return false;
}

static const char *refuse_choices(
	const struct teams_workspace *workspace, const struct cJSON *input, const char *value)
{
	bool several = json_bool(input, "isMultiSelect", false);
	_cleanup_free_ char *copy = xstrdup(value);
	char *rest = copy;

	if (!several)
		return is_choice(workspace, input, value) ? NULL : "there is no such choice";
	for (char *one = strsep(&rest, ","); one; one = strsep(&rest, ","))
		if (!is_choice(workspace, input, one))
			return "there is no such choice";
	return NULL;
}

static bool is_number(const char *value)
{
	char *end = NULL;

	errno = 0;
	strtod(value, &end);
	return *value && !*end && !errno;
}

const char *input_refuses(const struct teams_workspace *workspace, const struct cJSON *input,
	const struct cJSON *value)
{
	const char *type = json_string(input, "type");
	const char *text = json_text(value);
	int64_t most = json_int(input, "maxLength", 0);

	if (json_is_null(value) || (text && !*text))
		return NULL;
	if (!text)
		return "what is put into an input is a text";
	if (text_equal(type, "Input.ChoiceSet"))
		return refuse_choices(workspace, input, text);
	if (text_equal(type, "Input.Number") && !is_number(text))
		return "this is not a number";
	if (text_equal(type, "Input.Text") && most && text_characters(text) > (size_t)most)
		return "the client takes no more characters";
	return NULL;
}

/* What it holds: what was put in, else what it began with. A copy, NULL if nothing. */
static char *held(const struct cJSON *input, const struct cJSON *values)
{
	const struct cJSON *value, *given = NULL;
	const struct cJSON *initial = json_get(input, "value");

	json_for_each(value, values)
		if (text_equal(json_name(value), json_string(input, "id")))
			given = value;
	if (!given)
		given = initial;
	if (text_equal(json_string(input, "type"), "Input.Toggle") && !json_text(given))
		return xstrdup(json_string_or(input, "valueOff", "false"));
	if (json_is_null(given))
		return NULL;
	return json_text(given) ? xstrdup(json_text(given)) : json_print(given);
}

struct collection {
	const struct cJSON *values;
	struct cJSON *into;
};

static bool visit_missing(const struct cJSON *object, void *data)
{
	struct collection *collection = data;
	_cleanup_free_ char *value = is_input(object) ? held(object, collection->values) : NULL;

	if (is_input(object) && json_bool(object, "isRequired", false) && (!value || !*value))
		json_set_string(collection->into, json_string(object, "id"),
			json_string_or(object, "errorMessage", "This is needed"));
	return false;
}

struct cJSON *card_missing(const struct cJSON *card, const struct cJSON *values)
{
	struct collection collection = { .values = values, .into = json_object() };

	walk(card, visit_missing, &collection);
	return collection.into;
}

static bool visit_value(const struct cJSON *object, void *data)
{
	struct collection *collection = data;
	_cleanup_free_ char *value = is_input(object) ? held(object, collection->values) : NULL;

	if (value && *value)
		json_set_string(collection->into, json_string(object, "id"), value);
	return false;
}

struct cJSON *card_data(
	const struct cJSON *card, const struct cJSON *action, const struct cJSON *values)
{
	const struct cJSON *data = json_get(action, "data");
	struct collection collection = { .values = values };

	collection.into = json_is_object(data) ? json_copy(data) : json_object();
	if (!text_equal(json_string(action, "associatedInputs"), "none"))
		walk(card, visit_value, &collection);
	return collection.into;
}
