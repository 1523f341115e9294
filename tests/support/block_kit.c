#include "tests/support/block_kit.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

/* UTF-16 units, counted from the code points' first bytes. */
static size_t units(const char *string)
{
	size_t count = 0;

	for (const char *c = string; *c; c++)
		count += (*c & 0xc0) != 0x80 ? ((unsigned char)*c >= 0xf0 ? 2 : 1) : 0;
	return count;
}

struct checking {
	const char *problem;
	size_t all;
	const char *ids[600];
	size_t id_count;
};

static void require(struct checking *checking, bool fine, const char *problem)
{
	if (!fine && !checking->problem)
		checking->problem = problem;
}

static void check_text(
	struct checking *checking, const char *text, size_t limit, const char *problem)
{
	require(checking, text && *text && units(text) <= limit, problem);
	require(checking, !text || (!strstr(text, "\u202e") && !strstr(text, "\u2066")),
		"a text turns the direction of what follows");
	if (text)
		checking->all += units(text);
}

/* In a text object or `text`: & only as one of three entities, < and > only around a token. */
static bool is_escaped(const char *text)
{
	for (; *text; text++) {
		if (*text == '&' && strncmp(text, "&amp;", 5) != 0 &&
			strncmp(text, "&lt;", 4) != 0 && strncmp(text, "&gt;", 4) != 0)
			return false;
		if (*text == '<' || *text == '>')
			return false;
	}
	return true;
}

static void check_plain(struct checking *checking, const struct cJSON *object, size_t limit)
{
	const char *text = json_string(object, "text");

	require(checking, text_equal(json_string(object, "type"), "plain_text"), "not plain_text");
	require(checking, !json_bool(object, "emoji", true), "emoji in plain_text");
	check_text(checking, text, limit, "a plain_text is empty or too long");
	require(checking, text && is_escaped(text), "a plain_text is not escaped");
}

/* Exactly one token: <…> with nothing before, between or behind. */
static void check_mrkdwn(struct checking *checking, const struct cJSON *object)
{
	const char *text = json_string(object, "text");

	check_text(checking, text, 3000, "a mrkdwn is empty or too long");
	require(checking, json_bool(object, "verbatim", false), "a mrkdwn is not verbatim");
	require(checking,
		text && text[0] == '<' && strcspn(text, ">") == strlen(text) - 1 &&
			!strchr(text + 1, '<'),
		"a mrkdwn is more than a token");
}

static void check_id(struct checking *checking, const char *id)
{
	require(checking, id && *id && units(id) <= 255, "an id is missing or too long");
	for (size_t i = 0; id && i < checking->id_count; i++)
		require(checking, strcmp(checking->ids[i], id) != 0, "an id is there twice");
	if (checking->id_count < array_length(checking->ids))
		checking->ids[checking->id_count++] = id ? id : "";
}

static void check_button(struct checking *checking, const struct cJSON *button)
{
	const char *value = json_string(button, "value");
	const char *style = json_string(button, "style");

	require(checking, text_equal(json_string(button, "type"), "button"), "not a button");
	check_plain(checking, json_get(button, "text"), 75);
	check_id(checking, json_string(button, "action_id"));
	require(checking, !value || (*value && units(value) <= 2000),
		"a value is empty or too long");
	require(checking, !style || text_equal(style, "primary") || text_equal(style, "danger"),
		"an unknown style");
}

static void check_rich_element(struct checking *checking, const struct cJSON *element)
{
	const char *type = json_string_or(element, "type", "");

	if (strcmp(type, "user") == 0)
		require(checking, json_string(element, "user_id") != NULL, "a user without an id");
	else if (strcmp(type, "channel") == 0)
		require(checking, json_string(element, "channel_id") != NULL,
			"a channel without an id");
	else if (strcmp(type, "date") == 0)
		check_text(checking, json_string(element, "fallback"), 3000,
			"a date without a fallback");
	else if (strcmp(type, "link") == 0)
		check_text(checking, json_string(element, "text"), 3000, "a link without words");
	else
		check_text(checking,
			strcmp(type, "text") == 0 ? json_string(element, "text") : NULL, 3000,
			"an unknown element, or one without text");
}

static void check_rich(struct checking *checking, const struct cJSON *block)
{
	const struct cJSON *part, *element;
	size_t before = checking->all;

	require(checking, json_length(json_get(block, "elements")) == 1, "not one part");
	json_for_each (part, json_get(block, "elements")) {
		require(checking, json_length(json_get(part, "elements")) > 0, "an empty part");
		json_for_each (element, json_get(part, "elements"))
			check_rich_element(checking, element);
	}
	require(checking, checking->all - before <= 3000, "a rich_text is too long");
}

/* Each series one number in each category, in their order. */
static void check_series(
	struct checking *checking, const struct cJSON *series, const struct cJSON *axes)
{
	const struct cJSON *data = json_get(series, "data"), *point;
	const struct cJSON *category = json_first(json_get(axes, "categories"));

