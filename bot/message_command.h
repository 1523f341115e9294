#ifndef LASTMILE_MESSAGE_COMMAND_H
#define LASTMILE_MESSAGE_COMMAND_H
/*
 * A command to type, named inside of a sentence: "/lastmile mine lists yours." How it is typed
 * depends on where it is read, which the encoder of the destination alone knows. So it travels as a
 * piece of its own: marked in the words it was put into, then a span (message.h).
 *
 * The marks are control characters. No text from people has any (text_clean() drops them), so what
 * somebody wrote is never taken for a command, however it looks.
 */
#include <stdbool.h>

struct arena;

struct command_piece {
	const char *text; // never ""; a command as the shell and Slack have it: "/lastmile mine"
	const char *line; // a command without its sign and door: "mine"; NULL: these are words
};

/* The command, marked, to be put into a format. */
const char *command_text(struct arena *arena, const char *text, const char *line);

/* The next piece of `*cursor`, which moves behind it; false at the end. */
bool command_text_next(struct arena *arena, const char **cursor, struct command_piece *ret_piece);

/* The words without marks, as the shell and Slack have them. */
const char *command_text_plain(struct arena *arena, const char *words);

#endif
