/*
 * Opening: the settings, the migrations, and the boot ritual after which everything visible is
 * durable. Why each step is there: an earlier process may have died of a failed fsync. Its rows
 * can then be read from the page cache though they are not on disk. A checkpoint writes and syncs
 * what the WAL has, and the commit of one row syncs the WAL anew; only then may a repeated event
 * be called known.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bot/util/clock.h"
#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "storage/db_internal.h"
#include "storage/migrate.h"
#include "storage/stmt.h"

static const char ADD_BOOT[] = "INSERT INTO boots (started_at, version) VALUES ($1, $2)";

LIST_STATEMENTS(db_open_statements, ADD_BOOT);

enum {
	DAEMON_PATIENCE = 200, // ms to wait for another daemon that is just ending
	BESIDE_PATIENCE = 5000, // ms to wait for another process that is just migrating
};

/* What SQLite says while opening, as a sentence. */
static int explain(struct db *db, int code, char **ret_why)
{
	int number = db_errno(code);
	const char *path = db->path;

	if (number == -EUCLEAN)
		*ret_why = xasprintf(
			"%s is damaged or not a database (%s): put it aside and restore the "
			"last backup",
			path, sqlite3_errmsg(db->sqlite));
	else if (number == -ENOSPC)
		*ret_why = xasprintf("no space left for %s: free some, then start again", path);
	else if (number == -EROFS || number == -EACCES)
		*ret_why =
			xasprintf("%s, or files beside it, may not be written (%s): give them and "
				  "their folder to the user that lastmile runs as",
				path, sqlite3_errmsg(db->sqlite));
	else if (number == -EBUSY)
		*ret_why = xasprintf(
			"%s is in use by another program: close it, then start again", path);
	else
		*ret_why = xasprintf("%s cannot be used: %s (errno %d)", path,
			sqlite3_errmsg(db->sqlite), sqlite3_system_errno(db->sqlite));
	return number;
}

/* Counts the WAL's pages, and keeps SQLite from adding a checkpoint to our commits. */
static int note_wal(void *data, sqlite3 *sqlite, const char *name, int pages)
{
	struct db *db = data;

	(void)sqlite, (void)name;
	db->wal_pages = pages;
	return SQLITE_OK;
}

