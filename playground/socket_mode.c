#include "playground/socket_mode.h"

#include <stdlib.h>
#include <string.h>

#include "bot/util/clock.h"
#include "bot/util/json.h"
#include "bot/util/list.h"
#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "bot/util/random.h"
#include "bot/util/text.h"
#include "playground/connections.h"
#include "playground/playground.h"

enum { RETRIES = 3 };

/* One sending of one envelope; a redelivery is another one with the same id. */
struct envelope {
	struct list link; // socket_mode::sent, oldest first
	struct socket_mode *socket_mode;
	struct alarm alarm; // the end of waiting; before it was sent, the time to send it
	struct cJSON *message;
	const char *id; // inside `message`, or ""
	int64_t n;
	int64_t sent_at; // ms since the epoch; 0: not yet
	int64_t acknowledged_at; // 0: never
	struct cJSON *payload; // of the acknowledgement, or NULL
	int connection;
	bool waiting; // for an acknowledgement, in time
	bool dropped; // never sent, on purpose
	bool late; // acknowledged when nobody waited any more
	envelope_done *done;
	void *data;
};

struct socket_mode {
	struct playground *playground;
	struct connections *connections;
	struct list sent;
	int64_t count;
	int64_t retry_after[RETRIES]; // ms
	int64_t patience; // ms
};

static bool is_event(const struct envelope *envelope)
{
	return text_equal(json_string(envelope->message, "type"), "events_api");
}

static void finish_waiting(struct envelope *envelope, enum envelope_outcome outcome)
{
	envelope_done *done = envelope->done;

	envelope->waiting = false;
	envelope->done = NULL;
	alarm_stop(&envelope->alarm);
	if (done)
		done(envelope->socket_mode->playground, outcome, envelope->id, envelope->payload,
			envelope->data);
}

static struct envelope *add(
	struct socket_mode *socket_mode, struct cJSON *message, void (*ring)(struct alarm *alarm))
{
	struct envelope *envelope = xcalloc(1, sizeof(*envelope));

	envelope->socket_mode = socket_mode;
	envelope->message = message;
	envelope->id = json_string_or(message, "envelope_id", "");
	envelope->n = ++socket_mode->count;
	alarm_init(&envelope->alarm, ring);
	list_append(&socket_mode->sent, &envelope->link);
	return envelope;
}

static void on_resend(struct alarm *alarm);

static void resend(struct envelope *first, int64_t attempt, int64_t in_ms)
{
	struct socket_mode *socket_mode = first->socket_mode;
	struct cJSON *message = json_copy(first->message);
	struct envelope *again;

	json_set_int(message, "retry_attempt", attempt);
	json_set_string(message, "retry_reason", "timeout");
	again = add(socket_mode, message, on_resend);
	alarm_set(&socket_mode->playground->alarms, &again->alarm, in_ms);
}

static void retry(struct envelope *envelope)
{
	int64_t attempt = json_int(envelope->message, "retry_attempt", 0);

	if (is_event(envelope) && attempt < RETRIES)
		resend(envelope, attempt + 1, envelope->socket_mode->retry_after[attempt]);
}

static void on_timeout(struct alarm *alarm)
{
	struct envelope *envelope = container_of(alarm, struct envelope, alarm);

	log_info("socket_mode", "envelope=%s was not acknowledged", envelope->id);
	finish_waiting(envelope, ENVELOPE_TIMED_OUT);
	retry(envelope);
}

static void transmit(struct envelope *envelope)
{
	struct playground *playground = envelope->socket_mode->playground;
	struct connections *connections = envelope->socket_mode->connections;
	const char *type = json_string(envelope->message, "type");
	_cleanup_free_ char *printed = json_print(envelope->message);

	envelope->sent_at = clock_now();
	envelope->waiting = true;
	alarm_init(&envelope->alarm, on_timeout);
	if (faults_strike(&playground->faults, "drop", type)) {
		envelope->dropped = true;
	} else {
		envelope->connection = connections_send(connections, printed);
		if (envelope->connection && faults_strike(&playground->faults, "duplicate", type))
			connections_send(connections, printed);
	}
	if (envelope->dropped || envelope->connection) {
		alarm_set(&playground->alarms, &envelope->alarm,
			envelope->dropped ? ACKNOWLEDGE_WITHIN : envelope->socket_mode->patience);
		return;
	}
	finish_waiting(envelope, ENVELOPE_NO_CONNECTION);
	retry(envelope);
}

