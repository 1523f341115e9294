#ifndef LASTMILE_CHAMPION_NUMBERS_H
#define LASTMILE_CHAMPION_NUMBERS_H
/* What somebody did for the users of a tool in [from, until), ms UTC; of ALL_TOOLS, or NO_TOOL:
 * what belongs to none (numbers.h). Pure queries. */
#include <stdbool.h>
#include <stdint.h>

#include "storage/numbers.h"

struct db;

struct champion_deeds {
	int64_t answered; // issues they were the first to answer
	int64_t fixed; // of these, by now
	int64_t worked_around; // of the others: those that have a workaround
	int64_t helped; // people they were called to in office hours, and who were not left alone
	int64_t kept; // entries in the library
	int64_t given; // trainings
};

struct champion_deeds champion_numbers(
	struct db *db, int64_t tool, int64_t person, int64_t from, int64_t until);
void champion_deeds_add(struct champion_deeds *sum, const struct champion_deeds *deeds);
bool champion_deeds_any(const struct champion_deeds *deeds);

#endif
