#include "playground/inputs.h"

#include <stdlib.h>

#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/random.h"
#include "bot/util/text.h"

static const struct cJSON *first_element(const struct cJSON *block)
{
	static const char *const alone[] = { "accessory", "element" };
	const struct cJSON *elements = json_get(block, "elements");

	for (size_t i = 0; i < array_length(alone); i++)
		if (json_is_object(json_get(block, alone[i])))
			return json_get(block, alone[i]);
	return json_is_array(elements) ? json_first(elements) : NULL;
}

static const struct cJSON *next_element(const struct cJSON *block, const struct cJSON *element)
{
	return json_is_array(json_get(block, "elements")) ? json_next(element) : NULL;
}

bool input_next(struct input *input)
{
	const struct cJSON *block = input->block;
	const struct cJSON *element = block ? next_element(block, input->element) : NULL;

	for (;;) {
		for (; element; element = next_element(block, element)) {
			if (!json_string(element, "action_id"))
				continue;
			input->block = block;
			input->element = element;
			return true;
		}
		block = block ? json_next(block) : json_first(input->blocks);
		if (!block)
			return false;
		element = first_element(block);
	}
}

const char *input_block_id(const struct input *input)
{
	return json_string_or(input->block, "block_id", "");
}

const char *input_action_id(const struct input *input)
{
	return json_string_or(input->element, "action_id", "");
}

bool input_is_in_input_block(const struct input *input)
{
	return text_equal(json_string(input->block, "type"), "input");
}

bool input_find(const struct cJSON *blocks, const char *block_id, const char *action_id,
	struct input *ret_input)
{
	struct input input = { .blocks = blocks };

	while (input_next(&input)) {
		if (block_id && !text_equal(input_block_id(&input), block_id))
			continue;
		if (!text_equal(input_action_id(&input), action_id))
			continue;
		*ret_input = input;
		return true;
	}
	return false;
}

static void give_id(struct cJSON *copy, const char *name)
{
	_cleanup_free_ char *id = xasprintf("%05x", random_below(0x100000));

	if (text_is_blank(json_string(copy, name)))
		json_set_string(copy, name, id);
}

static struct cJSON *copy_element(const struct cJSON *element)
{
	struct cJSON *copy = json_copy(element);

	if (!text_equal(json_string(element, "type"), "image"))
		give_id(copy, "action_id");
	return copy;
}

static struct cJSON *copy_elements(const struct cJSON *elements)
{
	struct cJSON *copies = json_array();
	const struct cJSON *element;

	json_for_each(element, elements)
		json_append(copies, copy_element(element));
	return copies;
}

static struct cJSON *copy_block(const struct cJSON *block)
{
	struct cJSON *copy = json_copy(block);
	const char *type = json_string(block, "type");

	give_id(copy, "block_id");
	if (json_get(block, "accessory"))
		json_set(copy, "accessory", copy_element(json_get(block, "accessory")));
	if (text_equal(type, "input"))
		json_set(copy, "element", copy_element(json_get(block, "element")));
	if (text_equal(type, "actions") || text_equal(type, "context_actions"))
		json_set(copy, "elements", copy_elements(json_get(block, "elements")));
	return copy;
}

struct cJSON *blocks_with_ids(const struct cJSON *blocks)
{
	struct cJSON *copies;
	const struct cJSON *block;

	if (!json_is_array(blocks) || !json_length(blocks))
		return NULL;
	copies = json_array();
	json_for_each(block, blocks)
		json_append(copies, copy_block(block));
	return copies;
}

/* By its whole name: json_get() would take the dots in it for a path. */
static const struct cJSON *get_member(const struct cJSON *object, const char *name)
{
	const struct cJSON *member;

	json_for_each(member, object)
		if (text_equal(json_name(member), name))
			return member;
	return NULL;
}

const struct cJSON *values_get(
	const struct cJSON *values, const char *block_id, const char *action_id)
{
	return get_member(get_member(values, block_id), action_id);
}

void values_set(
	struct cJSON *values, const char *block_id, const char *action_id, struct cJSON *state)
{
	const struct cJSON *before = get_member(values, block_id);
	struct cJSON *block = before ? json_copy(before) : json_object();

	json_set(block, action_id, state);
	json_set(values, block_id, block);
}

struct cJSON *values_create(
	const struct filling *filling, const struct cJSON *blocks, const struct cJSON *before)
{
	struct cJSON *values = json_object();
	struct input input = { .blocks = blocks };

	while (input_next(&input)) {
		const char *block_id = input_block_id(&input);
		const char *action_id = input_action_id(&input);
		if (!element_has_state(input.element))
			continue;
		values_set(values, block_id, action_id,
			element_state(
				filling, input.element, values_get(before, block_id, action_id)));
	}
	return values;
}
