/*
 * The blocks and elements Slack knows, one table each. To add one: its fields, and a row in the set
 * of the places where it may stand.
 */
#include "playground/block_kit_tables.h"

#include "playground/block_kit.h"
#include "playground/block_kit_rules.h"

#define ID(name) { name, FIELD_STRING, 0, 255 }
#define PLACEHOLDER { "placeholder", FIELD_PLAIN, 1, 150 }
#define CONFIRM { "confirm", FIELD_ONE, .set = confirm_shape }
#define FOCUS { "focus_on_load", FIELD_BOOL }
#define OPTIONS(max, of) { "options", FIELD_MANY, 1, max, .set = of, .required = true }
#define ONE_OPTION(of) { "initial_option", FIELD_ONE, .set = of }
#define SOME_OPTIONS(max, of) { "initial_options", FIELD_MANY, 1, max, .set = of }
#define MOST_SELECTED { "max_selected_items", FIELD_INT, 1, 100 }
#define DISPATCH { "dispatch_action_config", FIELD_ONE, .set = dispatch_shape }
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

/* Menus show plain text alone; checkboxes and radio buttons mrkdwn too; overflow menus may link. */
static const struct field plain_option_fields[] = {
	{ "text", FIELD_PLAIN, 1, 75, .required = true },
	{ "value", FIELD_STRING, 1, 150, .required = true },
	{ "description", FIELD_PLAIN, 1, 75 },
	END,
};
static const struct shape plain_option[] = { { NULL, 0, plain_option_fields, .ends = true } };

static const struct field overflow_option_fields[] = {
	{ "text", FIELD_PLAIN, 1, 75, .required = true },
	{ "value", FIELD_STRING, 1, 150, .required = true },
	{ "description", FIELD_PLAIN, 1, 75 },
	{ "url", FIELD_STRING, 1, 3000 },
	END,
};
static const struct shape overflow_option[] = { { NULL, 0, overflow_option_fields, .ends = true } };

static const struct field choice_option_fields[] = {
	{ "text", FIELD_TEXT, 1, 75, .required = true },
	{ "value", FIELD_STRING, 1, 150, .required = true },
	{ "description", FIELD_TEXT, 1, 75 },
	END,
};
static const struct shape choice_option[] = { { NULL, 0, choice_option_fields, .ends = true } };

static const struct field dispatch_fields[] = {
	{ "trigger_actions_on", FIELD_STRINGS, 1, 2, .required = true }, END,
};
static const struct shape dispatch_shape[] = {
	{ NULL, 0, dispatch_fields, check_dispatch, .ends = true },
};

