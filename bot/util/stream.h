#ifndef LASTMILE_STREAM_H
#define LASTMILE_STREAM_H
/*
 * One accepted TCP connection: bytes in, bytes out, and the three ways to end it. http_server.c
 * embeds its connections around it. With stream_encrypt() the owner goes on seeing plain bytes.
 *
 * The owner hears `data` when bytes were added to `input`, and `closed` exactly once, after which
 * it may free the stream. Whatever the owner does inside a callback is safe: closing is always
 * completed by a later turn of the loop.
 */
#include <stdbool.h>
#include <stddef.h>

#include <uv.h>

#include "bot/util/text.h"

struct stream;
struct tls_session;

struct stream_owner {
	void (*data)(struct stream *stream);
	void (*closed)(struct stream *stream);
};

struct stream {
	uv_tcp_t tcp;
	uv_timer_t timer; // to wake the owner; at the end: how long we wait for the peer's end
	uv_shutdown_t shutdown;
	const struct stream_owner *owner;
	struct tls_session *tls; // NULL: plain
	struct text input; // what was received and not yet consumed
	int handles; // that libuv has not closed yet
	bool closing; // `closed` will follow
	bool ending; // we have sent all we will send; input is dropped
	bool hears_out; // set by the owner: even then input goes to it
	bool waiting; // for the peer to take what was written
};

/* Takes the next connection of `listener` and starts reading. 0 or a negative errno; on an error
 * `closed` follows all the same. */
int stream_accept(struct stream *stream, uv_tcp_t *listener, const struct stream_owner *owner);

/* Right after stream_accept(). Takes the session. A failed handshake closes the stream. */
void stream_encrypt(struct stream *stream, struct tls_session *tls);

void stream_consume(struct stream *stream, size_t length); // forget the first bytes of `input`
void stream_write(struct stream *stream, const char *bytes, size_t length); // copies
void stream_pause(struct stream *stream, bool paused); // stops reading
void stream_wake(struct stream *stream); // `data` is called by a later turn of the loop

/* True while the peer does not take what was written for it: reading stops, and `data` is called
 * when it has. */
bool stream_wait_for_room(struct stream *stream);

bool stream_is_over(const struct stream *stream); // nothing can be sent any more
bool stream_is_heard(const struct stream *stream); // input still comes to the owner

void stream_end(struct stream *stream); // after what was written has left
void stream_close(struct stream *stream); // now
void stream_reset(struct stream *stream); // now, with a TCP reset: the peer sees ECONNRESET

#endif
