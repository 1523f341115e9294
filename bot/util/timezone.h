#ifndef LASTMILE_TIMEZONE_H
#define LASTMILE_TIMEZONE_H
/*
 * Time zones by their IANA name ("Europe/London"), from the system's tzdata through GLib. The only
 * file that does: glibc's TZ takes an unknown zone as UTC without a word, here it is an error.
 */
#include <stdbool.h>
#include <stdint.h>

/* True if tzdata has a zone of this name. NULL, paths out of tzdata and POSIX rules are no zones. */
bool timezone_exists(const char *name);

/* The calendar and the clock on the wall. */
struct local_time {
	int year;
	int month; // 1 to 12
	int day;   // 1 to 31
	int hour, minute, second;
	int weekday; // 1 Monday to 7 Sunday, as ISO 8601 counts
	int offset;  // seconds east of UTC
};

/* What the wall in `zone` shows at `time` (ms UTC). Returns 0, or -ENOENT: no such zone. */
int timezone_local(const char *zone, int64_t time, struct local_time *ret_local);

#endif
