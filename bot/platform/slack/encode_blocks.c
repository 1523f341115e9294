#include "bot/platform/slack/encode_blocks.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "bot/chart.h"
#include "bot/message.h"
#include "bot/platform/budget.h"
#include "bot/platform/fit.h"
#include "bot/platform/slack/encode_chart.h"
#include "bot/platform/slack/encode_text.h"
#include "bot/util/clock.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

enum {
	LAST_BLOCKS = 1, // kept free to say that something was cut
	LAST_CHARACTERS = 80,
	ACTION_NAME = SLACK_ACTION_ID - 8, // room for the number
};

static const char date_format[] = "{date_short_pretty} at {time}";

struct encoder {
	const struct slack_room *room;
	struct cJSON *blocks;
	struct budget budget;
	size_t label_left; // characters
	size_t slots; // blocks that are not rows of buttons
	size_t rows;
	size_t most_rows; // of buttons: the other blocks keep their place
	size_t charts; // met so far
};

/* Words in a text object: never parsed but for entities; ":x:" stays as it was typed. */
static struct cJSON *plain_text(const char *escaped)
{
	struct cJSON *json = json_typed("plain_text");

	json_set_string(json, "text", escaped);
	json_set_bool(json, "emoji", false);
	return json;
}

static bool is_ours(const struct span *span)
{
	return span->platform && strcmp(span->platform, "slack") == 0;
}

/* True if the span is more than words: a mention, a link, a date. */
static bool is_live(const struct span *span)
{
	switch (span->type) {
	case SPAN_PERSON:
		return is_ours(span) && slack_is_person_id(span->id);
	case SPAN_CHANNEL:
		return is_ours(span) && slack_is_channel_id(span->id);
	case SPAN_LINK:
		return message_link_allowed(span->url) &&
		       fit_units(span->url, slack_escape) <= SLACK_URL;
	case SPAN_TIME:
		return message_time_allowed(span->time);
	case SPAN_TEXT:
	case SPAN_STRONG:
	case SPAN_CODE:
		break;
	}
	return false;
}

static struct cJSON *live_element(const struct span *span, const char *words)
{
	struct cJSON *json = NULL;

	if (span->type == SPAN_PERSON) {
		json = json_typed("user");
		json_set_string(json, "user_id", span->id);
	} else if (span->type == SPAN_CHANNEL) {
		json = json_typed("channel");
		json_set_string(json, "channel_id", span->id);
	} else if (span->type == SPAN_LINK) {
		json = json_typed("link");
		json_set_string(json, "url", span->url);
		json_set_string(json, "text", words);
	} else {
		json = json_typed("date");
		json_set_int(json, "timestamp", span->time / MS_PER_SECOND);
		json_set_string(json, "format", date_format);
		json_set_string(json, "fallback", words);
	}
	return json;
}

static struct cJSON *words_element(const struct span *span, const char *words, bool heading)
{
	struct cJSON *json = json_typed("text");

	json_set_string(json, "text", words);
	if (heading || span->type == SPAN_STRONG)
		json_set_bool(json_set_object(json, "style"), "bold", true);
	else if (span->type == SPAN_CODE)
		json_set_bool(json_set_object(json, "style"), "code", true);
	return json;
}

/* The spans as elements of a rich_text_section or _quote: an array, empty if nothing is left of
 * them. */
static struct cJSON *rich_elements(struct encoder *encoder, const struct block *block)
{
	size_t left = block->type == BLOCK_QUOTE ? encoder->room->quote : SLACK_BLOCK_TEXT;
	struct cJSON *elements = json_array();

	for (const struct span *span = block->spans; span; span = span->next) {
		if (!*span->text && !is_live(span))
			continue;
		_cleanup_free_ char *words = budget_take(&encoder->budget, span->text, left, NULL);
		if (!*words)
			continue;
		left -= fit_units(words, NULL);
		json_append(elements,
			is_live(span) ? live_element(span, words)
				      : words_element(span, words, block->type == BLOCK_HEADING));
	}
	return elements;
}

static void add_block(struct encoder *encoder, struct cJSON *block)
{
	json_append(encoder->blocks, block);
	encoder->slots--;
}

