#include "bot/platform/slack/decode_text.h"

#include <ctype.h>
#include <string.h>

#include "bot/event.h"
#include "bot/platform/slack/decode.h"
#include "bot/platform/slack/encode_text.h"
#include "bot/util/arena.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

/* Appends `length` bytes with &amp; &lt; &gt; undone, once. Other entities Slack does not make. */
static void append_unescaped(struct text *out, const char *bytes, size_t length)
{
	static const struct {
		const char *entity;
		char character;
	} entities[] = { { "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' } };

	while (length) {
		size_t taken = 1;
		char character = *bytes;
		for (size_t i = 0; *bytes == '&' && i < array_length(entities); i++) {
			size_t size = strlen(entities[i].entity);
			if (size > length || memcmp(bytes, entities[i].entity, size) != 0)
				continue;
			taken = size;
			character = entities[i].character;
			break;
		}
		text_append_char(out, character);
		bytes += taken;
		length -= taken;
	}
}

static char *unescaped(struct arena *arena, const char *bytes, size_t length)
{
	_cleanup_text_ struct text text = TEXT_INIT;

	append_unescaped(&text, bytes, length);
	return arena_strdup(arena, text_string(&text));
}

/* The two halves of a token's inside: "U1|sam". Nothing behind the bar, or no bar: `label` is NULL.
 */
struct token {
	char *target;
	char *label;
};

static struct token split(struct words_reading *reading, const char *inside, size_t length)
{
	const char *bar = memchr(inside, '|', length);
	size_t target = bar ? (size_t)(bar - inside) : length;
	struct token token = { .target = unescaped(reading->arena, inside, target) };

	if (bar)
		token.label = unescaped(reading->arena, bar + 1, length - target - 1);
	if (text_is_blank(token.label))
		token.label = NULL;
	return token;
}

static bool read_mention(struct words_reading *reading, const char *inside, size_t length)
{
	bool person = *inside == '@';
	struct token token = split(reading, inside + 1, length - 1);

	if (!(person ? slack_is_person_id(token.target) : slack_is_channel_id(token.target)))
		return false;
	const char *label = token.label ? token.label : token.target;
	int kind = person ? MENTION_PERSON : MENTION_CHANNEL;
	words_mention(reading, kind, label, token.target, token.label);
	return true;
}

/* <!here>, <!subteam^S1|@team>, <!date^…|yesterday>: what the reader saw. */
static bool read_special(struct words_reading *reading, const char *inside, size_t length)
{
	struct token token = split(reading, inside + 1, length - 1);

	if (token.label) {
		text_append(&reading->text, token.label);
		return true;
	}
	token.target[strcspn(token.target, "^")] = '\0';
	text_printf(&reading->text, "@%s", token.target);
	return true;
}

/* A scheme, a colon, and something after it. */
static bool looks_like_address(const char *target)
{
	const char *at = target;

	while (isalnum((unsigned char)*at) || *at == '+' || *at == '-' || *at == '.')
		at++;
	return at > target && at[0] == ':' && at[1];
}

static bool read_link(struct words_reading *reading, const char *inside, size_t length)
{
	struct token token = split(reading, inside, length);

	if (!looks_like_address(token.target))
		return false;
	if (!token.label)
		text_append(&reading->text, token.target);
	else if (strstr(token.target, token.label))
		text_append(&reading->text, token.label);
	else
		text_printf(&reading->text, "%s (%s)", token.label, token.target);
	return true;
}

static bool read_token(struct words_reading *reading, const char *inside, size_t length)
{
	if (!length)
		return false;
	if (*inside == '@' || *inside == '#')
		return read_mention(reading, inside, length);
	if (*inside == '!')
		return read_special(reading, inside, length);
	return read_link(reading, inside, length);
}

/* A '<' that begins nothing we know stays a '<': Slack would have escaped it, others may not. */
static void read_all(struct words_reading *reading, const char *raw)
{
	while (*raw) {
		size_t plain = strcspn(raw, "<");
		append_unescaped(&reading->text, raw, plain);
		raw += plain;
		if (!*raw)
			break;
		size_t inside = strcspn(raw + 1, "<>\n");
		if (raw[1 + inside] == '>' && read_token(reading, raw + 1, inside)) {
			raw += inside + 2;
		} else {
			text_append_char(&reading->text, '<');
			raw++;
		}
	}
}

struct words slack_decode_text(struct arena *arena, const char *raw)
{
	struct words_reading reading = { .arena = arena, .text = TEXT_INIT };
	_cleanup_free_ char *clean = text_clean(raw, strlen(raw));

	read_all(&reading, text_trim(clean));
	return words_end(&reading, SLACK_TEXT_CHARACTERS);
}
