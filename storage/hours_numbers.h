#ifndef LASTMILE_HOURS_NUMBERS_H
#define LASTMILE_HOURS_NUMBERS_H
/*
 * Hours returned against hours promised, as product.md defines them: one way for everybody who
 * shows them.
 *
 * Gross: (minutes before − minutes now) × runs a week, over the weeks since the launch in which a
 * measurement holds (of several on one day, the last). A baseline counts only if it held when the
 * tool was launched. Each part has the grade of the weaker of its two figures, and the grades are
 * kept apart. Net: gross − minutes lost since the launch (a me-too that did not say takes its
 * issue's median). What nobody measured is not known, which is not zero. Only tools that are
 * launched now return anything.
 *
 * Amounts are minutes; times ms UTC; a window is [from, until).
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "storage/baseline_store.h"
#include "storage/tool_numbers.h"

struct arena;
struct db;
struct tool;
struct tools;

/* One workflow and what its hours rest on. */
struct workflow {
	const char *name;
	const struct baseline *in_force; // never NULL
	const struct baseline *counts; // the newest that held at the launch; NULL: none did
	struct measurement *measurements; // the oldest first
	size_t measurement_count;
};
struct workflows {
	struct workflow *items;
	size_t count;
};
struct workflows hours_workflows(struct db *db, struct arena *arena, const struct tool *tool);

struct hours {
	bool known[GRADES]; // something of that grade holds in the window
	double gross[GRADES]; // of that grade alone
	struct minutes_lost lost; // of the tools that are counted
	double promised; // negative: some tool that is counted has no target
	size_t tools; // counted: something of theirs is known
	size_t launched; // of so many
};

/* What one workflow gave in the window, added to `hours`. Pure. */
void hours_add_workflow(struct hours *hours, const struct workflow *workflow, int64_t launched_at,
	int64_t from, int64_t until);

struct hours hours_of_tool(struct db *db, const struct tool *tool, int64_t from, int64_t until);
/* Of several; `promised` and the grades are sums over those that are counted. */
struct hours hours_of_tools(struct db *db, const struct tools *tools, int64_t from, int64_t until);
/* The same for several spans at once: `edges` are spans + 1 moments, ascending. */
void hours_between(struct db *db, const struct tools *tools, const int64_t *edges, size_t spans,
	struct hours *ret_hours);
struct hours hours_of_all(struct db *db, int64_t from, int64_t until);

bool hours_known(const struct hours *hours);
/* All that is of this grade or a stronger one, less what was lost: it has this grade, and whoever
 * shows it says so. */
double hours_net(const struct hours *hours, enum grade weakest);

#endif
