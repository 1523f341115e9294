#ifndef LASTMILE_MESSAGE_H
#define LASTMILE_MESSAGE_H
/*
 * An order to say something, in words that every platform can render: blocks made of spans, and
 * buttons. It knows no markup. Text given here is data: the encoder of the destination escapes it,
 * once; only message_person(), message_channel(), message_link() and message_time() make anything
 * live.
 *
 * A message lives in the arena it was created with. message_to_json() writes the form in which the
 * outbox keeps it; message_from_json() reads it back.
 *
 * Order matters: message_heading(), message_paragraph(), message_quote(), message_note() and
 * message_buttons() begin a block; the span functions and message_button() add to the last one, or
 * begin a paragraph (a row of buttons) where the last one cannot take them.
 *
 * A command_text() in the words of a heading, paragraph or note becomes a span of its own.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct chart;
struct text;

enum span_type {
	SPAN_TEXT, // plain
	SPAN_STRONG, // emphasis, for names and refs
	SPAN_CODE, // something to type
	SPAN_PERSON, // `id` mentioned on `platform`; elsewhere, or without id, `text` is shown
	SPAN_CHANNEL, // likewise
	SPAN_LINK, // `text` leads to `url`; http and https only, anything else is shown as text
	SPAN_TIME, // `time`, shown in the reader's zone; `text` is the fallback in UTC
};

struct span {
	struct span *next;
	enum span_type type;
	const char *text; // never NULL
	/* TEXT, STRONG, CODE: a command to type, as message_command.h says; NULL: words. */
	const char *command;
	const char *platform;
	const char *id;
	const char *url;
	int64_t time; // ms since the epoch, UTC
};

enum button_style { BUTTON_PLAIN, BUTTON_PRIMARY, BUTTON_DANGER };

struct button {
	struct button *next;
	const char *label; // at most 75 characters; about 30 are shown
	const char *name; // returns as event_action::name
	const char *value; // returns as event_action::value
	enum button_style style;
};

enum block_type {
	BLOCK_HEADING, // one short line
	BLOCK_PARAGRAPH, // spans
	BLOCK_QUOTE, // somebody's own words, set apart from ours
	BLOCK_NOTE, // small print: spans
	BLOCK_BUTTONS,
	BLOCK_CHART,
	BLOCK_DIVIDER,
};

struct block {
	struct block *next;
	enum block_type type;
	struct span *spans; // every type but BUTTONS, CHART and DIVIDER
	struct button *buttons; // BUTTONS
	const struct chart *chart; // CHART
};

struct message {
	struct arena *arena;
	const char *summary; // one line for notifications; NULL: taken from the blocks
	struct block *blocks;
	/* An answer that takes the place of the pressed message, where that was visible to the
	 * actor alone (event_place::ephemeral): its buttons have done their work. Not kept in the
	 * outbox. */
	bool replaces;
};

struct message *message_create(struct arena *arena);
void message_summary(struct message *message, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

void message_heading(struct message *message, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void message_paragraph(struct message *message);
/* The words are kept whole; an encoder shortens what its platform cannot take. */
void message_quote(struct message *message, const char *words);
void message_note(struct message *message);
void message_buttons(struct message *message);
void message_divider(struct message *message);
/* Borrowed: must live as long as the message. Its numbers also belong into words beside it. */
void message_chart(struct message *message, const struct chart *chart);

void message_text(struct message *message, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void message_strong(struct message *message, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void message_code(struct message *message, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void message_person(
	struct message *message, const char *platform, const char *id, const char *name);
void message_channel(
	struct message *message, const char *platform, const char *id, const char *name);
void message_link(struct message *message, const char *url, const char *label);
void message_time(struct message *message, int64_t time);

void message_button(struct message *message, enum button_style style, const char *label,
	const char *name, const char *value);

/* A paragraph of one text span: the most common block. */
void message_line(struct message *message, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

bool message_empty(const struct message *message); /* NULL is empty */

/* True for an absolute http or https address without characters that could end or widen a link. */
bool message_link_allowed(const char *url);

/* True for what every client can show: between the epoch and the year 10000. */
bool message_time_allowed(int64_t time);

/* The message, or one with its summary as a paragraph if it has nothing else: what people see. */
struct message *message_as_blocks(struct arena *arena, const struct message *message);

/* The whole message as plain text without markup, a line a block; buttons are left out. Names are
 * shown as "@name", times in UTC. For fallbacks, the shell, tests. */
void message_plain(const struct message *message, struct text *out);
void message_span_plain(const struct span *span, struct text *out); /* likewise, one span */
/* The whole message with spans said in another way. */
void message_plain_by(const struct message *message,
	void (*say)(const void *data, const struct span *span, struct text *out), const void *data,
	struct text *out);

/* The form in the outbox; free() it. Reading returns NULL for what is not a message, down to one
 * unknown or missing member; what is left in the arena then is garbage. */
char *message_to_json(const struct message *message);
struct message *message_from_json(struct arena *arena, const char *json);

#endif
