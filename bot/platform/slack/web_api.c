#include "bot/platform/slack/web_api.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "bot/platform/slack/errors.h"
#include "bot/platform/slack/slack.h"
#include "bot/util/clock.h"
#include "bot/util/endpoint.h"
#include "bot/util/handle.h"
#include "bot/util/http_client.h"
#include "bot/util/json.h"
#include "bot/util/list.h"
#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "bot/util/url.h"

enum {
	CALL_TIMEOUT = 15000, // ms
	VIEW_TIMEOUT = 5000, // ms: somebody looks at the screen, and the trigger is void after 3000
	LIMITED_UNSAID = 30000, // ms to wait after a 429 without Retry-After
	LONGEST_ANSWER = 16 << 20, // bytes: a page of history with all its blocks
	LONGEST_RESPONSE = 64 << 10, // bytes of an answer to a response_url
};

static const struct {
	const char *name;
	bool app_token;
	bool once; // must not be sent again silently
	unsigned timeout; // ms, at most; 0: as the settings say
} methods[SLACK_METHOD_COUNT] = {
	[SLACK_AUTH_TEST] = { "auth.test" },
	[SLACK_CONNECTIONS_OPEN] = { "apps.connections.open", .app_token = true },
	[SLACK_CHAT_POST_MESSAGE] = { "chat.postMessage", .once = true },
	[SLACK_CHAT_UPDATE] = { "chat.update" },
	[SLACK_CONVERSATIONS_OPEN] = { "conversations.open" },
	[SLACK_CONVERSATIONS_HISTORY] = { "conversations.history" },
	[SLACK_CONVERSATIONS_REPLIES] = { "conversations.replies" },
	[SLACK_USERS_INFO] = { "users.info" },
	[SLACK_VIEWS_OPEN] = { "views.open", .timeout = VIEW_TIMEOUT },
	[SLACK_VIEWS_UPDATE] = { "views.update" },
	[SLACK_VIEWS_PUBLISH] = { "views.publish" },
	[SLACK_FILES_GET_UPLOAD_URL] = { "files.getUploadURLExternal" },
	[SLACK_FILES_COMPLETE_UPLOAD] = { "files.completeUploadExternal" },
};

const char *slack_method_name(enum slack_method method)
{
	return methods[method].name;
}

struct web_api {
	struct http_client *http;
	char *url; // ends in '/'
	struct endpoint endpoint;
	char *bot_authorization;
	char *app_authorization;
	unsigned timeout;
	int64_t held_until[SLACK_METHOD_COUNT]; // monotonic ms
	struct list calls; // call::link
	struct list held; // call::link: to be ended by `soon`
	struct list responses; // response::link
	uv_timer_t soon;
	bool unusable; // the settings can never work: nothing leaves
	bool aborted;
};

struct call {
	struct list link; // web_api::calls or web_api::held
	struct web_api *api;
	struct http_call *http;
	enum slack_method method;
	call_replied *done;
	void *data;
};

struct response {
	struct list link; // web_api::responses
	struct http_call *http;
};

static void end_call(struct call *call, const struct call_reply *reply)
{
	list_remove(&call->link);
	if (reply->class != CALL_OK)
		log_debug("slack", "method=%s class=%s error=%s", methods[call->method].name,
			call_class_name(reply->class), reply->code);
	call->done(call->data, reply);
	free(call);
}

/* --- reading the answer --- */

/* An HTTP status other than 200 means that somebody before the method's own code answered. */
static struct call_reply judge_status(const struct http_answer *http)
{
	static const struct {
		int first, last;
		enum call_class class;
		const char *code;
	} statuses[] = {
		{ 429, 429, CALL_LIMITED, "ratelimited" },
		{ 408, 408, CALL_UNCERTAIN, "http_408" },
		{ 300, 399, CALL_LATER, "http_redirect" }, // a captive portal, a wrong api_url
		{ 400, 499, CALL_LATER, "http_4xx" },
		{ 500, 599, CALL_UNCERTAIN, "http_5xx" },
	};

	for (size_t i = 0; i < array_length(statuses); i++)
		if (http->status >= statuses[i].first && http->status <= statuses[i].last)
			return (struct call_reply){ statuses[i].class, statuses[i].code,
				.retry_after = call_wait(http) };
	return (struct call_reply){ CALL_UNCERTAIN, "http_strange" };
}

static struct call_reply judge_json(const struct cJSON *json, const struct http_answer *http)
{
	const char *word = json_string(json, "error");
	struct slack_error error;

	if (json_bool(json, "ok", false))
		return (struct call_reply){ CALL_OK, .json = json };
	if (!word)
		return (struct call_reply){ CALL_UNCERTAIN, "not_an_answer", .json = json };
	error = slack_error_of(word);
	return (struct call_reply){
		.class = error.class,
		.code = word,
		.retry_after = http->retry_after ? call_wait(http) : error.retry_after,
		.json = json,
	};
}

