#ifndef LASTMILE_NUMBERS_H
#define LASTMILE_NUMBERS_H
/*
 * The numbers of product.md, computed one way everywhere, as pure queries. A share always comes
 * with its denominator; without one there is no share.
 */
#include <stdbool.h>
#include <stdint.h>

struct db;

struct share {
	int64_t part;
	int64_t whole; // 0: there is nothing to divide by, the share is null
};

struct numbers {
	int64_t issues, reports, feedback, people;
	int64_t by_status[8]; // indexed by enum issue_status
	/* People told of a settled issue within 48 h / people owed: distinct followers who
	 * reported or said me too, of issues settled in the window. Nobody is owed for what they
	 * settled themselves. */
	struct share loop_closure;
	/* Issues announced fixed with at least one Works and no Still broken within 14 days /
	 * announced. */
	struct share verified_fix;
	struct share false_fix;
	int64_t acknowledge_median, acknowledge_p90; // ms of wall time; negative: none yet
	int64_t fix_median, fix_p90;		     // ms from first report to announced fix
};

/* Issues settled in [from, until), ms UTC; 0 and INT64_MAX for all time. */
struct numbers numbers_compute(struct db *db, int64_t from, int64_t until);

#endif
