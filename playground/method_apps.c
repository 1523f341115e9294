/*
 * apps.*: how the app gets its websocket.
 */
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "playground/playground.h"
#include "playground/socket_mode.h"
#include "playground/web_api.h"

static const char *connections_open(struct call *call)
{
	_cleanup_free_ char *url = socket_mode_ticket(call->playground->socket_mode, call->host);

	if (!url)
		return "internal_error";
	json_set_string(call->answer, "url", url);
	return NULL;
}

static const struct argument no_arguments[] = { { 0 } };

const struct method app_methods[] = {
	{ "apps.connections.open", TOKEN_APP, TIER_3, .post_only = true, .arguments = no_arguments,
		.run = connections_open },
	{ 0 },
};
