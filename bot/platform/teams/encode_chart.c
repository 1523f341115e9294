#include "bot/platform/teams/encode_chart.h"

#include "bot/chart.h"
#include "bot/platform/chart_names.h"
#include "bot/platform/fit.h"
#include "bot/platform/teams/encode_text.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

enum {
	NAME = 40,
	STANDING_NAME = 12, // characters that fit under a bar
	STANDING_BARS = 8,
	FALLBACK_BARS = 800, // characters, beyond which words are shorter
};

/* Blue, orange, purple, teal, red, lime: none beside one that looks like it without red or green,
 * and each lighter or darker than the last. */
static const char *const colors[CHART_SERIES] = { "categoricalBlue", "categoricalMarigold",
	"categoricalPurple", "categoricalTeal", "categoricalRed", "categoricalLime" };

static void set_line(struct cJSON *json, const char *name, const char *words, size_t units)
{
	_cleanup_free_ char *line = teams_run_line(words, units);

	if (*line)
		json_set_string(json, name, line);
}

static bool lies_better(const struct chart *chart)
{
	for (size_t i = 0; i < chart->category_count; i++)
		if (text_characters(chart->categories[i]) > STANDING_NAME)
			return true;
	return chart->category_count > STANDING_BARS;
}

static const char *type_of(const struct chart *chart)
{
	if (chart->type == CHART_LINES)
		return "Chart.Line";
	if (chart->series_count > 1)
		return "Chart.VerticalBar.Grouped";
	return lies_better(chart) ? "Chart.HorizontalBar" : "Chart.VerticalBar";
}

static void add_points(
	struct cJSON *array, const struct chart *chart, const struct chart_series *series)
{
	for (size_t i = 0; i < chart->category_count; i++) {
		struct cJSON *point = json_append(array, json_object());
		set_line(point, "x", chart->categories[i], NAME);
		json_set_double(point, "y", chart_rounded(series->values[i]));
	}
}

static void add_series(struct cJSON *array, const struct chart *chart)
{
	for (size_t i = 0; i < chart->series_count; i++) {
		struct cJSON *json = json_append(array, json_object());
		set_line(json, "legend", chart->series[i].name, NAME);
		json_set_string(json, "color", colors[i]);
		add_points(json_set_array(json, "values"), chart, &chart->series[i]);
	}
}

struct cJSON *teams_chart_bars(const struct chart *chart, size_t units)
{
	_cleanup_text_ struct text words = TEXT_INIT;
	_cleanup_text_ struct text shown = TEXT_INIT;
	struct cJSON *block = json_typed("RichTextBlock"), *run = json_typed("TextRun");

	text_printf(&words, "%s (%s)\n\n", chart->title, chart->unit);
	chart_say(chart, &words);
	bool many = fit_units(text_string(&words), NULL) > units;
	if (many) {
		text_clear(&words);
		chart_say_numbers(chart, &words);
	}
	_cleanup_free_ char *fit = fit_text(text_string(&words), units, NULL);
	teams_append_run(&shown, fit);
	json_set_string(run, "text", text_string(&shown));
	if (!many)
		json_set_string(run, "fontType", "Monospace");
	json_append(json_set_array(block, "inlines"), run);
	return block;
}

struct cJSON *teams_chart(const struct chart *chart)
{
	if (!chart_can_be_drawn(chart, NAME))
		return NULL;
	const char *type = type_of(chart);
	bool lies = text_equal(type, "Chart.HorizontalBar");
	struct cJSON *json = json_typed(type);
	set_line(json, "title", chart->title, CHART_TITLE);
	set_line(json, lies ? "xAxisTitle" : "yAxisTitle", chart->unit, NAME);
	struct cJSON *data = json_set_array(json, "data");
	if (chart->type == CHART_LINES || chart->series_count > 1) {
		add_series(data, chart);
	} else {
		json_set_string(json, "color", colors[0]);
		add_points(data, chart, &chart->series[0]);
	}
	json_set(json, "fallback", teams_chart_bars(chart, FALLBACK_BARS));
	return json;
}
