#include "bot/util/http_client.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

#include <curl/curl.h>

#include "bot/util/endpoint.h"
#include "bot/util/list.h"
#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

enum {
	DEFAULT_CONNECT_TIMEOUT = 5000, // ms
	DEFAULT_TOTAL_TIMEOUT = 15000, // ms
	DEFAULT_ANSWER_LIMIT = 4 << 20, // bytes
	USER_TIMEOUT = 10000, // ms the kernel goes on sending what nobody acknowledges
	MAX_CONNECTIONS = 64, // more than the deliverer has in flight: nobody else waits for it
	MAX_IDLE_CONNECTIONS = 8,
};

struct http_client {
	uv_loop_t *loop;
	CURLM *multi;
	uv_timer_t timer; // libcurl's one timer
	uv_timer_t refuse; // ends the calls that never began
	int handles; // timers and watches not closed yet; the last one frees the client
	bool closing;
	struct list calls; // http_call::link
	struct list refused; // http_call::link: waiting for `refuse`
};

struct http_call {
	struct list link; // http_client::calls or http_client::refused
	struct http_client *client;
	CURL *easy; // NULL: refused by us
	struct curl_slist *headers;
	http_done *done;
	void *data;
	struct text body;
	size_t answer_limit;
	bool too_long;
	bool may_have_left; // a connection stood ready and the request was about to be written
	const char *problem;
	char error[CURL_ERROR_SIZE];
};

/* A socket that libcurl wants watched. */
struct watch {
	uv_poll_t poll;
	struct http_client *client;
	curl_socket_t socket;
};

static void check_finished(struct http_client *client);

/* --- handles of the loop --- */

static void release_handle(struct http_client *client)
{
	if (--client->handles > 0)
		return;
	free(client);
	curl_global_cleanup();
}

static void timer_closed(uv_handle_t *handle)
{
	release_handle(handle->data);
}

static void watch_closed(uv_handle_t *handle)
{
	struct watch *watch = container_of((uv_poll_t *)handle, struct watch, poll);

	release_handle(watch->client);
	free(watch);
}

static void socket_ready(uv_poll_t *poll, int status, int events)
{
	struct watch *watch = container_of(poll, struct watch, poll);
	struct http_client *client = watch->client;
	int running, flags = 0;

	if (status < 0)
		flags = CURL_CSELECT_ERR;
	if (events & UV_READABLE)
		flags |= CURL_CSELECT_IN;
	if (events & UV_WRITABLE)
		flags |= CURL_CSELECT_OUT;
	curl_multi_socket_action(client->multi, watch->socket, flags, &running);
	check_finished(client);
}

static void timer_fired(uv_timer_t *timer)
{
	struct http_client *client = timer->data;
	int running;

	curl_multi_socket_action(client->multi, CURL_SOCKET_TIMEOUT, 0, &running);
	check_finished(client);
}

/* --- what libcurl asks of us: only adapters --- */

static void unwatch(struct http_client *client, struct watch *watch)
{
	if (!watch)
		return;
	curl_multi_assign(client->multi, watch->socket, NULL);
	uv_poll_stop(&watch->poll); // at once: libcurl closes the socket right after
	uv_close((uv_handle_t *)&watch->poll, watch_closed);
}

static struct watch *watch_socket(struct http_client *client, curl_socket_t socket)
{
	struct watch *watch = xcalloc(1, sizeof(*watch));

	watch->client = client;
	watch->socket = socket;
	int error = uv_poll_init(client->loop, &watch->poll, socket);
	if (error) {
		log_error("http", "cannot watch a socket: %s", uv_strerror(error));
		free(watch);
		return NULL;
	}
	client->handles++;
	curl_multi_assign(client->multi, socket, watch);
	return watch;
}

static int on_socket(CURL *easy, curl_socket_t socket, int what, void *data, void *socket_data)
{
	struct http_client *client = data;
	struct watch *watch = socket_data;
	int events = 0;

	(void)easy;
	if (what == CURL_POLL_REMOVE) {
		unwatch(client, watch);
		return 0;
	}
	if (!watch)
		watch = watch_socket(client, socket);
	if (!watch)
		return -1;
	if (what & CURL_POLL_IN)
		events |= UV_READABLE;
	if (what & CURL_POLL_OUT)
		events |= UV_WRITABLE;
	uv_poll_start(&watch->poll, events, socket_ready);
	return 0;
}

static int on_timer(CURLM *multi, long timeout, void *data)
{
	struct http_client *client = data;

	(void)multi;
	if (client->closing || timeout < 0)
		uv_timer_stop(&client->timer);
	else // never answered from here, also not for 0: libcurl forbids the recursion
		uv_timer_start(&client->timer, timer_fired, (uint64_t)timeout, 0);
	return 0;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *data)
{
	struct http_call *call = data;
	size_t length = size * count;

	if (length > call->answer_limit - call->body.length) {
		call->too_long = true;
		return 0;
	}
	text_append_bytes(&call->body, bytes, length);
	return length;
}

