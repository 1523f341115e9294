#include "bot/platform/teams/encode_form.h"

#include <stdlib.h>
#include <string.h>

#include "bot/event.h"
#include "bot/form.h"
#include "bot/message.h"
#include "bot/platform/budget.h"
#include "bot/platform/form_room.h"
#include "bot/platform/teams/encode_card.h"
#include "bot/platform/teams/encode_field.h"
#include "bot/platform/teams/encode_text.h"
#include "bot/platform/teams/encode_words.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

enum { MOST_WORDS = 20000, VALUES = 100, AGAIN_BYTES = 8 * 1024 };

struct cJSON *teams_card(struct cJSON *body, struct cJSON *entities, const char *fallback)
{
	struct cJSON *card = json_typed("AdaptiveCard");

	json_set_string(card, "$schema", "http://adaptivecards.io/schemas/adaptive-card.json");
	json_set_string(card, "version", "1.5");
	json_set_string(card, "fallbackText", fallback);
	struct cJSON *teams = json_set_object(card, "msteams");
	json_set_string(teams, "width", "Full");
	if (json_length(entities))
		json_set(teams, "entities", entities);
	else
		json_free(entities);
	json_set(card, "body", body);
	return card;
}

/* --- a form --- */

/* Quotes give way before other words do. */
static void add_message(const struct teams_where *where, const struct message *message,
	struct teams_room room, struct cJSON *body, struct cJSON *entities)
{
	size_t most = room.quote;
	struct cJSON *blocks = NULL;
	bool squeezed = true;

	for (size_t i = 0; squeezed && i < BUDGET_FORM_QUOTES; i++) {
		_cleanup_json_ struct cJSON *mentioned = json_copy(entities);
		json_free(blocks);
		room.quote = smaller(budget_form_quotes[i], most);
		blocks = teams_encode_blocks(where, message, &room, mentioned, &squeezed);
	}
	json_free(blocks);
	blocks = teams_encode_blocks(where, message, &room, entities, &squeezed);
	const struct cJSON *block;
	json_for_each (block, blocks)
		json_append(body, json_copy(block));
	json_free(blocks);
}

static struct teams_room room_of(const struct form *form, const struct form_room *room)
{
	return (struct teams_room){
		.words = form_room_words(form, smaller(room->words, MOST_WORDS)),
		.quote = room->quote,
		.blocks = 40,
		.spans = 200,
		.button_bytes = (size_t)TEAMS_FORM_BYTES / 3,
		.tell = true,
	};
}

/* Teams hands back what was typed, not what was asked. */
static void carry_itself(const struct form *form, struct cJSON *action)
{
	for (int words = 1; words >= 0; words--) {
		struct cJSON *json = form_to_json(form, words);
		_cleanup_free_ char *printed = json_print(json);
		if (strlen(printed) <= AGAIN_BYTES) {
			json_set((struct cJSON *)json_get(action, "data"), "again", json);
			return;
		}
		json_free(json);
	}
}

static struct cJSON *form_in(const struct teams_where *where, const struct form_room *room)
{
	const struct form *form = where->form;
	const struct teams_room words = room_of(form, room);
	struct cJSON *body = json_array(), *entities = json_array();
	bool asks = false;

	for (const struct form_item *item = form->items; item; item = item->next) {
		if (item->field)
			teams_add_field(where, item->field, &room->field, body);
		else if (!message_empty(item->message))
			add_message(where, item->message, words, body, entities);
		asks |= item->field != NULL;
	}
	_cleanup_free_ char *title = teams_quiet_line(form->title, FORM_TITLE);
	struct cJSON *card = teams_card(body, entities, title);
	if (form->submit || asks) {
		const char *send = form->submit ? form->submit : "Send";
		struct cJSON *action = teams_submit(where, send, NULL);
		json_append(json_set_array(card, "actions"), action);
		if (where->in_dialog)
			carry_itself(form, action);
	}
	return card;
}

struct cJSON *teams_form_card(const struct teams_where *where)
{
	for (size_t i = 0; i < FORM_ROOMS; i++) {
		struct cJSON *card = form_in(where, &form_rooms[i]);
		_cleanup_free_ char *printed = json_print(card);
		if (strlen(printed) < TEAMS_FORM_BYTES)
			return card;
		json_free(card);
	}
	return NULL;
}

/* --- once more --- */

/* The field's name in an input's id; NULL: it is no input of ours. */
static const char *field_of(const struct cJSON *element)
{
	const char *type = json_string_or(element, "type", "");
	const char *id = json_string(element, "id");
	const char *colon = id && text_starts_with(type, "Input.") ? strchr(id, ':') : NULL;

	return colon ? colon + 1 : NULL;
}

static bool has_field(const struct cJSON *body, const char *field)
{
	const struct cJSON *element;

	json_for_each (element, body)
		if (text_equal(field_of(element), field))
			return true;
	return false;
}

/* What was typed in place of what stood there. */
static struct cJSON *filled(const struct cJSON *element, const struct event_form *typed)
{
	const char *id = json_string(element, "id"), *name = field_of(element);
	struct cJSON *input = json_object();
	const char *values[VALUES];
	const struct cJSON *member;
	size_t count = 0;

	json_for_each (member, element)
		if (!text_equal(json_name(member), "value"))
			json_set(input, json_name(member), json_copy(member));
	for (size_t i = 0; i < typed->field_count && count < VALUES; i++)
		if (text_equal(typed->fields[i].name, name))
			values[count++] = typed->fields[i].value;
	_cleanup_free_ char *value = teams_input_value(id, values, count);
	if (value && text_equal(json_string(input, "type"), "Input.Number"))
		json_set_double(input, "value", strtod(value, NULL));
	else if (value)
		json_set_string(input, "value", value);
	return input;
}

static void add_error(
	const struct teams_encoder *encoder, struct cJSON *body, const char *words, bool under)
{
	_cleanup_free_ char *said = teams_marked_words(encoder, words);
	struct cJSON *json = json_append(body, teams_text(said));

	json_set_string(json, "color", "Attention");
	json_set_string(json, "weight", "Bolder");
	if (under)
		json_set_string(json, "spacing", "Small");
}

static void add_errors(const struct teams_encoder *encoder, struct cJSON *body,
	const struct form_error *errors, const char *field)
{
	for (const struct form_error *error = errors; error; error = error->next)
		if (text_equal(error->field, field))
			add_error(encoder, body, error->words, true);
}

struct cJSON *teams_form_again(const struct teams_encoder *encoder, struct cJSON *card,
	const struct event_form *typed, const struct form_error *errors)
{
	_cleanup_json_ struct cJSON *before = card;
	const struct cJSON *body = json_get(before, "body"), *element, *member;
	struct cJSON *again = json_object(), *now = json_array();

	for (const struct form_error *error = errors; error; error = error->next)
		if (!has_field(body, error->field))
			add_error(encoder, now, error->words, false);
	json_for_each (element, body) {
		const char *field = field_of(element);
		json_append(now, field ? filled(element, typed) : json_copy(element));
		if (field)
			add_errors(encoder, now, errors, field);
	}
	json_for_each (member, before) {
		bool is_body = text_equal(json_name(member), "body");
		json_set(again, json_name(member), is_body ? now : json_copy(member));
	}
	return again;
}
