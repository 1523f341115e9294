#ifndef LASTMILE_STAGE_H
#define LASTMILE_STAGE_H
/*
 * The stage on which scenarios are played: a database in a temporary file, the handlers, the
 * world's people, and a screen for each of them and each channel, to which everything the outbox
 * owes is delivered after each act.
 *
 * It is strict where a platform is: a form that breaks form.h, an error at a field that is not
 * there or a message to somebody unknown ends the scenario.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct cJSON;
struct field;
struct form;
struct option;
struct stage;

enum { BUTTONS_AT_MOST = 120, ERRORS_AT_MOST = 20 };

struct seen_button {
	char *label, *name, *value;
};

/* A message on somebody's screen, or what a form or a home page says. */
struct seen {
	char *id;
	char *text; // plain, white space folded
	struct seen_button buttons[BUTTONS_AT_MOST];
	size_t button_count;
	bool is_new; // a direct message, post or error no line of the scenario has named yet;
		     // of a form: changed since the last line that looked
	bool is_edited; // an edit that no line has named
	bool is_shown; // printed by stage_show()
	bool in_thread; // of a channel: said in a thread
};

struct screen {
	struct seen *items; // direct messages (of a channel: posts), oldest first
	size_t count;
	struct seen reply; // to the last act; text NULL: nothing
	struct seen form; // what the open form says; text NULL: none is open
	struct form *filled; // the open form with what was filled in so far; NULL: none is open
	struct arena *form_arena; // of `filled`
	bool form_at_home; // it was opened from the home page
	struct seen errors[ERRORS_AT_MOST]; // "Label: words", in the order of the fields
	size_t error_count;
	struct seen home; // text NULL: never published
	struct seen_button *ever; // every button that was ever seen here
	size_t ever_count;
	struct seen *last; // what the last line looked at
	bool unreachable;
};

/* Called with each form (by its name), "notice" and "home" page that is shown, as Slack gets it. */
typedef void stage_watcher(void *data, const char *name, const struct cJSON *view);

struct stage *stage_create(void);
void stage_watch(struct stage *stage, stage_watcher *watcher, void *data);
/* What they are called from now on, in place of their handle. Borrowed. */
void stage_rename(struct stage *stage, const char *handle, const char *name);
void stage_destroy(struct stage *stage);
void stage_clear_up(void); /* its files; for who ends without more ado */

/* NULL if the world does not know this handle, or channel. */
struct screen *stage_screen(struct stage *stage, const char *handle);
struct screen *stage_channel(struct stage *stage, const char *name);

/* Whose screen has a message, post or error nobody has named yet, with it; NULL if there is none.
 */
const char *stage_unnamed(struct stage *stage, const struct seen **ret_seen);

/* Whether the text names this: as a word of its own, "LM-1" but not "LM-12". */
bool text_names(const char *text, const char *what);

/* With "{40000 x}" in it as what it stands for. */
const char *stage_expand(struct arena *arena, const char *line);

/* Prints what `line` has brought to the screens. */
void stage_show(struct stage *stage, const char *line);

/*
 * Acts. False: the world does not know the person, the channel or the message.
 * In a conversation with the app, words without a slash are said to the app; in a channel they are
 * a message for people, which others can act upon.
 */
bool stage_type(
	struct stage *stage, const char *handle, const char *channel, const char *line, bool twice);
/* Plain words in the thread of the newest direct message that names `what`. */
bool stage_answer(struct stage *stage, const char *handle, const char *what, const char *words);
/* The shortcut of this label; `author`: on the newest message of theirs, NULL: on none. */
bool stage_use(struct stage *stage, const char *handle, const char *label, const char *author,
	bool *ret_known);
bool stage_react(struct stage *stage, const char *handle, const char *author, bool added);
bool stage_home(struct stage *stage, const char *handle);
bool stage_presence(struct stage *stage, const char *handle, bool active);
void stage_wait(struct stage *stage, int64_t milliseconds);

enum where { ON_REPLY, ON_MESSAGE, ON_POST, IN_FORM, ON_HOME };
struct press {
	enum where where;
	const char *channel; // ON_POST: its name
	const char *message; // ON_MESSAGE, ON_POST: seen::id
	const struct seen_button *button;
};
bool stage_press(struct stage *stage, const char *handle, const struct press *press);

/*
 * The open form. What the world has no such field or option for is NULL or false; `ret_why` says
 * why a field does not take something.
 */
struct field *stage_field(const struct screen *screen, const char *label);
struct option *stage_option(const struct field *field, const char *label);
bool stage_fill(struct stage *stage, const char *handle, struct field *field, const char *value,
	const char **ret_why);
/* "@sam", "#legal" or the label of an option; `chosen` false: no longer. */
bool stage_choose(struct stage *stage, const char *handle, struct field *field, const char *label,
	bool chosen, const char **ret_why);
void stage_send(struct stage *stage, const char *handle);
void stage_close(struct stage *stage, const char *handle);

#endif
