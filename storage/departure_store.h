#ifndef LASTMILE_DEPARTURE_STORE_H
#define LASTMILE_DEPARTURE_STORE_H
/*
 * Of whom a platform says that they have left, since when, and whether it is believed: which is for
 * bot/departures.h to say. A row goes when the person is found there again; one that is believed
 * counts for three days, and one that is not is dropped if two days pass in which nothing was said:
 * whoever looks at the others has pruned these.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct db;

struct departure {
	int64_t person;
	const char *platform;
	const char *company; // "", or what the accounts of a company's people end in: "|7e4a…"
	bool believed; // as it was when it ended
};

void departure_store_prune(struct db *db, int64_t now);
void departure_store_say(struct db *db, const struct departure *departure, int64_t now);
void departure_store_believe(struct db *db, const struct departure *departure);

/* They are there. False: nothing else was said. */
bool departure_store_end(struct db *db, struct arena *arena, int64_t person, const char *platform,
	struct departure *ret);

/* They are asked for in the coming round, and whoever of the company was lately believed to have
 * left. */
void departure_store_ask_again(struct db *db, const struct departure *departure);

/* What was said of a company's people lately. */
struct departures {
	int64_t gone; // have left: all who are not believed to, and the last `believed` who are
	int64_t there; // were found there since the first of these was said to have left
	int64_t again; // on how many later days it was said of the one in question
};
struct departures departure_store_lately(
	struct db *db, const struct departure *departure, int believed);

/* Who is said to have left and is not believed to, in one company. */
struct doubt {
	const char *platform, *company;
	int64_t people;
};
struct doubts {
	struct doubt *items;
	size_t count;
};
struct doubts departure_store_doubts(struct db *db, struct arena *arena, int64_t now);
int64_t departure_store_doubted(struct db *db, const struct departure *departure);
bool departure_store_is_doubted(struct db *db, int64_t person, const char *platform);
/* Since when, on a platform; 0: nobody is. */
int64_t departure_store_doubted_since(struct db *db, const char *platform, int64_t now);

#endif
