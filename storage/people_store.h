#ifndef LASTMILE_PEOPLE_STORE_H
#define LASTMILE_PEOPLE_STORE_H
/* People: everybody we have heard of, by platform and account. Rows live in the given arena. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct db;

struct person {
	int64_t id;
	const char *platform;
	const char *account; // the platform's id; NULL once forgotten
	const char *name; // NULL until known
	const char *timezone; // their own choice, else the platform's; NULL: the configuration's
	bool active;
	bool admin; // made so in chat; configured admins are added by the handlers' people.h
};

struct people {
	struct person *items;
	size_t count;
};

/* What to call somebody in a sentence: the name, else the account, else "somebody". Never NULL. */
const char *person_label(const struct person *person);

/* The person with this account, made known now if need be. A given name replaces an older one until
 * the platform's profile has told us the one they chose. */
const struct person *people_store_meet(struct db *db, struct arena *arena, const char *platform,
	const char *account, const char *name, int64_t now);

const struct person *people_store_get(struct db *db, struct arena *arena, int64_t id); /* NULL */
const struct person *people_store_by_account(
	struct db *db, struct arena *arena, const char *platform, const char *account); /* NULL */

/* Everybody whose account or name is `words` (ASCII case folded; a leading "@" is skipped), on any
 * platform, active ones first. */
struct people people_store_find(struct db *db, struct arena *arena, const char *words);

struct people people_store_admins(struct db *db, struct arena *arena); /* made so in chat */
void people_store_set_admin(struct db *db, int64_t id, bool admin);
/* Their own choice, which wins over the platform's word; NULL takes it back. */
void people_store_set_timezone(struct db *db, int64_t id, const char *timezone);

/* The platform's word, said by the way with something they did; nothing is written if it is known.
 */
void people_store_learn_timezone(struct db *db, int64_t id, const char *timezone);

/* What the platform says: name, zone (both may be NULL: unchanged), active. */
void people_store_set_profile(struct db *db, int64_t id, const char *name, const char *timezone,
	bool active, int64_t now);

/* Accounts of `platform` never profiled, or profiled before `before`; at most `limit`. */
struct people people_store_unprofiled(
	struct db *db, struct arena *arena, const char *platform, int64_t before, int limit);

/*
 * Erases a person: account, name and zone go; their reports and feedback stay, without them; they
 * follow nothing, own nothing, and what was still owed to them is dropped. Content waiting in the
 * outbox for others that may name them is to be rendered anew by the caller (the issues are
 * returned).
 */
struct issue_ids {
	int64_t *items;
	size_t count;
};
struct issue_ids people_store_forget(struct db *db, struct arena *arena, int64_t id, int64_t now);

#endif
