/*
 * A disk that fails. SQLite's own file layer is wrapped: every write, sync, truncation and read of
 * the database, its WAL and its shared memory has a number, and one run after the other lets the
 * next one fail, once or from then on, with an I/O error or for want of space.
 *
 * Whatever fails: no crash, no transaction that is half there, nothing that db_commit() called
 * committed is missing after the disk works again, and after an I/O error nothing is begun any
 * more.
 *
 *     faulty_disk [STRIDE]     tries every STRIDE-th operation, 4 if not said
 */
#include <errno.h>
#include <ftw.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bot/util/arena.h"
#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "storage/db.h"
#include "storage/issue_store.h"
#include "storage/outbox_store.h"
#include "storage/report_store.h"

enum { TRANSACTIONS = 8 };

static void __attribute__((noreturn, format(printf, 1, 2))) give_up(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
	exit(1);
}

/* --- The wrapped file layer --- */

static struct {
	bool armed, forever, failed;
	int code;
	int64_t operation, fail_at;
} disk;

struct faulty_file {
	sqlite3_file base;
	sqlite3_file *real; // behind this struct in memory
};

static sqlite3_file *real(sqlite3_file *file)
{
	return ((struct faulty_file *)(void *)file)->real;
}

/* Does the operation that begins now fail? */
static bool fails(void)
{
	if (!disk.armed)
		return false;
	int64_t number = disk.operation++;
	bool now = disk.forever ? number >= disk.fail_at : number == disk.fail_at;
	disk.failed = disk.failed || now;
	return now;
}

static int full_or(int io_error)
{
	return disk.code == SQLITE_FULL ? SQLITE_FULL : io_error;
}

static int faulty_close(sqlite3_file *file)
{
	return real(file)->pMethods->xClose(real(file));
}

static int faulty_read(sqlite3_file *file, void *out, int count, sqlite3_int64 at)
{
	if (disk.code != SQLITE_FULL && fails())
		return SQLITE_IOERR_READ;
	return real(file)->pMethods->xRead(real(file), out, count, at);
}

/* A failed write leaves half of itself. */
static int faulty_write(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 at)
{
	if (fails()) {
		(void)real(file)->pMethods->xWrite(real(file), bytes, count / 2, at);
		return full_or(SQLITE_IOERR_WRITE);
	}
	return real(file)->pMethods->xWrite(real(file), bytes, count, at);
}

static int faulty_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	if (disk.code != SQLITE_FULL && fails())
		return SQLITE_IOERR_TRUNCATE;
	return real(file)->pMethods->xTruncate(real(file), size);
}

static int faulty_sync(sqlite3_file *file, int flags)
{
	if (disk.code != SQLITE_FULL && fails())
		return SQLITE_IOERR_FSYNC;
	return real(file)->pMethods->xSync(real(file), flags);
}

static int faulty_size(sqlite3_file *file, sqlite3_int64 *size)
{
	return real(file)->pMethods->xFileSize(real(file), size);
}

static int faulty_lock(sqlite3_file *file, int level)
{
	return real(file)->pMethods->xLock(real(file), level);
}

static int faulty_unlock(sqlite3_file *file, int level)
{
	return real(file)->pMethods->xUnlock(real(file), level);
}

static int faulty_reserved(sqlite3_file *file, int *result)
{
	return real(file)->pMethods->xCheckReservedLock(real(file), result);
}

static int faulty_control(sqlite3_file *file, int operation, void *argument)
{
	return real(file)->pMethods->xFileControl(real(file), operation, argument);
}

static int faulty_sector(sqlite3_file *file)
{
	return real(file)->pMethods->xSectorSize(real(file));
}

static int faulty_traits(sqlite3_file *file)
{
	return real(file)->pMethods->xDeviceCharacteristics(real(file));
}

static int faulty_map(sqlite3_file *file, int page, int size, int extend, void volatile **ret)
{
	if (extend && fails())
		return full_or(SQLITE_IOERR_SHMSIZE);
	return real(file)->pMethods->xShmMap(real(file), page, size, extend, ret);
}

static int faulty_shm_lock(sqlite3_file *file, int offset, int n, int flags)
{
	return real(file)->pMethods->xShmLock(real(file), offset, n, flags);
}

static void faulty_barrier(sqlite3_file *file)
{
	real(file)->pMethods->xShmBarrier(real(file));
}

static int faulty_unmap(sqlite3_file *file, int delete)
{
	return real(file)->pMethods->xShmUnmap(real(file), delete);
}

