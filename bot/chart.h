#ifndef LASTMILE_CHART_H
#define LASTMILE_CHART_H
/*
 * An order to show numbers where people would rather look than read. It knows nothing of how: an
 * encoder uses its platform's own charts, or a picture (lastmile-chart draws it), or the bars of
 * chart_say(). Whatever is chosen, the numbers also stand in words beside it: that is the message's
 * part.
 *
 * Everything lives in an arena or longer than the chart.
 */
#include <stdbool.h>
#include <stddef.h>

struct arena;
struct cJSON;
struct text;

/* What every way of showing can take; Slack's own charts are the narrowest. Characters. */
enum { CHART_TITLE = 50, CHART_NAME = 20, CHART_CATEGORIES = 20, CHART_SERIES = 6 };

enum chart_type {
	CHART_BARS, // amounts, side by side
	CHART_LINES, // a course in time
};

struct chart_series {
	const char *name; // unique in its chart
	const double *values; // one for each category, zero or more; NAN: not known
};

struct chart {
	const char *title; // what it shows: "Reported and fixed, by week"
	const char *unit; // of the numbers: "reports"
	enum chart_type type;
	const char *const *categories; // what the numbers belong to: "9 Nov"
	size_t category_count; // 1 to CHART_CATEGORIES
	const struct chart_series *series;
	size_t series_count; // 1 to CHART_SERIES
};

/* Bars made of text, for where nothing else can be shown: lines of equal width in a fixed font. */
void chart_say(const struct chart *chart, struct text *out);

/* All of it as words on one line: "Reported and fixed (issues). fixed: 9 Nov 3, 16 Nov not known."
 */
void chart_say_numbers(const struct chart *chart, struct text *out);

/* The greatest known value; 0 if there is none. */
double chart_greatest(const struct chart *chart);

/* False if a value is not known: many ways of showing would say something else then. */
bool chart_is_known(const struct chart *chart);

/* A value as people write it: "7", "2.5", "1,250". */
void chart_say_value(double value, struct text *out);

/* As exact as they write it. */
double chart_rounded(double value);

/* The form in the outbox and on the way to lastmile-chart; json_free() it. Reading returns NULL for
 * what is no chart. */
struct cJSON *chart_to_json(const struct chart *chart);
const struct chart *chart_from_json(struct arena *arena, const struct cJSON *json);

#endif
