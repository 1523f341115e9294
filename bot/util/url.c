#include "bot/util/url.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "bot/util/memory.h"
#include "bot/util/text.h"

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)tolower((unsigned char)c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

void url_decode(struct text *out, const char *bytes, size_t length, bool form)
{
	for (size_t i = 0; i < length; i++) {
		int high = -1, low = -1;
		if (bytes[i] == '%' && length - i > 2) {
			high = hex_digit(bytes[i + 1]);
			low = hex_digit(bytes[i + 2]);
		}
		if (high >= 0 && low >= 0) {
			text_append_char(out, (char)(high << 4 | low));
			i += 2;
		} else {
			text_append_char(out, form && bytes[i] == '+' ? ' ' : bytes[i]);
		}
	}
}

static bool stays(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == '.' || c == '_' || c == '~';
}

/* Most of what a request carries comes through here: runs are copied as they are. */
void url_encode(struct text *out, const char *string)
{
	static const char digits[] = "0123456789ABCDEF";

	for (;;) {
		size_t run = 0;
		while (stays(string[run]))
			run++;
		text_append_bytes(out, string, run);
		string += run;
		if (!*string)
			return;
		unsigned char byte = (unsigned char)*string++;
		text_append_bytes(out, (char[]){ '%', digits[byte >> 4], digits[byte & 15] }, 3);
	}
}

static void decode_clean(struct text *out, const char *bytes, size_t length)
{
	_cleanup_text_ struct text raw = TEXT_INIT;
	_cleanup_free_ char *clean = NULL;

	url_decode(&raw, bytes, length, true);
	text_clear(out);
	if (text_is_utf8(text_string(&raw), raw.length)) {
		text_append_bytes(out, text_string(&raw), raw.length);
		return;
	}
	clean = text_clean(text_string(&raw), raw.length);
	text_append(out, clean);
}

bool url_next_field(const char **cursor, struct text *name, struct text *value)
{
	size_t length, equals;

	while (**cursor == '&')
		(*cursor)++;
	if (!**cursor)
		return false;
	length = strcspn(*cursor, "&");
	equals = strcspn(*cursor, "=&");
	decode_clean(name, *cursor, equals);
	if (equals < length)
		decode_clean(value, *cursor + equals + 1, length - equals - 1);
	else
		text_clear(value);
	*cursor += length;
	return true;
}

char *url_field(const char *fields, const char *name)
{
	_cleanup_text_ struct text found = TEXT_INIT;
	_cleanup_text_ struct text value = TEXT_INIT;

	while (url_next_field(&fields, &found, &value))
		if (text_equal(text_string(&found), name))
			return xstrdup(text_string(&value));
	return NULL;
}

bool url_host_is_loopback(const char *host)
{
	static const char *const names[] = { "localhost", "127.0.0.1", "[::1]" };

	for (size_t i = 0; i < array_length(names); i++) {
		size_t length = strlen(names[i]);
		if (strncasecmp(host, names[i], length) != 0)
			continue;
		if (!host[length])
			return true;
		if (host[length] == ':' && host[length + 1])
			return !host[length + 1 + strspn(host + length + 1, "0123456789")];
	}
	return false;
}

bool url_origin_is_loopback(const char *origin)
{
	return text_starts_with(origin, "http://") && url_host_is_loopback(origin + 7);
}
