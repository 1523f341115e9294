/* See moment.h. */
#include "bot/util/moment.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "bot/util/clock.h"
#include "bot/util/memory.h"
#include "bot/util/recurrence.h"
#include "bot/util/text.h"
#include "bot/util/timezone.h"

enum {
	WORDS = 12,
	WORD = 16,
	ABBREVIATED = 3,
	MONTHS = 12,
	YEAR_FROM = 1970,
	YEAR_TO = 2999,
	CHANGE = 180 /* minutes by which clocks are changed, at most */
};

static const char *const month_names[MONTHS] = { "January", "February", "March", "April", "May",
	"June", "July", "August", "September", "October", "November", "December" };

struct words {
	char items[WORDS][WORD];
	size_t count;
};

/* False: too many, or too long to mean anything here. */
static bool split(const char *line, struct words *words)
{
	for (line += strspn(line, " \t,"); *line; line += strspn(line, " \t,")) {
		size_t length = strcspn(line, " \t,");
		if (words->count == WORDS || length >= WORD)
			return false;
		char *word = words->items[words->count++];
		memcpy(word, line, length);
		word[length] = '\0';
		line += length;
	}
	return words->count > 0;
}

static void drop(struct words *words, size_t index)
{
	memmove(words->items[index], words->items[index + 1],
		(words->count - index - 1) * sizeof(words->items[0]));
	words->count--;
}

/* 1–12; 0: no month. */
static int month_called(const char *word)
{
	size_t length = strlen(word);

	for (int i = 0; i < MONTHS; i++)
		if ((length == ABBREVIATED || length == strlen(month_names[i])) &&
			strncasecmp(word, month_names[i], length) == 0)
			return i + 1;
	return 0;
}

/* "1", "1.", "1st"; 0: something else. */
static int day_called(const char *word)
{
	static const char *const ends[] = { "", ".", "st", "nd", "rd", "th" };
	char *end;
	long number = isdigit((unsigned char)*word) ? strtol(word, &end, 10) : 0;

	if (number < 1 || number > 31)
		return 0;
	for (size_t i = 0; i < array_length(ends); i++)
		if (text_equal_nocase(end, ends[i]))
			return (int)number;
	return 0;
}

static int year_called(const char *word)
{
	char *end;
	long year = strlen(word) == 4 ? strtol(word, &end, 10) : 0;

	return year >= YEAR_FROM && year <= YEAR_TO && !*end ? (int)year : 0;
}

/* -1: the calendar has no such day. */
static int64_t day_if_there(int year, int month, int day)
{
	int64_t number = day_of_date(year, month, day);
	struct date date = date_of_day(number);

	return date.month == month && date.day == day ? number : -1;
}

/* What is left of the words is a time, or nothing that is known. */
static int minute_of(const struct words *words)
{
	_cleanup_text_ struct text line = TEXT_INIT;
	struct recurrence rule;

	text_append(&line, "day");
	for (size_t i = 0; i < words->count; i++)
		text_printf(&line, " %s", words->items[i]);
	return recurrence_parse(text_string(&line), &rule) && !rule.nth ? rule.minute : -1;
}

struct calendar_day {
	int year, month, day; // year 0: not said
};

/* "2026-12-01" */
static bool take_iso(struct words *words, struct calendar_day *ret_day)
{
	struct calendar_day found;
	int length;

	for (size_t i = 0; i < words->count; i++)
		if (strlen(words->items[i]) == 10 &&
			sscanf(words->items[i], "%4d-%2d-%2d%n", &found.year, &found.month,
				&found.day, &length) == 3 &&
			length == 10 && found.year >= YEAR_FROM && found.month >= 1 &&
			found.month <= MONTHS && found.day >= 1) {
			drop(words, i);
			*ret_day = found;
			return true;
		}
	return false;
}

/* "1 december", "december 1st 2026" */
static bool take_month(struct words *words, struct calendar_day *ret_day)
{
	struct calendar_day found = { 0 };
	size_t month = 0;

	while (month < words->count && !month_called(words->items[month]))
		month++;
	if (month == words->count)
		return false;
	found.month = month_called(words->items[month]);
	size_t place = month;
	if (month > 0 && (found.day = day_called(words->items[month - 1])))
		place = month - 1;
	else if (month + 1 < words->count)
		found.day = day_called(words->items[month + 1]);
	if (!found.day)
		return false;
	drop(words, place);
	drop(words, place);
	if (place < words->count && (found.year = year_called(words->items[place])))
		drop(words, place);
	*ret_day = found;
	return true;
}

static bool at_calendar_day(const struct words *rest, const struct calendar_day *said,
	const struct zone *zone, int64_t now, int64_t *ret_at)
{
	int minute = minute_of(rest);
	int year = said->year ? said->year : date_of_day(zone_day(zone, now)).year;
	int64_t day = day_if_there(year, said->month, said->day);

	if (minute < 0)
		return false;
	if (!said->year && (day < 0 || zone_moment(zone, day, minute) <= now))
		day = day_if_there(year + 1, said->month, said->day);
	if (day < 0)
		return false;
	*ret_at = zone_moment(zone, day, minute);
	return true;
}

static bool at_day_word(struct words *words, const struct zone *zone, int64_t now, int64_t *ret_at)
{
	static const char *const days[] = { "today", "tomorrow" };

	for (size_t i = 0; i < words->count; i++)
		for (size_t offset = 0; offset < array_length(days); offset++) {
			if (!text_equal_nocase(words->items[i], days[offset]))
				continue;
			drop(words, i);
			int minute = minute_of(words);
			if (minute < 0)
				return false;
			*ret_at = zone_moment(zone, zone_day(zone, now) + (int64_t)offset, minute);
			return true;
		}
	return false;
}

bool moment_parse(const char *line, const struct zone *zone, int64_t now, int64_t *ret_at)
{
	struct words words = { 0 };
	struct calendar_day day;
	struct recurrence rule;
	struct occurrence next;

	if (!split(line, &words))
		return false;
	if (take_iso(&words, &day) || take_month(&words, &day))
		return at_calendar_day(&words, &day, zone, now, ret_at);
	if (at_day_word(&words, zone, now, ret_at))
		return true;
	if (text_equal_nocase(words.items[0], "every") || text_equal_nocase(words.items[0], "each"))
		return false;
	bool one_day = recurrence_parse(line, &rule) && !rule.nth &&
		       (rule.weekdays & (rule.weekdays - 1)) == 0;
	if (!one_day || !recurrence_next(&rule, zone, now, &next))
		return false;
	*ret_at = next.at;
	return true;
}

int64_t moment_day_before(const struct zone *zone, int64_t at)
{
	int64_t day = zone_day(zone, at);
	int since = (int)((at - zone_moment(zone, day, 0)) / MS_PER_MINUTE);
	int minute = since > CHANGE ? since - CHANGE : 0;

	/* By the clock on the wall: a day on which clocks change is no 24 hours long. */
	while (minute < since + CHANGE && zone_moment(zone, day, minute) < at)
		minute++;
	return zone_moment(zone, day - 1, minute);
}
