#include "bot/platform/teams/check.h"

#include <string.h>

#include "bot/platform/check.h"
#include "bot/platform/teams/credentials.h"
#include "bot/platform/teams/teams.h"
#include "bot/util/clock.h"
#include "bot/util/http_client.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "bot/util/tls_server.h"

enum {
	SOON = 14, // days before a certificate's end in which somebody must renew it
	LONGEST_ANSWER = 1 << 20, // bytes
	DATE = 10, // characters of a time that are its date
};

struct check {
	struct http_client *http;
	const struct teams_settings *settings;
	struct teams_credentials *credentials;
	char *issuer; // as the metadata say
	uv_timer_t soon; // out of the callbacks of what is destroyed next
	struct check_listener listener;
};

static void say(struct check *check, const char *subject, bool ok, const char *words)
{
	check->listener.line(check->listener.data, subject, ok, words);
}

/* --- our own endpoint --- */

static void look_at_end(struct check *check, int64_t ends_at)
{
	int64_t days = (ends_at - clock_now()) / MS_PER_DAY;
	char date[CLOCK_TEXT_BYTES];
	char *words;

	clock_format(ends_at, date, sizeof(date));
	date[DATE] = '\0';
	if (ends_at < clock_now())
		words = xasprintf("the certificate ended on %s: renew it, Teams cannot reach the "
				  "app any more",
			date);
	else if (days < SOON)
		words = xasprintf("the certificate ends on %s: renew it", date);
	else
		words = xasprintf("%s%s, certificate good until %s", check->settings->listen,
			check->settings->path, date);
	say(check, "teams endpoint", days >= SOON, words);
	free(words);
}

static void look_at_endpoint(struct check *check)
{
	const struct teams_settings *settings = check->settings;
	_cleanup_free_ char *why = NULL;
	struct tls_server *server;

	if (!*settings->listen)
		return;
	if (!*settings->certificate) {
		why = xasprintf("%s%s, plain: for a reverse proxy with a certificate",
			settings->listen, settings->path);
		say(check, "teams endpoint", true, why);
		return;
	}
	if (tls_server_create(settings->certificate, settings->private_key, &server, &why) != 0) {
		say(check, "teams endpoint", false, why);
		return;
	}
	look_at_end(check, tls_server_ends_at(server));
	tls_server_destroy(server);
}

/* --- the end --- */

static void closed(uv_handle_t *handle)
{
	struct check *check = handle->data;

	free(check->issuer);
	free(check);
}

static void finish(struct check *check)
{
	look_at_endpoint(check);
	check->listener.done(check->listener.data);
	uv_close((uv_handle_t *)&check->soon, closed);
}

static void get(struct check *check, const char *url, http_done *done)
{
	struct http_order order = { .method = "GET", .url = url, .answer_limit = LONGEST_ANSWER };

	http_client_send(check->http, &order, done, check);
}

/* --- the relay --- */

/*
 * Asked as Teams asks it, from outside. To listen there for a moment would be a better proof, and
 * would take messages away from the daemon that runs: the relay spreads them over its listeners.
 * What a listener has answered carries a Via; what the relay itself says does not.
 */
static const struct {
	int status;
	bool ok;
	const char *words;
} relay_answers[] = {
	{ 401, false,
		"the hybrid connection wants client authorization, which Teams has none for: make "
		"it anew without" },
	{ 403, false, "the relay lets nobody in from here: look at its network rules" },
	{ 404, false,
		"there is no such hybrid connection: compare teams.relay with the portal's name "
		"of it" },
	{ 502, true, "the hybrid connection is there, and nobody listens: is lastmile running?" },
};

