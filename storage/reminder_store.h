#ifndef LASTMILE_REMINDER_STORE_H
#define LASTMILE_REMINDER_STORE_H
/* Who was reminded of a promise that is overdue: a ladder for each issue and promised time. */
#include <stdbool.h>
#include <stdint.h>

struct db;

/* True the first time. */
bool reminder_store_add(struct db *db, int64_t issue, int64_t due_at, int rung, int64_t now);

struct reminder {
	int rung; // the last; -1: nobody was reminded yet
	int64_t at;
};
struct reminder reminder_store_last(struct db *db, int64_t issue, int64_t due_at);

/* A person was reminded of it: of each promised time once. True the first time. */
bool reminder_store_tell(struct db *db, int64_t issue, int64_t due_at, int64_t person, int64_t now);
bool reminder_store_was_told(struct db *db, int64_t issue, int64_t due_at, int64_t person);
/* When they were last reminded of anything; 0: never. */
int64_t reminder_store_last_told(struct db *db, int64_t person);

#endif
