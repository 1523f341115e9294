#ifndef LASTMILE_SLACK_DECODE_READ_H
#define LASTMILE_SLACK_DECODE_READ_H
/*
 * What the parts of the decoder share: the state of one decoding, and what several of them read.
 *
 * Every step returns NULL, or a static sentence that says why the frame is of no use. What was read
 * before stays in the frame, so that a refused envelope can still be acknowledged by its id.
 */
#include <stddef.h>

#include "bot/platform/read.h"

struct arena;
struct cJSON;
struct event;
struct event_profile;
struct slack_decoder;
struct slack_frame;

struct decoding {
	const struct slack_decoder *decoder;
	struct slack_frame *frame;
	struct arena *arena;
	const struct cJSON *json; // the whole
	const struct cJSON *payload;
	struct event *event;
};

/* What tells one gesture of a person from the next: see decode.h. */
const char *slack_gesture_id(struct decoding *decoding, const char *const *parts, size_t count);

/* Names the place's channel and says who can read there, by the name Slack gives it at `path`. */
void slack_set_place(struct decoding *decoding, const char *name_path);

/* The event is well-formed and not ours to handle. */
void slack_set_other(struct decoding *decoding, const char *reason);

/* What is chosen, typed or carried by an element: each value in turn, as Slack has it, at most
 * `most`. Returns how many; -1 for an element that is none of ours. */
int slack_read_values(const struct cJSON *element, const char **values, int most);

/* decode_view.c: what happens in a modal or on a home page. */
const char *slack_decode_action(struct decoding *decoding);
const char *slack_decode_submission(struct decoding *decoding);
const char *slack_decode_home_opened(struct decoding *decoding);

/* decode_message.c: what is said, and what happens to messages. */
const char *slack_decode_shortcut(struct decoding *decoding);
const char *slack_decode_message_shortcut(struct decoding *decoding);
const char *slack_decode_direct_message(struct decoding *decoding);
const char *slack_decode_reaction(struct decoding *decoding);

/* decode_payload.c: what the three kinds of envelope carry. */
const char *slack_decode_slash_command(struct decoding *decoding);
const char *slack_decode_interactive(struct decoding *decoding);
const char *slack_decode_event(struct decoding *decoding);
const char *slack_read_profile(
	struct decoding *decoding, const struct cJSON *user, struct event_profile *profile);

#endif
