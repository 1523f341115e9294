#include "bot/platform/teams/encode.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "bot/event.h"
#include "bot/form.h"
#include "bot/message.h"
#include "bot/platform/budget.h"
#include "bot/platform/fit.h"
#include "bot/platform/teams/card_data.h"
#include "bot/platform/teams/encode_card.h"
#include "bot/platform/teams/encode_form.h"
#include "bot/platform/teams/encode_text.h"
#include "bot/platform/teams/encode_words.h"
#include "bot/platform/teams/forms.h"
#include "bot/util/arena.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

enum { SUMMARY = 200, FALLBACK = 300, LINE = 200, LONG_FORM = 4, PLAIN_CHARACTERS = 4000 };
enum { OFFER_BYTES = TEAMS_ACTIVITY_BYTES - 2048 };

static const char app_title[] = "lastmile";
static const char again_title[] = "Please look again";
static const char too_large[] = "There is more to show here than fits. Please go on in words: help "
				"lists what to type.";

/* When a message is too long as a whole, quotes give way first, then charts are said in words. */
static const struct teams_room rooms[] = {
	{ 9000, 0, 60, 200, 9000, 9000, true },
	{ 6000, 0, 60, 150, 5000, 9000, true },
	{ 3500, 0, 40, 100, 0, 9000, true },
	{ 1800, 0, 30, 60, 0, 6000, true },
	{ 600, 0, 20, 20, 0, 3000, true },
};

/* --- cards --- */

static struct cJSON *card_in(const struct teams_where *where, const struct message *message,
	const struct teams_room *room, bool *ret_squeezed)
{
	struct cJSON *entities = json_array();
	_cleanup_free_ char *words = teams_plain(where->encoder, message);
	_cleanup_free_ char *fallback = teams_quiet_line(words, FALLBACK);
	struct cJSON *body = teams_encode_blocks(where, message, room, entities, ret_squeezed);

	if (!json_length(body))
		json_append(body, teams_text("…"));
	return teams_card(body, entities, *fallback ? fallback : "…");
}

static bool is_small(const struct cJSON *json)
{
	_cleanup_free_ char *printed = json_print(json);

	return strlen(printed) < TEAMS_ACTIVITY_BYTES - 2 * (SUMMARY * 4);
}

/* The largest card in this room, quotes giving way first; NULL if even the smallest is too large.
 */
static struct cJSON *card_within(
	const struct teams_where *where, const struct message *message, struct teams_room room)
{
	struct cJSON *card = NULL;
	bool squeezed = true, small = false;

	for (size_t i = 0; (squeezed || !small) && i < BUDGET_QUOTES; i++) {
		json_free(card);
		room.quote = budget_quotes[i];
		card = card_in(where, message, &room, &squeezed);
		small = is_small(card);
	}
	if (small)
		return card;
	json_free(card);
	return NULL;
}

static struct message *refer_to_words(struct arena *arena)
{
	struct message *message = message_create(arena);

	message_line(message, "%s", too_large);
	return message;
}

static struct cJSON *card_of(const struct teams_where *where, const struct message *message)
{
	_cleanup_arena_ struct arena *arena = arena_create();
	const struct message *shown = message_as_blocks(arena, message);
	struct cJSON *card = NULL;

	for (size_t i = 0; !card && i < array_length(rooms); i++)
		card = card_within(where, shown, rooms[i]);
	if (card)
		return card;
	return card_within(where, refer_to_words(arena), rooms[0]);
}

struct cJSON *teams_encode_card(
	const struct teams_encoder *encoder, const struct message *message, bool home)
{
	return card_of(&(struct teams_where){ .encoder = encoder, .home = home }, message);
}

/* --- activities --- */

/* Takes `card`. */
static struct cJSON *attached(struct cJSON *card)
{
	struct cJSON *json = json_object();

	json_set_string(json, "contentType", TEAMS_CARD_TYPE);
	json_set(json, "content", card);
	return json;
}

/* Takes `card`. */
static struct cJSON *activity(const char *summary, struct cJSON *card)
{
	struct cJSON *json = json_typed("message");
	_cleanup_free_ char *line = fit_line(summary, SUMMARY);

	json_set_string(json, "summary", *line ? line : "…");
	json_append(json_set_array(json, "attachments"), attached(card));
	return json;
}

static struct cJSON *message_in(
	const struct teams_encoder *encoder, const struct message *message, bool home)
{
	_cleanup_free_ char *words = teams_plain(encoder, message);
	const char *summary = message->summary ? message->summary : words;

	return activity(summary, teams_encode_card(encoder, message, home));
}

