#ifndef LASTMILE_PEOPLE_STORE_H
#define LASTMILE_PEOPLE_STORE_H
/*
 * People: everybody we have heard of, by platform and account. Rows live in the given arena.
 *
 * A person has the account they are at home with, and maybe further ones on other platforms. Two
 * rows that prove to be one person are linked: the second is emptied and leads to the first, so
 * that every id ever given still finds somebody.
 */
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
	const char *email; // NULL until known
	const char *directory; // their id in the company's directory (Teams); NULL
	bool active;
	bool admin; // made so in chat; configured admins are added by the handlers' people.h
};

struct people {
	struct person *items;
	size_t count;
};

/* What to call somebody in a sentence: the name, else the account where that can be read ("U0ANA"),
 * else "somebody". Never NULL. */
const char *person_label(const struct person *person);

/* The person with this account, made known now if need be. A given name replaces an older one until
 * the platform's profile has told us the one they chose. */
const struct person *people_store_meet(struct db *db, struct arena *arena, const char *platform,
	const char *account, const char *name, int64_t now);

const struct person *people_store_get(struct db *db, struct arena *arena, int64_t id); /* NULL */
/* By any account of theirs, or by its id in the directory. */
const struct person *people_store_by_account(
	struct db *db, struct arena *arena, const char *platform, const char *account); /* NULL */

/* Everybody one of whose accounts, names or e-mail addresses is `words` (ASCII case folded; a
 * leading "@" is skipped), on any platform, active ones first. */
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
/* Somebody taken for gone has done something: they are there, and their profile is asked for soon.
 */
void people_store_come_back(struct db *db, int64_t id);
void people_store_set_email(struct db *db, int64_t id, const char *email); /* NULL: unchanged */

/* How far a round of asking for profiles has come; zeroed: before everybody. */
struct profile_place {
	int64_t profiled_at, person;
};

/* The next with an account on `platform` after `place`, which moves there; NULL: nobody is left.
 * Those never profiled come in the order in which they were met, so who is new comes last; those
 * profiled before `before` in the order of their profiles, the oldest first. */
const struct person *people_store_next_unprofiled(
	struct db *db, struct arena *arena, const char *platform, struct profile_place *place);
const struct person *people_store_next_outdated(struct db *db, struct arena *arena,
	const char *platform, int64_t before, struct profile_place *place);

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

/* --- accounts: people_accounts.c --- */

struct account {
	const char *platform, *id;
	const char *name; // what they are called there; NULL
	const char *directory; // NULL
};
struct accounts {
	struct account *items;
	size_t count;
};
/* All of a person, the one they are at home with first. */
struct accounts people_store_accounts(struct db *db, struct arena *arena, int64_t person);

/* Their account on that platform; NULL: they have none there. */
const char *people_store_account_on(
	struct db *db, struct arena *arena, int64_t person, const char *platform);

/*
 * The directory's id of an account that somebody has acted with. Whoever was known by that id alone
 * (chosen in a form before they ever wrote to us) is that person.
 */
void people_store_learn_directory(struct db *db, struct arena *arena, const struct person *person,
	const char *platform, const char *account, const char *directory, int64_t now);

/* An account was deactivated. False: it was the only one. Else the person goes on with the others,
 * and is at home with one of them: what was owed there and has not been tried is owed at home. */
bool people_store_drop_account(struct db *db, const char *platform, const char *account);

/* --- linking: people_link.c --- */

/*
 * `second` is the same person as `first`: all that refers to them is moved, and their accounts with
 * it; where both had something of which there is one for a person (a verdict, a card), the first's
 * is kept. Not to be undone as a whole: see people_store_unlink(). The issues whose messages say
 * something else now are returned.
 */
struct issue_ids people_store_link(
	struct db *db, struct arena *arena, int64_t first, int64_t second, int64_t now);

/*
 * The account is somebody else's after all: its own person again, with what was done on that
 * platform (reports, their cards, what is owed there). Returns who that is; 0: it is no further
 * account of this person.
 */
int64_t people_store_unlink(struct db *db, int64_t person, const char *platform, int64_t now);

/* Somebody asks an account on another platform whether it is theirs. Asked again, it is the same
 * request. Returns its id. */
int64_t link_request_store_add(struct db *db, int64_t asker, int64_t asked, int64_t now);
/* Who asked, if it was `asked` whom they asked, and not before `since`; 0. The request is gone. */
int64_t link_request_store_take(struct db *db, int64_t id, int64_t asked, int64_t since);

#endif
