#ifndef LASTMILE_PLAYGROUND_CONTENT_H
#define LASTMILE_PLAYGROUND_CONTENT_H
/*
 * What a message says: the same text, blocks, attachments and metadata whether it comes by
 * chat.postMessage, a response_url or in an acknowledgement; and who is mentioned by it.
 */
#include <stdbool.h>

struct call;
struct cJSON;
struct playground;
struct post;
struct world;

enum {
	TEXT_MAX = 40000, // characters; the rest is cut
	TEXT_UPDATE_MAX = 4000, // chat.update refuses more
	METADATA_BYTES = 8 * 1024,
};

/* Returns NULL or an error code. `from` holds text, blocks, attachments, metadata, markdown_text.
 */
const char *content_check(const struct cJSON *from, struct cJSON *messages);

bool content_is_empty(const struct cJSON *from); // nothing to show: no_text

/* Puts checked content into a post. Blocks and attachments that are absent are taken away; metadata
 * that is absent stays. */
void content_apply(struct post *post, const struct cJSON *from);

/* As Slack's API shows a post. A new object. */
struct cJSON *post_for_app(const struct world *world, const struct post *post, bool with_metadata);

/* As the page and the tests see it (control.md). A new object. */
struct cJSON *post_for_people(const struct world *world, const struct post *post);

/* Everyone Slack would notify: ids, "here", "channel", "everyone". A new array. */
struct cJSON *post_mentions(const struct post *post);
struct cJSON *view_mentions(const struct cJSON *view); // whom a message with this would notify

#endif
