#include "handlers/tool/tool_word.h"

#include <ctype.h>
#include <string.h>

#include "bot/event.h"
#include "bot/util/arena.h"
#include "bot/util/text.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "storage/issue_store.h"
#include "storage/tool_store.h"

enum { NAME_CHARACTERS = 40 };

static const char marks[] = ":,;.!?\"'()[]@#-";

const struct tool *tool_called(struct request *request, const char *word)
{
	const struct tool *tool = tool_store_find(request->db, request->arena, word);

	if (tool)
		return tool;
	word += strspn(word, marks);
	size_t length = strlen(word);
	while (length && strchr(marks, word[length - 1]))
		length--;
	if (!length)
		return NULL;
	return tool_store_find(
		request->db, request->arena, arena_strndup(request->arena, word, length));
}

static const struct tool *tool_of_place(struct request *request)
{
	const char *channel = request->event->place.channel;

	if (!channel)
		return NULL;
	return tool_store_by_channel(
		request->db, request->arena, request->event->platform, channel);
}

const struct tool *tool_of_line(struct request *request, const char **cursor)
{
	const char *behind = *cursor;
	const char *word = next_word(request, &behind);
	const struct tool *tool = word ? tool_called(request, word) : NULL;

	if (tool) {
		*cursor = behind;
		return tool;
	}
	return tool_of_place(request);
}

const struct tool *tool_of_message(struct request *request, const char *author)
{
	const struct tool *tool =
		author ? tool_store_find(request->db, request->arena, author) : NULL;

	return tool ? tool : tool_of_place(request);
}

bool tool_name_allowed(const char *word)
{
	int64_t ref;

	if (!*word || text_characters(word) > NAME_CHARACTERS || issue_ref_parse(word, &ref))
		return false;
	if (*word == '-' || *word == '.')
		return false;
	for (; *word; word++) {
		unsigned char c = (unsigned char)*word;
		if (c < 0x80 && !isalnum(c) && !strchr("-_.+", c))
			return false;
	}
	return true;
}
