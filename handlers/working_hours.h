#ifndef LASTMILE_WORKING_HOURS_H
#define LASTMILE_WORKING_HOURS_H
/*
 * Working time: Monday to Friday, 09:00 to 17:00, on the clocks where somebody works. Pure.
 */
#include <stdint.h>

/* When `minutes` of working time in `timezone` (IANA; unknown: UTC) have passed after `from` (ms
 * UTC). */
int64_t working_hours_after(const char *timezone, int64_t from, int minutes);

struct zone;

/* The working time that has passed between two moments (ms UTC), in ms. What was done outside of
 * working hours has taken none. */
int64_t working_time_between(const struct zone *zone, int64_t from, int64_t until);

/* When something is due "today" or "tomorrow" for somebody in that zone: at the end of the working
 * day, 17:00; today, if that has passed, at midnight. A weekend's tomorrow is theirs to name. */
enum deadline_day { DEADLINE_TODAY, DEADLINE_TOMORROW };
int64_t deadline_of(const char *timezone, int64_t now, enum deadline_day day);

/* 09:00 of the first working day after the day of `time`. */
int64_t next_working_morning(const char *timezone, int64_t time);

#endif
