#ifndef LASTMILE_NUMBER_METRICS_H
#define LASTMILE_NUMBER_METRICS_H
/* The numbers of the last 30 days as metrics, so that somebody who watches the host sees them too.
 * Looked at once a day: they do not change by the minute, and many reports are read. */
#include <stdint.h>

#include "storage/numbers.h"

struct db;

struct number_metrics {
	struct numbers numbers;
	struct spread acknowledge;
};

struct number_metrics number_metrics_read(struct db *db, int64_t now, const char *timezone);
void number_metrics_set(const struct number_metrics *metrics);

#endif
