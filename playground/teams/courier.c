#include "playground/teams/courier.h"

#include <stdlib.h>
#include <string.h>

#include "bot/util/clock.h"
#include "bot/util/http_client.h"
#include "bot/util/json.h"
#include "bot/util/list.h"
#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "playground/page_stream.h"
#include "playground/playground.h"
#include "playground/teams/issuer.h"
#include "playground/teams/teams.h"
#include "playground/teams/workspace.h"

enum { REPEAT_AFTER = 15000, ATTEMPTS = 3, PATIENCE = 15000, CONNECT_TIMEOUT = 3000 };

/* One activity, sent or to be sent again. */
struct errand {
	struct list link; // courier::errands
	struct alarm again;
	struct courier *courier;
	struct http_call *call; // NULL: none is out
	char *body;
	struct cJSON *activity; // what `body` says; NULL: not one
	courier_done *done; // NULL: was called
	void *data;
	int64_t sent; // the last time: ms, clock_monotonic()
	int attempt;
	int64_t number; // of its last entry
};

struct knock {
	void (*done)(void *data, bool somebody);
	void *data;
};

struct courier {
	struct knock knock;
	struct teams *teams;
	struct http_client *http;
	char *endpoint;
	char *flaw;
	int64_t flawed; // how many more
	int64_t repeat_after;
	struct list errands;
	struct cJSON *log; // array
	int64_t total;
};

struct courier *courier_create(struct teams *teams)
{
	struct courier *courier = xcalloc(1, sizeof(*courier));

	courier->teams = teams;
	courier->http = http_client_create(teams->playground->loop);
	courier->repeat_after = REPEAT_AFTER;
	courier->log = json_array();
	list_init(&courier->errands);
	return courier;
}

static void finish(struct errand *errand)
{
	alarm_stop(&errand->again);
	list_remove(&errand->link);
	json_free(errand->activity);
	free(errand->body);
	free(errand);
}

static void tell(struct errand *errand, const struct courier_answer *answer)
{
	courier_done *done = steal_pointer(errand->done);

	if (done)
		done(errand->courier->teams, answer, errand->data);
}

/* Each hears that nothing came. */
void courier_forget(struct courier *courier)
{
	struct courier_answer nothing = { 0 };

	while (!list_empty(&courier->errands)) {
		struct errand *errand = list_first(&courier->errands, struct errand, link);
		http_call_cancel(steal_pointer(errand->call));
		tell(errand, &nothing);
		finish(errand);
	}
	json_free(courier->log);
	courier->log = json_array();
	courier->total = 0;
	courier_flaw(courier, NULL, 0);
	courier->repeat_after = REPEAT_AFTER;
}

void courier_stop(struct courier *courier)
{
	courier_forget(courier);
	http_client_destroy(steal_pointer(courier->http));
}

void courier_destroy(struct courier *courier)
{
	if (!courier)
		return;
	json_free(courier->log);
	free(courier->endpoint);
	free(courier->flaw);
	free(courier);
}

void courier_endpoint(struct courier *courier, const char *endpoint)
{
	free(courier->endpoint);
	courier->endpoint = xstrdup(endpoint);
}

const char *courier_get_endpoint(const struct courier *courier)
{
	return courier->endpoint;
}

void courier_flaw(struct courier *courier, const char *flaw, int64_t times)
{
	free(courier->flaw);
	courier->flaw = xstrdup(flaw);
	courier->flawed = times;
}

void courier_repeat_after(struct courier *courier, int64_t ms)
{
	courier->repeat_after = ms;
}

static void set_time(const struct courier *courier, struct cJSON *entry, const char *name)
{
	char at[CLOCK_TEXT_BYTES];

	json_set_string(entry, name, clock_format(teams_now(courier->teams), at, sizeof(at)));
}

