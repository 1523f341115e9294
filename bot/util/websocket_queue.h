#ifndef LASTMILE_WEBSOCKET_QUEUE_H
#define LASTMILE_WEBSOCKET_QUEUE_H
/* Frames of websocket.c that wait for their turn to be written, oldest first. */
#include <stdbool.h>
#include <stddef.h>

#include "bot/util/list.h"

struct lws;

/* `queue` is a list head: list_init() and list_empty() are the caller's. */
void websocket_queue_add(struct list *queue, const char *bytes, size_t length, bool binary);
int websocket_queue_write_first(struct list *queue, struct lws *wsi); /* as lws_write() */

/* Empties it; `unsent` (may be NULL) is told each text. */
void websocket_queue_empty(
	struct list *queue, void (*unsent)(void *data, const char *text), void *data);

#endif
