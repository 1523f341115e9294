/*
 * What no table can say of charts: numbers that can be drawn, and series that have exactly one for
 * each category.
 */
#include <math.h>

#include "bot/util/json.h"
#include "bot/util/text.h"
#include "playground/block_kit_rules.h"
#include "playground/block_kit_tables.h"

enum { CATEGORY_MAX = 20 };

void check_pie(struct check *check, const struct cJSON *chart)
{
	const struct cJSON *segment;

	json_for_each (segment, json_get(chart, "segments"))
		if (!(json_number(json_get(segment, "value")) > 0))
			check_refuse(check, "the value of a segment is a number above 0");
}

/* How often `text` stands under `name` in the objects of a list, or in a list of strings. */
static int count(const struct cJSON *list, const char *name, const char *text)
{
	const struct cJSON *item;
	int found = 0;

	json_for_each (item, list)
		found += text_equal(name ? json_string(item, name) : json_text(item), text);
	return found;
}

static void check_series(
	struct check *check, const struct cJSON *series, const struct cJSON *categories)
{
	const struct cJSON *data = json_get(series, "data"), *point;

	if (json_length(data) != json_length(categories))
		check_refuse(check, "each series has one point for each category");
	json_for_each (point, data) {
		const char *label = json_string(point, "label");
		if (!isfinite(json_number(json_get(point, "value"))))
			check_refuse(check, "the value of a point is a number");
		if (count(categories, NULL, label) != 1 || count(data, "label", label) != 1)
			check_refuse(check, "the label of a point is one of the categories, once");
	}
}

void check_chart(struct check *check, const struct cJSON *chart)
{
	const struct cJSON *categories = json_get(chart, "axis_config.categories");
	const struct cJSON *all = json_get(chart, "series"), *item;

	json_for_each (item, categories) {
		size_t length = json_text(item) ? text_characters(json_text(item)) : 0;
		if (length < 1 || length > CATEGORY_MAX)
			check_refuse(check, "a category has 1 to 20 characters");
	}
	json_for_each (item, all) {
		if (count(all, "name", json_string(item, "name")) != 1)
			check_refuse(check, "the names of series are unique");
		check_series(check, item, categories);
	}
}
