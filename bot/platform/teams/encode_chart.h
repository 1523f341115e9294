#ifndef LASTMILE_TEAMS_ENCODE_CHART_H
#define LASTMILE_TEAMS_ENCODE_CHART_H
/*
 * Charts as Teams draws them, each with its numbers in words for a client that does not
 * (adaptivecards.microsoft.com, "Chart.Line" and its like).
 *
 * Bars of one series stand; they lie where their names are long. Bars of several are grouped.
 * Colours are given by name, in an order in which neighbours differ to every kind of eye.
 */
#include <stddef.h>

struct cJSON;
struct chart;

/* NULL where a drawing would say something else: a value is not known, two names look the same. */
struct cJSON *teams_chart(const struct chart *chart);

/* The same as bars of text, at most `units` of them; or, where there are too many, as words. */
struct cJSON *teams_chart_bars(const struct chart *chart, size_t units);

#endif
