#include "bot/util/recurrence.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "bot/util/timezone.h"

enum {
	WEEKDAYS = 0x1f,
	ALL_DAYS = 0x7f,
	DAYS_IN_WEEK = 7,
	DAYS_LOOKED_AT = 5 * 366,
	WORD = 16,
	MINUTES_PER_HOUR = 60,
	NOON = 12,
};

static const char *const weekday_names[DAYS_IN_WEEK] = { "Monday", "Tuesday", "Wednesday",
	"Thursday", "Friday", "Saturday", "Sunday" };

static const struct {
	const char *word;
	int nth;
} ordinals[] = {
	{ "first", 1 },
	{ "second", 2 },
	{ "third", 3 },
	{ "fourth", 4 },
	{ "fifth", 5 },
	{ "last", RECURRENCE_LAST },
};

/* --- reading --- */

/* The next word of letters, or of digits and colons, in lower case; "" at the end. */
static void take_word(const char **cursor, char *word)
{
	size_t length = 0;

	while (**cursor == ' ' || **cursor == '\t' || **cursor == ',')
		(*cursor)++;
	bool letters = isalpha((unsigned char)**cursor);
	while (**cursor && **cursor != ' ' && **cursor != '\t' && **cursor != ',') {
		if (letters != (isalpha((unsigned char)**cursor) != 0))
			break;
		if (length < WORD - 1)
			word[length++] = (char)tolower((unsigned char)**cursor);
		(*cursor)++;
	}
	word[length] = '\0';
}

/* 0: it names no days. A plural is one of them. */
static unsigned days_called(const char *word)
{
	size_t length = strlen(word);

	if (text_equal(word, "day") || text_equal(word, "daily"))
		return ALL_DAYS;
	if (text_equal(word, "weekday") || text_equal(word, "weekdays"))
		return WEEKDAYS;
	for (int i = 0; i < DAYS_IN_WEEK; i++) {
		size_t all = strlen(weekday_names[i]);
		bool plural = length == all + 1 && word[all] == 's';
		if ((length == 3 || length == all || plural) &&
			strncasecmp(word, weekday_names[i], length < all ? length : all) == 0)
			return 1U << i;
	}
	return 0;
}

static int ordinal_called(const char *word)
{
	for (size_t i = 0; i < array_length(ordinals); i++)
		if (text_equal(word, ordinals[i].word))
			return ordinals[i].nth;
	return 0;
}

/* Digits of one or two places from *cursor; -1 if there are none, or more. */
static int take_number(const char **cursor)
{
	int number = 0, digits = 0;

	for (; isdigit((unsigned char)**cursor); (*cursor)++, digits++)
		number = digits < 2 ? number * 10 + (**cursor - '0') : number;
	return digits == 1 || digits == 2 ? number : -1;
}

/* "9", "9:30", "09:30"; -1 for anything else. */
static int clock_called(const char *word)
{
	int hour = take_number(&word), minute = 0;

	if (*word == ':') {
		word++;
		const char *digits = word;
		minute = take_number(&word);
		if (word - digits != 2)
			return -1;
	}
	if (*word || hour < 0 || hour > 23 || minute < 0 || minute > 59)
		return -1;
	return hour * MINUTES_PER_HOUR + minute;
}

/* What follows the time: nothing, "am" or "pm". False: something else. */
static bool take_half_of_day(const char **cursor, int *minute)
{
	char word[WORD], end[WORD];

	take_word(cursor, word);
	if (!*word)
		return true;
	take_word(cursor, end);
	bool afternoon = text_equal(word, "pm");
	int hour = *minute / MINUTES_PER_HOUR;
	if (*end || (!afternoon && !text_equal(word, "am")) || hour == 0 || hour > NOON)
		return false;
	if (hour == NOON)
		*minute -= NOON * MINUTES_PER_HOUR;
	if (afternoon)
		*minute += NOON * MINUTES_PER_HOUR;
	return true;
}

static bool is_filler(const char *word)
{
	static const char *const fillers[] = { "every", "each", "the", "on", "and", "at", "of",
		"month" };

	for (size_t i = 0; i < array_length(fillers); i++)
		if (text_equal(word, fillers[i]))
			return true;
	return false;
}

