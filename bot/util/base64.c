#include "bot/util/base64.h"

#include <stdint.h>
#include <string.h>

#include "bot/util/text.h"

static const char ordinary[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char for_urls[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/* Up to three bytes as four letters; returns how many of the letters say something. */
static size_t letters_of(
	const unsigned char *bytes, size_t count, const char *alphabet, char letters[4])
{
	uint32_t bits = (uint32_t)bytes[0] << 16;

	if (count > 1)
		bits |= (uint32_t)bytes[1] << 8;
	if (count > 2)
		bits |= bytes[2];
	for (int i = 0; i < 4; i++)
		letters[i] = alphabet[bits >> (18 - 6 * i) & 63];
	return count + 1;
}

static void append(
	struct text *out, const void *bytes, size_t length, const char *alphabet, bool padded)
{
	const unsigned char *from = bytes;
	char letters[4];

	for (size_t at = 0; at < length; at += 3) {
		size_t count = length - at < 3 ? length - at : 3;
		size_t used = letters_of(from + at, count, alphabet, letters);
		text_append_bytes(out, letters, used);
		if (padded)
			text_append_bytes(out, "==", 4 - used);
	}
}

void base64_append(struct text *out, const void *bytes, size_t length)
{
	append(out, bytes, length, ordinary, true);
}

void base64url_append(struct text *out, const void *bytes, size_t length)
{
	append(out, bytes, length, for_urls, false);
}

static bool is_base64url(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (!text[i] || !strchr(for_urls, text[i]))
			return false;
	return length % 4 != 1;
}

bool base64url_read(struct text *out, const char *text, size_t length)
{
	size_t before = out->length;
	uint32_t bits = 0;
	int held = 0;

	if (!is_base64url(text, length))
		return false;
	for (size_t i = 0; i < length; i++) {
		bits = bits << 6 | (uint32_t)(strchr(for_urls, text[i]) - for_urls);
		held += 6;
		if (held < 8)
			continue;
		held -= 8;
		text_append_char(out, (char)(bits >> held & 255));
		bits &= (1U << held) - 1;
	}
	if (bits == 0)
		return true;
	out->length = before;
	if (out->data)
		out->data[before] = '\0';
	return false;
}
