#include "bot/platform/teams/encode_words.h"

#include "bot/message.h"
#include "bot/message_command.h"
#include "bot/platform/teams/encode.h"
#include "bot/util/arena.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

static void append_command(
	struct text *out, const struct teams_encoder *encoder, const char *line, bool apart)
{
	const char *address = encoder ? encoder->address : NULL;

	text_printf(out, "%s%s%s%s%s", apart ? "" : "“", address ? address : "", address ? " " : "",
		line, apart ? "" : "”");
}

/* NULL: nobody knew it, so that its id stands there; a channel's may be known by now. */
static const char *name_of(const struct teams_encoder *encoder, const struct span *span)
{
	if (!text_is_blank(span->text) && !text_equal(span->text, span->id))
		return span->text;
	if (span->type == SPAN_PERSON || !encoder || !encoder->channel_name)
		return NULL;
	return span->id ? encoder->channel_name(encoder->data, span->id) : NULL;
}

static void append_channel(
	struct text *out, const struct teams_encoder *encoder, const struct span *span)
{
	const char *name = name_of(encoder, span);

	text_printf(out, "%s%s", name && *name == '#' ? "" : "#", name ? name : "unnamed");
}

static void append_person(struct text *out, const struct teams_encoder *encoder,
	const struct span *span, const char *sign)
{
	const char *name = name_of(encoder, span);

	text_printf(out, "%s%s", name ? sign : "", name ? name : "somebody");
}

char *teams_span_words(const struct teams_encoder *encoder, const struct span *span, bool apart)
{
	struct text words = TEXT_INIT;

	if (span->command)
		append_command(&words, encoder, span->command, apart);
	else if (span->type == SPAN_CHANNEL)
		append_channel(&words, encoder, span);
	else if (span->type == SPAN_PERSON)
		append_person(&words, encoder, span, "");
	else
		text_append(&words, span->text);
	return text_steal(&words);
}

static void say_plainly(const void *data, const struct span *span, struct text *out)
{
	const struct teams_encoder *encoder = data;

	if (span->command)
		append_command(out, encoder, span->command, false);
	else if (span->type == SPAN_CHANNEL)
		append_channel(out, encoder, span);
	else if (span->type == SPAN_PERSON)
		append_person(out, encoder, span, "@");
	else
		message_span_plain(span, out);
}

char *teams_plain(const struct teams_encoder *encoder, const struct message *message)
{
	struct text out = TEXT_INIT;

	message_plain_by(message, say_plainly, encoder, &out);
	return text_steal(&out);
}

char *teams_marked_words(const struct teams_encoder *encoder, const char *words)
{
	_cleanup_arena_ struct arena *arena = arena_create();
	struct text out = TEXT_INIT;
	struct command_piece piece;

	while (command_text_next(arena, &words, &piece))
		if (piece.line)
			append_command(&out, encoder, piece.line, false);
		else
			text_append(&out, piece.text);
	return text_steal(&out);
}
