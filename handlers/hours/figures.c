#include "handlers/hours/figures.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "bot/form.h"
#include "bot/util/arena.h"
#include "bot/util/clock.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "bot/util/timezone.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/fields.h"
#include "handlers/outcome.h"
#include "handlers/tool/tool_times.h"
#include "handlers/words.h"
#include "storage/people_store.h"

enum { MINUTES_AT_MOST = 100000, COUNT_AT_MOST = 1000000, LINE_CHARACTERS = 20, FIRST_YEAR = 2000 };

static const char *const sure_words[GRADES] = { "measured", "sampled", "told" };

const char *grade_words(enum grade grade)
{
	return sure_words[grade];
}

/* --- what was given --- */

const char *figure_value(const struct figures *figures, const char *key)
{
	const struct args *args = figures->args;

	if (!args)
		return field_value(figures->request, key);
	for (size_t i = args->setting_count; i-- > 0;)
		if (text_equal(args->settings[i].key, key) &&
			!text_is_blank(args->settings[i].value))
			return text_trim(
				arena_strdup(figures->request->arena, args->settings[i].value));
	return NULL;
}

void figure_wrong(struct figures *figures, const char *key, const char *format, ...)
{
	struct request *request = figures->request;
	va_list values;

	va_start(values, format);
	const char *words = arena_vprintf(request->arena, format, values);
	va_end(values);
	if (!figures->args)
		figures->wrong = wrong_field(request, figures->wrong, key, "%s", words);
	else if (!figures->wrong)
		figures->wrong = reject(request, "%s", words);
}

static bool is_among(const char *const *keys, const char *key)
{
	while (*keys && !text_equal(*keys, key))
		keys++;
	return *keys != NULL;
}

static const char *joined(struct request *request, const char *const *keys)
{
	_cleanup_text_ struct text names = TEXT_INIT;

	for (size_t i = 0; keys[i]; i++)
		text_printf(&names, "%s%s", i ? ", " : "", keys[i]);
	return arena_strdup(request->arena, text_string(&names));
}

void figures_check_keys(struct figures *figures, const char *const *keys)
{
	struct request *request = figures->request;
	const struct args *args = figures->args;

	for (size_t i = 0; args && i < args->setting_count; i++)
		if (!is_among(keys, args->settings[i].key))
			figure_wrong(figures, "", "There is no key “%s”; there are: %s.",
				first_words(request->arena, args->settings[i].key, 40),
				joined(request, keys));
}

double figure_minutes(struct figures *figures)
{
	const char *value = figure_value(figures, "minutes");
	double minutes = value ? minutes_read(value, 'm') : -1;

	if (!value)
		figure_wrong(figures, "minutes",
			"Please say the minutes one run takes, like minutes=45 or 1.5h.");
	else if (minutes < 0 || minutes > MINUTES_AT_MOST)
		figure_wrong(figures, "minutes",
			"“%s” is no number of minutes: say it like 45 or 1.5h.",
			first_words(figures->request->arena, value, 40));
	return minutes;
}

static int64_t read_count(const char *digits)
{
	int64_t number = 0;

	for (; *digits; digits++) {
		if (!isdigit((unsigned char)*digits))
			return -1;
		number = number * 10 + (*digits - '0');
		if (number > COUNT_AT_MOST)
			return -1;
	}
	return number;
}

int64_t figure_count(struct figures *figures, const char *key, const char *what, int64_t least)
{
	const char *value = figure_value(figures, key);
	int64_t count = value ? read_count(value) : -1;

	if (!value)
		figure_wrong(figures, key, "Please say %s as a number, like %s=30.", what, key);
	else if (count < least)
		figure_wrong(figures, key, "“%s” is not %s: say a whole number, like %s=30.",
			first_words(figures->request->arena, value, 40), what, key);
	return count;
}

enum grade figure_sure(struct figures *figures)
{
	const char *value = figure_value(figures, "sure");

	for (enum grade grade = GRADE_A; value && grade <= GRADE_C; grade++)
		if (text_equal_nocase(value, sure_words[grade]))
			return grade;
	figure_wrong(figures, "sure",
		"Please say how sure that is: measured (timed), sampled (some were looked at) or "
		"told (somebody's estimate).");
	return GRADE_C;
}

/* --- days --- */

static struct zone *actors_zone(const struct request *request)
{
	const char *chosen = request->actor->timezone;

	return zone_open_or_utc(chosen ? chosen : request->settings->timezone);
}

int64_t figures_today(const struct request *request)
{
	_cleanup_zone_ struct zone *zone = actors_zone(request);

	return zone_day(zone, request->now);
}

/* "2026-11-01" and nothing behind it; a day that its month has. */
static bool read_day(const char *words, int64_t *ret_day)
{
	int year, month, day, length = 0;

	if (sscanf(words, "%4d-%2d-%2d%n", &year, &month, &day, &length) != 3 || words[length])
		return false;
	if (year < FIRST_YEAR || month < 1 || month > 12 || day < 1 || day > 31)
		return false;
	*ret_day = day_of_date(year, month, day);
	return date_of_day(*ret_day).day == day;
}

struct figure_day figure_date(struct figures *figures)
{
	struct request *request = figures->request;
	const char *value = figure_value(figures, "date");
	_cleanup_zone_ struct zone *zone = actors_zone(request);
	int64_t today = zone_day(zone, request->now);
	struct figure_day date = { .day = today, .held_at = request->now };

	if (!value || text_equal_nocase(value, "today"))
		return date;
	if (!read_day(value, &date.day))
		figure_wrong(figures, "date", "“%s” is not a day: say it like 2026-11-01.",
			first_words(request->arena, value, 40));
	else if (date.day > today)
		figure_wrong(figures, "date", "%s is yet to come: a figure is of a day that was.",
			day_words(request, date.day));
	else if (date.day < today)
		date.held_at = zone_moment(zone, date.day + 1, 0);
	return date;
}

const char *short_day_words(struct request *request, int64_t day)
{
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul",
		"Aug", "Sep", "Oct", "Nov", "Dec" };
	struct date date = date_of_day(day);

	return arena_printf(request->arena, "%d %s", date.day, months[date.month - 1]);
}

const char *day_words(struct request *request, int64_t day)
{
	return arena_printf(
		request->arena, "%s %d", short_day_words(request, day), date_of_day(day).year);
}

/* --- fields --- */

void ask_minutes(struct form *form, const char *label)
{
	struct field *field = form_field(form, FIELD_LINE, "minutes", label);

	field->most = LINE_CHARACTERS;
	field->hint = "Minutes, or hours like 1.5h.";
}

void ask_sure(struct form *form, const char *measured, const char *sampled, const char *told)
{
	struct field *field = form_field(form, FIELD_CHOICE, "sure", "How sure is that");

	field_option(form, field, sure_words[GRADE_A], measured);
	field_option(form, field, sure_words[GRADE_B], sampled);
	field_option(form, field, sure_words[GRADE_C], told);
}

void ask_date(struct form *form, const char *hint)
{
	struct field *field = form_field(form, FIELD_LINE, "date", "The day it was so");

	field->most = LINE_CHARACTERS;
	field->optional = true;
	field->placeholder = "year-month-day";
	field->hint = hint;
}
