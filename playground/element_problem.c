/*
 * What Slack's own client refuses when a form is submitted, before anything is sent: see
 * elements.h.
 */
#include <stdlib.h>
#include <string.h>

#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "playground/block_kit_rules.h"
#include "playground/elements.h"

static char *check_length(const struct cJSON *element, const char *value)
{
	int64_t length = (int64_t)text_characters(value);
	int64_t min = json_int(element, "min_length", 0);
	int64_t max = json_int(element, "max_length", TEXT_INPUT_MAX);

	if (length < min)
		return xasprintf("Please enter at least %d characters.", (int)min);
	if (length > max)
		return xasprintf("Please enter at most %d characters.", (int)max);
	return NULL;
}

static char *check_number(const struct cJSON *element, const char *value)
{
	const char *min = json_string(element, "min_value");
	const char *max = json_string(element, "max_value");

	if (!rules_is_number(value, json_bool(element, "is_decimal_allowed", false)))
		return xstrdup("Please enter a number.");
	if (min && strtod(value, NULL) < strtod(min, NULL))
		return xasprintf("Please enter a number of at least %s.", min);
	if (max && strtod(value, NULL) > strtod(max, NULL))
		return xasprintf("Please enter a number of at most %s.", max);
	return NULL;
}

static char *check_email(const struct cJSON *element, const char *value)
{
	const char *at = strchr(value, '@');

	(void)element;
	if (at && at > value && strchr(at, '.') && !strpbrk(value, " <>"))
		return NULL;
	return xstrdup("Please enter a valid email address.");
}

static char *check_url(const struct cJSON *element, const char *value)
{
	const char *rest = strstr(value, "://");

	(void)element;
	if (rest && rest > value && rest[3] && !strpbrk(value, " <>"))
		return NULL;
	return xstrdup("Please enter a valid URL.");
}

char *element_problem(const struct cJSON *element, const struct cJSON *state, bool optional)
{
	static const struct {
		const char *type;
		char *(*check)(const struct cJSON *element, const char *value);
	} checks[] = {
		{ "plain_text_input", check_length },
		{ "number_input", check_number },
		{ "email_text_input", check_email },
		{ "url_text_input", check_url },
	};
	const struct cJSON *value = element_value(element, state);

	if (!value)
		return optional ? NULL : xstrdup("Please complete this required field.");
	for (size_t i = 0; i < array_length(checks); i++)
		if (text_equal(checks[i].type, json_string(element, "type")))
			return checks[i].check(element, json_text(value));
	return NULL;
}
