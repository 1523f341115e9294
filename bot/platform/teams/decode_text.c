/*
 * One pass from left to right. A '<' is looked behind as far as the next one, so that no input
 * costs more than its length.
 */
#include "bot/platform/teams/decode_text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "bot/platform/read.h"
#include "bot/platform/teams/decode.h"
#include "bot/util/arena.h"
#include "bot/util/memory.h"

enum {
	TAG_NAME_BYTES = 24,
	LABEL_BYTES = 1024, // of a mention
	ENTITY_BYTES = 10,
	MOST_NAMED = 500, // in one text
};

#define no_break_space "\u00a0"

struct tag {
	char name[TAG_NAME_BYTES]; // in lower case
	bool closing;
	const char *attributes; // in the raw text
	size_t attributes_length;
	size_t length; // from '<' to '>'
};

struct reading {
	struct words_reading words;
	const struct teams_text *text;
	const char *quoted;
	const char *link; // address of the <a> we are in; NULL
	size_t link_start; // of its label
	char hidden[TAG_NAME_BYTES]; // the element whose content is left out; "": none
	int hidden_depth;
	int named;
	bool gap; // we were named here: the space before and after become one
};

/* --- characters --- */

static bool ends_in_space(const struct text *out)
{
	return !out->length || isspace((unsigned char)out->data[out->length - 1]);
}

/* What stands before all else, or in the gap that our name left, is not kept. */
static bool is_left_out(const struct reading *reading, char c)
{
	const struct text *out = &reading->words.text;

	if (isspace((unsigned char)c))
		return !out->length || ((reading->gap || reading->text->markup == TEAMS_HTML) &&
					       ends_in_space(out));
	return reading->gap && !out->length && (c == ',' || c == ':');
}

static void put_character(struct reading *reading, char c)
{
	if (reading->text->markup == TEAMS_HTML && isspace((unsigned char)c))
		c = ' ';
	if (*reading->hidden || is_left_out(reading, c))
		return;
	text_append_char(&reading->words.text, c);
	if (!isspace((unsigned char)c))
		reading->gap = false;
}

static void put(struct reading *reading, const char *string)
{
	for (; *string; string++)
		put_character(reading, *string);
}

static void end_line(struct reading *reading)
{
	struct text *out = &reading->words.text;

	if (*reading->hidden)
		return;
	while (out->length && out->data[out->length - 1] == ' ')
		out->data[--out->length] = '\0';
	if (out->length && out->data[out->length - 1] != '\n')
		text_append_char(out, '\n');
}

/* --- entities --- */

static const struct {
	const char *name;
	char character;
} entities[] = {
	{ "&amp;", '&' },
	{ "&lt;", '<' },
	{ "&gt;", '>' },
	{ "&quot;", '"' },
	{ "&apos;", '\'' },
	{ "&nbsp;", ' ' },
	{ "&#160;", ' ' },
	{ "&#xa0;", ' ' },
	{ no_break_space, ' ' },
};

/* "&#233;" "&#xe9;": its length, or 0 where that is no character one can type. */
static size_t numeric_entity(const char *at, char *utf8)
{
	bool hexadecimal = at[1] == '#' && (at[2] == 'x' || at[2] == 'X');
	const char *digits = at + 2 + hexadecimal;
	char *end;

	if (at[1] != '#' || !isxdigit((unsigned char)*digits))
		return 0;
	unsigned long code = strtoul(digits, &end, hexadecimal ? 16 : 10);
	if (*end != ';' || end - at > ENTITY_BYTES || code > 0x10ffff)
		return 0;
	if (code < ' ' || (code >= 0x7f && code < 0xa0) || (code >= 0xd800 && code <= 0xdfff))
		return 0;
	size_t length = 0;
	if (code < 0x80) {
		utf8[length++] = (char)code;
	} else {
		int shift = code < 0x800 ? 6 : code < 0x10000 ? 12 : 18;
		static const int lead[] = { [6] = 0xc0, [12] = 0xe0, [18] = 0xf0 };
		utf8[length++] = (char)(lead[shift] | (int)(code >> shift));
		while ((shift -= 6) >= 0)
			utf8[length++] = (char)(0x80 | (int)(code >> shift & 0x3f));
	}
	utf8[length] = '\0';
	return (size_t)(end + 1 - at);
}

/* The character that `at` begins with, undone, or a byte of it; returns how much of `at` it was. */
static size_t take_character(const char *at, char character[5])
{
	size_t length = *at == '&' ? numeric_entity(at, character) : 0;

	for (size_t i = 0; i < array_length(entities); i++) {
		if (*at != *entities[i].name || !text_starts_with(at, entities[i].name))
			continue;
		length = strlen(entities[i].name);
		character[0] = entities[i].character;
		character[1] = '\0';
		return length;
	}
	if (length)
		return length;
	character[0] = *at;
	character[1] = '\0';
	return 1;
}