static const sqlite3_io_methods faulty_methods = {
	.iVersion = 2,
	.xClose = faulty_close,
	.xRead = faulty_read,
	.xWrite = faulty_write,
	.xTruncate = faulty_truncate,
	.xSync = faulty_sync,
	.xFileSize = faulty_size,
	.xLock = faulty_lock,
	.xUnlock = faulty_unlock,
	.xCheckReservedLock = faulty_reserved,
	.xFileControl = faulty_control,
	.xSectorSize = faulty_sector,
	.xDeviceCharacteristics = faulty_traits,
	.xShmMap = faulty_map,
	.xShmLock = faulty_shm_lock,
	.xShmBarrier = faulty_barrier,
	.xShmUnmap = faulty_unmap,
};

static sqlite3_vfs faulty_vfs;
static sqlite3_vfs *real_vfs;

static int faulty_open(
	sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out_flags)
{
	struct faulty_file *mine = (struct faulty_file *)(void *)file;

	(void)vfs;
	mine->base.pMethods = NULL;
	mine->real = (sqlite3_file *)(void *)&mine[1];
	if (fails())
		return disk.code == SQLITE_FULL ? SQLITE_FULL : SQLITE_CANTOPEN;
	int code = real_vfs->xOpen(real_vfs, name, mine->real, flags, out_flags);
	if (mine->real->pMethods)
		mine->base.pMethods = &faulty_methods;
	return code;
}

static int faulty_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
	(void)vfs;
	if (disk.code != SQLITE_FULL && fails())
		return SQLITE_IOERR_DELETE;
	return real_vfs->xDelete(real_vfs, name, sync);
}

static void wrap_files(void)
{
	real_vfs = sqlite3_vfs_find(NULL);
	faulty_vfs = *real_vfs;
	faulty_vfs.zName = "faulty";
	faulty_vfs.szOsFile = (int)sizeof(struct faulty_file) + real_vfs->szOsFile;
	faulty_vfs.xOpen = faulty_open;
	faulty_vfs.xDelete = faulty_delete;
	if (sqlite3_vfs_register(&faulty_vfs, 1) != SQLITE_OK)
		give_up("the file layer cannot be wrapped");
}

/* --- One run --- */

struct run {
	const char *path;
	bool committed[TRANSACTIONS + 1]; // what db_commit() called so
	bool refused;			  // an I/O error was said: nothing may be begun after it
};

/* Two events in a transaction, each in its savepoint. */
static int one_transaction(struct db *db, struct arena *arena, int64_t number)
{
	if (db_begin(db))
		return db_failure(db, NULL);
	for (int i = 0; i < 2; i++) {
		const char *name = arena_printf(arena, "Ev%lld.%d", (long long)number, i);
		if (db_savepoint(db))
			break;
		(void)inbox_store_take(db, "slack", name, number);
		int64_t issue = issue_store_create(db, 0, name, number);
		struct report report = { .issue = issue, .text = name, .minutes_lost = -1,
			.source = "command", .platform = "slack", .created_at = number };
		report_store_add(db, &report);
		struct outbox_order order = { .key = name, .platform = "slack", .channel = "C1",
			.kind = "x", .content = "{}" };
		(void)outbox_store_post(db, &order, number);
		if (db_keep(db))
			(void)db_undo(db);
	}
	return db_commit(db);
}

static void work(struct run *run, struct db *db)
{
	_cleanup_arena_ struct arena *arena = arena_create();

	for (int64_t number = 1; number <= TRANSACTIONS; number++) {
		int result = one_transaction(db, arena, number);
		if (run->refused && result == 0)
			give_up("operation %lld: committed after an I/O error",
				(long long)disk.fail_at);
		run->refused = run->refused || result == -EIO;
		if (result == 0)
			run->committed[number] = true;
		else if (!disk.failed)
			give_up("transaction %lld failed without a fault: %d", (long long)number,
				result);
		if (number % 3 == 0)
			db_tidy(db);
	}
}

