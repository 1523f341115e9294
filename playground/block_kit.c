#include "playground/block_kit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "playground/arguments.h"
#include "playground/block_kit_tables.h"

enum { BLOCKS_IN_MESSAGE = 50, BLOCKS_IN_VIEW = 100, VIEW_BYTES = 250 * 1024, CHARTS = 2 };

struct check {
	enum surface surface;
	struct text pointer;
	struct cJSON *messages;
	struct cJSON *block_ids; // those seen
	int focused; // elements with focus_on_load
	size_t characters;
	int refusals;
	int tables;
	int charts;
};

static void check_object(struct check *check, const struct cJSON *object, const struct shape *set);

void check_refuse(struct check *check, const char *sentence)
{
	_cleanup_free_ char *line =
		xasprintf("[ERROR] %s [json-pointer:%s]", sentence, text_string(&check->pointer));

	check->refusals++;
	if (json_length(check->messages) < 20)
		json_append_string(check->messages, line);
}

/* One step down the pointer; the returned length brings it back up. */
static size_t descend(struct check *check, const char *name, int index)
{
	size_t length = check->pointer.length;

	if (name)
		text_printf(&check->pointer, "/%s", name);
	else
		text_printf(&check->pointer, "/%d", index);
	return length;
}

static void ascend(struct check *check, size_t length)
{
	check->pointer.length = length;
	if (check->pointer.data)
		check->pointer.data[length] = '\0';
}

static void check_length(struct check *check, const char *string, int min, int max)
{
	size_t length = text_characters(string);
	_cleanup_free_ char *sentence = NULL;

	if (length < (size_t)min)
		sentence = xasprintf("must be more than %d characters", min - 1);
	else if (length > (size_t)max)
		sentence = xasprintf("must be less than %d characters", max + 1);
	if (sentence)
		check_refuse(check, sentence);
}

static void check_string(struct check *check, const struct cJSON *value, const struct field *field)
{
	if (!json_text(value))
		check_refuse(check, "must provide a string");
	else
		check_length(check, json_text(value), field->min, field->max);
}

static void check_choice(struct check *check, const struct cJSON *value, const struct field *field)
{
	const char *text = json_text(value);
	const char *at = field->choices;

	while (text && *text && at && *at) {
		size_t length = strcspn(at, " ");
		if (strlen(text) == length && strncmp(at, text, length) == 0)
			return;
		at += length + (at[length] == ' ');
	}
	check_refuse(check, "must be one of the allowed values");
}

static void check_int(struct check *check, const struct cJSON *value, const struct field *field)
{
	int64_t number = json_int(value, "", INT64_MIN);

	if (!argument_is_number(value))
		check_refuse(check, "must provide a number");
	else if (number < field->min || number > field->max)
		check_refuse(check, "must be within the allowed range");
}

/* {type, text, emoji} or {type, text, verbatim} */
static void check_text(struct check *check, const struct cJSON *value, const struct field *field)
{
	const char *type = json_string(value, "type");
	const char *text = json_string(value, "text");
	bool plain = text_equal(type, "plain_text");
	const struct cJSON *member;
	size_t back;

	if (!json_is_object(value) || (!plain && !text_equal(type, "mrkdwn")) ||
		(!plain && field->kind == FIELD_PLAIN)) {
		check_refuse(check, field->kind == FIELD_PLAIN
					    ? "must be a plain_text object"
					    : "must be a plain_text or mrkdwn object");
		return;
	}
	json_for_each(member, value) {
		const char *name = json_name(member);
		bool known = text_equal(name, "type") || text_equal(name, "text") ||
			     text_equal(name, plain ? "emoji" : "verbatim");
		back = descend(check, name, 0);
		if (!known)
			check_refuse(check, "invalid additional property");
		else if (text_equal(name, "text") && text)
			check_length(check, text, field->min, field->max);
		else if (text_equal(name, "text") ||
			 (!json_text(member) && !argument_is_bool(member)))
			check_refuse(check, "has the wrong type");
		ascend(check, back);
	}
	if (!text)
		check_refuse(check, "missing required field: text");
}

