/* Forms are built up item by item; see form.h. What they look like is the platform's part. */
#include "bot/form.h"

#include <stdarg.h>
#include <string.h>

#include "bot/message.h"
#include "bot/util/arena.h"

enum { DIGITS = 15 }; // of a number

struct form *form_create(
	struct arena *arena, const char *name, const char *title, const char *submit)
{
	struct form *form = arena_new(arena, struct form);

	*form = (struct form){
		.arena = arena,
		.name = name,
		.title = title,
		.submit = submit,
		.context = "",
	};
	return form;
}

void form_context(struct form *form, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	form->context = arena_vprintf(form->arena, format, args);
	va_end(args);
}

static struct form_item *add_item(struct form *form)
{
	struct form_item **end = &form->items;

	while (*end)
		end = &(*end)->next;
	*end = arena_new(form->arena, struct form_item);
	**end = (struct form_item){ 0 };
	return *end;
}

struct message *form_say(struct form *form)
{
	struct message *message = message_create(form->arena);

	add_item(form)->message = message;
	return message;
}

struct field *form_field(
	struct form *form, enum field_type type, const char *name, const char *label)
{
	struct field *field = arena_new(form->arena, struct field);

	*field = (struct field){ .type = type, .name = name, .label = label };
	add_item(form)->field = field;
	return field;
}

struct option *field_option(
	struct form *form, struct field *field, const char *value, const char *label)
{
	struct option **end = &field->options;

	while (*end)
		end = &(*end)->next;
	*end = arena_new(form->arena, struct option);
	**end = (struct option){ .value = value, .label = label };
	return *end;
}

bool field_is_chips(const struct field *field)
{
	return field->type == FIELD_CHOICE || field->type == FIELD_CHOICES;
}

bool field_has_options(const struct field *field)
{
	return field_is_chips(field) || field->type == FIELD_LIST;
}

size_t field_most(const struct field *field)
{
	return field->most && field->most < FORM_TEXT ? field->most : FORM_TEXT;
}

const char *field_initial_number(const struct field *field)
{
	size_t length = field->initial ? strspn(field->initial, "0123456789") : 0;

	return length && length <= DIGITS && !field->initial[length] ? field->initial : NULL;
}
