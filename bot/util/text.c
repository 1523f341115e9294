#include "bot/util/text.h"

#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "bot/util/memory.h"

static void reserve(struct text *text, size_t more)
{
	size_t needed = text->length + more + 1;

	if (needed <= text->capacity)
		return;
	size_t capacity = text->capacity ? text->capacity : 64;
	while (capacity < needed)
		capacity *= 2;
	text->data = xrealloc(text->data, capacity);
	text->capacity = capacity;
}

void text_finish(struct text *text)
{
	free(text->data);
	*text = (struct text)TEXT_INIT;
}

void text_clear(struct text *text)
{
	text->length = 0;
	if (text->data)
		text->data[0] = '\0';
}

void text_append_bytes(struct text *text, const char *bytes, size_t length)
{
	reserve(text, length);
	if (length)
		memcpy(text->data + text->length, bytes, length);
	text->length += length;
	text->data[text->length] = '\0';
}

void text_append(struct text *text, const char *string)
{
	text_append_bytes(text, string, strlen(string));
}

void text_append_char(struct text *text, char c)
{
	text_append_bytes(text, &c, 1);
}

void text_vprintf(struct text *text, const char *format, va_list args)
{
	va_list again;

	va_copy(again, args);
	int length = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (length <= 0)
		return;
	reserve(text, (size_t)length);
	vsnprintf(text->data + text->length, (size_t)length + 1, format, args);
	text->length += (size_t)length;
}

void text_printf(struct text *text, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	text_vprintf(text, format, args);
	va_end(args);
}

const char *text_string(const struct text *text)
{
	return text->data ? text->data : "";
}

char *text_steal(struct text *text)
{
	char *result = text->data ? text->data : xstrdup("");

	*text = (struct text)TEXT_INIT;
	return result;
}

/*
 * Decodes one code point of at most `length` bytes. Returns its size in bytes, or 0 if the bytes
 * there are not well-formed (Unicode 15, table 3-7).
 */
static size_t decode(const unsigned char *bytes, size_t length, uint32_t *ret_code)
{
	static const struct {
		unsigned char mask, lead;
		size_t size;
		uint32_t least;
	} forms[] = {
		{ 0x80, 0x00, 1, 0 },
		{ 0xe0, 0xc0, 2, 0x80 },
		{ 0xf0, 0xe0, 3, 0x800 },
		{ 0xf8, 0xf0, 4, 0x10000 },
	};

	for (size_t i = 0; i < array_length(forms); i++) {
		if ((bytes[0] & forms[i].mask) != forms[i].lead)
			continue;
		if (forms[i].size > length)
			return 0;
		uint32_t code = bytes[0] & (unsigned char)~forms[i].mask;
		for (size_t k = 1; k < forms[i].size; k++) {
			if ((bytes[k] & 0xc0) != 0x80)
				return 0;
			code = code << 6 | (bytes[k] & 0x3f);
		}
		if (code < forms[i].least || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
			return 0;
		*ret_code = code;
		return forms[i].size;
	}
	return 0;
}

bool text_is_utf8(const char *bytes, size_t length)
{
	const unsigned char *at = (const unsigned char *)bytes;

	while (length) {
		uint32_t code;
		size_t size = decode(at, length, &code);
		if (!size || !code)
			return false;
		at += size;
		length -= size;
	}
	return true;
}

static bool is_dropped_control(uint32_t code)
{
	return (code < 0x20 && code != '\t' && code != '\n') || (code >= 0x7f && code < 0xa0);
}

char *text_clean(const char *bytes, size_t length)
{
	struct text clean = TEXT_INIT;
	const unsigned char *at = (const unsigned char *)bytes;

	while (length) {
		uint32_t code;
		size_t size = decode(at, length, &code);
		if (!size || !code) {
			text_append(&clean, "\xef\xbf\xbd");
			size = 1;
		} else if (!is_dropped_control(code)) {
			text_append_bytes(&clean, (const char *)at, size);
		}
		at += size;
		length -= size;
	}
	return text_steal(&clean);
}

size_t text_characters(const char *string)
{
	size_t count = 0;

	for (; *string; string++)
		count += ((unsigned char)*string & 0xc0) != 0x80;
	return count;
}

size_t text_prefix(const char *string, size_t characters)
{
	size_t bytes = 0;

	for (; string[bytes]; bytes++) {
		if (((unsigned char)string[bytes] & 0xc0) == 0x80)
			continue;
		if (!characters--)
			break;
	}
	return bytes;
}

/* Marks that belong to the character before them; the common ranges are enough to cut politely. */
static bool joins_previous(const char *at)
{
	uint32_t code = 0;

	if (!decode((const unsigned char *)at, strlen(at), &code))
		return false;
	return (code >= 0x300 && code < 0x370) || code == 0x200d ||
	       (code >= 0xfe00 && code < 0xfe10) || (code >= 0x20d0 && code < 0x2100) ||
	       (code >= 0x1f3fb && code <= 0x1f3ff) || (code >= 0xe0000 && code < 0xe0080);
}

static bool ends_with_joiner(const char *string, size_t length)
{
	return length >= 3 && memcmp(string + length - 3, "\xe2\x80\x8d", 3) == 0;
}

static size_t step_back(const char *string, size_t bytes)
{
	while (bytes && ((unsigned char)string[--bytes] & 0xc0) == 0x80)
		;
	return bytes;
}

char *text_shorten(const char *string, size_t characters)
{
	if (text_characters(string) <= characters)
		return xstrdup(string);
	if (!characters)
		return xstrdup("");
	size_t bytes = text_prefix(string, characters - 1);
	size_t cut = bytes;
	while (cut && (joins_previous(string + cut) || ends_with_joiner(string, cut)))
		cut = step_back(string, cut);
	if (!cut) // nothing but joined marks: keep what fits
		cut = bytes;
	return xasprintf("%.*s…", (int)cut, string);
}

char *text_one_line(const char *string)
{
	struct text line = TEXT_INIT;
	bool gap = false;

	for (; *string; string++) {
		if (isspace((unsigned char)*string)) {
			gap = line.length > 0;
			continue;
		}
		if (gap)
			text_append_char(&line, ' ');
		gap = false;
		text_append_char(&line, *string);
	}
	return text_steal(&line);
}

char *text_trim(char *string)
{
	while (isspace((unsigned char)*string))
		string++;
	size_t length = strlen(string);
	while (length && isspace((unsigned char)string[length - 1]))
		string[--length] = '\0';
	return string;
}

bool text_starts_with(const char *string, const char *prefix)
{
	return strncmp(string, prefix, strlen(prefix)) == 0;
}

bool text_equal(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

bool text_equal_nocase(const char *a, const char *b)
{
	return a && b ? strcasecmp(a, b) == 0 : a == b;
}

bool text_is_blank(const char *string)
{
	return !string || strspn(string, " \t\r\n\v\f") == strlen(string);
}
