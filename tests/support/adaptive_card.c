#include "tests/support/adaptive_card.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "tests/support/adaptive_text.h"

enum { INPUTS = 120, ACTIVITY_BYTES = 24 * 1024, DIALOG_BYTES = 60 * 1024, PROPERTIES = 20 };

struct checking {
	const struct cJSON *card;
	const char *problem;
	const struct cJSON *where;
	const char *inputs[INPUTS];
	size_t input_count;
	bool required, sends; // an input that must be filled in; a button between the elements
	struct adaptive_live live;
};

typedef void check_value(struct checking *checking, const struct cJSON *value);

static void require(
	struct checking *checking, bool fine, const char *problem, const struct cJSON *where)
{
	if (fine || checking->problem)
		return;
	checking->problem = problem;
	checking->where = where;
}

/* --- text --- */

static void check_plain(struct checking *checking, const struct cJSON *value)
{
	const char *text = json_text(value);

	require(checking, text && *text, "a text is missing or empty", value);
	require(checking, !text || (!strstr(text, "\u202e") && !strstr(text, "\u2066")),
		"a text turns the direction of what follows", value);
}

static void check_line(struct checking *checking, const struct cJSON *value)
{
	check_plain(checking, value);
	require(checking, json_text(value) && !strchr(json_text(value), '\n'), "more than a line",
		value);
}

static void check_run(struct checking *checking, const struct cJSON *value)
{
	const char *text = json_text(value);

	check_plain(checking, value);
	require(checking,
		!text || (!strcasestr(text, "{{DATE(") && !strcasestr(text, "{{TIME(") &&
				 !strcasestr(text, "<at>")),
		"a run has something alive in it", value);
}

static void check_quiet(struct checking *checking, const struct cJSON *value, bool block)
{
	const char *text = json_text(value);

	check_plain(checking, value);
	require(checking,
		text && adaptive_text_is_quiet(checking->card, text, block, &checking->live),
		"a text is not quiet", value);
}

static void check_block(struct checking *checking, const struct cJSON *value)
{
	check_quiet(checking, value, true);
}

static void check_title(struct checking *checking, const struct cJSON *value)
{
	check_line(checking, value);
	check_quiet(checking, value, false);
}

/* --- simple values --- */

static void check_true(struct checking *checking, const struct cJSON *value)
{
	_cleanup_free_ char *printed = json_print(value);

	require(checking, text_equal(printed, "true"), "not true", value);
}

static void check_required(struct checking *checking, const struct cJSON *value)
{
	check_true(checking, value);
	checking->required = true;
}

static void check_number(struct checking *checking, const struct cJSON *value)
{
	require(checking, isfinite(json_number(value)), "not a number", value);
}

static void check_value_of_input(struct checking *checking, const struct cJSON *value)
{
	require(checking, json_text(value) || isfinite(json_number(value)),
		"an input's value is no text", value);
}

static void check_url(struct checking *checking, const struct cJSON *value)
{
	const char *url = json_text(value);

	require(checking,
		url && (strncasecmp(url, "https://", 8) == 0 ||
			       strncasecmp(url, "http://", 7) == 0),
		"an address of another kind", value);
	checking->live.links++;
}

static bool is_one_of(const char *text, const char *words)
{
	size_t length = text ? strlen(text) : 0;

	for (const char *at = words; length && (at = strstr(at, text)); at += length)
		if ((at == words || at[-1] == ' ') && (at[length] == ' ' || !at[length]))
			return true;
	return false;
}

static void check_word(struct checking *checking, const struct cJSON *value)
{
	static const char words[] =
		"Small Medium Large None Bolder Monospace Attention emphasis heading compact "
		"expanded filtered positive destructive categoricalBlue categoricalMarigold "
		"categoricalPurple categoricalTeal categoricalRed categoricalLime Full";

	require(checking, is_one_of(json_text(value), words), "a word Teams does not know", value);
}

static void check_id(struct checking *checking, const struct cJSON *value)
{
	static const char *const prefixes[] = { "text:", "one:", "some:", "people:", "channel:" };
	const char *id = json_text(value);
	bool known = false;

	for (size_t i = 0; id && i < array_length(prefixes); i++)
		known |= text_starts_with(id, prefixes[i]) && id[strlen(prefixes[i])];
	require(checking, known, "an input without a name", value);
	for (size_t i = 0; id && i < checking->input_count; i++)
		require(checking, strcmp(checking->inputs[i], id) != 0, "an input is there twice",
			value);
	if (id && checking->input_count < INPUTS)
		checking->inputs[checking->input_count++] = id;
}

