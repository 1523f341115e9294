#ifndef LASTMILE_NUMBERS_REPORTERS_H
#define LASTMILE_NUMBERS_REPORTERS_H
/*
 * Who reports again: people with reports of two issues on different days (UTC) within 90 days, of
 * all who reported in the window; apart by whether they were told in time how their first report
 * ended. People who were forgotten cannot be told from others, and do not count.
 */
#include <stdbool.h>
#include <stdint.h>

#include "storage/numbers.h"

enum { PEOPLE_AT_LEAST = 5 }; // a split by group is shown from so many people on

struct repeat_reporters {
	struct share all;
	struct share closed; // whose first loop was closed
	struct share not_closed;
};

struct repeat_reporters numbers_repeat_reporters(
	struct db *db, int64_t tool, int64_t from, int64_t until);

/* Whether the two groups may be shown: each is large enough to hide everybody in it. */
bool repeat_reporters_may_split(const struct repeat_reporters *reporters);

#endif
