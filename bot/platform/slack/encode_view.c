#include "bot/platform/slack/encode_view.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bot/form.h"
#include "bot/message.h"
#include "bot/platform/budget.h"
#include "bot/platform/fit.h"
#include "bot/platform/form_room.h"
#include "bot/platform/slack/encode.h"
#include "bot/platform/slack/encode_blocks.h"
#include "bot/platform/slack/encode_field.h"
#include "bot/platform/slack/encode_text.h"
#include "bot/util/arena.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

enum {
	LEAST_BLOCKS = 2, // that a message needs
	LEAST_ERROR = 20,
	MOST_ERROR = 1000,
};

static const char app_title[] = "lastmile";
static const char too_large[] = "There is more to show here than fits. Please go on in words: "
				"/lastmile help lists what to type.";

struct view {
	struct cJSON *blocks;
	size_t fields_left; // to come, and to be kept room for
	size_t rows; // of buttons so far
	size_t words; // characters for each message
	const struct form_room *room;
	bool tell;
};

/* --- blocks --- */

static size_t count_rows(const struct cJSON *blocks)
{
	const struct cJSON *block;
	size_t rows = 0;

	json_for_each (block, blocks)
		rows += text_equal(json_string(block, "type"), "actions");
	return rows;
}

/* Quotes give way before other words do. */
static struct cJSON *encode_words(const struct message *message, struct slack_room *room)
{
	size_t most = room->quote;
	struct cJSON *blocks = NULL;
	bool squeezed = true;

	for (size_t i = 0; squeezed && i < BUDGET_FORM_QUOTES; i++) {
		json_free(blocks);
		room->quote = smaller(budget_form_quotes[i], most);
		blocks = slack_encode_blocks(message, room, &squeezed);
	}
	return blocks;
}

static void add_message(struct view *view, const struct message *message)
{
	_cleanup_arena_ struct arena *arena = arena_create();
	size_t taken = json_length(view->blocks) + view->fields_left;
	struct slack_room room = {
		.all = view->words,
		.quote = view->room->quote,
		.tell = view->tell,
		.rows_before = view->rows,
	};

	if (message_empty(message) || taken + LEAST_BLOCKS > SLACK_VIEW_BLOCKS)
		return;
	room.blocks = SLACK_VIEW_BLOCKS - taken;
	_cleanup_json_ struct cJSON *blocks =
		encode_words(message_as_blocks(arena, message), &room);
	const struct cJSON *block;
	json_for_each (block, blocks)
		json_append(view->blocks, json_copy(block));
	view->rows += count_rows(blocks);
}

static void add_field(struct view *view, const struct field *field)
{
	struct cJSON *block = slack_encode_field(field, &view->room->field);

	view->fields_left -= view->fields_left > 0;
	if (!block || json_length(view->blocks) >= SLACK_VIEW_BLOCKS)
		json_free(block);
	else
		json_append(view->blocks, block);
}

static struct cJSON *encode_items(const struct form *form, const struct form_room *room)
{
	struct view view = { .blocks = json_array(), .room = room, .tell = true };

	view.words = form_room_words(form, room->words);
	for (const struct form_item *item = form->items; item; item = item->next)
		view.fields_left += item->field != NULL;
	for (const struct form_item *item = form->items; item; item = item->next) {
		if (item->message)
			add_message(&view, item->message);
		else
			add_field(&view, item->field);
	}
	return view.blocks;
}

/* --- views --- */

static void set_metadata(struct cJSON *json, const char *context, bool from_home)
{
	const char *mark =
		from_home ? SLACK_FROM_HOME : (*context == '@' ? SLACK_FROM_ELSEWHERE : "");
	_cleanup_free_ char *metadata = xasprintf("%s%s", mark, context);
	_cleanup_free_ char *fit = fit_text(metadata, SLACK_VIEW_METADATA, NULL);

	if (*fit)
		json_set_string(json, "private_metadata", fit);
}

static struct cJSON *modal(const char *title, const char *submit, const char *close)
{
	struct cJSON *json = json_object();

	json_set_string(json, "type", "modal");
	json_set(json, "title", slack_plain_line(title, SLACK_VIEW_TITLE));
	if (submit)
		json_set(json, "submit", slack_plain_line(submit, SLACK_VIEW_TITLE));
	json_set(json, "close", slack_plain_line(close, SLACK_VIEW_TITLE));
	return json;
}

static bool has_fields(const struct cJSON *blocks)
{
	const struct cJSON *block;

	json_for_each (block, blocks)
		if (text_equal(json_string(block, "type"), "input"))
			return true;
	return false;
}

/* A view with fields must have a button to send it. */
static struct cJSON *form_in(const struct form *form, bool from_home, const struct form_room *room)
{
	struct cJSON *blocks = encode_items(form, room);
	bool asks = has_fields(blocks);
	const char *submit = form->submit || !asks ? form->submit : "Send";
	struct cJSON *json = modal(form->title, submit, submit ? "Cancel" : "Done");
	_cleanup_free_ char *name = fit_text(form->name, SLACK_ACTION_ID, NULL);

	json_set_string(json, "callback_id", name);
	set_metadata(json, form->context ? form->context : "", from_home);
	json_set(json, "blocks", blocks);
	return json;
}

