#include "bot/platform/slack/encode_text.h"

#include <string.h>

#include "bot/util/memory.h"
#include "bot/util/text.h"

static const char *entity(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	default:
		return NULL;
	}
}

/*
 * Bytes of a mark that turns the direction of what follows (U+202A to 202E, U+2066 to 2069), or 0.
 * One that is not closed would run on into our own words; letters bring their direction with them.
 */
static size_t direction_mark(const char *c)
{
	const unsigned char *byte = (const unsigned char *)c;

	if (byte[0] != 0xe2 || (byte[1] != 0x80 && byte[1] != 0x81))
		return 0;
	if (byte[1] == 0x80)
		return byte[2] >= 0xaa && byte[2] <= 0xae ? 3 : 0;
	return byte[2] >= 0xa6 && byte[2] <= 0xa9 ? 3 : 0;
}

size_t slack_units(const char *text, enum slack_form form)
{
	size_t units = 0;

	for (const char *c = text; *c; c++) {
		unsigned char byte = (unsigned char)*c;
		const char *escaped = form == SLACK_ESCAPED ? entity(*c) : NULL;
		size_t mark = direction_mark(c);
		if (mark)
			c += mark - 1;
		else if (escaped)
			units += strlen(escaped);
		else if ((byte & 0xc0) != 0x80)
			units += byte >= 0xf0 ? 2 : 1;
	}
	return units;
}

void slack_append(struct text *out, const char *text, enum slack_form form)
{
	for (const char *c = text; *c; c++) {
		const char *escaped = form == SLACK_ESCAPED ? entity(*c) : NULL;
		size_t mark = direction_mark(c);
		if (mark)
			c += mark - 1;
		else if (escaped)
			text_append(out, escaped);
		else
			text_append_char(out, *c);
	}
}

/*
 * Shortened as raw text, so that no entity and no character is cut. A character takes at most five
 * units: taking off a fifth of the excess never takes too much, and comes to an end.
 */
char *slack_fit(const char *text, size_t units, enum slack_form form)
{
	size_t characters = units;
	char *fit =
		slack_units(text, form) <= units ? xstrdup(text) : text_shorten(text, characters);

	for (size_t have; (have = slack_units(fit, form)) > units;) {
		size_t excess = (have - units + 4) / 5;
		size_t shown = text_characters(fit);
		characters = shown > excess ? shown - excess : 0;
		free(fit);
		fit = text_shorten(text, characters);
	}
	struct text out = TEXT_INIT;
	slack_append(&out, fit, form);
	free(fit);
	return text_steal(&out);
}

static bool is_id(const char *id, const char *first)
{
	if (!id || !*id || !strchr(first, *id))
		return false;
	size_t length = strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
	return length > 1 && length <= 64 && !id[length];
}

bool slack_is_person_id(const char *id)
{
	return is_id(id, "UW");
}

bool slack_is_channel_id(const char *id)
{
	return is_id(id, "CG");
}
