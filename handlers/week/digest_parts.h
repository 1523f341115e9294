#ifndef LASTMILE_HANDLER_DIGEST_PARTS_H
#define LASTMILE_HANDLER_DIGEST_PARTS_H
/* What the post of a digest and its details say alike; for digest_say.c and digest_details.c. */
#include <stdbool.h>
#include <stdint.h>

struct arena;
struct digest;
struct request;
struct tool;
struct zone;

const char *digest_date(struct arena *arena, const struct zone *zone, int64_t time); /* "9 Nov" */
const struct tool *digest_tool(const struct digest *digest, int64_t id); /* NULL: none of its own */
bool digest_has_one_tool(const struct digest *digest);
const char *digest_owner(struct request *request, const struct tool *tool);

#endif
