#include "bot/util/stream.h"

#include <stdlib.h>
#include <string.h>

#include "bot/util/clock.h"
#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "bot/util/tls_server.h"

enum {
	READ_BYTES = 16 * 1024,
	PATIENCE = 2 * MS_PER_SECOND,
	PATIENCE_TO_HEAR = 10 * MS_PER_SECOND, // what still comes is of use
	WRITTEN_MOST = 256 * 1024, // bytes that wait for the peer, before it is heard again
};

struct write {
	uv_write_t request;
	char bytes[];
};

static void after_handle_close(uv_handle_t *handle)
{
	struct stream *stream = handle->data;

	if (--stream->handles)
		return;
	text_finish(&stream->input);
	tls_session_destroy(steal_pointer(stream->tls));
	stream->owner->closed(stream);
}

void stream_close(struct stream *stream)
{
	if (stream->closing)
		return;
	stream->closing = true;
	uv_close((uv_handle_t *)&stream->timer, after_handle_close);
	if (!uv_is_closing((uv_handle_t *)&stream->tcp))
		uv_close((uv_handle_t *)&stream->tcp, after_handle_close);
}

void stream_reset(struct stream *stream)
{
	if (stream->closing)
		return;
	/* It refuses while a shutdown is under way; then the ordinary close has to do. */
	if (uv_tcp_close_reset(&stream->tcp, after_handle_close) < 0)
		uv_close((uv_handle_t *)&stream->tcp, after_handle_close);
	stream_close(stream);
}

static void allocate(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
	(void)handle;
	(void)suggested;
	*buffer = uv_buf_init(xmalloc(READ_BYTES), READ_BYTES);
}

static void write_raw(struct stream *stream, const char *bytes, size_t length);
static void end_raw(struct stream *stream);

/* Everything is taken out of the session at once, so none of it waits there unheard. */
static void hear_encrypted(struct stream *stream, const char *bytes, size_t length)
{
	_cleanup_text_ struct text wire = TEXT_INIT;
	const char *why = "";
	size_t before = stream->input.length;
	int r = tls_session_receive(stream->tls, bytes, length, &stream->input, &wire, &why);

	write_raw(stream, text_string(&wire), wire.length);
	if (r < 0)
		log_debug("tls", "connection ended: %s", why);
	if (stream->input.length > before)
		stream->owner->data(stream);
	if (r != 0)
		end_raw(stream); // after the alert, if there is one
}

static void after_read(uv_stream_t *tcp, ssize_t length, const uv_buf_t *buffer)
{
	struct stream *stream = tcp->data;
	_cleanup_free_ char *bytes = buffer->base;

	if (length < 0) {
		stream_close(stream);
	} else if (length > 0 && stream_is_heard(stream)) {
		if (stream->tls) {
			hear_encrypted(stream, bytes, (size_t)length);
			return;
		}
		text_append_bytes(&stream->input, bytes, (size_t)length);
		stream->owner->data(stream);
	}
}

int stream_accept(struct stream *stream, uv_tcp_t *listener, const struct stream_owner *owner)
{
	uv_loop_t *loop = listener->loop;
	int r;

	stream->owner = owner;
	stream->handles = 2;
	uv_tcp_init(loop, &stream->tcp);
	uv_timer_init(loop, &stream->timer);
	stream->tcp.data = stream;
	stream->timer.data = stream;
	r = uv_accept((uv_stream_t *)listener, (uv_stream_t *)&stream->tcp);
	if (r == 0)
		r = uv_tcp_nodelay(&stream->tcp, 1);
	if (r == 0)
		r = uv_read_start((uv_stream_t *)&stream->tcp, allocate, after_read);
	if (r < 0)
		stream_close(stream);
	return r;
}

void stream_encrypt(struct stream *stream, struct tls_session *tls)
{
	stream->tls = tls;
}

