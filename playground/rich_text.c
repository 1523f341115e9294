#include "playground/rich_text.h"

#include <string.h>

#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

static void append_element(
	struct cJSON *elements, const char *type, const char *member, const char *value)
{
	struct cJSON *element = json_append(elements, json_object());

	json_set_string(element, "type", type);
	json_set_string(element, member, value);
}

static void flush(struct cJSON *elements, struct text *words)
{
	if (words->length)
		append_element(elements, "text", "text", text_string(words));
	text_clear(words);
}

/* <@U1> and <#C1>, as messages have them. Returns the bytes it took, or 0: no token. */
static size_t take_token(struct cJSON *elements, struct text *words, const char *at)
{
	size_t length = strcspn(at, ">");
	_cleanup_free_ char *id = NULL;

	if (at[0] != '<' || (at[1] != '@' && at[1] != '#') || at[length] != '>')
		return 0;
	id = xstrndup(at + 2, length - 2);
	flush(elements, words);
	if (at[1] == '@')
		append_element(elements, "user", "user_id", id);
	else
		append_element(elements, "channel", "channel_id", id);
	return length + 1;
}

static size_t take_escape(struct text *words, const char *at)
{
	static const struct {
		const char *escape;
		char c;
	} escapes[] = { { "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' } };

	for (size_t i = 0; i < array_length(escapes); i++) {
		if (!text_starts_with(at, escapes[i].escape))
			continue;
		text_append_char(words, escapes[i].c);
		return strlen(escapes[i].escape);
	}
	return 0;
}

/* {type: rich_text} around one section, whose list of elements is in *ret_elements. */
static struct cJSON *start(struct cJSON **ret_elements)
{
	struct cJSON *rich = json_object();
	struct cJSON *section;

	json_set_string(rich, "type", "rich_text");
	section = json_append(json_set_array(rich, "elements"), json_object());
	json_set_string(section, "type", "rich_text_section");
	*ret_elements = json_set_array(section, "elements");
	return rich;
}

struct cJSON *rich_text_plain(const char *text)
{
	struct cJSON *elements = NULL;
	struct cJSON *rich = start(&elements);

	append_element(elements, "text", "text", text);
	return rich;
}

struct cJSON *rich_text_blocks(const char *text, const char *block_id)
{
	struct cJSON *blocks = json_array();
	struct cJSON *elements = NULL;
	struct cJSON *rich = json_append(blocks, start(&elements));
	_cleanup_text_ struct text words = TEXT_INIT;

	json_set_string(rich, "block_id", block_id);
	while (*text) {
		size_t taken = take_token(elements, &words, text);
		if (!taken)
			taken = take_escape(&words, text);
		if (!taken) {
			text_append_char(&words, *text);
			taken = 1;
		}
		text += taken;
	}
	flush(elements, &words);
	return blocks;
}
