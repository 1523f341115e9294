/*
 * What happens in a modal or on a home page: a form is sent, something in it is pressed or changed,
 * the page is looked at. What was filled in comes from the view's state; what the form is called
 * and what it carries was put into the view by encode_view.c.
 */
#include <string.h>

#include "bot/event.h"
#include "bot/platform/fields.h"
#include "bot/platform/slack/decode.h"
#include "bot/platform/slack/decode_read.h"
#include "bot/platform/slack/encode_view.h"
#include "bot/util/arena.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

enum { MOST_INPUTS = 100 };

/* --- what was filled in --- */

/* state.values is { block_id: { action_id: element } }; both ids are the field's name. */
static void fill(struct fields_reading *reading, const struct cJSON *values)
{
	const struct cJSON *block, *element;
	const char *chosen[FIELDS_VALUES_MOST];

	if (!json_is_object(values))
		return;
	json_for_each (block, values) {
		if (!json_is_object(block))
			continue;
		json_for_each (element, block) {
			const char *name = read_ours(reading->arena, json_name(element));
			int count = slack_read_values(element, chosen, FIELDS_VALUES_MOST);
			for (int i = 0; i < count && *name; i++)
				fields_add(reading, name, chosen[i]);
		}
	}
}

static void read_fields(
	struct decoding *decoding, const struct cJSON *view, struct event_form *form)
{
	struct fields_reading reading = { .arena = decoding->arena };

	fill(&reading, json_get(view, "state.values"));
	fields_end(&reading, form);
}

/* --- the view --- */

/* Only input blocks take errors. A sender that does not show the blocks shows the state. */
static const char *const *read_inputs(struct decoding *decoding, const struct cJSON *view)
{
	const char **inputs = arena_array(decoding->arena, MOST_INPUTS + 1, const char *);
	const struct cJSON *blocks = json_get(view, "blocks");
	const struct cJSON *item;
	bool shown = json_is_array(blocks);
	size_t count = 0;

	json_for_each (item, shown ? blocks : json_get(view, "state.values")) {
		bool input = !shown || text_equal(json_string(item, "type"), "input");
		const char *name = shown ? json_string(item, "block_id") : json_name(item);
		if (input && count < MOST_INPUTS && *read_ours(decoding->arena, name))
			inputs[count++] = read_ours(decoding->arena, name);
	}
	return inputs;
}

/* Undoes slack_view_metadata(). */
static const char *read_context(
	struct decoding *decoding, const struct cJSON *json, const char **ret_context)
{
	const char *metadata = json_string_or(json, "private_metadata", "");
	struct event_place *place = &decoding->event->place;

	if (strlen(metadata) > READ_CONTEXT_BYTES)
		return "a form carries more than any of ours";
	if (text_starts_with(metadata, SLACK_FROM_HOME)) {
		place->home = true;
		metadata += strlen(SLACK_FROM_HOME);
	} else if (text_starts_with(metadata, SLACK_FROM_ELSEWHERE)) {
		metadata += strlen(SLACK_FROM_ELSEWHERE);
	}
	*ret_context = read_clean(decoding->arena, metadata);
	return NULL;
}

static const char *read_form(
	struct decoding *decoding, const struct cJSON *json, struct event_form *form)
{
	form->name = read_ours(decoding->arena, json_string(json, "callback_id"));
	read_fields(decoding, json, form);
	return read_context(decoding, json, &form->context);
}

/* Sets the frame's view. Of a kind we do not make, or absent: there is none. */
static const char *read_view(struct decoding *decoding, const struct cJSON *json)
{
	const char *type = json_string(json, "type");
	struct slack_view *view = arena_new(decoding->arena, struct slack_view);
	const struct id_row ids[] = { { "id", &view->id }, { "hash", &view->hash } };

	view->home = text_equal(type, "home");
	if (!view->home && !text_equal(type, "modal"))
		return NULL;
	const char *why = read_ids(decoding->arena, json, ids, array_length(ids));
	if (why)
		return why;
	if (!view->id)
		return "a view without an id";
	view->inputs = read_inputs(decoding, json);
	if (view->home)
		view->print = read_ours(decoding->arena, json_string(json, "private_metadata"));
	decoding->frame->view = view;
	return NULL;
}

const char *slack_decode_action(struct decoding *decoding)
{
	const struct cJSON *json = json_get(decoding->payload, "view");
	struct event *event = decoding->event;
	const char *why = read_view(decoding, json);

	if (why || !decoding->frame->view)
		return why;
	if (decoding->frame->view->home) {
		event->place.home = true;
		return NULL;
	}
	struct event_form *form = arena_new(decoding->arena, struct event_form);
	event->action.form = form;
	return read_form(decoding, json, form);
}

/* The whole of what was filled in, as a part of what was done. */
static char *fields_as_text(const struct event_form *form)
{
	struct text text = TEXT_INIT;

	for (size_t i = 0; i < form->field_count; i++)
		text_printf(&text, "%s=%s\n", form->fields[i].name, form->fields[i].value);
	return text_steal(&text);
}

const char *slack_decode_submission(struct decoding *decoding)
{
	const struct cJSON *json = json_get(decoding->payload, "view");
	struct event *event = decoding->event;
	const char *why =
		read_id(decoding->arena, decoding->payload, "trigger_id", &event->trigger);

	if (!why)
		why = read_view(decoding, json);
	if (!why)
		why = read_form(decoding, json, &event->form);
	if (why)
		return why;
	const struct slack_view *view = decoding->frame->view;
	if (!view || view->home)
		return "a form was sent that is no modal";
	event->type = EVENT_FORM;
	_cleanup_free_ char *filled = fields_as_text(&event->form);
	const char *const gesture[] = { event->actor.id, view->id, view->hash, event->form.name,
		event->form.context, filled };
	event->id = slack_gesture_id(decoding, gesture, array_length(gesture));
	return NULL;
}

const char *slack_decode_home_opened(struct decoding *decoding)
{
	struct event *event = decoding->event;

	if (!text_equal(json_string(decoding->payload, "event.tab"), "home")) {
		slack_set_other(decoding, "another tab than the home page was opened");
		return NULL;
	}
	if (!event->actor.id) {
		slack_set_other(decoding, "a home page that nobody looks at");
		return NULL;
	}
	event->type = EVENT_HOME;
	event->place.home = true;
	return read_view(decoding, json_get(decoding->payload, "event.view"));
}
