#ifndef LASTMILE_QUIET_HOURS_H
#define LASTMILE_QUIET_HOURS_H
/*
 * The hours in which somebody wants to hear only what is urgent, on the clocks where they are.
 * Pure.
 *
 * A night lasts from the moment when clocks first show its beginning until they first show its end
 * (where they skip one, the moment at which they do), so each has one beginning and one end,
 * whatever clocks do in between.
 */
#include <stdbool.h>
#include <stdint.h>

struct text;
struct zone;

struct quiet_hours {
	bool hours; // `from` and `until` mean something
	int from, until; // minutes of the day; from 18:00 until 08:00 goes over midnight
	bool weekends; // Saturday and Sunday, all day
};

/* "18:00-08:00", "18-8", "weekends", both ("18:00-08:00 and weekends"), or "none". False: it is
 * none of these. */
bool quiet_hours_parse(const char *words, struct quiet_hours *ret_quiet);

/* The same as it is kept and typed: "18:00-08:00 weekends"; "none". */
void quiet_hours_say(const struct quiet_hours *quiet, struct text *out);

/* `now`, unless it is quiet then: when that ends. */
int64_t next_loud_moment(const struct zone *zone, const struct quiet_hours *quiet, int64_t now);

#endif
