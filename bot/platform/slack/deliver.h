#ifndef LASTMILE_SLACK_DELIVER_H
#define LASTMILE_SLACK_DELIVER_H
/*
 * Orders going down: a message is posted, replaced, or looked for. What the words in platform.h
 * mean for Slack is decided here.
 *
 * A post carries the delivery's token in its metadata (event_type SLACK_DELIVERY_EVENT,
 * event_payload
 * {"delivery_id": token}), which Slack keeps with the message and shows to apps in the channel.
 * Slack has no key to post with idempotently; finding that metadata in the history is what stands
 * in for one.
 *
 * A message that Slack refuses for its content is tried once more as plain text. One with charts
 * goes down a ladder before (chart_ladder.h): Slack's own charts, pictures, bars of text. A refusal
 * had no effect, so each rung is tried at once; only a picture that Slack may not have looked at
 * yet is given a little time.
 */
#include "bot/platform/platform.h"

struct chart_ladder;
struct pictures;
struct slack_identity;
struct web_api;

#define SLACK_DELIVERY_EVENT "lastmile_delivery"

/* Called when an answer says that a person must act on the bot token, or (NULL) that it works. */
typedef void slack_credentials(void *data, const char *error);

struct slack_sender {
	struct web_api *api;
	const struct slack_identity *identity; // whose messages count as found
	slack_credentials *credentials;
	struct chart_ladder *ladder;
	struct pictures *pictures;
	void (*learned)(void *data); // the ladder has
	void *data;
};

/* As platform_impl says; `sender` must outlive the delivery. */
void slack_deliver(const struct slack_sender *sender, const struct delivery *delivery,
	delivery_done *done, void *data);
void slack_reconcile(const struct slack_sender *sender, const struct delivery *delivery,
	delivery_done *done, void *data);

#endif
