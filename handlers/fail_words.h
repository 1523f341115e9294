#ifndef LASTMILE_FAIL_WORDS_H
#define LASTMILE_FAIL_WORDS_H
/*
 * Whether "fails at" says what somebody reports: a comparison of words, without their endings. It
 * only decides whether an owner is asked; people decide what the card says. Pure.
 */
#include <stdbool.h>

struct tool;

/* `title` has two telling words of one phrase of the tool's "fails at", or its only one. The tool's
 * own name tells nothing. */
bool fails_say(const struct tool *tool, const char *title);

/* One of its lines is this very line, but for case. */
bool fails_have_line(const struct tool *tool, const char *line);

#endif
