#include "playground/teams/card_check.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "playground/teams/card_schema.h"

enum { PRIMARY_ACTIONS = 6, CHOICES = 500 };

/* One check on its way: where it is, what it has met, what was wrong first. */
struct check {
	enum card_surface surface;
	struct text path; // "body.0.items.2"
	struct text inputs; // their ids, each between newlines
	char *problem;
};

static bool check_object(struct check *check, const struct cJSON *object, const char *type);
static bool check_any(struct check *check, const struct cJSON *object, const char *group);

static bool __attribute__((format(printf, 2, 3))) fail(struct check *check, const char *format, ...)
{
	_cleanup_text_ struct text said = TEXT_INIT;
	va_list args;

	if (check->problem)
		return false;
	va_start(args, format);
	text_vprintf(&said, format, args);
	va_end(args);
	check->problem = xasprintf("%s: %s",
		check->path.length ? text_string(&check->path) + 1 : "card", text_string(&said));
	return false;
}

static size_t enter(struct check *check, const char *name)
{
	size_t before = check->path.length;

	text_printf(&check->path, ".%s", name);
	return before;
}

static size_t enter_item(struct check *check, size_t index)
{
	size_t before = check->path.length;

	text_printf(&check->path, ".%zu", index);
	return before;
}

static void leave(struct check *check, size_t before)
{
	check->path.length = before;
	if (check->path.data)
		check->path.data[before] = '\0';
}

/* Objects of a group, or, where `type` is named, of that type. */
static bool check_list(
	struct check *check, const struct cJSON *list, const char *group, const char *type)
{
	const struct cJSON *item;
	size_t index = 0;

	if (!json_is_array(list))
		return fail(check, "is a list");
	json_for_each(item, list) {
		size_t before = enter_item(check, index++);
		bool fine = type ? check_object(check, item, type) : check_any(check, item, group);
		leave(check, before);
		if (!fine)
			return false;
	}
	return true;
}

static bool is_one_of(const char *value, const char *words, size_t length)
{
	size_t wanted = value ? strlen(value) : 0;

	for (const char *word = words; wanted && word < words + length;) {
		const char *end = memchr(word, '|', (size_t)(words + length - word));
		size_t bytes = (size_t)((end ? end : words + length) - word);
		_cleanup_free_ char *copy = xstrndup(word, bytes);
		if (text_equal_nocase(copy, value))
			return true;
		word += bytes + 1;
	}
	return false;
}

static bool is_text(const struct cJSON *value)
{
	return json_text(value);
}

static bool is_bool(const struct cJSON *value)
{
	_cleanup_free_ char *printed = json_print(value);

	return text_equal(printed, "true") || text_equal(printed, "false");
}

static bool is_number(const struct cJSON *value)
{
	return !isnan(json_number(value));
}

static bool check_fallback(struct check *check, const struct cJSON *value, enum card_group group)
{
	if (json_text(value))
		return text_equal(json_text(value), "drop") ||
		       fail(check, "is \"drop\" or what to show instead");
	return check_any(check, value, group == CARD_ACTION ? "actions" : "elements");
}

/* A kind of card_schema.h that is a group or a type of objects. */
static bool check_children(
	struct check *check, const struct cJSON *value, const char *kind, size_t length)
{
	_cleanup_free_ char *name = xstrndup(kind + 1, length - (kind[0] == '@' ? 1 : 2));

	if (kind[0] == '[')
		return check_list(check, value, NULL, name);
	if (kind[0] == '{')
		return check_object(check, value, name);
	if (name[strlen(name) - 1] == 's')
		return check_list(check, value, name, NULL);
	return check_any(check, value, text_equal(name, "action") ? "actions" : "elements");
}

static bool check_kind(struct check *check, const struct cJSON *value, const char *kind,
	size_t length, const struct card_type *type)
{
	static const struct {
		const char *kind;
		bool (*is)(const struct cJSON *value);
		const char *words;
	} plain[] = {
		{ "text", is_text, "is a text" },
		{ "number", is_number, "is a number" },
		{ "bool", is_bool, "is true or false" },
	};

	if (strchr("@[{", kind[0]))
		return check_children(check, value, kind, length);
	if (length == 3 && strncmp(kind, "any", 3) == 0)
		return true;
	if (length == 8 && strncmp(kind, "fallback", 8) == 0)
		return check_fallback(check, value, type->group);
	for (size_t i = 0; i < array_length(plain); i++)
		if (strlen(plain[i].kind) == length && strncmp(plain[i].kind, kind, length) == 0)
			return plain[i].is(value) || fail(check, "%s", plain[i].words);
	return is_one_of(json_text(value), kind, length) ||
	       fail(check, "is one of %.*s", (int)length, kind);
}

/* Finds "name:kind" in `properties`; NULL if it has none. *ret_length is the kind's. */
static const char *find_kind(const char *properties, const char *name, size_t *ret_length)
{
	for (const char *word = properties; *word;) {
		size_t length = strcspn(word, " ");
		size_t named = strcspn(word, "!:");
		const char *kind = memchr(word, ':', length);
		if (kind && strlen(name) == named && strncmp(word, name, named) == 0) {
			*ret_length = length - (size_t)(kind + 1 - word);
			return kind + 1;
		}
		word += length + (word[length] == ' ');
	}
	return NULL;
}

static bool check_property(
	struct check *check, const struct cJSON *member, const struct card_type *type)
{
	const char *name = json_name(member);
	size_t length = 0;
	const char *kind = find_kind(type->properties, name, &length);
	size_t before;
	bool fine;

