/* A consistent copy of the database while others write: VACUUM INTO, private and synced. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "bot/util/memory.h"
#include "storage/db_internal.h"

static int make_empty(const char *path, char **ret_why)
{
	int fd = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0600);
	int number = errno;

	if (fd >= 0) {
		(void)close(fd);
		return 0;
	}
	if (number == EEXIST)
		*ret_why = xasprintf("%s exists already: give another name", path);
	else
		*ret_why = xasprintf("%s cannot be made: %s", path, strerror(number));
	return -number;
}

/* VACUUM INTO accepts an empty file, so that ours keeps its mode. */
static int copy(sqlite3 *sqlite, const char *path)
{
	sqlite3_stmt *raw = NULL;
	int code = sqlite3_prepare_v2(sqlite, "VACUUM INTO $1", -1, &raw, NULL);

	if (code == SQLITE_OK)
		code = sqlite3_bind_text(raw, 1, path, -1, SQLITE_STATIC);
	if (code == SQLITE_OK)
		code = sqlite3_step(raw);
	sqlite3_finalize(raw);
	return code == SQLITE_DONE ? SQLITE_OK : code;
}

int db_copy(sqlite3 *sqlite, const char *path, char **ret_why)
{
	int result = make_empty(path, ret_why);

	if (result)
		return result;
	int code = copy(sqlite, path);
	if (code != SQLITE_OK) {
		result = db_errno(code);
		*ret_why = xasprintf("the copy to %s failed: %s", path, sqlite3_errmsg(sqlite));
	} else {
		result = db_files_sync(path);
		if (result)
			*ret_why = xasprintf("%s cannot be synced: %s", path, strerror(-result));
	}
	if (result)
		(void)unlink(path);
	return result;
}

int db_backup(struct db *db, const char *path, char **ret_why)
{
	if (db->in_transaction)
		db_bug("a backup inside a transaction", path);
	return db_copy(db->sqlite, path, ret_why);
}
