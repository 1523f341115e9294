#include "playground/web_api.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "bot/util/clock.h"
#include "bot/util/http_server.h"
#include "bot/util/json.h"
#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "playground/faulty_answer.h"
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

/* Slack's body where a fault names none: only a limit has one. */
static char *body_of_fault(const struct cJSON *fault)
{
	return xstrdup(json_int(fault, "status", 0) == 429
			       ? "{\"ok\":false,\"error\":\"ratelimited\"}"
			       : "");
}

/* Faults that strike before anything is processed. True: the request is ended. */
static bool strike_before(
	struct playground *playground, struct http_request *request, const char *name)
{
	const struct cJSON *fault = faults_strike(&playground->faults, "error", name);
	struct faulty_answer order = { .status = 200 };
	_cleanup_json_ struct cJSON *answer = NULL;

	if (!fault)
		return fault_strikes_before(playground, request, name, body_of_fault);
	answer = json_object();
	json_set_bool(answer, "ok", false);
	json_set_string(answer, "error", json_string(fault, "error"));
	order.body = json_print(answer);
	faulty_answer_send(playground, request, &order);
	return true;
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
	struct faulty_answer order = { .method = method_name };
	int wait = 0;

	if (strike_before(playground, request, method_name)) {
		finish_call(&call);
		return;
	}
	if (call.method)
		error = run(&call, request, &wait);
	if (error)
		log_debug("web_api", "%s: %s", call.method ? call.method->name : "?", error);
	order.status = wait ? 429 : 200;
	order.body = print_answer(&call, error);
	order.retry_after = wait;
	if (call.method && call.method->token == TOKEN_BOT)
		order.scopes = list_scopes(playground);
	finish_call(&call);
	faulty_answer_send(playground, request, &order);
}