void stream_consume(struct stream *stream, size_t length)
{
	struct text *input = &stream->input;

	if (length >= input->length) {
		text_clear(input);
		return;
	}
	memmove(input->data, input->data + length, input->length - length + 1);
	input->length -= length;
}

static bool is_full(const struct stream *stream)
{
	return uv_stream_get_write_queue_size((const uv_stream_t *)&stream->tcp) > WRITTEN_MOST;
}

static void after_write(uv_write_t *request, int status)
{
	struct stream *stream = request->data;

	free(container_of(request, struct write, request));
	if (status < 0 && status != UV_ECANCELED)
		stream_close(stream);
	if (stream->waiting && !stream_is_over(stream) && !is_full(stream)) {
		stream->waiting = false;
		stream_pause(stream, false);
		stream_wake(stream);
	}
}

static void write_raw(struct stream *stream, const char *bytes, size_t length)
{
	struct write *write;
	uv_buf_t buffer;

	if (stream_is_over(stream) || !length)
		return;
	write = xmalloc(sizeof(*write) + length);
	memcpy(write->bytes, bytes, length);
	write->request.data = stream;
	buffer = uv_buf_init(write->bytes, (unsigned int)length);
	if (uv_write(&write->request, (uv_stream_t *)&stream->tcp, &buffer, 1, after_write) < 0) {
		free(write);
		stream_close(stream);
	}
}

void stream_write(struct stream *stream, const char *bytes, size_t length)
{
	_cleanup_text_ struct text wire = TEXT_INIT;

	if (!stream->tls) {
		write_raw(stream, bytes, length);
		return;
	}
	tls_session_send(stream->tls, bytes, length, &wire);
	write_raw(stream, text_string(&wire), wire.length);
}

bool stream_wait_for_room(struct stream *stream)
{
	if (!is_full(stream) || stream_is_over(stream))
		return false;
	stream->waiting = true;
	stream_pause(stream, true);
	return true;
}

void stream_pause(struct stream *stream, bool paused)
{
	if (stream->closing)
		return;
	if (paused)
		uv_read_stop((uv_stream_t *)&stream->tcp);
	else
		(void)uv_read_start((uv_stream_t *)&stream->tcp, allocate, after_read);
}

static void wake(uv_timer_t *timer)
{
	struct stream *stream = timer->data;

	stream->owner->data(stream);
}

void stream_wake(struct stream *stream)
{
	if (!stream_is_over(stream))
		uv_timer_start(&stream->timer, wake, 0, 0);
}

bool stream_is_over(const struct stream *stream)
{
	return stream->closing || stream->ending;
}

bool stream_is_heard(const struct stream *stream)
{
	return !stream->closing && (!stream->ending || stream->hears_out);
}

static void out_of_patience(uv_timer_t *timer)
{
	stream_close(timer->data);
}

static void after_shutdown(uv_shutdown_t *request, int status)
{
	struct stream *stream = request->data;

	if (status < 0)
		stream_close(stream);
}

/*
 * Closing with unread bytes would make the kernel send a reset, which can overtake the answer. So
 * our side is shut down, and the rest of theirs is read and dropped, but not for long.
 */
static void end_raw(struct stream *stream)
{
	if (stream_is_over(stream))
		return;
	stream->ending = true;
	stream->shutdown.data = stream;
	if (uv_shutdown(&stream->shutdown, (uv_stream_t *)&stream->tcp, after_shutdown) < 0) {
		stream_close(stream);
		return;
	}
	stream_pause(stream, false);
	uv_timer_start(&stream->timer, out_of_patience,
		stream->hears_out ? PATIENCE_TO_HEAR : PATIENCE, 0);
}

void stream_end(struct stream *stream)
{
	_cleanup_text_ struct text wire = TEXT_INIT;

	if (stream->tls && !stream_is_over(stream)) {
		tls_session_close(stream->tls, &wire);
		write_raw(stream, text_string(&wire), wire.length);
	}
	end_raw(stream);
}