static void on_resend(struct alarm *alarm)
{
	transmit(container_of(alarm, struct envelope, alarm));
}

static void redeliver_on_demand(struct envelope *envelope)
{
	const struct cJSON *fault;

	if (!is_event(envelope))
		return;
	fault = faults_strike(
		&envelope->socket_mode->playground->faults, "redeliver", "events_api");
	for (int64_t i = 1; fault && i <= json_int(fault, "attempts", 1) && i <= 100; i++)
		resend(envelope, i, i * json_int(fault, "after_ms", 0));
}

void socket_mode_send_envelope(
	struct socket_mode *socket_mode, struct cJSON *envelope, envelope_done *done, void *data)
{
	struct envelope *sent = add(socket_mode, envelope, on_timeout);

	sent->done = done;
	sent->data = data;
	transmit(sent);
	redeliver_on_demand(sent);
}

void socket_mode_send(struct socket_mode *socket_mode, const char *type, struct cJSON *payload,
	bool accepts_response, envelope_done *done, void *data)
{
	struct cJSON *envelope = json_object();
	_cleanup_free_ char *id = xasprintf("%08x-%04x-%04x-%04x-%08x%04x",
		random_below(UINT32_MAX), random_below(0x10000), random_below(0x10000),
		random_below(0x10000), random_below(UINT32_MAX), random_below(0x10000));

	json_set_string(envelope, "envelope_id", id);
	json_set_string(envelope, "type", type);
	json_set_bool(envelope, "accepts_response_payload", accepts_response);
	json_set(envelope, "payload", payload);
	if (text_equal(type, "events_api")) {
		json_set_int(envelope, "retry_attempt", 0);
		json_set_string(envelope, "retry_reason", "");
	}
	socket_mode_send_envelope(socket_mode, envelope, done, data);
}

bool socket_mode_send_raw(struct socket_mode *socket_mode, const char *text)
{
	return connections_send(socket_mode->connections, text) != 0;
}

/* The last sending of this envelope that is not yet acknowledged. */
static struct envelope *find(struct socket_mode *socket_mode, const char *id)
{
	struct list *link = socket_mode->sent.previous;

	for (; link != &socket_mode->sent; link = link->previous) {
		struct envelope *envelope = container_of(link, struct envelope, link);
		if (envelope->sent_at && !envelope->acknowledged_at && *id &&
			text_equal(envelope->id, id))
			return envelope;
	}
	return NULL;
}

static void receive(struct playground *playground, const struct cJSON *message)
{
	const char *id = json_string_or(message, "envelope_id", "");
	const struct cJSON *payload = json_get(message, "payload");
	struct envelope *envelope = find(playground->socket_mode, id);

	if (!envelope) {
		log_debug("socket_mode", "an acknowledgement of nothing we wait for");
		return;
	}
	envelope->acknowledged_at = clock_now();
	envelope->late = !envelope->waiting;
	if (payload)
		envelope->payload = json_copy(payload);
	if (envelope->waiting)
		finish_waiting(envelope, ENVELOPE_ACKNOWLEDGED);
}

struct socket_mode *socket_mode_create(struct playground *playground)
{
	struct socket_mode *socket_mode = xcalloc(1, sizeof(*socket_mode));

	socket_mode->playground = playground;
	socket_mode->connections = connections_create(playground, receive);
	list_init(&socket_mode->sent);
	socket_mode->patience = ACKNOWLEDGE_WITHIN;
	socket_mode->retry_after[1] = MS_PER_MINUTE;
	socket_mode->retry_after[2] = (int64_t)5 * MS_PER_MINUTE;
	return socket_mode;
}

