#ifndef LASTMILE_ARENA_H
#define LASTMILE_ARENA_H
/*
 * An arena: memory that is released all at once. The dispatcher gives each event one; whatever a
 * handler makes for its answer lives there and is gone after the answer has left.
 */
#include <stdarg.h>
#include <stddef.h>

struct arena;

struct arena *arena_create(void);
void arena_destroy(struct arena *arena); /* NULL is fine */
void arena_reset(struct arena *arena);	 /* releases what was taken, keeps one chunk for reuse */

/* Zeroed, aligned for any type. Never NULL. */
void *arena_alloc(struct arena *arena, size_t size);
char *arena_strdup(struct arena *arena, const char *text); /* NULL stays NULL */
char *arena_strndup(struct arena *arena, const char *text, size_t length);
char *arena_printf(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *arena, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

#define arena_new(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define arena_array(arena, count, type) ((type *)arena_alloc((arena), (count) * sizeof(type)))

static inline void arena_destroyp(struct arena **arena)
{
	arena_destroy(*arena);
}
#define _cleanup_arena_ __attribute__((cleanup(arena_destroyp)))

#endif
