#include "playground/block_kit_rules.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "playground/block_kit_tables.h"

static const struct cJSON *find_among(const struct cJSON *options, const char *value)
{
	const struct cJSON *option;

	json_for_each(option, options)
		if (value && text_equal(json_string(option, "value"), value))
			return option;
	return NULL;
}

const struct cJSON *rules_find_option(const struct cJSON *element, const char *value)
{
	const struct cJSON *found = find_among(json_get(element, "options"), value);
	const struct cJSON *group;

	json_for_each(group, json_get(element, "option_groups")) {
		if (found)
			break;
		found = find_among(json_get(group, "options"), value);
	}
	return found;
}

bool rules_has_option(const struct cJSON *element, const struct cJSON *option)
{
	const struct cJSON *offered = rules_find_option(element, json_string(option, "value"));

	return offered &&
	       text_equal(json_string(offered, "text.text"), json_string(option, "text.text"));
}

bool rules_is_date(const char *text)
{
	static const int days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int year = 0, month = 0, day = 0, end = 0;
	bool leap;

	if (!text || strlen(text) != 10 ||
		sscanf(text, "%4d-%2d-%2d%n", &year, &month, &day, &end) != 3 || end != 10)
		return false;
	leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1] &&
	       (leap || month != 2 || day <= 28);
}

bool rules_is_time(const char *text)
{
	int hour = 0, minute = 0, end = 0;

	return text && strlen(text) == 5 && isdigit((unsigned char)text[0]) &&
	       isdigit((unsigned char)text[3]) &&
	       sscanf(text, "%2d:%2d%n", &hour, &minute, &end) == 2 && end == 5 && hour < 24 &&
	       minute < 60;
}

bool rules_is_number(const char *text, bool decimal)
{
	size_t whole, fraction = 0;

	if (!text)
		return false;
	text += *text == '-';
	whole = strspn(text, "0123456789");
	text += whole;
	if (decimal && *text == '.') {
		fraction = strspn(text + 1, "0123456789");
		text += 1 + fraction;
	}
	return (whole || fraction) && !*text;
}

static void check_initial(struct check *check, const struct cJSON *element)
{
	const struct cJSON *initial = json_get(element, "initial_option");
	const struct cJSON *option;

	if (initial && !rules_has_option(element, initial))
		check_refuse(check, "initial_option is not among the options");
	json_for_each(option, json_get(element, "initial_options"))
		if (!rules_has_option(element, option)) {
			check_refuse(check, "initial_options are not among the options");
			break;
		}
}

void check_selected(struct check *check, const struct cJSON *element)
{
	static const char *const lists[] = { "initial_options", "initial_users", "initial_channels",
		"initial_conversations" };
	int64_t max = json_int(element, "max_selected_items", INT64_MAX);

	for (size_t i = 0; i < array_length(lists); i++)
		if ((int64_t)json_length(json_get(element, lists[i])) > max)
			check_refuse(check, "more are chosen than max_selected_items allows");
}

void check_select(struct check *check, const struct cJSON *element)
{
	if (!json_get(element, "options") == !json_get(element, "option_groups"))
		check_refuse(check, "needs either options or option_groups");
	else
		check_initial(check, element);
	check_selected(check, element);
}

void check_choices(struct check *check, const struct cJSON *element)
{
	check_initial(check, element);
}

void check_text_input(struct check *check, const struct cJSON *element)
{
	int64_t min = json_int(element, "min_length", 0);
	int64_t max = json_int(element, "max_length", INT64_MAX);
	const char *initial = json_string(element, "initial_value");

	if (min > max)
		check_refuse(check, "min_length must not be above max_length");
	if (initial && (int64_t)text_characters(initial) > max)
		check_refuse(check, "initial_value is longer than max_length");
}

void check_number_input(struct check *check, const struct cJSON *element)
{
	bool decimal = json_bool(element, "is_decimal_allowed", false);
	const char *initial = json_string(element, "initial_value");
	const char *min = json_string(element, "min_value");
	const char *max = json_string(element, "max_value");
	double low = min ? strtod(min, NULL) : 0, high = max ? strtod(max, NULL) : 0;

	if ((min && !rules_is_number(min, decimal)) || (max && !rules_is_number(max, decimal)) ||
		(initial && !rules_is_number(initial, decimal)))
		check_refuse(check, "min_value, max_value and initial_value are numbers");
	else if (min && max && low > high)
		check_refuse(check, "min_value must not be above max_value");
	else if (initial &&
		 ((min && strtod(initial, NULL) < low) || (max && strtod(initial, NULL) > high)))
		check_refuse(check, "initial_value must be within the allowed range");
}

void check_date(struct check *check, const struct cJSON *element)
{
	const char *initial = json_string(element, "initial_date");

	if (initial && !rules_is_date(initial))
		check_refuse(check, "initial_date must be YYYY-MM-DD");
}

void check_time(struct check *check, const struct cJSON *element)
{
	const char *initial = json_string(element, "initial_time");

	if (initial && !rules_is_time(initial))
		check_refuse(check, "initial_time must be HH:mm");
}

void check_image(struct check *check, const struct cJSON *image)
{
	if (!json_get(image, "image_url") == !json_get(image, "slack_file"))
		check_refuse(check, "needs either image_url or slack_file");
}

void check_dispatch(struct check *check, const struct cJSON *config)
{
	const struct cJSON *item;

	json_for_each(item, json_get(config, "trigger_actions_on"))
		if (!text_equal(json_text(item), "on_enter_pressed") &&
			!text_equal(json_text(item), "on_character_entered"))
			check_refuse(check, "trigger_actions_on has an unknown word");
}
