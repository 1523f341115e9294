#include "config/check.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <string.h>

#include "bot/util/endpoint.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "bot/util/timezone.h"
#include "bot/util/url.h"

#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define DIGITS "0123456789"

static bool refuse(struct text *why, const char *advice)
{
	text_append(why, advice);
	return false;
}

bool check_database(const char *value, struct text *why)
{
	if (value[strlen(value) - 1] == '/')
		return refuse(why, "that is a folder; add the file's name: lastmile.db");
	if (*value == ':' || text_starts_with(value, "file:"))
		return refuse(why, "reports must outlive the process; write a path");
	return true;
}

bool check_timezone(const char *value, struct text *why)
{
	if (zone_exists(value))
		return true;
	return refuse(
		why, "there is no such zone; `timedatectl list-timezones` names those there are");
}

bool check_account(const char *value, struct text *why)
{
	if (*value == '@' || *value == '<')
		return refuse(why, "write the member ID, which the person's profile shows under "
				   "\"Copy member ID\", without @ or <>");
	if (value[strspn(value, LOWER "ABCDEFGHIJKLMNOPQRSTUVWXYZ" DIGITS "._:-")])
		return refuse(why,
			"an ID is letters and digits; the person's profile shows it under "
			"\"Copy member ID\"");
	return true;
}

bool check_api_url(const char *value, struct text *why)
{
	struct endpoint endpoint;
	const char *problem = NULL;

	if (endpoint_parse(value, &endpoint, &problem) < 0)
		return refuse(why, problem);
	if (!text_starts_with(endpoint.scheme, "http"))
		return refuse(why, "that is for websockets; write https://");
	if (!endpoint_is_allowed(&endpoint))
		return refuse(why, "tokens would travel in clear text; write https://");
	if (strchr(endpoint.path, '?'))
		return refuse(why, "leave out the question mark and what follows it");
	return true;
}

bool check_reaction(const char *value, struct text *why)
{
	if (*value == ':')
		return refuse(why, "write it without the colons");
	if (value[strspn(value, LOWER DIGITS "_+'-")])
		return refuse(why, "a reaction's name is lower case letters, digits, _ + - and '");
	return true;
}

bool check_command(const char *value, struct text *why)
{
	if (*value != '/')
		return refuse(why, "begin it with /");
	for (const char *at = value; *at; at++)
		if (isupper((unsigned char)*at))
			return refuse(why, "write it in lower case");
	if (value[1 + strspn(value + 1, LOWER DIGITS "_-")])
		return refuse(why, "a command is lower case letters, digits, _ and -");
	return true;
}

static bool is_port(const char *text)
{
	unsigned long port = 0;

	for (const char *at = text; *at; at++) {
		if (!isdigit((unsigned char)*at) || at - text >= 5)
			return false;
		port = port * 10 + (unsigned long)(*at - '0');
	}
	return *text && port <= 65535;
}

static bool is_address(const char *host)
{
	unsigned char address[sizeof(struct in6_addr)];
	size_t length = strlen(host);

	if (*host != '[')
		return inet_pton(AF_INET, host, address) == 1;
	if (host[length - 1] != ']')
		return false;
	_cleanup_free_ char *inner = xstrndup(host + 1, length - 2);
	return inet_pton(AF_INET6, inner, address) == 1;
}

bool check_listen(const char *value, struct text *why)
{
	const char *colon = strrchr(value, ':');

	if (!*value)
		return true;
	if (!colon || !is_port(colon + 1))
		return refuse(
			why, "end it with a colon and a port from 0 to 65535 (0: any free one)");
	_cleanup_free_ char *host = xstrndup(value, (size_t)(colon - value));
	if (!is_address(host))
		return refuse(why, "write an IP address, not a name; an IPv6 address stands in []");
	return true;
}

bool check_listen_here(const char *value, struct text *why)
{
	const char *colon = strrchr(value, ':');

	if (!*value)
		return true;
	if (!check_listen(value, why))
		return false;
	_cleanup_free_ char *host = xstrndup(value, (size_t)(colon - value));
	if (!url_host_is_loopback(host))
		return refuse(why, "write 127.0.0.1 or [::1]; a proxy on this machine can serve "
				   "others");
	return true;
}

bool check_guid(const char *value, struct text *why)
{
	static const char shape[] = "00000000-0000-0000-0000-000000000000";

	for (size_t i = 0; *value && i < sizeof(shape); i++) {
		bool fits = shape[i] == '0' ? isxdigit((unsigned char)value[i]) != 0
					    : value[i] == shape[i];
		if (!fits)
			return refuse(why,
				"write it as Microsoft shows it: 32 hexadecimal digits in "
				"five groups parted by -");
	}
	return true;
}

bool check_path(const char *value, struct text *why)
{
	if (*value != '/')
		return refuse(why, "begin it with /");
	if (value[strspn(value, LOWER "ABCDEFGHIJKLMNOPQRSTUVWXYZ" DIGITS "/._~-")])
		return refuse(why, "use letters, digits and / . _ ~ - alone");
	return true;
}

bool check_file(const char *value, struct text *why)
{
	if (*value && *value != '/')
		return refuse(why, "write the whole path, from / on");
	return true;
}

bool check_relay(const char *value, struct text *why)
{
	struct endpoint endpoint;
	const char *problem = NULL;

	if (!*value)
		return true;
	if (endpoint_parse(value, &endpoint, &problem) < 0)
		return refuse(why, problem);
	if (!text_starts_with(endpoint.scheme, "http") || !endpoint_is_allowed(&endpoint))
		return refuse(why, "begin it with https://");
	if (strlen(endpoint.path) < 2 || strchr(endpoint.path, '?'))
		return refuse(
			why, "end it with the name of the hybrid connection, and nothing more");
	return true;
}

bool check_website(const char *value, struct text *why)
{
	struct endpoint endpoint;
	const char *problem = NULL;

	if (endpoint_parse(value, &endpoint, &problem) < 0)
		return refuse(why, problem);
	return text_equal(endpoint.scheme, "https") ? true : refuse(why, "begin it with https://");
}

bool check_looks_secret(const char *value)
{
	static const char *const prefixes[] = {
		"xoxb-",
		"xoxp-",
		"xoxa-",
		"xoxr-",
		"xoxe-",
		"xoxe.",
		"xoxs-",
		"xoxc-",
		"xoxd-",
		"xapp-",
	};
	enum { AT_LEAST = 6 }; // characters that follow: prose about a token is none

	for (size_t i = 0; i < array_length(prefixes); i++) {
		for (const char *at = value; (at = strstr(at, prefixes[i])); at++) {
			const char *rest = at + strlen(prefixes[i]);
			size_t length = 0;
			while (isalnum((unsigned char)rest[length]) || rest[length] == '-')
				length++;
			if (length >= AT_LEAST)
				return true;
		}
	}
	return false;
}
