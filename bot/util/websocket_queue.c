#include "bot/util/websocket_queue.h"

#include <string.h>

#include <libwebsockets.h>

#include "bot/util/memory.h"

struct frame {
	struct list link; // websocket::queue
	size_t length;
	bool binary;
	unsigned char bytes[]; // LWS_PRE bytes for libwebsockets, then the message and a NUL
};

void websocket_queue_add(struct list *queue, const char *bytes, size_t length, bool binary)
{
	struct frame *frame = xmalloc(sizeof(*frame) + LWS_PRE + length + 1);

	frame->length = length;
	frame->binary = binary;
	memcpy(frame->bytes + LWS_PRE, bytes, length);
	frame->bytes[LWS_PRE + length] = '\0';
	list_append(queue, &frame->link);
}

int websocket_queue_write_first(struct list *queue, struct lws *wsi)
{
	struct frame *frame = list_first(queue, struct frame, link);
	int written = lws_write(wsi, frame->bytes + LWS_PRE, frame->length,
		frame->binary ? LWS_WRITE_BINARY : LWS_WRITE_TEXT);

	list_remove(&frame->link);
	free(frame);
	return written;
}

void websocket_queue_empty(
	struct list *queue, void (*unsent)(void *data, const char *text), void *data)
{
	while (!list_empty(queue)) {
		struct frame *frame = list_first(queue, struct frame, link);
		list_remove(&frame->link);
		if (unsent && !frame->binary)
			unsent(data, (const char *)frame->bytes + LWS_PRE);
		free(frame);
	}
}
