/* Charts as data and as text; see chart.h. The form as JSON:
 *
 *     {"title":"…","unit":"reports","type":"bars","categories":["9 Nov","16 Nov"],
 *       "series":[{"name":"fixed","values":[3,null]}]}
 */
#include "bot/chart.h"

#include <inttypes.h>
#include <math.h>

#include "bot/util/arena.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

enum { BAR_CHARACTERS = 24 };

static const char *const types[] = { [CHART_BARS] = "bars", [CHART_LINES] = "lines" };

double chart_greatest(const struct chart *chart)
{
	double greatest = 0;

	for (size_t i = 0; i < chart->series_count; i++)
		for (size_t j = 0; j < chart->category_count; j++)
			greatest = fmax(greatest, chart->series[i].values[j]); // passes over NAN
	return greatest;
}

bool chart_is_known(const struct chart *chart)
{
	for (size_t i = 0; i < chart->series_count; i++)
		for (size_t j = 0; j < chart->category_count; j++)
			if (!isfinite(chart->series[i].values[j]))
				return false;
	return true;
}

double chart_rounded(double value)
{
	return round(value * 10) / 10;
}

void chart_say_value(double value, struct text *out)
{
	int64_t tenths = llround(value * 10), whole = tenths / 10, group = 1;

	while (whole / group >= 1000)
		group *= 1000;
	text_printf(out, "%" PRId64, whole / group);
	while ((group /= 1000) > 0)
		text_printf(out, ",%03" PRId64, whole / group % 1000);
	if (tenths % 10 && whole < 1000)
		text_printf(out, ".%" PRId64, tenths % 10);
}

static size_t widest_category(const struct chart *chart)
{
	size_t widest = 0;

	for (size_t i = 0; i < chart->category_count; i++) {
		size_t width = text_characters(chart->categories[i]);
		widest = width > widest ? width : widest;
	}
	return widest;
}

static void say_bar(double value, double greatest, struct text *out)
{
	int length = greatest > 0 ? (int)lround(value / greatest * BAR_CHARACTERS) : 0;

	if (value > 0 && length == 0)
		length = 1; // little is not nothing
	for (int i = 0; i < length; i++)
		text_append(out, "█");
	text_append(out, length ? " " : "");
	chart_say_value(value, out);
}

void chart_say(const struct chart *chart, struct text *out)
{
	size_t width = widest_category(chart);
	double greatest = chart_greatest(chart);

	for (size_t i = 0; i < chart->series_count; i++) {
		text_printf(out, "%s%s\n", i ? "\n" : "", chart->series[i].name);
		for (size_t j = 0; j < chart->category_count; j++) {
			double value = chart->series[i].values[j];
			text_append(out, chart->categories[j]);
			for (size_t pad = text_characters(chart->categories[j]); pad <= width;
				pad++)
				text_append_char(out, ' ');
			if (isnan(value))
				text_append(out, "not known");
			else
				say_bar(value, greatest, out);
			text_append_char(out, '\n');
		}
	}
}

static void say_series(
	const struct chart *chart, const struct chart_series *series, struct text *out)
{
	text_printf(out, " %s:", series->name);
	for (size_t i = 0; i < chart->category_count; i++) {
		text_printf(out, "%s %s ", i ? "," : "", chart->categories[i]);
		if (isnan(series->values[i]))
			text_append(out, "not known");
		else
			chart_say_value(series->values[i], out);
	}
	text_append_char(out, '.');
}

void chart_say_numbers(const struct chart *chart, struct text *out)
{
	text_printf(out, "%s (%s).", chart->title, chart->unit);
	for (size_t i = 0; i < chart->series_count; i++)
		say_series(chart, &chart->series[i], out);
}

struct cJSON *chart_to_json(const struct chart *chart)
{
	struct cJSON *json = json_object();

	json_set_string(json, "title", chart->title);
	json_set_string(json, "unit", chart->unit);
	json_set_string(json, "type", types[chart->type]);
	struct cJSON *categories = json_set_array(json, "categories");
	for (size_t i = 0; i < chart->category_count; i++)
		json_append_string(categories, chart->categories[i]);
	struct cJSON *all = json_set_array(json, "series");
	for (size_t i = 0; i < chart->series_count; i++) {
		struct cJSON *series = json_append(all, json_object());
		json_set_string(series, "name", chart->series[i].name);
		struct cJSON *values = json_set_array(series, "values");
		for (size_t j = 0; j < chart->category_count; j++)
			json_append_double(values, chart->series[i].values[j]);
	}
	return json;
}

static bool read_type(const struct cJSON *json, enum chart_type *ret_type)
{
	const char *name = json_string(json, "type");

	for (size_t i = 0; i < array_length(types); i++)
		if (text_equal(name, types[i])) {
			*ret_type = (enum chart_type)i;
			return true;
		}
	return false;
}

static const char *const *read_categories(
	struct arena *arena, const struct cJSON *json, size_t *ret_count)
{
	size_t count = json_length(json), i = 0;
	const char **categories = arena_array(arena, CHART_CATEGORIES, const char *);
	const struct cJSON *item;

	if (count == 0 || count > CHART_CATEGORIES)
		return NULL;
	json_for_each (item, json) {
		if (!json_text(item))
			return NULL;
		categories[i++] = arena_strdup(arena, json_text(item));
	}
	*ret_count = count;
	return categories;
}

static bool read_series(
	struct arena *arena, const struct cJSON *json, size_t count, struct chart_series *series)
{
	const struct cJSON *values = json_get(json, "values"), *item;
	double *numbers = arena_array(arena, count, double);
	size_t i = 0;

	if (!json_string(json, "name") || json_length(values) != count)
		return false;
	json_for_each (item, values) {
		numbers[i] = json_number(item);
		if (!json_is_null(item) && !(numbers[i] >= 0 && numbers[i] <= 1e12))
			return false;
		i++;
	}
	series->name = arena_strdup(arena, json_string(json, "name"));
	series->values = numbers;
	return true;
}

const struct chart *chart_from_json(struct arena *arena, const struct cJSON *json)
{
	struct chart *chart = arena_new(arena, struct chart);
	const struct cJSON *all = json_get(json, "series"), *item;
	struct chart_series *series = arena_array(arena, CHART_SERIES, struct chart_series);
	size_t i = 0;

	*chart = (struct chart){
		.title = json_string(json, "title"),
		.unit = json_string(json, "unit"),
		.series = series,
		.series_count = json_length(all),
	};
	if (!chart->title || !chart->unit || !read_type(json, &chart->type))
		return NULL;
	chart->title = arena_strdup(arena, chart->title);
	chart->unit = arena_strdup(arena, chart->unit);
	chart->categories =
		read_categories(arena, json_get(json, "categories"), &chart->category_count);
	if (!chart->categories || chart->series_count == 0 || chart->series_count > CHART_SERIES)
		return NULL;
	json_for_each (item, all)
		if (!read_series(arena, item, chart->category_count, &series[i++]))
			return NULL;
	return chart;
}
