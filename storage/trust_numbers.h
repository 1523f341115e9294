#ifndef LASTMILE_TRUST_NUMBERS_H
#define LASTMILE_TRUST_NUMBERS_H
/*
 * The trust gap: stated trust − observed success, in points of a hundred. Stated: what each person
 * said last in the window [from, until) of how far they trust a tool, 0 to 100. Observed: of the
 * runs that were looked at, how many were right, by the last look at each piece of work in the
 * window. A pure query, of one tool or of ALL_TOOLS (numbers.h), where each answer is held against
 * its own tool.
 *
 * Who shows it makes sure that enough people are behind it (TOOL_PEOPLE_AT_LEAST).
 */
#include <stdbool.h>
#include <stdint.h>

#include "storage/numbers.h"

struct db;

enum { TRUST_RUNS_AT_LEAST = 5 }; // fewer runs of a tool that were looked at say nothing

struct trust_gap {
	int64_t said; // people who said how far they trust it; in each tool of ALL_TOOLS
	int64_t people; // of them: of a tool whose success was observed
	double stated; // mean of these people; of all who said, where there are none. Negative:
		       // none
	struct share right; // runs that were right, of those looked at
	/* Means over `people`: by how much some trust it more than it is right, and others less.
	 * The gap is their difference, so neither hides the other. */
	double over, under;
	int64_t over_people, under_people;
};

struct trust_gap trust_numbers_gap(struct db *db, int64_t tool, int64_t from, int64_t until);

/* Of several tools, each answer held against its own; `stated` and `right` stay as they are. Pure.
 */
void trust_gap_add(struct trust_gap *sum, const struct trust_gap *gap);

/* −100 … 100, rounded; and whether enough is behind it to be shown. Pure. */
int trust_gap_points(const struct trust_gap *gap);
bool trust_gap_is_known(const struct trust_gap *gap);

#endif
