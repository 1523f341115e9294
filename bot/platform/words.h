#ifndef LASTMILE_PLATFORM_WORDS_H
#define LASTMILE_PLATFORM_WORDS_H
/*
 * What somebody wrote, as a decoder builds it: plain text, with who and what it names beside it
 * (event.h). Shared by the decoders.
 */
#include <stddef.h>

#include "bot/event.h"
#include "bot/util/text.h"

struct arena;

struct words {
	const char *text;
	const struct event_mention *mentions; // in `text`
	size_t mention_count;
};

/* Begin with { .arena = …, .text = TEXT_INIT }, append to `text`, and end with words_end(). */
struct words_reading {
	struct arena *arena;
	struct text text;
	struct event_mention *mentions;
	size_t count;
	size_t capacity;
};

/* Appends "@label" or "#label" and notes it. `id`, and `name` (NULL: unknown), are kept as they
 * are. */
void words_mention(struct words_reading *reading, int kind, const char *label, const char *id,
	const char *name);

/* The whole, in the arena; of more than `characters` that many, the last one "…". A mention that
 * the cut goes through is none. Releases the reading. */
struct words words_end(struct words_reading *reading, size_t characters);

#endif
