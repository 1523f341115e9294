/*
 * Transactions, savepoints and the sticky failure; see db.h for what they promise.
 */
#include "storage/db.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "storage/db_internal.h"
#include "storage/stmt.h"

/*
 * A report writes some 45 pages of the WAL when nothing shares its transaction. A checkpoint syncs
 * twice and holds up whoever waits, so it should come seldom: every 32 MB. In quiet times db_tidy()
 * keeps the file short.
 */
enum { CHECKPOINT_PAGES = 8000 };

static const char GET_PROPERTY[] = "SELECT value FROM properties WHERE name = $1";
static const char SET_PROPERTY[] = "INSERT INTO properties (name, value) VALUES ($1, $2) "
				   "ON CONFLICT (name) DO UPDATE SET value = excluded.value";

static const char EACH_PROPERTY[] =
	"SELECT name, value FROM properties WHERE name >= $1 AND name < $2 ORDER BY name";

LIST_STATEMENTS(db_statements, GET_PROPERTY, SET_PROPERTY, EACH_PROPERTY);

/* --- Errors --- */

int db_errno(int sqlite_code)
{
	static const struct {
		int code, number;
	} meanings[] = {
		{ SQLITE_OK, 0 },
		{ SQLITE_ROW, 0 },
		{ SQLITE_DONE, 0 },
		{ SQLITE_PERM, -EACCES },
		{ SQLITE_AUTH, -EACCES },
		{ SQLITE_BUSY, -EBUSY },
		{ SQLITE_LOCKED, -EBUSY },
		{ SQLITE_READONLY, -EROFS },
		{ SQLITE_IOERR, -EIO },
		{ SQLITE_PROTOCOL, -EIO },
		{ SQLITE_CORRUPT, -EUCLEAN },
		{ SQLITE_NOTADB, -EUCLEAN },
		{ SQLITE_FULL, -ENOSPC },
		{ SQLITE_CANTOPEN, -EACCES },
		{ SQLITE_CONSTRAINT, -EEXIST },
		{ SQLITE_TOOBIG, -E2BIG },
	};

	for (size_t i = 0; i < array_length(meanings); i++)
		if (meanings[i].code == (sqlite_code & 0xff))
			return meanings[i].number;
	return -EINVAL;
}

void db_bug(const char *what, const char *sql)
{
	log_error("storage", "a mistake in the program: %s: %s", what, sql);
	abort();
}

void db_misuse(const struct db *db, const char *what, const char *sql)
{
	if (db->strict)
		db_bug(what, sql);
}

/* Broken constraints spoil only the savepoint; what may have torn the file spoils everything. */
static bool spoils_everything(const struct db *db, int code)
{
	switch (code & 0xff) {
	case SQLITE_CONSTRAINT:
	case SQLITE_MISMATCH:
	case SQLITE_TOOBIG:
	case SQLITE_RANGE:
	case SQLITE_ERROR:
		return db->in_transaction && sqlite3_get_autocommit(db->sqlite);
	default:
		return true;
	}
}

void db_note_failure(struct db *db, int code, const char *sql)
{
	if ((code & 0xff) == SQLITE_NOMEM || code == SQLITE_IOERR_NOMEM) {
		log_error("storage", "out of memory; what was acknowledged is on disk");
		abort();
	}
	db->failure = db_errno(code);
	db->poisoned = db->poisoned || spoils_everything(db, code);
	db->broken = db->broken || (code & 0xff) == SQLITE_IOERR;
	snprintf(db->why, sizeof(db->why), "%s (%d, errno %d) in: %.120s",
		sqlite3_errmsg(db->sqlite), code, sqlite3_system_errno(db->sqlite), sql);
	log_error("storage", "%s", db->why);
}

int db_failure(const struct db *db, const char **ret_why)
{
	if (ret_why && db->failure)
		*ret_why = db->why;
	return db->failure;
}

/* --- Transactions --- */

static int run(sqlite3_stmt *statement)
{
	int code = sqlite3_step(statement);

	sqlite3_reset(statement);
	return code == SQLITE_DONE ? SQLITE_OK : code;
}

static int begin(struct db *db, bool reading)
{
	if (db->in_transaction)
		db_bug("a transaction inside a transaction", db->path);
	if (db->broken)
		return db->failure = -EIO;
	db->failure = 0;
	db->poisoned = false;
	db->why[0] = '\0';
	int code = run(reading ? db->begin_read : db->begin);
	if (code != SQLITE_OK) {
		db_note_failure(db, code, "BEGIN");
		return db->failure;
	}
	db->in_transaction = true;
	db->reading = reading;
	return 0;
}

int db_begin(struct db *db)
{
	return begin(db, db->mode == DB_READ);
}

int db_begin_read(struct db *db)
{
	return begin(db, true);
}

struct reading db_reading(struct db *db)
{
	bool own = !db->in_transaction && db_begin_read(db) == 0;
	return (struct reading){ own ? db : NULL };
}

void db_reading_end(struct reading *reading)
{
	if (reading->db)
		db_rollback(reading->db);
}

static void end(struct db *db)
{
	db->in_transaction = db->reading = db->in_savepoint = false;
}