	if (!kind)
		kind = find_kind(card_group_properties(type->group), name, &length);
	if (!kind && text_equal(name, "type"))
		return true;
	if (!kind)
		return fail(check, "%s has no property %s", type->name, name);
	before = enter(check, name);
	fine = check_kind(check, member, kind, length, type);
	leave(check, before);
	return fine;
}

/* A property's name may have a dot in it, which the getters take for a step. */
static const struct cJSON *member_called(
	const struct cJSON *object, const char *name, size_t length)
{
	const struct cJSON *member;

	json_for_each(member, object)
		if (strlen(json_name(member)) == length &&
			strncmp(json_name(member), name, length) == 0)
			return member;
	return NULL;
}

static bool check_required(struct check *check, const struct cJSON *object, const char *properties,
	const struct card_type *type)
{
	for (const char *word = properties; *word;) {
		size_t length = strcspn(word, " ");
		size_t named = strcspn(word, "!:");
		const struct cJSON *member = member_called(object, word, named);
		if (word[named] == '!' && (!member || (json_text(member) && !json_text(member)[0])))
			return fail(check, "%s needs %.*s", type->name, (int)named, word);
		word += length + (word[length] == ' ');
	}
	return true;
}

static bool check_choices(struct check *check, const struct cJSON *input)
{
	const struct cJSON *choices = json_get(input, "choices");
	const struct cJSON *choice;

	if (!member_called(input, "choices.data", strlen("choices.data")) && !json_length(choices))
		return fail(check, "Input.ChoiceSet needs choices");
	if (json_length(choices) > CHOICES)
		return fail(check, "Input.ChoiceSet has at most %d choices", CHOICES);
	if (!json_bool(input, "isMultiSelect", false))
		return true;
	json_for_each(choice, choices)
		if (strchr(json_string_or(choice, "value", ""), ','))
			return fail(check, "values of a multiple choice come back joined by commas"
					   ", so none has one in it");
	return true;
}

static bool check_input(
	struct check *check, const struct cJSON *input, const struct card_type *type)
{
	_cleanup_free_ char *line = xasprintf("\n%s\n", json_string_or(input, "id", ""));

	if (strstr(text_string(&check->inputs), line))
		return fail(check, "two inputs have the id %s", json_string(input, "id"));
	text_append(&check->inputs, line);
	return !text_equal(type->name, "Input.ChoiceSet") || check_choices(check, input);
}

static bool check_action(
	struct check *check, const struct cJSON *action, const struct card_type *type)
{
	const struct cJSON *data = json_get(action, "data");

	if (check->surface == CARD_IN_DIALOG && text_equal(type->name, "Action.Execute"))
		return fail(check, "a dialog is sent by Action.Submit; Action.Execute does nothing "
				   "in it");
	if (text_equal(type->name, "Action.OpenUrl") &&
		strncasecmp(json_string_or(action, "url", ""), "http", 4) != 0)
		return fail(check, "Action.OpenUrl leads to http or https");
	return !data || json_is_object(data) || json_text(data) ||
	       fail(check, "data is an object or a text");
}

static bool check_rest(
	struct check *check, const struct cJSON *object, const struct card_type *type)
{
	const struct cJSON *action;
	int primary = 0;

	json_for_each(action, json_get(object, "actions"))
		primary += !text_equal_nocase(json_string(action, "mode"), "secondary");
	if (primary > PRIMARY_ACTIONS)
		return fail(check, "more than %d actions in a row", PRIMARY_ACTIONS);
	if (type->group == CARD_INPUT)
		return check_input(check, object, type);
	return type->group != CARD_ACTION || check_action(check, object, type);
}

static bool check_type(
	struct check *check, const struct cJSON *object, const struct card_type *type)
{
	const struct cJSON *member;

	json_for_each(member, object)
		if (!check_property(check, member, type))
			return false;
	return check_required(check, object, type->properties, type) &&
	       check_required(check, object, card_group_properties(type->group), type) &&
	       check_rest(check, object, type);
}

/* An object whose type is known by its place; if it names one, it is this. */
static bool check_object(struct check *check, const struct cJSON *object, const char *name)
{
	const struct card_type *type = card_type_find(name);
	const char *own = json_string(object, "type");

	if (!json_is_object(object))
		return fail(check, "is an object");
	if (own && !text_equal(own, name) && !text_starts_with(name, "Chart."))
		return fail(check, "is of type %s, not %s", name, own);
	return check_type(check, object, type);
}

static bool check_any(struct check *check, const struct cJSON *object, const char *group)
{
	const char *name = json_string(object, "type");
	const struct card_type *type = card_type_find(name);
	bool actions = text_equal(group, "actions");

	if (!json_is_object(object) || !name)
		return fail(check, "is an object with a type");
	if (!type || type->group == CARD_PART || (type->group == CARD_ACTION) != actions)
		return fail(check, "Teams knows no %s %s", actions ? "action" : "element", name);
	return check_type(check, object, type);
}

char *card_check(const struct cJSON *card, enum card_surface surface)
{
	struct check check = { .surface = surface, .path = TEXT_INIT, .inputs = TEXT_INIT };
	const char *version = json_string_or(card, "version", "");

	if (!json_is_object(card) || !text_equal(json_string(card, "type"), "AdaptiveCard"))
		fail(&check, "a card is an object of type AdaptiveCard");
	else if (check_object(&check, card, "AdaptiveCard") && !text_starts_with(version, "1."))
		fail(&check, "version is 1.0 to 1.5");
	else if (!check.problem && strtol(version + 2, NULL, 10) > 5)
		fail(&check, "Teams shows cards up to version 1.5");
	text_finish(&check.path);
	text_finish(&check.inputs);
	return check.problem;
}
