#include "bot/platform/words.h"

#include <string.h>

#include "bot/util/arena.h"
#include "bot/util/memory.h"

static struct event_mention *add_mention(struct words_reading *reading)
{
	if (reading->count == reading->capacity) {
		reading->capacity = reading->capacity ? 2 * reading->capacity : 8;
		reading->mentions =
			xrealloc(reading->mentions, reading->capacity * sizeof(*reading->mentions));
	}
	return &reading->mentions[reading->count++];
}

void words_mention(struct words_reading *reading, int kind, const char *label, const char *id,
	const char *name)
{
	size_t start = reading->text.length;

	text_append_char(&reading->text, kind == MENTION_PERSON ? '@' : '#');
	text_append(&reading->text, label);
	*add_mention(reading) = (struct event_mention){
		.kind = kind,
		.start = start,
		.length = reading->text.length - start,
		.id = id,
		.name = name,
	};
}

struct words words_end(struct words_reading *reading, size_t characters)
{
	_cleanup_free_ char *kept = text_shorten(text_string(&reading->text), characters);
	const struct event_mention *all = reading->mentions;
	size_t whole = strlen(kept);

	if (strcmp(kept, text_string(&reading->text)) != 0)
		whole -= strlen("…");
	while (reading->count &&
		all[reading->count - 1].start + all[reading->count - 1].length > whole)
		reading->count--;
	struct event_mention *mentions =
		arena_array(reading->arena, reading->count, struct event_mention);
	if (reading->count)
		memcpy(mentions, all, reading->count * sizeof(*mentions));
	struct words words = { arena_strdup(reading->arena, kept), mentions, reading->count };
	free(reading->mentions);
	text_finish(&reading->text);
	return words;
}