/* libcurl calls this when the connection stands, TLS and proxy included, and nothing of the request
 * has been written yet: the exact border between "never left" and "may have been processed". */
static int on_before_request(
	void *data, char *remote_ip, char *local_ip, int remote_port, int local_port)
{
	struct http_call *call = data;

	(void)remote_ip, (void)local_ip, (void)remote_port, (void)local_port;
	call->may_have_left = true;
	return CURL_PREREQFUNC_OK;
}

static int on_new_socket(void *data, curl_socket_t socket, curlsocktype purpose)
{
	unsigned timeout = USER_TIMEOUT;

	(void)data, (void)purpose;
	if (setsockopt(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &timeout, sizeof(timeout)) < 0)
		return CURL_SOCKOPT_ERROR; // without it a post could arrive long after we gave up
	return CURL_SOCKOPT_OK;
}

/* --- a call's life --- */

static void wipe_headers(struct curl_slist *headers)
{
	for (struct curl_slist *header = headers; header; header = header->next)
		explicit_bzero(header->data, strlen(header->data)); // Authorization is one of them
	curl_slist_free_all(headers);
}

static void call_free(struct http_call *call)
{
	list_remove(&call->link);
	if (call->easy) {
		curl_multi_remove_handle(call->client->multi, call->easy);
		curl_easy_cleanup(call->easy);
	}
	wipe_headers(call->headers);
	text_finish(&call->body);
	free(call);
}

static enum http_fate call_fate(const struct http_call *call, CURLcode result)
{
	if (result == CURLE_OK)
		return HTTP_ANSWERED;
	return call->may_have_left ? HTTP_MAYBE_SENT : HTTP_NOT_SENT;
}

static const char *call_problem(const struct http_call *call, CURLcode result)
{
	if (result == CURLE_OK)
		return NULL;
	if (call->too_long)
		return "the answer is longer than allowed";
	return call->error[0] ? call->error : curl_easy_strerror(result);
}

static void finish(struct http_call *call, CURLcode result)
{
	struct http_answer answer = {
		.fate = call_fate(call, result),
		.problem = call_problem(call, result),
		.call = call,
	};
	curl_off_t retry_after = 0;
	long status = 0;

	curl_easy_getinfo(call->easy, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(call->easy, CURLINFO_RETRY_AFTER, &retry_after);
	answer.status = answer.fate == HTTP_ANSWERED ? (int)status : 0;
	answer.retry_after = retry_after * 1000;
	answer.body = text_string(&call->body);
	answer.body_length = call->body.length;
	/* Out of the multi before the callback, which may send, cancel or destroy as it likes. */
	curl_multi_remove_handle(call->client->multi, call->easy);
	list_remove(&call->link);
	call->done(call->data, &answer);
	curl_easy_cleanup(call->easy);
	call->easy = NULL;
	call_free(call);
}

static void check_finished(struct http_client *client)
{
	CURLMsg *message;
	int left;

	/* `done` may destroy the client: the handle that called us keeps its memory until later. */
	while (!client->closing && (message = curl_multi_info_read(client->multi, &left))) {
		struct http_call *call = NULL;
		if (message->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &call);
		finish(call, message->data.result);
	}
}

static void end_refused(uv_timer_t *timer)
{
	struct http_client *client = timer->data;

	while (!client->closing && !list_empty(&client->refused)) {
		struct http_call *call = list_first(&client->refused, struct http_call, link);
		struct http_answer answer = {
			.fate = HTTP_NOT_SENT,
			.body = "",
			.problem = call->problem,
			.call = call,
		};
		list_remove(&call->link);
		call->done(call->data, &answer);
		call_free(call);
	}
}

static const char *check_url(const char *text, struct endpoint *ret_endpoint)
{
	const char *why = NULL;

	if (endpoint_parse(text, ret_endpoint, &why) < 0)
		return why;
	if (strncmp(ret_endpoint->scheme, "http", 4) != 0)
		return "it must begin with https://";
	if (!endpoint_is_allowed(ret_endpoint))
		return "plain http is for loopback addresses alone";
	return NULL;
}

static void set_transport(
	CURL *easy, const struct http_order *order, const struct endpoint *endpoint)
{
	bool encrypted = endpoint_is_encrypted(endpoint);

	curl_easy_setopt(easy, CURLOPT_URL, order->url);
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, encrypted ? "https" : "http");
	curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
	if (endpoint_is_loopback(endpoint))
		curl_easy_setopt(easy, CURLOPT_PROXY, "");
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	/* Else giving up on a slow name server would block the loop until its thread has ended. */
	curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
		(long)(order->connect_timeout ? order->connect_timeout : DEFAULT_CONNECT_TIMEOUT));
	curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS,
		(long)(order->total_timeout ? order->total_timeout : DEFAULT_TOTAL_TIMEOUT));
	curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
	curl_easy_setopt(easy, CURLOPT_HTTP_VERSION,
		(long)(order->fresh ? CURL_HTTP_VERSION_1_1 : CURL_HTTP_VERSION_2TLS));
	curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, order->fresh ? 1L : 0L);
	curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, order->fresh ? 1L : 0L);
}

