/*
 * The form that is open on somebody's screen: a copy of their own of what the handler made, filled
 * in as they go, and what it says at each moment. One is open at a time: the next takes its place.
 */
#include "stage_internal.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "bot/event.h"
#include "bot/form.h"
#include "bot/message.h"
#include "bot/message_command.h"
#include "bot/util/arena.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

void form_changed(struct screen *screen)
{
	_cleanup_text_ struct text plain = TEXT_INIT;

	seen_finish(&screen->form);
	form_plain(screen->filled, &plain);
	screen->form.text = text_one_line(text_string(&plain));
	screen->form.is_new = true;
	for (const struct form_item *item = screen->filled->items; item; item = item->next)
		if (item->message)
			see_buttons(screen, &screen->form, item->message);
}

static void forget_errors(struct screen *screen)
{
	if (screen->last >= screen->errors && screen->last < screen->errors + ERRORS_AT_MOST)
		screen->last = NULL;
	for (size_t i = 0; i < screen->error_count; i++)
		seen_finish(&screen->errors[i]);
	screen->error_count = 0;
}

void form_closes(struct screen *screen)
{
	forget_errors(screen);
	seen_finish(&screen->form);
	arena_destroy(screen->form_arena);
	screen->form_arena = NULL;
	screen->filled = NULL;
	screen->form_at_home = false;
}

static const char *const *copy_initials(struct arena *arena, const char *const *initials)
{
	size_t count = 0;

	while (initials && initials[count])
		count++;
	const char **copy = arena_array(arena, count + 1, const char *);
	for (size_t i = 0; i < count; i++)
		copy[i] = arena_strdup(arena, initials[i]);
	copy[count] = NULL;
	return copy;
}

static void copy_field(struct form *form, const struct field *field)
{
	struct arena *arena = form->arena;
	struct field *copy = form_field(form, field->type, arena_strdup(arena, field->name),
		arena_strdup(arena, field->label));

	copy->hint = arena_strdup(arena, field->hint);
	copy->placeholder = arena_strdup(arena, field->placeholder);
	copy->initial = arena_strdup(arena, field->initial);
	copy->initials = copy_initials(arena, field->initials);
	copy->most = field->most;
	copy->optional = field->optional;
	copy->watched = field->watched;
	for (const struct option *option = field->options; option; option = option->next) {
		struct option *other = field_option(form, copy, arena_strdup(arena, option->value),
			arena_strdup(arena, option->label));
		other->description = arena_strdup(arena, option->description);
		other->chosen = option->chosen;
	}
}

/* Through the form in which the outbox keeps messages: nothing of the event's arena stays. */
static void copy_message(struct form *form, const struct message *message)
{
	_cleanup_free_ char *json = message_to_json(message);
	struct message *copy = form_say(form);
	const struct message *read = message_from_json(form->arena, json);

	if (!read) {
		fprintf(stderr, "a form says what is no message: %s\n", json);
		exit(1);
	}
	*copy = *read;
}

void form_opens(const struct stage *stage, struct screen *screen, const struct form *form)
{
	struct arena *arena = arena_create();
	struct form *copy = form_create(arena, arena_strdup(arena, form->name),
		arena_strdup(arena, form->title), arena_strdup(arena, form->submit));
	bool at_home = screen->form_at_home;

	form_check(form);
	check_form_for_slack(stage, form, at_home);
	check_form_for_teams(stage, form, at_home);
	form_context(copy, "%s", form->context);
	for (const struct form_item *item = form->items; item; item = item->next) {
		if (item->field)
			copy_field(copy, item->field);
		else if (!message_empty(item->message))
			copy_message(copy, item->message);
	}
	form_closes(screen);
	screen->form_arena = arena;
	screen->filled = copy;
	screen->form_at_home = at_home;
	form_changed(screen);
}

void form_opens_to_read(
	const struct stage *stage, struct screen *screen, const struct message *message)
{
	_cleanup_arena_ struct arena *arena = arena_create();
	struct form *form = form_create(arena, "", "lastmile", NULL);

	*form_say(form) = *message;
	form_opens(stage, screen, form);
}

