#include "bot/util/child.h"

#include <linux/close_range.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bot/util/memory.h"
#include "bot/util/text.h"

enum { INPUT, OUTPUT, WORDS, STREAMS };
enum { WORDS_LIMIT = 400, CHUNK = 16384 };

struct child {
	uv_process_t process;
	uv_pipe_t streams[STREAMS];
	uv_timer_t timer; // its time is over; or it could not be started
	uv_write_t write;
	uv_shutdown_t shutdown;
	char *input;
	size_t output_limit;
	struct text output, words;
	char buffer[CHUNK];
	int handles; // not closed yet
	int speaking; // of OUTPUT and WORDS: not at their end
	bool running, over;
	int64_t status; // how it ended
	int signal;
	char *problem;
	child_done *done;
	void *data;
};

static void closed(uv_handle_t *handle)
{
	struct child *child = handle->data;

	if (--child->handles)
		return;
	text_finish(&child->output);
	text_finish(&child->words);
	free(child->input);
	free(child->problem);
	free(child);
}

static void close_all(struct child *child)
{
	child->over = true;
	if (child->running)
		uv_process_kill(&child->process, SIGKILL);
	uv_close((uv_handle_t *)&child->process, closed);
	uv_close((uv_handle_t *)&child->timer, closed);
	for (int i = 0; i < STREAMS; i++)
		uv_close((uv_handle_t *)&child->streams[i], closed);
}

/* Takes `problem`. */
static void end(struct child *child, char *problem)
{
	child->problem = problem;
	const struct child_result result = {
		.problem = problem,
		.output = text_string(&child->output),
		.output_length = child->output.length,
	};

	child->over = true;
	child->done(child->data, &result);
	close_all(child);
}

/* Only when it is gone, and nothing of what it said is still on the way. */
static void end_if_gone(struct child *child)
{
	if (child->over || child->running || child->speaking)
		return;
	if (child->signal)
		end(child, xasprintf("was ended by signal %d", child->signal));
	else if (child->status)
		end(child, xasprintf("ended with %d: %s", (int)child->status,
				   text_string(&child->words)));
	else
		end(child, NULL);
}

static void exited(uv_process_t *process, int64_t status, int number)
{
	struct child *child = process->data;

	child->running = false;
	child->status = status;
	child->signal = number;
	end_if_gone(child);
}

static void allocate(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
	struct child *child = handle->data;

	(void)suggested;
	*buffer = uv_buf_init(child->buffer, CHUNK);
}

/* One line is enough to say why. */
static void keep_words(struct child *child, const char *bytes, size_t length)
{
	size_t room = WORDS_LIMIT - child->words.length;

	text_append_bytes(&child->words, bytes, length < room ? length : room);
}

static void came(uv_stream_t *stream, ssize_t length, const uv_buf_t *buffer)
{
	struct child *child = stream->data;

	if (child->over || length == 0)
		return;
	if (length < 0) {
		uv_read_stop(stream);
		child->speaking--;
		end_if_gone(child);
	} else if (stream == (uv_stream_t *)&child->streams[WORDS]) {
		keep_words(child, buffer->base, (size_t)length);
	} else if (child->output.length + (size_t)length > child->output_limit) {
		end(child, xstrdup("said more than it may"));
	} else {
		text_append_bytes(&child->output, buffer->base, (size_t)length);
	}
}

static void input_ended(uv_shutdown_t *shutdown, int status)
{
	(void)shutdown;
	(void)status;
}

/* Whether it read all of it is its own affair: it ends with what it made of it. */
static void written(uv_write_t *write, int status)
{
	struct child *child = write->data;

	(void)status;
	if (!child->over)
		uv_shutdown(&child->shutdown, (uv_stream_t *)&child->streams[INPUT], input_ended);
}

static void too_slow(uv_timer_t *timer)
{
	struct child *child = timer->data;

	end(child, child->problem ? steal_pointer(child->problem) : xstrdup("was too slow"));
}

static int spawn(struct child *child, uv_loop_t *loop, const char *program)
{
	char *arguments[] = { (char *)program, NULL };
	char *environment[] = { (char *)"PATH=/usr/bin:/bin", (char *)"LANG=C.UTF-8", NULL };
	uv_stdio_container_t streams[STREAMS];

	for (int i = 0; i < STREAMS; i++) {
		streams[i].flags =
			UV_CREATE_PIPE | (i == INPUT ? UV_READABLE_PIPE : UV_WRITABLE_PIPE);
		streams[i].data.stream = (uv_stream_t *)&child->streams[i];
	}
	const uv_process_options_t options = {
		.exit_cb = exited,
		.file = program,
		.args = arguments,
		.env = environment,
		.cwd = "/",
		.stdio_count = STREAMS,
		.stdio = streams,
	};
	/* What a library opened without thinking of it stays ours, too. */
	close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
	return uv_spawn(loop, &child->process, &options);
}

static void feed(struct child *child, size_t length)
{
	const uv_buf_t input = uv_buf_init(child->input, (unsigned)length);

	child->running = true;
	child->speaking = 2;
	child->write.data = child;
	uv_read_start((uv_stream_t *)&child->streams[OUTPUT], allocate, came);
	uv_read_start((uv_stream_t *)&child->streams[WORDS], allocate, came);
	uv_write(&child->write, (uv_stream_t *)&child->streams[INPUT], &input, 1, written);
}

static void init_handles(struct child *child, uv_loop_t *loop)
{
	uv_timer_init(loop, &child->timer);
	child->timer.data = child->process.data = child;
	for (int i = 0; i < STREAMS; i++) {
		uv_pipe_init(loop, &child->streams[i], 0);
		child->streams[i].data = child;
	}
	child->handles = STREAMS + 2;
}

struct child *child_start(
	uv_loop_t *loop, const struct child_order *order, child_done *done, void *data)
{
	struct child *child = xcalloc(1, sizeof(*child));

	child->input = xstrndup(order->input, order->input_length);
	child->output_limit = order->output_limit;
	child->done = done;
	child->data = data;
	init_handles(child, loop);
	int error = spawn(child, loop, order->program);
	if (error)
		child->problem =
			xasprintf("%s cannot be started: %s", order->program, uv_strerror(error));
	else
		feed(child, order->input_length);
	uv_timer_start(&child->timer, too_slow, error ? 0 : order->timeout, 0);
	return child;
}

void child_cancel(struct child *child)
{
	if (child)
		close_all(child);
}