static void write_entry(struct errand *errand)
{
	struct courier *courier = errand->courier;
	struct cJSON *entry = json_append(courier->log, json_object());

	errand->number = ++courier->total;
	json_set_int(entry, "n", errand->number);
	json_set_string(entry, "id", json_string(errand->activity, "id"));
	json_set_string(entry, "type", json_string(errand->activity, "type"));
	json_set_string(entry, "name", json_string(errand->activity, "name"));
	json_set_int(entry, "attempt", errand->attempt);
	set_time(courier, entry, "sent_at");
	json_set_null(entry, "answered_at");
	json_set_int(entry, "status", 0);
	if (errand->activity)
		json_set(entry, "activity", json_copy(errand->activity));
}

static struct cJSON *entry_of(const struct errand *errand)
{
	const struct cJSON *entry;

	json_for_each(entry, errand->courier->log)
		if (json_int(entry, "n", 0) == errand->number)
			return (struct cJSON *)entry;
	return NULL;
}

static void write_answer(const struct errand *errand, const struct courier_answer *answer)
{
	struct cJSON *entry = entry_of(errand);

	if (!entry)
		return;
	json_set_int(entry, "status", answer->status);
	if (answer->status)
		set_time(errand->courier, entry, "answered_at");
	if (answer->body)
		json_set(entry, "body", json_copy(answer->body));
}

static bool is_message(const struct errand *errand)
{
	return text_equal(json_string(errand->activity, "type"), "message");
}

static void on_answer(void *data, const struct http_answer *answer)
{
	struct errand *errand = data;
	struct courier *courier = errand->courier;
	struct cJSON *body = NULL;
	struct courier_answer heard = { .status = answer->fate == HTTP_ANSWERED ? answer->status
										: 0 };
	int64_t wait = errand->sent + courier->repeat_after - clock_monotonic();

	errand->call = NULL;
	heard.readable = !answer->body_length ||
			 json_parse(answer->body, answer->body_length, &body, NULL) == 0;
	heard.body = body;
	if (!heard.status)
		log_info("teams", "no answer: %s", answer->problem ? answer->problem : "?");
	write_answer(errand, &heard);
	tell(errand, &heard);
	json_free(body);
	if ((!heard.status || heard.status >= 500) && is_message(errand) &&
		errand->attempt < ATTEMPTS)
		alarm_set(&courier->teams->playground->alarms, &errand->again, wait > 0 ? wait : 0);
	else
		finish(errand);
}

/* "Authorization: Bearer …", or NULL: the flaw is that there is none. */
static char *authorization(struct courier *courier, const struct errand *errand)
{
	struct teams *teams = courier->teams;
	_cleanup_free_ char *ours = teams_service_url(teams);
	struct token_order order = { .audience = teams->workspace->app_id,
		.service_url = json_string_or(errand->activity, "serviceUrl", ours),
		.now = teams_now(teams) / MS_PER_SECOND,
		.flaw = courier->flawed ? courier->flaw : NULL };
	_cleanup_free_ char *token = issuer_sign(teams->issuer, &order);

	if (courier->flawed)
		courier->flawed--;
	return token ? xasprintf("Authorization: Bearer %s", token) : NULL;
}

/* The same words from an organisation that nobody has heard of. */
static void move_to_another_tenant(struct errand *errand)
{
	static const char stranger[] = "5742a46e-0000-4000-8000-00000000dead";
	struct cJSON *conversation = (struct cJSON *)json_get(errand->activity, "conversation");
	struct cJSON *tenant = (struct cJSON *)json_get(errand->activity, "channelData.tenant");

	if (conversation)
		json_set_string(conversation, "tenantId", stranger);
	if (tenant)
		json_set_string(tenant, "id", stranger);
}

