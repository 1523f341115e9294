#include "bot/util/websocket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <libwebsockets.h>

#include "bot/util/endpoint.h"
#include "bot/util/list.h"
#include "bot/util/memory.h"
#include "bot/util/resolve.h"
#include "bot/util/text.h"
#include "bot/util/web.h"
#include "bot/util/websocket_attempt.h"
#include "bot/util/websocket_queue.h"
#include "bot/util/websocket_settings.h"

enum {
	RECEIVE_CHUNK = 16384, // bytes libwebsockets reads at once
	KEEP_BUFFER = 65536, // bytes of an assembly buffer worth keeping for the next message
	CODE_NONE = 1005, // RFC 6455: a close frame without a code
	CODE_GOING_AWAY = 1001,
	CODE_TOO_LONG = 1009,
};

enum phase {
	PHASE_RESOLVING,
	PHASE_CONNECTING, // TCP and TLS, to one address
	PHASE_UPGRADING, // the request has left
	PHASE_OPEN,
	PHASE_CLOSING, // by us: the rest of the queue, the close frame, the wait for the peer's
	PHASE_ENDED, // `closed` is due or has been said
};

struct websocket {
	struct web *web;
	const struct websocket_events *events; // NULL once destroyed
	void *data;
	struct websocket_settings settings;
	char *url;
	char *header_name, *header_value; // "Name:", as libwebsockets wants it; NULL: none
	struct endpoint endpoint;
	char host[ENDPOINT_HOST_BYTES + 10]; // as in the Host header
	enum phase phase;
	struct resolve *resolve;
	struct addresses addresses;
	size_t next_address;
	struct lws_vhost *vhost;
	struct websocket_attempt attempt;
	bool connecting; // inside lws_client_connect_via_info()
	uv_timer_t timer; // the phase's time-out
	uv_timer_t pulse; // pings
	int handles;
	unsigned pulses_unheard; // since the last sign of life
	struct list queue; // websocket_queue.h
	bool ping_due; // or a pong of our own
	int close_code; // that we send
	bool close_sent;
	struct text incoming;
	bool peer_closed; // its close frame has come
	bool end_known;
	struct websocket_end end;
	char last_failure[80]; // why an address did not do
	char problem[160];
};

static int on_event(
	struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t length);

/* No permessage-deflate: it could turn one send into several frames. */
static const struct lws_protocols protocols[] = {
	{ .name = WEBSOCKET_PROTOCOL, .callback = on_event, .rx_buffer_size = RECEIVE_CHUNK },
	{ 0 },
};

/* Zeroes: none of libwebsockets' own pings. It would hang up without a close frame. */
static const lws_retry_bo_t no_pings = { 0 };

/* --- the end --- */

static void tell_end(uv_timer_t *timer)
{
	struct websocket *socket = timer->data;

	if (!socket->events)
		return;
	websocket_queue_empty(&socket->queue, socket->events->unsent, socket->data);
	if (socket->events) // still
		socket->events->closed(socket->data, &socket->end);
}

/* The first reason known is the one told. */
static void know_end(struct websocket *socket, enum websocket_ending ending, const char *format,
	...) __attribute__((format(printf, 3, 4)));

static void know_end(
	struct websocket *socket, enum websocket_ending ending, const char *format, ...)
{
	va_list args;

	if (socket->end_known)
		return;
	socket->end_known = true;
	va_start(args, format);
	vsnprintf(socket->problem, sizeof(socket->problem), format, args);
	va_end(args);
	socket->end.ending = ending;
	socket->end.problem = socket->problem;
}

/* know_end() has been called. */
static void finish(struct websocket *socket)
{
	if (socket->phase == PHASE_ENDED || !socket->events)
		return;
	socket->phase = PHASE_ENDED;
	websocket_attempt_kill(&socket->attempt);
	uv_timer_stop(&socket->pulse);
	uv_timer_start(&socket->timer, tell_end, 0, 0);
}

static void close_timed_out(uv_timer_t *timer)
{
	struct websocket *socket = timer->data;

	know_end(socket, WEBSOCKET_CLOSED, "the peer did not answer the close frame");
	finish(socket);
}

