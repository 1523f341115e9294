#include "storage/people_store.h"

#include <stddef.h>
#include <string.h>

#include "bot/util/arena.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "storage/stmt.h"

#define COLUMNS                                                                                    \
	"id, platform, account, name, coalesce(chosen_timezone, timezone) AS timezone, active, "   \
	"admin, email, directory"

static const char GET[] = "SELECT " COLUMNS " FROM people WHERE id = "
			  "coalesce((SELECT m.merged_into FROM people AS m WHERE m.id = $1), $1)";
static const char BY_ACCOUNT[] =
	"SELECT " COLUMNS " FROM people WHERE platform = $1 AND account = $2";
static const char BY_FURTHER[] =
	"SELECT " COLUMNS " FROM people WHERE id = (SELECT a.person FROM people_accounts AS a "
	"WHERE a.platform = $1 AND a.account = $2)";
static const char BY_DIRECTORY[] = "SELECT " COLUMNS " FROM people "
				   "WHERE directory = $1 COLLATE NOCASE AND platform = $2";
static const char BY_FURTHER_DIRECTORY[] =
	"SELECT " COLUMNS " FROM people WHERE id = (SELECT a.person FROM people_accounts AS a "
	"WHERE a.directory = $1 COLLATE NOCASE AND a.platform = $2)";
static const char ADD[] = "INSERT INTO people (platform, account, name, created_at) "
			  "VALUES ($1, $2, $3, $4) ON CONFLICT (platform, account) DO NOTHING";
static const char RENAME[] = "UPDATE people SET name = $1 WHERE id = $2 AND profiled_at IS NULL";
static const char FIND[] = "SELECT " COLUMNS " FROM people "
			   "WHERE id IN (SELECT id FROM people WHERE account = $1 COLLATE NOCASE "
			   "UNION SELECT id FROM people WHERE name = $1 COLLATE NOCASE "
			   "UNION SELECT id FROM people WHERE email = $1 COLLATE NOCASE "
			   "UNION SELECT person FROM people_accounts "
			   "WHERE account = $1 COLLATE NOCASE "
			   "UNION SELECT person FROM people_accounts "
			   "WHERE name = $1 COLLATE NOCASE) ORDER BY active DESC, id";
static const char ADMINS[] = "SELECT " COLUMNS " FROM people WHERE admin = 1 ORDER BY id";
static const char SET_ADMIN[] = "UPDATE people SET admin = $1 WHERE id = $2";
static const char SET_TIMEZONE[] = "UPDATE people SET chosen_timezone = $1 WHERE id = $2";
static const char LEARN_TIMEZONE[] =
	"UPDATE people SET timezone = $1 WHERE id = $2 AND timezone IS NOT $1";
static const char SET_PROFILE[] =
	"UPDATE people SET name = coalesce($1, name), timezone = coalesce($2, timezone), "
	"active = $3, profiled_at = $4 WHERE id = $5 AND account IS NOT NULL";
static const char COME_BACK[] =
	"UPDATE people SET active = 1, profiled_at = min(profiled_at, 0) WHERE id = $1 "
	"AND active = 0 AND account IS NOT NULL";
static const char SET_EMAIL[] = "UPDATE people SET email = $1 WHERE id = $2 "
				"AND email IS NOT $1 AND account IS NOT NULL";
static const char NEVER_PROFILED[] =
	"SELECT " COLUMNS ", profiled_at FROM people WHERE platform = $1 AND account IS NOT NULL "
	"AND profiled_at IS NULL AND id > $2 ORDER BY id LIMIT 1";
static const char PROFILED_LONG_AGO[] =
	"SELECT " COLUMNS ", profiled_at FROM people WHERE platform = $1 AND account IS NOT NULL "
	"AND profiled_at < $2 AND (profiled_at, id) > ($3, $4) ORDER BY profiled_at, id LIMIT 1";

LIST_STATEMENTS(people_store_statements, GET, BY_ACCOUNT, BY_FURTHER, BY_DIRECTORY,
	BY_FURTHER_DIRECTORY, ADD, RENAME, FIND, ADMINS, SET_ADMIN, SET_TIMEZONE, LEARN_TIMEZONE,
	SET_PROFILE, COME_BACK, SET_EMAIL, NEVER_PROFILED, PROFILED_LONG_AGO);

static void read_person(struct query *query, struct arena *arena, struct person *person)
{
	*person = (struct person){
		.id = query_int(query, "id"),
		.platform = query_text(query, arena, "platform"),
		.account = query_text(query, arena, "account"),
		.name = query_text(query, arena, "name"),
		.timezone = query_text(query, arena, "timezone"),
		.email = query_text(query, arena, "email"),
		.directory = query_text(query, arena, "directory"),
		.active = query_int(query, "active") != 0,
		.admin = query_int(query, "admin") != 0,
	};
}

static const struct person *read_one(struct query *query, struct arena *arena)
{
	if (!query_next(query))
		return NULL;
	struct person *person = arena_new(arena, struct person);
	read_person(query, arena, person);
	return person;
}

