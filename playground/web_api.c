#include "playground/web_api.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "bot/util/clock.h"
#include "bot/util/http_server.h"
#include "bot/util/json.h"
#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "playground/ledger.h"
#include "playground/playground.h"
#include "playground/rate_limit.h"
#include "playground/world.h"

static const struct method *const tables[] = { chat_methods, conversation_methods, history_methods,
	reaction_methods, user_methods, view_methods, app_methods, file_methods };

static const double per_minute[] = {
	[TIER_1] = 1,
	[TIER_2] = 20,
	[TIER_3] = 50,
	[TIER_4] = 100,
	[TIER_SPECIAL] = 600,
};

enum { POSTS_BURST = 5, POSTS_PER_MINUTE = 60 };

/* An answer on its way, and what becomes of it. */
struct reply {
	struct alarm alarm;
	struct playground *playground;
	struct http_request *request;
	char *body;
	int status;
	int retry_after; // seconds; 0: not said
	bool show_scopes;
	bool reset;
	bool truncate;
};

static const struct method *find_method(const char *name)
{
	for (size_t i = 0; i < array_length(tables); i++)
		for (const struct method *method = tables[i]; method->name; method++)
			if (text_equal(method->name, name))
				return method;
	return NULL;
}

const char *call_string(const struct call *call, const char *name)
{
	const char *value = json_string(call->arguments, name);

	return value && *value ? value : NULL;
}

static char *list_scopes(const struct playground *playground)
{
	const struct cJSON *scope;
	struct text list = TEXT_INIT;

	json_for_each(scope, json_get(playground->manifest, "oauth_config.scopes.bot"))
		text_printf(&list, "%s%s", list.length ? "," : "",
			json_text(scope) ? json_text(scope) : "");
	text_append(&list, "");
	return text_steal(&list);
}

bool playground_has_scope(const struct playground *playground, const char *scope)
{
	const struct cJSON *has;

	json_for_each(has, json_get(playground->manifest, "oauth_config.scopes.bot"))
		if (text_equal(json_text(has), scope))
			return true;
	return false;
}

const char *call_needs_scope(struct call *call, const struct channel *channel, const char *what)
{
	static const struct {
		const char *what, *public, *private, *direct;
	} scopes[] = {
		{ "read", "channels:read", "groups:read", "im:read" },
		{ "history", "channels:history", "groups:history", "im:history" },
	};
	size_t row = text_equal(what, "history");
	const char *scope = channel->direct       ? scopes[row].direct
			    : channel->is_private ? scopes[row].private
						  : scopes[row].public;

	if (playground_has_scope(call->playground, scope))
		return NULL;
	call->needed_scope = scope;
	return "missing_scope";
}

/* Ends the request and frees the reply. */
static void send_reply(struct alarm *alarm)
{
	struct reply *reply = container_of(alarm, struct reply, alarm);
	_cleanup_free_ char *scopes = list_scopes(reply->playground);
	char seconds[16];
	struct http_header headers[2];
	struct http_response response = {
		.status = reply->status, .body = reply->body, .headers = headers
	};

	if (reply->retry_after) {
		snprintf(seconds, sizeof(seconds), "%d", reply->retry_after);
		headers[response.header_count++] = (struct http_header){ "Retry-After", seconds };
	}
	if (reply->show_scopes)
		headers[response.header_count++] = (struct http_header){ "X-OAuth-Scopes", scopes };
	if (reply->reset)
		http_request_reset(reply->request);
	else if (reply->truncate)
		http_respond_partly(reply->request, &response, strlen(reply->body) / 2);
	else
		http_respond(reply->request, &response);
	free(reply->body);
	free(reply);
}

static struct reply *new_reply(
	struct playground *playground, struct http_request *request, int status, char *body)
{
	struct reply *reply = xcalloc(1, sizeof(*reply));

	alarm_init(&reply->alarm, send_reply);
	reply->alarm.drop = send_reply; // an answer not sent still has to be freed
	reply->playground = playground;
	reply->request = request;
	reply->status = status;
	reply->body = body;
	return reply;
}

/* Takes over `answer`. */
static char *print_answer(struct call *call, const char *error)
{
	struct cJSON *answer = call->answer;

	json_set_bool(answer, "ok", !error);
	if (error) {
		json_set_string(answer, "error", error);
		if (call->needed_scope) {
			_cleanup_free_ char *provided = list_scopes(call->playground);
			json_set_string(answer, "needed", call->needed_scope);
			json_set_string(answer, "provided", provided);
		}
	}
	if (json_length(call->messages)) {
		struct cJSON *metadata = json_set_object(answer, "response_metadata");
		json_set(metadata, "messages", json_copy(call->messages));
	}
	return json_print(answer);
}

/* Faults that strike before anything is processed. True: the request is ended. */
static bool strike_before(
	struct playground *playground, struct http_request *request, const char *name)
{
	struct faults *faults = &playground->faults;
	const struct cJSON *fault = faults_strike(faults, "status", name);
	struct reply *reply;