/* --- what has parts --- */

static check_value check_elements, check_actions, check_row, check_runs, check_choices, check_query;
static check_value check_points, check_series, check_data, check_action, check_one_element;

struct property {
	const char *name;
	check_value *check;
	bool required;
};

struct element {
	const char *type;
	struct property properties[PROPERTIES];
};

#define LOOKS                                                                                      \
	{ "spacing", check_word, false },                                                          \
	{                                                                                          \
		"separator", check_true, false                                                     \
	}
#define INPUT                                                                                      \
	LOOKS, { "id", check_id, true }, { "label", check_title, true },                           \
		{ "isRequired", check_required, false }, { "errorMessage", check_line, false },    \
		{ "placeholder", check_line, false },                                              \
	{                                                                                          \
		"value", check_value_of_input, false                                               \
	}
#define CHART                                                                                      \
	LOOKS, { "title", check_run, true }, { "xAxisTitle", check_run, false },                   \
		{ "yAxisTitle", check_run, false }, { "color", check_word, false },                \
	{                                                                                          \
		"fallback", check_one_element, true                                                \
	}

static const struct element elements[] = {
	{ "TextBlock", { LOOKS, { "text", check_block, true }, { "wrap", check_true, true },
			       { "size", check_word, false }, { "weight", check_word, false },
			       { "color", check_word, false }, { "style", check_word, false },
			       { "isSubtle", check_true, false } } },
	{ "RichTextBlock", { LOOKS, { "inlines", check_runs, true } } },
	{ "Container",
		{ LOOKS, { "style", check_word, true }, { "items", check_elements, true } } },
	{ "ActionSet", { LOOKS, { "actions", check_row, true } } },
	{ "Input.Text", { INPUT, { "isMultiline", check_true, false },
				{ "maxLength", check_number, false } } },
	{ "Input.Number", { INPUT, { "min", check_number, true } } },
	{ "Input.ChoiceSet",
		{ INPUT, { "choices", check_choices, true }, { "choices.data", check_query, false },
			{ "style", check_word, false }, { "wrap", check_true, false },
			{ "isMultiSelect", check_true, false } } },
	{ "Chart.VerticalBar", { CHART, { "data", check_points, true } } },
	{ "Chart.HorizontalBar", { CHART, { "data", check_points, true } } },
	{ "Chart.VerticalBar.Grouped", { CHART, { "data", check_series, true } } },
	{ "Chart.Line", { CHART, { "data", check_series, true } } },
};

static const struct element actions[] = {
	{ "Action.Submit", { { "title", check_line, true }, { "style", check_word, false },
				   { "data", check_data, true } } },
	{ "Action.Execute", { { "title", check_line, true }, { "style", check_word, false },
				    { "verb", check_line, true }, { "data", check_data, true },
				    { "fallback", check_action, true } } },
};

static const struct element run = { "TextRun",
	{ { "text", check_run, true }, { "weight", check_word, false },
		{ "size", check_word, false }, { "isSubtle", check_true, false },
		{ "fontType", check_word, false }, { "selectAction", check_action, false } } };

static const struct element open_url = { "Action.OpenUrl", { { "url", check_url, true } } };

static const struct property *property_of(const struct element *element, const char *name)
{
	for (const struct property *p = element->properties; p->name; p++)
		if (strcmp(p->name, name) == 0)
			return p;
	return NULL;
}

static bool has(const struct cJSON *json, const char *name)
{
	const struct cJSON *member;

	json_for_each (member, json)
		if (text_equal(json_name(member), name))
			return true;
	return false;
}

static void check_element(
	struct checking *checking, const struct cJSON *json, const struct element *element)
{
	const struct cJSON *member;

	for (const struct property *p = element->properties; p->name; p++)
		require(checking, !p->required || has(json, p->name), "a property is missing",
			json);
	json_for_each (member, json) {
		const char *name = json_name(member);
		const struct property *property = property_of(element, name);
		if (strcmp(name, "type") == 0)
			continue;
		require(checking, property, "a property Teams does not know", member);
		if (property)
			property->check(checking, member);
	}
}

