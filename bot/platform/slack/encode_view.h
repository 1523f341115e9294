#ifndef LASTMILE_SLACK_ENCODE_VIEW_H
#define LASTMILE_SLACK_ENCODE_VIEW_H
/*
 * Forms and home pages as Slack's views. Pure functions, of the same mind as encode.h: text stays
 * data, and what is too long for Slack is shortened, never refused.
 *
 * A view's callback_id is the form's name. Each field is an input block whose block_id and whose
 * element's action_id are the field's name. private_metadata is the form's context, with a mark in
 * front if the form was opened from the home page: what is sent then publishes that page anew. A
 * home page's private_metadata is a print of its content, by which one that says nothing new is
 * known without being kept.
 *
 * Labels, hints, placeholders and options are plain_text; what stands in a field to begin with is
 * raw, for Slack parses nothing there.
 *
 * Limits: docs.slack.dev, Block Kit reference. A view has at most 250 KB; in an acknowledgement,
 * where the whole frame must stay below SLACK_FRAME_BYTES, hints and descriptions give way first,
 * then words, then options beyond the chosen ones, at last the ends of labels.
 */
#include <stdbool.h>

struct cJSON;
struct form;
struct message;

#define SLACK_FROM_HOME "@home "
#define SLACK_FROM_ELSEWHERE "@ " // before a context that begins with '@' itself

enum {
	SLACK_VIEW_BYTES = 250000,
	SLACK_VIEW_BLOCKS = 100,
	SLACK_VIEW_TITLE = 24,
	SLACK_VIEW_METADATA = 3000,
};

/* Each is the caller's, json_free() it. */
struct cJSON *slack_encode_form(const struct form *form, bool from_home);
/* A message as a form to read. */
struct cJSON *slack_encode_notice(const struct message *message, bool from_home);
/* Its print is the private_metadata. */
struct cJSON *slack_encode_home(const struct message *message);

/* Acknowledgements of a form that was sent, whole frames; free() them. */
char *slack_acknowledge_form(const char *envelope_id, const struct form *form, bool from_home);
char *slack_acknowledge_notice(
	const char *envelope_id, const struct message *message, bool from_home);
/* `errors` is { field's name: sentence }, of fields that the form has; it is taken. */
char *slack_acknowledge_errors(const char *envelope_id, struct cJSON *errors);

#endif
