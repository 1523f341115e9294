/* A form as plain text: its title, then in order what is said and each field as
 * "Label (optional): value". Hints stand in parentheses after the value. */
#include "stage_internal.h"

#include <string.h>

#include "bot/form.h"
#include "bot/message.h"
#include "bot/util/text.h"

static void append_person(struct text *out, const char *id)
{
	const char *shown = id;

	for (size_t i = 0; i < PEOPLE_COUNT; i++)
		if (text_equal(world_people[i].account, id))
			shown = world_people[i].handle;
	text_printf(out, " @%s", shown);
}

static void append_channel(struct text *out, const char *id)
{
	const char *shown = id;

	for (size_t i = 0; i < CHANNEL_COUNT; i++)
		if (text_equal(world_channels[i].id, id))
			shown = world_channels[i].name;
	text_printf(out, " #%s", shown);
}

static void append_options(struct text *out, const struct field *field)
{
	bool one = field->type == FIELD_CHOICE;

	for (const struct option *option = field->options; option; option = option->next)
		text_printf(out, " %c%c%c %s", one ? '(' : '[', option->chosen ? 'x' : ' ',
			one ? ')' : ']', option->label);
}

static void append_chosen(struct text *out, const struct field *field)
{
	for (const struct option *option = field->options; option; option = option->next)
		if (option->chosen)
			text_printf(out, " %s", option->label);
}

static void append_value(struct text *out, const struct field *field)
{
	switch (field->type) {
	case FIELD_LINE:
	case FIELD_TEXT:
	case FIELD_NUMBER:
		if (field->initial)
			text_printf(out, " %s", field->initial);
		return;
	case FIELD_PERSON:
		if (field->initial)
			append_person(out, field->initial);
		return;
	case FIELD_PEOPLE:
		for (size_t i = 0; field->initials && field->initials[i]; i++)
			append_person(out, field->initials[i]);
		return;
	case FIELD_CHANNEL:
		if (field->initial)
			append_channel(out, field->initial);
		return;
	case FIELD_CHOICE:
	case FIELD_CHOICES:
		append_options(out, field);
		return;
	case FIELD_LIST:
		append_chosen(out, field);
		return;
	}
}

static void append_field(struct text *out, const struct field *field)
{
	text_printf(out, "\n%s%s:", field->label, field->optional ? " (optional)" : "");
	append_value(out, field);
	if (field->hint)
		text_printf(out, " (%s)", field->hint);
}

void form_plain(const struct form *form, struct text *out)
{
	text_append(out, form->title);
	for (const struct form_item *item = form->items; item; item = item->next) {
		if (item->field)
			append_field(out, item->field);
		if (message_empty(item->message))
			continue;
		text_append_char(out, '\n');
		message_plain(item->message, out);
	}
}
