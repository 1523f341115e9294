#include "bot/util/http_server.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bot/util/http_connection.h"
#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "bot/util/tls_server.h"
#include "bot/util/url.h"

enum {
	BACKLOG = 128,
	LOOKS = 4, // per time-out
	CHUNKED_OVERHEAD = 4, // times a body's limit that it may take on the wire
};

struct http_server {
	uv_tcp_t listener;
	uv_timer_t watch; // for who takes too long
	int handles; // the two, until libuv has closed them
	struct list connections; // http_connection::link
	unsigned connection_count;
	unsigned connections_most;
	uint64_t request_timeout, idle_timeout;
	struct tls_server *tls;
	bool any_host;
	size_t body_limit;
	char *any_origin_path;
	void (*handle)(struct http_request *request, void *data);
	void *data;
	int port;
	void (*done)(void *data);
	void *done_data;
};

const char *http_status_reason(int status)
{
	static const struct {
		int status;
		const char *reason;
	} reasons[] = {
		{ 200, "OK" },
		{ 201, "Created" },
		{ 202, "Accepted" },
		{ 204, "No Content" },
		{ 400, "Bad Request" },
		{ 401, "Unauthorized" },
		{ 403, "Forbidden" },
		{ 404, "Not Found" },
		{ 405, "Method Not Allowed" },
		{ 408, "Request Timeout" },
		{ 412, "Precondition Failed" },
		{ 413, "Content Too Large" },
		{ 415, "Unsupported Media Type" },
		{ 421, "Misdirected Request" },
		{ 429, "Too Many Requests" },
		{ 431, "Request Header Fields Too Large" },
		{ 500, "Internal Server Error" },
		{ 501, "Not Implemented" },
		{ 502, "Bad Gateway" },
		{ 503, "Service Unavailable" },
		{ 504, "Gateway Timeout" },
	};

	for (size_t i = 0; i < array_length(reasons); i++)
		if (reasons[i].status == status)
			return reasons[i].reason;
	return "Status";
}

static void write_response(
	struct http_connection *connection, const struct http_response *response, size_t sent)
{
	_cleanup_text_ struct text out = TEXT_INIT;
	const char *body = response->body ? response->body : "";
	size_t length = response->body_length ? response->body_length : strlen(body);

	text_printf(
		&out, "HTTP/1.1 %d %s\r\n", response->status, http_status_reason(response->status));
	text_printf(&out, "Content-Type: %s\r\nContent-Length: %zu\r\n",
		response->type ? response->type : "application/json; charset=utf-8", length);
	text_append(&out, "X-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\n");
	for (size_t i = 0; i < response->header_count; i++)
		text_printf(
			&out, "%s: %s\r\n", response->headers[i].name, response->headers[i].value);
	text_printf(
		&out, "Connection: %s\r\n\r\n", connection->keep_alive ? "keep-alive" : "close");
	if (!connection->head_only)
		text_append_bytes(&out, body, sent < length ? sent : length);
	stream_write(&connection->stream, text_string(&out), out.length);
}

void http_request_free(struct http_request *request)
{
	http_head_finish(&request->head);
	free(request->owned_body);
	free(request);
}

/* For what never becomes a request: answered, and the connection ends. */
static void refuse(struct http_connection *connection, int status)
{
	struct http_response response = { .status = status,
		.type = "text/plain; charset=utf-8",
		.body = http_status_reason(status) };

	connection->keep_alive = false;
	write_response(connection, &response, SIZE_MAX);
	stream_end(&connection->stream);
}

static int refusal_of(const struct http_server *server, const struct http_request *request)
{
	const char *origin = http_request_header(request, "origin");

	if (server->any_host)
		return 0;
	if (!url_host_is_loopback(http_request_header(request, "host")))
		return 421;
	if (!origin || url_origin_is_loopback(origin))
		return 0;
	if (server->any_origin_path && text_starts_with(request->path, server->any_origin_path))
		return 0;
	return 403;
}

static bool asks_for_websocket(const struct http_request *request)
{
	return strcmp(request->method, "GET") == 0 &&
	       http_list_has(http_request_header(request, "connection"), "upgrade") &&
	       http_list_has(http_request_header(request, "upgrade"), "websocket");
}

