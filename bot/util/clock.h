#ifndef LASTMILE_CLOCK_H
#define LASTMILE_CLOCK_H
/*
 * The only file that asks the system what time it is. Everybody else is given a time.
 * Times of day are ms since the epoch, UTC. Intervals are ms on a clock that never jumps.
 */
#include <stddef.h>
#include <stdint.h>

enum {
	MS_PER_SECOND = 1000,
	MS_PER_MINUTE = 60 * MS_PER_SECOND,
	MS_PER_HOUR = 60 * MS_PER_MINUTE,
	MS_PER_DAY = 24 * MS_PER_HOUR,
};

int64_t clock_now(void); /* ms since the epoch, UTC */
int64_t clock_monotonic(void); /* ms since some fixed point; includes time asleep */

/* "2026-11-22T13:14:49.123Z" (RFC 3339, UTC). The buffer is at least CLOCK_TEXT_BYTES. */
enum { CLOCK_TEXT_BYTES = 32 };
char *clock_format(int64_t time, char *buffer, size_t size);

/* The other way round; other zones ("+01:00") and finer or no parts of a second are understood.
 * 0: it is no such time, or before 1970. */
int64_t clock_parse(const char *text);

#endif
