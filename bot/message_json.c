/*
 * The form of a message in the outbox:
 *
 *     {"summary":"…","blocks":[
 *       {"type":"paragraph","spans":[{"type":"text","text":"…"},
 *         {"type":"person","text":"Ana","platform":"slack","id":"U0ANA"},
 *         {"type":"link","text":"…","url":"https://…"},{"type":"time","text":"…","time":0},
 *         {"type":"code","text":"/lastmile mine","command":"mine"}]},
 *       {"type":"buttons","buttons":[{"label":"…","name":"…","value":"…","style":"primary"}]},
 *       {"type":"chart","chart":{…}},
 *       {"type":"divider"}]}
 *
 * Reading is strict: a member that is missing, unknown, given twice or of another type, and the
 * whole is refused. Rows outlive the program that wrote them, and a message half understood must
 * not be sent.
 */
#include <stdlib.h>
#include <string.h>

#include "bot/chart.h"
#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"

static const char *const span_types[] = {
	[SPAN_TEXT] = "text",
	[SPAN_STRONG] = "strong",
	[SPAN_CODE] = "code",
	[SPAN_PERSON] = "person",
	[SPAN_CHANNEL] = "channel",
	[SPAN_LINK] = "link",
	[SPAN_TIME] = "time",
};

static const char *const block_types[] = {
	[BLOCK_HEADING] = "heading",
	[BLOCK_PARAGRAPH] = "paragraph",
	[BLOCK_QUOTE] = "quote",
	[BLOCK_NOTE] = "note",
	[BLOCK_BUTTONS] = "buttons",
	[BLOCK_CHART] = "chart",
	[BLOCK_DIVIDER] = "divider",
};

static const char *const button_styles[] = {
	[BUTTON_PLAIN] = "plain",
	[BUTTON_PRIMARY] = "primary",
	[BUTTON_DANGER] = "danger",
};

static struct cJSON *write_span(const struct span *span)
{
	struct cJSON *json = json_object();

	json_set_string(json, "type", span_types[span->type]);
	json_set_string(json, "text", span->text);
	if (span->command)
		json_set_string(json, "command", span->command);
	if (span->id) {
		json_set_string(json, "platform", span->platform);
		json_set_string(json, "id", span->id);
	}
	if (span->type == SPAN_LINK)
		json_set_string(json, "url", span->url);
	if (span->type == SPAN_TIME)
		json_set_int(json, "time", span->time);
	return json;
}

static struct cJSON *write_button(const struct button *button)
{
	struct cJSON *json = json_object();

	json_set_string(json, "label", button->label);
	json_set_string(json, "name", button->name);
	json_set_string(json, "value", button->value);
	json_set_string(json, "style", button_styles[button->style]);
	return json;
}

static struct cJSON *write_block(const struct block *block)
{
	struct cJSON *json = json_object();

	json_set_string(json, "type", block_types[block->type]);
	if (block->type == BLOCK_BUTTONS) {
		struct cJSON *buttons = json_set_array(json, "buttons");
		for (const struct button *button = block->buttons; button; button = button->next)
			json_append(buttons, write_button(button));
	} else if (block->type == BLOCK_CHART) {
		json_set(json, "chart", chart_to_json(block->chart));
	} else if (block->type != BLOCK_DIVIDER) {
		struct cJSON *spans = json_set_array(json, "spans");
		for (const struct span *span = block->spans; span; span = span->next)
			json_append(spans, write_span(span));
	}
	return json;
}

char *message_to_json(const struct message *message)
{
	_cleanup_json_ struct cJSON *json = json_object();

	if (message->summary)
		json_set_string(json, "summary", message->summary);
	struct cJSON *blocks = json_set_array(json, "blocks");
	for (const struct block *block = message->blocks; block; block = block->next)
		json_append(blocks, write_block(block));
	return json_print(json);
}

/* True if `json` is an object with each member once and none that is not in `names` (which ends in
 * NULL). */
static bool has_only(const struct cJSON *json, const char *const *names)
{
	const struct cJSON *member;
	unsigned seen = 0;

	if (!json_is_object(json))
		return false;
	json_for_each (member, json) {
		unsigned i = 0;
		while (names[i] && strcmp(names[i], json_name(member)) != 0)
			i++;
		if (!names[i] || seen & 1u << i)
			return false;
		seen |= 1u << i;
	}
	return true;
}

#define members(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* The index of the string at `path` in `words`, or -1. */
static int read_word(
	const struct cJSON *json, const char *path, const char *const *words, size_t count)
{
	const char *word = json_string(json, path);

	for (size_t i = 0; word && i < count; i++)
		if (strcmp(words[i], word) == 0)
			return (int)i;
	return -1;
}

static const char *read_string(struct arena *arena, const struct cJSON *json, const char *path)
{
	return arena_strdup(arena, json_string(json, path));
}