	if (fault) {
		int status = (int)json_int(fault, "status", 500);
		reply = new_reply(playground, request, status,
			xstrdup(json_string_or(fault, "body",
				status == 429 ? "{\"ok\":false,\"error\":\"ratelimited\"}" : "")));
		reply->retry_after = (int)json_int(fault, "retry_after", 0);
		send_reply(&reply->alarm);
		return true;
	}
	fault = faults_strike(faults, "error", name);
	if (fault) {
		_cleanup_json_ struct cJSON *answer = json_object();
		json_set_bool(answer, "ok", false);
		json_set_string(answer, "error", json_string(fault, "error"));
		reply = new_reply(playground, request, 200, json_print(answer));
		send_reply(&reply->alarm);
		return true;
	}
	if (faults_strike(faults, "reset_before", name)) {
		http_request_reset(request);
		return true;
	}
	return false;
}

/* Faults that change how the answer travels. */
static void send_with_faults(struct reply *reply, const char *name)
{
	struct faults *faults = &reply->playground->faults;
	const struct cJSON *slow = faults_strike(faults, "slow", name);

	reply->reset = faults_strike(faults, "reset_after", name);
	reply->truncate = !reply->reset && faults_strike(faults, "truncate", name);
	if (faults_strike(faults, "garbage", name)) {
		free(reply->body);
		reply->body = xstrdup("<html><body>Oops</body></html>");
	}
	if (slow)
		alarm_set(&reply->playground->alarms, &reply->alarm, json_int(slow, "ms", 1000));
	else
		send_reply(&reply->alarm);
}

/* Seconds to wait, or 0. Posting is limited by channel, everything else by method. */
static int limit(const struct call *call)
{
	const struct method *method = call->method;
	const char *channel = call_string(call, "channel");
	const struct channel *where;
	_cleanup_free_ char *bucket = NULL;

	if (!text_equal(method->name, "chat.postMessage"))
		return rate_limit_take(call->playground->rate_limits, method->name,
			per_minute[method->tier], per_minute[method->tier], clock_monotonic());
	where = world_channel(call->playground->world, channel);
	where = where ? where : world_direct(call->playground->world, channel);
	if (!where)
		return 0; // refused anyway, and strangers' names would fill the table
	bucket = xasprintf("post %s", where->id);
	return rate_limit_take(call->playground->rate_limits, bucket, POSTS_BURST, POSTS_PER_MINUTE,
		clock_monotonic());
}

/* The kind of the token in the header; an error code if there is none or it is not ours. */
static const char *identify(const struct playground *playground, const struct http_request *request,
	const struct cJSON *arguments, enum token_kind *ret_kind)
{
	const char *header = http_request_header(request, "authorization");
	const char *token = header && strncasecmp(header, "Bearer ", 7) == 0 ? header + 7 : NULL;

	if (!token)
		return json_get(arguments, "token") ? "invalid_auth" : "not_authed";
	if (playground->tokens_revoked)
		return "invalid_auth";
	if (text_equal(token, playground->options->bot_token))
		*ret_kind = TOKEN_BOT;
	else if (text_equal(token, playground->options->app_token))
		*ret_kind = TOKEN_APP;
	else
		return "invalid_auth";
	return NULL;
}

/* Everything that may stand against the call, in Slack's order. */
static const char *examine(struct call *call, const struct http_request *request)
{
	const struct method *method = call->method;
	enum token_kind token = TOKEN_NONE;
	const char *error = NULL;

	if (method->post_only && !text_equal(request->method, "POST"))
		return "insecure_request";
	if (method->token != TOKEN_NONE)
		error = identify(call->playground, request, call->arguments, &token);
	if (!error && token != method->token)
		error = "not_allowed_token_type";
	if (!error && method->scope && !playground_has_scope(call->playground, method->scope)) {
		call->needed_scope = method->scope;
		error = "missing_scope";
	}
	return error ? error : arguments_check(call->arguments, method->arguments, call->messages);
}

/* Runs the call; on success it is in the ledger. */
static const char *run(struct call *call, const struct http_request *request, int *ret_wait)
{
	const char *error = arguments_read(request, !call->method->form_only, &call->arguments);

	if (!error)
		error = examine(call, request);
	if (error)
		return error;
	*ret_wait = limit(call);
	if (*ret_wait)
		return "ratelimited";
	error = call->method->run(call);
	if (!error)
		ledger_write(call->playground->ledger, call);
	return error;
}

static void finish_call(struct call *call)
{
	json_free(call->arguments);
	json_free(call->answer);
	json_free(call->messages);
}

void web_api_handle(
	struct playground *playground, struct http_request *request, const char *method_name)
{
	struct call call = { .playground = playground,
		.method = find_method(method_name),
		.answer = json_object(),
		.messages = json_array(),
		.host = http_request_header(request, "host") };
	const char *error = "unknown_method";
	struct reply *reply;
	int wait = 0;

	if (strike_before(playground, request, method_name)) {
		finish_call(&call);
		return;
	}
	if (call.method)
		error = run(&call, request, &wait);
	if (error)
		log_debug("web_api", "%s: %s", call.method ? call.method->name : "?", error);
	reply = new_reply(playground, request, wait ? 429 : 200, print_answer(&call, error));
	reply->retry_after = wait;
	reply->show_scopes = call.method && call.method->token == TOKEN_BOT;
	finish_call(&call);
	send_with_faults(reply, method_name);
}
