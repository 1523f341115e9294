#include "config/suggest.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "config/options.h"

enum { LONGEST = 64 };

static size_t smallest(size_t a, size_t b, size_t c)
{
	size_t ab = a < b ? a : b;

	return ab < c ? ab : c;
}

/* How many letters must be put in, taken out or changed to make one word of the other. */
static size_t distance(const char *a, const char *b)
{
	size_t row[LONGEST + 1];
	size_t length = strlen(b);

	if (length > LONGEST)
		return SIZE_MAX;
	for (size_t i = 0; i <= length; i++)
		row[i] = i;
	for (size_t done = 1; *a; a++, done++) {
		size_t corner = row[0];
		row[0] = done;
		for (size_t i = 1; i <= length; i++) {
			size_t above = row[i];
			row[i] = smallest(above + 1, row[i - 1] + 1, corner + (*a != b[i - 1]));
			corner = above;
		}
	}
	return row[length];
}

/* The part of a name that stands in a file: after the last dot. */
static const char *leaf_of(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot ? dot + 1 : name;
}

/* How far what was written is from a name: SIZE_MAX if it is another word altogether. */
static size_t weigh(const char *unknown, const char *name)
{
	size_t section = (size_t)(leaf_of(name) - name);
	bool here = (size_t)(leaf_of(unknown) - unknown) == section &&
		    strncmp(unknown, name, section) == 0;
	size_t letters = distance(leaf_of(unknown), leaf_of(name)) + !here;

	return letters < 4 && letters * 2 < strlen(leaf_of(name)) ? letters : SIZE_MAX;
}

/* The option or section (free it) that is spelled nearly like this, or NULL. */
static char *find_nearest(const char *unknown)
{
	char *best = NULL;
	size_t least = SIZE_MAX;

	for (const struct option *option = options; option->name; option++) {
		size_t lengths[] = { strlen(option->name), option_section_length(option) };
		for (size_t i = 0; i < array_length(lengths); i++) {
			_cleanup_free_ char *name = xstrndup(option->name, lengths[i]);
			size_t here = weigh(unknown, name);
			if (here >= least)
				continue;
			least = here;
			free(best);
			best = xstrdup(name);
		}
	}
	return best;
}

static bool is_about_secrets(const char *name)
{
	return strcasestr(name, "token") || strcasestr(name, "secret") ||
	       strcasestr(name, "password");
}

static void advise_name(const char *unknown, const char *name, struct text *out)
{
	size_t section = (size_t)(leaf_of(name) - name);

	text_printf(out, "did you mean %s", name);
	if (section && strncmp(unknown, name, section) != 0)
		text_printf(out, ", inside %.*s { … }", (int)section - 1, name);
	text_append_char(out, '?');
}

/* What may stand in the section where the unknown name was written. */
static void list_names(const char *unknown, struct text *out)
{
	_cleanup_free_ char *section = xstrndup(unknown, (size_t)(leaf_of(unknown) - unknown));
	size_t length = strlen(section), last = 0;
	const char *previous = "";

	text_printf(out, "the names allowed %s are", length ? "there" : "outside sections");
	for (const struct option *option = options; option->name; option++) {
		const char *name = option->name + length;
		if (!text_starts_with(option->name, section) ||
			(last && strncmp(name, previous, last) == 0 && name[last] == '.'))
			continue;
		last = strcspn(name, ".");
		text_printf(out, "%s %.*s", *previous ? "," : "", (int)last, name);
		previous = name;
	}
}

void suggest(const char *unknown, struct text *out)
{
	_cleanup_free_ char *name = find_nearest(unknown);

	if (is_about_secrets(unknown))
		text_append(out,
			"secrets never stand in this file: put them into $CREDENTIALS_DIRECTORY "
			"or the environment");
	else if (name)
		advise_name(unknown, name, out);
	else
		list_names(unknown, out);
}