static void set_content(struct http_call *call, const struct http_order *order)
{
	CURL *easy = call->easy;

	for (const char *const *header = order->headers; header && *header; header++)
		call->headers = curl_slist_append(call->headers, *header);
	call->headers = curl_slist_append(call->headers, "Expect:"); // no 100-continue
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, call->headers);
	curl_easy_setopt(easy, CURLOPT_USERAGENT, "lastmile/" LASTMILE_VERSION);
	if (order->body || strcmp(order->method, "POST") == 0) { // a POST of nothing says so
		curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)order->body_length);
		curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, order->body ? order->body : "");
	}
	curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, order->method);
}

static void set_callbacks(struct http_call *call)
{
	CURL *easy = call->easy;

	curl_easy_setopt(easy, CURLOPT_PRIVATE, call);
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, call->error);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, call);
	curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, on_before_request);
	curl_easy_setopt(easy, CURLOPT_PREREQDATA, call);
	curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, on_new_socket);
}

static void begin(
	struct http_call *call, const struct http_order *order, const struct endpoint *endpoint)
{
	struct http_client *client = call->client;

	call->easy = curl_easy_init();
	if (!call->easy)
		abort(); // out of memory
	set_transport(call->easy, order, endpoint);
	set_content(call, order);
	set_callbacks(call);
	list_append(&client->calls, &call->link);
	curl_multi_add_handle(client->multi, call->easy);
}

struct http_call *http_client_send(
	struct http_client *client, const struct http_order *order, http_done *done, void *data)
{
	struct http_call *call = xcalloc(1, sizeof(*call));
	struct endpoint endpoint;

	call->client = client;
	call->done = done;
	call->data = data;
	call->answer_limit = order->answer_limit ? order->answer_limit : DEFAULT_ANSWER_LIMIT;
	call->problem = check_url(order->url, &endpoint);
	if (call->problem) {
		list_append(&client->refused, &call->link);
		uv_timer_start(&client->refuse, end_refused, 0, 0);
	} else {
		begin(call, order, &endpoint);
	}
	return call;
}

void http_call_cancel(struct http_call *call)
{
	if (call)
		call_free(call);
}

const char *http_answer_header(const struct http_answer *answer, const char *name)
{
	struct curl_header *header = NULL;

	if (!answer->call->easy || curl_easy_header(answer->call->easy, name, 0, CURLH_HEADER, -1,
					   &header) != CURLHE_OK)
		return NULL;
	return header->value;
}

/* --- the client's life --- */

static void init_timer(struct http_client *client, uv_timer_t *timer)
{
	uv_timer_init(client->loop, timer);
	timer->data = client;
	client->handles++;
}

struct http_client *http_client_create(uv_loop_t *loop)
{
	struct http_client *client = xcalloc(1, sizeof(*client));

	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		abort(); // only without memory or entropy
	client->loop = loop;
	list_init(&client->calls);
	list_init(&client->refused);
	init_timer(client, &client->timer);
	init_timer(client, &client->refuse);
	client->multi = curl_multi_init();
	if (!client->multi)
		abort(); // out of memory
	curl_multi_setopt(client->multi, CURLMOPT_SOCKETFUNCTION, on_socket);
	curl_multi_setopt(client->multi, CURLMOPT_SOCKETDATA, client);
	curl_multi_setopt(client->multi, CURLMOPT_TIMERFUNCTION, on_timer);
	curl_multi_setopt(client->multi, CURLMOPT_TIMERDATA, client);
	curl_multi_setopt(client->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, (long)MAX_CONNECTIONS);
	curl_multi_setopt(client->multi, CURLMOPT_MAXCONNECTS, (long)MAX_IDLE_CONNECTIONS);
	return client;
}

static void free_all(struct list *calls)
{
	while (!list_empty(calls))
		call_free(list_first(calls, struct http_call, link));
}

void http_client_destroy(struct http_client *client)
{
	if (!client)
		return;
	client->closing = true;
	free_all(&client->calls);
	free_all(&client->refused);
	curl_multi_cleanup(client->multi); // closes idle connections, which unwatches their sockets
	uv_close((uv_handle_t *)&client->timer, timer_closed);
	uv_close((uv_handle_t *)&client->refuse, timer_closed);
}