static void check_many(struct check *check, const struct cJSON *value, const struct field *field)
{
	const struct cJSON *item;
	_cleanup_free_ char *sentence = NULL;
	int index = 0;

	if (!json_is_array(value)) {
		check_refuse(check, "must be an array");
		return;
	}
	if (json_length(value) < (size_t)field->min)
		sentence = xasprintf("no fewer than %d items allowed", field->min);
	else if (json_length(value) > (size_t)field->max)
		sentence = xasprintf("no more than %d items allowed", field->max);
	if (sentence) {
		check_refuse(check, sentence);
		return;
	}
	json_for_each(item, value) {
		size_t back = descend(check, NULL, index++);
		if (field->kind == FIELD_STRINGS && !json_text(item))
			check_refuse(check, "must provide a string");
		else if (field->kind == FIELD_MANY && field->set)
			check_object(check, item, field->set);
		else if (field->kind == FIELD_MANY) // section fields: texts of at most 2000
			check_text(check, item,
				&(struct field){ .kind = FIELD_TEXT, .min = 1, .max = 2000 });
		ascend(check, back);
	}
}

static void check_value(struct check *check, const struct cJSON *value, const struct field *field)
{
	switch (field->kind) {
	case FIELD_STRING:
		check_string(check, value, field);
		break;
	case FIELD_CHOICE:
		check_choice(check, value, field);
		break;
	case FIELD_BOOL:
		if (!argument_is_bool(value))
			check_refuse(check, "must provide a boolean");
		break;
	case FIELD_INT:
		check_int(check, value, field);
		break;
	case FIELD_PLAIN:
	case FIELD_TEXT:
		check_text(check, value, field);
		break;
	case FIELD_ONE:
		check_object(check, value, field->set);
		break;
	case FIELD_MANY:
	case FIELD_STRINGS:
		check_many(check, value, field);
		break;
	case FIELD_ANY:
		break;
	}
}

static const struct field *find_field(const struct field *fields, const char *name)
{
	for (; fields->name; fields++)
		if (text_equal(fields->name, name))
			return fields;
	return NULL;
}

static void check_fields(struct check *check, const struct cJSON *object, const struct shape *shape)
{
	const struct cJSON *member;

	json_for_each(member, object) {
		const struct field *field = find_field(shape->fields, json_name(member));
		size_t back = descend(check, json_name(member), 0);
		if (field)
			check_value(check, member, field);
		else if (!shape->type || !text_equal(json_name(member), "type"))
			check_refuse(check, "invalid additional property");
		ascend(check, back);
	}
	for (const struct field *field = shape->fields; field->name; field++) {
		_cleanup_free_ char *sentence = NULL;
		if (!field->required || json_get(object, field->name))
			continue;
		sentence = xasprintf("missing required field: %s", field->name);
		check_refuse(check, sentence);
	}
}

static const struct shape *find_shape(const struct shape *set, const char *type)
{
	for (;; set++) {
		if (!set->type || text_equal(set->type, type))
			return set;
		if (set->ends)
			return NULL;
	}
}

static void check_object(struct check *check, const struct cJSON *object, const struct shape *set)
{
	const char *type = json_string(object, "type");
	const struct shape *shape = find_shape(set, type);
	_cleanup_free_ char *sentence = NULL;

	if (!json_is_object(object)) {
		check_refuse(check, "must be an object");
	} else if (!shape) {
		sentence = xasprintf("unsupported type: %s", type ? type : "none");
		check_refuse(check, sentence);
	} else if (shape->surfaces && !(shape->surfaces & (int)check->surface)) {
		sentence = xasprintf("%s is not allowed on this surface", type);
		check_refuse(check, sentence);
	} else {
		check_fields(check, object, shape);
		if (shape->also)
			shape->also(check, object);
	}
}

/* Adds `id` to `seen`, or says that it already stands there. */
static void check_unique(struct check *check, struct cJSON *seen, const char *kind, const char *id)
{
	const struct cJSON *item;
	_cleanup_free_ char *sentence = NULL;

	if (!id || !*id)
		return;
	json_for_each(item, seen) {
		if (!text_equal(json_text(item), id))
			continue;
		sentence = xasprintf("%s \"%s\" already exists", kind, id);
		check_refuse(check, sentence);
		return;
	}
	json_append_string(seen, id);
}

static void check_focus(struct check *check, const struct cJSON *element)
{
	if (json_bool(element, "focus_on_load", false) && ++check->focused > 1)
		check_refuse(check, "only one element may have focus_on_load");
}

/* What holds among the elements of one block, and among all blocks. */
static void check_together(struct check *check, const struct cJSON *block)
{
	_cleanup_json_ struct cJSON *action_ids = json_array();
	const struct cJSON *elements = json_get(block, "elements");
	const struct cJSON *element;

	check_unique(check, check->block_ids, "block_id", json_string(block, "block_id"));
	check_focus(check, json_get(block, "element"));
	check_focus(check, json_get(block, "accessory"));
	if (!json_is_array(elements))
		return;
	json_for_each(element, elements) {
		check_unique(check, action_ids, "action_id", json_string(element, "action_id"));
		check_focus(check, element);
	}
}

