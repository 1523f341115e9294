#include "bot/platform/slack/check.h"

#include "bot/platform/check.h"
#include "bot/platform/slack/errors.h"
#include "bot/platform/slack/manifest.h"
#include "bot/platform/slack/slack.h"
#include "bot/platform/slack/web_api.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"

struct check {
	struct web_api *api;
	bool bot_ok, app_ok;
	char *bot, *app; // what is said of the two tokens
	uv_timer_t soon; // out of the callbacks of what is destroyed next
	struct check_listener listener;
};

static void closed(uv_handle_t *handle)
{
	struct check *check = handle->data;

	free(check->bot);
	free(check->app);
	free(check);
}

static void tell(uv_timer_t *timer)
{
	struct check *check = timer->data;
	const struct check_listener *listener = &check->listener;

	listener->line(listener->data, "bot token", check->bot_ok, check->bot);
	listener->line(listener->data, "app token", check->app_ok, check->app);
	listener->done(listener->data);
	web_api_destroy(check->api);
	uv_close((uv_handle_t *)timer, closed);
}

static char *what_failed(const struct call_reply *reply, const char *token)
{
	const char *word = call_why(reply);

	if (reply->class == CALL_CREDENTIALS)
		return slack_error_advice(word, token);
	if (reply->unreachable)
		return xstrdup("Slack cannot be reached: check the network, the proxy, the time of "
			       "day (certificates) and slack.api_url");
	if (reply->class == CALL_LIMITED)
		return xasprintf("Slack asks to wait %lld s: try again then",
			(long long)(reply->retry_after + 999) / 1000);
	return xasprintf("Slack did not reply as expected (%s): check slack.api_url, or try again "
			 "later",
		word);
}

static void address_came(void *data, const struct call_reply *reply)
{
	struct check *check = data;

	check->app_ok = reply->class == CALL_OK && json_string(reply->json, "url");
	check->app = check->app_ok ? xstrdup("ok: Socket Mode is on")
				   : what_failed(reply, "SLACK_APP_TOKEN");
	uv_timer_start(&check->soon, tell, 0, 0);
}

static char *what_is_known(const struct call_reply *reply, bool *ret_ok)
{
	_cleanup_free_ char *missing = slack_manifest_missing(reply->permissions);

	*ret_ok = false;
	if (reply->class != CALL_OK || !json_string(reply->json, "team_id"))
		return what_failed(reply, "SLACK_BOT_TOKEN");
	if (missing)
		return slack_manifest_advice(missing);
	*ret_ok = true;
	return xasprintf("ok: @%s in %s", json_string_or(reply->json, "user", "the app"),
		json_string_or(reply->json, "team", "the workspace"));
}

static void identity_came(void *data, const struct call_reply *reply)
{
	struct check *check = data;

	check->bot = what_is_known(reply, &check->bot_ok);
	slack_call(check->api, SLACK_CONNECTIONS_OPEN, NULL, address_came, check);
}

void slack_check(uv_loop_t *loop, struct http_client *http, const struct slack_settings *settings,
	const struct check_listener *listener)
{
	struct check *check = xcalloc(1, sizeof(*check));

	check->listener = *listener;
	uv_timer_init(loop, &check->soon);
	check->soon.data = check;
	check->api = web_api_create(loop, http, settings, &check->bot);
	if (check->bot) { // the settings can never work
		check->app = xstrdup(check->bot);
		uv_timer_start(&check->soon, tell, 0, 0);
		return;
	}
	slack_call(check->api, SLACK_AUTH_TEST, NULL, identity_came, check);
}
