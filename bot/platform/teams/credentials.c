#include "bot/platform/teams/credentials.h"

#include <stdbool.h>
#include <string.h>

#include "bot/platform/teams/errors.h"
#include "bot/platform/teams/teams.h"
#include "bot/util/clock.h"
#include "bot/util/handle.h"
#include "bot/util/http_client.h"
#include "bot/util/json.h"
#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "bot/util/random.h"
#include "bot/util/text.h"
#include "bot/util/url.h"

enum {
	SPARE_LIFE = 5 * MS_PER_MINUTE,
	TOO_OLD = 10 * MS_PER_SECOND, // a token this close to its end is not sent any more
	SHORTEST_LIFE = MS_PER_MINUTE, // whatever expires_in says
	LONGEST_LIFE = MS_PER_DAY,
	LEAST_BETWEEN_RENEWALS = MS_PER_MINUTE, // because of a 401
	RETRY_FIRST = MS_PER_SECOND,
	RETRY_MOST = MS_PER_MINUTE,
	RETRY_REFUSED = 5 * MS_PER_MINUTE,
	LONGEST_ANSWER = 64 << 10, // bytes
};

struct teams_credentials {
	struct http_client *http;
	char *url;
	char *form; // holds the secret
	int64_t retry_first, retry_refused; // ms
	int64_t given_life; // ms; 0: as the login says
	teams_credentials_changed *changed;
	void *data;

	char *header; // "Authorization: Bearer …"; NULL: no token
	unsigned number;
	int64_t expires_at; // monotonic ms
	int64_t renewed_at; // because of a 401
	bool renewed;

	struct http_call *asking;
	uv_timer_t timer; // refreshes, and tries again after a failure
	int failures; // in a row
	char *problem; // the login's
	char *verdict; // the connector's
	bool aborted;
};

int64_t teams_token_refresh_after(int64_t life)
{
	int64_t after = life / 5 * 4;

	if (life - after >= SPARE_LIFE)
		return after;
	return life > 2 * SPARE_LIFE ? life - SPARE_LIFE : life / 2;
}

static void ask(struct teams_credentials *credentials);

static void time_to_ask(uv_timer_t *timer)
{
	ask(timer->data);
}

static void ask_again(struct teams_credentials *credentials, int64_t after)
{
	uv_timer_start(&credentials->timer, time_to_ask, (uint64_t)(after > 0 ? after : 1), 0);
}

/* --- what came --- */

static int64_t life_of(const struct teams_credentials *credentials, const struct cJSON *json)
{
	int64_t life = json_int(json, "expires_in", 0);

	if (credentials->given_life)
		return credentials->given_life;
	if (life > LONGEST_LIFE / MS_PER_SECOND)
		return LONGEST_LIFE;
	life *= MS_PER_SECOND;
	return life < SHORTEST_LIFE ? SHORTEST_LIFE : life;
}

static void take_token(struct teams_credentials *credentials, const struct cJSON *json)
{
	int64_t life = life_of(credentials, json);
	int64_t spared = life > 6 * TOO_OLD ? TOO_OLD : life / 6;

	wipe_secret(&credentials->header);
	credentials->header =
		xasprintf("Authorization: Bearer %s", json_string(json, "access_token"));
	credentials->number++;
	credentials->expires_at = clock_monotonic() + life - spared;
	credentials->failures = 0;
	free(steal_pointer(credentials->problem));
	ask_again(credentials, teams_token_refresh_after(life));
}

static int64_t backoff(const struct teams_credentials *credentials)
{
	int64_t wait = credentials->retry_first;

	for (int i = 1; i < credentials->failures && wait < RETRY_MOST; i++)
		wait *= 2;
	return random_jitter(wait < RETRY_MOST ? wait : RETRY_MOST, 20);
}

static void refused(struct teams_credentials *credentials, int status, const struct cJSON *json,
	int64_t retry_after)
{
	long code;
	char *advice = teams_login_advice(status, json, &code);
	const char *trace = json_string_or(json, "trace_id", "none");
	int64_t wait =
		advice ? random_jitter(credentials->retry_refused, 10) : backoff(credentials);

	if (status)
		log_warning("teams", "no token: HTTP %d AADSTS%ld trace=%s", status, code, trace);
	log_info("teams", "asking for a token again in %lld s", (long long)(wait / MS_PER_SECOND));
	free(credentials->problem);
	credentials->problem = advice;
	ask_again(
		credentials, retry_after > wait && retry_after < MS_PER_HOUR ? retry_after : wait);
}

