#include "bot/profile_rounds.h"

#include "bot/util/clock.h"
#include "storage/departure_store.h"

enum { ROUND_MS = 10 * MS_PER_MINUTE };
#define FRESH_MS (INT64_C(1) * MS_PER_DAY)

struct asking {
	struct db *db;
	struct arena *arena;
	const char *platform;
	int64_t now, monotonic;
};

static const struct person *next_unprofiled(
	const struct asking *asking, struct profile_place *place)
{
	return people_store_next_unprofiled(asking->db, asking->arena, asking->platform, place);
}

static const struct person *next_outdated(const struct asking *asking, struct profile_place *place)
{
	int64_t day_ago = asking->now - FRESH_MS;
	int64_t doubted = departure_store_doubted_since(asking->db, asking->platform, asking->now);

	return people_store_next_outdated(asking->db, asking->arena, asking->platform,
		doubted > day_ago ? doubted : day_ago, place);
}

typedef const struct person *next_of_kind(const struct asking *asking, struct profile_place *place);

static const struct person *go_on(
	struct profile_round *round, const struct asking *asking, next_of_kind *next)
{
	if (!round->begun)
		round->begun = asking->monotonic;
	const struct person *person = next(asking, &round->place);
	if (person || asking->monotonic - round->begun < ROUND_MS)
		return person;
	*round = (struct profile_round){ .begun = asking->monotonic };
	return next(asking, &round->place);
}

const struct person *profile_rounds_next(struct profile_rounds *rounds, struct db *db,
	struct arena *arena, const char *platform, int64_t now, int64_t monotonic)
{
	const struct asking asking = { db, arena, platform, now, monotonic };
	const struct person *person = NULL;

	rounds->outdated_first = !rounds->outdated_first;
	if (rounds->outdated_first)
		person = go_on(&rounds->outdated, &asking, next_outdated);
	if (!person)
		person = go_on(&rounds->unprofiled, &asking, next_unprofiled);
	if (!person && !rounds->outdated_first)
		person = go_on(&rounds->outdated, &asking, next_outdated);
	return person;
}
