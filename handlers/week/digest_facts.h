#ifndef LASTMILE_HANDLER_DIGEST_FACTS_H
#define LASTMILE_HANDLER_DIGEST_FACTS_H
/*
 * What a digest is made of: which tools it is about, its window, and all it says, in numbers and
 * issues. How that is put into words is digest_say.h.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "handlers/office/office.h"
#include "storage/digest_numbers.h"
#include "storage/hours_numbers.h"
#include "storage/numbers_issues.h"
#include "storage/numbers_weekly.h"
#include "storage/tool_numbers.h"
#include "storage/tool_store.h"
#include "storage/training_store.h"
#include "storage/trust_numbers.h"

struct request;

enum { DIGEST_DETAILS = 12, DIGEST_REFS = 40, DIGEST_WEEKS_BEFORE = 4 };

/* The tools that are in use: one, those of a channel, or all. */
struct digest_scope {
	struct tools tools;
	bool all; // also what belongs to no tool yet
};

struct digest_window {
	int64_t from, until; // ms UTC
	const char *timezone; // IANA: on whose calendar
	bool late; // `until` is long ago
};

struct digest_week {
	int64_t from;
	int64_t reported, fixed, verified; // issues
};

struct digest {
	struct digest_scope scope;
	struct digest_window window;
	struct digest_issues fixed, overdue; // DIGEST_DETAILS at most
	struct digest_thanks thanked; // who reported what is fixed and agreed to be named; likewise
	int64_t open;
	int64_t logged;
	struct share verified, verified_before; // of the fixes of the window, and of the weeks
						// before
	struct step_balance steps, steps_before;
	struct trust_gap gap, gap_before;
	struct digest_issue unanswered; // id 0: none
	struct digest_week weeks[CHART_WEEKS];
	struct hours hours;
	bool has_office; // `office` is known
	struct office_time office;
	struct trainings coming; // the next one
	/* Behind the numbers, DIGEST_REFS at most. */
	struct numbered_issues open_refs, logged_refs, fixed_refs, verified_refs;
	struct numbered_issues fixed_before_refs, verified_before_refs;
};

struct digest_scope digest_scope_tool(struct request *request, const struct tool *tool);
/* The tools whose home it is; all, if it is no tool's home. `channel` may be NULL. */
struct digest_scope digest_scope_channel(
	struct request *request, const char *platform, const char *channel);

struct digest digest_of(struct request *request, const struct digest_scope *scope,
	const struct digest_window *window);

#endif
