#include "storage/migrate.h"

#include <errno.h>
#include <unistd.h>

#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "storage/db_internal.h"

/* Written into the header of our databases, so that another program's is never migrated: "Last". */
#define APPLICATION_ID 0x4c617374

int migrate_version(const struct migration *migrations)
{
	int count = 0;

	while (migrations[count].sql)
		count++;
	return count;
}

/* -1 with the error in `sqlite` on failure. */
static int number(sqlite3 *sqlite, const char *sql)
{
	sqlite3_stmt *raw = NULL;
	int result = -1;

	if (sqlite3_prepare_v2(sqlite, sql, -1, &raw, NULL) == SQLITE_OK &&
		sqlite3_step(raw) == SQLITE_ROW)
		result = sqlite3_column_int(raw, 0);
	sqlite3_finalize(raw);
	return result;
}

static int cannot_read(sqlite3 *sqlite, const char *path, char **ret_why)
{
	int code = sqlite3_errcode(sqlite), result = db_errno(code);

	if (result == -EUCLEAN)
		*ret_why = xasprintf(
			"%s is damaged or not a database (%s): put it aside and restore the "
			"last backup",
			path, sqlite3_errmsg(sqlite));
	else
		*ret_why = xasprintf("%s cannot be read: %s", path, sqlite3_errmsg(sqlite));
	return result ? result : -EIO;
}

int migrate_check(struct sqlite3 *sqlite, const char *path, const struct migration *migrations,
	char **ret_why)
{
	int application = number(sqlite, "PRAGMA application_id");
	int tables = number(sqlite, "SELECT count(*) FROM sqlite_schema");
	int version = number(sqlite, "PRAGMA user_version"), known = migrate_version(migrations);

	if (application < 0 || tables < 0 || version < 0)
		return cannot_read(sqlite, path, ret_why);
	if (tables > 0 && application != APPLICATION_ID) {
		*ret_why = xasprintf(
			"%s is a database of another program: set `database` to another file",
			path);
		return -EUCLEAN;
	}
	if (version > known) {
		*ret_why = xasprintf(
			"%s was made by a newer lastmile (schema %d, this one knows %d). "
			"Install that version again; or, to go back, restore the copy made "
			"before the upgrade, %s.v%d, which lacks what came after",
			path, version, known, path, known);
		return -EPROTO;
	}
	return version < known ? MIGRATE_E_OLDER : 0;
}

static int run_sql(
	sqlite3 *sqlite, const char *path, const char *name, const char *sql, char **ret_why)
{
	int code = sqlite3_exec(sqlite, sql, NULL, NULL, NULL);

	if (code == SQLITE_OK)
		return 0;
	*ret_why = xasprintf(
		"%s: %s failed (%s); nothing was changed", path, name, sqlite3_errmsg(sqlite));
	return db_errno(code);
}

static int run_missing(
	sqlite3 *sqlite, const char *path, const struct migration *migrations, char **ret_why)
{
	/* Asked again inside the transaction: another process may have been here meanwhile. */
	int version = number(sqlite, "PRAGMA user_version"), known = migrate_version(migrations);

	for (int i = version; i < known; i++) {
		log_info("storage", "migration %s", migrations[i].name);
		int result = run_sql(sqlite, path, migrations[i].name, migrations[i].sql, ret_why);
		if (result)
			return result;
	}
	if (number(sqlite, "SELECT count(*) FROM pragma_foreign_key_check") != 0) {
		*ret_why = xasprintf("%s: a row refers to one that is not there; nothing was "
				     "changed. Restore the last backup, or tell us",
			path);
		return -EUCLEAN;
	}
	_cleanup_free_ char *marks = xasprintf(
		"PRAGMA user_version = %d; PRAGMA application_id = %d", known, APPLICATION_ID);
	return run_sql(sqlite, path, "the version mark", marks, ret_why);
}

static int run_in_transaction(struct sqlite3 *sqlite, const char *path,
	const struct migration *migrations, char **ret_why)
{
	int result = run_sql(sqlite, path, "BEGIN", "BEGIN IMMEDIATE", ret_why);

	if (result)
		return result;
	result = run_missing(sqlite, path, migrations, ret_why);
	if (!result)
		result = run_sql(sqlite, path, "COMMIT", "COMMIT", ret_why);
	if (result && !sqlite3_get_autocommit(sqlite))
		(void)sqlite3_exec(sqlite, "ROLLBACK", NULL, NULL, NULL);
	return result;
}

/* A copy that is there already is the older one, from an attempt that failed: it stays. */
static int keep_way_back(sqlite3 *sqlite, const char *path, char **ret_why)
{
	int version = number(sqlite, "PRAGMA user_version");
	_cleanup_free_ char *copy = xasprintf("%s.v%d", path, version);

	if (version == 0 || access(copy, F_OK) == 0)
		return 0;
	return db_copy(sqlite, copy, ret_why);
}

int migrate_run(struct sqlite3 *sqlite, const char *path, const struct migration *migrations,
	char **ret_why)
{
	int result = migrate_check(sqlite, path, migrations, ret_why);

	if (result != MIGRATE_E_OLDER)
		return result;
	result = keep_way_back(sqlite, path, ret_why);
	/* A table can only be made anew while nobody asks who refers to it; the pragma does nothing
	 * inside a transaction. See "Making Other Kinds Of Table Schema Changes" in SQLite's ALTER
	 * TABLE. */
	if (!result)
		result =
			run_sql(sqlite, path, "foreign keys", "PRAGMA foreign_keys = OFF", ret_why);
	if (!result)
		result = run_in_transaction(sqlite, path, migrations, ret_why);
	(void)sqlite3_exec(sqlite, "PRAGMA foreign_keys = ON", NULL, NULL, NULL);
	return result;
}