static struct cJSON *notice_in(
	const struct message *message, bool from_home, const struct form_room *room)
{
	struct view view = {
		.blocks = json_array(), .words = room->words, .room = room, .tell = true
	};
	struct cJSON *json = modal(app_title, NULL, "Done");

	add_message(&view, message);
	set_metadata(json, "", from_home);
	json_set(json, "blocks", view.blocks);
	return json;
}

/* What a page says, in sixteen digits (FNV-1a). */
static void set_print(struct cJSON *json)
{
	_cleanup_free_ char *printed = json_print(json_get(json, "blocks"));
	uint64_t hash = 14695981039346656037u;

	for (const char *c = printed; *c; c++)
		hash = (hash ^ (unsigned char)*c) * 1099511628211u;
	_cleanup_free_ char *print = xasprintf("%016" PRIx64, hash);
	json_set_string(json, "private_metadata", print);
}

static struct cJSON *home_in(const struct message *message, const struct form_room *room)
{
	struct view view = { .blocks = json_array(), .words = room->words, .room = room };
	struct cJSON *json = json_object();

	add_message(&view, message);
	json_set_string(json, "type", "home");
	json_set(json, "blocks", view.blocks);
	set_print(json);
	return json;
}

/* --- as large as they may be --- */

/* One of the two, or with `home` a page. */
struct content {
	const struct form *form;
	const struct message *message;
	bool from_home;
	bool home;
};

/* Only what has very many fields or buttons needs it. */
static struct message *refer_to_words(struct arena *arena)
{
	struct message *message = message_create(arena);

	message_line(message, "%s", too_large);
	return message;
}

static struct cJSON *view_in(const struct content *content, const struct form_room *room)
{
	if (content->form)
		return form_in(content->form, content->from_home, room);
	if (content->home)
		return home_in(content->message, room);
	return notice_in(content->message, content->from_home, room);
}

static struct cJSON *encode(const struct content *content)
{
	struct cJSON *json = NULL;

	for (size_t i = 0; i < FORM_ROOMS; i++) {
		json = view_in(content, &form_rooms[i]);
		_cleanup_free_ char *printed = json_print(json);
		if (strlen(printed) < SLACK_VIEW_BYTES)
			return json;
		json_free(json);
	}
	_cleanup_arena_ struct arena *arena = arena_create();
	struct content words = *content;
	words.form = NULL;
	words.message = refer_to_words(arena);
	return view_in(&words, &form_rooms[0]);
}

struct cJSON *slack_encode_form(const struct form *form, bool from_home)
{
	return encode(&(struct content){ .form = form, .from_home = from_home });
}

struct cJSON *slack_encode_notice(const struct message *message, bool from_home)
{
	return encode(&(struct content){ .message = message, .from_home = from_home });
}

struct cJSON *slack_encode_home(const struct message *message)
{
	return encode(&(struct content){ .message = message, .home = true });
}

static char *acknowledge(const char *envelope_id, const struct content *content)
{
	for (size_t i = 0; i < FORM_ROOMS; i++) {
		struct cJSON *payload = json_object();
		json_set(payload, "view", view_in(content, &form_rooms[i]));
		json_set_string(payload, "response_action", "update");
		char *frame = slack_print_acknowledgement(envelope_id, payload);
		if (strlen(frame) < SLACK_FRAME_BYTES)
			return frame;
		free(frame);
	}
	return NULL;
}

static char *acknowledge_too_large(const char *envelope_id, bool from_home)
{
	_cleanup_arena_ struct arena *arena = arena_create();
	const struct content words = { .message = refer_to_words(arena), .from_home = from_home };

	return acknowledge(envelope_id, &words);
}

char *slack_acknowledge_form(const char *envelope_id, const struct form *form, bool from_home)
{
	char *frame =
		acknowledge(envelope_id, &(struct content){ .form = form, .from_home = from_home });

	if (!frame && form->otherwise)
		frame = slack_acknowledge_notice(envelope_id, form->otherwise, from_home);
	return frame ? frame : acknowledge_too_large(envelope_id, from_home);
}

char *slack_acknowledge_notice(
	const char *envelope_id, const struct message *message, bool from_home)
{
	char *frame = acknowledge(
		envelope_id, &(struct content){ .message = message, .from_home = from_home });

	return frame ? frame : acknowledge_too_large(envelope_id, from_home);
}

static struct cJSON *shorten_errors(const struct cJSON *errors, size_t units)
{
	struct cJSON *shown = json_object();
	const struct cJSON *error;

	json_for_each (error, errors) {
		_cleanup_free_ char *fit = fit_text(json_text(error), units, NULL);
		json_set_string(shown, json_name(error), *fit ? fit : "…");
	}
	return shown;
}

char *slack_acknowledge_errors(const char *envelope_id, struct cJSON *errors)
{
	_cleanup_json_ struct cJSON *owned = errors;
	char *frame = NULL;

	for (size_t units = MOST_ERROR; units >= LEAST_ERROR; units /= 2) {
		struct cJSON *payload = json_object();
		json_set(payload, "errors", shorten_errors(owned, units));
		json_set_string(payload, "response_action", "errors");
		free(frame);
		frame = slack_print_acknowledgement(envelope_id, payload);
		if (strlen(frame) < SLACK_FRAME_BYTES)
			break;
	}
	return frame;
}
