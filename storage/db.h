#ifndef LASTMILE_DB_H
#define LASTMILE_DB_H
/*
 * The database: one SQLite file in WAL mode with synchronous=FULL, and the transaction everything
 * happens in.
 *
 * Errors are sticky. A statement that fails (disk full, I/O error, broken constraint) marks the
 * open transaction as failed; from then on every store function does nothing and returns nothing,
 * and db_commit() refuses. So callers write straight through and the one who commits (the
 * dispatcher, the deliverer) decides. What cannot be committed is never acknowledged.
 *
 * After an I/O error nothing is begun any more (-EIO): a failed fsync leaves in the page cache
 * what is not on disk, and only the next start's boot ritual can tell. End the process.
 *
 * The daemon holds one writing connection; `lastmile say` and its like open their own beside it.
 */
#include <stdbool.h>
#include <stdint.h>

struct db;

enum db_mode {
	DB_DAEMON, // creates, migrates, and does the boot ritual; one at a time (a lock beside the
		   // file)
	DB_BESIDE, // reads and writes beside a daemon; creates and migrates if there is none yet
	DB_READ, // reads only
};

/*
 * Opens `path`. DB_DAEMON: integrity check, checkpoint with TRUNCATE, one committed row in boots,
 * so that whatever is visible is durable before the caller opens a socket (a failed fsync in an
 * earlier life may have left rows in the page cache alone).
 * Returns 0 or a negative errno with *ret_why, a sentence that says what to do (free it):
 * -EBUSY another daemon has it, -EUCLEAN damaged (restore a backup), -EPROTO made by a newer
 * version,
 * -ENOENT, -EACCES, -EROFS, -ENOSPC, -EIO.
 */
int db_open(const char *path, enum db_mode mode, struct db **ret_db, char **ret_why);
void db_close(struct db *db); /* NULL is fine */
static inline void db_closep(struct db **db)
{
	db_close(*db);
}
#define _cleanup_db_ __attribute__((cleanup(db_closep)))

/* One transaction at a time, begun as a writing one (BEGIN IMMEDIATE, waits up to 5 s for
 * `say`). */
int db_begin(struct db *db);
/* The same for reading alone: waits for nobody, and a change inside is a bug. DB_READ always
 * begins so. */
int db_begin_read(struct db *db);
/* For what reads in one piece, whether a transaction is open or not: begins one for reading if
 * there is none, and ends that one with the scope. */
struct reading {
	struct db *db; // NULL: a transaction was open already
};
struct reading db_reading(struct db *db);
void db_reading_end(struct reading *reading);
#define _cleanup_reading_ __attribute__((unused, cleanup(db_reading_end)))

int db_commit(
	struct db *db); /* 0 only if it is on disk; else everything since db_begin() is undone */
void db_rollback(struct db *db);
bool db_in_transaction(const struct db *db);

/* One savepoint inside a transaction: an event that fails spoils no other. db_undo() also clears
 * the failure mark unless the whole transaction is lost (I/O error, disk full). */
int db_savepoint(struct db *db);
int db_keep(struct db *db);
int db_undo(struct db *db);

/* Strict mode (see stmt.h); also LASTMILE_STRICT=1 in the environment when the database is
 * opened. */
void db_set_strict(struct db *db, bool strict);

/* 0, or the negative errno of what failed in this transaction, with words for the log. */
int db_failure(const struct db *db, const char **ret_why);

/* Counts commits by other connections: compare with an earlier value to learn that `say` wrote. */
int64_t db_data_version(struct db *db);

/* A consistent copy while others write. Refuses an existing `path`. 0600. */
int db_backup(struct db *db, const char *path, char **ret_why);

/* Checkpoints and truncates the WAL if nobody reads; for quiet moments. */
void db_tidy(struct db *db);

/* Pages in the WAL after the last commit (frames), for metrics. */
int db_wal_pages(const struct db *db);

/* properties: what belongs to the database as a whole. NULL arena-less getters return a copy to
 * free. */
char *db_property(struct db *db, const char *name); /* NULL if unset; free it */
/* Each one whose name begins with `prefix` (ASCII, not empty); what is handed over is borrowed. */
void db_each_property(struct db *db, const char *prefix,
	void (*each)(void *data, const char *name, const char *value), void *data);
void db_set_property(struct db *db, const char *name, const char *value); /* inside a transaction */

/* The first column of the first row, for tools and tests: db_int(db, 0, "SELECT count(*) FROM
 * …"). */
int64_t db_int(struct db *db, int64_t otherwise, const char *sql);

#endif
