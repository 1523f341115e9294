#ifndef LASTMILE_RUNNER_H
#define LASTMILE_RUNNER_H
/* What the parts of the runner share: runner.c the lines and what people do, expect.c what they
 * see. */
#include <stdbool.h>

struct screen;
struct seen;
struct stage;

struct play {
	const char *file;
	int line;
	struct stage *stage;
	bool show;
	bool lenient; // what nobody expects is fine
	char *must_fail; // the next line that stops must say this; NULL: none may
};

/* Ends the program: this line of the scenario is not true. */
__attribute__((format(printf, 2, 3), noreturn)) void stop(
	const struct play *play, const char *format, ...);

struct screen *screen_of(const struct play *play, const char *handle);

/* Everything that was said since the last act must have been expected. */
void before_act(const struct play *play);

/* One line; it is changed. */
void play_line(struct play *play, char *line);

/* "reply ana> …", "dm sam lacks> …". False: the line is no expectation. */
bool expectation(const struct play *play, char *line);

#endif
