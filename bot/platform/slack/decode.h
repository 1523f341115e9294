#ifndef LASTMILE_SLACK_DECODE_H
#define LASTMILE_SLACK_DECODE_H
/*
 * What Slack sends over Socket Mode, turned into what we understand. A pure function: one websocket
 * message in, one struct slack_frame out; nothing is sent, logged or remembered here.
 *
 * Any bytes are answered with a frame. What cannot be used is SLACK_FRAME_REFUSED with a sentence;
 * what is well-formed but not ours to handle (most events, views that were closed) is an event of
 * type EVENT_OTHER with a sentence, so that it is acknowledged and counted.
 *
 * Texts lose Slack's own escaping here (&amp; &lt; &gt; and <…> tokens) and come out as event.h
 * promises. A command's text keeps at most SLACK_TEXT_CHARACTERS, which is more than Slack lets
 * anybody type (40,000); a longer one ends in "…". What was filled into a form comes as it was
 * typed: Slack escapes nothing there.
 *
 * What is chosen in an element that takes several comes in one value too where an action has only
 * one, parted by commas.
 *
 * An event's id, by which the inbox takes it once: events_api has an event_id of its own. A gesture
 * (command, button, shortcut, form sent) has its trigger, which outlives a change of envelope; what
 * was done is mixed in, so that a sender who repeats a trigger loses nothing. Without a trigger of
 * Slack's form it is the envelope's id.
 *
 * Protocol: docs.slack.dev, "Using Socket Mode". An envelope wants its acknowledgement within 3 s;
 * events_api comes again if there is none (same event_id), slash_commands and interactive never do.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct cJSON;
struct command_name;
struct event;

enum { SLACK_TEXT_CHARACTERS = 65536 };

/* Who we are. NULL: not known (yet), and therefore not checked. From auth.test and hello. */
struct slack_identity {
	const char *team; // "T…"
	const char *enterprise; // "E…", on Enterprise Grid
	const char *app; // "A…"
	const char *bot; // "B…"
	const char *bot_user; // "U…": what this one does is our own echo
	const char *url; // "https://acme.slack.com/": where permalinks begin
};

struct slack_decoder {
	struct slack_identity identity;
	const struct command_name *commands; // what the workspace calls them, with the slash
	size_t command_count;
	const char *reaction; // the one that reports: "ai-fail"; NULL or "": none does
};

/* The shortcuts of the manifest, by what Slack calls back. */
#define SLACK_SHORTCUT_GLOBAL "report_global"
#define SLACK_SHORTCUT_MESSAGE "report_message"

enum slack_frame_kind {
	SLACK_FRAME_HELLO, // the connection is ready
	SLACK_FRAME_DISCONNECT, // the connection is about to end, or must not be used
	SLACK_FRAME_EVENT, // acknowledge `envelope_id` once `event` is safe
	SLACK_FRAME_REFUSED, // of no use, see `reason`; if `envelope_id`: acknowledge it bare
};

/* A modal or home page of ours as it was when somebody acted in it. */
struct slack_view {
	const char *id;
	const char *hash; // changes with every update; NULL if not said
	bool home; // else a modal
	const char *print; // home: slack_encode_home() said this of its content; NULL if not known
	const char *const *inputs; // names of the fields that take errors, ended by NULL
};

enum slack_disconnect {
	SLACK_DISCONNECT_WARNING, // ends in about 10 s
	SLACK_DISCONNECT_REFRESH_REQUESTED, // is being recycled, now
	SLACK_DISCONNECT_LINK_DISABLED, // Socket Mode was switched off in the app's settings
	SLACK_DISCONNECT_TOO_MANY_WEBSOCKETS,
	SLACK_DISCONNECT_OTHER, // undocumented: treat as refresh_requested
};

struct slack_frame {
	struct arena *arena; // everything below lives here, `event` and the frame itself too
	enum slack_frame_kind kind;
	const char *what; // "block_actions", "tokens_revoked": one of a fixed list, or "other"
	const char *reason; // REFUSED, or an event of EVENT_OTHER: a static sentence; else NULL

	/* EVENT: never NULL. REFUSED: NULL if none could be read. */
	const char *envelope_id;

	/* EVENT */
	struct event *event; // event->arena is `arena`
	bool takes_reply; // a message may travel in the acknowledgement
	bool takes_view; // a form was sent: what follows travels in the acknowledgement
	const struct slack_view *view; // where it happened; NULL: in no view
	const char *response_url; // takes answers, 5 within 30 min; a secret: never log it; or NULL
	int retry_attempt; // events_api: 0 for the first delivery
	const char *retry_reason; // "timeout"; NULL if none

	/* HELLO */
	int connections; // as Slack counts them, this one included; -1: not said
	const char *app; // "A…"; NULL if not said
	int64_t expected_lifetime; // ms; 0: not said

	/* DISCONNECT */
	enum slack_disconnect disconnect;
};

/* Never NULL. Release it with slack_frame_destroy(), or by destroying the arena it lives in. */
struct slack_frame *slack_decode(
	const struct slack_decoder *decoder, const char *bytes, size_t length, int64_t received_at);
void slack_frame_destroy(struct slack_frame *frame); /* NULL is fine */

/*
 * A user object (users.info, user_change) as an event of type EVENT_PROFILE in an arena of its own.
 * NULL if it is not one. Its id is made from the person's and the time, as Slack gives it none.
 */
struct event *slack_decode_profile(const struct cJSON *user, int64_t received_at);

#endif
