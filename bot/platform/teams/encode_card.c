#include "bot/platform/teams/encode_card.h"

#include <string.h>

#include "bot/chart.h"
#include "bot/message.h"
#include "bot/platform/budget.h"
#include "bot/platform/fit.h"
#include "bot/platform/teams/encode.h"
#include "bot/platform/teams/encode_action.h"
#include "bot/platform/teams/encode_chart.h"
#include "bot/platform/teams/encode_text.h"
#include "bot/platform/teams/encode_words.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

enum { LAST_UNITS = 80 }; // kept free to say that something was cut

struct encoder {
	const struct teams_where *where;
	const struct teams_room *room;
	struct cJSON *body;
	struct cJSON *entities;
	struct budget budget;
	size_t slots; // elements that are not rows of buttons
	size_t spans;
	size_t chart_bytes, button_bytes;
	bool divided; // a divider stands before what comes next
};

static bool take_span(struct encoder *encoder)
{
	if (!encoder->spans) {
		encoder->budget.cut = encoder->budget.squeezed = true;
		return false;
	}
	encoder->spans--;
	return true;
}

/* --- spans --- */

static bool is_mention(const struct span *span)
{
	return span->type == SPAN_PERSON && text_equal(span->platform, "teams") &&
	       teams_is_person_id(span->id);
}

static bool is_link(const struct span *span)
{
	return span->type == SPAN_LINK && message_link_allowed(span->url) &&
	       strlen(span->url) <= TEAMS_URL;
}

static bool is_time(const struct span *span)
{
	return span->type == SPAN_TIME && message_time_allowed(span->time);
}

static bool is_live(const struct span *span)
{
	return is_mention(span) || is_link(span) || is_time(span);
}

static bool is_parsed(const struct block *block)
{
	for (const struct span *span = block->spans; span; span = span->next)
		if (is_mention(span) || is_time(span))
			return true;
	return false;
}

static bool is_taken(const struct encoder *encoder, const char *text, const char *id)
{
	const struct cJSON *entity;

	json_for_each (entity, encoder->entities)
		if (text_equal(json_string(entity, "text"), text) &&
			!text_equal(json_string(entity, "mentioned.id"), id))
			return true;
	return false;
}

static bool is_known(const struct encoder *encoder, const char *text)
{
	const struct cJSON *entity;

	json_for_each (entity, encoder->entities)
		if (text_equal(json_string(entity, "text"), text))
			return true;
	return false;
}

/* What stands for somebody in the text; free it. Two people of one name must not be one. */
static char *mention_text(const struct encoder *encoder, const char *name, const char *id)
{
	char *text = xasprintf("<at>%s</at>", name);

	for (int number = 2; is_taken(encoder, text, id); number++) {
		free(text);
		text = xasprintf("<at>%s %d</at>", name, number);
	}
	return text;
}

/* A name is data, and what stands between the tags must equal what the entity says. */
static void append_mention(
	struct encoder *encoder, struct text *out, const struct span *span, const char *words)
{
	_cleanup_free_ char *line = fit_line(words, TEAMS_NAME);

	for (char *c = line; *c; c++)
		*c = strchr("<>&{}", *c) ? ' ' : *c;
	_cleanup_free_ char *name = teams_quiet_line(line, TEAMS_NAME);
	const char *shown = text_is_blank(name) ? "somebody" : name;
	_cleanup_free_ char *text = mention_text(encoder, shown, span->id);
	text_append(out, text);
	if (is_known(encoder, text))
		return;
	struct cJSON *entity = json_append(encoder->entities, json_object());
	json_set_string(entity, "type", "mention");
	json_set_string(entity, "text", text);
	struct cJSON *mentioned = json_set_object(entity, "mentioned");
	json_set_string(mentioned, "id", span->id);
	json_set_string(mentioned, "name", text_is_blank(line) ? shown : line);
}

static void append_words(struct text *out, const struct span *span, const char *words)
{
	if (span->type == SPAN_STRONG)
		teams_append_bold(out, words);
	else
		teams_append_quiet(out, words);
}

/* One span of a TextBlock, with at most `limit` units of its words. */
static size_t append_span(
	struct encoder *encoder, struct text *out, const struct span *span, size_t limit)
{
	size_t before = encoder->budget.left;

