#ifndef LASTMILE_WORKING_HOURS_H
#define LASTMILE_WORKING_HOURS_H
/*
 * Working time: Monday to Friday, 09:00 to 17:00, on the clocks where somebody works. Pure.
 */
#include <stdint.h>

/* When `minutes` of working time in `timezone` (IANA; unknown: UTC) have passed after `from` (ms
 * UTC). */
int64_t working_hours_after(const char *timezone, int64_t from, int minutes);

#endif
