#include "bot/util/http_websocket.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>
#include <openssl/sha.h>

#include "bot/util/http_connection.h"
#include "bot/util/memory.h"

enum opcode { CONTINUATION = 0, TEXT = 1, BINARY = 2, CLOSE = 8, PING = 9, PONG = 10 };

enum {
	CLOSE_PROTOCOL = 1002,
	CLOSE_NOT_TEXT = 1007,
	CLOSE_TOO_BIG = 1009,
	CONTROL_BYTES = 125,
	FRAME_E_MORE = 1,
};

struct http_websocket {
	struct http_connection *connection;
	const struct http_websocket_handler *handler;
	void *data;
	size_t frame_limit;
	size_t message_limit;
	struct text message; // the frames of an unfinished message
	enum opcode opcode; // TEXT or BINARY while `unfinished`
	bool unfinished;
	bool muted;
};

struct frame {
	bool final;
	int opcode;
	unsigned char mask[4];
	size_t header_bytes;
	size_t length;
};

/* The header of the next frame: 0, FRAME_E_MORE, or a close code. */
static int parse_frame(
	const struct http_websocket *websocket, const struct text *input, struct frame *ret_frame)
{
	const unsigned char *bytes = (const unsigned char *)input->data;
	struct frame frame = { 0 };
	size_t extra;
	uint64_t length;

	if (input->length < 2)
		return FRAME_E_MORE;
	frame.final = bytes[0] & 0x80;
	frame.opcode = bytes[0] & 0x0f;
	length = bytes[1] & 0x7f;
	if ((bytes[0] & 0x70) || !(bytes[1] & 0x80))
		return CLOSE_PROTOCOL;
	if (frame.opcode >= CLOSE && (length > CONTROL_BYTES || !frame.final))
		return CLOSE_PROTOCOL;
	extra = length == 126 ? 2 : length == 127 ? 8 : 0;
	frame.header_bytes = 2 + extra + 4;
	if (input->length < frame.header_bytes)
		return FRAME_E_MORE;
	if (extra)
		length = 0;
	for (size_t i = 0; i < extra; i++)
		length = length << 8 | bytes[2 + i];
	if (length > websocket->frame_limit)
		return CLOSE_TOO_BIG;
	memcpy(frame.mask, bytes + 2 + extra, sizeof(frame.mask));
	frame.length = (size_t)length;
	*ret_frame = frame;
	return input->length - frame.header_bytes < frame.length ? FRAME_E_MORE : 0;
}

static void send_frame(
	struct http_websocket *websocket, enum opcode opcode, const char *payload, size_t length)
{
	_cleanup_text_ struct text out = TEXT_INIT;
	int extra = length < 126 ? 0 : length < 65536 ? 2 : 8;

	if (!websocket->connection || websocket->muted)
		return;
	text_append_char(&out, (char)(0x80 | opcode));
	text_append_char(&out, (char)(extra == 0 ? length : extra == 2 ? 126 : 127));
	for (int i = extra - 1; i >= 0; i--)
		text_append_char(&out, (char)(length >> (8 * i)));
	text_append_bytes(&out, payload, length);
	stream_write(&websocket->connection->stream, text_string(&out), out.length);
}

void http_websocket_send(struct http_websocket *websocket, const char *text, size_t length)
{
	send_frame(websocket, TEXT, text, length);
}

void http_websocket_ping(struct http_websocket *websocket, const char *payload)
{
	send_frame(websocket, PING, payload, strnlen(payload, CONTROL_BYTES));
}

static void send_close(
	struct http_websocket *websocket, int code, const char *reason, bool hears_out)
{
	char payload[CONTROL_BYTES];
	size_t length = strnlen(reason, sizeof(payload) - 2);

	payload[0] = (char)(code >> 8);
	payload[1] = (char)code;
	memcpy(payload + 2, reason, length);
	websocket->muted = false;
	websocket->connection->stream.hears_out = hears_out;
	send_frame(websocket, CLOSE, payload, length + 2);
	stream_end(&websocket->connection->stream);
}

/* The other side has broken the rules: what it says after that is not heard. */
static void break_off(struct http_websocket *websocket, int code, const char *reason)
{
	send_close(websocket, code, reason, false);
}

/* RFC 6455 section 7: who has sent a close frame still hears what the other side sends until its.
 */
void http_websocket_close(struct http_websocket *websocket, int code, const char *reason)
{
	send_close(websocket, code, reason, true);
}

void http_websocket_reset(struct http_websocket *websocket)
{
	stream_reset(&websocket->connection->stream);
}

void http_websocket_mute(struct http_websocket *websocket, bool muted)
{
	websocket->muted = muted;
	stream_pause(&websocket->connection->stream, muted);
	if (!muted)
		stream_wake(&websocket->connection->stream);
}

static void deliver(
	struct http_websocket *websocket, enum opcode opcode, const char *bytes, size_t length)
{
	const struct http_websocket_handler *handler = websocket->handler;

	if (opcode == BINARY) {
		if (handler->binary)
			handler->binary(websocket, bytes, length, websocket->data);
	} else if (length && !text_is_utf8(bytes, length)) {
		break_off(websocket, CLOSE_NOT_TEXT, "not valid UTF-8");
	} else if (handler->text) {
		handler->text(websocket, bytes, length, websocket->data);
	}
}

