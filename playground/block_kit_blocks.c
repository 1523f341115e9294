/*
 * The blocks themselves, rich text and charts: see block_kit_tables.c for the elements inside.
 */
#include "bot/util/json.h"
#include "playground/block_kit.h"
#include "playground/block_kit_rules.h"
#include "playground/block_kit_tables.h"

#define ID { "block_id", FIELD_STRING, 0, 255 }
#define END { 0 }

/* Rich text: sections, lists, quotes and preformatted text around inline parts. */
static const struct field rich_string_fields[] = {
	{ "text", FIELD_STRING, 1, 12000, .required = true }, { "style", FIELD_ANY }, END,
};
static const struct field rich_link_fields[] = {
	{ "url", FIELD_STRING, 1, 3000, .required = true }, { "text", FIELD_STRING, 0, 3000 },
	{ "unsafe", FIELD_BOOL }, { "style", FIELD_ANY }, END,
};
static const struct field rich_user_fields[] = {
	{ "user_id", FIELD_STRING, 1, 255, .required = true }, { "style", FIELD_ANY }, END,
};
static const struct field rich_group_fields[] = {
	{ "usergroup_id", FIELD_STRING, 1, 255, .required = true }, { "style", FIELD_ANY }, END,
};
static const struct field rich_channel_fields[] = {
	{ "channel_id", FIELD_STRING, 1, 255, .required = true }, { "style", FIELD_ANY }, END,
};
static const struct field rich_emoji_fields[] = {
	{ "name", FIELD_STRING, 1, 255, .required = true }, { "unicode", FIELD_STRING, 1, 255 },
	{ "style", FIELD_ANY }, END,
};
static const struct field rich_broadcast_fields[] = {
	{ "range", FIELD_CHOICE, .choices = "here channel everyone", .required = true }, END,
};
static const struct field rich_date_fields[] = {
	{ "timestamp", FIELD_INT, 0, 2147483647, .required = true },
	{ "format", FIELD_STRING, 1, 255, .required = true }, { "url", FIELD_STRING, 1, 3000 },
	{ "fallback", FIELD_STRING, 1, 255 }, { "style", FIELD_ANY }, END,
};
static const struct field rich_color_fields[] = {
	{ "value", FIELD_STRING, 1, 16, .required = true }, END,
};
static const struct shape rich_inline[] = {
	{ "text", 0, rich_string_fields },
	{ "link", 0, rich_link_fields },
	{ "user", 0, rich_user_fields },
	{ "usergroup", 0, rich_group_fields },
	{ "channel", 0, rich_channel_fields },
	{ "emoji", 0, rich_emoji_fields },
	{ "broadcast", 0, rich_broadcast_fields },
	{ "date", 0, rich_date_fields },
	{ "color", 0, rich_color_fields, .ends = true },
};
static const struct shape rich_code[] = {
	{ "text", 0, rich_string_fields },
	{ "link", 0, rich_link_fields, .ends = true },
};

#define RICH(max, of) { "elements", FIELD_MANY, 0, max, .set = of, .required = true }

static const struct field rich_section_fields[] = { RICH(1000, rich_inline), END };
static const struct field rich_quote_fields[] = {
	RICH(1000, rich_inline), { "border", FIELD_INT, 0, 1 }, END,
};
static const struct field rich_code_fields[] = {
	RICH(1000, rich_code), { "border", FIELD_INT, 0, 1 },
	{ "language", FIELD_STRING, 1, 50 }, END,
};
static const struct shape rich_section[] = {
	{ "rich_text_section", 0, rich_section_fields, .ends = true },
};
static const struct field rich_list_fields[] = {
	RICH(1000, rich_section),
	{ "style", FIELD_CHOICE, .choices = "bullet ordered", .required = true },
	{ "indent", FIELD_INT, 0, 8 }, { "offset", FIELD_INT, 0, 100000 },
	{ "border", FIELD_INT, 0, 1 }, END,
};
const struct shape rich_text_parts[] = {
	{ "rich_text_section", 0, rich_section_fields },
	{ "rich_text_quote", 0, rich_quote_fields },
	{ "rich_text_preformatted", 0, rich_code_fields },
	{ "rich_text_list", 0, rich_list_fields, .ends = true },
};

