#ifndef LASTMILE_TEAMS_ENCODE_H
#define LASTMILE_TEAMS_ENCODE_H
/*
 * Messages and forms as Adaptive Cards 1.5 in activities of Teams. Pure functions; encoding never
 * fails: what is too long is shortened and ends in "…" (the whole stays in our database).
 *
 * How text stays data: it stands where the client parses nothing, else it is made quiet for the
 * markdown of a TextBlock (encode_text.h). It can never mention, link, format, or make a
 * {{DATE()}}.
 *
 * Every activity has a `summary`: without one a notification says "sent a card". Every native chart
 * has a fallback in words. An activity stays below TEAMS_ACTIVITY_BYTES.
 */
#include <stdbool.h>

struct cJSON;
struct event_form;
struct form;
struct form_error;
struct message;
struct teams_forms;

enum { TEAMS_ACTIVITY_BYTES = 24 * 1024 };

struct teams_encoder {
	const char *tenant; // ours: ids of another one have "|<tenant>" after them
	const char *(*channel_name)(void *data, const char *channel); // NULL: knows none
	void *data; // for channel_name
	/* What a command begins with where other people are: "@lastmile"; NULL: nobody else is. */
	const char *address;
	bool (*opens_form)(const char *button); // such a button is a task/fetch, the others execute
	struct teams_forms
		*forms; // forms.h: those just shown, for a form that is not right yet; NULL
};

/* Each is the caller's, json_free() it. */

/* {"type":"message", "attachments":[card], "summary":…}: to POST, or to PUT in the place of
 * another. */
struct cJSON *teams_encode_message(
	const struct teams_encoder *encoder, const struct message *message);
/* The same for a home page: what is pressed on it says so. */
struct cJSON *teams_encode_home(const struct teams_encoder *encoder, const struct message *message);

/* The card of a message alone, as an invoke of Action.Execute is answered. */
struct cJSON *teams_encode_card(
	const struct teams_encoder *encoder, const struct message *message, bool home);

/* The `value` of a task: {"title", "height", "width", "card": {contentType, content}}. It is kept
 * in `forms`. */
struct cJSON *teams_encode_form(
	const struct teams_encoder *encoder, const struct form *form, bool home);
/* The same with the form in the card of a message, where no dialog can be. */
struct cJSON *teams_encode_form_card(
	const struct teams_encoder *encoder, const struct form *form, bool home);
/* The dialog `id` of `forms`, with what was typed and what is wrong with it. Is it not remembered,
 * it is made from what it carried itself (`again`, JSON; NULL: nothing), else of what was typed. */
struct cJSON *teams_encode_form_again(const struct teams_encoder *encoder, const char *id,
	const char *again, const struct event_form *typed, const struct form_error *errors,
	bool home);
/* A message as a dialog to read. */
struct cJSON *teams_encode_notice(
	const struct teams_encoder *encoder, const struct message *message, bool home);

/* What is left of a message whose card is refused: its words alone. */
struct cJSON *teams_encode_plain(
	const struct teams_encoder *encoder, const struct message *message);

/* A message of one short line without anything live: free it; NULL: it is more. */
char *teams_encode_line(const struct teams_encoder *encoder, const struct message *message);

/* An activity that offers to open a form, where none can be opened at once (what was typed in a
 * message): the form's title, what it would say, and one button that comes back as the command. */
struct cJSON *teams_encode_form_offer(const struct teams_encoder *encoder, const struct form *form,
	const char *command, const char *text);
/* The same for a button whose form was asked for in a way that opens none: it is pressed again. */
struct cJSON *teams_encode_button_offer(const struct teams_encoder *encoder,
	const struct form *form, const char *name, const char *value, bool home);

#endif
