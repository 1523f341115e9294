#ifndef LASTMILE_PLAYGROUND_PAGE_STREAM_H
#define LASTMILE_PLAYGROUND_PAGE_STREAM_H
/*
 * The websockets of the page: each watches as one person and hears what that person may see.
 */
#include <stdbool.h>

struct cJSON;
struct channel;
struct http_request;
struct page_streams;
struct playground;
struct post;

struct page_streams *page_streams_create(struct playground *playground);
void page_streams_destroy(struct page_streams *streams);
void page_streams_open(struct page_streams *streams, struct http_request *request);

/* `type` is "message", "update", "delete" or "ephemeral". */
void page_streams_tell(struct playground *playground, const char *type, const struct post *post);
/* "connection" when the app came or went, "world" when all was forgotten. */
void page_streams_tell_all(struct playground *playground, const char *type);

/* What concerns everybody, as it is. */
void page_streams_send_all(struct playground *playground, const struct cJSON *event);

/* What concerns one person alone: their modals, their Home. */
void page_streams_tell_person(
	struct playground *playground, const char *person_id, const struct cJSON *event);

bool person_sees(const char *person_id, const struct post *post);

#endif
