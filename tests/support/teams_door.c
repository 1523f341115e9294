/*
 * The ways in from Teams as a program, for peers that speak HTTPS and websockets (tests/peers/):
 *
 *     teams_door NAME=VALUE…       of struct teams_settings; of its timing without "relay_"
 *
 * Each message is printed as a line of JSON and answered 200 with {"you_said": its text}. A text
 * "hold" is answered with the next message; "wake" is also what the daemon says after a sleep.
 * Another state is printed as {"link", "problem"}. It ends politely when its input does.
 */
#include <stdio.h>
#include <string.h>

#include <uv.h>

#include "bot/event.h"
#include "bot/platform/teams/decode.h"
#include "bot/platform/teams/inbound.h"
#include "bot/platform/teams/teams.h"
#include "bot/util/http_client.h"
#include "bot/util/json.h"
#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "bot/util/web.h"

struct door {
	uv_loop_t loop;
	uv_pipe_t input;
	struct web *web;
	struct http_client *http;
	struct teams_inbound *inbound;
	struct teams_receipt *held;
};

static void print(struct cJSON *json)
{
	_cleanup_free_ char *line = json_print(json);

	puts(line);
	fflush(stdout);
	json_free(json);
}

static void answer(struct teams_receipt *receipt, const char *text)
{
	_cleanup_json_ struct cJSON *json = json_object();

	json_set_string(json, "you_said", text);
	_cleanup_free_ char *body = json_print(json);
	teams_receipt_answer(receipt, 200, text[0] ? body : NULL);
}

static void event_came(void *data, struct teams_frame *frame, struct teams_receipt *receipt)
{
	const char *text = frame->event->message.text;
	struct cJSON *line = json_object();
	struct door *door = data;

	json_set_string(line, "text", text);
	print(line);
	if (text_equal(text, "hold")) {
		door->held = receipt;
	} else {
		if (text_equal(text, "wake"))
			teams_inbound_wake(door->inbound);
		if (door->held)
			answer(steal_pointer(door->held), "held");
		answer(receipt, text);
	}
	teams_frame_destroy(frame);
}

static void service_came(void *data, const char *tenant, const char *url)
{
	(void)data, (void)tenant, (void)url;
}

static void status_came(void *data)
{
	static const char *const words[] = { "down", "connecting", "ready", "refused" };
	struct door *door = data;
	struct platform_status status = teams_inbound_status(door->inbound);
	struct cJSON *line = json_object();

	json_set_string(line, "link", words[status.link]);
	json_set_string(line, "problem", status.problem);
	print(line);
}

static const struct teams_inbound_events events = { event_came, service_came, status_came };

/* --- the end --- */

static void after_stop(void *data)
{
	struct door *door = data;

	teams_inbound_destroy(door->inbound);
	if (door->held)
		teams_receipt_answer(door->held, 200, NULL); // leads nowhere any more
	http_client_destroy(door->http);
	web_destroy(door->web, NULL, NULL);
}

static void after_read(uv_stream_t *stream, ssize_t length, const uv_buf_t *buffer)
{
	struct door *door = stream->data;

	free(buffer->base);
	if (length >= 0)
		return;
	uv_close((uv_handle_t *)stream, NULL);
	teams_inbound_stop(door->inbound, after_stop, door);
}

static void allocate(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
	(void)handle;
	*buffer = uv_buf_init(xmalloc(suggested), (unsigned)suggested);
}

/* --- the beginning --- */

static const char *argument(char **arguments, const char *name, const char *otherwise)
{
	size_t length = strlen(name);

	for (; *arguments; arguments++)
		if (strncmp(*arguments, name, length) == 0 && (*arguments)[length] == '=')
			return *arguments + length + 1;
	return otherwise;
}

/* ms; 0: the default. */
static unsigned number(char **arguments, const char *name)
{
	return (unsigned)strtoul(argument(arguments, name, "0"), NULL, 10);
}

int main(int count, char **arguments)
{
	const char *const tenants[] = { argument(arguments, "tenant", "tenant"), NULL };
	const struct teams_settings settings = {
		.app_id = argument(arguments, "app_id", "app"),
		.tenants = tenants,
		.listen = argument(arguments, "listen", ""),
		.path = argument(arguments, "path", "/api/messages"),
		.certificate = argument(arguments, "certificate", ""),
		.private_key = argument(arguments, "private_key", ""),
		.relay = argument(arguments, "relay", ""),
		.relay_rule = argument(arguments, "relay_rule", "listen"),
		.relay_key = argument(arguments, "relay_key", ""),
		.metadata_url = argument(arguments, "metadata_url", ""),
		.issuer = "https://api.botframework.com",
		.timing = {
			.relay_pong = number(arguments, "pong"),
			.relay_token_life = number(arguments, "token_life"),
			.relay_renewal = number(arguments, "renewal"),
			.relay_age = number(arguments, "age"),
			.relay_stable_after = number(arguments, "stable_after"),
			.relay_drain = number(arguments, "drain"),
			.relay_slow_retry = number(arguments, "slow_retry"),
			.relay_second = number(arguments, "second"),
			.relay_idle = number(arguments, "idle"),
		},
	};
	const struct teams_decoder decoder = { .app_id = settings.app_id, .tenants = tenants };
	struct door door = { 0 };

	(void)count;
	log_set_level(LOG_LEVEL_DEBUG);
	uv_loop_init(&door.loop);
	if (web_create(&door.loop, &door.web) < 0)
		return 1;
	door.http = http_client_create(&door.loop);
	door.inbound = teams_inbound_create(
		&door.loop, door.web, door.http, &settings, &decoder, &events, &door);
	uv_pipe_init(&door.loop, &door.input, 0);
	door.input.data = &door;
	uv_pipe_open(&door.input, 0);
	uv_read_start((uv_stream_t *)&door.input, allocate, after_read);
	if (teams_inbound_start(door.inbound) < 0) {
		status_came(&door);
		return 1;
	}
	uv_run(&door.loop, UV_RUN_DEFAULT);
	return uv_loop_close(&door.loop) == 0 ? 0 : 1;
}