	if (is_link(span) && !budget_take_whole(&encoder->budget, span->url, TEAMS_URL))
		return 0;
	size_t address = before - encoder->budget.left;
	size_t most = is_mention(span) ? smaller(limit, TEAMS_NAME) : limit;
	_cleanup_free_ char *said = teams_span_words(encoder->where->encoder, span, false);
	_cleanup_free_ char *words = budget_take(&encoder->budget, said, most, NULL);
	if (!*words)
		return 0;
	if (is_mention(span))
		append_mention(encoder, out, span, words);
	else if (is_link(span))
		teams_append_link(out, words, span->url);
	else if (is_time(span))
		teams_append_time(out, span->time);
	else
		append_words(out, span, words);
	return before - encoder->budget.left - address;
}

/* One span as a TextRun; NULL if nothing is left of it. */
static struct cJSON *encode_run(
	struct encoder *encoder, const struct span *span, size_t limit, size_t *ret_taken)
{
	_cleanup_text_ struct text shown = TEXT_INIT;

	if (is_link(span) && !budget_take_whole(&encoder->budget, span->url, TEAMS_URL))
		return NULL;
	_cleanup_free_ char *said = teams_span_words(encoder->where->encoder, span, true);
	_cleanup_free_ char *words = budget_take(&encoder->budget, said, limit, NULL);
	*ret_taken = fit_units(words, NULL);
	if (!*words)
		return NULL;
	struct cJSON *run = json_typed("TextRun");
	teams_append_run(&shown, words);
	json_set_string(run, "text", text_string(&shown));
	if (span->type == SPAN_STRONG)
		json_set_string(run, "weight", "Bolder");
	if (span->type == SPAN_CODE || span->command)
		json_set_string(run, "fontType", "Monospace");
	if (is_link(span)) {
		struct cJSON *action = json_typed("Action.OpenUrl");
		json_set_string(action, "url", span->url);
		json_set(run, "selectAction", action);
	}
	return run;
}

/* --- blocks --- */

static void add_element(struct encoder *encoder, struct cJSON *array, struct cJSON *element)
{
	if (encoder->divided) {
		json_set_bool(element, "separator", true);
		json_set_string(element, "spacing", "Medium");
	}
	encoder->divided = false;
	json_append(array, element);
}

static size_t limit_of(const struct encoder *encoder, const struct block *block)
{
	if (block->type == BLOCK_HEADING)
		return TEAMS_HEADING_TEXT;
	return block->type == BLOCK_QUOTE ? encoder->room->quote : TEAMS_BLOCK_TEXT;
}

static struct cJSON *text_block(struct encoder *encoder, const struct block *block)
{
	_cleanup_text_ struct text text = TEXT_INIT;
	size_t left = limit_of(encoder, block);

	for (const struct span *span = block->spans; span; span = span->next) {
		if ((!*span->text && !is_live(span)) || !take_span(encoder))
			continue;
		size_t taken = append_span(encoder, &text, span, left);
		left -= smaller(taken, left);
	}
	if (text_is_blank(text_string(&text)))
		return NULL;
	struct cJSON *json = json_typed("TextBlock");
	json_set_string(json, "text", text_string(&text));
	json_set_bool(json, "wrap", true);
	return json;
}

static struct cJSON *rich_block(struct encoder *encoder, const struct block *block)
{
	struct cJSON *json = json_typed("RichTextBlock");
	struct cJSON *inlines = json_set_array(json, "inlines");
	size_t left = limit_of(encoder, block);

	for (const struct span *span = block->spans; span; span = span->next) {
		size_t taken = 0;
		if ((!*span->text && !is_live(span)) || !take_span(encoder))
			continue;
		struct cJSON *run = encode_run(encoder, span, left, &taken);
		left -= smaller(taken, left);
		if (!run)
			continue;
		if (block->type == BLOCK_NOTE) {
			json_set_string(run, "size", "Small");
			json_set_bool(run, "isSubtle", true);
		}
		json_append(inlines, run);
	}
	if (json_length(inlines))
		return json;
	json_free(json);
	return NULL;
}

/* A heading is a TextBlock for who hears it: only that can say it is one. */
static struct cJSON *spans_block(struct encoder *encoder, const struct block *block)
{
	struct cJSON *json = block->type == BLOCK_HEADING || is_parsed(block)
				     ? text_block(encoder, block)
				     : rich_block(encoder, block);
	bool parsed = json && text_equal(json_string(json, "type"), "TextBlock");