	check_text(checking, json_string(series, "name"), 20, "a series without a name");
	json_for_each (point, data) {
		check_text(checking, json_string(point, "label"), 20, "a point without a label");
		require(checking,
			category && text_equal(json_text(category), json_string(point, "label")),
			"a point of no category");
		require(checking, isfinite(json_number(json_get(point, "value"))), "no number");
		category = category ? json_next(category) : NULL;
	}
	require(checking, !category, "a category without a point");
}

static void check_chart(struct checking *checking, const struct cJSON *block)
{
	const struct cJSON *all = json_get(block, "chart.series"), *series;
	const struct cJSON *axes = json_get(block, "chart.axis_config");

	check_text(checking, json_string(block, "title"), 50, "a chart without a title");
	require(checking, json_length(all) >= 1 && json_length(all) <= 6, "too many series");
	require(checking,
		json_length(json_get(axes, "categories")) >= 1 &&
			json_length(json_get(axes, "categories")) <= 20,
		"too many categories");
	json_for_each (series, all)
		check_series(checking, series, axes);
}

static void check_block(struct checking *checking, const struct cJSON *block)
{
	const char *type = json_string_or(block, "type", "");
	const struct cJSON *elements = json_get(block, "elements");
	const struct cJSON *element;

	if (strcmp(type, "header") == 0) {
		check_plain(checking, json_get(block, "text"), 150);
	} else if (strcmp(type, "context") == 0) {
		require(checking, json_length(elements) >= 1 && json_length(elements) <= 10,
			"a context has none or too many");
		json_for_each (element, elements) {
			if (text_equal(json_string(element, "type"), "mrkdwn"))
				check_mrkdwn(checking, element);
			else
				check_plain(checking, element, 3000);
		}
	} else if (strcmp(type, "actions") == 0) {
		check_id(checking, json_string(block, "block_id"));
		require(checking, json_length(elements) >= 1 && json_length(elements) <= 25,
			"a row has none or too many");
		json_for_each (element, elements)
			check_button(checking, element);
	} else if (strcmp(type, "rich_text") == 0) {
		check_rich(checking, block);
	} else if (strcmp(type, "data_visualization") == 0) {
		check_chart(checking, block);
	} else if (strcmp(type, "image") == 0) {
		check_text(checking, json_string(block, "alt_text"), 2000, "no alt_text");
		require(checking, json_string(block, "slack_file.id"), "no file");
	} else {
		require(checking, strcmp(type, "divider") == 0, "an unknown block");
	}
}

const char *block_kit_problem(const struct cJSON *message)
{
	struct checking checking = { 0 };
	const struct cJSON *blocks = json_get(message, "blocks");
	const char *text = json_string(message, "text");
	const struct cJSON *block;

	check_text(&checking, text, 4000, "the fallback is empty or too long");
	require(&checking, text && is_escaped(text), "the fallback is not escaped");
	require(&checking, !json_get(message, "parse") && !json_get(message, "link_names"),
		"it asks Slack to find mentions");
	require(&checking, !blocks || (json_length(blocks) >= 1 && json_length(blocks) <= 50),
		"no blocks, or too many");
	checking.all = 0;
	json_for_each (block, blocks)
		check_block(&checking, block);
	require(&checking, checking.all <= 10000, "the blocks together are too long");
	return checking.problem;
}

/* --- views --- */

static void check_options(
	struct checking *checking, const struct cJSON *element, size_t most, size_t initials)
{
	const struct cJSON *options = json_get(element, "options");
	const struct cJSON *one = json_get(element, "initial_option");
	const struct cJSON *some = json_get(element, "initial_options");
	const struct cJSON *option, *initial;

	require(checking, json_length(options) >= 1 && json_length(options) <= most,
		"no options, or too many");
	json_for_each (option, options) {
		const char *value = json_string(option, "value");
		check_plain(checking, json_get(option, "text"), 75);
		if (json_get(option, "description"))
			check_plain(checking, json_get(option, "description"), 75);
		require(checking, value && *value && units(value) <= 75,
			"an option's value is empty or too long");
	}
	require(checking, !one || initials == 1, "one option where several are chosen");
	require(checking, !some || (initials > 1 && json_length(some) >= 1),
		"several options where one is chosen, or none of them");
	json_for_each (initial, some ? some : NULL) {
		_cleanup_free_ char *wanted = json_print(initial);
		bool found = false;
		json_for_each (option, options) {
			_cleanup_free_ char *printed = json_print(option);
			found |= strcmp(printed, wanted) == 0;
		}
		require(checking, found, "an initial option that is none of the options");
	}
}

static void check_input_text(struct checking *checking, const struct cJSON *element)
{
	const char *initial = json_string(element, "initial_value");
	int64_t most = json_int(element, "max_length", 0);

	require(checking, most >= 1 && most <= 3000, "no max_length, or too much");
	require(checking, !initial || (*initial && units(initial) <= (size_t)most),
		"what stands in the field is longer than it takes");
}

