#ifndef LASTMILE_SCHEDULE_STORE_H
#define LASTMILE_SCHEDULE_STORE_H
/*
 * Schedules: what comes again, by a rule on somebody's clocks, in a channel or for a person. When
 * each acts is handlers/week/schedule.h; here they are kept.
 */
#include <stddef.h>
#include <stdint.h>

struct arena;
struct db;

enum { SCHEDULE_NEVER_ACTED = -1 };

struct schedule {
	int64_t id;
	const char *kind; // "digest"
	const char *platform;
	const char *channel, *channel_name; // where to; NULL: to a person
	int64_t person; // to whom; 0: to a channel
	int64_t tool; // 0: all tools
	const char *rule; // as recurrence_say() writes it
	const char *timezone; // IANA
	int64_t last_day; // the last of its days that was acted on; or SCHEDULE_NEVER_ACTED
	int64_t last_at; // the moment for which it did, ms UTC; 0: never
	int64_t created_by; // 0: forgotten
	int64_t created_at;
};

struct schedules {
	struct schedule *items;
	size_t count;
};

/* Returns its id, 0 if the transaction failed. last_day is SCHEDULE_NEVER_ACTED. */
int64_t schedule_store_add(struct db *db, const struct schedule *schedule);
/* NULL: there is none, or it was switched off. */
const struct schedule *schedule_store_get(struct db *db, struct arena *arena, int64_t id);
/* Those of a channel, or of a person, that go on; `kind` NULL: of any kind. */
struct schedules schedule_store_of_channel(struct db *db, struct arena *arena, const char *platform,
	const char *channel, const char *kind);
struct schedules schedule_store_of_person(
	struct db *db, struct arena *arena, int64_t person, const char *kind);
struct schedules schedule_store_all(struct db *db, struct arena *arena);

void schedule_store_acted(struct db *db, int64_t id, int64_t day, int64_t at);
void schedule_store_end(struct db *db, int64_t id, int64_t now);

#endif
