/*
 * Building a message and reading it as plain text. The form in the outbox is message_json.c.
 *
 * The builder never fails and never makes what the reader of the outbox would refuse: a string cut
 * in the middle of a character is mended, an address that is not http or https becomes text, a span
 * without a block to stand in begins a paragraph.
 */
#include "bot/message.h"

#include <string.h>
#include <strings.h>
#include <time.h>

#include "bot/chart.h"
#include "bot/message_command.h"
#include "bot/util/arena.h"
#include "bot/util/clock.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

/* A copy in the arena that is certainly valid UTF-8: "%.20s" in a format may cut a character. */
static const char *keep(struct message *message, const char *string)
{
	size_t length = strlen(string);

	if (text_is_utf8(string, length))
		return arena_strndup(message->arena, string, length);
	_cleanup_free_ char *clean = text_clean(string, length);
	return arena_strdup(message->arena, clean);
}

static const char *keep_format(struct message *message, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

static const char *keep_format(struct message *message, const char *format, va_list args)
{
	_cleanup_text_ struct text text = TEXT_INIT;

	text_vprintf(&text, format, args);
	return keep(message, text_string(&text));
}

#define keep_arguments(message, format)                                                            \
	__extension__({                                                                            \
		va_list args_;                                                                     \
		va_start(args_, format);                                                           \
		const char *kept_ = keep_format((message), (format), args_);                       \
		va_end(args_);                                                                     \
		kept_;                                                                             \
	})

struct message *message_create(struct arena *arena)
{
	struct message *message = arena_new(arena, struct message);

	message->arena = arena;
	return message;
}

void message_summary(struct message *message, const char *format, ...)
{
	message->summary = command_text_plain(message->arena, keep_arguments(message, format));
}

static struct block *last_block(struct message *message)
{
	struct block *block = message->blocks;

	while (block && block->next)
		block = block->next;
	return block;
}

static struct block *begin(struct message *message, enum block_type type)
{
	struct block *block = arena_new(message->arena, struct block);
	struct block *last = last_block(message);

	block->type = type;
	if (last)
		last->next = block;
	else
		message->blocks = block;
	return block;
}

static bool takes_spans(enum block_type type)
{
	return type != BLOCK_BUTTONS && type != BLOCK_CHART && type != BLOCK_DIVIDER;
}

static struct span *add_span(struct message *message, enum span_type type, const char *text)
{
	struct block *block = last_block(message);
	struct span *span = arena_new(message->arena, struct span);

	if (!block || !takes_spans(block->type))
		block = begin(message, BLOCK_PARAGRAPH);
	struct span **end = &block->spans;
	while (*end)
		end = &(*end)->next;
	*end = span;
	span->type = type;
	span->text = text;
	return span;
}

/* The commands in the words stand apart. */
static void add_words(struct message *message, enum span_type type, const char *words)
{
	struct command_piece piece;

	if (!*words)
		add_span(message, type, words);
	while (command_text_next(message->arena, &words, &piece))
		add_span(message, type, piece.text)->command = piece.line;
}

void message_heading(struct message *message, const char *format, ...)
{
	begin(message, BLOCK_HEADING);
	add_words(message, SPAN_TEXT, keep_arguments(message, format));
}

void message_paragraph(struct message *message)
{
	begin(message, BLOCK_PARAGRAPH);
}

void message_quote(struct message *message, const char *words)
{
	begin(message, BLOCK_QUOTE);
	add_span(message, SPAN_TEXT, keep(message, words ? words : ""));
}

void message_chart(struct message *message, const struct chart *chart)
{
	begin(message, BLOCK_CHART)->chart = chart;
}

void message_note(struct message *message)
{
	begin(message, BLOCK_NOTE);
}

void message_buttons(struct message *message)
{
	begin(message, BLOCK_BUTTONS);
}

void message_divider(struct message *message)
{
	begin(message, BLOCK_DIVIDER);
}

void message_text(struct message *message, const char *format, ...)
{
	add_words(message, SPAN_TEXT, keep_arguments(message, format));
}

void message_strong(struct message *message, const char *format, ...)
{
	add_words(message, SPAN_STRONG, keep_arguments(message, format));
}

void message_code(struct message *message, const char *format, ...)
{
	add_words(message, SPAN_CODE, keep_arguments(message, format));
}

/* Without a platform or an id nobody can be mentioned; the name then stands alone. */
static void add_mention(struct message *message, enum span_type type, const char *platform,
	const char *id, const char *name)
{
	bool known = !text_is_blank(platform) && !text_is_blank(id);
	const char *shown = !text_is_blank(name) ? name : known ? id : "unknown";
	struct span *span = add_span(message, type, keep(message, shown));

	if (!known)
		return;
	span->platform = keep(message, platform);
	span->id = keep(message, id);
}

void message_person(struct message *message, const char *platform, const char *id, const char *name)
{
	add_mention(message, SPAN_PERSON, platform, id, name);
}

void message_channel(
	struct message *message, const char *platform, const char *id, const char *name)
{
	add_mention(message, SPAN_CHANNEL, platform, id, name);
}

bool message_link_allowed(const char *url)
{
	static const char *const schemes[] = { "https://", "http://" };

	for (const char *c = url; *c; c++) {
		unsigned char byte = (unsigned char)*c;
		if (byte <= ' ' || byte == 0x7f || strchr("<>|\"\\^`{}", byte))
			return false;
	}
	for (size_t i = 0; i < array_length(schemes); i++) {
		size_t length = strlen(schemes[i]);
		if (strncasecmp(url, schemes[i], length) == 0)
			return url[length] != '\0';
	}
	return false;
}

bool message_time_allowed(int64_t time)
{
	return time >= 0 && time < 253402300800 * MS_PER_SECOND;
}

struct message *message_as_blocks(struct arena *arena, const struct message *message)
{
	struct message *shown = message_create(arena);

	*shown = *message;
	shown->arena = arena;
	if (!shown->blocks && shown->summary)
		message_line(shown, "%s", shown->summary);
	return shown;
}

void message_link(struct message *message, const char *url, const char *label)
{
	const char *target = url ? keep(message, url) : "";
	const char *shown = text_is_blank(label) ? target : keep(message, label);

	if (message_link_allowed(target))
		add_span(message, SPAN_LINK, shown)->url = target;
	else
		add_span(message, SPAN_TEXT, shown);
}

/* To the minute: the platform shows the reader's own zone, this is what is left without it. */
static const char *time_in_utc(struct message *message, int64_t time)
{
	time_t seconds = (time_t)(time / MS_PER_SECOND - (time % MS_PER_SECOND < 0));
	struct tm utc;
	char buffer[64];

	if (!gmtime_r(&seconds, &utc) ||
		!strftime(buffer, sizeof(buffer), "%Y-%m-%d %H:%M UTC", &utc))
		return "an unknown time";
	return arena_strdup(message->arena, buffer);
}

void message_time(struct message *message, int64_t time)
{
	add_span(message, SPAN_TIME, time_in_utc(message, time))->time = time;
}

void message_button(struct message *message, enum button_style style, const char *label,
	const char *name, const char *value)
{
	struct block *block = last_block(message);
	struct button *button = arena_new(message->arena, struct button);

	if (!block || block->type != BLOCK_BUTTONS)
		block = begin(message, BLOCK_BUTTONS);
	struct button **end = &block->buttons;
	while (*end)
		end = &(*end)->next;
	*end = button;
	button->style = style;
	button->label = keep(message, label);
	button->name = keep(message, name);
	button->value = keep(message, value ? value : "");
}

void message_line(struct message *message, const char *format, ...)
{
	begin(message, BLOCK_PARAGRAPH);
	add_words(message, SPAN_TEXT, keep_arguments(message, format));
}

bool message_empty(const struct message *message)
{
	return !message || (!message->blocks && !message->summary);
}

void message_span_plain(const struct span *span, struct text *out)
{
	switch (span->type) {
	case SPAN_PERSON:
		text_append_char(out, '@');
		break;
	case SPAN_CHANNEL:
		text_append_char(out, '#');
		break;
	case SPAN_TEXT:
	case SPAN_STRONG:
	case SPAN_CODE:
	case SPAN_LINK:
	case SPAN_TIME:
		break;
	}
	text_append(out, span->text);
	if (span->type == SPAN_LINK && !text_equal(span->text, span->url))
		text_printf(out, " (%s)", span->url);
}

static void say_chart(const struct chart *chart, struct text *out)
{
	text_printf(out, "%s (%s)\n", chart->title, chart->unit);
	chart_say(chart, out);
}

void message_plain_by(const struct message *message,
	void (*say)(const void *data, const struct span *span, struct text *out), const void *data,
	struct text *out)
{
	bool first = true;

	for (const struct block *block = message->blocks; block; block = block->next) {
		if (block->type == BLOCK_BUTTONS)
			continue;
		if (!first)
			text_append_char(out, '\n');
		first = false;
		for (const struct span *span = block->spans; span; span = span->next)
			say(data, span, out);
		if (block->chart)
			say_chart(block->chart, out);
	}
	if (first && message->summary)
		text_append(out, message->summary);
}

static void say_span(const void *data, const struct span *span, struct text *out)
{
	(void)data;
	message_span_plain(span, out);
}

void message_plain(const struct message *message, struct text *out)
{
	message_plain_by(message, say_span, NULL, out);
}