static bool is_token(const struct cJSON *json)
{
	const char *token = json_string(json, "access_token");

	return token && *token &&
	       strspn(token, "abcdefghijklmnopqrstuvwxyz"
			     "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			     "0123456789-._~+/=") == strlen(token);
}

static void answered(void *data, const struct http_answer *http)
{
	struct teams_credentials *credentials = data;
	_cleanup_json_ struct cJSON *json = NULL;

	credentials->asking = NULL;
	if (http->fate == HTTP_ANSWERED)
		json_parse(http->body, http->body_length, &json, NULL);
	if (http->status == 200 && is_token(json)) {
		take_token(credentials, json);
	} else {
		credentials->failures++;
		if (http->fate != HTTP_ANSWERED)
			log_warning("teams", "no token: %s", http->problem);
		refused(credentials, http->status, json, http->retry_after);
	}
	credentials->changed(credentials->data);
}

static void ask(struct teams_credentials *credentials)
{
	static const char *const headers[] = { "Content-Type: application/x-www-form-urlencoded",
		"Accept: application/json", NULL };
	struct http_order order = {
		.method = "POST",
		.url = credentials->url,
		.headers = headers,
		.body = credentials->form,
		.body_length = strlen(credentials->form),
		.answer_limit = LONGEST_ANSWER,
	};

	if (credentials->asking || credentials->aborted)
		return;
	uv_timer_stop(&credentials->timer);
	credentials->asking = http_client_send(credentials->http, &order, answered, credentials);
}

/* --- for the calls --- */

static bool is_usable(const struct teams_credentials *credentials)
{
	return credentials->header && clock_monotonic() < credentials->expires_at;
}

enum teams_token teams_credentials_get(
	struct teams_credentials *credentials, const char **ret_header, unsigned *ret_number)
{
	if (is_usable(credentials)) {
		*ret_header = credentials->header;
		*ret_number = credentials->number;
		return TEAMS_TOKEN_READY;
	}
	/* While the timer runs it is too early: the last answer was no. */
	if (!uv_is_active((uv_handle_t *)&credentials->timer) || credentials->failures == 0)
		ask(credentials);
	return credentials->asking ? TEAMS_TOKEN_ASKED : TEAMS_TOKEN_NONE;
}

const char *teams_credentials_problem(const struct teams_credentials *credentials)
{
	return credentials->problem ? credentials->problem : credentials->verdict;
}

bool teams_credentials_refused(struct teams_credentials *credentials, unsigned number)
{
	int64_t now = clock_monotonic();

	if (number != credentials->number || !credentials->header) // another call saw to it
		return true;
	if (credentials->renewed && now - credentials->renewed_at < LEAST_BETWEEN_RENEWALS)
		return false;
	credentials->renewed = true;
	credentials->renewed_at = now;
	wipe_secret(&credentials->header);
	ask(credentials);
	return true;
}

void teams_credentials_verdict(struct teams_credentials *credentials, const char *code)
{
	char *verdict = code ? teams_token_advice(code) : NULL;
	bool same = text_equal(verdict, credentials->verdict);

	free(credentials->verdict);
	credentials->verdict = verdict;
	if (!same)
		credentials->changed(credentials->data);
}

/* --- life --- */

static char *token_form(const struct teams_settings *settings)
{
	const char *const fields[][2] = {
		{ "grant_type", "client_credentials" },
		{ "client_id", settings->app_id },
		{ "client_secret", settings->client_secret },
		{ "scope", settings->scope },
	};
	struct text form = TEXT_INIT;

	for (size_t i = 0; i < array_length(fields); i++) {
		text_printf(&form, "%s%s=", i ? "&" : "", fields[i][0]);
		url_encode(&form, fields[i][1] ? fields[i][1] : "");
	}
	return text_steal(&form);
}

static char *token_url(const struct teams_settings *settings)
{
	_cleanup_text_ struct text url = TEXT_INIT;
	size_t length = strlen(settings->login_url);

	text_append(&url, settings->login_url);
	text_append(&url, length && settings->login_url[length - 1] == '/' ? "" : "/");
	url_encode(&url, settings->tenants[0] ? settings->tenants[0] : "");
	text_append(&url, "/oauth2/v2.0/token");
	return text_steal(&url);
}

struct teams_credentials *teams_credentials_create(uv_loop_t *loop, struct http_client *http,
	const struct teams_settings *settings, teams_credentials_changed *changed, void *data)
{
	struct teams_credentials *credentials = xcalloc(1, sizeof(*credentials));

	credentials->http = http;
	credentials->url = token_url(settings);
	credentials->form = token_form(settings);
	credentials->retry_first = settings->timing.retry ? settings->timing.retry : RETRY_FIRST;
	credentials->retry_refused =
		settings->timing.slow_retry ? settings->timing.slow_retry : RETRY_REFUSED;
	credentials->given_life = settings->timing.token_life;
	credentials->changed = changed;
	credentials->data = data;
	uv_timer_init(loop, &credentials->timer);
	credentials->timer.data = credentials;
	return credentials;
}

void teams_credentials_abort(struct teams_credentials *credentials)
{
	credentials->aborted = true;
	http_call_cancel(steal_pointer(credentials->asking));
	uv_timer_stop(&credentials->timer);
	wipe_secret(&credentials->header);
}

void teams_credentials_destroy(struct teams_credentials *credentials)
{
	if (!credentials)
		return;
	teams_credentials_abort(credentials);
	wipe_secret(&credentials->form);
	free(credentials->url);
	free(credentials->problem);
	free(credentials->verdict);
	uv_close((uv_handle_t *)&credentials->timer, handle_free_owner);
}