void socket_mode_stop(struct socket_mode *socket_mode)
{
	struct envelope *envelope;

	list_for_each (envelope, &socket_mode->sent, link)
		finish_waiting(envelope, ENVELOPE_TIMED_OUT);
}

void socket_mode_forget(struct socket_mode *socket_mode)
{
	socket_mode_stop(socket_mode);
	while (!list_empty(&socket_mode->sent)) {
		struct envelope *envelope = list_first(&socket_mode->sent, struct envelope, link);
		list_remove(&envelope->link);
		json_free(envelope->message);
		json_free(envelope->payload);
		free(envelope);
	}
	socket_mode->count = 0;
}

void socket_mode_destroy(struct socket_mode *socket_mode)
{
	if (!socket_mode)
		return;
	socket_mode_forget(socket_mode);
	connections_destroy(socket_mode->connections);
	free(socket_mode);
}

char *socket_mode_ticket(struct socket_mode *socket_mode, const char *host)
{
	return connections_ticket(socket_mode->connections, host);
}

void socket_mode_connect(struct socket_mode *socket_mode, struct http_request *request)
{
	connections_open(socket_mode->connections, request);
}

int socket_mode_connections(const struct socket_mode *socket_mode)
{
	return connections_count(socket_mode->connections);
}

static const char *set_retry_schedule(struct socket_mode *socket_mode, const struct cJSON *ms)
{
	const struct cJSON *item;
	size_t i = 0;

	if (!json_is_array(ms) || json_length(ms) != RETRIES)
		return "ms is a list of three numbers";
	json_for_each (item, ms)
		socket_mode->retry_after[i++] = json_int(item, "", 0);
	return NULL;
}

static const char *set_patience(struct socket_mode *socket_mode, int64_t ms)
{
	if (ms <= 0)
		return "ms is a number above 0";
	socket_mode->patience = ms;
	return NULL;
}

static const char *give_up(struct socket_mode *socket_mode)
{
	struct envelope *envelope;

	list_for_each (envelope, &socket_mode->sent, link)
		if (envelope->waiting)
			on_timeout(&envelope->alarm);
	return NULL;
}

int64_t socket_mode_patience(const struct socket_mode *socket_mode)
{
	return socket_mode->patience;
}

const char *socket_mode_act(struct socket_mode *socket_mode, const struct cJSON *action)
{
	if (text_equal(json_string(action, "action"), "patience"))
		return set_patience(socket_mode, json_int(action, "ms", 0));
	if (text_equal(json_string(action, "action"), "give_up"))
		return give_up(socket_mode);
	if (text_equal(json_string(action, "action"), "retry_schedule"))
		return set_retry_schedule(socket_mode, json_get(action, "ms"));
	return connections_act(socket_mode->connections, action);
}

static void set_time(struct cJSON *object, const char *name, int64_t time)
{
	char shown[CLOCK_TEXT_BYTES];

	json_set_string(object, name, time ? clock_format(time, shown, sizeof(shown)) : NULL);
}

static struct cJSON *show_envelope(const struct envelope *envelope)
{
	struct cJSON *shown = json_object();

	json_set_int(shown, "n", envelope->n);
	json_set_string(shown, "envelope_id", envelope->id);
	json_set_string(shown, "type", json_string(envelope->message, "type"));
	set_time(shown, "sent_at", envelope->sent_at);
	set_time(shown, "acknowledged_at", envelope->acknowledged_at);
	json_set_bool(shown, "late", envelope->late);
	if (envelope->payload)
		json_set(shown, "payload", json_copy(envelope->payload));
	else
		json_set_null(shown, "payload");
	json_set_int(shown, "connection", envelope->connection);
	json_set_int(shown, "retry_attempt", json_int(envelope->message, "retry_attempt", 0));
	return shown;
}

struct cJSON *socket_mode_show(const struct socket_mode *socket_mode, int64_t since)
{
	struct cJSON *shown = json_array();
	const struct envelope *envelope;

	list_for_each (envelope, &socket_mode->sent, link)
		if (envelope->n > since)
			json_append(shown, show_envelope(envelope));
	return shown;
}