static void add_rich(struct encoder *encoder, const struct block *block)
{
	struct cJSON *elements = rich_elements(encoder, block);

	if (!json_length(elements)) {
		json_free(elements);
		return;
	}
	struct cJSON *rich = json_typed("rich_text");
	struct cJSON *part =
		json_typed(block->type == BLOCK_QUOTE ? "rich_text_quote" : "rich_text_section");
	json_set(part, "elements", elements);
	json_append(json_set_array(rich, "elements"), part);
	add_block(encoder, rich);
}

/* As Slack draws it or as a picture, where somebody chose so and it has room; else NULL. */
static struct cJSON *drawn_chart(struct encoder *encoder, const struct chart *chart)
{
	const struct slack_charts *charts = encoder->room->charts;
	size_t index = encoder->charts++;

	if (!charts || index >= charts->count)
		return NULL;
	if (charts->shown[index].way == SLACK_CHART_TEXT ||
		slack_chart_units(chart) > encoder->budget.left)
		return NULL;
	encoder->budget.left -= slack_chart_units(chart);
	return charts->shown[index].way == SLACK_CHART_NATIVE
		       ? slack_chart_native(chart)
		       : slack_chart_picture(chart, charts->shown[index].file);
}

/* Bars of text in a fixed font: what every workspace shows. */
static void add_bars(struct encoder *encoder, const struct chart *chart)
{
	_cleanup_text_ struct text bars = TEXT_INIT;
	struct cJSON *rich = json_typed("rich_text"), *part = json_typed("rich_text_preformatted");

	text_printf(&bars, "%s (%s)\n\n", chart->title, chart->unit);
	chart_say(chart, &bars);
	_cleanup_free_ char *fit =
		budget_take(&encoder->budget, text_string(&bars), SLACK_BLOCK_TEXT, NULL);
	struct cJSON *words = json_typed("text");
	json_set_string(words, "text", fit);
	json_append(json_set_array(part, "elements"), words);
	json_append(json_set_array(rich, "elements"), part);
	add_block(encoder, rich);
}

static void add_chart(struct encoder *encoder, const struct chart *chart)
{
	struct cJSON *drawn = drawn_chart(encoder, chart);

	if (drawn)
		add_block(encoder, drawn);
	else
		add_bars(encoder, chart);
}

static char *plain_spans(const struct block *block)
{
	struct text text = TEXT_INIT;

	for (const struct span *span = block->spans; span; span = span->next)
		text_append(&text, span->text);
	_cleanup_free_ char *whole = text_steal(&text);
	return text_one_line(whole);
}

/* A header holds words alone; with something live in it a bold line stands in. */
static void add_heading(struct encoder *encoder, const struct block *block)
{
	for (const struct span *span = block->spans; span; span = span->next) {
		if (is_live(span)) {
			add_rich(encoder, block);
			return;
		}
	}
	_cleanup_free_ char *words = plain_spans(block);
	_cleanup_free_ char *fit =
		budget_take(&encoder->budget, words, SLACK_HEADER_TEXT, slack_escape);
	if (!*fit)
		return;
	struct cJSON *header = json_typed("header");
	json_set(header, "text", plain_text(fit));
	add_block(encoder, header);
}

/* The token of a live span: the only thing that ever stands in mrkdwn. */
static char *token(const struct span *span)
{
	struct text out = TEXT_INIT;

	if (span->type == SPAN_PERSON) {
		text_printf(&out, "<@%s>", span->id);
	} else if (span->type == SPAN_CHANNEL) {
		text_printf(&out, "<#%s>", span->id);
	} else if (span->type == SPAN_LINK) {
		text_append_char(&out, '<');
		fit_append(&out, span->url, slack_escape);
		text_append_char(&out, '|');
		fit_append(&out, span->text, slack_escape);
		text_append_char(&out, '>');
	} else {
		text_printf(&out, "<!date^%lld^%s|", (long long)(span->time / MS_PER_SECOND),
			date_format);
		fit_append(&out, span->text, slack_escape);
		text_append_char(&out, '>');
	}
	return text_steal(&out);
}

