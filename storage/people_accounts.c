/* A person's accounts: see people_store.h. */
#include <string.h>

#include "bot/util/arena.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "storage/outbox_lane.h"
#include "storage/people_store.h"
#include "storage/stmt.h"

static const char ALL[] =
	"SELECT platform, account, name, directory FROM ("
	"SELECT 0 AS further, platform, account, name, directory FROM people "
	"WHERE id = $1 AND account IS NOT NULL "
	"UNION ALL SELECT 1, platform, account, name, directory FROM people_accounts "
	"WHERE person = $1) ORDER BY further, platform";
static const char KNOW_DIRECTORY[] =
	"UPDATE people SET directory = $1 WHERE id = $2 AND platform = $3 AND account = $4 "
	"AND directory IS NOT $1";
static const char KNOW_FURTHER[] =
	"UPDATE people_accounts SET directory = $1 WHERE platform = $2 AND account = $3 "
	"AND directory IS NOT $1";
static const char KNOWN_AS[] = "SELECT id FROM people WHERE platform = $1 AND account = $2";
static const char NO_ACCOUNT[] =
	"UPDATE people SET account = NULL WHERE id = $1 AND account IS NOT NULL";
static const char DROP_FURTHER[] =
	"DELETE FROM people_accounts WHERE platform = $1 AND account = $2 RETURNING person";
static const char MOVE_HOME[] =
	"UPDATE people SET (platform, account, name, directory, profiled_at) = "
	"(SELECT a.platform, a.account, coalesce(a.name, people.name), a.directory, NULL "
	"FROM people_accounts AS a WHERE a.person = people.id ORDER BY a.linked_at LIMIT 1) "
	"WHERE platform = $1 AND account = $2 "
	"AND EXISTS (SELECT 1 FROM people_accounts AS a WHERE a.person = people.id) RETURNING id";
static const char NO_LONGER_FURTHER[] =
	"DELETE FROM people_accounts WHERE person = $1 AND platform = "
	"(SELECT platform FROM people WHERE id = $1)";

/* What has not been tried yet is owed at home; the rest cannot be said any more. */
#define UNTRIED "operation = 'post' AND state = 'ready' AND attempts = 0"
#define HOME "(SELECT p.platform FROM people AS p WHERE p.id = $1)"
static const char HOME_OF[] = "SELECT platform FROM people WHERE id = $1";
static const char CARDS_FOLLOW[] =
	"UPDATE cards SET platform = " HOME " WHERE person = $1 AND platform = $2 "
	"AND id IN (SELECT card FROM outbox WHERE person = $1 AND platform = $2 AND " UNTRIED ")";
static const char OWED_FOLLOWS[] =
	"UPDATE outbox SET platform = " HOME " WHERE person = $1 AND platform = $2 AND " UNTRIED;
static const char OWED_ENDS[] =
	"UPDATE outbox SET state = 'superseded', turn = 0, reason = 'the account was closed' "
	"WHERE person = $1 AND platform = $2 AND operation = 'post' "
	"AND state IN ('ready', 'intent', 'parked')";

LIST_STATEMENTS(people_accounts_statements, HOME_OF, CARDS_FOLLOW, OWED_FOLLOWS, OWED_ENDS, ALL,
	KNOW_DIRECTORY, KNOW_FURTHER, KNOWN_AS, NO_ACCOUNT, DROP_FURTHER, MOVE_HOME,
	NO_LONGER_FURTHER);

struct accounts people_store_accounts(struct db *db, struct arena *arena, int64_t person)
{
	_cleanup_query_ struct query query = stmt_query(db, ALL, as_int(person));
	struct accounts accounts = { 0 };

	while (query_next(&query))
		*stmt_grow(arena, &accounts) = (struct account){
			.platform = query_text(&query, arena, "platform"),
			.id = query_text(&query, arena, "account"),
			.name = query_text(&query, arena, "name"),
			.directory = query_text(&query, arena, "directory"),
		};
	return accounts;
}

const char *people_store_account_on(
	struct db *db, struct arena *arena, int64_t person, const char *platform)
{
	struct accounts accounts = people_store_accounts(db, arena, person);

	for (size_t i = 0; i < accounts.count; i++)
		if (text_equal(accounts.items[i].platform, platform))
			return accounts.items[i].id;
	return NULL;
}

void people_store_learn_directory(struct db *db, struct arena *arena, const struct person *person,
	const char *platform, const char *account, const char *directory, int64_t now)
{
	if (text_equal(person->directory, directory) || text_equal(account, directory))
		return;
	int64_t known_as = stmt_int(db, 0, KNOWN_AS, as_text(platform), as_text(directory));
	if (known_as && known_as != person->id) {
		stmt_run(db, NO_ACCOUNT, as_int(known_as));
		people_store_link(db, arena, person->id, known_as, now);
	}
	if (!stmt_run(db, KNOW_DIRECTORY, as_text(directory), as_int(person->id), as_text(platform),
		    as_text(account)))
		stmt_run(db, KNOW_FURTHER, as_text(directory), as_text(platform), as_text(account));
}

static void owe_at_home(struct db *db, int64_t person, const char *platform)
{
	_cleanup_free_ char *lane = xasprintf("person:%lld", (long long)person);
	_cleanup_free_ char *home = NULL;

	stmt_run(db, CARDS_FOLLOW, as_int(person), as_text(platform));
	stmt_run(db, OWED_FOLLOWS, as_int(person), as_text(platform));
	stmt_run(db, OWED_ENDS, as_int(person), as_text(platform));
	{
		_cleanup_query_ struct query query = stmt_query(db, HOME_OF, as_int(person));
		if (query_next(&query))
			home = xstrdup(query_peek(&query, "platform"));
	}
	outbox_lane_settle(db, platform, lane);
	if (home)
		outbox_lane_settle(db, home, lane);
}

bool people_store_drop_account(struct db *db, const char *platform, const char *account)
{
	int64_t person = stmt_int(db, 0, DROP_FURTHER, as_text(platform), as_text(account));

	if (!person) {
		person = stmt_int(db, 0, MOVE_HOME, as_text(platform), as_text(account));
		if (person)
			stmt_run(db, NO_LONGER_FURTHER, as_int(person));
	}
	if (person)
		owe_at_home(db, person, platform);
	return person != 0;
}