static void begin_close(struct websocket *socket, int code)
{
	socket->phase = PHASE_CLOSING;
	socket->close_code = code;
	uv_timer_stop(&socket->pulse);
	uv_timer_start(&socket->timer, close_timed_out, socket->settings.close_timeout, 0);
	lws_callback_on_writable(socket->attempt.wsi);
}

/* --- connecting --- */

static void try_next_address(struct websocket *socket);

static void connect_timed_out(uv_timer_t *timer)
{
	struct websocket *socket = timer->data;

	websocket_attempt_kill(&socket->attempt);
	try_next_address(socket);
}

static void try_again(uv_timer_t *timer)
{
	try_next_address(timer->data);
}

static void upgrade_timed_out(uv_timer_t *timer)
{
	struct websocket *socket = timer->data;

	know_end(socket, WEBSOCKET_REFUSED, "the server did not answer");
	finish(socket);
}

static void describe_connection(struct websocket *socket, struct lws_client_connect_info *info)
{
	const char *path = socket->endpoint.path;

	*info = (struct lws_client_connect_info){
		.context = web_context(socket->web),
		.vhost = socket->vhost,
		.port = socket->endpoint.port,
		.host = socket->host, // also what the certificate must be for
		.path = path[0] ? path : "/",
		.alpn = "http/1.1",
		.ssl_connection = LCCSCF_HTTP_NO_FOLLOW_REDIRECT,
		.local_protocol_name = WEBSOCKET_PROTOCOL,
		.retry_and_idle_policy = &no_pings,
		.opaque_user_data = (void *)socket->attempt.number,
		.pwsi = &socket->attempt.wsi,
	};
	if (endpoint_is_encrypted(&socket->endpoint))
		info->ssl_connection |= LCCSCF_USE_SSL;
}

static bool connect_to(struct websocket *socket, const struct sockaddr_storage *address)
{
	struct lws_client_connect_info info;
	char text[INET6_ADDRSTRLEN];
	struct lws *wsi;

	socket->phase = PHASE_CONNECTING;
	websocket_attempt_begin(&socket->attempt, socket->vhost);
	describe_connection(socket, &info);
	info.address = address_text(address, text, sizeof(text));
	uv_timer_start(&socket->timer, connect_timed_out, socket->settings.connect_timeout, 0);
	socket->connecting = true;
	wsi = lws_client_connect_via_info(&info);
	socket->connecting = false;
	if (!wsi)
		websocket_attempt_forget(&socket->attempt);
	return wsi != NULL;
}

static void try_next_address(struct websocket *socket)
{
	while (socket->next_address < socket->addresses.count)
		if (connect_to(socket, &socket->addresses.all[socket->next_address++]))
			return;
	know_end(socket, WEBSOCKET_UNREACHABLE, "%s cannot be reached: %s", socket->endpoint.host,
		socket->last_failure[0] ? socket->last_failure : "no connection");
	finish(socket);
}

static void keep_loopback(struct addresses *addresses)
{
	size_t kept = 0;

	for (size_t i = 0; i < addresses->count; i++)
		if (endpoint_address_is_loopback((const struct sockaddr *)&addresses->all[i]))
			addresses->all[kept++] = addresses->all[i];
	addresses->count = kept;
}

static void resolved(void *data, int error, const struct addresses *addresses)
{
	struct websocket *socket = data;

	socket->resolve = NULL;
	socket->addresses = *addresses;
	if (error)
		know_end(socket, WEBSOCKET_UNREACHABLE, "%s: %s", socket->endpoint.host,
			uv_strerror(error));
	if (!endpoint_is_encrypted(&socket->endpoint))
		keep_loopback(&socket->addresses); // "localhost" may be called anything
	try_next_address(socket);
}

static void resolve_timed_out(uv_timer_t *timer)
{
	struct websocket *socket = timer->data;

	resolve_cancel(steal_pointer(socket->resolve));
	know_end(socket, WEBSOCKET_UNREACHABLE, "%s: no answer from the name server",
		socket->endpoint.host);
	finish(socket);
}

