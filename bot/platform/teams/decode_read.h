#ifndef LASTMILE_TEAMS_DECODE_READ_H
#define LASTMILE_TEAMS_DECODE_READ_H
/*
 * What the parts of the decoder share: the state of one decoding, and what several of them read.
 *
 * Every step returns NULL, or a static sentence that says why the activity is of no use. What was
 * read before stays in the frame.
 */
#include <stdbool.h>

#include "bot/platform/read.h"
#include "bot/platform/words.h"

struct arena;
struct cJSON;
struct event;
struct event_message;
struct teams_decoder;
struct teams_frame;

struct decoding {
	const struct teams_decoder *decoder;
	struct teams_frame *frame;
	struct arena *arena;
	const struct cJSON *json; // the activity
	struct event *event;
	const char *suffix; // of the ids of people and channels: "|<tenant>"; "" for our first one
	const char *us; // what we are called in it: recipient.id; NULL if not said
};

#define TEAMS_THREAD_MARK ";messageid=" // in the id of a channel, before that of the thread
#define TEAMS_APP_MARK "28:" // before the id of an app, as people's begin with "29:"

/* The activity is well-formed; nothing comes of it. */
void teams_set_ignored(struct decoding *decoding, int status, const char *reason);
/* The event is well-formed and not ours to handle. */
void teams_set_other(struct decoding *decoding, const char *reason);

/* With the suffix; NULL stays NULL. */
const char *teams_with_tenant(struct decoding *decoding, const char *id);
const char *teams_keep_id(
	struct decoding *decoding, const char *id); /* likewise; what is no id too */
bool teams_is_app(const char *id); /* NULL is none */
bool teams_is_us(const struct decoding *decoding, const char *id);

/* Where it was done: the channel, its thread and who can read there. `message` is what it was done
 * to, or NULL. */
void teams_set_place(struct decoding *decoding, const char *message);

/* Something is to be said or shown: without these it is of no use. */
const char *teams_needs_actor(struct decoding *decoding);

/* --- decode_message.c: what is typed to us, or in a message that somebody points at --- */

const char *teams_decode_message(struct decoding *decoding);
/* A messagePayload; also sets what the place is. */
const char *teams_read_payload(
	struct decoding *decoding, const struct cJSON *payload, struct event_message *message);

/* One of our commands, as its line was typed. False: its first word is none. */
bool teams_set_command(struct decoding *decoding, const struct words *line);

/* --- decode_data.c: what was pressed and filled in --- */

/* True: the data is of a card of ours. */
bool teams_is_our_data(const struct cJSON *data);
/* Sets the event; EVENT_OTHER where it is not ours. */
const char *teams_decode_data(struct decoding *decoding, const struct cJSON *data);

/* --- decode_invoke.c: what wants its answer in the HTTP answer --- */

const char *teams_decode_invoke(struct decoding *decoding);

#endif