/* Words inside a token stand in mrkdwn: none that it would format may. */
static bool is_safe_in_token(const struct span *span)
{
	if (span->type == SPAN_LINK)
		return !strpbrk(span->text, "*_~`:|\n");
	if (span->type == SPAN_TIME)
		return !strpbrk(span->text, "*_~`|\n");
	return true;
}

/* Live spans stand alone in their elements, words between them share one. */
static bool fits_context(const struct block *block)
{
	size_t elements = 0;
	bool in_words = false;

	for (const struct span *span = block->spans; span; span = span->next) {
		bool live = is_live(span);
		if (live && !is_safe_in_token(span))
			return false;
		elements += live || !in_words;
		in_words = !live;
	}
	return elements <= SLACK_CONTEXT_ELEMENTS;
}

static void add_words(struct encoder *encoder, struct cJSON *elements, struct text *words)
{
	_cleanup_free_ char *line = text_one_line(text_string(words));
	_cleanup_free_ char *fit =
		budget_take(&encoder->budget, line, SLACK_BLOCK_TEXT, slack_escape);

	if (*fit)
		json_append(elements, plain_text(fit));
	text_clear(words);
}

static void add_token(struct encoder *encoder, struct cJSON *elements, const struct span *span)
{
	_cleanup_free_ char *mrkdwn = token(span);

	if (!budget_take_whole(&encoder->budget, mrkdwn, SLACK_BLOCK_TEXT))
		return;
	struct cJSON *json = json_typed("mrkdwn");
	json_set_string(json, "text", mrkdwn);
	json_set_bool(json, "verbatim", true);
	json_append(elements, json);
}

static void add_note(struct encoder *encoder, const struct block *block)
{
	_cleanup_text_ struct text words = TEXT_INIT;

	if (!fits_context(block)) {
		add_rich(encoder, block);
		return;
	}
	struct cJSON *context = json_typed("context");
	struct cJSON *elements = json_set_array(context, "elements");
	for (const struct span *span = block->spans; span; span = span->next) {
		if (!is_live(span)) {
			text_append(&words, span->text);
			continue;
		}
		add_words(encoder, elements, &words);
		add_token(encoder, elements, span);
	}
	add_words(encoder, elements, &words);
	if (json_length(elements))
		add_block(encoder, context);
	else
		json_free(context);
}

/* What is left of a button's name: bytes, and never half a character. */
static size_t name_of(const struct button *button, const char **ret_name)
{
	const char *name = *button->name ? button->name : "button";
	size_t length = smaller(strlen(name), ACTION_NAME);

	while (length && ((unsigned char)name[length] & 0xc0) == 0x80)
		length--;
	*ret_name = name;
	return length;
}

static bool same_name(const struct button *a, const struct button *b)
{
	const char *name_a, *name_b;
	size_t length_a = name_of(a, &name_a);
	size_t length_b = name_of(b, &name_b);

	return length_a == length_b && memcmp(name_a, name_b, length_a) == 0;
}

/* How many buttons up to and with `last` have its name. */
static size_t count_name(const struct message *message, const struct button *last)
{
	size_t count = 0;

	for (const struct block *block = message->blocks; block; block = block->next) {
		for (const struct button *b = block->buttons; b; b = b->next) {
			count += same_name(b, last);
			if (b == last)
				return count;
		}
	}
	return count;
}

/* "name", or "name:2" for the second of that name; also where the name itself ends like that. */
static char *action_id(const struct message *message, const struct button *button)
{
	size_t nth = count_name(message, button);
	const char *name;
	int length = (int)name_of(button, &name);
	int end = length;

	while (end && isdigit((unsigned char)name[end - 1]))
		end--;
	bool numbered = end < length && end > 1 && name[end - 1] == ':';
	return nth > 1 || numbered ? xasprintf("%.*s:%zu", length, name, nth)
				   : xstrndup(name, (size_t)length);
}

static struct cJSON *encode_button(
	struct encoder *encoder, const struct message *message, const struct button *button)
{
	_cleanup_free_ char *line = text_one_line(button->label);
	_cleanup_free_ char *label = fit_text(line, SLACK_BUTTON_LABEL, slack_escape);
	size_t units = fit_units(label, NULL);

