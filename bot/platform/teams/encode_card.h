#ifndef LASTMILE_TEAMS_ENCODE_CARD_H
#define LASTMILE_TEAMS_ENCODE_CARD_H
/*
 * Blocks of a message as elements of an Adaptive Card, within a given room. Used by encode.c and
 * encode_form.c, which choose the room.
 *
 * What people wrote stands in a RichTextBlock, of which no client parses anything. Mentions and the
 * reader's own times work in a TextBlock alone (learn.microsoft.com, "Format cards in Teams"):
 * where a block has one, all of it is a TextBlock, and its text quiet (encode_text.h).
 */
#include <stdbool.h>
#include <stddef.h>

#include "bot/platform/teams/encode_action.h"

struct cJSON;
struct message;

/* How much may be said; lengths are UTF-16 units. */
struct teams_room {
	size_t words; // in all blocks together
	size_t quote; // in one quote
	size_t blocks; // elements beside rows of buttons
	size_t spans; // in all blocks together
	size_t chart_bytes; // of all drawn charts together; the others are words
	size_t button_bytes; // of all buttons together
	bool tell; // when something was cut, say so at the end
};

enum { TEAMS_BLOCK_TEXT = 3000, TEAMS_HEADING_TEXT = 150, TEAMS_URL = 2000, TEAMS_NAME = 60 };

/* An array of elements. Adds who is mentioned to `entities`. *ret_squeezed: text was lost that a
 * shorter quote might have made room for. */
struct cJSON *teams_encode_blocks(const struct teams_where *where, const struct message *message,
	const struct teams_room *room, struct cJSON *entities, bool *ret_squeezed);

/* A TextBlock of our own words, made quiet. */
struct cJSON *teams_text(const char *words);

#endif
