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
 * Later kinds (a form submitted, a shortcut, a reaction, a plain message, Home opened, time that
 * has come) are further members of enum event_type with a struct of their own here.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

enum event_type {
	EVENT_COMMAND, // a command as one line of text
	EVENT_ACTION,  // a button pressed on a message of ours
	EVENT_PROFILE, // what the platform says of a person (name, zone, still there)
	EVENT_OTHER,   // well-formed, not ours to handle: acknowledged and counted
};

struct event_person {
	const char *id;	  // the platform's id, opaque: "U0ANA"
	const char *name; // what people call them; NULL if the platform did not say
};

struct event_place {
	const char *channel; // the platform's id; NULL where there is none (shell)
	const char *channel_name;
	const char *message; // id of the message acted upon; NULL for commands
	const char *thread;  // id of the thread's first message; NULL outside threads
	bool direct;	     // a one-to-one conversation with the app
	bool ephemeral;	     // the message acted upon is visible to the actor alone
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

struct event_action {
	const char *name;  // "works", "acknowledge": the button's name as put into the message
	const char *value; // what the button carried: "LM-12"; "" if nothing
};

struct event_profile {
	struct event_person person;
	const char *timezone; // IANA name; NULL if not said
	bool active;	      // false: deactivated, no longer to be written to
	bool bot;
};

struct event {
	struct arena *arena; // what the event and the answer to it are made of; owned by the
			     // event's maker
	enum event_type type;
	const char *platform; // "slack", "shell": name of the platform that brought it
	const char *id; // the platform's of this delivery; the inbox takes each (platform, id) once
	int64_t received_at;
	struct event_person actor;
	struct event_place place;
	const char *trigger; // opens one form, soon (Slack: within 3 s); NULL if none
	union {
		struct event_command command;
		struct event_action action;
		struct event_profile profile;
	};
};

#endif
