#ifndef LASTMILE_HANDLER_SCHEDULE_H
#define LASTMILE_HANDLER_SCHEDULE_H
/*
 * What comes again: a schedule acts at each occurrence of its rule.
 *
 * Promises: once for each schedule and local date, across restarts, clocks that jump and changes of
 * the zone's own; after a long sleep only the latest occurrence is made up for, and is called late.
 * That is kept by schedule::last_day, which changes in the transaction of what was done.
 */
#include <stdbool.h>
#include <stdint.h>

struct db;
struct occurrence;
struct outcome;
struct request;
struct schedule;

struct schedule_due {
	const struct schedule *schedule;
	int64_t at; // when it was to come, ms UTC
	int64_t day; // its local date, see bot/util/timezone.h
	bool late; // more than an hour ago
};

/* One row for each kind of schedule, ended by a NULL kind: who acts (schedule_kinds.c). */
struct schedule_kind {
	const char *kind;
	void (*act)(struct request *request, const struct schedule_due *due);
	/* What takes much reading is done first, aside (outcome.h); `act` finds what this returns
	 * in request->prepared. NULL: there is none. */
	const void *(*read)(struct request *request, const struct schedule_due *due);
};
extern const struct schedule_kind schedule_kinds[];

/* The timer "schedule", its value the schedule's id. */
struct outcome *schedule_due(struct request *request);

/* When it comes next after `now`, on a day that has not been acted on. False: never. */
bool schedule_next(const struct schedule *schedule, int64_t now, struct occurrence *ret_occurrence);

/*
 * Sets the timer of its next occurrence after `now`; to be called when it is made. It acts on the
 * first one that is still to come. A rule is changed by ending the schedule and making another
 * that keeps what was done last: no occurrence of the new rule before that is its own.
 */
void schedule_arm(struct db *db, const struct schedule *schedule, int64_t now);
/* Of all: when the daemon starts, since zones may have changed their rules meanwhile. What came due
 * in between is not passed over. The second opens a transaction of its own. */
void schedule_arm_all(struct db *db, int64_t now);
int schedule_start(struct db *db, int64_t now);
void schedule_disarm(struct db *db, int64_t schedule);

#endif
