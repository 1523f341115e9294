#ifndef LASTMILE_TEXT_H
#define LASTMILE_TEXT_H
/*
 * Text: a growing buffer, and the few things we ask of UTF-8.
 *
 * Everything inside the daemon is valid UTF-8 without NUL; what comes from outside is made so once,
 * at the edge, by text_clean(). Lengths are bytes unless a name says "characters"
 * (= Unicode code points).
 */
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/* A growing, always NUL-terminated buffer. Start with TEXT_INIT, end with text_finish(). */
struct text {
	char *data; // NULL while empty: read it with text_string()
	size_t length;
	size_t capacity;
};
#define TEXT_INIT { NULL, 0, 0 }

void text_finish(struct text *text);
void text_clear(struct text *text); /* empties, keeps the memory */
void text_append(struct text *text, const char *string);
void text_append_bytes(struct text *text, const char *bytes, size_t length);
void text_append_char(struct text *text, char c);
void text_printf(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_vprintf(struct text *text, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));
const char *text_string(const struct text *text); /* "" while empty; valid until the next change */
char *text_steal(struct text *text);		  /* the string, to be freed by the caller */
#define _cleanup_text_ __attribute__((cleanup(text_finish)))

/* True if the bytes are well-formed UTF-8 (no surrogates, no overlong forms) without NUL. */
bool text_is_utf8(const char *bytes, size_t length);

/*
 * A copy (free it) of `bytes` that is valid UTF-8: each bad byte and each NUL becomes U+FFFD, and
 * control characters other than tab and newline are dropped.
 */
char *text_clean(const char *bytes, size_t length);

size_t text_characters(const char *string);

/* Bytes of the first `characters` code points, or of the whole string if it is shorter. */
size_t text_prefix(const char *string, size_t characters);

/*
 * A copy (free it) with at most `characters` code points; what was cut shows as a final "…".
 * Never cuts inside a code point, nor between a base character and its combining marks, joiners
 * or variation selectors.
 */
char *text_shorten(const char *string, size_t characters);

/* A copy (free it) on one line: runs of white space become one space, ends trimmed. */
char *text_one_line(const char *string);

/* Trims white space at both ends in place; returns the new start inside `string`. */
char *text_trim(char *string);

bool text_starts_with(const char *string, const char *prefix);
bool text_equal(const char *a, const char *b);		/* NULL equals NULL only */
bool text_equal_nocase(const char *a, const char *b);	/* ASCII letters only; NULL equals NULL */
bool text_is_blank(const char *string);			/* NULL, empty, or only white space */

#endif
