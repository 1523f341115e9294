#include "playground/connections.h"

#include <inttypes.h>
#include <stdint.h>
#include <string.h>

#include "bot/util/clock.h"
#include "bot/util/http_server.h"
#include "bot/util/http_websocket.h"
#include "bot/util/json.h"
#include "bot/util/list.h"
#include "bot/util/log.h"
#include "bot/util/random.h"
#include "bot/util/text.h"
#include "bot/util/url.h"
#include "playground/page_stream.h"
#include "playground/playground.h"
#include "playground/socket_mode.h"
#include "playground/world.h"

enum {
	PING_EVERY = 3000, // ms
	REFRESH_GRACE = 10000, // ms between the warning and the end
	DEBUG_RECONNECT = 360000, // ms, asked for with debug_reconnects=true
	TICKETS_MAX = 1000, // remembered; older ones are forgotten
};

struct ticket {
	struct list link; // connections::tickets, oldest first
	char *id;
	int64_t expires; // ms, clock_monotonic()
};

struct connection {
	struct list link; // connections::open
	struct connections *connections;
	struct http_websocket *websocket;
	struct alarm end; // when the server closes it by itself
	int number;
	bool ready; // hello was said
};

struct connections {
	struct playground *playground;
	void (*receive)(struct playground *playground, const struct cJSON *message);
	struct list open; // the next in turn first
	struct list tickets;
	struct alarm ping;
	int count; // ever opened
	int64_t refuse;
	int64_t no_hello;
};

static void on_ping(struct alarm *alarm)
{
	struct connections *connections = container_of(alarm, struct connections, ping);
	struct connection *connection;

	list_for_each(connection, &connections->open, link)
		http_websocket_ping(connection->websocket, "Ping from applink-1");
	if (!list_empty(&connections->open))
		alarm_set(&connections->playground->alarms, &connections->ping, PING_EVERY);
}

struct connections *connections_create(struct playground *playground,
	void (*receive)(struct playground *playground, const struct cJSON *message))
{
	struct connections *connections = xcalloc(1, sizeof(*connections));

	connections->playground = playground;
	connections->receive = receive;
	list_init(&connections->open);
	list_init(&connections->tickets);
	alarm_init(&connections->ping, on_ping);
	return connections;
}

static void ticket_destroy(struct ticket *ticket)
{
	list_remove(&ticket->link);
	free(ticket->id);
	free(ticket);
}

void connections_destroy(struct connections *connections)
{
	if (!connections)
		return;
	while (!list_empty(&connections->tickets))
		ticket_destroy(list_first(&connections->tickets, struct ticket, link));
	free(connections);
}

static char *new_id(void)
{
	return xasprintf("%08x-%04x-%04x-%04x-%08x%04x", random_below(UINT32_MAX),
		random_below(0x10000), random_below(0x10000), random_below(0x10000),
		random_below(UINT32_MAX), random_below(0x10000));
}

char *connections_ticket(struct connections *connections, const char *host)
{
	struct ticket *ticket;
	size_t count = 0;

	if (connections->refuse > 0) {
		connections->refuse--;
		return NULL;
	}
	list_for_each(ticket, &connections->tickets, link)
		count++;
	if (count >= TICKETS_MAX)
		ticket_destroy(list_first(&connections->tickets, struct ticket, link));
	ticket = xcalloc(1, sizeof(*ticket));
	ticket->id = new_id();
	ticket->expires = clock_monotonic() + TICKET_LIFE;
	list_append(&connections->tickets, &ticket->link);
	return xasprintf("ws://%s/link/?ticket=%s&app_id=%s", host, ticket->id,
		connections->playground->world->app_id);
}

/* A ticket is good once. */
static bool use_ticket(struct connections *connections, const char *id)
{
	struct ticket *ticket;

	list_for_each(ticket, &connections->tickets, link) {
		bool fresh = ticket->expires > clock_monotonic();
		if (!text_equal(ticket->id, id))
			continue;
		ticket_destroy(ticket);
		return fresh;
	}
	return false;
}

int connections_count(const struct connections *connections)
{
	const struct connection *connection;
	int count = 0;

	list_for_each(connection, &connections->open, link)
		count += connection->ready;
	return count;
}

static void send_json(const struct connection *connection, const struct cJSON *message)
{
	_cleanup_free_ char *printed = json_print(message);

	http_websocket_send(connection->websocket, printed, strlen(printed));
}

static void say_hello(struct connection *connection)
{
	struct connections *connections = connection->connections;
	_cleanup_json_ struct cJSON *hello = json_object();
	struct cJSON *info, *debug;

	if (connections->no_hello > 0) {
		connections->no_hello--;
		return;
	}
	connection->ready = true;
	json_set_string(hello, "type", "hello");
	json_set_int(hello, "num_connections", connections_count(connections));
	info = json_set_object(hello, "connection_info");
	json_set_string(info, "app_id", connections->playground->world->app_id);
	debug = json_set_object(hello, "debug_info");
	json_set_string(debug, "host", "applink-1");
	json_set_int(debug, "build_number", 1);
	json_set_int(debug, "approximate_connection_time", 18060);
	send_json(connection, hello);
	page_streams_tell_all(connections->playground, "connection");
}

static void say_disconnect(const struct connection *connection, const char *reason)
{
	_cleanup_json_ struct cJSON *message = json_object();

	json_set_string(message, "type", "disconnect");
	json_set_string(message, "reason", reason);
	json_set_string(json_set_object(message, "debug_info"), "host", "applink-1");
	send_json(connection, message);
}

