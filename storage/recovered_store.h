#ifndef LASTMILE_RECOVERED_STORE_H
#define LASTMILE_RECOVERED_STORE_H
/* "Did you get your work back?": when a report's author was asked, and what they said. */
#include <stdbool.h>
#include <stdint.h>

struct db;

void recovered_store_ask(struct db *db, int64_t report, int64_t now); /* keeps the first time */

/* 'yes', 'partly' or 'no'. True if it counts: the first answer, and the first one after somebody
 * said how to get the work done all the same. */
bool recovered_store_answer(struct db *db, int64_t report, const char *answer, int64_t now);
/* Whether an answer would count now. */
bool recovered_store_is_open(struct db *db, int64_t report);

/* How many said so of an issue. */
int recovered_store_count(struct db *db, int64_t issue, const char *answer);

#endif