static struct people read_all(struct query *query, struct arena *arena)
{
	struct people people = { 0 };

	while (query_next(query))
		read_person(query, arena, stmt_grow(arena, &people));
	return people;
}

/* "29:1abc", a directory's guid: of no use to a reader. */
static bool is_number(const char *account)
{
	bool guid = strlen(account) >= 36 && account[8] == '-' && account[13] == '-';

	return guid || strchr(account, ':');
}

const char *person_label(const struct person *person)
{
	if (person && !text_is_blank(person->name))
		return person->name;
	if (person && !text_is_blank(person->account) && !is_number(person->account))
		return person->account;
	return "somebody";
}

const struct person *people_store_get(struct db *db, struct arena *arena, int64_t id)
{
	_cleanup_query_ struct query query = stmt_query(db, GET, as_int(id));
	return read_one(&query, arena);
}

const struct person *people_store_by_account(
	struct db *db, struct arena *arena, const char *platform, const char *account)
{
	const struct {
		const char *sql, *first, *second;
	} ways[] = {
		{ BY_ACCOUNT, platform, account },
		{ BY_FURTHER, platform, account },
		{ BY_DIRECTORY, account, platform },
		{ BY_FURTHER_DIRECTORY, account, platform },
	};
	const struct person *person = NULL;

	for (size_t i = 0; i < array_length(ways) && !person; i++) {
		_cleanup_query_ struct query query = stmt_query(
			db, ways[i].sql, as_text(ways[i].first), as_text(ways[i].second));
		person = read_one(&query, arena);
	}
	return person;
}

const struct person *people_store_meet(struct db *db, struct arena *arena, const char *platform,
	const char *account, const char *name, int64_t now)
{
	const char *new_name = text_is_blank(name) ? NULL : name;
	const struct person *person = people_store_by_account(db, arena, platform, account);

	if (person && (!new_name || text_equal(person->name, new_name)))
		return person;
	if (person)
		stmt_run(db, RENAME, as_text(new_name), as_int(person->id));
	else
		stmt_run(db, ADD, as_text(platform), as_text(account), as_text(new_name),
			as_int(now));
	return people_store_by_account(db, arena, platform, account);
}

struct people people_store_find(struct db *db, struct arena *arena, const char *words)
{
	char *wanted = text_trim(arena_strdup(arena, words));

	if (*wanted == '@')
		wanted = text_trim(wanted + 1);
	if (!*wanted)
		return (struct people){ 0 };
	_cleanup_query_ struct query query = stmt_query(db, FIND, as_text(wanted));
	return read_all(&query, arena);
}

struct people people_store_admins(struct db *db, struct arena *arena)
{
	_cleanup_query_ struct query query = stmt_query(db, ADMINS, no_values());
	return read_all(&query, arena);
}

void people_store_set_admin(struct db *db, int64_t id, bool admin)
{
	stmt_run(db, SET_ADMIN, as_int(admin), as_int(id));
}

void people_store_set_timezone(struct db *db, int64_t id, const char *timezone)
{
	stmt_run(db, SET_TIMEZONE, as_text(timezone), as_int(id));
}

void people_store_learn_timezone(struct db *db, int64_t id, const char *timezone)
{
	stmt_run(db, LEARN_TIMEZONE, as_text(timezone), as_int(id));
}

void people_store_set_profile(
	struct db *db, int64_t id, const char *name, const char *timezone, bool active, int64_t now)
{
	stmt_run(db, SET_PROFILE, as_text(text_is_blank(name) ? NULL : name),
		as_text(text_is_blank(timezone) ? NULL : timezone), as_int(active), as_int(now),
		as_int(id));
}

void people_store_come_back(struct db *db, int64_t id)
{
	stmt_run(db, COME_BACK, as_int(id));
}

void people_store_set_email(struct db *db, int64_t id, const char *email)
{
	if (!text_is_blank(email))
		stmt_run(db, SET_EMAIL, as_text(email), as_int(id));
}

static const struct person *read_next(
	struct query *query, struct arena *arena, struct profile_place *place)
{
	const struct person *person = read_one(query, arena);

	if (person) {
		place->profiled_at = query_int(query, "profiled_at");
		place->person = person->id;
	}
	return person;
}

const struct person *people_store_next_unprofiled(
	struct db *db, struct arena *arena, const char *platform, struct profile_place *place)
{
	_cleanup_query_ struct query query =
		stmt_query(db, NEVER_PROFILED, as_text(platform), as_int(place->person));
	return read_next(&query, arena, place);
}

const struct person *people_store_next_outdated(struct db *db, struct arena *arena,
	const char *platform, int64_t before, struct profile_place *place)
{
	_cleanup_query_ struct query query = stmt_query(db, PROFILED_LONG_AGO, as_text(platform),
		as_int(before), as_int(place->profiled_at), as_int(place->person));
	return read_next(&query, arena, place);
}
