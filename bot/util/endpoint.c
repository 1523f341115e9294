#include "bot/util/endpoint.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "bot/util/memory.h"

static const struct {
	const char *name;
	uint16_t port;
	bool encrypted;
} schemes[] = {
	{ "https", 443, true },
	{ "http", 80, false },
	{ "wss", 443, true },
	{ "ws", 80, false },
};

static int refuse(const char **ret_why, const char *why)
{
	if (ret_why)
		*ret_why = why;
	return -EINVAL;
}

static const char *parse_scheme(const char *text, struct endpoint *endpoint)
{
	for (size_t i = 0; i < array_length(schemes); i++) {
		size_t length = strlen(schemes[i].name);
		if (strncasecmp(text, schemes[i].name, length) == 0 &&
			strncmp(text + length, "://", 3) == 0) {
			memcpy(endpoint->scheme, schemes[i].name, length + 1);
			endpoint->port = schemes[i].port;
			return text + length + 3;
		}
	}
	return NULL;
}

static bool is_name(const char *host)
{
	for (const char *at = host; *at; at++)
		if (!isalnum((unsigned char)*at) && *at != '-' && *at != '.' && *at != '_')
			return false;
	return isalnum((unsigned char)host[0]);
}

/* A last label that begins with a digit is a number to some resolvers: only the usual form passes.
 */
static bool is_odd_number(const char *host)
{
	const char *dot = strrchr(host, '.');
	const char *last = dot ? dot + 1 : host;
	struct in_addr address;

	return isdigit((unsigned char)last[0]) && inet_pton(AF_INET, host, &address) != 1;
}

/* Copies the host in lower case; returns what follows it, or NULL. */
static const char *parse_host(const char *at, struct endpoint *endpoint)
{
	struct in6_addr address;
	size_t length;

	endpoint->bracketed = *at == '[';
	if (endpoint->bracketed)
		at++;
	length = strcspn(at, endpoint->bracketed ? "]" : ":/?");
	if (length == 0 || length >= sizeof(endpoint->host))
		return NULL;
	for (size_t i = 0; i < length; i++)
		endpoint->host[i] = (char)tolower((unsigned char)at[i]);
	endpoint->host[length] = '\0';
	at += length;
	if (endpoint->bracketed)
		return *at == ']' && inet_pton(AF_INET6, endpoint->host, &address) == 1 ? at + 1
											: NULL;
	return is_name(endpoint->host) && !is_odd_number(endpoint->host) ? at : NULL;
}

static const char *parse_port(const char *at, struct endpoint *endpoint)
{
	unsigned long port = 0;

	if (*at != ':')
		return at;
	at++;
	if (!isdigit((unsigned char)*at))
		return NULL;
	while (isdigit((unsigned char)*at) && port <= UINT16_MAX)
		port = port * 10 + (unsigned long)(*at++ - '0');
	if (port == 0 || port > UINT16_MAX)
		return NULL;
	endpoint->port = (uint16_t)port;
	return at;
}

int endpoint_parse(const char *text, struct endpoint *ret_endpoint, const char **ret_why)
{
	struct endpoint endpoint = { 0 };
	const char *at;

	for (at = text; *at; at++)
		if (*at <= ' ' || *at >= 0x7f || strchr("\"<>\\^`{|}#", *at))
			return refuse(ret_why, "it holds a character that cannot be in an address");
	at = parse_scheme(text, &endpoint);
	if (!at)
		return refuse(ret_why, "it must begin with https:// (or wss://)");
	if (memchr(at, '@', strcspn(at, "/?")))
		return refuse(ret_why, "a user name or password in an address is not allowed");
	at = parse_host(at, &endpoint);
	if (!at)
		return refuse(ret_why, "the host is not a name or an IP address");
	at = parse_port(at, &endpoint);
	if (!at)
		return refuse(ret_why, "the port is not a number from 1 to 65535");
	if (*at != '\0' && *at != '/' && *at != '?')
		return refuse(ret_why, "the host is not a name or an IP address");
	endpoint.path = at;
	*ret_endpoint = endpoint;
	return 0;
}

bool endpoint_is_encrypted(const struct endpoint *endpoint)
{
	for (size_t i = 0; i < array_length(schemes); i++)
		if (strcmp(endpoint->scheme, schemes[i].name) == 0)
			return schemes[i].encrypted;
	return false;
}

bool endpoint_is_loopback(const struct endpoint *endpoint)
{
	struct in6_addr six;
	struct in_addr four;

	if (endpoint->bracketed)
		return inet_pton(AF_INET6, endpoint->host, &six) == 1 && IN6_IS_ADDR_LOOPBACK(&six);
	if (inet_pton(AF_INET, endpoint->host, &four) == 1)
		return ntohl(four.s_addr) >> 24 == 127;
	return strcmp(endpoint->host, "localhost") == 0;
}

bool endpoint_address_is_loopback(const struct sockaddr *address)
{
	struct sockaddr_in6 six;
	struct sockaddr_in four;

	if (address->sa_family == AF_INET) {
		memcpy(&four, address, sizeof(four));
		return ntohl(four.sin_addr.s_addr) >> 24 == 127;
	}
	if (address->sa_family != AF_INET6)
		return false;
	memcpy(&six, address, sizeof(six));
	return IN6_IS_ADDR_LOOPBACK(&six.sin6_addr);
}

bool endpoint_is_allowed(const struct endpoint *endpoint)
{
	return endpoint_is_encrypted(endpoint) || endpoint_is_loopback(endpoint);
}
