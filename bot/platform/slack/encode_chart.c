#include "bot/platform/slack/encode_chart.h"

#include <math.h>

#include "bot/chart.h"
#include "bot/message.h"
#include "bot/platform/chart_names.h"
#include "bot/platform/fit.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

enum { AXIS_LABEL = 50 };

static const char *const types[] = { [CHART_BARS] = "bar", [CHART_LINES] = "line" };

bool slack_chart_fits(const struct chart *chart)
{
	return !text_is_blank(chart->title) && chart_can_be_drawn(chart, CHART_NAME);
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
	_cleanup_free_ char *short_enough = fit_line(words, units);

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
		_cleanup_free_ char *name = fit_line(chart->categories[i], CHART_NAME);
		json_append_string(categories, name);
	}
	set_fit(axes, "y_label", chart->unit, AXIS_LABEL);
	return block;
}

struct cJSON *slack_chart_picture(const struct chart *chart, const char *file)
{
	_cleanup_text_ struct text words = TEXT_INIT;
	struct cJSON *block = json_object();

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
		size_t name = fit_units(chart->categories[i], NULL);
		units += smaller(name, CHART_NAME) * (1 + chart->series_count);
	}
	return units;
}
