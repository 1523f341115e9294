#ifndef LASTMILE_RESOLVE_H
#define LASTMILE_RESOLVE_H
/*
 * A host's addresses, looked up without blocking the loop, in the order to try them: as the system
 * sorts them, but with the families taking turns, so that a black hole in one costs one time-out.
 */
#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

enum { RESOLVE_MAX = 8 };

struct addresses {
	size_t count;
	struct sockaddr_storage all[RESOLVE_MAX];
};

struct resolve; // in flight; valid until `done` or resolve_cancel()

/* `error` is 0 or a UV_EAI_ code; `addresses` (borrowed) is empty on an error. */
typedef void resolve_done(void *data, int error, const struct addresses *addresses);

/* `host` may also be an IP address. `done` comes once, never from inside, not after a cancel. */
struct resolve *resolve_start(
	uv_loop_t *loop, const char *host, uint16_t port, resolve_done *done, void *data);
void resolve_cancel(struct resolve *resolve); /* NULL is fine */

/* "127.0.0.1" or "::1" into the buffer, which is at least INET6_ADDRSTRLEN bytes. */
const char *address_text(const struct sockaddr_storage *address, char *buffer, size_t size);

#endif