static void on_end(struct alarm *alarm)
{
	struct connection *connection = container_of(alarm, struct connection, end);

	connection->ready = false; // nothing more is sent there
	http_websocket_close(connection->websocket, 1000, "");
}

static void on_text(struct http_websocket *websocket, const char *text, size_t length, void *data)
{
	struct connection *connection = data;
	_cleanup_json_ struct cJSON *message = NULL;
	const char *why = NULL;

	(void)websocket;
	if (json_parse(text, length, &message, &why) < 0)
		log_warning(
			"socket_mode", "connection=%d sent what is %s", connection->number, why);
	else
		connection->connections->receive(connection->connections->playground, message);
}

static void on_closed(struct http_websocket *websocket, void *data)
{
	struct connection *connection = data;
	struct connections *connections = connection->connections;

	(void)websocket;
	alarm_stop(&connection->end);
	list_remove(&connection->link);
	log_info("socket_mode", "connection=%d closed", connection->number);
	free(connection);
	page_streams_tell_all(connections->playground, "connection");
}

static const struct http_websocket_handler connection_handler = { .text = on_text,
	.closed = on_closed };

static struct connection *accept_connection(
	struct connections *connections, struct http_request *request)
{
	struct connection *connection = xcalloc(1, sizeof(*connection));
	struct http_websocket_options options = { .handler = &connection_handler,
		.frame_limit = CLIENT_FRAME_MAX,
		.message_limit = CLIENT_FRAME_MAX,
		.data = connection };

	connection->connections = connections;
	connection->number = ++connections->count;
	alarm_init(&connection->end, on_end);
	list_init(&connection->link);
	connection->websocket = http_upgrade(request, &options);
	if (!connection->websocket) {
		free(connection);
		return NULL;
	}
	list_append(&connections->open, &connection->link);
	log_info("socket_mode", "connection=%d opened", connection->number);
	return connection;
}

void connections_open(struct connections *connections, struct http_request *request)
{
	_cleanup_free_ char *ticket = url_field(request->query, "ticket");
	_cleanup_free_ char *debug = url_field(request->query, "debug_reconnects");
	int already = 0;
	struct connection *connection;

	if (!ticket || !use_ticket(connections, ticket)) {
		http_respond_text(request, 404, "no such ticket, or it was used, or it is too old");
		return;
	}
	list_for_each(connection, &connections->open, link)
		already++;
	connection = accept_connection(connections, request);
	if (!connection)
		return;
	if (already >= CONNECTIONS_MAX) {
		say_disconnect(connection, "too_many_websockets");
		http_websocket_close(connection->websocket, 1000, "too many websockets");
		return;
	}
	say_hello(connection);
	if (text_equal(debug, "true"))
		alarm_set(&connections->playground->alarms, &connection->end, DEBUG_RECONNECT);
	alarm_set(&connections->playground->alarms, &connections->ping, PING_EVERY);
}

int connections_send(struct connections *connections, const char *text)
{
	struct connection *connection;

	list_for_each(connection, &connections->open, link) {
		if (!connection->ready)
			continue;
		http_websocket_send(connection->websocket, text, strlen(text));
		list_remove(&connection->link); // to the end: the others are next
		list_append(&connections->open, &connection->link);
		return connection->number;
	}
	return 0;
}

static void act_disconnect(struct connection *connection, const struct cJSON *action)
{
	const char *reason = json_string_or(action, "reason", "refresh_requested");
	bool soon =
		text_equal(reason, "link_disabled") || text_equal(reason, "too_many_websockets");
	int64_t grace = json_int(action, "close_after_ms", soon ? 0 : REFRESH_GRACE);

	say_disconnect(connection, reason);
	alarm_set(&connection->connections->playground->alarms, &connection->end, grace);
}

static void act_close(struct connection *connection, const struct cJSON *action)
{
	connection->ready = false;
	http_websocket_close(connection->websocket, (int)json_int(action, "code", 1000),
		json_string_or(action, "reason", ""));
}

static void act_reset(struct connection *connection, const struct cJSON *action)
{
	(void)action;
	http_websocket_reset(connection->websocket);
}

static void act_mute(struct connection *connection, const struct cJSON *action)
{
	bool muted = text_equal(json_string(action, "action"), "mute");

	http_websocket_mute(connection->websocket, muted);
}

static const char *act_on_each(struct connections *connections, const struct cJSON *action,
	void (*act)(struct connection *connection, const struct cJSON *action))
{
	int64_t wanted = json_int(action, "connection", 0);
	struct connection *connection;

	list_for_each(connection, &connections->open, link)
		if (!wanted || connection->number == wanted)
			act(connection, action);
	return NULL;
}

const char *connections_act(struct connections *connections, const struct cJSON *action)
{
	static const struct {
		const char *name;
		void (*act)(struct connection *connection, const struct cJSON *action);
	} acts[] = { { "disconnect", act_disconnect }, { "close", act_close },
		{ "reset", act_reset }, { "mute", act_mute }, { "unmute", act_mute } };
	const char *name = json_string(action, "action");

	for (size_t i = 0; i < array_length(acts); i++)
		if (text_equal(acts[i].name, name))
			return act_on_each(connections, action, acts[i].act);
	if (text_equal(name, "refuse"))
		connections->refuse = json_int(action, "times", 1);
	else if (text_equal(name, "no_hello"))
		connections->no_hello = json_int(action, "times", 1);
	else
		return "no such action";
	return NULL;
}
