#include "handlers/hours/number_metrics.h"

#include "bot/util/clock.h"
#include "bot/util/metrics.h"
#include "handlers/hours/number_times.h"
#include "storage/db.h"
#include "storage/numbers.h"

enum { DAYS = 30 };

static void set_share(const char *name, struct share share)
{
	metrics_set(METRIC_NUMBER_PART, name, (double)share.part);
	metrics_set(METRIC_NUMBER_WHOLE, name, (double)share.whole);
}

/* Of nothing there is no median, and so no sample that would say 0. */
static void set_median(const char *name, const struct spread *spread)
{
	if (spread->count)
		metrics_set(METRIC_MEDIAN, name, (double)spread->median / MS_PER_SECOND);
}

struct number_metrics number_metrics_read(struct db *db, int64_t now, const char *timezone)
{
	_cleanup_reading_ struct reading reading = db_reading(db);
	int64_t from = now - (int64_t)DAYS * MS_PER_DAY;

	return (struct number_metrics){
		.numbers = numbers_compute(db, ALL_TOOLS, from, now),
		.acknowledge = numbers_time_to_acknowledge(db, ALL_TOOLS, from, now, timezone),
	};
}

void number_metrics_set(const struct number_metrics *metrics)
{
	set_share("loop_closure", metrics->numbers.loop_closure);
	set_share("verified_fix", metrics->numbers.verified_fix);
	set_share("false_fix", metrics->numbers.false_fix);
	set_median("acknowledge", &metrics->acknowledge);
	set_median("fix", &metrics->numbers.fix);
}