struct cJSON *teams_encode_message(
	const struct teams_encoder *encoder, const struct message *message)
{
	return message_in(encoder, message, false);
}

struct cJSON *teams_encode_home(const struct teams_encoder *encoder, const struct message *message)
{
	return message_in(encoder, message, true);
}

struct cJSON *teams_encode_plain(const struct teams_encoder *encoder, const struct message *message)
{
	_cleanup_free_ char *words = teams_plain(encoder, message);
	_cleanup_free_ char *kept = text_shorten(words, PLAIN_CHARACTERS);
	struct cJSON *json = json_typed("message");

	json_set_string(json, "textFormat", "plain");
	json_set_string(json, "text", kept);
	return json;
}

/* What the form says, without what can be pressed in it. */
static struct message *words_of(struct arena *arena, const struct form *form)
{
	struct message *message = message_create(arena);
	struct block **end;

	message_heading(message, "%s", form->title);
	end = &message->blocks->next;
	for (const struct form_item *item = form->items; item; item = item->next) {
		const struct block *block = item->message ? item->message->blocks : NULL;
		for (; block; block = block->next) {
			if (block->type == BLOCK_BUTTONS || block->type == BLOCK_DIVIDER)
				continue;
			*end = arena_new(arena, struct block);
			**end = *block;
			(*end)->next = NULL;
			end = &(*end)->next;
		}
	}
	return message;
}

/* Takes `action`. */
static struct cJSON *offer(
	const struct teams_encoder *encoder, const struct form *form, struct cJSON *action)
{
	_cleanup_arena_ struct arena *arena = arena_create();
	struct message *words = words_of(arena, form);
	struct cJSON *card = teams_encode_card(encoder, words, false);
	_cleanup_free_ char *printed = json_print(card), *pressed = json_print(action);

	if (strlen(printed) + strlen(pressed) > OFFER_BYTES) {
		json_free(card);
		words->blocks->next = NULL; // the title alone
		card = teams_encode_card(encoder, words, false);
	}
	json_append(json_set_array(card, "actions"), action);
	return activity(form->title, card);
}

struct cJSON *teams_encode_form_offer(const struct teams_encoder *encoder, const struct form *form,
	const char *command, const char *text)
{
	_cleanup_free_ char *rest = fit_text(text ? text : "", TEAMS_BUTTON_VALUE, NULL);

	return offer(encoder, form, teams_open("Open the form", command, rest));
}

struct cJSON *teams_encode_button_offer(const struct teams_encoder *encoder,
	const struct form *form, const char *name, const char *value, bool home)
{
	const struct teams_where where = { .encoder = encoder, .home = home };

	return offer(encoder, form, teams_reopen(&where, "Open the form", name, value));
}

char *teams_encode_line(const struct teams_encoder *encoder, const struct message *message)
{
	const struct block *block = message->blocks;

	if (block && (block->next || block->type != BLOCK_PARAGRAPH))
		return NULL;
	for (const struct span *span = block ? block->spans : NULL; span; span = span->next)
		if (span->type == SPAN_LINK || span->type == SPAN_TIME)
			return NULL;
	_cleanup_free_ char *words = block || !message->summary ? teams_plain(encoder, message)
								: xstrdup(message->summary);
	_cleanup_free_ char *line = text_one_line(words);
	if (!*line || fit_units(line, NULL) > LINE)
		return NULL;
	return teams_run_line(line, LINE);
}

/* --- dialogs --- */

/* Takes `card`. */
static struct cJSON *dialog(const char *title, bool is_long, struct cJSON *card)
{
	struct cJSON *json = json_object();
	_cleanup_free_ char *line = fit_line(title, FORM_TITLE);

	json_set_string(json, "title", *line ? line : app_title);
	json_set_string(json, "height", is_long ? "large" : "medium");
	json_set_string(json, "width", "medium");
	json_set(json, "card", attached(card));
	return json;
}

static bool is_long(const struct form *form)
{
	size_t items = 0;

	for (const struct form_item *item = form->items; item; item = item->next)
		items++;
	return items >= LONG_FORM;
}

/* The form, else what is said in its place. */
static struct cJSON *form_card(const struct teams_where *where)
{
	_cleanup_arena_ struct arena *arena = arena_create();
	struct cJSON *card = teams_form_card(where);
	const struct message *otherwise = where->form->otherwise;

