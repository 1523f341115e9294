#include "bot/platform/slack/encode_chart.h"

#include <math.h>

#include "bot/chart.h"
#include "bot/message.h"
#include "bot/platform/slack/encode_text.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

enum { AXIS_LABEL = 50 };

static const char *const types[] = { [CHART_BARS] = "bar", [CHART_LINES] = "line" };

/* What people named it, on one line and as long as Slack takes; free it. */
static char *fit(const char *words, size_t units)
{
	_cleanup_free_ char *line = text_one_line(words);

	return slack_fit(line, units, SLACK_RAW);
}

/* Names that are empty or the same once they are short would say something else. */
static bool are_told_apart(const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		_cleanup_free_ char *name = fit(names[i], CHART_NAME);
		if (!*name)
			return false;
		for (size_t j = 0; j < i; j++) {
			_cleanup_free_ char *other = fit(names[j], CHART_NAME);
			if (text_equal(name, other))
				return false;
		}
	}
	return true;
}

bool slack_chart_fits(const struct chart *chart)
{
	const char *names[CHART_SERIES];

	for (size_t i = 0; i < chart->series_count; i++)
		names[i] = chart->series[i].name;
	return !text_is_blank(chart->title) && chart_is_known(chart) &&
	       are_told_apart(names, chart->series_count) &&
	       are_told_apart(chart->categories, chart->category_count);
}

void slack_plan_charts(
	const struct message *message, enum slack_chart_way best, struct slack_charts *ret_charts)
{
	size_t native = 0;

	*ret_charts = (struct slack_charts){ 0 };
	for (const struct block *block = message->blocks; block; block = block->next) {
		if (block->type != BLOCK_CHART || ret_charts->count == SLACK_CHARTS)
			continue;
		enum slack_chart_way way = best;
		if (way == SLACK_CHART_NATIVE &&
			(native == SLACK_NATIVE_CHARTS || !slack_chart_fits(block->chart)))
			way = SLACK_CHART_PICTURE;
		native += way == SLACK_CHART_NATIVE;
		ret_charts->shown[ret_charts->count].chart = block->chart;
		ret_charts->shown[ret_charts->count++].way = way;
	}
}

bool slack_charts_have(const struct slack_charts *charts, enum slack_chart_way way)
{
	for (size_t i = 0; i < charts->count; i++)
		if (charts->shown[i].way == way)
			return true;
	return false;
}

static void set_fit(struct cJSON *json, const char *name, const char *words, size_t units)
{
	_cleanup_free_ char *short_enough = fit(words, units);

	if (*short_enough)
		json_set_string(json, name, short_enough);
}

static struct cJSON *series_of(const struct chart *chart, const struct chart_series *series)
{
	struct cJSON *json = json_object();

	set_fit(json, "name", series->name, CHART_NAME);
	struct cJSON *data = json_set_array(json, "data");
	for (size_t i = 0; i < chart->category_count; i++) {
		struct cJSON *point = json_append(data, json_object());
		set_fit(point, "label", chart->categories[i], CHART_NAME);
		json_set_double(point, "value", chart_rounded(series->values[i]));
	}
	return json;
}

struct cJSON *slack_chart_native(const struct chart *chart)
{
	struct cJSON *block = json_object();

	json_set_string(block, "type", "data_visualization");
	set_fit(block, "title", chart->title, CHART_TITLE);
	struct cJSON *drawn = json_set_object(block, "chart");
	json_set_string(drawn, "type", types[chart->type]);
	struct cJSON *all = json_set_array(drawn, "series");
	for (size_t i = 0; i < chart->series_count; i++)
		json_append(all, series_of(chart, &chart->series[i]));
	struct cJSON *axes = json_set_object(drawn, "axis_config");
	struct cJSON *categories = json_set_array(axes, "categories");
	for (size_t i = 0; i < chart->category_count; i++) {
		_cleanup_free_ char *name = fit(chart->categories[i], CHART_NAME);
		json_append_string(categories, name);
	}
	set_fit(axes, "y_label", chart->unit, AXIS_LABEL);
	return block;
}

struct cJSON *slack_chart_picture(const struct chart *chart, const char *file)
{
	_cleanup_text_ struct text words = TEXT_INIT;
	struct cJSON *block = json_object();

	text_printf(&words, "%s (%s).", chart->title, chart->unit);
	chart_say_numbers(chart, &words);
	json_set_string(block, "type", "image");
	json_set_string(json_set_object(block, "slack_file"), "id", file);
	set_fit(block, "alt_text", text_string(&words), SLACK_ALT_TEXT);
	return block;
}

size_t slack_chart_units(const struct chart *chart)
{
	size_t units = CHART_TITLE + AXIS_LABEL + chart->series_count * CHART_NAME;

	for (size_t i = 0; i < chart->category_count; i++) {
		size_t name = slack_units(chart->categories[i], SLACK_RAW);
		units += (name < CHART_NAME ? name : CHART_NAME) * (1 + chart->series_count);
	}
	return units;
}