	if (parsed && block->type == BLOCK_HEADING) {
		json_set_string(json, "style", "heading");
		json_set_string(json, "size", "Large");
		json_set_string(json, "weight", "Bolder");
	} else if (parsed && block->type == BLOCK_NOTE) {
		json_set_string(json, "size", "Small");
		json_set_bool(json, "isSubtle", true);
	}
	return json;
}

static void add_words(struct encoder *encoder, const struct block *block)
{
	struct cJSON *json = spans_block(encoder, block);

	if (!json)
		return;
	encoder->slots--;
	if (block->type != BLOCK_QUOTE) {
		add_element(encoder, encoder->body, json);
		return;
	}
	struct cJSON *apart = json_typed("Container");
	json_set_string(apart, "style", "emphasis");
	json_append(json_set_array(apart, "items"), json);
	add_element(encoder, encoder->body, apart);
}

static size_t printed_length(const struct cJSON *json)
{
	_cleanup_free_ char *printed = json_print(json);

	return strlen(printed);
}

static void add_chart(struct encoder *encoder, const struct chart *chart)
{
	struct cJSON *drawn = encoder->chart_bytes ? teams_chart(chart) : NULL;
	size_t length = drawn ? printed_length(drawn) : 0;

	encoder->slots--;
	if (drawn && length <= encoder->chart_bytes) {
		encoder->chart_bytes -= length;
		add_element(encoder, encoder->body, drawn);
		return;
	}
	json_free(drawn);
	size_t units = smaller(TEAMS_BLOCK_TEXT, encoder->budget.left);
	struct cJSON *bars = teams_chart_bars(chart, units);
	encoder->budget.left -=
		smaller(units, fit_units(json_string(bars, "inlines.0.text"), NULL));
	add_element(encoder, encoder->body, bars);
}

/* As many rows as needed; what does not fit is missing, and said to be. */
static void add_buttons(struct encoder *encoder, const struct block *block)
{
	struct cJSON *actions = NULL;

	for (const struct button *button = block->buttons; button; button = button->next) {
		struct cJSON *json = teams_button(encoder->where, button);
		size_t length = printed_length(json);
		if (length > encoder->button_bytes) {
			json_free(json);
			budget_drop(&encoder->budget);
			return;
		}
		encoder->button_bytes -= length;
		if (!actions || json_length(actions) == TEAMS_ROW_ACTIONS) {
			struct cJSON *row = json_typed("ActionSet");
			actions = json_set_array(row, "actions");
			add_element(encoder, encoder->body, row);
		}
		json_append(actions, json);
	}
}

static void add(struct encoder *encoder, const struct block *block)
{
	if (block->type == BLOCK_BUTTONS) {
		add_buttons(encoder, block);
		return;
	}
	if (!encoder->slots) {
		budget_drop(&encoder->budget);
		return;
	}
	switch (block->type) {
	case BLOCK_HEADING:
	case BLOCK_PARAGRAPH:
	case BLOCK_QUOTE:
	case BLOCK_NOTE:
		add_words(encoder, block);
		break;
	case BLOCK_CHART:
		add_chart(encoder, block->chart);
		break;
	case BLOCK_DIVIDER:
		encoder->divided = true;
		break;
	case BLOCK_BUTTONS:
		break;
	}
}

struct cJSON *teams_text(const char *words)
{
	_cleanup_text_ struct text text = TEXT_INIT;
	struct cJSON *json = json_typed("TextBlock");

	teams_append_quiet(&text, words);
	json_set_string(json, "text", text_string(&text));
	json_set_bool(json, "wrap", true);
	return json;
}

static void add_end(struct encoder *encoder)
{
	const char *end = budget_end(&encoder->budget, encoder->room->tell);

	if (!end)
		return;
	struct cJSON *json = json_append(encoder->body, teams_text(end));
	json_set_string(json, "size", "Small");
	json_set_bool(json, "isSubtle", true);
}

struct cJSON *teams_encode_blocks(const struct teams_where *where, const struct message *message,
	const struct teams_room *room, struct cJSON *entities, bool *ret_squeezed)
{
	struct encoder encoder = {
		.where = where,
		.room = room,
		.body = json_array(),
		.entities = entities,
		.budget.left = room->words - smaller(room->words, LAST_UNITS),
		.slots = room->blocks,
		.spans = room->spans,
		.chart_bytes = room->chart_bytes,
		.button_bytes = room->button_bytes,
	};

	for (const struct block *block = message->blocks; block; block = block->next)
		add(&encoder, block);
	add_end(&encoder);
	*ret_squeezed = encoder.budget.squeezed;
	return encoder.body;
}
