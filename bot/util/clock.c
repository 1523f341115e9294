#include "bot/util/clock.h"

#include <ctype.h>
#include <stdbool.h>
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

/* ".123": ms. Moves *text behind it. */
static int64_t read_part(const char **text)
{
	int64_t part = 0, unit = MS_PER_SECOND / 10;

	if (**text != '.')
		return 0;
	while (isdigit((unsigned char)*++*text)) {
		part += (**text - '0') * unit;
		unit /= 10;
	}
	return part;
}

/* "Z", "+01:00"; false: neither. */
static bool read_offset(const char *text, int64_t *ret_offset)
{
	int hours, minutes, end = 0;

	*ret_offset = 0;
	if ((*text == 'Z' || *text == 'z') && !text[1])
		return true;
	if ((*text != '+' && *text != '-') ||
		sscanf(text + 1, "%2d:%2d%n", &hours, &minutes, &end) != 2 || text[1 + end])
		return false;
	*ret_offset = (*text == '-' ? -1 : 1) *
		      (hours * (int64_t)MS_PER_HOUR + minutes * (int64_t)MS_PER_MINUTE);
	return true;
}

int64_t clock_parse(const char *text)
{
	struct tm utc = { 0 };
	int64_t offset;
	const char *rest = strptime(text, "%Y-%m-%dT%H:%M:%S", &utc);

	if (!rest)
		return 0;
	int64_t part = read_part(&rest);
	if (!read_offset(rest, &offset))
		return 0;
	int64_t time = (int64_t)timegm(&utc) * MS_PER_SECOND + part - offset;
	return time > 0 ? time : 0;
}
