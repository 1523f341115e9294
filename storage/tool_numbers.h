#ifndef LASTMILE_TOOL_NUMBERS_H
#define LASTMILE_TOOL_NUMBERS_H
/*
 * What a tool does for the people who use it, as pure queries: its record, its known failures, the
 * pulse, minutes lost and saved. Those with a window [from, until) of ms UTC also take ALL_TOOLS
 * (numbers.h). Issues that were merged or withdrawn do not count. Nobody is named; whoever shows a
 * split makes sure that enough people are behind it (TOOL_PEOPLE_AT_LEAST).
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "storage/numbers.h"

struct arena;
struct db;

enum { TOOL_PEOPLE_AT_LEAST = 5 };

struct tool_record {
	int64_t reports; // made in the window
	struct share verified_fix; // of the issues announced fixed in the window
	int64_t fix_median; // ms from first report to that fix; negative: no fix
};
struct tool_record tool_numbers_record(struct db *db, int64_t tool, int64_t from, int64_t until);

/* A live issue, with how many people have it. */
struct known_failure {
	int64_t issue;
	const char *title;
	int64_t people;
};
struct known_failures {
	struct known_failure *items;
	size_t count;
};
/* Those that most people have first. */
struct known_failures tool_numbers_failures(
	struct db *db, struct arena *arena, int64_t tool, int limit);

/* Each person's last answer in the window of each tool, from pulses and from feedback. */
struct step_balance {
	int64_t people; // who answered
	int64_t removed, added; // of them; the rest: no change
};
struct step_balance tool_numbers_steps(struct db *db, int64_t tool, int64_t from, int64_t until);
/* % "removes a step" − % "adds one": −100 … 100. 0 if nobody answered. */
int step_balance_percent(const struct step_balance *balance);

/* Friction. A me-too that did not say takes the median of those on its issue who did. */
struct minutes_lost {
	int64_t minutes;
	int64_t reports; // in the window
	int64_t said; // of them said how many
	int64_t estimated; // of them are me-toos that took their issue's median
};
struct minutes_lost tool_numbers_lost(struct db *db, int64_t tool, int64_t from, int64_t until);
/* Of several spans at once: `edges` are spans + 1 moments, ascending. */
void tool_numbers_lost_between(struct db *db, int64_t tool, const int64_t *edges, size_t spans,
	struct minutes_lost *ret_lost);

/* What people said in feedback that it saved them: grade C, self-reported. */
struct minutes_saved {
	int64_t minutes;
	int64_t said; // how often
};
struct minutes_saved tool_numbers_saved(struct db *db, int64_t tool, int64_t from, int64_t until);

/* The issue that waits longest for a first answer, or for another since it was opened again. False:
 * none does. */
struct waiting_issue {
	int64_t issue, since;
};
bool tool_numbers_waiting(struct db *db, int64_t tool, struct waiting_issue *ret_waiting);

/* Who reported since `from` what is neither fixed nor taken back: one item for each issue and
 * person, by issue. */
struct failure_report {
	int64_t issue;
	const char *title;
	int64_t person;
};
struct failure_reports {
	struct failure_report *items;
	size_t count;
};
struct failure_reports tool_numbers_reported(
	struct db *db, struct arena *arena, int64_t tool, int64_t from);

#endif
