#ifndef LASTMILE_BASELINE_STORE_H
#define LASTMILE_BASELINE_STORE_H
/*
 * What a tool's workflows took before it, and what they take with it. Nothing is overwritten:
 * another figure is the next version of its workflow. Workflows are told apart without regard to
 * case. Times are ms UTC; `day` is a local day, see timezone.h.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct db;

/* How sure: measured, sampled, told. Greater is weaker. */
enum grade { GRADE_A, GRADE_B, GRADE_C };
enum { GRADES = 3 };
const char *grade_name(enum grade grade); /* "A" */

struct baseline {
	int64_t id, tool;
	const char *workflow;
	int64_t version; // 1, 2, …
	double minutes_before; // of one run
	double runs_a_week; // all people together; negative: not said
	const char *source; // where the figure is from, as typed
	enum grade grade;
	int64_t day; // when it was so
	int64_t held_at; // the end of that day, or created_at if that was sooner
	int64_t said_by; // person; 0: not known
	int64_t created_at;
	int64_t replaced_at; // 0: in force
};
struct baselines {
	struct baseline *items;
	size_t count;
};

struct measurement {
	int64_t baseline; // the version that was in force
	const char *workflow; // of that version
	double minutes_now; // of one run
	int64_t runs; // looked at
	int64_t succeeded; // of them were right; negative: not said
	enum grade grade;
	int64_t day, held_at; // as above; it holds from then on, until the next one
	int64_t said_by; // person; 0: not known
	int64_t created_at;
};
struct measurements {
	struct measurement *items;
	size_t count;
};

/* All versions, by workflow, the newest first. */
struct baselines baseline_store_all(struct db *db, struct arena *arena, int64_t tool);
/* The version in force; NULL: there is none. */
const struct baseline *baseline_store_get(
	struct db *db, struct arena *arena, int64_t tool, const char *workflow);
/* Some workflow in force has a figure that held at `time` already. */
bool baseline_store_held_at(struct db *db, int64_t tool, int64_t time);

/* The next version, from created_at on; id, version and replaced_at are not looked at. */
void baseline_store_add(struct db *db, const struct baseline *baseline);
/* Taken back: from `at` on the workflow has none. */
void baseline_store_end(struct db *db, int64_t tool, const char *workflow, int64_t at);

/* Of all versions, the oldest first. */
struct measurements baseline_store_measurements(struct db *db, struct arena *arena, int64_t tool);
void baseline_store_measure(struct db *db, const struct measurement *measurement);

#endif
