#ifndef LASTMILE_NUMBER_TIMES_H
#define LASTMILE_NUMBER_TIMES_H
/* The numbers that need somebody's clocks, on top of storage/numbers.h. Pure: rows in, number out.
 */
#include "storage/numbers.h"

/* Time to acknowledge: from the first report to the first answer, in the working hours of the
 * tool's owner; `timezone` is taken where theirs is not known. */
struct spread time_to_acknowledge(const struct acknowledgements *all, const char *timezone);

/* The same of what was answered in the window. */
struct spread numbers_time_to_acknowledge(
	struct db *db, int64_t tool, int64_t from, int64_t until, const char *timezone);

/* The edges of so many local weeks, Monday 00:00 to Monday 00:00, of which the last has `now` in
 * it: count + 1 moments for numbers_weekly(). */
void week_edges(const char *timezone, int64_t now, int64_t *ret_edges, int weeks);

#endif
