#include "playground/teams/connector.h"

#include <stdlib.h>
#include <string.h>

#include "bot/util/clock.h"
#include "bot/util/http_server.h"
#include "bot/util/json.h"
#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "bot/util/url.h"
#include "playground/faulty_answer.h"
#include "playground/ledger.h"
#include "playground/playground.h"
#include "playground/rate_limit.h"
#include "playground/teams/access.h"
#include "playground/teams/teams.h"
#include "playground/teams/workspace.h"

/* Sends of one conversation: seven in a second, and on the long run one a second at least. */
enum { SENDS_BURST = 7, SENDS_PER_MINUTE = 60 };

static const struct connector_route *const tables[] = { connector_message_routes,
	connector_roster_routes };

/* Takes the path apart by the pattern; false with no step kept if it does not fit. */
static bool fits(const char *pattern, const char *path, char *steps[CONNECTOR_STEPS])
{
	size_t count = 0;

	while (*pattern && *path) {
		size_t wanted = strcspn(pattern, "/"), length = strcspn(path, "/");
		if (pattern[0] == '*' && count < CONNECTOR_STEPS && length)
			steps[count++] = xstrndup(path, length);
		else if (wanted != length || strncmp(pattern, path, length) != 0)
			break;
		pattern += wanted + (pattern[wanted] == '/');
		path += length + (path[length] == '/');
	}
	if (!*pattern && !*path)
		return true;
	while (count)
		free(steps[--count]);
	memset(steps, 0, CONNECTOR_STEPS * sizeof(steps[0]));
	return false;
}

static const struct connector_route *find_route(
	const char *method, const char *path, char *steps[CONNECTOR_STEPS])
{
	for (size_t i = 0; i < array_length(tables); i++)
		for (const struct connector_route *route = tables[i]; route->method; route++)
			if (text_equal(route->method, method) && fits(route->pattern, path, steps))
				return route;
	return NULL;
}

/* Undoes the percent-encoding. An id that was not encoded is none Teams' front doors pass on. */
static bool decode_steps(struct connector_call *call)
{
	for (size_t i = 0; i < CONNECTOR_STEPS && call->steps[i]; i++) {
		_cleanup_free_ char *encoded = call->steps[i];
		struct text decoded = TEXT_INIT;
		bool raw = strpbrk(encoded, ":;=@");
		url_decode(&decoded, encoded, strlen(encoded), false);
		text_append(&decoded, "");
		call->steps[i] = text_steal(&decoded);
		if (raw && !call->teams->any_ids) {
			refuse(&call->refusal, 404, "NotFound", "the id %s is not percent-encoded",
				call->steps[i]);
			return false;
		}
	}
	return true;
}

static bool find_place(struct connector_call *call)
{
	if (!call->route->in_place)
		return true;
	call->place = teams_place(call->teams->workspace, call->steps[0]);
	if (!call->place)
		refuse(&call->refusal, 404, "ConversationNotFound", "Conversation not found.");
	else if (!call->place->app_member)
		refuse(&call->refusal, 403, "BotNotInConversationRoster",
			"The bot is not part of the conversation roster.");
	else if (call->route->writes && call->place->direct && call->place->direct->gone)
		refuse(&call->refusal, 403, "ConversationBlockedByUser",
			"The user's account is closed.");
	return !call->refusal.status;
}

/* Seconds to wait, or 0. */
static int limit(const struct connector_call *call)
{
	_cleanup_free_ char *bucket = NULL;

	if (!call->route->writes)
		return 0;
	bucket = xasprintf("teams %s", call->place ? call->place->id : call->route->fault);
	return rate_limit_take(call->teams->playground->rate_limits, bucket, SENDS_BURST,
		SENDS_PER_MINUTE, clock_monotonic());
}

static void write_ledger(const struct connector_call *call)
{
	struct cJSON *entry = json_object();

	json_set_string(entry, "platform", "teams");
	json_set_string(entry, "method", call->route->fault);
	json_set_string(entry, "channel", call->place ? call->place->id : NULL);
	json_set_string(entry, "ts", call->post);
	json_set_bool(entry, "targeted", call->targeted);
	json_set_string(entry, "text", json_string(call->body, "text"));
	json_set(entry, "arguments", json_copy(call->body));
	ledger_append(call->teams->playground->ledger, entry);
}

static int run(struct connector_call *call)
{
	_cleanup_free_ char *targeted = url_field(call->request->query, "isTargetedActivity");
	int wait = 0;

	call->targeted = text_equal_nocase(targeted, "true");
	if (!access_allows(call->teams, call->request))
		refuse(&call->refusal, 401, "Unauthorized",
			"Authorization has been denied for this request.");
	if (call->refusal.status || !decode_steps(call) || !find_place(call))
		return 0;
	wait = limit(call);
	if (wait)
		refuse(&call->refusal, 429, "ConversationThrottled", "Too many requests.");
	else
		call->route->run(call);
	if (!call->refusal.status && !text_equal(call->route->method, "GET"))
		write_ledger(call);
	return wait;
}

static char *error_body(const char *code, const char *message)
{
	_cleanup_json_ struct cJSON *answer = json_object();
	struct cJSON *error = json_set_object(answer, "error");

	json_set_string(error, "code", code);
	json_set_string(error, "message", message);
	return json_print(answer);
}

static char *body_of_fault(const struct cJSON *fault)
{
	return error_body(json_string_or(fault, "code", "ServiceError"),
		json_string_or(fault, "message", "A fault was asked for."));
}

static void finish_call(struct connector_call *call)
{
	for (size_t i = 0; i < CONNECTOR_STEPS; i++)
		free(call->steps[i]);
	free(call->refusal.message);
	json_free(call->answer);
}

static void answer(struct connector_call *call, struct http_request *request, int wait)
{
	const struct refusal *refusal = &call->refusal;
	struct faulty_answer order = { .retry_after = wait,
		.status = call->status ? call->status : 200,
		.method = call->route ? call->route->fault : NULL };

	if (refusal->status) {
		log_info("teams", "%s: %s", refusal->code, refusal->message);
		order.status = refusal->status;
		order.body = error_body(refusal->code, refusal->message);
	} else {
		order.body = call->answer ? json_print(call->answer) : xstrdup("");
	}
	finish_call(call);
	faulty_answer_send(call->teams->playground, request, &order);
}

void connector_handle(struct teams *teams, struct http_request *request, const char *path)
{
	_cleanup_json_ struct cJSON *body = NULL;
	struct connector_call call = { .teams = teams, .request = request };
	const char *why = "is not an object";
	int wait = 0;

	call.route = find_route(request->method, path, call.steps);
	if (call.route && fault_strikes_before(
				  teams->playground, request, call.route->fault, body_of_fault)) {
		finish_call(&call);
		return;
	}
	if (!request->body_length)
		body = json_object();
	else if (json_parse(request->body, request->body_length, &body, &why) < 0 ||
		 !json_is_object(body))
		refuse(&call.refusal, 400, "BadSyntax", "the body: %s",
			why ? why : "not an object");
	call.body = body;
	if (!call.route)
		refuse(&call.refusal, 404, "NotFound", "the connector serves no %s %s",
			request->method, path);
	else
		wait = run(&call);
	answer(&call, request, wait);
}
