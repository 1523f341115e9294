#include "bot/platform/teams/relay_message.h"

#include <string.h>
#include <strings.h>

#include "bot/util/http_server.h"
#include "bot/util/json.h"
#include "bot/util/text.h"

/* Names come in the sender's case. */
static const char *header_of(const struct cJSON *request, const char *name)
{
	const struct cJSON *header;

	json_for_each (header, json_get(request, "requestHeaders"))
		if (text_equal_nocase(json_name(header), name))
			return json_text(header);
	return NULL;
}

static void read_request(struct relay_message *message, const struct cJSON *request)
{
	message->address = json_string(request, "address");
	message->id = json_string(request, "id");
	message->method = json_string(request, "method");
	message->target = json_string(request, "requestTarget");
	message->authorization = header_of(request, "authorization");
	message->content_type = header_of(request, "content-type");
	message->has_body = json_bool(request, "body", false);
	if (message->method && message->id && message->target)
		message->kind = RELAY_REQUEST;
	else if (!message->method && message->address)
		message->kind = RELAY_ELSEWHERE;
}

struct relay_message relay_message_read(const char *text, size_t length)
{
	struct relay_message message = { .kind = RELAY_IGNORED };

	if (json_parse(text, length, &message.json, NULL) < 0)
		return message;
	message.address = json_string(message.json, "accept.address");
	if (message.address)
		message.kind = RELAY_ACCEPT;
	else if (json_get(message.json, "request"))
		read_request(&message, json_get(message.json, "request"));
	return message;
}

void relay_message_finish(struct relay_message *message)
{
	json_free(message->json);
	*message = (struct relay_message){ .kind = RELAY_IGNORED };
}

bool relay_message_is_for(
	const struct relay_message *message, const char *hybrid_connection, const char *path)
{
	const char *target = message->target;
	size_t name = strlen(hybrid_connection), length = strlen(path);

	if (target[0] == '/' && strncasecmp(target + 1, hybrid_connection, name) == 0 &&
		(target[1 + name] == '/' || !target[1 + name]))
		target += 1 + name;
	if (strncmp(target, path, length) != 0)
		return false;
	target += length;
	target += target[0] == '/';
	return !target[0] || target[0] == '?';
}

char *relay_message_response(const char *id, int status, bool has_body)
{
	_cleanup_json_ struct cJSON *json = json_object();
	struct cJSON *response = json_set_object(json, "response");
	struct cJSON *headers;

	json_set_string(response, "requestId", id);
	json_set_int(response, "statusCode", status);
	json_set_string(response, "statusDescription", http_status_reason(status));
	headers = json_set_object(response, "responseHeaders");
	if (has_body)
		json_set_string(headers, "Content-Type", "application/json; charset=utf-8");
	if (status == 401)
		json_set_string(headers, "WWW-Authenticate", "Bearer");
	if (status == 405)
		json_set_string(headers, "Allow", "POST");
	json_set_bool(response, "body", has_body);
	return json_print(json);
}

char *relay_message_renewal(const char *token)
{
	_cleanup_json_ struct cJSON *json = json_object();

	json_set_string(json_set_object(json, "renewToken"), "token", token);
	return json_print(json);
}
