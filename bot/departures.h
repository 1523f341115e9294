#ifndef LASTMILE_DEPARTURES_H
#define LASTMILE_DEPARTURES_H
/*
 * Whether a platform is believed that says of somebody that they have left.
 *
 * It may say so wrongly, and of everybody: an outage that answers wrongly, an app that was removed
 * and installed again. What follows from a departure (what waits for them goes to others, admins
 * are told, a further account is taken away) cannot all be taken back. So:
 *
 * - The first three of a company in three days are believed at once.
 * - Of more than three, somebody is believed while at least three quarters of all who were asked
 *   for since the first of them were found there; or when it was said on three later days as well.
 * - Else they are doubted: nothing follows, and the operator is told. They, who was believed to
 *   have left just before, and whoever was not asked for since then are asked for in the rounds of
 *   profile_rounds.h. Who is found there, or does something, is there; and then the ones who were
 *   believed to have left are asked for once more.
 *
 * What is refused for somebody who is doubted is sent again (delivery_policy.h).
 *
 * A company is a tenant of Teams, a workspace of Slack: one is judged without the other. All of it
 * is in the database (storage/departure_store.h): a restart lets no further three through, and the
 * days add up. Who left before is not looked at again.
 */
#include <stdbool.h>
#include <stdint.h>

struct arena;
struct db;
struct departures;
struct doubt;

/* The rule. */
bool departures_are_believed(const struct departures *said);

/* `platform` says now that `person`, who was there, has left with this account of theirs. True: it
 * is believed. Inside a transaction. */
bool departure_is_believed(
	struct db *db, int64_t person, const char *platform, const char *account, int64_t now);

/* They are there: the platform says so, or they do something. Inside a transaction. */
void departure_ends(struct db *db, struct arena *arena, int64_t person, const char *platform);

/* What is doubted, and what to do, in a sentence. Free it. */
char *departures_problem(const struct doubt *doubt);

#endif
