#ifndef LASTMILE_SLACK_ENCODE_BLOCKS_H
#define LASTMILE_SLACK_ENCODE_BLOCKS_H
/*
 * Blocks of a message as Block Kit, within a given room. Used by encode.c and encode_view.c, which
 * choose the room.
 */
#include <stdbool.h>
#include <stddef.h>

struct cJSON;
struct message;
struct slack_charts;

/* Slack's limits (docs.slack.dev, Block Kit reference), in characters where not said otherwise. */
enum {
	SLACK_BLOCKS = 50,
	SLACK_BLOCK_TEXT = 3000,
	SLACK_HEADER_TEXT = 150,
	SLACK_CONTEXT_ELEMENTS = 10,
	SLACK_ROW_BUTTONS = 25,
	SLACK_BUTTON_LABEL = 75,
	SLACK_BUTTON_VALUE = 2000,
	SLACK_ACTION_ID = 255,
	SLACK_URL = 3000,
	SLACK_FALLBACK_TEXT = 4000,
	SLACK_ALL_TEXT = 9500, // undocumented; refused at about 11000 (bolt-js #2867)
};

/* How much may be said. */
struct slack_room {
	size_t all; // characters in all blocks together
	size_t quote; // characters in one quote
	size_t fallback; // characters of the fallback text
	bool tell; // when something was cut, say so at the end
	size_t blocks; // at most; 0: SLACK_BLOCKS, what a message takes
	size_t rows_before; // rows of buttons that stand in the same view already
	const struct slack_charts *charts; // how charts are shown; NULL: as bars of text
};

/* An array of blocks. *ret_squeezed: text was lost that a shorter quote might have made room for.
 */
struct cJSON *slack_encode_blocks(
	const struct message *message, const struct slack_room *room, bool *ret_squeezed);

#endif
