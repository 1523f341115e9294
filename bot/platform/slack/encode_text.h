#ifndef LASTMILE_SLACK_ENCODE_TEXT_H
#define LASTMILE_SLACK_ENCODE_TEXT_H
/*
 * What Slack makes of a string: how it is escaped, which ids are alive. Used by the encoder (both)
 * and the decoder (the ids).
 */
#include <stdbool.h>

/* A fit_escape (fit.h), for text objects and `text`: & < > as entities, and these only. What stands
 * in the elements of rich_text is not parsed, and not escaped. */
const char *slack_escape(char c);

/* True for "U…"/"W…" and "C…"/"G…", capitals and digits: only these become live mentions. */
bool slack_is_person_id(const char *id);
bool slack_is_channel_id(const char *id);

#endif
