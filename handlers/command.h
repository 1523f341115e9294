#ifndef LASTMILE_COMMAND_H
#define LASTMILE_COMMAND_H
/*
 * A command is one file that describes itself, plus one word in commands.list. Help, the platforms'
 * manifests, shell completion and the README's table are printed from these descriptions; buttons
 * belong to the command whose subject they are.
 *
 * A handler is given everything resolved in a struct request, works inside the dispatcher's
 * transaction, and ends in an outcome, which only the functions in outcome.h can make. It knows
 * events, storage and messages; it does not know Slack, JSON, sockets or what time it is.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct db;
struct event;
struct outcome;
struct person;

/* What a handler may know of the world beside the database. Lives as long as the program. */
struct handler_settings {
	const char *timezone; // the configuration's; never NULL
	const char *const *admins; // accounts named in the configuration, ended by NULL
	const char *home_platform; // where admins are written to who were never met: "slack"; may
				   // be NULL
	/* Whose account this looks like, for one of whom nothing else is known. May be NULL:
	 * home_platform's, or the platform's on which it is said. */
	const char *(*account_platform)(const void *names, const char *account);
	const char *command_prefix; // how people begin a command in the platform's own words: "/"
	/* The workspace's word for one of our commands; NULL where it has none. May be NULL itself.
	 */
	const char *(*command_word)(const void *names, const char *name);
	const void *names; // handed to command_word
};

struct request {
	struct arena *arena; // the event's
	struct db *db; // inside a transaction
	const struct event *event;
	const struct person *actor;
	const struct handler_settings *settings;
	int64_t now; // ms UTC
	/* Set by handle_event(): */
	const struct command *command; // whose arguments are read; NULL for buttons
	/* The command's arguments, trimmed; a button's or a timer's value; a form's context. */
	const char *text;
	const struct event_form *form; // sent, or pressed in; NULL: there is none. See fields.h
	const void *prepared; // what was read aside (outcome.h); NULL: nothing yet
	size_t text_start; // where `text` begins in event_command::text, for its mentions
};

typedef struct outcome *run_function(struct request *request);

/* Who answers for a name that we gave to something ourselves. */
struct handler {
	const char *name; // of a button or watched field ("works"), a form or a timer
	run_function *run;
	/* Of a button: pressed on a message, it may answer with a form. Some platforms must know
	 * before it is pressed (Teams asks for a dialog in another way than for words); the
	 * scenarios' stage holds every button to it. */
	bool opens_form;
};

struct command {
	const char *name; // "report"
	const char *usage; // "LM-<n>… [what changed]": also declares the arguments, see args.h
	const char *example; // arguments as somebody would type them; NULL if it takes none
	const char *summary; // one sentence for help: "log a failure of an AI tool"
	const char *who; // for help: "all", "the tool's owner, backup, admin"
	bool slash; // a command of its own; else a word of /lastmile
	run_function *run;
	/* What belongs to it, each ended by a NULL name; may be NULL. */
	const struct handler *buttons; // also fields that are watched
	const struct handler *forms;
	const struct handler *timers;
};

/* All commands in the order of commands.list, ended by NULL. */
extern const struct command *const commands[];
const struct command *command_find(const char *name); /* NULL; a leading "/" is skipped */
run_function *button_find(const char *name); /* NULL */
bool button_opens_form(const char *name); /* handler::opens_form; false for a name of nobody's */

/*
 * Runs the handler for an event. "/lastmile word …" becomes that command, and a slash command's own
 * name also works as a word of /lastmile. An unknown word is rejected with help.
 */
struct outcome *handle_event(struct request *request);

#endif
