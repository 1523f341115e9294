#include "bot/platform/fields.h"

#include <string.h>

#include "bot/event.h"
#include "bot/form.h"
#include "bot/util/arena.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

void fields_add(struct fields_reading *reading, const char *name, const char *raw)
{
	if (reading->count == FIELDS_MOST)
		return;
	_cleanup_free_ char *clean = text_clean(raw, strlen(raw));
	_cleanup_free_ char *value = text_shorten(clean, FORM_TEXT);
	if (!*value)
		return;
	if (reading->count == reading->capacity) {
		reading->capacity = reading->capacity ? 2 * reading->capacity : 16;
		reading->fields =
			xrealloc(reading->fields, reading->capacity * sizeof(*reading->fields));
	}
	reading->fields[reading->count++] =
		(struct event_field){ name, arena_strdup(reading->arena, value) };
}

void fields_end(struct fields_reading *reading, struct event_form *form)
{
	struct event_field *fields =
		arena_array(reading->arena, reading->count, struct event_field);

	if (reading->count)
		memcpy(fields, reading->fields, reading->count * sizeof(*fields));
	form->fields = fields;
	form->field_count = reading->count;
	free(reading->fields);
	reading->fields = NULL;
}
