#include "bot/message_command.h"

#include <string.h>

#include "bot/util/arena.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

#define BEGIN "\x02"
#define MIDDLE "\x1f"
#define END "\x03"

const char *command_text(struct arena *arena, const char *text, const char *line)
{
	return arena_printf(arena, BEGIN "%s" MIDDLE "%s" END, text, line);
}

/* Cut short or nested, it is no command: its marks alone are passed over. */
static bool read_command(struct arena *arena, const char **cursor, struct command_piece *piece)
{
	const char *text = *cursor + 1;
	size_t length = strcspn(text, BEGIN MIDDLE END);
	const char *line = text + length + 1;

	if (text[length] != *MIDDLE)
		return false;
	size_t rest = strcspn(line, BEGIN MIDDLE END);
	if (line[rest] != *END || !length)
		return false;
	piece->text = arena_strndup(arena, text, length);
	piece->line = arena_strndup(arena, line, rest);
	*cursor = line + rest + 1;
	return true;
}

bool command_text_next(struct arena *arena, const char **cursor, struct command_piece *ret_piece)
{
	struct command_piece piece = { NULL, NULL };

	for (;;) {
		size_t words = strcspn(*cursor, BEGIN MIDDLE END);
		if (words) {
			piece.text = arena_strndup(arena, *cursor, words);
			*cursor += words;
			break;
		}
		if (!**cursor)
			return false;
		if (**cursor == *BEGIN && read_command(arena, cursor, &piece))
			break;
		(*cursor)++;
	}
	*ret_piece = piece;
	return true;
}

const char *command_text_plain(struct arena *arena, const char *words)
{
	_cleanup_text_ struct text plain = TEXT_INIT;
	struct command_piece piece;

	while (command_text_next(arena, &words, &piece))
		text_append(&plain, piece.text);
	return arena_strdup(arena, text_string(&plain));
}
