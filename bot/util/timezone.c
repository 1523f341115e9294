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
 * report. Only the loop's thread asks. Returns a reference of its own, or NULL.
 */
static GTimeZone *lately_read(const char *name)
{
	static struct {
		char *name;
		GTimeZone *glib;
	} kept[KEPT_ZONES];
	static size_t next;

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