static void check_of(struct checking *checking, const struct cJSON *json,
	const struct element *table, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (text_equal(json_string(json, "type"), table[i].type)) {
			check_element(checking, json, &table[i]);
			return;
		}
	require(checking, false, "an element Teams does not know", json);
}

static void check_one_element(struct checking *checking, const struct cJSON *value)
{
	check_of(checking, value, elements, array_length(elements));
}

static void check_elements(struct checking *checking, const struct cJSON *value)
{
	const struct cJSON *item;

	require(checking, json_length(value) > 0, "nothing in it", value);
	json_for_each (item, value)
		check_one_element(checking, item);
}

static void check_action(struct checking *checking, const struct cJSON *value)
{
	if (text_equal(json_string(value, "type"), open_url.type))
		check_element(checking, value, &open_url);
	else
		check_of(checking, value, actions, array_length(actions));
}

static void check_actions(struct checking *checking, const struct cJSON *value)
{
	const struct cJSON *item;

	require(checking, json_length(value) > 0 && json_length(value) <= 6,
		"a row without actions, or with more than six", value);
	json_for_each (item, value) {
		check_action(checking, item);
		const struct cJSON *fallback = json_get(item, "fallback.data");
		_cleanup_free_ char *data = json_print(json_get(item, "data"));
		_cleanup_free_ char *other = fallback ? json_print(fallback) : NULL;
		require(checking, !other || text_equal(data, other),
			"a fallback says something else", item);
	}
}

/* Between the elements: not what sends the card. */
static void check_row(struct checking *checking, const struct cJSON *value)
{
	const struct cJSON *item;

	check_actions(checking, value);
	json_for_each (item, value)
		checking->sends |= !text_equal(json_string(item, "type"), "Action.OpenUrl");
}

static void check_runs(struct checking *checking, const struct cJSON *value)
{
	const struct cJSON *item;

	require(checking, json_length(value) > 0, "no runs", value);
	json_for_each (item, value) {
		require(checking, text_equal(json_string(item, "type"), run.type), "not a run",
			item);
		check_element(checking, item, &run);
	}
}

static void check_choices(struct checking *checking, const struct cJSON *value)
{
	const struct cJSON *item, *other;

	json_for_each (item, value) {
		check_title(checking, json_get(item, "title"));
		check_plain(checking, json_get(item, "value"));
		for (other = json_first(value); other != item; other = json_next(other))
			require(checking,
				!text_equal(
					json_string(item, "value"), json_string(other, "value")),
				"two choices are one", item);
	}
}

static void check_query(struct checking *checking, const struct cJSON *value)
{
	require(checking,
		text_equal(json_string(value, "type"), "Data.Query") &&
			text_equal(json_string(value, "dataset"), "graph.microsoft.com/users"),
		"a query of another kind", value);
}

static void check_points(struct checking *checking, const struct cJSON *value)
{
	const struct cJSON *item;

	require(checking, json_length(value) > 0, "a chart without values", value);
	json_for_each (item, value) {
		check_run(checking, json_get(item, "x"));
		check_number(checking, json_get(item, "y"));
	}
}

static void check_series(struct checking *checking, const struct cJSON *value)
{
	const struct cJSON *item;

	require(checking, json_length(value) > 0, "a chart without series", value);
	json_for_each (item, value) {
		check_run(checking, json_get(item, "legend"));
		check_word(checking, json_get(item, "color"));
		check_points(checking, json_get(item, "values"));
	}
}

/* card_data.h */
static void check_data(struct checking *checking, const struct cJSON *value)
{
	static const char *const strings[] = { "lastmile", "name", "value", "form", "context",
		"text", "dialog" };
	const struct cJSON *member;

	require(checking, is_one_of(json_string(value, "lastmile"), "button field form command"),
		"data of another kind", value);
	json_for_each (member, value) {
		const char *name = json_name(member);
		bool known = false;
		for (size_t i = 0; i < array_length(strings); i++)
			known |= strcmp(name, strings[i]) == 0 && json_text(member);
		known |= strcmp(name, "home") == 0 && json_bool(value, "home", false);
		known |= strcmp(name, "again") == 0 &&
			 text_equal(json_string(value, "lastmile"), "form") &&
			 json_length(json_get(member, "items")) > 0;
		known |= strcmp(name, "msteams") == 0 &&
			 text_equal(json_string(member, "type"), "task/fetch");
		require(checking, known, "data that nobody reads", member);
	}
}

