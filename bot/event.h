#ifndef LASTMILE_EVENT_H
#define LASTMILE_EVENT_H
/*
 * A fact that came up from a platform: somebody typed a command, pressed a button. It knows nothing
 * of Slack or Teams; a platform's decoder fills it in and the dispatcher hands it to a handler.
 *
 * All strings are valid UTF-8 without NUL, as the person typed them (the platform's own escaping is
 * undone). They belong to the event's arena and live until the event is acknowledged.
 * Times are ms since the epoch, UTC.
 *
 * A new kind of fact is one more member of enum event_type, with a struct of its own here.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

enum event_type {
	EVENT_COMMAND, // a command as one line of text
	EVENT_ACTION, // a button pressed on a message, form or home page of ours
	EVENT_FORM, // a form of ours was filled in and sent
	EVENT_SHORTCUT, // "report this message", or a shortcut that belongs to no message
	EVENT_MESSAGE, // plain words said to the app in their direct conversation
	EVENT_REACTION, // our reaction was put on a message, or taken off
	EVENT_HOME, // somebody looks at the app's home page
	EVENT_ADDED, // the app was added to `place`: to their own conversation, or among others
	EVENT_TIMER, // a time has come; the daemon itself is the actor
	EVENT_PROFILE, // what the platform says of a person (name, zone, still there)
	EVENT_OTHER, // well-formed, not ours to handle: acknowledged and counted
};

struct event_person {
	const char *id; // the platform's id, opaque: "U0ANA"; where a platform serves several
			// companies, what stands behind a "|" is the company
	const char *name; // what people call them; NULL if the platform did not say
	const char *directory; // their id in the company's directory, where that is another one
			       // (Teams); NULL
	const char *timezone; // IANA name, where an event says it (Teams); NULL
};

struct event_place {
	const char *channel; // the platform's id; NULL where there is none (shell)
	const char *channel_name;
	const char *message; // id of the message acted upon; NULL for commands
	const char *thread; // id of the thread's first message; NULL outside threads
	bool direct; // a one-to-one conversation with the app
	bool ephemeral; // the message acted upon is visible to the actor alone
	bool is_private; // not everybody in the workspace can read here (direct ones cannot either)
	bool home; // on the home page, or in a form opened from there
};

/*
 * A person or channel named inside a command's text. In `text` it reads "@name" or "#name"; `start`
 * and `length` (bytes) say where, `id` is the platform's id. So text stays plain, and an argument
 * that is exactly a mention keeps its id.
 */
struct event_mention {
	enum { MENTION_PERSON, MENTION_CHANNEL } kind;
	size_t start;
	size_t length;
	const char *id;
	const char *name; // without the sign; NULL if unknown
};

struct event_command {
	const char *name; // "report", never with a slash, never the workspace's own name for it
	const char *text; // the rest of the line; "" if nothing
	const struct event_mention *mentions;
	size_t mention_count;
};

/* One value of a form. A field in which several things can be chosen comes once for each. */
struct event_field {
	const char *name; // field::name
	const char *value; // never "": an empty field is left out
};

struct event_form {
	const char *name; // form::name
	const char *context; // form::context; "" if there was none
	const struct event_field *fields;
	size_t field_count;
};

struct event_action {
	const char *name; // "works", "acknowledge": the button's or the watched field's name
	const char
		*value; // what the button carried, or the field holds now: "LM-12"; "" if nothing
	const struct event_form *form; // pressed inside this form, filled in so far; NULL elsewhere
};

/* A message that somebody wrote, or an app did. */
struct event_message {
	const char *text; // "" if it has none
	const struct event_mention *mentions; // in `text`
	size_t mention_count;
	const char *author; // the platform's id of who wrote it; NULL if not said
	const char *permalink; // an address that leads to it; NULL if not known
};

/* `place` says where the message is: channel, message, thread. */
struct event_shortcut {
	const char *name; // "report"
	const struct event_message *message; // NULL: the shortcut belongs to no message
};

struct event_reaction {
	bool added; // else taken off
	const char *author; // who wrote the message; NULL if not said
	const char *permalink; // NULL if not known
};

struct event_timer {
	const char *name; // whose handler it is: "deadline"
	const char *value; // "LM-12 1"
};

struct event_profile {
	struct event_person person;
	const char *timezone; // IANA name; NULL if not said
	const char *email; // NULL if not said
	bool active; // false: deactivated, no longer to be written to
	bool bot;
};

struct event {
	struct arena *arena; // what the event and the answer to it are made of; owned by the
			     // event's maker
	enum event_type type;
	const char *platform; // "slack", "shell": name of the platform that brought it
	const char *id; // the platform's of this delivery; the inbox takes each (platform, id) once
	int64_t received_at;
	int64_t happened_at; // when the platform says it was done; 0: it did not say
	struct event_person actor; // id is NULL for EVENT_TIMER
	struct event_place place;
	const char *trigger; // opens one form, soon (Slack: within 3 s); NULL if none
	union {
		struct event_command command;
		struct event_action action;
		struct event_form form;
		struct event_shortcut shortcut;
		struct event_message message;
		struct event_reaction reaction;
		struct event_timer timer;
		struct event_profile profile;
	};
};

/* An EVENT_OTHER, in the arena. `platform` is kept as it is. */
struct event *event_create(struct arena *arena, const char *platform, int64_t received_at);

/* Its `profile` was asked for: it is that person's event, with an id of them and the time, as no
 * platform gives it one. */
void event_set_profile(struct event *event);

#endif