static struct field *field_called(const struct form *form, const char *name)
{
	for (struct form_item *item = form->items; item; item = item->next)
		if (item->field && text_equal(item->field->name, name))
			return item->field;
	return NULL;
}

static void add_error(struct screen *screen, const struct field *field, const char *words)
{
	if (screen->error_count == ERRORS_AT_MOST)
		return;
	_cleanup_arena_ struct arena *arena = arena_create();
	struct seen *seen = &screen->errors[screen->error_count++];
	seen->text = xasprintf("%s: %s", field->label, command_text_plain(arena, words));
	seen->is_new = true;
}

void form_is_wrong(struct screen *screen, const struct form_error *errors)
{
	for (; errors; errors = errors->next) {
		const struct field *field =
			screen->filled ? field_called(screen->filled, errors->field) : NULL;
		if (!field) {
			fprintf(stderr, "an error at %s, which the form does not ask\n",
				errors->field);
			exit(1);
		}
		add_error(screen, field, errors->words);
	}
}

static void add_value(
	struct event_form *filled, struct event_field *fields, const char *name, const char *value)
{
	if (value && *value)
		fields[filled->field_count++] =
			(struct event_field){ .name = name, .value = value };
}

static size_t values_at_most(const struct form *form)
{
	size_t count = 0;

	for (const struct form_item *item = form->items; item; item = item->next) {
		const struct field *field = item->field;
		count++;
		for (const struct option *o = field ? field->options : NULL; o; o = o->next)
			count++;
		for (size_t i = 0; field && field->initials && field->initials[i]; i++)
			count++;
	}
	return count;
}

const struct event_form *form_filled(struct arena *arena, const struct screen *screen)
{
	const struct form *form = screen->filled;
	struct event_form *filled = arena_new(arena, struct event_form);
	struct event_field *fields = arena_array(arena, values_at_most(form), struct event_field);

	*filled = (struct event_form){
		.name = arena_strdup(arena, form->name),
		.context = arena_strdup(arena, form->context),
		.fields = fields,
	};
	for (const struct form_item *item = form->items; item; item = item->next) {
		const struct field *field = item->field;
		if (!field)
			continue;
		add_value(filled, fields, field->name, field->initial);
		for (const struct option *o = field->options; o; o = o->next)
			if (o->chosen)
				add_value(filled, fields, field->name, o->value);
		for (size_t i = 0; field->initials && field->initials[i]; i++)
			add_value(filled, fields, field->name, field->initials[i]);
	}
	for (size_t i = 0; i < filled->field_count; i++)
		fields[i] = (struct event_field){ .name = arena_strdup(arena, fields[i].name),
			.value = arena_strdup(arena, fields[i].value) };
	return filled;
}

struct field *stage_field(const struct screen *screen, const char *label)
{
	if (!screen->filled)
		return NULL;
	for (struct form_item *item = screen->filled->items; item; item = item->next)
		if (item->field && text_equal(item->field->label, label))
			return item->field;
	return NULL;
}

struct option *stage_option(const struct field *field, const char *label)
{
	for (struct option *option = field->options; option; option = option->next)
		if (text_equal(option->label, label))
			return option;
	return NULL;
}

/* A change of a watched field comes up at once, with all that is filled in so far. */
static void tell(struct stage *stage, const char *handle, struct field *field)
{
	_cleanup_arena_ struct arena *arena = arena_create();
	struct screen *screen = stage_screen(stage, handle);
	const char *value = "";

	form_changed(screen);
	if (!field->watched)
		return;
	for (const struct option *option = field->options; option; option = option->next)
		if (option->chosen)
			value = arena_printf(
				arena, "%s%s%s", value, *value ? " " : "", option->value);
	struct event event = { .arena = arena, .type = EVENT_ACTION, .trigger = "t" };
	event.action = (struct event_action){
		.name = arena_strdup(arena, field->name),
		.value = value,
		.form = form_filled(arena, screen),
	};
	event.place.home = screen->form_at_home;
	stage_act(stage, person_index(handle), &event, 1);
}