bool recurrence_parse(const char *words, struct recurrence *ret_rule)
{
	struct recurrence rule = { .minute = -1 };
	char word[WORD];

	for (take_word(&words, word); *word; take_word(&words, word)) {
		int nth = ordinal_called(word);
		unsigned days = days_called(word);
		int minute = clock_called(word);
		if (minute >= 0) {
			rule.minute = minute;
			if (!take_half_of_day(&words, &rule.minute))
				return false;
		} else if (nth && !rule.nth && !rule.weekdays) {
			rule.nth = nth;
		} else if (days) {
			rule.weekdays |= days;
		} else if (!is_filler(word)) {
			return false;
		}
	}
	bool one_day = (rule.weekdays & (rule.weekdays - 1)) == 0;
	bool may_be_nth = one_day || rule.weekdays == WEEKDAYS;
	if (!rule.weekdays || rule.minute < 0 || (rule.nth && !may_be_nth))
		return false;
	*ret_rule = rule;
	return true;
}

/* --- saying --- */

static const char *ordinal_word(int nth)
{
	for (size_t i = 0; i < array_length(ordinals); i++)
		if (ordinals[i].nth == nth)
			return ordinals[i].word;
	return "";
}

static void say_days(unsigned weekdays, struct text *out)
{
	int count = __builtin_popcount(weekdays), said = 0;

	if (weekdays == ALL_DAYS || weekdays == WEEKDAYS) {
		text_append(out, weekdays == ALL_DAYS ? "day" : "weekday");
		return;
	}
	for (int i = 0; i < DAYS_IN_WEEK; i++) {
		if (!(weekdays & 1U << i))
			continue;
		text_append(out, said == 0 ? "" : said == count - 1 ? " and " : ", ");
		text_append(out, weekday_names[i]);
		said++;
	}
}

void recurrence_say(const struct recurrence *rule, struct text *out)
{
	text_append(out, rule->nth ? "the " : "every ");
	if (rule->nth)
		text_printf(out, "%s ", ordinal_word(rule->nth));
	say_days(rule->weekdays, out);
	text_printf(out, "%s at %02d:%02d", rule->nth ? " of each month" : "",
		rule->minute / MINUTES_PER_HOUR, rule->minute % MINUTES_PER_HOUR);
}

/* --- computing --- */

static bool is_among(unsigned weekdays, int weekday)
{
	return (weekdays & 1U << (weekday - 1)) != 0;
}

/* How many of these are among `days` days in a row, the first of which is a `weekday`. */
static int count_among(unsigned weekdays, int weekday, int64_t days)
{
	int count = 0;

	for (; days > 0; days--, weekday = weekday % DAYS_IN_WEEK + 1)
		count += is_among(weekdays, weekday);
	return count;
}

static bool falls_on(const struct recurrence *rule, int64_t day)
{
	struct date date = date_of_day(day);

	if (!is_among(rule->weekdays, date.weekday))
		return false;
	if (rule->nth == RECURRENCE_LAST)
		return count_among(rule->weekdays, date.weekday,
			       day_of_date(date.year, date.month, 31) - day + 1) == 1;
	int first = (date.weekday + 5 * DAYS_IN_WEEK - date.day) % DAYS_IN_WEEK + 1;
	return rule->nth == 0 || count_among(rule->weekdays, first, date.day) == rule->nth;
}

static bool look(const struct recurrence *rule, const struct zone *zone, int64_t time, int step,
	struct occurrence *ret_occurrence)
{
	/* A skipped time can come on the following day by the clock: begin a day further away. */
	int64_t day = zone_day(zone, time) - step;

	for (int i = 0; i < DAYS_LOOKED_AT; i++, day += step) {
		if (!falls_on(rule, day))
			continue;
		int64_t at = zone_moment(zone, day, rule->minute);
		if (step > 0 ? at <= time : at > time)
			continue;
		*ret_occurrence = (struct occurrence){ .at = at, .day = day };
		return true;
	}
	return false;
}

bool recurrence_next(const struct recurrence *rule, const struct zone *zone, int64_t time,
	struct occurrence *ret_occurrence)
{
	return look(rule, zone, time, 1, ret_occurrence);
}

bool recurrence_latest(const struct recurrence *rule, const struct zone *zone, int64_t time,
	struct occurrence *ret_occurrence)
{
	return look(rule, zone, time, -1, ret_occurrence);
}
