#ifndef LASTMILE_MOMENT_H
#define LASTMILE_MOMENT_H
/*
 * One day and time in words: "tomorrow 14:00", "friday 2pm", "1 december 9:30", "2026-12-01 14:00".
 * A pure function of the words, a zone and a moment. What comes again is recurrence.h.
 */
#include <stdbool.h>
#include <stdint.h>

struct zone;

/*
 * Reads what somebody typed, whatever its case: a day and then a time, as recurrence.h takes it.
 * The day is "today", "tomorrow", a weekday (the next one whose time is still to come), YYYY-MM-DD,
 * or a day and a month in either order, with or without the year (the next one to come). A time
 * that clocks skip is the moment at which they do, one that they show twice the first. False: it is
 * none, or no such day is in the calendar. What is past is for the caller to refuse.
 */
bool moment_parse(const char *words, const struct zone *zone, int64_t now, int64_t *ret_at);

/* The same time of day on the local day before. */
int64_t moment_day_before(const struct zone *zone, int64_t at);

#endif