/* Takes over `head` and `body`. */
static void begin_request(
	struct http_connection *connection, struct http_head *head, char *body, size_t body_length)
{
	struct http_request *request = xcalloc(1, sizeof(*request));
	int status;

	request->head = *head;
	request->method = head->method;
	request->path = head->path;
	request->query = head->query;
	request->owned_body = body;
	request->body = body ? body : "";
	request->body_length = body_length;
	request->connection = connection;
	request->websocket = asks_for_websocket(request);
	connection->request = request;
	connection->state = HTTP_ANSWERING;
	connection->keep_alive = head->keep_alive;
	connection->head_only = strcmp(head->method, "HEAD") == 0;
	connection->continued = false;
	*head = (struct http_head){ 0 };
	status = refusal_of(connection->server, request);
	if (status)
		http_respond_text(request, status, http_status_reason(status));
	else
		connection->server->handle(request, connection->server->data);
}

/* 0 with the body, HTTP_PARSE_E_MORE, or a negative errno. */
static int read_body(const struct http_connection *connection, const struct http_head *head,
	size_t head_bytes, struct text *body, size_t *ret_used)
{
	const char *bytes = connection->stream.input.data + head_bytes;
	size_t length = connection->stream.input.length - head_bytes;
	size_t limit = connection->server->body_limit;
	size_t wanted;

	if (head->chunked)
		return length > CHUNKED_OVERHEAD * limit + HTTP_HEAD_BYTES
			       ? -EMSGSIZE
			       : http_parse_chunks(bytes, length, limit, body, ret_used);
	wanted = head->content_length > 0 ? (size_t)head->content_length : 0;
	if (wanted > limit)
		return -EMSGSIZE;
	if (length < wanted)
		return HTTP_PARSE_E_MORE;
	text_append_bytes(body, bytes, wanted);
	*ret_used = wanted;
	return 0;
}

static void say_continue(struct http_connection *connection, const struct http_head *head)
{
	static const char line[] = "HTTP/1.1 100 Continue\r\n\r\n";

	if (!head->expects_continue || connection->continued)
		return;
	connection->continued = true;
	stream_write(&connection->stream, line, sizeof(line) - 1);
}

/* Reads one request from what was received. Returns 0 or HTTP_PARSE_E_MORE. */
static int read_request(struct http_connection *connection)
{
	struct text *input = &connection->stream.input;
	_cleanup_text_ struct text body = TEXT_INIT;
	struct http_head head = { 0 };
	size_t head_bytes = 0, body_bytes = 0, length;
	int r;

	if (!input->length)
		return HTTP_PARSE_E_MORE;
	r = http_parse_head(input->data, input->length, &head, &head_bytes);
	if (r < 0)
		refuse(connection, r == -EMSGSIZE ? 431 : 400);
	if (r != 0)
		return HTTP_PARSE_E_MORE;
	r = read_body(connection, &head, head_bytes, &body, &body_bytes);
	if (r != 0) {
		if (r < 0)
			refuse(connection, r == -EMSGSIZE ? 413 : 400);
		else
			say_continue(connection, &head);
		http_head_finish(&head);
		return HTTP_PARSE_E_MORE;
	}
	stream_consume(&connection->stream, head_bytes + body_bytes);
	length = body.length;
	begin_request(connection, &head, length ? text_steal(&body) : NULL, length);
	return 0;
}

static void waits(struct http_connection *connection, bool idle)
{
	connection->idle = idle;
	connection->waits_since = uv_now(connection->server->listener.loop);
}

static void begins_to_come(struct http_connection *connection)
{
	if (connection->idle && connection->stream.input.length)
		waits(connection, false);
}

static void on_data(struct stream *stream)
{
	struct http_connection *connection = container_of(stream, struct http_connection, stream);

	while (stream_is_heard(stream)) {
		switch (connection->state) {
		case HTTP_RECEIVING:
			if (stream_wait_for_room(stream))
				return;
			begins_to_come(connection);
			if (read_request(connection) == HTTP_PARSE_E_MORE)
				return;
			break;
		case HTTP_ANSWERING:
			/* The next request waits in the kernel, so nobody can fill our memory. */
			if (stream->input.length > HTTP_HEAD_BYTES)
				stream_pause(stream, true);
			return;
		case HTTP_WEBSOCKET:
			http_websocket_data(connection->websocket);
			return;
		}
	}
}

