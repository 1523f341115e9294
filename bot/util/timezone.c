#include "bot/util/timezone.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <glib.h>

#include "bot/util/clock.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

enum { KEPT_ZONES = 64 }; // a company spreads over fewer

struct zone {
	GTimeZone *glib;
};

/* GLib maps whatever file a name leads to, and complains on standard error if it is no zone. */
static bool is_zone_file(const char *name)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				      "0123456789/_+-";
	char magic[4] = "";

	if (*name == '/' || strlen(name) > 64 || name[strspn(name, allowed)])
		return false;
	_cleanup_free_ char *path = xasprintf("/usr/share/zoneinfo/%s", name);
	int file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0)
		return false;
	ssize_t length = read(file, magic, sizeof(magic));
	close(file);
	return length == sizeof(magic) && memcmp(magic, "TZif", sizeof(magic)) == 0;
}

static GTimeZone *read_zone(const char *name)
{
	if (text_equal(name, "UTC")) // is there even where tzdata is not installed
		return g_time_zone_new_utc();
	return is_zone_file(name) ? g_time_zone_new_identifier(name) : NULL;
}

/*
 * Zones that were asked for lately stay read: reading one costs as much as a quarter of a whole
 * report. Each thread has its own. Returns a reference of its own, or NULL.
 */
static GTimeZone *lately_read(const char *name)
{
	static _Thread_local struct {
		char *name;
		GTimeZone *glib;
	} kept[KEPT_ZONES];
	static _Thread_local size_t next;

	for (size_t i = 0; i < KEPT_ZONES; i++)
		if (kept[i].name && text_equal(kept[i].name, name))
			return g_time_zone_ref(kept[i].glib);
	GTimeZone *glib = read_zone(name);
	if (!glib)
		return NULL;
	if (kept[next].name) {
		free(kept[next].name);
		g_time_zone_unref(kept[next].glib);
	}
	kept[next].name = xstrdup(name);
	kept[next].glib = g_time_zone_ref(glib);
	next = (next + 1) % KEPT_ZONES;
	return glib;
}

struct zone *zone_open(const char *name)
{
	GTimeZone *glib = name && *name ? lately_read(name) : NULL;

	if (!glib)
		return NULL;
	struct zone *zone = xcalloc(1, sizeof(*zone));
	zone->glib = glib;
	return zone;
}

struct zone *zone_open_or_utc(const char *name)
{
	struct zone *zone = zone_open(name);

	return zone ? zone : zone_open("UTC");
}

void zone_close(struct zone *zone)
{
	if (!zone)
		return;
	g_time_zone_unref(zone->glib);
	free(zone);
}

bool zone_exists(const char *name)
{
	_cleanup_zone_ struct zone *zone = zone_open(name);

	return zone != NULL;
}

/* The day of `time` there. Times GLib cannot hold (beyond the year 9999) become its last day. */
static GDateTime *local(const struct zone *zone, int64_t time)
{
	int64_t seconds = time / MS_PER_SECOND - (time % MS_PER_SECOND < 0);
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(seconds);

	if (!utc)
		return g_date_time_new(zone->glib, 9999, 12, 31, 0, 0, 0);
	return g_date_time_to_timezone(utc, zone->glib);
}

int zone_weekday(const struct zone *zone, int64_t time)
{
	g_autoptr(GDateTime) there = local(zone, time);

	return g_date_time_get_day_of_week(there);
}

int64_t zone_at(const struct zone *zone, int64_t time, int days, int minute)
{
	g_autoptr(GDateTime) there = local(zone, time);
	g_autoptr(GDate) day = g_date_new_dmy((GDateDay)g_date_time_get_day_of_month(there),
		(GDateMonth)g_date_time_get_month(there), (GDateYear)g_date_time_get_year(there));

	g_date_add_days(day, (guint)days);
	g_autoptr(GDateTime) at = g_date_time_new(zone->glib, g_date_get_year(day),
		(int)g_date_get_month(day), g_date_get_day(day), minute / 60, minute % 60, 0);
	return at ? g_date_time_to_unix(at) * MS_PER_SECOND : time;
}

static int64_t julian_day(GDateDay day, GDateMonth month, GDateYear year)
{
	g_autoptr(GDate) date = g_date_new_dmy(day, month, year);
	g_autoptr(GDate) epoch = g_date_new_dmy(1, G_DATE_JANUARY, 1970);

	return g_date_days_between(epoch, date);
}

int64_t day_of_date(int year, int month, int day)
{
	int last = g_date_get_days_in_month((GDateMonth)month, (GDateYear)year);

	return julian_day((GDateDay)(day < last ? day : last), (GDateMonth)month, (GDateYear)year);
}

static GDate *date_new(int64_t day)
{
	GDate *date = g_date_new_dmy(1, G_DATE_JANUARY, 1970);

	if (day >= 0)
		g_date_add_days(date, (guint)day);
	else
		g_date_subtract_days(date, (guint)-day);
	return date;
}

struct date date_of_day(int64_t day)
{
	g_autoptr(GDate) date = date_new(day);

	return (struct date){
		.year = g_date_get_year(date),
		.month = (int)g_date_get_month(date),
		.day = g_date_get_day(date),
		.weekday = (int)g_date_get_weekday(date),
	};
}

int64_t zone_day(const struct zone *zone, int64_t time)
{
	g_autoptr(GDateTime) there = local(zone, time);

	return julian_day((GDateDay)g_date_time_get_day_of_month(there),
		(GDateMonth)g_date_time_get_month(there), (GDateYear)g_date_time_get_year(there));
}

/* What clocks there are ahead of UTC at `time`, in ms. */
static int64_t offset_at(const struct zone *zone, int64_t time)
{
	int interval =
		g_time_zone_find_interval(zone->glib, G_TIME_TYPE_UNIVERSAL, time / MS_PER_SECOND);

	return g_time_zone_get_offset(zone->glib, interval) * (int64_t)MS_PER_SECOND;
}

/* When clocks change between two moments, the first of which still has the old offset. */
static int64_t change_between(const struct zone *zone, int64_t early, int64_t late)
{
	int64_t old = offset_at(zone, early);

	while (late - early > MS_PER_SECOND) {
		int64_t middle = early + (late - early) / 2;
		if (offset_at(zone, middle) == old)
			early = middle;
		else
			late = middle;
	}
	return late / MS_PER_SECOND * MS_PER_SECOND;
}

/*
 * Clocks show `wall` at `wall - offset`, for an offset that holds then. The two that can are those
 * before and after a change nearby; no zone changes twice within two days. Where both fit, the
 * first is the one before the change; where none does, clocks were put forward over it.
 */
int64_t zone_moment(const struct zone *zone, int64_t day, int minute)
{
	int64_t wall = day * MS_PER_DAY + (int64_t)minute * MS_PER_MINUTE;
	int64_t before = offset_at(zone, wall - MS_PER_DAY);
	int64_t after = offset_at(zone, wall + MS_PER_DAY);

	if (offset_at(zone, wall - before) == before)
		return wall - before;
	if (offset_at(zone, wall - after) == after)
		return wall - after;
	return change_between(zone, wall - after, wall - before);
}