static const struct field group_fields[] = {
	{ "label", FIELD_PLAIN, 1, 75, .required = true },
	OPTIONS(100, plain_option),
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

#define SELECT                                                                                     \
	PLACEHOLDER, ID("action_id"), CONFIRM, FOCUS,                                              \
		{ "options", FIELD_MANY, 1, 100, .set = plain_option },                            \
		{ "option_groups", FIELD_MANY, 1, 100, .set = group_shape }

static const struct field select_fields[] = { SELECT, ONE_OPTION(plain_option), END };
static const struct field multi_select_fields[] = {
	SELECT, SOME_OPTIONS(100, plain_option), MOST_SELECTED, END,
};

#define EXTERNAL                                                                                   \
	PLACEHOLDER, ID("action_id"), CONFIRM, FOCUS,                                              \
		{ "min_query_length", FIELD_INT, 0, 3000 }

static const struct field external_fields[] = { EXTERNAL, ONE_OPTION(plain_option), END };
static const struct field multi_external_fields[] = {
	EXTERNAL, SOME_OPTIONS(100, plain_option), MOST_SELECTED, END,
};

/* Users, channels and conversations, one or several. */
#define PICK PLACEHOLDER, ID("action_id"), CONFIRM, FOCUS
#define RESPONSE_URL { "response_url_enabled", FIELD_BOOL }
#define CONVERSATIONS                                                                              \
	{ "default_to_current_conversation", FIELD_BOOL },                                         \
	{ "filter", FIELD_ONE, .set = filter_shape }

static const struct field filter_fields[] = {
	{ "include", FIELD_STRINGS, 1, 4 }, { "exclude_external_shared_channels", FIELD_BOOL },
	{ "exclude_bot_users", FIELD_BOOL }, END,
};
static const struct shape filter_shape[] = { { NULL, 0, filter_fields, .ends = true } };

static const struct field users_fields[] = {
	PICK, { "initial_user", FIELD_STRING, 1, 255 }, END,
};
static const struct field multi_users_fields[] = {
	PICK, { "initial_users", FIELD_STRINGS, 1, 100 }, MOST_SELECTED, END,
};
static const struct field channels_fields[] = {
	PICK, { "initial_channel", FIELD_STRING, 1, 255 }, RESPONSE_URL, END,
};
static const struct field multi_channels_fields[] = {
	PICK, { "initial_channels", FIELD_STRINGS, 1, 100 }, MOST_SELECTED, END,
};
static const struct field conversations_fields[] = {
	PICK, CONVERSATIONS, { "initial_conversation", FIELD_STRING, 1, 255 }, RESPONSE_URL, END,
};
static const struct field multi_conversations_fields[] = {
	PICK, CONVERSATIONS, { "initial_conversations", FIELD_STRINGS, 1, 100 }, MOST_SELECTED, END,
};

static const struct field overflow_fields[] = {
	ID("action_id"), OPTIONS(5, overflow_option), CONFIRM, END,
};
static const struct field checkboxes_fields[] = {
	ID("action_id"), OPTIONS(10, choice_option), SOME_OPTIONS(10, choice_option), CONFIRM,
	FOCUS, END,
};
static const struct field radio_fields[] = {
	ID("action_id"), OPTIONS(10, choice_option), ONE_OPTION(choice_option), CONFIRM, FOCUS, END,
};
static const struct field date_fields[] = {
	ID("action_id"), PLACEHOLDER, { "initial_date", FIELD_STRING, 1, 255 }, CONFIRM, FOCUS, END,
};
static const struct field time_fields[] = {
	ID("action_id"), PLACEHOLDER, { "initial_time", FIELD_STRING, 1, 255 },
	{ "timezone", FIELD_STRING, 1, 100 }, CONFIRM, FOCUS, END,
};
static const struct field date_time_fields[] = {
	ID("action_id"), { "initial_date_time", FIELD_INT, 1000000000, 2147483647 }, CONFIRM, FOCUS,
	END,
};
static const struct field text_input_fields[] = {
	ID("action_id"), PLACEHOLDER, { "initial_value", FIELD_STRING, 0, 3000 },
	{ "multiline", FIELD_BOOL }, { "min_length", FIELD_INT, 0, 3000 },
	{ "max_length", FIELD_INT, 1, 3000 }, DISPATCH, FOCUS, END,
};
static const struct field address_fields[] = {
	ID("action_id"), PLACEHOLDER, { "initial_value", FIELD_STRING, 0, 3000 }, DISPATCH, FOCUS,
	END,
};
static const struct field number_fields[] = {
	ID("action_id"), PLACEHOLDER,
	{ "is_decimal_allowed", FIELD_BOOL, .required = true },
	{ "initial_value", FIELD_STRING, 1, 100 }, { "min_value", FIELD_STRING, 1, 100 },
	{ "max_value", FIELD_STRING, 1, 100 }, DISPATCH, FOCUS, END,
};
static const struct field rich_input_fields[] = {
	ID("action_id"), PLACEHOLDER, { "initial_value", FIELD_ANY },
	{ "min_lines", FIELD_INT, 1, 100 }, { "max_lines", FIELD_INT, 1, 100 }, DISPATCH, FOCUS,
	END,
};
static const struct field file_input_fields[] = {
	ID("action_id"), { "filetypes", FIELD_STRINGS, 1, 100 }, { "max_files", FIELD_INT, 1, 10 },
	END,
};

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
	{ "static_select", 0, select_fields, check_select },                                       \
	{ "multi_static_select", 0, multi_select_fields, check_select },                           \
	{ "external_select", 0, external_fields },                                                 \
	{ "multi_external_select", 0, multi_external_fields, check_selected },                     \
	{ "users_select", 0, users_fields },                                                       \
	{ "multi_users_select", 0, multi_users_fields, check_selected },                           \
	{ "channels_select", 0, channels_fields },                                                 \
	{ "multi_channels_select", 0, multi_channels_fields, check_selected },                     \
	{ "conversations_select", 0, conversations_fields },                                       \
	{ "multi_conversations_select", 0, multi_conversations_fields, check_selected },           \
	{ "checkboxes", 0, checkboxes_fields, check_choices },                                     \
	{ "radio_buttons", 0, radio_fields, check_choices },                                       \
	{ "datepicker", 0, date_fields, check_date },                                              \
	{ "timepicker", 0, time_fields, check_time }

const struct shape section_accessories[] = {
	SELECTS,
	{ "button", 0, button_fields },
	{ "overflow", 0, overflow_fields },
	{ "image", 0, image_fields, check_image, .ends = true },
};

const struct shape action_elements[] = {
	SELECTS,
	{ "button", 0, button_fields },
	{ "overflow", 0, overflow_fields },
	{ "datetimepicker", 0, date_time_fields },
	{ "plain_text_input", SURFACE_HOME | SURFACE_MODAL, text_input_fields, check_text_input,
		.ends = true },
};

const struct shape input_elements[] = {
	SELECTS,
	{ "datetimepicker", 0, date_time_fields },
	{ "plain_text_input", 0, text_input_fields, check_text_input },
	{ "email_text_input", 0, address_fields },
	{ "url_text_input", 0, address_fields },
	{ "number_input", 0, number_fields, check_number_input },
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
	{ "image", 0, image_fields, check_image },
	{ "plain_text", 0, loose_text_fields },
	{ "mrkdwn", 0, loose_text_fields, .ends = true },
};

const struct shape context_action_elements[] = {
	{ "feedback_buttons", 0, feedback_buttons_fields },
	{ "icon_button", 0, icon_button_fields, .ends = true },
};
