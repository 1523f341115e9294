#ifndef LASTMILE_PLATFORM_SOON_H
#define LASTMILE_PLATFORM_SOON_H
/*
 * Deliveries whose end is known at once, and told from the loop: never from inside the call that
 * began them, as platform.h promises. In order.
 */
#include <uv.h>

#include "bot/platform/platform.h"

struct soon;

struct soon *soon_create(uv_loop_t *loop);

/* `result` is copied; its texts must live until it is told, but for `message`, which is copied. */
void soon_tell(
	struct soon *soon, const struct delivery_result *result, delivery_done *done, void *data);

/* What is not told yet never is. `owner` is freed once the loop has let go: until then a platform
 * is still looked at. Both may be NULL. */
void soon_destroy(struct soon *soon, void *owner);

#endif
