#include "bot/util/arena.h"

#include <stdalign.h>
#include <stdio.h>
#include <string.h>

#include "bot/util/memory.h"

enum { CHUNK_BYTES = 16 * 1024 };

struct chunk {
	struct chunk *next;
	size_t size;
	size_t used;
	alignas(max_align_t) unsigned char data[];
};

struct arena {
	struct chunk *chunks; // newest first; the last one is kept by arena_reset()
};

static struct chunk *chunk_create(size_t at_least, struct chunk *next)
{
	size_t size = at_least > CHUNK_BYTES ? at_least : CHUNK_BYTES;
	struct chunk *chunk = xmalloc(sizeof(*chunk) + size);

	*chunk = (struct chunk){ .next = next, .size = size };
	return chunk;
}

struct arena *arena_create(void)
{
	return xcalloc(1, sizeof(struct arena));
}

void arena_reset(struct arena *arena)
{
	while (arena->chunks && arena->chunks->next) {
		struct chunk *old = arena->chunks;
		arena->chunks = old->next;
		free(old);
	}
	if (arena->chunks)
		arena->chunks->used = 0;
}

void arena_destroy(struct arena *arena)
{
	if (!arena)
		return;
	arena_reset(arena);
	free(arena->chunks);
	free(arena);
}

void *arena_alloc(struct arena *arena, size_t size)
{
	const size_t align = alignof(max_align_t);

	size = (size + align - 1) & ~(align - 1);
	if (!arena->chunks || arena->chunks->size - arena->chunks->used < size)
		arena->chunks = chunk_create(size, arena->chunks);

	void *result = arena->chunks->data + arena->chunks->used;
	arena->chunks->used += size;
	return memset(result, 0, size);
}

char *arena_strndup(struct arena *arena, const char *text, size_t length)
{
	length = strnlen(text, length);
	char *copy = arena_alloc(arena, length + 1);
	return memcpy(copy, text, length);
}

char *arena_strdup(struct arena *arena, const char *text)
{
	return text ? arena_strndup(arena, text, strlen(text)) : NULL;
}

char *arena_vprintf(struct arena *arena, const char *format, va_list args)
{
	va_list again;

	va_copy(again, args);
	int length = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (length < 0)
		return arena_strdup(arena, "");
	char *result = arena_alloc(arena, (size_t)length + 1);
	vsnprintf(result, (size_t)length + 1, format, args);
	return result;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	char *result = arena_vprintf(arena, format, args);
	va_end(args);
	return result;
}