/* --- what happens to a connection --- */

static void heard(struct websocket *socket)
{
	socket->pulses_unheard = 0;
}

/* More of them, and the peer is dead. Pulses are counted, not time: where this machine itself has
 * paused, that was one pulse, and what came in the meantime is read before the next. */
static unsigned pulses_of_patience(const struct websocket *socket)
{
	return socket->settings.hang_up_after / socket->settings.ping_every;
}

static void feel_pulse(uv_timer_t *timer)
{
	struct websocket *socket = timer->data;

	if (!socket->settings.pong_every && ++socket->pulses_unheard > pulses_of_patience(socket)) {
		know_end(socket, WEBSOCKET_SILENT, "no sign of life");
		begin_close(socket, CODE_GOING_AWAY);
		return;
	}
	socket->ping_due = true;
	lws_callback_on_writable(socket->attempt.wsi);
}

/* `in` and `space` are libwebsockets': where the next header goes, and how much there is room for.
 */
static int on_request_leaves(struct websocket *socket, struct lws *wsi, void *in, size_t space)
{
	socket->phase = PHASE_UPGRADING;
	uv_timer_start(&socket->timer, upgrade_timed_out, socket->settings.upgrade_timeout, 0);
	if (!socket->header_name)
		return 0;
	return websocket_add_header(wsi, socket->header_name, socket->header_value, in, space);
}

static int on_open(struct websocket *socket, struct lws *wsi)
{
	unsigned pulse = socket->settings.pong_every;

	if (pulse)
		websocket_let_tcp_watch(wsi);
	else
		pulse = socket->settings.ping_every;
	socket->phase = PHASE_OPEN;
	uv_timer_stop(&socket->timer);
	heard(socket);
	uv_timer_start(&socket->pulse, feel_pulse, pulse, pulse);
	if (socket->events->open)
		socket->events->open(socket->data);
	return 0;
}

static int on_failure(struct websocket *socket, struct lws *wsi, const char *why, size_t length)
{
	int status = (int)lws_http_client_http_response(wsi);

	if (socket->connecting)
		return 0; // connect_to() sees it
	websocket_attempt_forget(&socket->attempt);
	if (socket->phase == PHASE_CONNECTING) {
		snprintf(socket->last_failure, sizeof(socket->last_failure), "%.*s", (int)length,
			why);
		uv_timer_start(&socket->timer, try_again, 0, 0);
		return 0;
	}
	socket->end.http_status = status;
	know_end(socket, WEBSOCKET_REFUSED, "%.*s", (int)length, why);
	finish(socket);
	return 0;
}

static int on_gone(struct websocket *socket)
{
	websocket_attempt_forget(&socket->attempt);
	if (socket->phase == PHASE_CLOSING)
		know_end(socket, WEBSOCKET_CLOSED, "closed by us");
	know_end(socket, WEBSOCKET_BROKEN, "the connection broke");
	finish(socket);
	return 0;
}

static int on_peer_closes(struct websocket *socket, const unsigned char *bytes, size_t length)
{
	socket->peer_closed = true;
	socket->end.close_code = length >= 2 ? bytes[0] << 8 | bytes[1] : CODE_NONE;
	know_end(socket, WEBSOCKET_CLOSED, "closed%s, the peer's code is %d",
		socket->close_sent ? " by us" : "", socket->end.close_code);
	return socket->close_sent ? -1 : 0; // 0: libwebsockets answers with a close frame
}

static void deliver(struct websocket *socket, bool binary)
{
	void (*heard_by)(void *, const char *, size_t) =
		binary ? socket->events->binary : socket->events->message;

	if ((socket->phase == PHASE_OPEN || socket->settings.hear_out) && heard_by)
		heard_by(socket->data, text_string(&socket->incoming), socket->incoming.length);
	if (socket->incoming.capacity > KEEP_BUFFER)
		text_finish(&socket->incoming);
	else
		text_clear(&socket->incoming);
}