/* With the disk as it should be: what was called committed is there; nothing is there by half. */
static void check(const struct run *run)
{
	struct db *db = NULL;
	char *why = NULL;

	if (db_open(run->path, DB_DAEMON, &db, &why))
		give_up("operation %lld: %s", (long long)disk.fail_at, why);
	for (int64_t number = 1; number <= TRANSACTIONS; number++) {
		_cleanup_free_ char *sql = xasprintf(
			"SELECT (SELECT count(*) FROM inbox WHERE event LIKE 'Ev%lld.%%') + "
			"(SELECT count(*) FROM issues WHERE title LIKE 'Ev%lld.%%') + "
			"(SELECT count(*) FROM reports WHERE text LIKE 'Ev%lld.%%') + "
			"(SELECT count(*) FROM outbox WHERE key LIKE 'Ev%lld.%%')",
			(long long)number, (long long)number, (long long)number, (long long)number);
		int64_t rows = db_int(db, -1, sql);
		if (run->committed[number] && rows != 8)
			give_up("operation %lld: transaction %lld was committed, %lld of 8 rows "
				"are left",
				(long long)disk.fail_at, (long long)number, (long long)rows);
		if (rows != 0 && rows != 8)
			give_up("operation %lld: transaction %lld is there by half (%lld rows)",
				(long long)disk.fail_at, (long long)number, (long long)rows);
	}
	if (db_int(db, -1, "SELECT count(*) FROM pragma_integrity_check "
			   "WHERE integrity_check <> 'ok'"))
		give_up("operation %lld: damaged", (long long)disk.fail_at);
	db_close(db);
}

/* --- All runs --- */

static void copy_file(const char *from, const char *to)
{
	_cleanup_free_ char *bytes = xmalloc(1 << 22);
	FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");

	if (!in || !out)
		give_up("%s: %s", to, strerror(errno));
	size_t length = fread(bytes, 1, 1 << 22, in);
	if (fwrite(bytes, 1, length, out) != length || fclose(out) || fclose(in))
		give_up("%s: %s", to, strerror(errno));
}

/* Opening, working and closing while operation `fail_at` fails. False when there is none of that
 * number. */
static bool one_run(const char *folder, const char *blank)
{
	static const char *const endings[] = { "", "-wal", "-shm" };
	_cleanup_free_ char *path = xasprintf("%s/run.db", folder);
	struct run run = { .path = path };
	struct db *db = NULL;
	char *why = NULL;

	if (blank)
		copy_file(blank, path);
	disk.operation = 0;
	disk.failed = false;
	disk.armed = true;
	int result = db_open(path, DB_DAEMON, &db, &why);
	if (result == 0)
		work(&run, db);
	else if (!why || !disk.failed)
		give_up("operation %lld: not opened without a word or a fault (%d)",
			(long long)disk.fail_at, result);
	free(why);
	db_close(db);
	disk.armed = false;
	check(&run);
	for (size_t i = 0; i < array_length(endings); i++) {
		_cleanup_free_ char *file = xasprintf("%s%s", path, endings[i]);
		(void)unlink(file);
	}
	return disk.failed;
}

static int64_t all_runs(const char *folder, const char *blank, int stride)
{
	static const struct {
		int code;
		bool forever;
	} faults[] = { { SQLITE_IOERR, false }, { SQLITE_IOERR, true }, { SQLITE_FULL, false },
		{ SQLITE_FULL, true } };
	int64_t runs = 0;

	for (size_t i = 0; i < array_length(faults); i++) {
		disk.code = faults[i].code;
		disk.forever = faults[i].forever;
		for (disk.fail_at = 0; one_run(folder, blank); disk.fail_at += stride)
			runs++;
	}
	return runs;
}

static char *make_blank(const char *folder)
{
	char *path = xasprintf("%s/blank.db", folder), *why = NULL;
	struct db *db = NULL;

	if (db_open(path, DB_DAEMON, &db, &why))
		give_up("%s", why);
	db_close(db);
	return path;
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *where)
{
	(void)status, (void)type, (void)where;
	return remove(path);
}

int main(int argc, char **argv)
{
	/* In memory if possible: what a sync costs is of no interest here. */
	const char *base = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
	_cleanup_free_ char *folder = xasprintf("%s/lastmile-disk-XXXXXX", base);
	int stride = argc > 1 ? (int)strtoll(argv[1], NULL, 10) : 4;

	/* What fails is said on standard error each time; here that is thousands of lines. */
	if (!freopen("/dev/null", "w", stderr) || !mkdtemp(folder))
		return 1;
	wrap_files();
	_cleanup_free_ char *blank = make_blank(folder);
	int64_t working = all_runs(folder, blank, stride);
	/* From nothing: the migration fails too. Fewer of these, for they take longer. */
	int64_t making = all_runs(folder, NULL, stride * 5);
	printf("%lld faults while working, %lld while making the database; nothing lost\n",
		(long long)working, (long long)making);
	nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	return working < 100 / stride || making < 20 / stride;
}