static void check_element(struct checking *checking, const struct cJSON *element)
{
	const char *type = json_string_or(element, "type", "");
	const char *initial = json_string(element, "initial_value");

	if (json_get(element, "placeholder"))
		check_plain(checking, json_get(element, "placeholder"), 150);
	if (strcmp(type, "plain_text_input") == 0)
		check_input_text(checking, element);
	else if (strcmp(type, "number_input") == 0)
		require(checking, !initial || strspn(initial, "0123456789") == strlen(initial),
			"a number that is none");
	else if (strcmp(type, "radio_buttons") == 0)
		check_options(checking, element, 10, 1);
	else if (strcmp(type, "checkboxes") == 0)
		check_options(checking, element, 10, 10);
	else if (strcmp(type, "static_select") == 0)
		check_options(checking, element, 100, 1);
	else
		require(checking,
			strcmp(type, "users_select") == 0 ||
				strcmp(type, "multi_users_select") == 0 ||
				strcmp(type, "conversations_select") == 0,
			"an unknown element");
}

static void check_input(struct checking *checking, const struct cJSON *block)
{
	const struct cJSON *element = json_get(block, "element");
	bool chips = text_equal(json_string(element, "type"), "radio_buttons") ||
		     text_equal(json_string(element, "type"), "checkboxes");

	check_id(checking, json_string(block, "block_id"));
	check_plain(checking, json_get(block, "label"), 2000);
	if (json_get(block, "hint"))
		check_plain(checking, json_get(block, "hint"), 2000);
	require(checking, units(json_string_or(element, "action_id", "")) <= 255,
		"an action_id is too long");
	require(checking, !chips || !json_get(element, "placeholder"), "chips with a placeholder");
	check_element(checking, element);
}

/* Rows of buttons of several messages stand in one view: an action_id need be unique in its row
 * alone. */
static void check_view_block(struct checking *checking, const struct cJSON *block)
{
	struct checking row = { 0 };

	if (text_equal(json_string(block, "type"), "input")) {
		check_input(checking, block);
	} else if (text_equal(json_string(block, "type"), "actions")) {
		check_id(checking, json_string(block, "block_id"));
		check_block(&row, block);
		require(checking, !row.problem, row.problem);
	} else {
		check_block(checking, block);
	}
}

const char *block_kit_view_problem(const struct cJSON *view)
{
	struct checking checking = { 0 };
	const struct cJSON *blocks = json_get(view, "blocks");
	const char *metadata = json_string_or(view, "private_metadata", "");
	bool home = text_equal(json_string(view, "type"), "home");
	_cleanup_free_ char *printed = json_print(view);
	const struct cJSON *block;
	bool asks = false;

	require(&checking, home || text_equal(json_string(view, "type"), "modal"), "no view");
	if (!home)
		check_plain(&checking, json_get(view, "title"), 24);
	if (json_get(view, "submit"))
		check_plain(&checking, json_get(view, "submit"), 24);
	if (json_get(view, "close"))
		check_plain(&checking, json_get(view, "close"), 24);
	require(&checking, units(metadata) <= 3000, "too much private_metadata");
	require(&checking, units(json_string_or(view, "callback_id", "")) <= 255,
		"the callback_id is too long");
	require(&checking, strlen(printed) <= 250 * 1024, "the view is too large");
	require(&checking, json_length(blocks) >= 1 && json_length(blocks) <= 100,
		"no blocks, or too many");
	json_for_each (block, blocks) {
		asks |= text_equal(json_string(block, "type"), "input");
		check_view_block(&checking, block);
	}
	require(&checking, !asks || json_get(view, "submit"), "fields, and no way to send them");
	require(&checking, !asks || !home, "fields on a home page");
	return checking.problem;
}

static void count_mrkdwn(const char *text, struct block_kit_live *live)
{
	if (strncmp(text, "<@", 2) == 0)
		live->persons++;
	else if (strncmp(text, "<#", 2) == 0)
		live->channels++;
	else if (strncmp(text, "<!date^", 7) == 0)
		live->dates++;
	else if (strncmp(text, "<http", 5) == 0 || strncmp(text, "<HTTP", 5) == 0)
		live->links++;
	else
		live->others++;
	if (strncmp(text, "<!date^", 7) != 0 && strpbrk(text, "*~`"))
		live->others++; // an address may hold an underscore
}

static void count(const struct cJSON *json, struct block_kit_live *live)
{
	const char *type = json_is_object(json) ? json_string_or(json, "type", "") : "";
	const struct cJSON *child;

	live->persons += strcmp(type, "user") == 0;
	live->channels += strcmp(type, "channel") == 0;
	live->links += strcmp(type, "link") == 0;
	live->dates += strcmp(type, "date") == 0;
	live->others += strcmp(type, "broadcast") == 0 || strcmp(type, "usergroup") == 0 ||
			strcmp(type, "emoji") == 0 || strcmp(type, "section") == 0 ||
			strcmp(type, "markdown") == 0;
	if (strcmp(type, "mrkdwn") == 0)
		count_mrkdwn(json_string_or(json, "text", ""), live);
	json_for_each (child, json)
		count(child, live);
}

struct block_kit_live block_kit_count(const struct cJSON *message)
{
	struct block_kit_live live = { 0 };
	const char *text = json_string_or(message, "text", "");

	count(message, &live);
	live.others += strchr(text, '<') || strchr(text, '>');
	return live;
}