static int on_bytes(struct websocket *socket, struct lws *wsi, const char *bytes, size_t length)
{
	heard(socket);
	if (lws_frame_is_binary(wsi) && !socket->events->binary)
		return 0;
	if (length > socket->settings.message_limit - socket->incoming.length) {
		know_end(socket, WEBSOCKET_TOO_LONG, "a message above %zu bytes",
			socket->settings.message_limit);
		text_finish(&socket->incoming);
		begin_close(socket, CODE_TOO_LONG);
		socket->close_sent = true;
		lws_close_reason(wsi, (enum lws_close_status)CODE_TOO_LONG, NULL, 0);
		return -1;
	}
	text_append_bytes(&socket->incoming, bytes, length);
	if (lws_is_final_fragment(wsi) && !lws_remaining_packet_payload(wsi))
		deliver(socket, lws_frame_is_binary(wsi));
	return socket->events ? 0 : -1;
}

/*
 * As many as the connection takes. One for each call would be one for each turn of the loop: what
 * the other side then sends would come one by one too, and each would have a transaction to itself.
 */
static int write_frames(struct websocket *socket, struct lws *wsi)
{
	int written;

	do
		written = websocket_queue_write_first(&socket->queue, wsi);
	while (written >= 0 && !list_empty(&socket->queue) && !lws_send_pipe_choked(wsi));
	return written;
}

/*
 * By hand: libwebsockets 4.1.6 sends no close frame when it is asked for one from here. The peer's
 * ends the connection, or the timer does.
 */
static int close_politely(struct websocket *socket, struct lws *wsi)
{
	bool first = !socket->close_sent;

	socket->close_sent = true;
	return first && websocket_write_close(wsi, socket->close_code) < 0 ? -1 : 0;
}

static int on_writable(struct websocket *socket, struct lws *wsi)
{
	int written = 0;

	if (!list_empty(&socket->queue)) {
		written = write_frames(socket, wsi);
	} else if (socket->phase == PHASE_CLOSING) {
		return close_politely(socket, wsi);
	} else if (socket->ping_due) {
		socket->ping_due = false;
		written = websocket_write_sign(wsi, socket->settings.pong_every);
	}
	if (written < 0)
		return -1;
	if (!list_empty(&socket->queue) || socket->ping_due ||
		(socket->phase == PHASE_CLOSING && !socket->close_sent))
		lws_callback_on_writable(wsi);
	return 0;
}

static struct websocket *find_socket(struct lws *wsi)
{
	struct websocket_attempt *attempt = websocket_attempt_find(wsi);

	return attempt ? container_of(attempt, struct websocket, attempt) : NULL;
}

static int on_event(
	struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t length)
{
	struct websocket *socket;

	(void)user;
	switch ((int)reason) {
	case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
		socket = find_socket(wsi);
		return socket ? on_request_leaves(socket, wsi, in, length) : -1;
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		socket = find_socket(wsi);
		return socket ? on_open(socket, wsi) : -1;
	case LWS_CALLBACK_CLIENT_RECEIVE:
		socket = find_socket(wsi);
		return socket ? on_bytes(socket, wsi, in, length) : -1;
	case LWS_CALLBACK_CLIENT_RECEIVE_PONG:
		socket = find_socket(wsi);
		if (socket)
			heard(socket);
		return socket ? 0 : -1;
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		socket = find_socket(wsi);
		return socket ? on_writable(socket, wsi) : -1;
	case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
		socket = find_socket(wsi);
		return socket ? on_peer_closes(socket, in, length) : 0;
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		socket = find_socket(wsi);
		return socket ? on_failure(socket, wsi, in ? in : "", in ? length : 0) : 0;
	case LWS_CALLBACK_CLIENT_CLOSED:
		socket = find_socket(wsi);
		return socket ? on_gone(socket) : 0;
	case LWS_CALLBACK_WSI_DESTROY: // whatever else was not said
		socket = find_socket(wsi);
		return socket ? on_failure(socket, wsi, "", 0) : 0;
	default:
		return 0;
	}
}

/* --- the door --- */

