#include "handlers/hours/number_times.h"

#include <stdlib.h>

#include "bot/util/arena.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "bot/util/timezone.h"
#include "handlers/working_hours.h"
#include "storage/db.h"

static int compare(const void *one, const void *other)
{
	int64_t a = *(const int64_t *)one, b = *(const int64_t *)other;

	return (a > b) - (a < b);
}

struct spread time_to_acknowledge(const struct acknowledgements *all, const char *timezone)
{
	_cleanup_free_ int64_t *passed = xcalloc(all->count + 1, sizeof(*passed));
	_cleanup_zone_ struct zone *zone = NULL;
	const char *last = NULL;

	for (size_t i = 0; i < all->count; i++) {
		const struct acknowledgement *one = &all->items[i];
		const char *name = one->timezone ? one->timezone : timezone;
		if (!zone || !text_equal(name, last)) {
			zone_close(zone);
			zone = zone_open_or_utc(name);
			last = name;
		}
		passed[i] = working_time_between(zone, one->first_report, one->at);
	}
	qsort(passed, all->count, sizeof(*passed), compare);
	return spread_of(passed, all->count);
}

struct spread numbers_time_to_acknowledge(
	struct db *db, int64_t tool, int64_t from, int64_t until, const char *timezone)
{
	_cleanup_arena_ struct arena *arena = arena_create();
	_cleanup_reading_ struct reading reading = db_reading(db);
	struct acknowledgements all = numbers_acknowledgements(db, arena, tool, from, until);

	return time_to_acknowledge(&all, timezone);
}

void week_edges(const char *timezone, int64_t now, int64_t *ret_edges, int weeks)
{
	_cleanup_zone_ struct zone *zone = zone_open_or_utc(timezone);
	int64_t monday = zone_day(zone, now) - (zone_weekday(zone, now) - 1);

	for (int i = 0; i <= weeks; i++)
		ret_edges[i] = zone_moment(zone, monday + (int64_t)7 * (i + 1 - weeks), 0);
}