static void relay_came(void *data, const struct http_answer *http)
{
	struct check *check = data;
	bool heard = http->fate == HTTP_ANSWERED && http_answer_header(http, "via");
	bool ok = heard;
	const char *words = heard ? "the hybrid connection is there, and somebody listens"
				  : "the relay cannot be reached: check the network, the proxy and "
				    "teams.relay";

	for (size_t i = 0; !heard && i < array_length(relay_answers); i++)
		if (http->status == relay_answers[i].status) {
			ok = relay_answers[i].ok;
			words = relay_answers[i].words;
		}
	say(check, "teams relay", ok, words);
	finish(check);
}

static void look_at_relay(struct check *check)
{
	const struct teams_settings *settings = check->settings;

	if (!*settings->relay) {
		finish(check);
		return;
	}
	_cleanup_free_ char *url = xasprintf("%s%s", settings->relay, settings->path);
	get(check, url, relay_came);
}

/* --- who signs what comes in --- */

static void say_keys(struct check *check, bool ok, const char *words)
{
	say(check, "teams keys", ok, words);
	look_at_relay(check);
}

static struct cJSON *json_of(const struct http_answer *http)
{
	struct cJSON *json = NULL;

	if (http->fate == HTTP_ANSWERED && http->status == 200)
		json_parse(http->body, http->body_length, &json, NULL);
	return json;
}

static void keys_came(void *data, const struct http_answer *http)
{
	struct check *check = data;
	_cleanup_json_ struct cJSON *json = json_of(http);
	size_t count = json_length(json_get(json, "keys"));
	_cleanup_free_ char *words = xasprintf("%zu of %s", count, check->issuer);

	if (count)
		say_keys(check, true, words);
	else
		say_keys(check, false,
			"the keys that Microsoft signs with cannot be fetched: check the network "
			"and the proxy");
}

static void metadata_came(void *data, const struct http_answer *http)
{
	struct check *check = data;
	const struct teams_settings *settings = check->settings;
	_cleanup_json_ struct cJSON *json = json_of(http);
	const char *keys = json_string(json, "jwks_uri");

	if (!keys) {
		say_keys(check, false,
			"Microsoft's list of keys cannot be read: check the network, the proxy, "
			"the time of day (certificates) and teams.metadata_url");
		return;
	}
	check->issuer = xstrdup(json_string_or(json, "issuer", "nobody"));
	if (!text_equal(check->issuer, settings->issuer)) {
		_cleanup_free_ char *words = xasprintf(
			"teams.metadata_url is of %s and teams.issuer is %s: both must be of the "
			"same cloud",
			check->issuer, settings->issuer);
		say_keys(check, false, words);
		return;
	}
	get(check, keys, keys_came);
}

/* --- whether the login knows us --- */

static void say_token(struct check *check)
{
	const char *problem = teams_credentials_problem(check->credentials);
	const char *header;
	unsigned number;

	if (problem)
		say(check, "teams token", false, problem);
	else if (teams_credentials_get(check->credentials, &header, &number) == TEAMS_TOKEN_READY)
		say(check, "teams token", true, "Microsoft's login knows the app");
	else
		say(check, "teams token", false,
			"Microsoft's login cannot be reached: check the network, the proxy, the "
			"time of day (certificates) and teams.login_url");
}

static void after_token(uv_timer_t *timer)
{
	struct check *check = timer->data;

	say_token(check);
	teams_credentials_destroy(steal_pointer(check->credentials));
	get(check, check->settings->metadata_url, metadata_came);
}

static void token_came(void *data)
{
	struct check *check = data;

	uv_timer_start(&check->soon, after_token, 0, 0);
}

void teams_check(uv_loop_t *loop, struct http_client *http, const struct teams_settings *settings,
	const struct check_listener *listener)
{
	struct check *check = xcalloc(1, sizeof(*check));
	const char *header;
	unsigned number;

	check->http = http;
	check->settings = settings;
	check->listener = *listener;
	uv_timer_init(loop, &check->soon);
	check->soon.data = check;
	check->credentials = teams_credentials_create(loop, http, settings, token_came, check);
	teams_credentials_get(check->credentials, &header, &number); // asks
}
