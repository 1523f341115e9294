#ifndef LASTMILE_DB_INTERNAL_H
#define LASTMILE_DB_INTERNAL_H
/*
 * What db.c, db_open.c, db_copy.c and stmt.c share: the connection, and how an error of SQLite
 * becomes ours. Nobody else includes this.
 */
#include <sqlite3.h>

#include "storage/db.h"

struct statement {
	const char *sql; // the address is the key; NULL: a free place
	sqlite3_stmt *raw;
	char **columns;
	int column_count, value_count;
	bool busy, writes;
};

enum {
	STATEMENT_PLACES = 1024,
	DB_PATIENCE = 5000, // ms to wait for another writer
};

struct db {
	sqlite3 *sqlite;
	char *path;
	enum db_mode mode;
	int lock; // the daemon's lock file; -1: none
	bool strict;
	int wal_pages;

	bool in_transaction, reading, in_savepoint;
	int failure;   // sticky until the transaction, or the savepoint, is undone
	bool poisoned; // the whole transaction is lost, not the savepoint alone
	bool broken;   // an I/O error: nothing that this process sees is certain to be on disk
	char why[256];

	sqlite3_stmt *begin, *begin_read, *commit, *rollback, *savepoint, *release, *rollback_to;
	struct statement statements[STATEMENT_PLACES];
};

int db_errno(int sqlite_code); /* 0 or negative errno */

/* Notes that `sql` failed just now: marks the transaction, ends the process when out of memory. */
void db_note_failure(struct db *db, int sqlite_code, const char *sql);

/* Strict mode: says what was done wrong and ends the process; else only says it. */
void db_misuse(const struct db *db, const char *what, const char *sql);
void db_bug(const char *what, const char *sql) __attribute__((noreturn));

/* stmt.c */
int stmt_prepare_all(struct db *db, char **ret_why);
void stmt_finish_all(struct db *db);

/* Every SQL text of every store: statements.c. */
extern const char *const *const all_statements[]; // lists ended by NULL, ended by NULL

/* db_copy.c: a copy of the whole database into a new file. */
int db_copy(sqlite3 *sqlite, const char *path, char **ret_why);

/* db_files.c: what is done to files rather than to rows. */
int db_files_prepare(const char *path, enum db_mode mode, char **ret_why);
int db_files_lock(const char *path, int patience, int *ret_lock, char **ret_why);
int db_files_sync(const char *path); /* the file and its folder */

#endif
