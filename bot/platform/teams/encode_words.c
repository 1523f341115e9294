#include "bot/platform/teams/encode_words.h"

#include <string.h>

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

/* A channel's may be known by now, or be another one. NULL: nobody knew it, so that its id stands
 * there. */
static const char *name_of(const struct teams_encoder *encoder, const struct span *span)
{
	const char *now = NULL;

	if (span->type == SPAN_CHANNEL && span->id && encoder && encoder->channel_name)
		now = encoder->channel_name(encoder->data, span->id);
	if (now)
		return now;
	return text_is_blank(span->text) || text_equal(span->text, span->id) ? NULL : span->text;
}

/* As Teams numbers what is no channel of a team; an id may have a tenant behind it. */
static bool is_group(const struct span *span)
{
	return text_equal(span->platform, "teams") && text_starts_with(span->id, "19:") &&
	       !strstr(span->id, "@thread.tacv2") && !strstr(span->id, "@thread.skype");
}

static void append_channel(
	struct text *out, const struct teams_encoder *encoder, const struct span *span)
{
	const char *name = name_of(encoder, span);
	bool group = is_group(span);

	if (!name)
		text_append(out, group ? "a group chat" : "#unnamed");
	else
		text_printf(out, "%s%s", group || *name == '#' ? "" : "#", name);
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
