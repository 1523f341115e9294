#ifndef LASTMILE_FORM_H
#define LASTMILE_FORM_H
/*
 * An order to ask: a form that every platform can show (Slack: a modal, Teams: a dialog). Between
 * what it says it has fields; sent, it comes back as an EVENT_FORM with what was filled in.
 *
 * Nothing about an open form is kept by the daemon: all it needs to go on travels in the form's
 * context and comes back with it. So a form that was open while the daemon restarted still works,
 * and what somebody had typed is not lost.
 *
 * In a form that has buttons or a watched field every field is optional: Teams asks for all that is
 * required before any of them can be pressed. What is missing is said by whoever takes the form.
 *
 * Everything lives in the arena the form was created with. Text is data, as in message.h.
 */
#include <stdbool.h>
#include <stddef.h>

struct arena;
struct cJSON;
struct message;

/* Limits that hold on every platform; characters unless they say bytes. */
enum {
	FORM_TITLE = 24,
	FORM_CONTEXT_BYTES = 2500,
	FORM_TEXT = 3000, // in a field
	FORM_LABEL = 150,
	FORM_HINT = 300,
	FORM_PLACEHOLDER = 150,
	FORM_OPTIONS = 100, // of a FIELD_LIST; FORM_CHIPS of the others
	FORM_CHIPS = 10,
	FORM_OPTION = 75, // label, value or description of an option
	FORM_PEOPLE = 100, // who are chosen to begin with, of a FIELD_PEOPLE
};

enum field_type {
	FIELD_LINE, // one line of text
	FIELD_TEXT, // several lines
	FIELD_NUMBER, // a whole number, zero or more, as digits
	FIELD_CHOICE, // one of a few, all in view
	FIELD_CHOICES, // any of a few, all in view
	FIELD_LIST, // one of many
	FIELD_PERSON, // the platform's id of a person
	FIELD_PEOPLE, // of several
	FIELD_CHANNEL, // the platform's id of a channel
};

struct option {
	struct option *next;
	const char *value; // returns as event_field::value
	const char *label;
	const char *description; // NULL
	bool chosen;
};

struct field {
	enum field_type type;
	const char *name; // returns as event_field::name; once in a form
	const char *label;
	const char *hint; // under the field; NULL
	const char *placeholder; // in the empty field; NULL
	const char *initial; // LINE, TEXT, NUMBER; PERSON, CHANNEL: an id; NULL: empty
	const char *const *initials; // PEOPLE: ids, ended by NULL; NULL: nobody
	/* What people call them, for a platform that cannot look them up: of `initial`, and of each
	 * of `initials` in the same order; NULL: not known. */
	const char *initial_name;
	const char *const *initial_names;
	size_t most; // LINE, TEXT: characters at most; 0: FORM_TEXT
	bool optional; // else the platform asks for it before anything is sent
	/* A change comes up at once, as an EVENT_ACTION of this field's name with its value. For
	 * CHOICE, CHOICES and LIST. */
	bool watched;
	struct option *options; // CHOICE, CHOICES, LIST; at least one
};

struct form_item {
	struct form_item *next;
	const struct message *message; // what is said here, buttons too; or
	struct field *field; // what is asked; the other is NULL
};

struct form {
	struct arena *arena;
	const char *name; // returns as event_form::name
	const char *title; // at most FORM_TITLE
	const char *submit; // on the button that sends it, at most FORM_TITLE; NULL: none
	const char *context; // returns as event_form::context, at most FORM_CONTEXT_BYTES
	struct form_item *items;
	/* Shown instead where the form could not be opened after all; NULL: a general sentence. */
	const struct message *otherwise;
};

struct form *form_create(
	struct arena *arena, const char *name, const char *title, const char *submit);
void form_context(struct form *form, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The message to say something in at this place. One that stays empty is left out. */
struct message *form_say(struct form *form);

/* The new field; its other members are set by the caller. */
struct field *form_field(
	struct form *form, enum field_type type, const char *name, const char *label);
struct option *field_option(
	struct form *form, struct field *field, const char *value, const char *label);

bool field_is_chips(const struct field *field); /* CHOICE, CHOICES */
bool field_has_options(const struct field *field); /* these, LIST */
size_t field_most(const struct field *field); /* LINE, TEXT: characters */
const char *field_initial_number(
	const struct field *field); /* NUMBER: `initial`; NULL if it is none */

/* What a form asks, and with `words` what it says between; not what is filled in, nor name and
 * context. json_free() it. Reading returns NULL for what is none. */
struct cJSON *form_to_json(const struct form *form, bool words);
struct form *form_from_json(struct arena *arena, const struct cJSON *json);

/* What is wrong with a form that was sent: shown at the field, the form stays open. */
struct form_error {
	const struct form_error *next;
	const char *field; // its name
	const char *words; // a sentence that says what to do; it may hold a command_text()
};

#endif
