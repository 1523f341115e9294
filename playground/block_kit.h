#ifndef LASTMILE_PLAYGROUND_BLOCK_KIT_H
#define LASTMILE_PLAYGROUND_BLOCK_KIT_H
/*
 * Block Kit's rules, as tables: which blocks a surface takes, which fields they have, how long each
 * may be. What Slack refuses is refused here, with a line that points to the place:
 *
 *     [ERROR] must be less than 76 characters [json-pointer:/blocks/2/elements/0/text/text]
 *
 * Lengths are Unicode characters. Limits: facts of Slack's reference and of its issue trackers.
 */
#include <stddef.h>

struct cJSON;

enum surface {
	SURFACE_MESSAGE = 1,
	SURFACE_MODAL = 2,
	SURFACE_HOME = 4,
	SURFACE_ANY = 7,
};

enum { BLOCK_TEXT_MAX = 13000 }; // characters of all text in the blocks of one message

/*
 * Returns NULL or an error code: invalid_blocks_format (not a list), invalid_blocks,
 * msg_blocks_too_long, only_one_table_allowed. Lines are appended to `messages`. `pointer` is where
 * the blocks stand: "/blocks".
 */
const char *block_kit_check(const struct cJSON *blocks, enum surface surface, const char *pointer,
	struct cJSON *messages);

/* A view of views.open, update, push, publish or an acknowledgement: NULL or an error code. */
const char *block_kit_check_view(const struct cJSON *view, struct cJSON *messages);

#endif