void db_rollback(struct db *db)
{
	if (!db->in_transaction)
		return;
	/* SQLite may have rolled back by itself after an I/O error. */
	if (!sqlite3_get_autocommit(db->sqlite) && run(db->rollback) != SQLITE_OK)
		log_error("storage", "rollback: %s", sqlite3_errmsg(db->sqlite));
	end(db);
}

/*
 * Checkpoints are ours and not a part of COMMIT: so the answer of COMMIT speaks of the commit
 * alone. An I/O error here does not undo what was committed (it stays in the WAL), but nothing
 * more is begun: the next start repeats the checkpoint before it believes anything.
 */
static void checkpoint(struct db *db, int mode)
{
	int code = sqlite3_wal_checkpoint_v2(db->sqlite, NULL, mode, NULL, NULL);

	if (code == SQLITE_OK && mode == SQLITE_CHECKPOINT_TRUNCATE)
		db->wal_pages = 0;
	if (code == SQLITE_OK || (code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED)
		return;
	db_note_failure(db, code, "checkpoint");
	db->failure = 0;
}

int db_commit(struct db *db)
{
	if (!db->in_transaction)
		db_bug("a commit outside a transaction", db->path);
	if (db->in_savepoint)
		db_bug("a commit inside a savepoint", db->path);
	if (!db->failure) {
		int code = run(db->commit);
		if (code != SQLITE_OK)
			db_note_failure(db, code, "COMMIT");
	}
	if (db->failure) {
		db_rollback(db);
		return db->failure;
	}
	end(db);
	if (db->wal_pages >= CHECKPOINT_PAGES)
		checkpoint(db, SQLITE_CHECKPOINT_PASSIVE);
	return 0;
}

bool db_in_transaction(const struct db *db)
{
	return db->in_transaction;
}

/* --- Savepoints --- */

static int run_or_fail(struct db *db, sqlite3_stmt *statement, const char *name)
{
	int code = run(statement);

	if (code != SQLITE_OK) {
		db_note_failure(db, code, name);
		db->poisoned = true;
	}
	return db->failure;
}

int db_savepoint(struct db *db)
{
	if (!db->in_transaction || db->in_savepoint)
		db_bug("a savepoint outside a transaction or inside another", db->path);
	if (db->failure)
		return db->failure;
	if (run_or_fail(db, db->savepoint, "SAVEPOINT"))
		return db->failure;
	db->in_savepoint = true;
	return 0;
}

int db_keep(struct db *db)
{
	if (!db->in_savepoint)
		return db->failure ? db->failure : -EINVAL;
	if (db->failure)
		return db->failure;
	db->in_savepoint = false;
	return run_or_fail(db, db->release, "RELEASE");
}

int db_undo(struct db *db)
{
	if (!db->in_savepoint)
		return db->failure ? db->failure : -EINVAL;
	db->in_savepoint = false;
	if (db->poisoned)
		return db->failure;
	db->failure = 0;
	if (run_or_fail(db, db->rollback_to, "ROLLBACK TO"))
		return db->failure;
	return run_or_fail(db, db->release, "RELEASE");
}

/* --- Small things --- */

int64_t db_data_version(struct db *db)
{
	return db_int(db, 0, "PRAGMA data_version");
}

void db_tidy(struct db *db)
{
	if (db->in_transaction || db->broken || db->mode == DB_READ)
		return;
	sqlite3_busy_timeout(db->sqlite, 0);
	checkpoint(db, SQLITE_CHECKPOINT_TRUNCATE);
	sqlite3_busy_timeout(db->sqlite, DB_PATIENCE);
}

int db_wal_pages(const struct db *db)
{
	return db->wal_pages;
}

void db_set_strict(struct db *db, bool strict)
{
	db->strict = strict;
}

char *db_property(struct db *db, const char *name)
{
	_cleanup_reading_ struct reading reading = db_reading(db);
	_cleanup_query_ struct query query = stmt_query(db, GET_PROPERTY, as_text(name));

	return query_next(&query) ? xstrdup(query_peek(&query, "value")) : NULL;
}

void db_each_property(struct db *db, const char *prefix,
	void (*each)(void *data, const char *name, const char *value), void *data)
{
	_cleanup_reading_ struct reading reading = db_reading(db);
	_cleanup_free_ char *end = xstrdup(prefix);

	end[strlen(end) - 1]++; // the first that begins with another
	_cleanup_query_ struct query query =
		stmt_query(db, EACH_PROPERTY, as_text(prefix), as_text(end));
	while (query_next(&query))
		each(data, query_peek(&query, "name"), query_peek(&query, "value"));
}

void db_set_property(struct db *db, const char *name, const char *value)
{
	stmt_run(db, SET_PROPERTY, as_text(name), as_text(value));
}

int64_t db_int(struct db *db, int64_t otherwise, const char *sql)
{
	sqlite3_stmt *raw = NULL;
	int64_t number = otherwise;

	if (sqlite3_prepare_v2(db->sqlite, sql, -1, &raw, NULL) != SQLITE_OK)
		log_error("storage", "%s: %s", sqlite3_errmsg(db->sqlite), sql);
	else if (sqlite3_step(raw) == SQLITE_ROW && sqlite3_column_type(raw, 0) != SQLITE_NULL)
		number = sqlite3_column_int64(raw, 0);
	sqlite3_finalize(raw);
	return number;
}
