#ifndef LASTMILE_TIMEZONE_H
#define LASTMILE_TIMEZONE_H
/*
 * Time zones by their IANA names ("Europe/Berlin"), over GLib: the only file that asks it. A zone
 * that does not exist is refused, where the C library would silently take it for UTC.
 *
 * Times are ms since the epoch, UTC. Days are local ones, counted from 1 January 1970: the days of
 * two zones with one number have one date. Everything is computed from the arguments.
 */
#include <stdbool.h>
#include <stdint.h>

struct zone;

struct zone *zone_open(const char *name); /* NULL: there is no such zone, or `name` is NULL */
struct zone *zone_open_or_utc(const char *name);
void zone_close(struct zone *zone); /* NULL is fine */
static inline void zone_closep(struct zone **zone)
{
	zone_close(*zone);
}
#define _cleanup_zone_ __attribute__((cleanup(zone_closep)))

bool zone_exists(const char *name);

/* 1 Monday … 7 Sunday: the local day on which `time` falls. */
int zone_weekday(const struct zone *zone, int64_t time);

/*
 * The moment when clocks there show `minute` (of the day: 540 is 09:00) on the local day `days`
 * after that of `time`. A local time that a change of clocks skips is taken an hour later.
 */
int64_t zone_at(const struct zone *zone, int64_t time, int days, int minute);

/* The local day on which `time` falls. */
int64_t zone_day(const struct zone *zone, int64_t time);

/* The moment when clocks there show `minute` on that day: the first, where they show it twice;
 * where they skip it, the moment at which they do. */
int64_t zone_moment(const struct zone *zone, int64_t day, int minute);

struct date {
	int year, month, day; // 2026, 1–12, 1–31
	int weekday; // 1 Monday … 7 Sunday
};

struct date date_of_day(int64_t day);
/* A day of that month that is not there (31 April) is the last one. */
int64_t day_of_date(int year, int month, int day);

#endif