static void post(struct errand *errand)
{
	struct courier *courier = errand->courier;
	const struct cJSON *activity = errand->activity;
	_cleanup_free_ char *conversation = xasprintf(
		"x-ms-conversation-id: %s", json_string_or(activity, "conversation.id", ""));
	_cleanup_free_ char *tenant = xasprintf(
		"x-ms-tenant-id: %s", json_string_or(activity, "conversation.tenantId", ""));
	_cleanup_free_ char *bearer = authorization(courier, errand);
	const char *headers[] = { "Content-Type: application/json; charset=utf-8", conversation,
		tenant, bearer, NULL };
	struct http_order order = { .method = "POST",
		.url = courier->endpoint,
		.headers = headers,
		.body = errand->body,
		.body_length = strlen(errand->body),
		.connect_timeout = CONNECT_TIMEOUT,
		.total_timeout = PATIENCE };

	if (is_message(errand))
		order.total_timeout = (unsigned)courier->repeat_after;
	errand->attempt++;
	errand->sent = clock_monotonic();
	write_entry(errand);
	errand->call = http_client_send(courier->http, &order, on_answer, errand);
}

static void send_again(struct alarm *alarm)
{
	struct errand *errand = container_of(alarm, struct errand, again);

	if (errand->courier->endpoint)
		post(errand);
	else
		finish(errand);
}

/* A moment later, so that nobody hears of an end inside their own call. */
static void give_up(struct alarm *alarm)
{
	struct errand *errand = container_of(alarm, struct errand, again);
	struct courier_answer nothing = { 0 };

	tell(errand, &nothing);
	finish(errand);
}

static struct errand *new_errand(struct courier *courier, courier_done *done, void *data)
{
	struct errand *errand = xcalloc(1, sizeof(*errand));

	errand->courier = courier;
	errand->done = done;
	errand->data = data;
	alarm_init(&errand->again, send_again);
	list_append(&courier->errands, &errand->link);
	return errand;
}

static void dispatch(struct errand *errand, const char *kind)
{
	struct courier *courier = errand->courier;
	struct faults *faults = &courier->teams->playground->faults;
	struct errand *twin;

	if (!courier->http || !courier->endpoint || faults_strike(faults, "drop", kind)) {
		errand->again.ring = give_up;
		alarm_set(&courier->teams->playground->alarms, &errand->again, 0);
		return;
	}
	post(errand);
	if (!faults_strike(faults, "duplicate", kind))
		return;
	twin = new_errand(courier, NULL, NULL);
	twin->body = xstrdup(errand->body);
	twin->activity = errand->activity ? json_copy(errand->activity) : NULL;
	post(twin);
}

void courier_send(struct courier *courier, struct cJSON *activity, courier_done *done, void *data)
{
	struct errand *errand = new_errand(courier, done, data);
	const char *type = json_string_or(activity, "type", "");

	errand->activity = activity;
	if (courier->flawed && text_equal(courier->flaw, "other_tenant"))
		move_to_another_tenant(errand);
	errand->body = json_print(activity);
	dispatch(
		errand, text_equal(type, "invoke") ? json_string_or(activity, "name", type) : type);
}

void courier_send_raw(struct courier *courier, const char *bytes, courier_done *done, void *data)
{
	struct errand *errand = new_errand(courier, done, data);

	errand->body = xstrdup(bytes);
	dispatch(errand, "raw");
}

static void on_knock(void *data, const struct http_answer *answer)
{
	const struct knock *knock = data;

	knock->done(knock->data, answer->fate == HTTP_ANSWERED);
}

void courier_knock(struct courier *courier, void (*done)(void *data, bool somebody), void *data)
{
	struct http_order order = {
		.method = "GET", .url = courier->endpoint, .connect_timeout = CONNECT_TIMEOUT
	};

	courier->knock = (struct knock){ done, data };
	http_client_send(courier->http, &order, on_knock, &courier->knock);
}

struct cJSON *courier_show(const struct courier *courier, int64_t since)
{
	struct cJSON *shown = json_array();
	const struct cJSON *entry;

	json_for_each(entry, courier->log)
		if (json_int(entry, "n", 0) > since)
			json_append(shown, json_copy(entry));
	return shown;
}