	if (card)
		return card;
	struct teams_where said = *where;
	said.form = NULL;
	return card_of(&said, message_empty(otherwise) ? refer_to_words(arena) : otherwise);
}

struct cJSON *teams_encode_form_card(
	const struct teams_encoder *encoder, const struct form *form, bool home)
{
	const struct teams_where where = { .encoder = encoder, .home = home, .form = form };

	return form_card(&where);
}

struct cJSON *teams_encode_form(
	const struct teams_encoder *encoder, const struct form *form, bool home)
{
	char id[TEAMS_DIALOG_ID + 1];
	struct teams_where where = {
		.encoder = encoder, .home = home, .form = form, .in_dialog = true
	};

	if (encoder->forms) {
		teams_forms_id(id);
		where.dialog = id;
	}
	struct cJSON *json = dialog(form->title, is_long(form), form_card(&where));
	if (encoder->forms)
		teams_forms_keep(encoder->forms, id, json);
	return json;
}

struct cJSON *teams_encode_notice(
	const struct teams_encoder *encoder, const struct message *message, bool home)
{
	const struct teams_where where = { .encoder = encoder, .home = home, .in_dialog = true };

	return dialog(app_title, false, card_of(&where, message));
}

/* --- once more --- */

static bool is_first(const struct event_form *typed, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (text_equal(typed->fields[i].name, typed->fields[index].name))
			return false;
	return true;
}

/* "minutes_saved" as people would write it. */
static char *spoken(struct arena *arena, const char *name)
{
	char *label = arena_strdup(arena, name);

	for (char *c = label; *c; c++)
		*c = *c == '_' ? ' ' : *c;
	*label = (char)toupper((unsigned char)*label);
	return label;
}

/* What was chosen can be told from what was typed where it is more than one. */
static void ask_chosen(struct form *form, const struct event_form *typed, const char *name)
{
	struct field *field = form_field(form, FIELD_CHOICES, name, spoken(form->arena, name));

	field->optional = true;
	for (size_t i = 0; i < typed->field_count; i++)
		if (text_equal(typed->fields[i].name, name))
			field_option(form, field, typed->fields[i].value, typed->fields[i].value)
				->chosen = true;
}

static void ask_again(struct form *form, const struct event_form *typed, size_t index)
{
	const char *name = typed->fields[index].name, *value = typed->fields[index].value;
	bool is_line = text_characters(value) <= FORM_PLACEHOLDER && !strchr(value, '\n');
	size_t count = 0;

	for (size_t i = 0; i < typed->field_count; i++)
		count += text_equal(typed->fields[i].name, name);
	if (count > 1) {
		ask_chosen(form, typed, name);
		return;
	}
	struct field *field = form_field(
		form, is_line ? FIELD_LINE : FIELD_TEXT, name, spoken(form->arena, name));
	field->optional = true;
	field->initial = value;
}

/* Of a form that was too large to carry itself the labels are gone, what was typed is not. */
static struct form *form_of_typed(struct arena *arena, const struct event_form *typed)
{
	struct form *form = form_create(arena, typed->name, again_title, "Send");

	for (size_t i = 0; i < typed->field_count; i++)
		if (is_first(typed, i))
			ask_again(form, typed, i);
	return form;
}

static struct form *carried(struct arena *arena, const char *again)
{
	_cleanup_json_ struct cJSON *json = NULL;

	if (!again || json_parse(again, strlen(again), &json, NULL) != 0)
		return NULL;
	return form_from_json(arena, json);
}

/* A dialog that was open while the daemon restarted. */
static struct cJSON *made_again(const struct teams_encoder *encoder, const char *again,
	const struct event_form *typed, bool home)
{
	_cleanup_arena_ struct arena *arena = arena_create();
	struct form *form = carried(arena, again);

	if (!form)
		form = form_of_typed(arena, typed);
	form->name = typed->name;
	form_context(form, "%s", typed->context);
	return teams_encode_form(encoder, form, home);
}

struct cJSON *teams_encode_form_again(const struct teams_encoder *encoder, const char *id,
	const char *again, const struct event_form *typed, const struct form_error *errors,
	bool home)
{
	struct cJSON *before = teams_forms_find(encoder->forms, id);

	if (!before)
		before = made_again(encoder, again, typed, home);
	struct cJSON *json = dialog(json_string_or(before, "title", again_title),
		text_equal(json_string(before, "height"), "large"),
		teams_form_again(
			encoder, json_copy(json_get(before, "card.content")), typed, errors));
	json_free(before);
	return json;
}
