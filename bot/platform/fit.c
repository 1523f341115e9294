#include "bot/platform/fit.h"

#include <stdlib.h>
#include <string.h>

#include "bot/util/memory.h"
#include "bot/util/text.h"

enum { WIDEST = 8 }; // bytes: a character, and white space that comes to nothing

/* Bytes of a mark that turns the direction of what follows (U+202A to 202E, U+2066 to 2069), or 0.
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

size_t fit_units(const char *text, fit_escape *escape)
{
	size_t units = 0;

	for (const char *c = text; *c; c++) {
		unsigned char byte = (unsigned char)*c;
		const char *escaped = escape ? escape(*c) : NULL;
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

void fit_append(struct text *out, const char *text, fit_escape *escape)
{
	for (const char *c = text; *c; c++) {
		const char *escaped = escape ? escape(*c) : NULL;
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
 * Shortened as raw text, so that no entity and no character is cut. A character takes at most
 * FIT_ESCAPE units: taking off a fifth of the excess never takes too much, and comes to an end.
 */
char *fit_text(const char *text, size_t units, fit_escape *escape)
{
	size_t characters = units;
	char *fit =
		fit_units(text, escape) <= units ? xstrdup(text) : text_shorten(text, characters);

	for (size_t have; (have = fit_units(fit, escape)) > units;) {
		size_t excess = (have - units + FIT_ESCAPE - 1) / FIT_ESCAPE;
		size_t shown = text_characters(fit);
		characters = shown > excess ? shown - excess : 0;
		free(fit);
		fit = text_shorten(text, characters);
	}
	struct text out = TEXT_INIT;
	fit_append(&out, fit, escape);
	free(fit);
	return text_steal(&out);
}

/* More than `units` of it, without walking through all of a long text for each of a hundred
 * options. */
static char *beginning(const char *text, size_t units)
{
	size_t length = strnlen(text, WIDEST * units);

	while (((unsigned char)text[length] & 0xc0) == 0x80)
		length--;
	return xstrndup(text, length);
}

char *fit_line(const char *text, size_t units)
{
	_cleanup_free_ char *start = beginning(text, units);
	_cleanup_free_ char *line = text_one_line(start);

	return fit_text(line, units, NULL);
}

/* Halved, as a character may be two units. */
char *fit_value(const char *value, size_t units)
{
	return fit_units(value, NULL) <= units ? xstrdup(value) : text_shorten(value, units / 2);
}