static int configure(struct db *db, char **ret_why)
{
	static const struct {
		int option, value;
	} options[] = {
		{ SQLITE_DBCONFIG_DEFENSIVE, 1 },
		{ SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
		{ SQLITE_DBCONFIG_DQS_DML, 0 },
		{ SQLITE_DBCONFIG_DQS_DDL, 0 },
		{ SQLITE_DBCONFIG_ENABLE_FKEY, 1 },
		{ SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0 },
	};

	sqlite3_extended_result_codes(db->sqlite, 1);
	sqlite3_busy_timeout(db->sqlite, DB_PATIENCE);
	for (size_t i = 0; i < array_length(options); i++)
		sqlite3_db_config(db->sqlite, options[i].option, options[i].value, NULL);
	int code = sqlite3_exec(db->sqlite,
		"PRAGMA mmap_size = 0;" /* an I/O error stays an error, instead of SIGBUS */
		"PRAGMA cell_size_check = ON;"
		"PRAGMA synchronous = FULL;"
		"PRAGMA temp_store = MEMORY;"
		"PRAGMA cache_size = -8192;"
		/* The WAL keeps its length: overwriting syncs faster than growing. */
		"PRAGMA journal_size_limit = 67108864;",
		NULL, NULL, NULL);
	sqlite3_wal_hook(db->sqlite, note_wal, db);
	return code == SQLITE_OK ? 0 : explain(db, code, ret_why);
}

static int connect_to(struct db *db, char **ret_why)
{
	int flags = db->mode == DB_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
	int code = sqlite3_open_v2(db->path, &db->sqlite, flags | SQLITE_OPEN_NOMUTEX, NULL);

	if (!db->sqlite)
		db_bug("out of memory", db->path);
	if (code != SQLITE_OK)
		return explain(db, code, ret_why);
	return configure(db, ret_why);
}

/* The first column of the only row, as text to be freed; NULL with *ret_code on failure. */
static char *ask(struct db *db, const char *sql, int *ret_code)
{
	sqlite3_stmt *raw = NULL;
	char *answer = NULL;
	int code = sqlite3_prepare_v2(db->sqlite, sql, -1, &raw, NULL);

	if (code == SQLITE_OK)
		code = sqlite3_step(raw);
	if (code == SQLITE_ROW)
		answer = xstrdup((const char *)sqlite3_column_text(raw, 0));
	sqlite3_finalize(raw);
	*ret_code = code;
	return answer;
}

static int check_pages(struct db *db, char **ret_why)
{
	int code;
	_cleanup_free_ char *answer = ask(db, "PRAGMA quick_check(1)", &code);

	if (!answer)
		return explain(db, code, ret_why);
	if (strcmp(answer, "ok") == 0)
		return 0;
	*ret_why = xasprintf(
		"%s is damaged (%s): put it aside and restore the last backup", db->path, answer);
	return -EUCLEAN;
}

static int use_wal(struct db *db, char **ret_why)
{
	int code;
	_cleanup_free_ char *answer = ask(db, "PRAGMA journal_mode = WAL", &code);

	if (!answer)
		return explain(db, code, ret_why);
	if (strcmp(answer, "wal") == 0)
		return 0;
	*ret_why = xasprintf("%s cannot use a write-ahead log: its file system must be a local one",
		db->path);
	return -EIO;
}

/* Beside a daemon only if there is none: its lock is taken while the schema changes. */
static int migrate_beside(struct db *db, char **ret_why)
{
	int lock = -1, result = migrate_check(db->sqlite, db->path, all_migrations, ret_why);

	if (result != MIGRATE_E_OLDER)
		return result;
	result = db_files_lock(db->path, BESIDE_PATIENCE, &lock, ret_why);
	if (result)
		return result;
	result = use_wal(db, ret_why);
	if (!result)
		result = migrate_run(db->sqlite, db->path, all_migrations, ret_why);
	(void)close(lock);
	return result;
}

static int migrate(struct db *db, char **ret_why)
{
	switch (db->mode) {
	case DB_DAEMON:
		return migrate_run(db->sqlite, db->path, all_migrations, ret_why);
	case DB_BESIDE:
		return migrate_beside(db, ret_why);
	case DB_READ:
		break;
	}
	int result = migrate_check(db->sqlite, db->path, all_migrations, ret_why);
	if (result != MIGRATE_E_OLDER)
		return result;
	*ret_why = xasprintf("%s was made by an older version: `lastmile run` brings it up to date",
		db->path);
	return -EPROTO;
}

static int prepare_transactions(struct db *db)
{
	const struct {
		const char *sql;
		sqlite3_stmt **statement;
	} all[] = {
		{ "BEGIN IMMEDIATE", &db->begin },
		{ "BEGIN", &db->begin_read },
		{ "COMMIT", &db->commit },
		{ "ROLLBACK", &db->rollback },
		{ "SAVEPOINT event", &db->savepoint },
		{ "RELEASE event", &db->release },
		{ "ROLLBACK TO event", &db->rollback_to },
	};

	for (size_t i = 0; i < array_length(all); i++) {
		int code = sqlite3_prepare_v3(db->sqlite, all[i].sql, -1, SQLITE_PREPARE_PERSISTENT,
			all[i].statement, NULL);
		if (code != SQLITE_OK)
			return code;
	}
	return SQLITE_OK;
}

static int checkpoint_all(struct db *db, char **ret_why)
{
	int code = sqlite3_wal_checkpoint_v2(
		db->sqlite, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);

	db->wal_pages = 0;
	return code == SQLITE_OK ? 0 : explain(db, code, ret_why);
}

static int add_boot(struct db *db, char **ret_why)
{
	int result = db_begin(db);

	if (!result) {
		stmt_run(db, ADD_BOOT, as_int(clock_now()), as_text(LASTMILE_VERSION));
		result = db_commit(db);
	}
	if (result)
		*ret_why = xasprintf("%s cannot be written: %s", db->path, db->why);
	return result;
}

static int open_steps(struct db *db, char **ret_why)
{
	bool daemon = db->mode == DB_DAEMON;
	int result = db_files_prepare(db->path, db->mode, ret_why);

	if (!result && daemon)
		result = db_files_lock(db->path, DAEMON_PATIENCE, &db->lock, ret_why);
	if (!result)
		result = connect_to(db, ret_why);
	if (!result && daemon)
		result = check_pages(db, ret_why);
	if (!result && daemon)
		result = use_wal(db, ret_why);
	if (!result)
		result = migrate(db, ret_why);
	if (!result) {
		int code = prepare_transactions(db);
		result = code == SQLITE_OK ? 0 : explain(db, code, ret_why);
	}
	if (!result)
		result = stmt_prepare_all(db, ret_why);
	if (!result && daemon)
		result = checkpoint_all(db, ret_why);
	return !result && daemon ? add_boot(db, ret_why) : result;
}

int db_open(const char *path, enum db_mode mode, struct db **ret_db, char **ret_why)
{
	struct db *db = xcalloc(1, sizeof(*db));
	const char *strict = getenv("LASTMILE_STRICT");
	char *why = NULL;

	db->path = xstrdup(path);
	db->mode = mode;
	db->lock = -1;
	db->strict = strict && strcmp(strict, "1") == 0;
	int result = open_steps(db, &why);
	if (result) {
		*ret_why = why;
		db_close(db);
		return result;
	}
	*ret_db = db;
	return 0;
}

void db_close(struct db *db)
{
	if (!db)
		return;
	db_rollback(db);
	stmt_finish_all(db);
	sqlite3_stmt *const all[] = { db->begin, db->begin_read, db->commit, db->rollback,
		db->savepoint, db->release, db->rollback_to };
	for (size_t i = 0; i < array_length(all); i++)
		sqlite3_finalize(all[i]);
	if (sqlite3_close(db->sqlite) != SQLITE_OK)
		log_error("storage", "%s: closed while in use", db->path);
	if (db->lock >= 0)
		(void)close(db->lock);
	free(db->path);
	free(db);
}