	if (units > encoder->label_left)
		return NULL;
	encoder->label_left -= units;
	struct cJSON *json = json_typed("button");
	json_set(json, "text", plain_text(*label ? label : "…"));
	_cleanup_free_ char *id = action_id(message, button);
	json_set_string(json, "action_id", id);
	if (*button->value) {
		_cleanup_free_ char *value = fit_value(button->value, SLACK_BUTTON_VALUE);
		json_set_string(json, "value", value);
	}
	if (button->style != BUTTON_PLAIN)
		json_set_string(
			json, "style", button->style == BUTTON_PRIMARY ? "primary" : "danger");
	return json;
}

/* As many rows as needed; what does not fit is missing, and said to be. */
static void add_buttons(
	struct encoder *encoder, const struct message *message, const struct block *block)
{
	struct cJSON *elements = NULL;

	for (const struct button *button = block->buttons; button; button = button->next) {
		bool full = !elements || json_length(elements) == SLACK_ROW_BUTTONS;
		struct cJSON *json = full && encoder->rows == encoder->most_rows
					     ? NULL
					     : encode_button(encoder, message, button);
		if (!json) {
			budget_drop(&encoder->budget);
			return;
		}
		if (full) {
			char id[32];
			encoder->rows++;
			snprintf(id, sizeof(id), "buttons-%zu",
				encoder->room->rows_before + encoder->rows);
			struct cJSON *row = json_append(encoder->blocks, json_typed("actions"));
			json_set_string(row, "block_id", id);
			elements = json_set_array(row, "elements");
		}
		json_append(elements, json);
	}
}

static void add(struct encoder *encoder, const struct message *message, const struct block *block)
{
	if (block->type == BLOCK_BUTTONS) {
		add_buttons(encoder, message, block);
		return;
	}
	if (!encoder->slots) {
		budget_drop(&encoder->budget);
		return;
	}
	switch (block->type) {
	case BLOCK_HEADING:
		add_heading(encoder, block);
		break;
	case BLOCK_PARAGRAPH:
	case BLOCK_QUOTE:
		add_rich(encoder, block);
		break;
	case BLOCK_NOTE:
		add_note(encoder, block);
		break;
	case BLOCK_CHART:
		add_chart(encoder, block->chart);
		break;
	case BLOCK_DIVIDER:
		add_block(encoder, json_typed("divider"));
		break;
	case BLOCK_BUTTONS:
		break;
	}
}

/* Labels get what they need, but at most two fifths of all; the rest is for the words. */
static void share_out(struct encoder *encoder, const struct message *message)
{
	size_t labels = 0, buttons = 0, rows = 0;

	for (const struct block *block = message->blocks; block; block = block->next) {
		size_t before = buttons;
		for (const struct button *b = block->buttons; b; b = b->next, buttons++)
			labels +=
				smaller(fit_units(b->label, slack_escape), SLACK_BUTTON_LABEL) + 1;
		rows += (buttons - before + SLACK_ROW_BUTTONS - 1) / SLACK_ROW_BUTTONS;
	}
	encoder->label_left = smaller(labels, encoder->room->all * 2 / 5);
	encoder->budget.left = encoder->room->all - encoder->label_left - LAST_CHARACTERS;
	size_t blocks = encoder->room->blocks ? encoder->room->blocks : SLACK_BLOCKS;
	encoder->most_rows = blocks * 2 / 5;
	encoder->slots = blocks - smaller(rows, encoder->most_rows) - LAST_BLOCKS;
}

static void add_end(struct encoder *encoder)
{
	const char *end = budget_end(&encoder->budget, encoder->room->tell);

	if (!end)
		return;
	struct cJSON *context = json_append(encoder->blocks, json_typed("context"));
	json_append(json_set_array(context, "elements"), plain_text(end));
}

struct cJSON *slack_encode_blocks(
	const struct message *message, const struct slack_room *room, bool *ret_squeezed)
{
	struct encoder encoder = { .room = room, .blocks = json_array() };

	share_out(&encoder, message);
	for (const struct block *block = message->blocks; block; block = block->next)
		add(&encoder, message, block);
	add_end(&encoder);
	*ret_squeezed = encoder.budget.squeezed;
	return encoder.blocks;
}
