#include "bot/util/clock.h"

#include <stdio.h>
#include <time.h>

static int64_t read_clock(clockid_t id)
{
	struct timespec now = { 0 };

	clock_gettime(id, &now);
	return (int64_t)now.tv_sec * MS_PER_SECOND + now.tv_nsec / 1000000;
}

int64_t clock_now(void)
{
	return read_clock(CLOCK_REALTIME);
}

int64_t clock_monotonic(void)
{
	return read_clock(CLOCK_BOOTTIME);
}

char *clock_format(int64_t time, char *buffer, size_t size)
{
	int64_t part = time % MS_PER_SECOND;
	time_t seconds = (time_t)(time / MS_PER_SECOND);
	struct tm utc = { 0 };

	if (part < 0) { // before 1970: keep the part positive
		part += MS_PER_SECOND;
		seconds--;
	}
	gmtime_r(&seconds, &utc);
	snprintf(buffer, size, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", utc.tm_year + 1900,
		utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec, (int)part);
	return buffer;
}