static void finish_destroy(struct http_server *server)
{
	void (*done)(void *) = server->done;
	void *data = server->done_data;

	if (server->handles || !list_empty(&server->connections))
		return;
	free(server->any_origin_path);
	free(server);
	if (done)
		done(data);
}

static void on_closed(struct stream *stream)
{
	struct http_connection *connection = container_of(stream, struct http_connection, stream);
	struct http_server *server = connection->server;

	if (connection->request)
		connection->request->connection = NULL;
	if (connection->websocket)
		http_websocket_lost(connection->websocket);
	list_remove(&connection->link);
	server->connection_count--;
	free(connection);
	finish_destroy(server);
}

static bool waits_for_request(const struct http_connection *connection)
{
	return connection->state == HTTP_RECEIVING && !stream_is_over(&connection->stream);
}

/* Who keeps the connections and says nothing cannot keep others out. */
static void make_room(struct http_server *server)
{
	struct http_connection *connection, *oldest = NULL;

	list_for_each (connection, &server->connections, link)
		if (waits_for_request(connection) &&
			(!oldest || connection->waits_since < oldest->waits_since))
			oldest = connection;
	if (oldest)
		stream_close(&oldest->stream);
}

static void look_at_time(uv_timer_t *watch)
{
	struct http_server *server = watch->data;
	uint64_t now = uv_now(watch->loop);
	struct http_connection *connection;

	list_for_each (connection, &server->connections, link) {
		uint64_t most = connection->idle ? server->idle_timeout : server->request_timeout;
		if (!waits_for_request(connection) || !most || now - connection->waits_since < most)
			continue;
		if (connection->stream.input.length)
			refuse(connection, 408);
		else
			stream_close(&connection->stream);
	}
}

static const struct stream_owner connection_owner = { .data = on_data, .closed = on_closed };

static void on_connection(uv_stream_t *listener, int status)
{
	struct http_server *server = listener->data;
	struct http_connection *connection;

	if (status < 0) {
		log_warning("http", "cannot accept: %s", uv_strerror(status));
		return;
	}
	if (server->connections_most && server->connection_count >= server->connections_most)
		make_room(server);
	connection = xcalloc(1, sizeof(*connection));
	connection->server = server;
	list_append(&server->connections, &connection->link);
	server->connection_count++;
	waits(connection, false);
	if (stream_accept(&connection->stream, &server->listener, &connection_owner) < 0)
		return;
	if (server->connections_most && server->connection_count > 2 * server->connections_most)
		stream_close(&connection->stream); // all of them are being answered
	else if (server->tls)
		stream_encrypt(&connection->stream, tls_session_create(server->tls));
}

static int parse_host(const char *host, int port, bool loopback, struct sockaddr_storage *ret)
{
	size_t length = strlen(host);
	_cleanup_free_ char *bare = NULL;

	if (loopback && host[0] != '[')
		return uv_ip4_addr("127.0.0.1", port, (struct sockaddr_in *)ret);
	if (host[0] != '[')
		return uv_ip4_addr(host, port, (struct sockaddr_in *)ret);
	if (host[length - 1] != ']')
		return -EINVAL;
	bare = xstrndup(host + 1, length - 2);
	return uv_ip6_addr(bare, port, (struct sockaddr_in6 *)ret);
}

static int parse_address(const char *listen, bool encrypted, struct sockaddr_storage *ret_address)
{
	const char *colon = strrchr(listen, ':');
	_cleanup_free_ char *host = colon ? xstrndup(listen, (size_t)(colon - listen)) : NULL;
	char *end = NULL;
	long port = colon ? strtol(colon + 1, &end, 10) : -1;

	if (!colon || !colon[1] || *end || port < 0 || port > 65535)
		return -EINVAL;
	if (!url_host_is_loopback(host) && !encrypted)
		return -EADDRNOTAVAIL;
	return parse_host(host, (int)port, url_host_is_loopback(host), ret_address);
}

static void after_handle_close(uv_handle_t *handle)
{
	struct http_server *server = handle->data;

	server->handles--;
	finish_destroy(server);
}