bool stage_fill(struct stage *stage, const char *handle, struct field *field, const char *value,
	const char **ret_why)
{
	struct screen *screen = stage_screen(stage, handle);
	size_t most = field->most ? field->most : FORM_TEXT;

	value = stage_expand(screen->form_arena, value);
	*ret_why = field->type == FIELD_NUMBER && value[strspn(value, "0123456789")] != '\0'
			   ? "the field takes a number"
		   : field->type > FIELD_NUMBER    ? "the field takes no words"
		   : text_characters(value) > most ? "the field takes fewer characters"
						   : NULL;
	if (*ret_why)
		return false;
	field->initial = arena_strdup(screen->form_arena, value);
	tell(stage, handle, field);
	return true;
}

static const char *mentioned(const struct field *field, const char *label)
{
	bool channel = field->type == FIELD_CHANNEL;
	int person = *label == '@' ? person_index(label + 1) : -1;
	const struct world_channel *found = *label == '#' ? channel_called(label + 1) : NULL;

	if (channel)
		return found ? found->id : NULL;
	return person < 0 ? NULL : world_people[person].account;
}

static void add_initial(struct arena *arena, struct field *field, const char *id, bool chosen)
{
	size_t count = 0;

	while (field->initials && field->initials[count])
		count++;
	const char **ids = arena_array(arena, count + 2, const char *);
	size_t kept = 0;
	for (size_t i = 0; i < count; i++)
		if (!text_equal(field->initials[i], id))
			ids[kept++] = field->initials[i];
	if (chosen)
		ids[kept++] = id;
	ids[kept] = NULL;
	field->initials = ids;
}

static const char *choose_option(struct field *field, const char *label, bool chosen)
{
	struct option *option = stage_option(field, label);

	if (!option)
		return "there is no such option";
	for (struct option *o = field->options; o && field->type != FIELD_CHOICES; o = o->next)
		o->chosen = false;
	option->chosen = chosen;
	return NULL;
}

static const char *choose(struct arena *arena, struct field *field, const char *label, bool chosen)
{
	const char *id;

	switch (field->type) {
	case FIELD_LINE:
	case FIELD_TEXT:
	case FIELD_NUMBER:
		return "nothing can be chosen in this field";
	case FIELD_CHOICE:
	case FIELD_CHOICES:
	case FIELD_LIST:
		return choose_option(field, label, chosen);
	case FIELD_PERSON:
	case FIELD_PEOPLE:
	case FIELD_CHANNEL:
		break;
	}
	id = mentioned(field, label);
	if (!id)
		return "the world has nobody and nothing of that name";
	if (field->type == FIELD_PEOPLE)
		add_initial(arena, field, id, chosen);
	else
		field->initial = chosen ? id : NULL;
	return NULL;
}

bool stage_choose(struct stage *stage, const char *handle, struct field *field, const char *label,
	bool chosen, const char **ret_why)
{
	*ret_why = choose(stage_screen(stage, handle)->form_arena, field, label, chosen);
	if (*ret_why)
		return false;
	tell(stage, handle, field);
	return true;
}

/* What must be filled in the platform asks for itself; nothing is sent then. */
static bool is_complete(struct screen *screen, const struct event_form *filled)
{
	for (const struct form_item *item = screen->filled->items; item; item = item->next) {
		bool found = !item->field || item->field->optional;
		for (size_t i = 0; i < filled->field_count && !found; i++)
			found = text_equal(filled->fields[i].name, item->field->name);
		if (!found)
			add_error(screen, item->field, "Please complete this required field.");
	}
	return !screen->error_count;
}

void stage_send(struct stage *stage, const char *handle)
{
	_cleanup_arena_ struct arena *arena = arena_create();
	struct screen *screen = stage_screen(stage, handle);
	struct event event = { .arena = arena, .type = EVENT_FORM, .trigger = "t" };

	forget_errors(screen);
	event.form = *form_filled(arena, screen);
	event.place.home = screen->form_at_home;
	if (is_complete(screen, &event.form))
		stage_act(stage, person_index(handle), &event, 1);
}

void stage_close(struct stage *stage, const char *handle)
{
	form_closes(stage_screen(stage, handle));
}
