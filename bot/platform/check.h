#ifndef LASTMILE_PLATFORM_CHECK_H
#define LASTMILE_PLATFORM_CHECK_H
/* How what `lastmile check` asks of a platform is said: line by line, then the end. */
#include <stdbool.h>

struct check_listener {
	/* One thing that was looked at: "teams token", ok or not, a sentence. Borrowed. */
	void (*line)(void *data, const char *subject, bool ok, const char *words);
	void (*done)(void *data); // once, after the last line; neither comes from inside the call
	void *data;
};

#endif
