#include "tests/support/connector_double.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "bot/util/url.h"

/* --- reading --- */

static const char *header_of(const char *head, const char *name)
{
	const char *found = strcasestr(head, name);

	return found ? found + strlen(name) : "";
}

/* Bytes of the first complete request in `input`; 0: it is not all there. */
static size_t complete(const char *input, size_t *ret_head)
{
	const char *end = strstr(input, "\r\n\r\n");

	if (!end)
		return 0;
	*ret_head = (size_t)(end - input) + 4;
	size_t length = *ret_head + strtoul(header_of(input, "\r\nContent-Length: "), NULL, 10);
	return strlen(input) < length ? 0 : length;
}

static struct double_request *remember(
	struct connector_double *teams, const char *input, size_t head, size_t length)
{
	struct double_request *request = &teams->requests[teams->count++ % DOUBLE_REQUESTS];

	json_free(request->body);
	free(request->form);
	*request = (struct double_request){ .form = xstrndup(input + head, length - head) };
	sscanf(input, "%7s %255s", request->method, request->path);
	sscanf(header_of(input, "\r\nAuthorization: "), "%127[^\r]", request->authorization);
	json_parse(request->form, length - head, &request->body, NULL);
	return request;
}

static bool begins(const struct double_request *request, const char *what)
{
	size_t method = strlen(request->method);

	return strncmp(what, request->method, method) == 0 && what[method] == ' ' &&
	       text_starts_with(request->path, what + method + 1);
}

int connector_double_saw(const struct connector_double *teams, const char *what)
{
	int count = 0;

	for (int i = 0; i < teams->count; i++)
		count += begins(&teams->requests[i], what);
	return count;
}

const struct double_request *connector_double_last(
	const struct connector_double *teams, const char *what)
{
	static const struct double_request none;

	for (int i = teams->count - 1; i >= 0; i--)
		if (begins(&teams->requests[i], what))
			return &teams->requests[i];
	return &none;
}

/* --- answering --- */

static void answer(struct raw_peer *peer, int status, const char *headers, const char *body)
{
	_cleanup_free_ char *text = xasprintf("HTTP/1.1 %d Said\r\nContent-Type: application/json"
					      "\r\nContent-Length: %zu\r\n%s\r\n%s",
		status, strlen(body), headers ? headers : "", body);

	raw_peer_say(peer, text);
}

static void obey(struct raw_peer *peer, const struct double_order *order)
{
	if (order->status)
		answer(peer, order->status, order->headers, order->body ? order->body : "");
	else if (order->breaks_off)
		raw_peer_reset(peer);
}

static void give_token(struct connector_double *teams, struct raw_peer *peer)
{
	_cleanup_free_ char *body = xasprintf("{\"token_type\":\"Bearer\",\"expires_in\":%d,"
					      "\"access_token\":\"token-%d\"}",
		teams->life, ++teams->tokens);

	answer(peer, 200, NULL, body);
}

static void give_conversation(
	struct connector_double *teams, struct raw_peer *peer, const struct double_request *request)
{
	const char *person = json_string(request->body, "members.0.id");
	const char *channel = json_string(request->body, "channelData.channel.id");
	_cleanup_free_ char *body =
		person ? xasprintf("{\"id\":\"a:%s\"}", person)
		       : xasprintf("{\"id\":\"%s;messageid=m-%d\",\"activityId\":\"m-%d\"}",
				 channel ? channel : "?", teams->messages + 1, teams->messages + 1);

	teams->messages += person == NULL;
	answer(peer, 201, NULL, body);
}

static void answer_usually(
	struct connector_double *teams, struct raw_peer *peer, const struct double_request *request)
{
	_cleanup_free_ char *body = NULL;

	if (strstr(request->path, "/oauth2/v2.0/token")) {
		give_token(teams, peer);
	} else if (strcmp(request->method, "GET") == 0) {
		answer(peer, 200, NULL,
			"{\"id\":\"29:1-dana\",\"name\":\"Dana Whitfield\","
			"\"email\":\"dana@example.com\",\"objectId\":\"0000-dana\"}");
	} else if (strcmp(request->method, "PUT") == 0) {
		answer(peer, 200, NULL, "{}");
	} else if (strstr(request->path, "/activities")) {
		body = xasprintf("{\"id\":\"m-%d\"}", ++teams->messages);
		answer(peer, 201, NULL, body);
	} else {
		give_conversation(teams, peer, request);
	}
}

static struct double_order *order_for(
	struct connector_double *teams, const struct double_request *request)
{
	for (int i = 0; i < teams->order_count; i++)
		if (teams->orders[i].times > 0 && begins(request, teams->orders[i].what))
			return &teams->orders[i];
	return NULL;
}

static void heard(struct raw_server *server, struct raw_peer *peer)
{
	struct connector_double *teams = server->data;
	size_t head, length = complete(text_string(&peer->input), &head);

	if (!length)
		return;
	const struct double_request *request =
		remember(teams, text_string(&peer->input), head, length);
	struct double_order *order = order_for(teams, request);
	text_clear(&peer->input); // nobody sends a second one before the first is answered
	if (order) {
		order->times--;
		obey(peer, order);
	} else {
		answer_usually(teams, peer, request);
	}
}

/* --- life --- */

void connector_double_start(struct connector_double *teams, uv_loop_t *loop)
{
	teams->server.data = teams;
	teams->server.heard = heard;
	teams->life = 3599;
	raw_server_start(&teams->server, loop);
	snprintf(teams->url, sizeof(teams->url), "http://127.0.0.1:%d", teams->server.port);
}

void connector_double_stop(struct connector_double *teams)
{
	raw_server_stop(&teams->server);
	for (int i = 0; i < DOUBLE_REQUESTS; i++) {
		json_free(teams->requests[i].body);
		free(teams->requests[i].form);
	}
}

void connector_double_tell(struct connector_double *teams, struct double_order order)
{
	if (order.times == 0)
		order.times = 1;
	teams->orders[teams->order_count++ % DOUBLE_ORDERS] = order;
}
