/* Any text from Azure Relay: a message of a known kind has what that kind needs. */
#include <string.h>

#include "bot/platform/teams/relay_message.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "tests/fuzz/fuzz.h"

static void check_response(const char *id)
{
	_cleanup_free_ char *text = relay_message_response(id, 200, true);
	_cleanup_json_ struct cJSON *json = NULL;

	require(json_parse(text, strlen(text), &json, NULL) == 0);
	require(strcmp(json_string_or(json, "response.requestId", ""), id) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct relay_message message = relay_message_read((const char *)data, size);

	switch (message.kind) {
	case RELAY_REQUEST:
		require(message.id && message.method && message.target);
		(void)relay_message_is_for(&message, "hyco", "/api/messages");
		check_response(message.id);
		break;
	case RELAY_ELSEWHERE:
	case RELAY_ACCEPT:
		require(message.address);
		break;
	case RELAY_IGNORED:
		break;
	}
	relay_message_finish(&message);
	return 0;
}
