#include "bot/util/resolve.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "bot/util/memory.h"

struct resolve {
	uv_getaddrinfo_t request;
	resolve_done *done; // NULL: cancelled
	void *data;
};

/* The next result of the family wanted, at or after `from`. */
static const struct addrinfo *next_of(const struct addrinfo *from, int family)
{
	while (from && from->ai_family != family)
		from = from->ai_next;
	return from;
}

static void add(struct addresses *addresses, const struct addrinfo **cursor, int family)
{
	const struct addrinfo *found = next_of(*cursor, family);

	*cursor = found ? found->ai_next : NULL;
	if (found && addresses->count < RESOLVE_MAX)
		memcpy(&addresses->all[addresses->count++], found->ai_addr, found->ai_addrlen);
}

static void take_turns(struct addresses *addresses, const struct addrinfo *results)
{
	int first = results ? results->ai_family : AF_INET;
	int second = first == AF_INET ? AF_INET6 : AF_INET;
	const struct addrinfo *of_first = results, *of_second = results;

	while (of_first || of_second) {
		add(addresses, &of_first, first);
		add(addresses, &of_second, second);
	}
}

static void resolved(uv_getaddrinfo_t *request, int error, struct addrinfo *results)
{
	struct resolve *resolve = container_of(request, struct resolve, request);
	struct addresses addresses = { 0 };

	if (!error)
		take_turns(&addresses, results);
	if (!error && addresses.count == 0)
		error = UV_EAI_NONAME;
	uv_freeaddrinfo(results);
	if (resolve->done)
		resolve->done(resolve->data, error, &addresses);
	free(resolve);
}

struct resolve *resolve_start(
	uv_loop_t *loop, const char *host, uint16_t port, resolve_done *done, void *data)
{
	struct resolve *resolve = xcalloc(1, sizeof(*resolve));
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_ADDRCONFIG };
	struct in6_addr ignored;
	char service[8];

	if (inet_pton(AF_INET, host, &ignored) == 1 || inet_pton(AF_INET6, host, &ignored) == 1)
		hints.ai_flags = AI_NUMERICHOST; // also where this machine has no such network
	resolve->done = done;
	resolve->data = data;
	snprintf(service, sizeof(service), "%u", port);
	if (uv_getaddrinfo(loop, &resolve->request, resolved, host, service, &hints) < 0)
		abort(); // only for arguments that make no sense, and without memory
	return resolve;
}

void resolve_cancel(struct resolve *resolve)
{
	if (!resolve)
		return;
	resolve->done = NULL;
	uv_cancel((uv_req_t *)&resolve->request); // may be too late: then it ends unheard
}

const char *address_text(const struct sockaddr_storage *address, char *buffer, size_t size)
{
	if (address->ss_family == AF_INET6)
		uv_ip6_name((const struct sockaddr_in6 *)address, buffer, size);
	else
		uv_ip4_name((const struct sockaddr_in *)address, buffer, size);
	return buffer;
}
