/* Reading what somebody filled in; see fields.h. */
#include "handlers/fields.h"

#include <ctype.h>

#include "bot/event.h"
#include "bot/util/arena.h"
#include "bot/util/text.h"
#include "handlers/command.h"

const char *field_value(struct request *request, const char *name)
{
	const struct event_form *form = request->form;

	for (size_t i = 0; form && i < form->field_count; i++)
		if (text_equal(form->fields[i].name, name)) {
			char *copy = arena_strdup(request->arena, form->fields[i].value);
			const char *value = text_trim(copy);
			return *value ? value : NULL;
		}
	return NULL;
}

bool field_has(const struct request *request, const char *name, const char *value)
{
	const struct event_form *form = request->form;

	for (size_t i = 0; form && i < form->field_count; i++)
		if (text_equal(form->fields[i].name, name) &&
			text_equal(form->fields[i].value, value))
			return true;
	return false;
}

bool field_number(struct request *request, const char *name, int64_t most, int64_t *ret_number)
{
	const char *digits = field_value(request, name);
	int64_t number = 0;

	if (!digits) {
		*ret_number = -1;
		return true;
	}
	for (; *digits; digits++) {
		if (!isdigit((unsigned char)*digits))
			return false;
		number = number * 10 + (*digits - '0');
		if (number > most)
			return false;
	}
	*ret_number = number;
	return true;
}
