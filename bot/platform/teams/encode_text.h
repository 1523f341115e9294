#ifndef LASTMILE_TEAMS_ENCODE_TEXT_H
#define LASTMILE_TEAMS_ENCODE_TEXT_H
/*
 * Text on its way into an Adaptive Card, in one of two forms.
 *
 * A TextRun (of a RichTextBlock) parses nothing but {{DATE()}} and {{TIME()}}: what people wrote
 * stands there as it is, those broken.
 *
 * A TextBlock and the titles of choices are markdown to some clients and plain to others, and each
 * client's markdown is another one. A backslash would show in the one and fail in the other. So
 * text there is made quiet: invisible joiners (U+2060) part what would have a meaning together, and
 * what has one alone (* and the backquote) is shown by its likeness.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text;

/* Both expect what fit.h made of a text. */
void teams_append_run(struct text *out, const char *words);
void teams_append_quiet(struct text *out, const char *words); // a new line begins a paragraph

/* Copies (free them) of one line, with at most `units` of the text. */
char *teams_quiet_line(const char *text, size_t units);
char *teams_run_line(const char *text, size_t units);

/* Appends `words`, on one line, as what stands out. */
void teams_append_bold(struct text *out, const char *words);

/* Appends a link; `url` is one that message_link_allowed(). */
void teams_append_link(struct text *out, const char *words, const char *url);

/* Appends the reader's own date and time. */
void teams_append_time(struct text *out, int64_t time);

/* "29:…", or a directory id (a guid); not of another tenant. */
bool teams_is_person_id(const char *id);

#endif
