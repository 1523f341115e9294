#include "bot/util/websocket_settings.h"

#include <string.h>

#include "bot/util/endpoint.h"
#include "bot/util/websocket.h"

enum { MAX_URL = 4096 };

static void or_default(unsigned *setting, unsigned otherwise)
{
	if (*setting == 0)
		*setting = otherwise;
}

void websocket_settings_fill_in(struct websocket_settings *settings)
{
	or_default(&settings->connect_timeout, 4000);
	or_default(&settings->upgrade_timeout, 15000);
	or_default(&settings->ping_every, 15000);
	or_default(&settings->hang_up_after, 45000);
	or_default(&settings->close_timeout, 3000);
	if (settings->message_limit == 0)
		settings->message_limit = 4 << 20;
}

const char *websocket_settings_look_at(const char *url, struct endpoint *ret_endpoint)
{
	const char *why = NULL;

	if (strlen(url) > MAX_URL)
		return "the address is too long";
	if (endpoint_parse(url, ret_endpoint, &why) < 0)
		return why;
	if (strncmp(ret_endpoint->scheme, "ws", 2) != 0)
		return "it must begin with wss://";
	if (!endpoint_is_allowed(ret_endpoint))
		return "plain ws is for loopback addresses alone";
	return NULL;
}