static int start_listening(struct http_server *server, const struct sockaddr_storage *address)
{
	struct sockaddr_storage bound = { 0 };
	int length = sizeof(bound);
	int r = uv_tcp_bind(&server->listener, (const struct sockaddr *)address, 0);

	if (r == 0)
		r = uv_listen((uv_stream_t *)&server->listener, BACKLOG, on_connection);
	if (r == 0)
		r = uv_tcp_getsockname(&server->listener, (struct sockaddr *)&bound, &length);
	if (r < 0)
		return r;
	/* The port stands at the same place in both families. */
	server->port = ntohs(((struct sockaddr_in *)&bound)->sin_port);
	return 0;
}

static void start_watch(struct http_server *server)
{
	uint64_t a = server->request_timeout, b = server->idle_timeout;
	uint64_t shorter = !b || (a && a < b) ? a : b;

	if (shorter)
		uv_timer_start(&server->watch, look_at_time, shorter / LOOKS, shorter / LOOKS);
	uv_unref((uv_handle_t *)&server->watch);
}

int http_server_create(
	uv_loop_t *loop, const struct http_server_options *options, struct http_server **ret_server)
{
	struct sockaddr_storage address = { 0 };
	struct http_server *server;
	int r = parse_address(options->listen, options->tls, &address);

	if (r < 0)
		return r;
	server = xcalloc(1, sizeof(*server));
	list_init(&server->connections);
	server->body_limit = options->body_limit;
	server->any_origin_path = xstrdup(options->any_origin_path);
	server->any_host = options->any_host;
	server->tls = options->tls;
	server->connections_most = options->connections_most;
	server->request_timeout = options->request_timeout;
	server->idle_timeout = options->idle_timeout;
	server->handle = options->handle;
	server->data = options->data;
	uv_tcp_init(loop, &server->listener);
	uv_timer_init(loop, &server->watch);
	server->listener.data = server->watch.data = server;
	server->handles = 2;
	start_watch(server);
	r = start_listening(server, &address);
	if (r < 0) {
		http_server_destroy(server, NULL, NULL);
		return r;
	}
	*ret_server = server;
	return 0;
}

int http_server_port(const struct http_server *server)
{
	return server->port;
}

void http_server_destroy(struct http_server *server, void (*done)(void *data), void *data)
{
	struct http_connection *connection;

	if (!server) {
		if (done)
			done(data);
		return;
	}
	server->done = done;
	server->done_data = data;
	list_for_each (connection, &server->connections, link)
		stream_close(&connection->stream);
	uv_close((uv_handle_t *)&server->listener, after_handle_close);
	uv_close((uv_handle_t *)&server->watch, after_handle_close);
}

const char *http_request_header(const struct http_request *request, const char *name)
{
	return http_head_get(&request->head, name);
}

/*
 * Some of it may have arrived already. It is looked at by a later turn of the loop: handlers are
 * not called from inside the functions that end a request.
 */
static void next_request(struct http_connection *connection)
{
	stream_pause(&connection->stream, false);
	if (connection->stream.input.length)
		stream_wake(&connection->stream);
}

static void finish_request(struct http_request *request)
{
	struct http_connection *connection = request->connection;

	http_request_free(request);
	if (!connection)
		return;
	connection->request = NULL;
	connection->state = HTTP_RECEIVING;
	waits(connection, true);
	if (!connection->keep_alive)
		stream_end(&connection->stream);
	else
		next_request(connection);
}

void http_respond_partly(
	struct http_request *request, const struct http_response *response, size_t body_bytes)
{
	struct http_connection *connection = request->connection;

	if (connection) {
		connection->keep_alive = false;
		write_response(connection, response, body_bytes);
	}
	finish_request(request);
}

void http_respond(struct http_request *request, const struct http_response *response)
{
	if (request->connection)
		write_response(request->connection, response, SIZE_MAX);
	finish_request(request);
}

void http_respond_text(struct http_request *request, int status, const char *text)
{
	struct http_response response = {
		.status = status, .type = "text/plain; charset=utf-8", .body = text
	};

	http_respond(request, &response);
}

void http_request_reset(struct http_request *request)
{
	if (request->connection) {
		stream_reset(&request->connection->stream);
		request->connection->request = NULL;
	}
	http_request_free(request);
}
