#include "handlers/working_hours.h"

#include "bot/util/clock.h"
#include "bot/util/timezone.h"

enum { DAY_BEGINS = 9 * 60, DAY_ENDS = 17 * 60, SATURDAY = 6, DAYS_AT_MOST = 3660 };

int64_t working_hours_after(const char *timezone_name, int64_t from, int minutes)
{
	_cleanup_zone_ struct zone *zone = zone_open_or_utc(timezone_name);
	int64_t left = (int64_t)minutes * MS_PER_MINUTE;
	int64_t at = from;

	for (int day = 0; day < DAYS_AT_MOST; day++) {
		int64_t begins = zone_at(zone, at, 0, DAY_BEGINS);
		int64_t ends = zone_at(zone, at, 0, DAY_ENDS);
		if (at < begins)
			at = begins;
		if (at < ends && zone_weekday(zone, at) < SATURDAY) {
			if (at + left <= ends)
				return at + left;
			left -= ends - at;
		}
		at = zone_at(zone, at, 1, DAY_BEGINS);
	}
	return at;
}

int64_t working_time_between(const struct zone *zone, int64_t from, int64_t until)
{
	int64_t passed = 0;

	for (int64_t day = zone_day(zone, from); day <= zone_day(zone, until); day++) {
		if (date_of_day(day).weekday >= SATURDAY)
			continue;
		int64_t begins = zone_moment(zone, day, DAY_BEGINS);
		int64_t ends = zone_moment(zone, day, DAY_ENDS);
		begins = begins < from ? from : begins;
		ends = ends > until ? until : ends;
		passed += ends > begins ? ends - begins : 0;
	}
	return passed;
}

int64_t deadline_of(const char *timezone_name, int64_t now, enum deadline_day day)
{
	_cleanup_zone_ struct zone *zone = zone_open_or_utc(timezone_name);
	int64_t ends = zone_at(zone, now, day == DEADLINE_TOMORROW, DAY_ENDS);

	return ends > now ? ends : zone_at(zone, now, 1, 0);
}

int64_t next_working_morning(const char *timezone_name, int64_t time)
{
	_cleanup_zone_ struct zone *zone = zone_open_or_utc(timezone_name);
	int64_t morning = time;

	do
		morning = zone_at(zone, morning, 1, DAY_BEGINS);
	while (zone_weekday(zone, morning) >= SATURDAY);
	return morning;
}
