#ifndef LASTMILE_PLATFORM_READ_H
#define LASTMILE_PLATFORM_READ_H
/*
 * Reading single values of what a platform sends, with suspicion. Shared by the decoders.
 *
 * Each step returns NULL, or a static sentence that says why the whole is of no use. What is read
 * lives in the arena.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct cJSON;

enum {
	READ_ID_BYTES = 255,
	READ_VALUE_BYTES = 8192, // of a button; ours have at most 2000 characters
	READ_CONTEXT_BYTES = 4 * 3000, // of a form; likewise 3000
};

/* An id is opaque, but not anything: it goes into log lines, keys and requests. Absent, null: NULL.
 */
const char *read_id(
	struct arena *arena, const struct cJSON *json, const char *path, const char **ret_id);

bool read_is_id(const char *id); /* NULL is none */

/* Several at once; a row without a path reads nothing. */
struct id_row {
	const char *path;
	const char **ret_id;
};
const char *read_ids(
	struct arena *arena, const struct cJSON *json, const struct id_row *rows, size_t count);

/* A name people gave: on one line, of a length one can show. Blank, or not a string: NULL. */
const char *read_name(struct arena *arena, const struct cJSON *json, const char *path);
const char *read_as_name(struct arena *arena, const char *raw);

/* The first of several places that has a name. `paths` ends in NULL. */
const char *read_first_name(
	struct arena *arena, const struct cJSON *json, const char *const *paths);
#define first_name(arena, json, ...)                                                               \
	read_first_name((arena), (json), (const char *const[]){ __VA_ARGS__, NULL })

/* An address, kept as it is, or not at all (NULL). Where it leads is for its user to check. */
const char *read_url(struct arena *arena, const struct cJSON *json, const char *path);

/* A name of ours that comes back: one that is too long for that is none (""). */
const char *read_ours(struct arena *arena, const char *name);

/* Valid UTF-8 without NUL and control characters. */
char *read_clean(struct arena *arena, const char *string);

/* One number for several texts in their order; each may be NULL. */
uint64_t read_hash(const char *const *parts, size_t count);

#endif
