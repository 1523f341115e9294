#ifndef LASTMILE_SLACK_WEB_API_H
#define LASTMILE_SLACK_WEB_API_H
/*
 * Calls to Slack's Web API, one workspace's worth: a form goes out, a struct call_reply comes
 * back (call.h).
 *
 * Promises:
 * - Each call ends in one call of `done`, never from inside slack_call().
 * - After a 429 all calls of the same method wait: until Retry-After is over they end as
 *   CALL_LIMITED without leaving (Slack limits each method of a workspace for itself).
 * - chat.postMessage leaves at most once, on a connection of its own; all others, whose repetition
 *   is harmless, share warm ones.
 * - The tokens are in the Authorization header alone, and in no log or error.
 *
 * Arguments travel urlencoded, objects and arrays as JSON text: what every method understands
 * (docs.slack.dev, "Using the Slack Web API").
 */
#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "bot/platform/call.h"

struct cJSON;
struct http_client;
struct slack_settings;
struct web_api;

enum slack_method {
	SLACK_AUTH_TEST,
	SLACK_CONNECTIONS_OPEN, // with the app token
	SLACK_CHAT_POST_MESSAGE,
	SLACK_CHAT_UPDATE,
	SLACK_CONVERSATIONS_OPEN,
	SLACK_CONVERSATIONS_HISTORY,
	SLACK_CONVERSATIONS_REPLIES,
	SLACK_USERS_INFO,
	SLACK_VIEWS_OPEN,
	SLACK_VIEWS_UPDATE,
	SLACK_VIEWS_PUBLISH,
	SLACK_FILES_GET_UPLOAD_URL,
	SLACK_FILES_COMPLETE_UPLOAD,
	SLACK_METHOD_COUNT,
};

const char *slack_method_name(enum slack_method method); /* "views.open" */

/* Copies what it needs of the settings. When they can never work, *ret_why (free it) says why, and
 * every call ends as CALL_LATER without leaving; else it is NULL. */
struct web_api *web_api_create(uv_loop_t *loop, struct http_client *http,
	const struct slack_settings *settings, char **ret_why);

/* Takes `arguments` (an object, or NULL). */
void slack_call(struct web_api *api, enum slack_method method, struct cJSON *arguments,
	call_replied *done, void *data);

/*
 * Posts JSON to a response_url: once, not repeated, whatever comes of it; the log says if nothing
 * did. Only where Slack's own lead is followed: https and "hooks." before the API's host, or, when
 * the API is on a loopback address, the same address. Takes `body`.
 */
void slack_respond(struct web_api *api, const char *response_url, struct cJSON *body);

/* True for where a file may be uploaded to: Slack names the address, over https; when the API is on
 * a loopback address, on one as well. */
bool web_api_may_upload_to(const struct web_api *api, const char *upload_url);

/* True while a call is in flight. */
bool web_api_busy(const struct web_api *api);

/* The end is near: ends all calls in flight as CALL_UNCERTAIN, and from now on none leaves. */
void web_api_abort(struct web_api *api);

/* After web_api_abort() if anybody waits for `done`. NULL is fine. */
void web_api_destroy(struct web_api *api);

#endif
