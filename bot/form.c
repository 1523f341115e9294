/* Forms are built up item by item; see form.h. What they look like is the platform's part. */
#include "bot/form.h"

#include <stdarg.h>

#include "bot/message.h"
#include "bot/util/arena.h"

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
