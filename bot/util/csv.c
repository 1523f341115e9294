#include "bot/util/csv.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "bot/util/text.h"

static void separate(struct text *line)
{
	if (line->length && line->data[line->length - 1] != '\n')
		text_append_char(line, ',');
}

static bool would_be_formula(const char *value)
{
	return *value && strchr("=+-@\t\r", *value);
}

void csv_string(struct text *line, const char *value)
{
	separate(line);
	if (!value)
		return;
	/* A first field that is empty would be taken for no field at all by separate(). */
	bool quoted = would_be_formula(value) || value[strcspn(value, ",\"\r\n'")] || !*value;
	if (!quoted) {
		text_append(line, value);
		return;
	}
	text_append_char(line, '"');
	if (would_be_formula(value))
		text_append_char(line, '\'');
	for (; *value; value++) {
		if (*value == '"')
			text_append_char(line, '"');
		text_append_char(line, *value);
	}
	text_append_char(line, '"');
}

void csv_number(struct text *line, int64_t value)
{
	separate(line);
	text_printf(line, "%" PRId64, value);
}

void csv_empty(struct text *line)
{
	separate(line);
}

void csv_end(struct text *line)
{
	text_append(line, "\r\n");
}