/* Of a piece of the raw text: undone, on one line. */
static char *undone(struct arena *arena, const char *raw, size_t length)
{
	_cleanup_free_ char *piece = xstrndup(raw, length);
	_cleanup_text_ struct text out = TEXT_INIT;
	char character[5];

	for (const char *at = piece; *at;) {
		at += take_character(at, character);
		text_append(&out, character);
	}
	_cleanup_free_ char *line = text_one_line(text_string(&out));
	return arena_strdup(arena, line);
}

/* --- tags --- */

/* False: what `at` (a '<') begins is no tag. */
static bool read_tag(const char *at, struct tag *ret_tag)
{
	const char *start = at + 1 + (at[1] == '/');
	const char *end = start;
	char quote = '\0';
	size_t name = 0;

	*ret_tag = (struct tag){ .closing = at[1] == '/' };
	while (isalnum((unsigned char)*end) && name < TAG_NAME_BYTES - 1)
		ret_tag->name[name++] = (char)tolower((unsigned char)*end++);
	if (!name || !strchr(" \t\n/>", *end))
		return false;
	ret_tag->attributes = end;
	for (; *end && *end != '<' && (quote || *end != '>'); end++) {
		if (quote && *end == quote)
			quote = '\0';
		else if (!quote && (*end == '"' || *end == '\''))
			quote = *end;
	}
	if (*end != '>')
		return false;
	ret_tag->attributes_length = (size_t)(end - ret_tag->attributes);
	ret_tag->length = (size_t)(end + 1 - at);
	return true;
}

/* The value of `name="…"`; NULL if there is none. */
static const char *attribute(struct reading *reading, const struct tag *tag, const char *name)
{
	_cleanup_free_ char *all = xstrndup(tag->attributes, tag->attributes_length);
	size_t length = strlen(name);

	for (const char *at = strchr(all, '='); at; at = strchr(at + 1, '=')) {
		char quote = at[1];
		const char *close = quote == '"' || quote == '\'' ? strchr(at + 2, quote) : NULL;
		bool whole =
			(size_t)(at - all) > length && isspace((unsigned char)*(at - length - 1));
		if (!close)
			break;
		if (whole && strncasecmp(at - length, name, length) == 0)
			return undone(reading->words.arena, at + 2, (size_t)(close - at - 2));
		at = close;
	}
	return NULL;
}

static void hide(struct reading *reading, const struct tag *tag)
{
	size_t length = tag->attributes_length;

	if (length && tag->attributes[length - 1] == '/')
		return;
	memcpy(reading->hidden, tag->name, sizeof(reading->hidden));
	reading->hidden_depth = 1;
}

static bool is_inline_card(const struct tag *tag)
{
	static const char mark[] = "inline-compose-card";

	return memmem(tag->attributes, tag->attributes_length, mark, strlen(mark)) != NULL;
}

static void put_link(struct reading *reading)
{
	const char *label = text_string(&reading->words.text) + reading->link_start;

	if (reading->link && reading->words.text.length >= reading->link_start &&
		!strstr(label, reading->link) && !strstr(reading->link, label))
		text_printf(&reading->words.text, " (%s)", reading->link);
	reading->link = NULL;
}

static void open_link(struct reading *reading, const struct tag *tag)
{
	const char *address = attribute(reading, tag, "href");

	put_link(reading);
	if (address &&
		(text_starts_with(address, "https://") || text_starts_with(address, "http://")))
		reading->link = address;
	reading->link_start = reading->words.text.length;
}

static bool is_one_of(const char *name, const char *const *names)
{
	for (; *names; names++)
		if (strcmp(name, *names) == 0)
			return true;
	return false;
}

/* What only a message's HTML has. */
static void read_html_tag(struct reading *reading, const struct tag *tag)
{
	static const char *const lines[] = { "br", "p", "div", "li", "ul", "ol", "tr", "table",
		"blockquote", "pre", "codeblock", "hr", "h1", "h2", "h3", "h4", "h5", "h6", NULL };
	static const char *const pictures[] = { "img", "emoji", "customemoji", NULL };
	static const char *const hidden[] = { "script", "style", "head", "title", NULL };

	if (is_one_of(tag->name, lines)) {
		end_line(reading);
	} else if (strcmp(tag->name, "a") == 0) {
		if (tag->closing)
			put_link(reading);
		else
			open_link(reading, tag);
	} else if (is_one_of(tag->name, pictures) && !tag->closing) {
		const char *words = attribute(reading, tag, "alt");
		put(reading, words ? words : "");
	} else if (is_one_of(tag->name, hidden) && !tag->closing) {
		hide(reading, tag);
	}
}

