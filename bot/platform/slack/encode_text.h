#ifndef LASTMILE_SLACK_ENCODE_TEXT_H
#define LASTMILE_SLACK_ENCODE_TEXT_H
/*
 * Slack's view of a string: how long it is, how it is escaped, which ids are alive. Used by the
 * encoder (all of it) and the decoder (the ids). Counting and shortening are bot/platform/fit.h's.
 */
#include <stdbool.h>
#include <stddef.h>

struct text;

enum slack_form {
	SLACK_RAW, // rich_text elements: not parsed, not escaped
	SLACK_ESCAPED, // text objects and `text`: & < > as entities, and these only
};

/* A fit_escape, of SLACK_ESCAPED. */
const char *slack_entity(char c);

/* Length in UTF-16 units, of the form it will have. */
size_t slack_units(const char *text, enum slack_form form);

/* Appends in that form, without the marks that turn the direction of text. */
void slack_append(struct text *out, const char *text, enum slack_form form);

/* A copy (free it) in that form with at most `units`; what was cut shows as a final "…". */
char *slack_fit(const char *text, size_t units, enum slack_form form);

/* True for "U…"/"W…" and "C…"/"G…", capitals and digits: only these become live mentions. */
bool slack_is_person_id(const char *id);
bool slack_is_channel_id(const char *id);

#endif
