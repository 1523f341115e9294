#include "playground/replies.h"

#include "bot/util/http_server.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"

static void reply(struct http_request *request, struct cJSON *answer)
{
	_cleanup_json_ struct cJSON *owned = answer;
	_cleanup_free_ char *body = json_print(owned);
	struct http_response response = { .status = 200, .body = body };

	http_respond(request, &response);
}

void reply_ok(struct http_request *request, struct cJSON *answer)
{
	if (!answer)
		answer = json_object();
	json_set_bool(answer, "ok", true);
	reply(request, answer);
}

void reply_error_with(
	struct http_request *request, const char *error, const char *message, struct cJSON *answer)
{
	json_set_bool(answer, "ok", false);
	json_set_string(answer, "error", error);
	json_set_string(answer, "message", message);
	reply(request, answer);
}

void reply_error(struct http_request *request, const char *error, const char *message)
{
	reply_error_with(request, error, message, json_object());
}
