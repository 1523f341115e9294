#include "tests/support/playground.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bot/util/http_client.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"

struct question {
	playground_done *done;
	void *data;
};

static void must(int result, const char *what)
{
	if (result >= 0)
		return;
	fprintf(stderr, "playground: %s: %s\n", what, uv_strerror(result));
	abort();
}

static void give_memory(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
	(void)handle;
	*buffer = uv_buf_init(xmalloc(suggested), (unsigned)suggested);
}

static void has_printed(uv_stream_t *stream, ssize_t count, const uv_buf_t *buffer)
{
	struct playground *playground = stream->data;

	if (count > 0)
		text_append_bytes(&playground->printed, buffer->base, (size_t)count);
	free(buffer->base);
	if (count < 0)
		uv_read_stop(stream);
}

static void has_exited(uv_process_t *process, int64_t status, int signal)
{
	struct playground *playground = process->data;

	(void)status, (void)signal;
	playground->running = false;
}

void playground_turn(struct playground *playground)
{
	uv_run(playground->loop, UV_RUN_NOWAIT);
	uv_sleep(1);
}

static void wait_for_address(struct playground *playground)
{
	static const char before[] = "listening on ";
	const char *at;

	while (playground->running && !strchr(text_string(&playground->printed), '\n'))
		playground_turn(playground);
	at = strstr(text_string(&playground->printed), before);
	if (!at) {
		fprintf(stderr, "playground: it does not listen\n");
		abort();
	}
	at += strlen(before);
	snprintf(playground->url, sizeof(playground->url), "%.*s", (int)strcspn(at, "\r\n"), at);
}

void playground_start(struct playground *playground, uv_loop_t *loop, struct http_client *http)
{
	const char *binary = getenv("LASTMILE_PLAYGROUND");
	char *arguments[] = { (char *)binary, (char *)"--listen", (char *)"127.0.0.1:0",
		(char *)"--quiet", NULL };
	uv_stdio_container_t streams[] = {
		{ .flags = UV_IGNORE },
		{ .flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE },
		{ .flags = UV_INHERIT_FD, .data.fd = 2 },
	};
	uv_process_options_t options = {
		.file = binary,
		.args = arguments,
		.exit_cb = has_exited,
		.stdio = streams,
		.stdio_count = array_length(streams),
	};

	if (!binary) {
		fprintf(stderr, "playground: LASTMILE_PLAYGROUND does not say where it is\n");
		abort();
	}
	*playground = (struct playground){ .loop = loop, .http = http, .running = true };
	must(uv_pipe_init(loop, &playground->output, 0), "pipe");
	streams[1].data.stream = (uv_stream_t *)&playground->output;
	playground->output.data = playground->process.data = playground;
	must(uv_spawn(loop, &playground->process, &options), binary);
	must(uv_read_start((uv_stream_t *)&playground->output, give_memory, has_printed), "read");
	wait_for_address(playground);
	json_free(playground_post(playground, "socket", "{\"action\":\"patience\",\"ms\":20000}"));
}

void playground_stop(struct playground *playground)
{
	uv_process_kill(&playground->process, SIGTERM);
	while (playground->running)
		playground_turn(playground);
	uv_close((uv_handle_t *)&playground->process, NULL);
	uv_close((uv_handle_t *)&playground->output, NULL);
	text_finish(&playground->printed);
}

static void answered(void *data, const struct http_answer *http)
{
	struct question *question = data;
	_cleanup_json_ struct cJSON *answer = NULL;

	if (http->fate == HTTP_ANSWERED)
		(void)json_parse(http->body, http->body_length, &answer, NULL);
	question->done(question->data, json_bool(answer, "ok", false), answer);
	free(question);
}

static void ask(struct playground *playground, const char *method, const char *path,
	const char *body, playground_done *done, void *data)
{
	_cleanup_free_ char *url = xasprintf("%s/playground/%s", playground->url, path);
	const char *headers[] = { "Content-Type: application/json", NULL };
	struct http_order order = {
		.method = method,
		.url = url,
		.headers = headers,
		.body = body,
		.body_length = body ? strlen(body) : 0,
		.total_timeout = 30000,
	};
	struct question *question = xcalloc(1, sizeof(*question));

	question->done = done;
	question->data = data;
	http_client_send(playground->http, &order, answered, question);
}

void playground_begin(struct playground *playground, const char *path, const char *body,
	playground_done *done, void *data)
{
	ask(playground, "POST", path, body, done, data);
}

struct waiting {
	bool done;
	struct cJSON *answer;
};

static void stop_waiting(void *data, bool ok, const struct cJSON *answer)
{
	struct waiting *waiting = data;

	(void)ok;
	waiting->done = true;
	waiting->answer = answer ? json_copy(answer) : json_object();
}

static struct cJSON *ask_and_wait(
	struct playground *playground, const char *method, const char *path, const char *body)
{
	struct waiting waiting = { 0 };

	ask(playground, method, path, body, stop_waiting, &waiting);
	while (!waiting.done)
		playground_turn(playground);
	return waiting.answer;
}

struct cJSON *playground_post(
	struct playground *playground, const char *path, const char *format, ...)
{
	_cleanup_text_ struct text body = TEXT_INIT;
	va_list args;

	va_start(args, format);
	text_vprintf(&body, format, args);
	va_end(args);
	return ask_and_wait(playground, "POST", path, text_string(&body));
}

struct cJSON *playground_get(struct playground *playground, const char *path)
{
	return ask_and_wait(playground, "GET", path, NULL);
}
