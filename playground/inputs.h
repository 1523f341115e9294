#ifndef LASTMILE_PLAYGROUND_INPUTS_H
#define LASTMILE_PLAYGROUND_INPUTS_H
/*
 * The elements inside blocks that people can use, and the state of all of them together, as Slack
 * sends it: {block_id: {action_id: state}} ("values" below). Every block has an id here, because
 * blocks_with_ids() gives one to those that come without.
 */
#include <stdbool.h>

#include "playground/elements.h"

/* An element and the block around it; borrowed. Begin with { blocks }, then input_next(). */
struct input {
	const struct cJSON *blocks;
	const struct cJSON *block; // NULL: before the first
	const struct cJSON *element;
};

bool input_next(struct input *input); // to the next element that has an action_id
const char *input_block_id(const struct input *input);
const char *input_action_id(const struct input *input);
bool input_is_in_input_block(const struct input *input);

/* `block_id` NULL: the first block that has such an element. */
bool input_find(const struct cJSON *blocks, const char *block_id, const char *action_id,
	struct input *ret_input);

/* A copy in which every block has a block_id and every element an action_id, as Slack gives them;
 * NULL if there are none. */
struct cJSON *blocks_with_ids(const struct cJSON *blocks);

/* The state of one element among `values`; NULL: it has none. Borrowed. */
const struct cJSON *values_get(
	const struct cJSON *values, const char *block_id, const char *action_id);
void values_set(struct cJSON *values, const char *block_id, const char *action_id,
	struct cJSON *state); // takes over `state`

/*
 * The values for these blocks: what stood in `before` (may be NULL) under the same ids is kept,
 * the rest begins as the blocks say. A new object.
 */
struct cJSON *values_create(
	const struct filling *filling, const struct cJSON *blocks, const struct cJSON *before);

#endif
