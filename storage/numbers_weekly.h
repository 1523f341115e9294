#ifndef LASTMILE_NUMBERS_WEEKLY_H
#define LASTMILE_NUMBERS_WEEKLY_H
/*
 * A row of weeks for charts and trends, and when a tool has gone silent. When a week begins is the
 * caller's to say: weeks are local ones.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "storage/numbers.h"

enum { CHART_WEEKS = 12 };

struct week {
	int64_t from, until;
	int64_t reported; // issues logged
	int64_t fixed; // issues announced fixed
	int64_t verified; // of them, so far
	struct spread fix; // their time to fix
};

/* `edges` are weeks + 1 moments, ascending. */
void numbers_weekly(
	struct db *db, int64_t tool, const int64_t *edges, size_t weeks, struct week *ret_weeks);

/*
 * Reports of one tool, up to the last: λ is the mean of a week over the 8 weeks that end with it,
 * and k whole weeks have passed since. People who report at that rate are that quiet by chance with
 * a probability of e^(−λk).
 */
struct silence {
	int64_t last_report; // ms UTC; 0: there was none
	int64_t reports; // in the 8 weeks that end with it
	int64_t quiet_weeks; // k
};
struct silence numbers_silence(struct db *db, int64_t tool, int64_t now);

double silence_lambda(const struct silence *silence);
/* e^(−λk) < 0.05, and λ ≥ 0.3: fewer reports than that are no habit that could be broken. Pure. */
bool silence_is_alarming(const struct silence *silence);

#endif
