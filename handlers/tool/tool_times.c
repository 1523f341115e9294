#include "handlers/tool/tool_times.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bot/util/arena.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "handlers/words.h"

double minutes_read(const char *value, char unit)
{
	static const char *const minutes[] = { "m", "min", "mins", "minutes", "minute" };
	static const char *const hours[] = { "h", "hour", "hours", "hrs" };
	char number[32];
	size_t length = strspn(value, "0123456789.,");

	if (!length || length >= sizeof(number))
		return -1;
	memcpy(number, value, length);
	number[length] = '\0';
	char *comma = strchr(number, ',');
	if (comma)
		*comma = '.';
	char *end;
	double amount = strtod(number, &end);
	const char *rest = value + length + strspn(value + length, " ");
	if (*end || !isfinite(amount))
		return -1;
	if (!*rest)
		rest = unit == 'h' ? "h" : "min";
	for (size_t i = 0; i < array_length(minutes); i++)
		if (text_equal_nocase(rest, minutes[i]))
			return amount;
	for (size_t i = 0; i < array_length(hours); i++)
		if (text_equal_nocase(rest, hours[i]))
			return amount * 60;
	return -1;
}

const char *duration_words(struct arena *arena, int minutes)
{
	if (minutes % 60 == 0)
		return counted(arena, minutes / 60, "hour", "hours");
	return counted(arena, minutes, "minute", "minutes");
}

const char *duration_typed(struct arena *arena, int minutes)
{
	if (minutes % 60 == 0)
		return arena_printf(arena, "%dh", minutes / 60);
	return arena_printf(arena, "%dm", minutes);
}
