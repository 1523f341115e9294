/*
 * What form.h asks of a form, said aloud: a handler that breaks it ends the scenario, whatever the
 * platform would have made of it. That Slack takes the form is looked at elsewhere
 * (tests/payloads).
 */
#include "stage_internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bot/form.h"
#include "bot/message.h"
#include "bot/util/text.h"

__attribute__((format(printf, 2, 3))) static void must(bool holds, const char *format, ...)
{
	va_list args;

	if (holds)
		return;
	fprintf(stderr, "a form breaks form.h: ");
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fprintf(stderr, "\n");
	exit(1);
}

static void at_most(const char *what, const char *text, size_t most)
{
	must(!text || text_characters(text) <= most, "%s has more than %zu characters: %s", what,
		most, text);
}

static void check_options(const struct field *field)
{
	size_t most = field->type == FIELD_LIST ? FORM_OPTIONS : FORM_CHIPS;
	size_t count = 0;
	size_t chosen = 0;

	for (const struct option *option = field->options; option; option = option->next) {
		count++;
		chosen += option->chosen;
		at_most("an option's label", option->label, FORM_OPTION);
		at_most("an option's value", option->value, FORM_OPTION);
		at_most("an option's description", option->description, FORM_OPTION);
		must(*option->label && *option->value, "an option of %s is empty", field->name);
		for (const struct option *other = option->next; other; other = other->next)
			must(!text_equal(option->value, other->value), "%s has the option %s twice",
				field->name, option->value);
	}
	must(count > 0, "%s has no options", field->name);
	must(count <= most, "%s has %zu options", field->name, count);
	must(chosen <= 1 || field->type == FIELD_CHOICES, "%s has %zu options chosen", field->name,
		chosen);
}

static void check_field(const struct field *field)
{
	at_most("a label", field->label, FORM_LABEL);
	at_most("a hint", field->hint, FORM_HINT);
	at_most("a placeholder", field->placeholder, FORM_PLACEHOLDER);
	at_most("what stands in a field", field->initial, field->most ? field->most : FORM_TEXT);
	must(*field->label, "%s has no label", field->name);
	must(!field->watched || field_has_options(field), "%s cannot be watched", field->name);
	must(field_has_options(field) || !field->options, "%s cannot have options", field->name);
	if (field_has_options(field))
		check_options(field);
}

static size_t times(const struct form *form, const char *name)
{
	size_t count = 0;

	for (const struct form_item *item = form->items; item; item = item->next)
		count += item->field && text_equal(item->field->name, name);
	return count;
}

void form_check(const struct form *form)
{
	at_most("a title", form->title, FORM_TITLE);
	at_most("what sends a form", form->submit, FORM_TITLE);
	must(*form->title, "%s has no title", form->name);
	must(strlen(form->context) <= FORM_CONTEXT_BYTES, "the context of %s has %zu bytes",
		form->name, strlen(form->context));
	for (const struct form_item *item = form->items; item; item = item->next) {
		if (!item->field)
			continue;
		check_field(item->field);
		must(form->submit, "%s asks something and cannot be sent", form->name);
		must(times(form, item->field->name) == 1, "%s is twice in %s", item->field->name,
			form->name);
	}
}