/* Charts: at most 12 segments or series, labels of at most 20 characters. */
static const struct field segment_fields[] = {
	{ "label", FIELD_STRING, 1, 20, .required = true },
	{ "value", FIELD_ANY, .required = true }, END,
};
static const struct shape segment_shape[] = { { NULL, 0, segment_fields, .ends = true } };
static const struct field pie_fields[] = {
	{ "segments", FIELD_MANY, 1, 12, .set = segment_shape, .required = true }, END,
};
static const struct field series_fields[] = {
	{ "name", FIELD_STRING, 1, 20, .required = true },
	{ "data", FIELD_MANY, 1, 20, .set = segment_shape, .required = true }, END,
};
static const struct shape series_shape[] = { { NULL, 0, series_fields, .ends = true } };
static const struct field axis_fields[] = {
	{ "categories", FIELD_STRINGS, 1, 20, .required = true },
	{ "x_label", FIELD_STRING, 1, 50 }, { "y_label", FIELD_STRING, 1, 50 }, END,
};
static const struct shape axis_shape[] = { { NULL, 0, axis_fields, .ends = true } };
static const struct field xy_fields[] = {
	{ "series", FIELD_MANY, 1, 12, .set = series_shape, .required = true },
	{ "axis_config", FIELD_ONE, .set = axis_shape, .required = true }, END,
};
const struct shape chart_shapes[] = {
	{ "pie", 0, pie_fields, check_pie },
	{ "bar", 0, xy_fields, check_chart },
	{ "area", 0, xy_fields, check_chart },
	{ "line", 0, xy_fields, check_chart, .ends = true },
};

static void section_needs_text(struct check *check, const struct cJSON *object)
{
	if (!json_get(object, "text") && !json_get(object, "fields"))
		check_refuse(check, "needs text or fields");
}

static void table_fits(struct check *check, const struct cJSON *object)
{
	const struct cJSON *row;

	if (json_length(json_get(object, "rows")) > 100)
		check_refuse(check, "no more than 100 rows allowed");
	json_for_each(row, json_get(object, "rows"))
		if (!json_is_array(row) || json_length(row) > 20)
			check_refuse(check, "a row is a list of at most 20 cells");
}

static const struct field divider_fields[] = { ID, END };
static const struct field header_fields[] = {
	ID, { "text", FIELD_PLAIN, 1, 150, .required = true }, { "level", FIELD_INT, 1, 4 }, END,
};
static const struct field section_fields[] = {
	ID, { "text", FIELD_TEXT, 1, 3000 }, { "fields", FIELD_MANY, 1, 10 },
	{ "accessory", FIELD_ONE, .set = section_accessories }, { "expand", FIELD_BOOL }, END,
};
static const struct field context_fields[] = {
	ID, { "elements", FIELD_MANY, 1, 10, .set = context_elements, .required = true }, END,
};
static const struct field actions_fields[] = {
	ID, { "elements", FIELD_MANY, 1, 25, .set = action_elements, .required = true }, END,
};
static const struct field context_actions_fields[] = {
	ID, { "elements", FIELD_MANY, 1, 5, .set = context_action_elements, .required = true }, END,
};
static const struct field image_block_fields[] = {
	ID, { "image_url", FIELD_STRING, 1, 3000 }, { "slack_file", FIELD_ANY },
	{ "alt_text", FIELD_STRING, 1, 2000, .required = true },
	{ "title", FIELD_PLAIN, 1, 2000 }, END,
};
static const struct field input_fields[] = {
	ID, { "label", FIELD_PLAIN, 1, 2000, .required = true },
	{ "element", FIELD_ONE, .set = input_elements, .required = true },
	{ "hint", FIELD_PLAIN, 1, 2000 }, { "optional", FIELD_BOOL },
	{ "dispatch_action", FIELD_BOOL }, END,
};
static const struct field markdown_fields[] = {
	ID, { "text", FIELD_STRING, 1, 12000, .required = true }, END,
};
static const struct field rich_text_fields[] = {
	ID, { "elements", FIELD_MANY, 0, 1000, .set = rich_text_parts, .required = true }, END,
};
static const struct field table_fields[] = {
	ID, { "rows", FIELD_ANY, .required = true }, { "column_settings", FIELD_ANY }, END,
};
static const struct field chart_fields[] = {
	ID, { "title", FIELD_STRING, 1, 50, .required = true },
	{ "chart", FIELD_ONE, .set = chart_shapes, .required = true }, END,
};
static const struct field alert_fields[] = {
	ID, { "text", FIELD_TEXT, 1, 200, .required = true },
	{ "level", FIELD_CHOICE, .choices = "default info warning error success" }, END,
};

const struct shape block_shapes[] = {
	{ "section", 0, section_fields, section_needs_text },
	{ "divider", 0, divider_fields },
	{ "header", 0, header_fields },
	{ "context", 0, context_fields },
	{ "actions", 0, actions_fields },
	{ "context_actions", SURFACE_MESSAGE, context_actions_fields },
	{ "image", 0, image_block_fields, check_image },
	{ "input", 0, input_fields },
	{ "markdown", SURFACE_MESSAGE, markdown_fields },
	{ "rich_text", 0, rich_text_fields },
	{ "table", SURFACE_MESSAGE, table_fields, table_fits },
	{ "data_visualization", SURFACE_MESSAGE, chart_fields },
	{ "alert", SURFACE_MODAL, alert_fields, .ends = true },
};
