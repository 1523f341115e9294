#ifndef LASTMILE_PROFILE_ROUNDS_H
#define LASTMILE_PROFILE_ROUNDS_H
/*
 * Whose profile is asked for next, on one platform: who was never profiled, and whose profile is
 * older than a day, by turns. Each kind goes round: nobody is asked for twice before everybody else
 * was, and a round begins ten minutes after the last one began at the earliest. So a platform that
 * has no answer about many (Teams, where the app is not installed for them) keeps nobody waiting
 * for ever, and who is new comes within two questions. While somebody is doubted to have left
 * (departures.h), whose profile is older than that doubt is asked for, too.
 *
 * Kept in memory: after a restart the rounds begin anew.
 */
#include <stdint.h>

#include "storage/people_store.h"

struct arena;
struct db;

/* Zeroed, it begins. */
struct profile_rounds {
	struct profile_round {
		struct profile_place place;
		int64_t begun; // ms, monotonic; 0: never
	} unprofiled, outdated;
	bool outdated_first;
};

/* NULL: nobody is due. `now` is UTC, `monotonic` what clock_monotonic() says, both in ms. */
const struct person *profile_rounds_next(struct profile_rounds *rounds, struct db *db,
	struct arena *arena, const char *platform, int64_t now, int64_t monotonic);

#endif
