#ifndef LASTMILE_PLATFORM_CHART_NAMES_H
#define LASTMILE_PLATFORM_CHART_NAMES_H
/*
 * Whether a platform can draw a chart without saying something else: every value is known, and its
 * names are none empty and no two the same once they are as short as that platform takes them.
 */
#include <stdbool.h>
#include <stddef.h>

struct chart;

/* `units`: of a name, on one line. */
bool chart_can_be_drawn(const struct chart *chart, size_t units);

#endif
