#ifndef LASTMILE_ENDPOINT_H
#define LASTMILE_ENDPOINT_H
/*
 * The addresses we call: https and wss anywhere, http and ws for loopback alone.
 *
 * endpoint_parse() is strict on purpose. User names, fragments, spaces, control and non-ASCII
 * characters, odd spellings of numbers (0x7f.1, 2130706433) are refused, so that what was checked
 * is what is called. A name is loopback only if it is "localhost"; whoever resolves it must still
 * look at the address (endpoint_address_is_loopback).
 */
#include <stdbool.h>
#include <stdint.h>

struct sockaddr;

enum { ENDPOINT_HOST_BYTES = 256 };

struct endpoint {
	char scheme[8]; // "https", "http", "wss", "ws"
	char host[ENDPOINT_HOST_BYTES]; // lower case; an IPv6 address without its brackets
	bool bracketed; // the host is an IPv6 address
	uint16_t port; // the scheme's own if the text has none
	const char *path; // borrowed from the text: from "/" or "?" on; "" if there is none
};

/* Returns 0, or -EINVAL with *ret_why (static; may be NULL) saying what is wrong. */
int endpoint_parse(const char *text, struct endpoint *ret_endpoint, const char **ret_why);

bool endpoint_is_encrypted(const struct endpoint *endpoint);
bool endpoint_is_loopback(const struct endpoint *endpoint); /* 127.0.0.0/8, ::1, localhost */
bool endpoint_address_is_loopback(const struct sockaddr *address);

/* Encrypted, or loopback: what we are willing to talk to. */
bool endpoint_is_allowed(const struct endpoint *endpoint);

#endif