/* All that is read as text, wherever it stands. */
static void count_text(struct check *check, const struct cJSON *value)
{
	const struct cJSON *member;

	if (!json_is_object(value) && !json_is_array(value))
		return;
	json_for_each(member, value) {
		const char *text = json_text(member);
		if (text && json_is_object(value) && text_equal(json_name(member), "text"))
			check->characters += text_characters(text);
		count_text(check, member);
	}
}

static void check_blocks(struct check *check, const struct cJSON *blocks)
{
	size_t max = check->surface == SURFACE_MESSAGE ? BLOCKS_IN_MESSAGE : BLOCKS_IN_VIEW;
	const struct cJSON *block;
	_cleanup_free_ char *sentence = NULL;
	int index = 0;

	if (json_length(blocks) > max) {
		sentence = xasprintf("no more than %zu items allowed", max);
		check_refuse(check, sentence);
		return;
	}
	json_for_each(block, blocks) {
		size_t back = descend(check, NULL, index++);
		check_object(check, block, block_shapes);
		check_together(check, block);
		count_text(check, block);
		check->tables += text_equal(json_string(block, "type"), "table");
		check->charts += text_equal(json_string(block, "type"), "data_visualization");
		if (check->charts > CHARTS)
			check_refuse(check, "no more than 2 data_visualization blocks allowed");
		ascend(check, back);
	}
}

const char *block_kit_check(const struct cJSON *blocks, enum surface surface, const char *pointer,
	struct cJSON *messages)
{
	struct check check = {
		.surface = surface, .messages = messages, .block_ids = json_array()
	};
	const char *error = NULL;

	if (json_is_array(blocks)) {
		text_append(&check.pointer, pointer);
		check_blocks(&check, blocks);
	} else {
		error = "invalid_blocks_format";
	}
	if (!error && check.refusals)
		error = "invalid_blocks";
	else if (!error && surface == SURFACE_MESSAGE && check.tables > 1)
		error = "only_one_table_allowed";
	else if (!error && surface == SURFACE_MESSAGE && check.characters > BLOCK_TEXT_MAX)
		error = "msg_blocks_too_long";
	text_finish(&check.pointer);
	json_free(check.block_ids);
	return error;
}

static const struct field modal_fields[] = {
	{ "title", FIELD_PLAIN, 1, 24, .required = true },
	{ "blocks", FIELD_ANY, .required = true },
	{ "submit", FIELD_PLAIN, 1, 24 },
	{ "close", FIELD_PLAIN, 1, 24 },
	{ "private_metadata", FIELD_STRING, 0, 3000 },
	{ "callback_id", FIELD_STRING, 0, 255 },
	{ "external_id", FIELD_STRING, 0, 255 },
	{ "clear_on_close", FIELD_BOOL },
	{ "notify_on_close", FIELD_BOOL },
	{ "submit_disabled", FIELD_BOOL },
	{ 0 },
};

static const struct field home_fields[] = {
	{ "blocks", FIELD_ANY, .required = true },
	{ "private_metadata", FIELD_STRING, 0, 3000 },
	{ "callback_id", FIELD_STRING, 0, 255 },
	{ "external_id", FIELD_STRING, 0, 255 },
	{ 0 },
};

static const struct shape view_shapes[] = {
	{ "modal", SURFACE_MODAL, modal_fields },
	{ "home", SURFACE_HOME, home_fields, .ends = true },
};

static bool has_input(const struct cJSON *blocks)
{
	const struct cJSON *block;

	json_for_each(block, blocks)
		if (text_equal(json_string(block, "type"), "input"))
			return true;
	return false;
}

const char *block_kit_check_view(const struct cJSON *view, struct cJSON *messages)
{
	bool home = text_equal(json_string(view, "type"), "home");
	enum surface surface = home ? SURFACE_HOME : SURFACE_MODAL;
	struct check check = { .surface = surface, .messages = messages };
	_cleanup_free_ char *printed = json_print(view);
	const char *error = NULL;

	text_append(&check.pointer, "/view");
	check_object(&check, view, view_shapes);
	if (!home && has_input(json_get(view, "blocks")) && !json_get(view, "submit"))
		check_refuse(&check, "submit is required when there is an input block");
	text_finish(&check.pointer);
	if (strlen(printed) > VIEW_BYTES)
		return "view_too_large";
	error = block_kit_check(json_get(view, "blocks"), surface, "/view/blocks", messages);
	return check.refusals || error ? "invalid_arguments" : NULL;
}
