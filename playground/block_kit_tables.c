/*
 * The blocks and elements Slack knows, one table each. To add one: its fields, and a row in the set
 * of the places where it may stand.
 */
#include "playground/block_kit_tables.h"

#include "bot/util/json.h"
#include "playground/block_kit.h"

#define ID(name) { name, FIELD_STRING, 0, 255 }
#define PLACEHOLDER { "placeholder", FIELD_PLAIN, 1, 150 }
#define CONFIRM { "confirm", FIELD_ONE, .set = confirm_shape }
#define FOCUS { "focus_on_load", FIELD_BOOL }
#define OPTIONS(max) { "options", FIELD_MANY, 1, max, .set = option_shape, .required = true }
#define ONE_OPTION { "initial_option", FIELD_ONE, .set = option_shape }
#define SOME_OPTIONS { "initial_options", FIELD_MANY, 1, 100, .set = option_shape }
#define END { 0 }

static const struct field confirm_fields[] = {
	{ "title", FIELD_PLAIN, 1, 100 },
	{ "text", FIELD_TEXT, 1, 300, .required = true },
	{ "confirm", FIELD_PLAIN, 1, 30 },
	{ "deny", FIELD_PLAIN, 1, 30 },
	{ "style", FIELD_CHOICE, .choices = "primary danger" },
	END,
};
static const struct shape confirm_shape[] = { { NULL, 0, confirm_fields, .ends = true } };

static const struct field option_fields[] = {
	{ "text", FIELD_TEXT, 1, 75, .required = true },
	{ "value", FIELD_STRING, 1, 150, .required = true },
	{ "description", FIELD_TEXT, 1, 75 },
	{ "url", FIELD_STRING, 1, 3000 },
	END,
};
static const struct shape option_shape[] = { { NULL, 0, option_fields, .ends = true } };

static const struct field group_fields[] = {
	{ "label", FIELD_PLAIN, 1, 75, .required = true },
	OPTIONS(100),
	END,
};
static const struct shape group_shape[] = { { NULL, 0, group_fields, .ends = true } };

static const struct field button_fields[] = {
	{ "text", FIELD_PLAIN, 1, 75, .required = true },
	ID("action_id"),
	{ "url", FIELD_STRING, 1, 3000 },
	{ "value", FIELD_STRING, 0, 2000 },
	{ "style", FIELD_CHOICE, .choices = "primary danger" },
	CONFIRM,
	{ "accessibility_label", FIELD_STRING, 1, 75 },
	END,
};

static void select_needs_options(struct check *check, const struct cJSON *object)
{
	if (!json_get(object, "options") == !json_get(object, "option_groups"))
		check_refuse(check, "needs either options or option_groups");
}

static const struct field select_fields[] = {
	PLACEHOLDER,
	ID("action_id"),
	{ "options", FIELD_MANY, 1, 100, .set = option_shape },
	{ "option_groups", FIELD_MANY, 1, 100, .set = group_shape },
	ONE_OPTION,
	SOME_OPTIONS,
	{ "max_selected_items", FIELD_INT, 1, 100 },
	CONFIRM,
	FOCUS,
	END,
};

static const struct field external_fields[] = {
	PLACEHOLDER,
	ID("action_id"),
	ONE_OPTION,
	SOME_OPTIONS,
	{ "min_query_length", FIELD_INT, 0, 3000 },
	{ "max_selected_items", FIELD_INT, 1, 100 },
	CONFIRM,
	FOCUS,
	END,
};

/* Users, channels and conversations, single and multi. */
static const struct field pick_fields[] = {
	PLACEHOLDER,
	ID("action_id"),
	{ "initial_user", FIELD_STRING, 1, 255 },
	{ "initial_users", FIELD_STRINGS, 1, 100 },
	{ "initial_channel", FIELD_STRING, 1, 255 },
	{ "initial_channels", FIELD_STRINGS, 1, 100 },
	{ "initial_conversation", FIELD_STRING, 1, 255 },
	{ "initial_conversations", FIELD_STRINGS, 1, 100 },
	{ "default_to_current_conversation", FIELD_BOOL },
	{ "response_url_enabled", FIELD_BOOL },
	{ "filter", FIELD_ANY },
	{ "max_selected_items", FIELD_INT, 1, 100 },
	CONFIRM,
	FOCUS,
	END,
};

