#ifndef LASTMILE_NUMBER_METRICS_H
#define LASTMILE_NUMBER_METRICS_H
/* The numbers of the last 30 days as metrics, so that somebody who watches the host sees them too.
 * Looked at once a day: they do not change by the minute, and years of reports are read. */
#include <stdint.h>

struct db;

void number_metrics_set(struct db *db, int64_t now, const char *timezone);

#endif
