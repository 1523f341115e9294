#include "bot/platform/teams/signing_keys.h"

#include <string.h>

#include "bot/platform/teams/signing_key.h"
#include "bot/util/clock.h"
#include "bot/util/http_client.h"
#include "bot/util/json.h"
#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "bot/util/random.h"
#include "bot/util/text.h"

enum {
	DOCUMENT_BYTES = 1 << 20,
	CONNECT_TIMEOUT = 3000, // ms
	RETRY_WITH_KEYS = 30, // times as long: nobody waits
	UNKNOWN_AT_ONCE = 5, // fetches for names we do not know
	UNKNOWN_REFILL = MS_PER_HOUR / UNKNOWN_AT_ONCE, // ms until one more is allowed
	JITTER = 10, // percent
};

struct signing_keys {
	struct http_client *http;
	char *metadata_url;
	struct signing_keys_timing timing;
	void (*changed)(void *data);
	void *data;
	struct list all; // signing_key::link
	struct http_call *call; // NULL: nothing is being fetched
	uv_timer_t timer; // to the next fetch
	unsigned spent; // fetches for unknown names
	int64_t refilled_at; // monotonic: up to then they were given back
	char *problem;
};

static void fetch(struct signing_keys *keys);

static void timer_fired(uv_timer_t *timer)
{
	fetch(container_of(timer, struct signing_keys, timer));
}

static void fetch_again_after(struct signing_keys *keys, int64_t delay)
{
	uv_timer_start(&keys->timer, timer_fired, (uint64_t)random_jitter(delay, JITTER), 0);
}

/* `why` is ours to free. */
static void failed(struct signing_keys *keys, const char *url, const char *why)
{
	bool first = !keys->problem;
	int64_t retry = keys->timing.retry;

	free(keys->problem);
	keys->problem = xasprintf("the keys that Teams signs with cannot be fetched from %s (%s): "
				  "let this machine reach it; trying again by itself",
		url, why);
	if (first)
		log_warning("teams", "%s", keys->problem);
	fetch_again_after(keys, list_empty(&keys->all) ? retry : retry * RETRY_WITH_KEYS);
	keys->changed(keys->data);
}

/* What is wrong with an answer; NULL: it is a JSON document, which is the caller's. */
static char *look_at_answer(const struct http_answer *answer, struct cJSON **ret_document)
{
	if (answer->fate != HTTP_ANSWERED)
		return xstrdup(answer->problem);
	if (answer->status != 200)
		return xasprintf("HTTP %d", answer->status);
	if (json_parse(answer->body, answer->body_length, ret_document, NULL) < 0)
		return xstrdup("the answer is not JSON");
	return NULL;
}

static void take(struct signing_keys *keys, struct list *fresh, size_t count)
{
	signing_key_destroy_all(&keys->all);
	while (!list_empty(fresh)) {
		struct list *link = fresh->next;
		list_remove(link);
		list_append(&keys->all, link);
	}
	if (keys->problem)
		log_info("teams", "%zu signing keys, fetched after all", count);
	else
		log_debug("teams", "%zu signing keys", count);
	free(steal_pointer(keys->problem));
	fetch_again_after(keys, keys->timing.refresh);
	keys->changed(keys->data);
}

static void keys_came(void *data, const struct http_answer *answer)
{
	struct signing_keys *keys = data;
	_cleanup_json_ struct cJSON *document = NULL;
	_cleanup_free_ char *why = look_at_answer(answer, &document);
	struct list fresh;
	size_t count = 0;

	keys->call = NULL;
	list_init(&fresh);
	if (!why)
		count = signing_key_read_all(document, &fresh);
	if (count)
		take(keys, &fresh, count);
	else
		failed(keys, keys->metadata_url, why ? why : "it lists no RSA keys");
}

