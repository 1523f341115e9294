#ifndef LASTMILE_MEMORY_H
#define LASTMILE_MEMORY_H
/*
 * Memory that never fails, and ownership that ends with its scope.
 *
 * Running out of memory ends the process with a message: what is committed is safe, and the next
 * start continues from the inbox and the outbox. So no caller checks for NULL.
 *
 * Three idioms, each with its place: an arena (arena.h) for what one event makes; _cleanup_ for
 * statements, files and buffers inside one function; create/destroy and init/finish pairs for what
 * lives long. Every destroy accepts NULL.
 */
#include <stddef.h>
#include <stdlib.h>

void *xmalloc(size_t size);
void *xcalloc(size_t count, size_t size);
void *xrealloc(void *old, size_t size);
char *xstrdup(const char *text); /* NULL stays NULL */
char *xstrndup(const char *text, size_t length);
char *xasprintf(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Overwrites a secret, frees it and leaves NULL. NULL is fine. */
void wipe_secret(char **secret);

static inline void cleanup_free(void *pointer)
{
	free(*(void **)pointer);
}

#define _cleanup_(function) __attribute__((cleanup(function)))
#define _cleanup_free_ _cleanup_(cleanup_free)
#define _cleanup_secret_ _cleanup_(wipe_secret)

/* Takes the value out of a _cleanup_ variable, so that leaving the scope does not release it. */
#define steal_pointer(pointer)                                                                     \
	__extension__({                                                                            \
		__typeof__(pointer) stolen_ = (pointer);                                           \
		(pointer) = NULL;                                                                  \
		stolen_;                                                                           \
	})

#define container_of(member_pointer, type, member)                                                 \
	((type *)(void *)((char *)(member_pointer)-offsetof(type, member)))

#define array_length(array) (sizeof(array) / sizeof((array)[0]))

#endif