static void receive_data(
	struct http_websocket *websocket, const struct frame *frame, const char *payload)
{
	bool continues = frame->opcode == CONTINUATION;

	if (continues != websocket->unfinished) {
		break_off(websocket, CLOSE_PROTOCOL, "a continuation out of place");
		return;
	}
	if (frame->length > websocket->message_limit - websocket->message.length) {
		break_off(websocket, CLOSE_TOO_BIG, "the message is too big");
		return;
	}
	if (!continues)
		websocket->opcode = frame->opcode == TEXT ? TEXT : BINARY;
	text_append_bytes(&websocket->message, payload, frame->length);
	websocket->unfinished = !frame->final;
	if (frame->final) {
		struct text message = websocket->message;
		websocket->message = (struct text)TEXT_INIT;
		deliver(websocket, websocket->opcode, text_string(&message), message.length);
		text_finish(&message);
	}
}

/* Their close is answered with the same code. */
static void receive_close(struct http_websocket *websocket, const char *payload, size_t length)
{
	websocket->connection->stream.hears_out = false;
	send_frame(websocket, CLOSE, payload, length < 2 ? 0 : 2);
	stream_end(&websocket->connection->stream);
}

static void receive_frame(
	struct http_websocket *websocket, const struct frame *frame, const char *payload)
{
	switch (frame->opcode) {
	case CONTINUATION:
	case TEXT:
	case BINARY:
		receive_data(websocket, frame, payload);
		break;
	case CLOSE:
		receive_close(websocket, payload, frame->length);
		break;
	case PING:
		send_frame(websocket, PONG, payload, frame->length);
		break;
	case PONG:
		break;
	default: // 3-7, 11-15: reserved
		break_off(websocket, CLOSE_PROTOCOL, "an unknown kind of frame");
	}
}

static const char *reason_of(int code)
{
	return code == CLOSE_TOO_BIG ? "Max frame length has been exceeded" : "a broken frame";
}

void http_websocket_data(struct http_websocket *websocket)
{
	struct stream *stream = &websocket->connection->stream;
	struct frame frame = { 0 };

	while (stream_is_heard(stream) && !websocket->muted) {
		_cleanup_free_ char *payload = NULL;
		int r = parse_frame(websocket, &stream->input, &frame);
		if (r == FRAME_E_MORE)
			return;
		if (r != 0) {
			break_off(websocket, r, reason_of(r));
			return;
		}
		payload = xmalloc(frame.length + 1);
		for (size_t i = 0; i < frame.length; i++)
			payload[i] = (char)(stream->input.data[frame.header_bytes + i] ^
					    (char)frame.mask[i % 4]);
		payload[frame.length] = '\0';
		stream_consume(stream, frame.header_bytes + frame.length);
		receive_frame(websocket, &frame, payload);
	}
}

void http_websocket_lost(struct http_websocket *websocket)
{
	if (websocket->handler->closed)
		websocket->handler->closed(websocket, websocket->data);
	text_finish(&websocket->message);
	free(websocket);
}

/* RFC 6455 section 4.2.2: the key and a fixed word, hashed, show that we speak the protocol. */
static void accept_key(const char *key, char accepted[29])
{
	_cleanup_free_ char *joined = xasprintf("%s258EAFA5-E914-47DA-95CA-C5AB0DC85B11", key);
	unsigned char hash[SHA_DIGEST_LENGTH];

	SHA1((const unsigned char *)joined, strlen(joined), hash);
	EVP_EncodeBlock((unsigned char *)accepted, hash, sizeof(hash));
}

static bool is_handshake(const struct http_request *request)
{
	const char *key = http_request_header(request, "sec-websocket-key");
	const char *version = http_request_header(request, "sec-websocket-version");

	return request->websocket && key && strlen(key) == 24 && version &&
	       strcmp(version, "13") == 0;
}

static void write_handshake(struct http_connection *connection, const char *key)
{
	_cleanup_text_ struct text out = TEXT_INIT;
	char accepted[29];

	accept_key(key, accepted);
	text_append(&out, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n");
	text_printf(&out, "Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n", accepted);
	stream_write(&connection->stream, text_string(&out), out.length);
}

struct http_websocket *http_upgrade(
	struct http_request *request, const struct http_websocket_options *options)
{
	struct http_connection *connection = request->connection;
	struct http_websocket *websocket;

	if (!connection || !is_handshake(request)) {
		http_respond_text(request, 400, "not a websocket handshake of version 13");
		return NULL;
	}
	write_handshake(connection, http_request_header(request, "sec-websocket-key"));
	websocket = xcalloc(1, sizeof(*websocket));
	websocket->connection = connection;
	websocket->handler = options->handler;
	websocket->data = options->data;
	websocket->frame_limit = options->frame_limit;
	websocket->message_limit = options->message_limit;
	connection->request = NULL;
	connection->state = HTTP_WEBSOCKET;
	connection->websocket = websocket;
	http_request_free(request);
	stream_wake(&connection->stream);
	return websocket;
}
