#ifndef LASTMILE_PLAYGROUND_RICH_TEXT_H
#define LASTMILE_PLAYGROUND_RICH_TEXT_H
/*
 * What Slack's editor makes of what a person typed: beside its text every message of a person has
 * one rich_text block with the same words, in which mentions are elements and nothing is escaped.
 */
struct cJSON;

/* `text` is a message's, with tokens and escapes. A new list of one block. */
struct cJSON *rich_text_blocks(const char *text, const char *block_id);

/* The block's content alone, for `text` that is as typed: {type, elements}. A new object. */
struct cJSON *rich_text_plain(const char *text);

#endif
