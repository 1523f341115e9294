#ifndef LASTMILE_RECURRENCE_H
#define LASTMILE_RECURRENCE_H
/*
 * When something comes again: "every monday 09:00", "first tuesday 14:30". A pure function of the
 * rule, a zone and a moment; nothing is remembered here.
 *
 * Promises: an occurrence has a local date, and each date at most one, whatever clocks do: where
 * they skip its time it comes at that very moment, where they show it twice it comes at the first.
 * So "once for each rule and date" is a key that whoever acts on it can keep.
 */
#include <stdbool.h>
#include <stdint.h>

struct text;
struct zone;

enum { RECURRENCE_LAST = -1 };

struct recurrence {
	unsigned weekdays; // bit 0 Monday … bit 6 Sunday; never 0
	int nth; // 0: each week; 1–5: only the nth of these days in a month; RECURRENCE_LAST: the
		 // last of them
	int minute; // of the local day: 540 is 09:00
};

struct occurrence {
	int64_t at; // ms UTC
	int64_t day; // the local day, see timezone.h
};

/*
 * Reads what somebody typed, whatever its case: [every] DAY[s] [and DAY …] [at] HH:MM, where DAY is
 * a weekday or its first three letters, "day" or "weekday"; or first|second|third|fourth|fifth|last
 * WEEKDAY [of the month] [at] HH:MM, where WEEKDAY may be "weekday": the first working day. A time
 * may also be "9", "9:30", "9am", "9:30 pm". False: it is none.
 */
bool recurrence_parse(const char *words, struct recurrence *ret_rule);

/* "every Monday and Thursday at 09:00", "the first Tuesday of each month at 14:30". */
void recurrence_say(const struct recurrence *rule, struct text *out);

/* The first occurrence after `time`. False: there is none within five years (no fifth Monday that
 * long cannot be; so only for a rule that is none). */
bool recurrence_next(const struct recurrence *rule, const struct zone *zone, int64_t time,
	struct occurrence *ret_occurrence);

/* The last occurrence not after `time`: all that is caught up on after a long sleep. */
bool recurrence_latest(const struct recurrence *rule, const struct zone *zone, int64_t time,
	struct occurrence *ret_occurrence);

#endif
