/*
 * The files around the database: made private to us, locked for one daemon, synced after a copy.
 * Every failure has a sentence that says what to do.
 *
 * An existing database is never opened here: closing any descriptor of it would drop the locks that
 * SQLite holds on it in this process (POSIX locks belong to the process, not to the descriptor).
 */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "bot/util/memory.h"
#include "storage/db_internal.h"

static void cleanup_close(const int *descriptor)
{
	if (*descriptor >= 0)
		(void)close(*descriptor);
}
#define _cleanup_close_ _cleanup_(cleanup_close)

static char *folder_of(const char *path)
{
	_cleanup_free_ char *copy = xstrdup(path);
	return xstrdup(dirname(copy));
}

/* Says what is wrong with opening or making `path`, and what to do. */
static int explain(const char *path, int number, char **ret_why)
{
	_cleanup_free_ char *folder = folder_of(path);

	if (number == ENOENT || number == ENOTDIR)
		*ret_why =
			xasprintf("the folder %s does not exist: create it, owned by the user that "
				  "lastmile runs as, or set `database` to another place",
				folder);
	else if (number == EACCES || number == EPERM)
		*ret_why =
			xasprintf("%s may not be opened by this user: give it, and the folder %s, "
				  "to the user that lastmile runs as",
				path, folder);
	else if (number == EROFS)
		*ret_why = xasprintf("%s is on a read-only file system: mount it writable, let the "
				     "service write there (ReadWritePaths=%s), or set `database` "
				     "to another place",
			path, folder);
	else if (number == ENOSPC || number == EDQUOT)
		*ret_why = xasprintf("no space left for %s: free some, then start again", path);
	else
		*ret_why = xasprintf("%s cannot be opened: %s", path, strerror(number));
	return -number;
}

static int make_private(const char *path, char **ret_why)
{
	_cleanup_close_ int fd = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);

	if (fd < 0 && errno != EEXIST)
		return explain(path, errno, ret_why);
	return 0;
}

int db_files_prepare(const char *path, enum db_mode mode, char **ret_why)
{
	struct stat status;

	if (stat(path, &status) < 0) {
		if (errno != ENOENT)
			return explain(path, errno, ret_why);
		if (mode != DB_READ)
			return make_private(path, ret_why);
		*ret_why = xasprintf("there is no database at %s: `lastmile run` makes it", path);
		return -ENOENT;
	}
	if (!S_ISREG(status.st_mode)) {
		*ret_why = xasprintf("%s is not a file: set `database` to a file's name", path);
		return -EUCLEAN;
	}
	if (access(path, mode == DB_READ ? R_OK : R_OK | W_OK) < 0)
		return explain(path, errno, ret_why);
	return 0;
}

static int locked_by_another(const char *path, int fd, char **ret_why)
{
	char process[32] = "";
	ssize_t length = pread(fd, process, sizeof(process) - 1, 0);

	process[length > 0 ? strcspn(process, "\n") : 0] = '\0';
	*ret_why =
		xasprintf("another lastmile%s%s%s uses %s: stop it first, or give this one its own "
			  "database",
			*process ? " (process " : "", process, *process ? ")" : "", path);
	return -EBUSY;
}

int db_files_lock(const char *path, int patience, int *ret_lock, char **ret_why)
{
	enum { PAUSE_MS = 20 };
	const struct timespec pause = { .tv_nsec = PAUSE_MS * 1000000L };
	_cleanup_free_ char *name = xasprintf("%s.lock", path);
	_cleanup_close_ int fd = open(name, O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0)
		return explain(name, errno, ret_why);
	while (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return explain(name, errno, ret_why);
		if (patience <= 0)
			return locked_by_another(path, fd, ret_why);
		(void)nanosleep(&pause, NULL);
		patience -= PAUSE_MS;
	}
	/* Only for the sentence above: the lock is the lock, whatever is written in the file. */
	if (ftruncate(fd, 0) == 0)
		(void)dprintf(fd, "%ld\n", (long)getpid());
	*ret_lock = fd;
	fd = -1;
	return 0;
}

static int sync_one(const char *path, int flags)
{
	_cleanup_close_ int fd = open(path, flags | O_CLOEXEC);

	return fd < 0 || fsync(fd) < 0 ? -errno : 0;
}

int db_files_sync(const char *path)
{
	_cleanup_free_ char *folder = folder_of(path);
	int result = sync_one(path, O_RDONLY);

	return result ? result : sync_one(folder, O_RDONLY | O_DIRECTORY);
}
