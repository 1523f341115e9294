/* Any JSON as blocks: taken, or refused with at least one line that says where. */
#include <string.h>

#include "bot/util/json.h"
#include "playground/block_kit.h"
#include "tests/fuzz/fuzz.h"

static void check(const struct cJSON *blocks, enum surface surface)
{
	_cleanup_json_ struct cJSON *messages = json_array();
	const char *error = block_kit_check(blocks, surface, "/blocks", messages);

	require((error && strcmp(error, "invalid_blocks") == 0) == (json_length(messages) > 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_json_ struct cJSON *blocks = NULL;
	_cleanup_json_ struct cJSON *messages = json_array();

	if (json_parse((const char *)data, size, &blocks, NULL) < 0)
		return 0;
	check(blocks, SURFACE_MESSAGE);
	check(blocks, SURFACE_MODAL);
	(void)block_kit_check_view(blocks, messages);
	return 0;
}