/* --- who is named --- */

static const struct teams_mention *find_mention(
	struct reading *reading, const char *at, const struct tag *tag, const char *label)
{
	const char *index = attribute(reading, tag, "id");
	const struct teams_mention *named = NULL;

	for (size_t i = 0; i < reading->text->mention_count; i++) {
		const struct teams_mention *mention = &reading->text->mentions[i];
		if (mention->text ? text_starts_with(at, mention->text)
				  : (index && text_equal(mention->index, index)))
			return mention;
		if (!mention->text && !mention->index && !named && label &&
			text_equal(mention->name, label))
			named = mention;
	}
	return named;
}

/* Teams may name somebody in two pieces, "@Ann" and "@Example": they are one. */
static bool continues(
	struct reading *reading, const struct teams_mention *mention, const char *label)
{
	struct words_reading *words = &reading->words;
	struct event_mention *last = words->count ? &words->mentions[words->count - 1] : NULL;

	if (!last || !text_equal(last->id, mention->id) || reading->text->markup != TEAMS_HTML ||
		last->start + last->length + 1 != words->text.length ||
		words->text.data[words->text.length - 1] != ' ')
		return false;
	text_append(&words->text, label);
	last->length = words->text.length - last->start;
	last->name = arena_strdup(words->arena, words->text.data + last->start + 1);
	return true;
}

/* <at>Ann Example</at>: returns its length; 0: it does not end. */
static size_t read_mention(struct reading *reading, const char *at, const struct tag *tag)
{
	static const char end[] = "</at>";
	const char *inside = at + tag->length;
	const char *close = memmem(inside, strnlen(inside, LABEL_BYTES), end, strlen(end));

	if (tag->closing)
		return tag->length;
	if (!close || reading->named++ >= MOST_NAMED)
		return 0;
	struct arena *arena = reading->words.arena;
	const char *label = read_as_name(arena, undone(arena, inside, (size_t)(close - inside)));
	const struct teams_mention *mention = find_mention(reading, at, tag, label);
	size_t length = (size_t)(close + strlen(end) - at);
	if (*reading->hidden)
		return length;
	if (mention && mention->us) {
		reading->gap = true;
		return length;
	}
	label = label ? label : mention ? mention->name : NULL;
	if (mention && mention->id && label) {
		if (!continues(reading, mention, label))
			words_mention(&reading->words, mention->kind, label, mention->id, label);
	} else if (label) {
		text_printf(&reading->words.text, "@%s", label);
	}
	reading->gap = false;
	return length;
}

/* --- all of it --- */

static bool read_hidden_tag(struct reading *reading, const struct tag *tag)
{
	if (!*reading->hidden)
		return false;
	if (strcmp(tag->name, reading->hidden) == 0)
		reading->hidden_depth += tag->closing ? -1 : 1;
	if (!reading->hidden_depth)
		*reading->hidden = '\0';
	return true;
}

/* Returns how much was taken; 0: it is no tag that we know. */
static size_t read_markup(struct reading *reading, const char *at)
{
	struct tag tag;

	if (!read_tag(at, &tag))
		return 0;
	if (read_hidden_tag(reading, &tag))
		return tag.length;
	if (strcmp(tag.name, "at") == 0)
		return read_mention(reading, at, &tag);
	if (strcmp(tag.name, "quoted") == 0) {
		const char *id = attribute(reading, &tag, "messageId");
		reading->quoted = read_is_id(id) ? id : reading->quoted;
		return tag.length;
	}
	if (strcmp(tag.name, "attachment") == 0)
		return tag.length;
	if (strcmp(tag.name, "span") == 0 && !tag.closing && is_inline_card(&tag)) {
		hide(reading, &tag);
		return tag.length;
	}
	if (reading->text->markup == TEAMS_PLAIN)
		return 0;
	read_html_tag(reading, &tag);
	return tag.length;
}

static void read_all(struct reading *reading, const char *raw)
{
	char character[5];

	while (*raw) {
		size_t taken = *raw == '<' ? read_markup(reading, raw) : 0;
		if (!taken) {
			taken = take_character(raw, character);
			put(reading, character);
		}
		raw += taken;
	}
	put_link(reading);
}

struct words teams_decode_text(
	struct arena *arena, const struct teams_text *text, const char **ret_quoted)
{
	struct reading reading = { .words = { .arena = arena, .text = TEXT_INIT }, .text = text };
	_cleanup_free_ char *clean = text_clean(text->raw, strlen(text->raw));
	struct text *out = &reading.words.text;

	read_all(&reading, clean);
	while (out->length && ends_in_space(out))
		out->data[--out->length] = '\0';
	*ret_quoted = reading.quoted;
	return words_end(&reading.words, TEAMS_TEXT_CHARACTERS);
}
