#ifndef LASTMILE_STAGE_H
#define LASTMILE_STAGE_H
/*
 * The stage on which scenarios are played: a database in a temporary file, the handlers, the
 * world's people, and a screen for each of them, to which everything the outbox owes is delivered
 * after each act.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct stage;

enum { BUTTONS_AT_MOST = 40 };

struct seen_button {
	char *label, *name, *value;
};

/* A message on somebody's screen. */
struct seen {
	char *id;
	char *text; // plain, white space folded
	struct seen_button buttons[BUTTONS_AT_MOST];
	size_t button_count;
	bool is_new; // a direct message no line of the scenario has named yet
	bool is_edited; // likewise, an edit
	bool is_shown; // printed by stage_show()
};

struct screen {
	struct seen *items; // direct messages, oldest first
	size_t count;
	struct seen reply; // to the last act; text NULL: nothing
	struct seen_button *ever; // every button that was ever seen here
	size_t ever_count;
	struct seen *last; // what the last line looked at
	bool unreachable;
};

struct stage *stage_create(void);
void stage_destroy(struct stage *stage);

/* NULL if the world does not know this handle. */
struct screen *stage_screen(struct stage *stage, const char *handle);

/* The handle whose screen has a message nobody has named yet, with the message; NULL if there is
 * none. */
const char *stage_unnamed(struct stage *stage, const struct seen **ret_seen);

/* Prints what `line` has brought to the screens. */
void stage_show(struct stage *stage, const char *line);

/* Acts. False: the world does not know the person or the channel. */
bool stage_type(
	struct stage *stage, const char *handle, const char *channel, const char *line, bool twice);
bool stage_press(struct stage *stage, const char *handle, const struct seen_button *button);
bool stage_presence(struct stage *stage, const char *handle, bool active);
void stage_wait(struct stage *stage, int64_t milliseconds);

#endif
