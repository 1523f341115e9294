#include "config/complaints.h"

#include <stdarg.h>
#include <stdlib.h>

#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

enum { MOST_SHOWN = 50 };

void complain(struct complaints *complaints, int line, const char *format, ...)
{
	struct text sentence = TEXT_INIT;
	va_list args;

	va_start(args, format);
	text_vprintf(&sentence, format, args);
	va_end(args);

	size_t place = complaints->count++;
	complaints->items =
		xrealloc(complaints->items, complaints->count * sizeof(*complaints->items));
	for (; place > 0 && complaints->items[place - 1].line > line; place--)
		complaints->items[place] = complaints->items[place - 1];
	complaints->items[place] = (struct complaint){ line, text_steal(&sentence) };
}

void complaints_print(const struct complaints *complaints, const char *path, struct text *out)
{
	for (size_t i = 0; i < complaints->count; i++) {
		const struct complaint *complaint = &complaints->items[i];
		if (i == MOST_SHOWN) {
			text_printf(out, "%s: and %zu more\n", path, complaints->count - i);
			return;
		}
		log_sanitize(out, path);
		if (complaint->line)
			text_printf(out, ":%d", complaint->line);
		text_append(out, ": ");
		log_sanitize(out, complaint->sentence);
		text_append_char(out, '\n');
	}
}

void complaints_finish(struct complaints *complaints)
{
	for (size_t i = 0; i < complaints->count; i++)
		free(complaints->items[i].sentence);
	free(complaints->items);
	*complaints = (struct complaints)COMPLAINTS_INIT;
}