static void ask(struct signing_keys *keys, const char *url, http_done *done)
{
	const struct http_order order = {
		.method = "GET",
		.url = url,
		.connect_timeout = CONNECT_TIMEOUT,
		.total_timeout = keys->timing.patience,
		.answer_limit = DOCUMENT_BYTES,
	};

	keys->call = http_client_send(keys->http, &order, done, keys);
}

static void metadata_came(void *data, const struct http_answer *answer)
{
	struct signing_keys *keys = data;
	_cleanup_json_ struct cJSON *document = NULL;
	_cleanup_free_ char *why = look_at_answer(answer, &document);
	const char *url = json_string(document, "jwks_uri");

	keys->call = NULL;
	if (url)
		ask(keys, url, keys_came);
	else
		failed(keys, keys->metadata_url, why ? why : "it names no jwks_uri");
}

static void fetch(struct signing_keys *keys)
{
	if (keys->call)
		return;
	uv_timer_stop(&keys->timer);
	ask(keys, keys->metadata_url, metadata_came);
}

/* --- the door --- */

static unsigned either(unsigned set, unsigned otherwise)
{
	return set ? set : otherwise;
}

struct signing_keys *signing_keys_create(uv_loop_t *loop, struct http_client *http,
	const char *metadata_url, const struct signing_keys_timing *timing,
	void (*changed)(void *data), void *data)
{
	struct signing_keys *keys = xcalloc(1, sizeof(*keys));

	keys->http = http;
	keys->metadata_url = xstrdup(metadata_url);
	keys->timing = (struct signing_keys_timing){
		.refresh = either(timing->refresh, MS_PER_DAY),
		.retry = either(timing->retry, 10 * MS_PER_SECOND),
		.patience = either(timing->patience, 5 * MS_PER_SECOND),
	};
	keys->changed = changed;
	keys->data = data;
	list_init(&keys->all);
	uv_timer_init(loop, &keys->timer);
	return keys;
}

static void timer_closed(uv_handle_t *handle)
{
	free(container_of((uv_timer_t *)handle, struct signing_keys, timer));
}

void signing_keys_destroy(struct signing_keys *keys)
{
	if (!keys)
		return;
	http_call_cancel(steal_pointer(keys->call));
	signing_key_destroy_all(&keys->all);
	free(keys->metadata_url);
	free(keys->problem);
	uv_close((uv_handle_t *)&keys->timer, timer_closed);
}

void signing_keys_start(struct signing_keys *keys)
{
	fetch(keys);
}

/* A bucket: so many at once, then one whenever it has refilled by one. */
static bool may_fetch_for_unknown(struct signing_keys *keys, int64_t now)
{
	int64_t refills;

	if (!keys->spent)
		keys->refilled_at = now;
	refills = (now - keys->refilled_at) / UNKNOWN_REFILL;
	keys->spent = refills < keys->spent ? keys->spent - (unsigned)refills : 0;
	keys->refilled_at += refills * UNKNOWN_REFILL;
	if (keys->spent == UNKNOWN_AT_ONCE)
		return false;
	keys->spent++;
	return true;
}

int signing_keys_find(struct signing_keys *keys, const char *id, bool waited, int64_t now,
	const struct signing_key **ret_key)
{
	const struct signing_key *key = signing_key_find(&keys->all, id);

	if (key) {
		*ret_key = key;
		return 0;
	}
	if (keys->call && !waited)
		return SIGNING_KEYS_E_WAIT;
	if (list_empty(&keys->all) || (waited && keys->problem))
		return SIGNING_KEYS_E_NONE; // the timer sees to it
	if (waited || !may_fetch_for_unknown(keys, now))
		return SIGNING_KEYS_E_UNKNOWN;
	fetch(keys);
	return SIGNING_KEYS_E_WAIT;
}

const char *signing_keys_problem(const struct signing_keys *keys)
{
	return keys->problem;
}

bool signing_keys_are_known(const struct signing_keys *keys)
{
	return !list_empty(&keys->all);
}
