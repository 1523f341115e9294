#ifndef LASTMILE_NUMBERS_H
#define LASTMILE_NUMBERS_H
/*
 * The numbers of product.md, computed one way everywhere, as pure queries: of one tool or of all,
 * in a window [from, until) of ms UTC; 0 and INT64_MAX are all time. A share always comes with its
 * denominator; without one there is no share. Issues that were merged or withdrawn count nowhere;
 * anonymous reports count as any other, and nobody is named.
 *
 * Beside these: numbers_issues.h (which issues are behind a number), numbers_weekly.h (a row of
 * weeks, the silence of a tool), numbers_reporters.h, tool_numbers.h (friction, steps, what is
 * known of one tool), handlers/hours/number_times.h (what needs somebody's working hours).
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct db;

/* In place of a tool's id. What belongs to no tool yet is part of all. */
enum { ALL_TOOLS = 0, NO_TOOL = -1 };

struct share {
	int64_t part;
	int64_t whole; // 0: there is nothing to divide by, the share is null
};

/* Of how many; in ms. Negative: there is none. */
struct spread {
	int64_t count, median, p90;
};

/* Of sorted values. Of an even number, the median is the mean of the middle two; p90 is the
 * smallest value that at least nine in ten do not exceed. */
struct spread spread_of(const int64_t *sorted, size_t count);

/* Issues logged in the window. */
int64_t numbers_logged(struct db *db, int64_t tool, int64_t from, int64_t until);
/* Reports made in it. */
int64_t numbers_reports(struct db *db, int64_t tool, int64_t from, int64_t until);

/* People told of a settled issue within 48 h / people owed: distinct people who reported or said me
 * too, for each issue settled in the window. Nobody is owed for what they settled themselves. */
struct share numbers_loop_closure(struct db *db, int64_t tool, int64_t from, int64_t until);

/*
 * Issues announced fixed in the window. An issue that was fixed again counts once, where its last
 * fix was announced. Of them, those whose last fix had at least one Works and no Still broken
 * within 14 days, and those with at least one Still broken to any of their fixes, whenever it was
 * said: an issue whose first fix was denied and whose next one works is in both.
 */
struct fixes {
	struct share verified, false_fix; // of the announced
};
struct fixes numbers_fixes(struct db *db, int64_t tool, int64_t from, int64_t until);

/* From the first report to the fix, which was announced in the window; of several, the last. */
struct spread numbers_time_to_fix(struct db *db, int64_t tool, int64_t from, int64_t until);

/* First answers given in the window. How long each took is counted in the owner's working hours:
 * handlers/hours/number_times.h. */
struct acknowledgement {
	int64_t issue;
	int64_t first_report, at; // ms UTC
	const char *timezone; // of the tool's owner; NULL: not known
};
struct acknowledgements {
	struct acknowledgement *items;
	size_t count;
};
struct acknowledgements numbers_acknowledgements(
	struct db *db, struct arena *arena, int64_t tool, int64_t from, int64_t until);

/* All of these but the last. */
struct numbers {
	int64_t issues, reports;
	struct share loop_closure, verified_fix, false_fix;
	struct spread fix;
};
struct numbers numbers_compute(struct db *db, int64_t tool, int64_t from, int64_t until);

/* What there is, of all tools and all time. */
struct totals {
	int64_t issues, reports, feedback, people;
	int64_t by_status[8]; // indexed by enum issue_status
};
struct totals numbers_totals(struct db *db);

#endif
