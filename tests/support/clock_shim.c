/*
 * Loaded into the daemon by tests (LD_PRELOAD): the time of day is the system's plus the number of
 * milliseconds that stands in the file LASTMILE_CLOCK_OFFSET, eight bytes, little-endian, which may
 * change at any moment. Clocks that measure durations are left alone.
 *
 * It shows what days bring without waiting for them, and the daemon knows nothing of it.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static const volatile int64_t *offset;

__attribute__((constructor)) static void find_offset(void)
{
	const char *path = getenv("LASTMILE_CLOCK_OFFSET");
	int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;

	if (file < 0)
		return;
	void *bytes = mmap(NULL, sizeof(*offset), PROT_READ, MAP_SHARED, file, 0);
	close(file);
	if (bytes != MAP_FAILED)
		offset = bytes;
}

/* In place of the library's own. */
int clock_gettime(clockid_t id, struct timespec *time);

int clock_gettime(clockid_t id, struct timespec *time)
{
	long result = syscall(SYS_clock_gettime, id, time);

	if (result == 0 && id == CLOCK_REALTIME && offset) {
		int64_t milliseconds = time->tv_nsec / 1000000 + *offset % 1000;
		time->tv_sec += *offset / 1000;
		time->tv_nsec %= 1000000;
		if (milliseconds < 0) {
			milliseconds += 1000;
			time->tv_sec--;
		}
		time->tv_sec += milliseconds / 1000;
		time->tv_nsec += milliseconds % 1000 * 1000000;
	}
	return (int)result;
}
