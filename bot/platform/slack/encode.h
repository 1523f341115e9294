#ifndef LASTMILE_SLACK_ENCODE_H
#define LASTMILE_SLACK_ENCODE_H
/*
 * A message as Slack's Block Kit, with a text fallback. Pure functions; encoding never fails: what
 * is too long for Slack is shortened and ends in "…" (the whole stays in our database).
 *
 * How text stays data. Words stand in rich_text blocks, whose elements Slack does not parse: no
 * escaping there, and nothing in them can mention, link or format. Where a block takes only text
 * objects (headers, buttons, small print) words are plain_text, escaped once. mrkdwn is used for
 * one thing: a token of our own making (a person, a channel, a link, a time) in small print, alone
 * in its element and verbatim. The fallback `text` is escaped too; `parse` and `link_names` are
 * never set.
 *
 * A button's action_id is its name, or "name:2" for the second of that name, since Slack wants them
 * unique within a message; the decoder takes the number off again.
 *
 * Limits (docs.slack.dev, Block Kit reference; the sum is undocumented, bolt-js #2867) are in
 * encode_blocks.h. Characters are counted as UTF-16 does, the larger of the possible readings.
 */
struct arena;
struct cJSON;
struct message;
struct slack_charts;

enum slack_use {
	SLACK_USE_POST, // chat.postMessage: add channel, thread_ts, metadata
	SLACK_USE_UPDATE, // chat.update: add channel, ts
	SLACK_USE_RESPONSE, // response_url: one more message, for the actor alone
	SLACK_USE_REPLACE, // response_url: in place of the message acted upon
};

/* The arguments as one object: text, blocks and what the use needs. The caller's, json_free() it.
 */
struct cJSON *slack_encode(const struct message *message, enum slack_use use);

/* The same with its charts shown as planned (encode_chart.h); NULL: as bars of text. */
struct cJSON *slack_encode_charts(
	const struct message *message, enum slack_use use, const struct slack_charts *charts);

/*
 * The whole acknowledgement as it goes over the socket; free() it. `reply` is for the actor alone
 * and may be NULL or empty: then the acknowledgement is bare. Always below SLACK_FRAME_BYTES (Slack
 * closes the connection above 20480): the quote is shortened first, then the rest, and it says that
 * it was.
 */
enum { SLACK_FRAME_BYTES = 16384 };
char *slack_encode_acknowledgement(const char *envelope_id, const struct message *reply);

/* The same around any payload, which is taken; NULL: bare. */
char *slack_print_acknowledgement(const char *envelope_id, struct cJSON *payload);

#endif