static void note_limit(struct call *call, struct call_reply *reply)
{
	if (reply->class != CALL_LIMITED)
		return;
	if (reply->retry_after == 0)
		reply->retry_after = LIMITED_UNSAID;
	call->api->held_until[call->method] = clock_monotonic() + reply->retry_after;
	log_warning("slack", "method=%s is rate limited for %lld ms", methods[call->method].name,
		(long long)reply->retry_after);
}

static void answered(void *data, const struct http_answer *http)
{
	struct call *call = data;
	_cleanup_json_ struct cJSON *json = NULL;
	struct call_reply reply;

	call->http = NULL;
	if (http->fate != HTTP_ANSWERED) {
		log_warning("slack", "method=%s: %s", methods[call->method].name, http->problem);
		reply = call_unanswered(http);
	} else if (http->status != 200) {
		reply = judge_status(http);
	} else if (json_parse(http->body, http->body_length, &json, NULL) < 0) {
		reply = (struct call_reply){ CALL_UNCERTAIN, "not_json" };
	} else {
		reply = judge_json(json, http);
	}
	reply.permissions = http_answer_header(http, "x-oauth-scopes");
	note_limit(call, &reply);
	end_call(call, &reply);
}

/* --- calling --- */

static char *encode_form(const struct cJSON *arguments)
{
	_cleanup_text_ struct text form = TEXT_INIT;
	const struct cJSON *argument;

	json_for_each (argument, arguments) {
		_cleanup_free_ char *printed = NULL;
		const char *value = json_text(argument);
		if (!value)
			value = printed = json_print(argument);
		text_append(&form, form.length ? "&" : "");
		url_encode(&form, json_name(argument));
		text_append_char(&form, '=');
		url_encode(&form, value);
	}
	return xstrdup(text_string(&form));
}

static unsigned timeout_of(const struct call *call)
{
	unsigned most = methods[call->method].timeout;

	return most && most < call->api->timeout ? most : call->api->timeout;
}

static struct http_call *send_form(struct call *call, const char *form)
{
	struct web_api *api = call->api;
	_cleanup_free_ char *url = xasprintf("%s%s", api->url, methods[call->method].name);
	const char *headers[] = {
		methods[call->method].app_token ? api->app_authorization : api->bot_authorization,
		"Content-Type: application/x-www-form-urlencoded; charset=utf-8",
		NULL,
	};
	struct http_order order = {
		.method = "POST",
		.url = url,
		.headers = headers,
		.body = form,
		.body_length = strlen(form),
		.total_timeout = timeout_of(call),
		.answer_limit = LONGEST_ANSWER,
		.fresh = methods[call->method].once,
	};

	return http_client_send(api->http, &order, answered, call);
}

static struct call_reply reply_held(const struct call *call)
{
	int64_t wait = call->api->held_until[call->method] - clock_monotonic();

	if (call->api->unusable)
		return (struct call_reply){ CALL_LATER, "not_configured", .unreachable = true };
	if (call->api->aborted)
		return (struct call_reply){ CALL_LATER, "stopping", .unreachable = true };
	return (struct call_reply){ CALL_LIMITED, "ratelimited",
		.retry_after = wait > 0 ? wait : 1 };
}

static void end_held(uv_timer_t *timer)
{
	struct web_api *api = timer->data;

	while (!list_empty(&api->held)) {
		struct call *call = list_first(&api->held, struct call, link);
		struct call_reply reply = reply_held(call);
		end_call(call, &reply);
	}
}

void slack_call(struct web_api *api, enum slack_method method, struct cJSON *arguments,
	call_replied *done, void *data)
{
	_cleanup_json_ struct cJSON *owned = arguments;
	struct call *call = xcalloc(1, sizeof(*call));

	call->api = api;
	call->method = method;
	call->done = done;
	call->data = data;
	if (api->unusable || api->aborted || clock_monotonic() < api->held_until[method]) {
		list_append(&api->held, &call->link);
		uv_timer_start(&api->soon, end_held, 0, 0);
		return;
	}
	_cleanup_free_ char *form = encode_form(owned);
	list_append(&api->calls, &call->link);
	call->http = send_form(call, form);
}

/* --- response_url --- */

static bool may_respond_to(const struct web_api *api, const char *response_url)
{
	struct endpoint to;
	char hooks[ENDPOINT_HOST_BYTES + 8];

	if (endpoint_parse(response_url, &to, NULL) < 0)
		return false;
	if (endpoint_is_loopback(&api->endpoint))
		return strcmp(to.host, api->endpoint.host) == 0 && to.port == api->endpoint.port &&
		       strcmp(to.scheme, api->endpoint.scheme) == 0;
	snprintf(hooks, sizeof(hooks), "hooks.%s", api->endpoint.host);
	return strcmp(to.scheme, "https") == 0 && to.port == 443 && strcmp(to.host, hooks) == 0;
}

