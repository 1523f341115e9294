#ifndef LASTMILE_SLACK_DECODE_READ_H
#define LASTMILE_SLACK_DECODE_READ_H
/*
 * What the parts of the decoder share: the state of one decoding, and reading single values with
 * suspicion.
 *
 * Every step returns NULL, or a static sentence that says why the frame is of no use. What was read
 * before stays in the frame, so that a refused envelope can still be acknowledged by its id.
 */
#include <stddef.h>

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

/* An id is opaque, but not anything: it goes into log lines, keys and requests. Absent, null: NULL.
 */
const char *read_id(
	struct decoding *decoding, const struct cJSON *json, const char *path, const char **ret_id);

/* Several at once; a row without a path reads nothing. */
struct id_row {
	const char *path;
	const char **ret_id;
};
const char *read_ids(struct decoding *decoding, const struct cJSON *json, const struct id_row *rows,
	size_t count);

/* A name people gave: on one line, of a length one can show. Blank, or not a string: NULL. */
const char *read_name(struct decoding *decoding, const struct cJSON *json, const char *path);

/* A bearer secret: kept as it is, or not at all. That it leads to Slack is for the sender to check.
 */
const char *read_url(struct decoding *decoding, const char *path);

/* The event is well-formed and not ours to handle. */
void set_other(struct decoding *decoding, const char *reason);

/* decode_payload.c: what the three kinds of envelope carry. */
const char *decode_slash_command(struct decoding *decoding);
const char *decode_interactive(struct decoding *decoding);
const char *decode_event(struct decoding *decoding);
const char *decode_profile(
	struct decoding *decoding, const struct cJSON *user, struct event_profile *profile);

#endif