/* --- the whole --- */

static void check_entities(struct checking *checking)
{
	const struct cJSON *entities = json_get(checking->card, "msteams.entities");
	const struct cJSON *entity;
	_cleanup_free_ char *body = json_print(json_get(checking->card, "body"));

	json_for_each (entity, entities) {
		const char *text = json_string_or(entity, "text", "");
		_cleanup_json_ struct cJSON *quoted = json_array();
		json_append_string(quoted, text);
		_cleanup_free_ char *printed = json_print(quoted);
		printed[strlen(printed) - 2] = '\0';
		require(checking, strstr(body, printed + 2) != NULL, "nobody is mentioned so",
			entity);
		require(checking,
			text_starts_with(text, "<at>") && json_string(entity, "mentioned.id") &&
				!text_is_blank(json_string(entity, "mentioned.name")),
			"an entity is not whole", entity);
	}
}

static void check_card(struct checking *checking)
{
	static const char *const members[] = { "type", "$schema", "version", "fallbackText",
		"msteams", "body", "actions" };
	const struct cJSON *member, *card = checking->card;

	json_for_each (member, card) {
		bool known = false;
		for (size_t i = 0; i < array_length(members); i++)
			known |= strcmp(json_name(member), members[i]) == 0;
		require(checking, known, "a card has another property", member);
	}
	require(checking,
		text_equal(json_string(card, "type"), "AdaptiveCard") &&
			text_equal(json_string(card, "version"), "1.5"),
		"not a card", card);
	require(checking, text_equal(json_string(card, "msteams.width"), "Full"), "not full width",
		card);
	check_title(checking, json_get(card, "fallbackText"));
	check_elements(checking, json_get(card, "body"));
	if (has(card, "actions"))
		check_actions(checking, json_get(card, "actions"));
	check_entities(checking);
	require(checking, !checking->required || !checking->sends,
		"its buttons wait until what is required is filled in", card);
}

static const char *finish(const struct checking *checking, const struct cJSON **ret_where)
{
	if (ret_where)
		*ret_where = checking->where;
	return checking->problem;
}

const char *adaptive_card_problem(const struct cJSON *card, const struct cJSON **ret_where)
{
	struct checking checking = { .card = card };

	check_card(&checking);
	return finish(&checking, ret_where);
}

struct adaptive_live adaptive_card_count(const struct cJSON *card)
{
	struct checking checking = { .card = card };

	check_card(&checking);
	return checking.live;
}

static void check_attached(
	struct checking *checking, const struct cJSON *attachment, const struct cJSON *whole)
{
	require(checking,
		text_equal(json_string(attachment, "contentType"),
			"application/vnd.microsoft.card.adaptive"),
		"no card", whole);
	checking->card = json_get(attachment, "content");
	check_card(checking);
}

static void check_size(struct checking *checking, const struct cJSON *whole, size_t limit)
{
	_cleanup_free_ char *printed = json_print(whole);

	require(checking, strlen(printed) < limit, "too large", whole);
}

const char *adaptive_activity_problem(const struct cJSON *activity, const struct cJSON **ret_where)
{
	struct checking checking = { 0 };

	check_line(&checking, json_get(activity, "summary"));
	require(&checking,
		text_equal(json_string(activity, "type"), "message") &&
			json_length(json_get(activity, "attachments")) == 1,
		"not a message with one card", activity);
	check_attached(&checking, json_get(activity, "attachments.0"), activity);
	check_size(&checking, activity, ACTIVITY_BYTES);
	return finish(&checking, ret_where);
}

const char *adaptive_dialog_problem(const struct cJSON *dialog, const struct cJSON **ret_where)
{
	struct checking checking = { 0 };

	check_line(&checking, json_get(dialog, "title"));
	require(&checking,
		text_characters(json_string_or(dialog, "title", "")) <= 24 &&
			is_one_of(json_string(dialog, "height"), "medium large") &&
			text_equal(json_string(dialog, "width"), "medium"),
		"not a dialog", dialog);
	check_attached(&checking, json_get(dialog, "card"), dialog);
	check_size(&checking, dialog, DIALOG_BYTES);
	return finish(&checking, ret_where);
}