bool web_api_may_upload_to(const struct web_api *api, const char *upload_url)
{
	struct endpoint to;

	if (endpoint_parse(upload_url, &to, NULL) < 0)
		return false;
	return endpoint_is_loopback(&api->endpoint) ? endpoint_is_loopback(&to)
						    : strcmp(to.scheme, "https") == 0;
}

static void responded(void *data, const struct http_answer *http)
{
	struct response *response = data;

	if (http->fate != HTTP_ANSWERED)
		log_warning("slack", "response_url: %s", http->problem);
	else if (http->status != 200)
		log_warning("slack", "response_url: HTTP %d", http->status);
	list_remove(&response->link);
	free(response);
}

void slack_respond(struct web_api *api, const char *response_url, struct cJSON *body)
{
	_cleanup_json_ struct cJSON *owned = body;
	_cleanup_free_ char *printed = json_print(owned);
	const char *headers[] = { "Content-Type: application/json; charset=utf-8", NULL };
	struct http_order order = {
		.method = "POST",
		.url = response_url,
		.headers = headers,
		.body = printed,
		.body_length = strlen(printed),
		.total_timeout = api->timeout,
		.answer_limit = LONGEST_RESPONSE,
		.fresh = true,
	};

	if (api->aborted)
		return;
	if (!may_respond_to(api, response_url)) {
		log_warning("slack", "a response_url leads away from Slack, ignoring it");
		return;
	}
	struct response *response = xcalloc(1, sizeof(*response));
	list_append(&api->responses, &response->link);
	response->http = http_client_send(api->http, &order, responded, response);
}

/* --- life --- */

static char *check_settings(const struct slack_settings *settings, struct endpoint *endpoint)
{
	const char *why = NULL;

	if (endpoint_parse(settings->api_url, endpoint, &why) < 0)
		return xasprintf("slack.api_url: %s", why);
	if (strncmp(endpoint->scheme, "http", 4) != 0 || !endpoint_is_allowed(endpoint))
		return xstrdup("slack.api_url must begin with https:// (http:// is for loopback "
			       "addresses alone)");
	if (text_is_blank(settings->bot_token))
		return xstrdup("there is no bot token: set SLACK_BOT_TOKEN (xoxb-…)");
	if (text_is_blank(settings->app_token))
		return xstrdup("there is no app token: set SLACK_APP_TOKEN (xapp-…)");
	if (strpbrk(settings->bot_token, "\r\n") || strpbrk(settings->app_token, "\r\n"))
		return xstrdup("a token has a line break in it");
	return NULL;
}

static void use_settings(struct web_api *api, const struct slack_settings *settings)
{
	size_t length = strlen(settings->api_url);

	api->url = xasprintf(
		"%s%s", settings->api_url, settings->api_url[length - 1] == '/' ? "" : "/");
	api->bot_authorization = xasprintf("Authorization: Bearer %s", settings->bot_token);
	api->app_authorization = xasprintf("Authorization: Bearer %s", settings->app_token);
}

struct web_api *web_api_create(uv_loop_t *loop, struct http_client *http,
	const struct slack_settings *settings, char **ret_why)
{
	struct web_api *api = xcalloc(1, sizeof(*api));
	char *why = check_settings(settings, &api->endpoint);

	api->http = http;
	api->timeout = settings->timing.call_timeout ? settings->timing.call_timeout : CALL_TIMEOUT;
	api->endpoint.path = ""; // pointed into the settings
	api->unusable = why != NULL;
	if (!why)
		use_settings(api, settings);
	list_init(&api->calls);
	list_init(&api->held);
	list_init(&api->responses);
	uv_timer_init(loop, &api->soon);
	api->soon.data = api;
	*ret_why = why;
	return api;
}

bool web_api_busy(const struct web_api *api)
{
	return !list_empty(&api->calls) || !list_empty(&api->held) || !list_empty(&api->responses);
}

void web_api_abort(struct web_api *api)
{
	struct call_reply reply = { CALL_UNCERTAIN, "stopping" };

	api->aborted = true;
	while (!list_empty(&api->calls)) {
		struct call *call = list_first(&api->calls, struct call, link);
		http_call_cancel(call->http);
		end_call(call, &reply);
	}
	end_held(&api->soon);
	while (!list_empty(&api->responses)) {
		struct response *response = list_first(&api->responses, struct response, link);
		http_call_cancel(response->http);
		list_remove(&response->link);
		free(response);
	}
}

void web_api_destroy(struct web_api *api)
{
	if (!api)
		return;
	web_api_abort(api);
	wipe_secret(&api->bot_authorization);
	wipe_secret(&api->app_authorization);
	free(api->url);
	uv_close((uv_handle_t *)&api->soon, handle_free_owner);
}