static const struct field overflow_fields[] = {
	ID("action_id"), OPTIONS(5), CONFIRM, END,
};
static const struct field checkboxes_fields[] = {
	ID("action_id"), OPTIONS(10), SOME_OPTIONS, CONFIRM, FOCUS, END,
};
static const struct field radio_fields[] = {
	ID("action_id"), OPTIONS(10), ONE_OPTION, CONFIRM, FOCUS, END,
};
static const struct field date_fields[] = {
	ID("action_id"), PLACEHOLDER, { "initial_date", FIELD_STRING, 10, 10 }, CONFIRM, FOCUS, END,
};
static const struct field time_fields[] = {
	ID("action_id"), PLACEHOLDER, { "initial_time", FIELD_STRING, 5, 5 },
	{ "timezone", FIELD_STRING, 1, 100 }, CONFIRM, FOCUS, END,
};
static const struct field date_time_fields[] = {
	ID("action_id"), { "initial_date_time", FIELD_INT, 1000000000, 2147483647 }, CONFIRM, FOCUS,
	END,
};
static const struct field input_text_fields[] = {
	ID("action_id"), PLACEHOLDER, { "initial_value", FIELD_STRING, 0, 3000 },
	{ "multiline", FIELD_BOOL }, { "min_length", FIELD_INT, 0, 3000 },
	{ "max_length", FIELD_INT, 1, 3000 }, { "dispatch_action_config", FIELD_ANY }, FOCUS, END,
};
static const struct field number_fields[] = {
	ID("action_id"), PLACEHOLDER,
	{ "is_decimal_allowed", FIELD_BOOL, .required = true },
	{ "initial_value", FIELD_STRING, 1, 100 }, { "min_value", FIELD_STRING, 1, 100 },
	{ "max_value", FIELD_STRING, 1, 100 }, { "dispatch_action_config", FIELD_ANY }, FOCUS, END,
};
static const struct field rich_input_fields[] = {
	ID("action_id"), PLACEHOLDER, { "initial_value", FIELD_ANY },
	{ "min_lines", FIELD_INT, 1, 100 }, { "max_lines", FIELD_INT, 1, 100 },
	{ "dispatch_action_config", FIELD_ANY }, FOCUS, END,
};
static const struct field file_input_fields[] = {
	ID("action_id"), { "filetypes", FIELD_STRINGS, 1, 100 }, { "max_files", FIELD_INT, 1, 10 },
	END,
};

static void image_needs_source(struct check *check, const struct cJSON *object)
{
	if (!json_get(object, "image_url") == !json_get(object, "slack_file"))
		check_refuse(check, "needs either image_url or slack_file");
}

static const struct field image_fields[] = {
	{ "image_url", FIELD_STRING, 1, 3000 },
	{ "slack_file", FIELD_ANY },
	{ "alt_text", FIELD_STRING, 1, 2000, .required = true },
	END,
};

static const struct field feedback_fields[] = {
	{ "text", FIELD_PLAIN, 1, 75, .required = true },
	{ "value", FIELD_STRING, 0, 2000, .required = true },
	{ "accessibility_label", FIELD_STRING, 1, 75 },
	END,
};
static const struct shape feedback_shape[] = { { NULL, 0, feedback_fields, .ends = true } };
static const struct field feedback_buttons_fields[] = {
	ID("action_id"),
	{ "positive_button", FIELD_ONE, .set = feedback_shape, .required = true },
	{ "negative_button", FIELD_ONE, .set = feedback_shape, .required = true },
	END,
};
static const struct field icon_button_fields[] = {
	{ "icon", FIELD_CHOICE, .choices = "trash", .required = true },
	{ "text", FIELD_PLAIN, 1, 75, .required = true },
	ID("action_id"),
	{ "value", FIELD_STRING, 0, 2000 },
	{ "visible_to_user_ids", FIELD_STRINGS, 1, 100 },
	CONFIRM,
	{ "accessibility_label", FIELD_STRING, 1, 75 },
	END,
};

#define SELECTS                                                                                    \
	{ "static_select", 0, select_fields, select_needs_options },                               \
	{ "multi_static_select", 0, select_fields, select_needs_options },                         \
	{ "external_select", 0, external_fields },                                                 \
	{ "multi_external_select", 0, external_fields },                                           \
	{ "users_select", 0, pick_fields }, { "multi_users_select", 0, pick_fields },              \
	{ "channels_select", 0, pick_fields }, { "multi_channels_select", 0, pick_fields },        \
	{ "conversations_select", 0, pick_fields },                                                \
	{ "multi_conversations_select", 0, pick_fields },                                          \
	{ "checkboxes", 0, checkboxes_fields }, { "radio_buttons", 0, radio_fields },              \
	{ "datepicker", 0, date_fields }, { "timepicker", 0, time_fields }

const struct shape section_accessories[] = {
	SELECTS,
	{ "button", 0, button_fields },
	{ "overflow", 0, overflow_fields },
	{ "image", 0, image_fields, image_needs_source, .ends = true },
};

const struct shape action_elements[] = {
	SELECTS,
	{ "button", 0, button_fields },
	{ "overflow", 0, overflow_fields },
	{ "datetimepicker", 0, date_time_fields },
	{ "plain_text_input", SURFACE_HOME | SURFACE_MODAL, input_text_fields, .ends = true },
};

const struct shape input_elements[] = {
	SELECTS,
	{ "datetimepicker", 0, date_time_fields },
	{ "plain_text_input", 0, input_text_fields },
	{ "email_text_input", 0, input_text_fields },
	{ "url_text_input", 0, input_text_fields },
	{ "number_input", 0, number_fields },
	{ "rich_text_input", 0, rich_input_fields },
	{ "file_input", SURFACE_MODAL, file_input_fields, .ends = true },
};

static const struct field loose_text_fields[] = {
	{ "text", FIELD_STRING, 1, 2000, .required = true },
	{ "emoji", FIELD_BOOL },
	{ "verbatim", FIELD_BOOL },
	END,
};
const struct shape context_elements[] = {
	{ "image", 0, image_fields, image_needs_source },
	{ "plain_text", 0, loose_text_fields },
	{ "mrkdwn", 0, loose_text_fields, .ends = true },
};

const struct shape context_action_elements[] = {
	{ "feedback_buttons", 0, feedback_buttons_fields },
	{ "icon_button", 0, icon_button_fields, .ends = true },
};
