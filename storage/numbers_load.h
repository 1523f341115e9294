#ifndef LASTMILE_NUMBERS_LOAD_H
#define LASTMILE_NUMBERS_LOAD_H
/*
 * How much people are written to: direct messages that were delivered, of every kind. An edit is
 * none: it notifies nobody.
 */
#include <stdint.h>

#include "storage/numbers.h"

/* Messages a person got in a week (Monday to Sunday, UTC), of all weeks that touch [from, until) in
 * which they got any: quiet weeks do not make the loud ones look better. */
struct spread numbers_load(struct db *db, int64_t from, int64_t until);

/* How often this person was written to since then; the first words when they added the app are
 * their own doing. */
int64_t numbers_written_to(struct db *db, int64_t person, int64_t since);

#endif