static bool read_mention(struct arena *arena, const struct cJSON *json, struct span *span)
{
	if (!has_only(json, members("type", "text", "platform", "id")))
		return false;
	span->platform = read_string(arena, json, "platform");
	span->id = read_string(arena, json, "id");
	if (!span->platform && !span->id)
		return !json_get(json, "platform") && !json_get(json, "id");
	return span->platform && *span->platform && span->id && *span->id;
}

static bool read_link(struct arena *arena, const struct cJSON *json, struct span *span)
{
	span->url = read_string(arena, json, "url");
	return has_only(json, members("type", "text", "url")) && span->url &&
	       message_link_allowed(span->url);
}

static bool read_words(struct arena *arena, const struct cJSON *json, struct span *span)
{
	span->command = read_string(arena, json, "command");
	return has_only(json, members("type", "text", "command")) &&
	       (span->command || !json_get(json, "command"));
}

static bool read_time(const struct cJSON *json, struct span *span)
{
	span->time = json_int(json, "time", 0);
	return has_only(json, members("type", "text", "time")) &&
	       json_int(json, "time", 1) ==
		       span->time; // else it is no number: both defaults came back
}

static bool read_span(struct arena *arena, const struct cJSON *json, struct span *span)
{
	int type = read_word(json, "type", span_types, array_length(span_types));

	span->text = read_string(arena, json, "text");
	if (type < 0 || !span->text)
		return false;
	span->type = (enum span_type)type;
	switch (span->type) {
	case SPAN_TEXT:
	case SPAN_STRONG:
	case SPAN_CODE:
		return read_words(arena, json, span);
	case SPAN_PERSON:
	case SPAN_CHANNEL:
		return read_mention(arena, json, span);
	case SPAN_LINK:
		return read_link(arena, json, span);
	case SPAN_TIME:
		return read_time(json, span);
	}
	return false;
}

static bool read_button(struct arena *arena, const struct cJSON *json, struct button *button)
{
	int style = read_word(json, "style", button_styles, array_length(button_styles));

	if (style < 0 || !has_only(json, members("label", "name", "value", "style")))
		return false;
	button->style = (enum button_style)style;
	button->label = read_string(arena, json, "label");
	button->name = read_string(arena, json, "name");
	button->value = read_string(arena, json, "value");
	return button->label && button->name && button->value;
}

static bool read_buttons(struct arena *arena, const struct cJSON *json, struct block *block)
{
	const struct cJSON *list = json_get(json, "buttons");
	struct button **end = &block->buttons;
	const struct cJSON *item;

	if (!json_is_array(list) || !has_only(json, members("type", "buttons")))
		return false;
	json_for_each (item, list) {
		*end = arena_new(arena, struct button);
		if (!read_button(arena, item, *end))
			return false;
		end = &(*end)->next;
	}
	return true;
}

static bool read_spans(struct arena *arena, const struct cJSON *json, struct block *block)
{
	const struct cJSON *list = json_get(json, "spans");
	struct span **end = &block->spans;
	const struct cJSON *item;

	if (!json_is_array(list) || !has_only(json, members("type", "spans")))
		return false;
	json_for_each (item, list) {
		*end = arena_new(arena, struct span);
		if (!read_span(arena, item, *end))
			return false;
		end = &(*end)->next;
	}
	return true;
}

static bool read_block(struct arena *arena, const struct cJSON *json, struct block *block)
{
	int type = read_word(json, "type", block_types, array_length(block_types));

	if (type < 0)
		return false;
	block->type = (enum block_type)type;
	if (block->type == BLOCK_DIVIDER)
		return has_only(json, members("type"));
	if (block->type == BLOCK_BUTTONS)
		return read_buttons(arena, json, block);
	if (block->type == BLOCK_CHART) {
		block->chart = chart_from_json(arena, json_get(json, "chart"));
		return has_only(json, members("type", "chart")) && block->chart;
	}
	return read_spans(arena, json, block);
}

struct message *message_from_json(struct arena *arena, const char *json)
{
	_cleanup_json_ struct cJSON *value = NULL;
	const struct cJSON *item;

	if (json_parse(json, strlen(json), &value, NULL) != 0)
		return NULL;
	const struct cJSON *blocks = json_get(value, "blocks");
	if (!has_only(value, members("summary", "blocks")) || !json_is_array(blocks))
		return NULL;
	struct message *message = message_create(arena);
	message->summary = read_string(arena, value, "summary");
	if (!message->summary && json_get(value, "summary"))
		return NULL;
	struct block **end = &message->blocks;
	json_for_each (item, blocks) {
		*end = arena_new(arena, struct block);
		if (!read_block(arena, item, *end))
			return NULL;
		end = &(*end)->next;
	}
	return message;
}