static void write_host(struct websocket *socket)
{
	const struct endpoint *endpoint = &socket->endpoint;

	snprintf(socket->host, sizeof(socket->host), endpoint->bracketed ? "[%s]:%u" : "%s:%u",
		endpoint->host, endpoint->port);
}

static void start(struct websocket *socket)
{
	const char *why = websocket_settings_look_at(socket->url, &socket->endpoint);

	socket->vhost = why ? NULL
			    : websocket_vhost(socket->web, endpoint_is_encrypted(&socket->endpoint),
				      protocols);
	if (!why && !socket->vhost)
		why = "no TLS";
	if (why) {
		know_end(socket, WEBSOCKET_UNREACHABLE, "%s", why);
		finish(socket);
		return;
	}
	write_host(socket);
	uv_timer_start(&socket->timer, resolve_timed_out, socket->settings.connect_timeout, 0);
	socket->resolve = resolve_start(web_loop(socket->web), socket->endpoint.host,
		socket->endpoint.port, resolved, socket);
}

struct websocket *websocket_connect(struct web *web, const struct websocket_settings *settings,
	const struct websocket_events *events, void *data)
{
	struct websocket *socket = xcalloc(1, sizeof(*socket));

	socket->web = web;
	socket->events = events;
	socket->data = data;
	socket->settings = *settings;
	socket->url = xstrdup(settings->url);
	socket->settings.url = socket->url;
	if (settings->header_name) {
		socket->header_name = xasprintf("%s:", settings->header_name);
		socket->header_value = xstrdup(settings->header_value);
	}
	websocket_settings_fill_in(&socket->settings);
	websocket_attempt_init(&socket->attempt);
	list_init(&socket->queue);
	uv_timer_init(web_loop(web), &socket->timer);
	uv_timer_init(web_loop(web), &socket->pulse);
	socket->timer.data = socket->pulse.data = socket;
	socket->handles = 2;
	start(socket);
	return socket;
}

static int send_frame(struct websocket *socket, const char *bytes, size_t length, bool binary)
{
	if (socket->phase != PHASE_OPEN || socket->peer_closed)
		return -ENOTCONN;
	if (length > (binary ? WEBSOCKET_BINARY_MAX : WEBSOCKET_SEND_MAX))
		return -EMSGSIZE;
	websocket_queue_add(&socket->queue, bytes, length, binary);
	lws_callback_on_writable(socket->attempt.wsi);
	return 0;
}

int websocket_send(struct websocket *socket, const char *text, size_t length)
{
	return send_frame(socket, text, length, false);
}

int websocket_send_binary(struct websocket *socket, const char *bytes, size_t length)
{
	return send_frame(socket, bytes, length, true);
}

void websocket_close(struct websocket *socket, int code)
{
	if (socket->phase == PHASE_CLOSING || socket->phase == PHASE_ENDED)
		return;
	if (socket->phase == PHASE_OPEN) {
		begin_close(socket, code);
		return;
	}
	resolve_cancel(steal_pointer(socket->resolve));
	know_end(socket, WEBSOCKET_CLOSED, "closed by us before it was open");
	finish(socket);
}

void websocket_check(struct websocket *socket)
{
	if (socket->phase != PHASE_OPEN)
		return;
	socket->pulses_unheard = pulses_of_patience(socket); // the next pulse is the last
	uv_timer_again(&socket->pulse);
	socket->ping_due = true;
	lws_callback_on_writable(socket->attempt.wsi);
}

static void timer_closed(uv_handle_t *handle)
{
	struct websocket *socket = handle->data;

	if (--socket->handles > 0)
		return;
	text_finish(&socket->incoming);
	free(socket->header_name);
	wipe_secret(&socket->header_value);
	free(socket->url);
	free(socket);
}

void websocket_destroy(struct websocket *socket)
{
	if (!socket || !socket->events)
		return;
	socket->events = NULL;
	resolve_cancel(steal_pointer(socket->resolve));
	websocket_attempt_kill(&socket->attempt);
	websocket_queue_empty(&socket->queue, NULL, NULL);
	uv_close((uv_handle_t *)&socket->timer, timer_closed);
	uv_close((uv_handle_t *)&socket->pulse, timer_closed);
}
