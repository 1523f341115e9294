#ifndef LASTMILE_FIT_H
#define LASTMILE_FIT_H
/*
 * Text on its way to a platform: how long it is there, in its form, and as much of it as there is
 * room for. The marks that turn the direction of text never leave: one that is not closed would run
 * on into our own words, and letters bring their direction with them.
 *
 * Platforms do not say whether they count code points or UTF-16 units; we count units, the larger.
 */
#include <stddef.h>

struct text;

/* How a destination writes one byte of text, in at most FIT_ESCAPE ASCII characters; NULL: as it
 * is. */
enum { FIT_ESCAPE = 5 };
typedef const char *fit_escape(char c);

/* Length in UTF-16 units, of the form it will have; without an escape: as it is. */
size_t fit_units(const char *text, fit_escape *escape);

/* Appends in that form. */
void fit_append(struct text *out, const char *text, fit_escape *escape);

/* A copy (free it) in that form with at most `units`; what was cut shows as a final "…". */
char *fit_text(const char *text, size_t units, fit_escape *escape);

/* The same of what is to stand on one line, not escaped. However long the text is, only its
 * beginning is read. */
char *fit_line(const char *text, size_t units);

/* A copy (free it) of what is not shown but comes back to us: as it is, or of too much the
 * beginning. */
char *fit_value(const char *value, size_t units);

static inline size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

#endif
