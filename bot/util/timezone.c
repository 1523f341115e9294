#include "bot/util/timezone.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include <glib.h>

#include "bot/util/clock.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

/* GLib maps the file that a name leads to and complains on standard error if it is no zone. */
static bool is_zone_file(const char *name)
{
	char magic[4] = "";
	_cleanup_free_ char *path = xasprintf("/usr/share/zoneinfo/%s", name);
	int file = open(path, O_RDONLY | O_CLOEXEC);

	if (file < 0)
		return false;
	ssize_t length = read(file, magic, sizeof(magic));
	close(file);
	return length == sizeof(magic) && memcmp(magic, "TZif", sizeof(magic)) == 0;
}

/* UTC is there even where tzdata is not installed. */
static bool is_utc(const char *name)
{
	return text_equal(name, "UTC") || text_equal(name, "Etc/UTC");
}

bool timezone_exists(const char *name)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				      "0123456789/_+-";

	if (!name || !*name || *name == '/' || strlen(name) > 64 || name[strspn(name, allowed)])
		return false;
	return is_utc(name) || is_zone_file(name);
}

static GTimeZone *find_zone(const char *name)
{
	if (!timezone_exists(name))
		return NULL;
	return is_utc(name) ? g_time_zone_new_utc() : g_time_zone_new_identifier(name);
}

int timezone_local(const char *zone, int64_t time, struct local_time *ret_local)
{
	GTimeZone *found = find_zone(zone);
	int64_t seconds = time / MS_PER_SECOND - (time % MS_PER_SECOND < 0);

	if (!found)
		return -ENOENT;
	GDateTime *utc = g_date_time_new_from_unix_utc(seconds);
	GDateTime *local = utc ? g_date_time_to_timezone(utc, found) : NULL;
	if (local) {
		*ret_local = (struct local_time){
			.year = g_date_time_get_year(local),
			.month = g_date_time_get_month(local),
			.day = g_date_time_get_day_of_month(local),
			.hour = g_date_time_get_hour(local),
			.minute = g_date_time_get_minute(local),
			.second = g_date_time_get_second(local),
			.weekday = g_date_time_get_day_of_week(local),
			.offset = (int)(g_date_time_get_utc_offset(local) / G_TIME_SPAN_SECOND),
		};
		g_date_time_unref(local);
	}
	if (utc)
		g_date_time_unref(utc);
	g_time_zone_unref(found);
	return local ? 0 : -ENOENT;
}
