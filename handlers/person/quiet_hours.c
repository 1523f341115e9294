/* Quiet hours; see quiet_hours.h. */
#include "handlers/person/quiet_hours.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "bot/util/text.h"
#include "bot/util/timezone.h"

enum { SATURDAY = 6, WORD_BYTES = 32 };

/* Digits, at most two; *cursor moves behind them. Negative: there are none. */
static int read_number(const char **cursor)
{
	int number = 0, digits = 0;

	for (; isdigit((unsigned char)**cursor) && digits < 2; digits++)
		number = number * 10 + *(*cursor)++ - '0';
	return digits ? number : -1;
}

static bool read_time(const char **cursor, int *ret_minute)
{
	int hour = read_number(cursor);
	int minute = 0;

	if (**cursor == ':') {
		(*cursor)++;
		minute = read_number(cursor);
	}
	if (hour < 0 || hour > 23 || minute < 0 || minute > 59)
		return false;
	*ret_minute = hour * 60 + minute;
	return true;
}

static const char *skip_dash(const char *cursor)
{
	static const char *const dashes[] = { "-", "–", "—" };

	for (size_t i = 0; i < sizeof(dashes) / sizeof(*dashes); i++)
		if (text_starts_with(cursor, dashes[i]))
			return cursor + strlen(dashes[i]);
	return NULL;
}

static bool read_hours(const char *word, struct quiet_hours *quiet)
{
	const char *cursor = word;

	if (!read_time(&cursor, &quiet->from))
		return false;
	cursor = skip_dash(cursor);
	if (!cursor || !read_time(&cursor, &quiet->until) || *cursor)
		return false;
	quiet->hours = true;
	return quiet->from != quiet->until;
}

static bool read_word(const char *word, struct quiet_hours *quiet)
{
	if (text_equal_nocase(word, "weekends") || text_equal_nocase(word, "weekend"))
		return quiet->weekends = true;
	if (text_equal_nocase(word, "and") || text_equal_nocase(word, "none") ||
		text_equal_nocase(word, "off"))
		return true;
	return !quiet->hours && read_hours(word, quiet);
}

bool quiet_hours_parse(const char *words, struct quiet_hours *ret_quiet)
{
	static const char between[] = " \t\n,+";
	struct quiet_hours quiet = { 0 };

	for (words += strspn(words, between); *words; words += strspn(words, between)) {
		char word[WORD_BYTES] = "";
		size_t length = strcspn(words, between);
		if (length >= sizeof(word))
			return false;
		memcpy(word, words, length);
		if (!read_word(word, &quiet))
			return false;
		words += length;
	}
	*ret_quiet = quiet;
	return true;
}

void quiet_hours_say(const struct quiet_hours *quiet, struct text *out)
{
	if (quiet->hours)
		text_printf(out, "%02d:%02d-%02d:%02d", quiet->from / 60, quiet->from % 60,
			quiet->until / 60, quiet->until % 60);
	if (quiet->weekends)
		text_printf(out, "%sweekends", quiet->hours ? " " : "");
	if (!quiet->hours && !quiet->weekends)
		text_append(out, "none");
}

/* When the quiet time ends that begins on that local day; `time` itself where it does not lie in
 * one. */
static int64_t end_of(
	const struct zone *zone, const struct quiet_hours *quiet, int64_t day, int64_t time)
{
	int64_t midnight = zone_moment(zone, day, 0);
	int64_t next_midnight = zone_moment(zone, day + 1, 0);

	if (quiet->weekends && date_of_day(day).weekday >= SATURDAY && time >= midnight &&
		time < next_midnight)
		return next_midnight;
	if (!quiet->hours || time < zone_moment(zone, day, quiet->from))
		return time;
	int64_t ends = zone_moment(zone, day + (quiet->until < quiet->from), quiet->until);
	return time < ends ? ends : time;
}

int64_t next_loud_moment(const struct zone *zone, const struct quiet_hours *quiet, int64_t now)
{
	int64_t at = now, before;

	do {
		int64_t today = zone_day(zone, at);
		before = at;
		for (int64_t day = today - 1; day <= today && at == before; day++)
			at = end_of(zone, quiet, day, at);
	} while (at > before);
	return at;
}
