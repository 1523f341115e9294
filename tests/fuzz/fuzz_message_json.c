/* Any bytes from the outbox: not a message, or one that is written as it was read and that Slack
 * and Teams take. */
#include <string.h>

#include "bot/message.h"
#include "bot/platform/slack/encode.h"
#include "bot/platform/teams/encode.h"
#include "bot/util/arena.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/adaptive_card.h"
#include "tests/support/block_kit.h"

static void check(struct arena *arena, const struct message *message)
{
	_cleanup_free_ char *first = message_to_json(message);
	const struct message *again = message_from_json(arena, first);

	require(again);
	_cleanup_free_ char *second = message_to_json(again);
	require(strcmp(first, second) == 0);
	_cleanup_json_ struct cJSON *post = slack_encode(message, SLACK_USE_POST);
	require(!block_kit_problem(post));
	require(block_kit_count(post).others == 0);
	_cleanup_free_ char *frame = slack_encode_acknowledgement("e", message);
	require(strlen(frame) < SLACK_FRAME_BYTES);
	const struct teams_encoder teams = { .tenant = "t" };
	_cleanup_json_ struct cJSON *activity = teams_encode_message(&teams, message);
	require(!adaptive_activity_problem(activity, NULL));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_arena_ struct arena *arena = arena_create();
	_cleanup_free_ char *json = xstrndup((const char *)data, size);
	const struct message *message = message_from_json(arena, json);

	if (message)
		check(arena, message);
	return 0;
}
