#include "bot/platform/chart_names.h"

#include <stdlib.h>

#include "bot/chart.h"
#include "bot/platform/fit.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

static bool are_told_apart(const char *const *names, size_t count, size_t units)
{
	for (size_t i = 0; i < count; i++) {
		_cleanup_free_ char *name = fit_line(names[i], units);
		if (!*name)
			return false;
		for (size_t j = 0; j < i; j++) {
			_cleanup_free_ char *other = fit_line(names[j], units);
			if (text_equal(name, other))
				return false;
		}
	}
	return true;
}

bool chart_can_be_drawn(const struct chart *chart, size_t units)
{
	const char *names[CHART_SERIES];

	for (size_t i = 0; i < chart->series_count; i++)
		names[i] = chart->series[i].name;
	return chart_is_known(chart) && are_told_apart(names, chart->series_count, units) &&
	       are_told_apart(chart->categories, chart->category_count, units);
}
