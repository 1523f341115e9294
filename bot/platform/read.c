#include "bot/platform/read.h"

#include <string.h>

#include "bot/util/arena.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

enum { NAME_CHARACTERS = 120, URL_BYTES = 2048 };

/* Of characters that need no escaping in a log line. */
static bool is_printable(const char *id)
{
	for (const char *c = id; *c; c++)
		if (*c <= ' ' || *c > '~')
			return false;
	return *id != '\0';
}

bool read_is_id(const char *id)
{
	return id && strlen(id) <= READ_ID_BYTES && is_printable(id);
}

const char *read_id(
	struct arena *arena, const struct cJSON *json, const char *path, const char **ret_id)
{
	const struct cJSON *value = json_get(json, path);
	const char *id = value ? json_text(value) : NULL;

	if (json_is_null(value)) {
		*ret_id = NULL;
		return NULL;
	}
	if (!id)
		return "an id is not a string";
	if (strlen(id) > READ_ID_BYTES)
		return "an id is too long";
	if (!is_printable(id))
		return "an id is empty or has characters that ids do not have";
	*ret_id = arena_strdup(arena, id);
	return NULL;
}

const char *read_ids(
	struct arena *arena, const struct cJSON *json, const struct id_row *rows, size_t count)
{
	const char *why = NULL;

	for (size_t i = 0; i < count && !why; i++)
		if (rows[i].path)
			why = read_id(arena, json, rows[i].path, rows[i].ret_id);
	return why;
}

const char *read_as_name(struct arena *arena, const char *raw)
{
	_cleanup_free_ char *clean = NULL;
	_cleanup_free_ char *line = NULL;
	_cleanup_free_ char *name = NULL;

	if (text_is_blank(raw))
		return NULL;
	clean = text_clean(raw, strlen(raw));
	line = text_one_line(clean);
	name = text_shorten(line, NAME_CHARACTERS);
	return text_is_blank(name) ? NULL : arena_strdup(arena, name);
}

const char *read_name(struct arena *arena, const struct cJSON *json, const char *path)
{
	return read_as_name(arena, json_string(json, path));
}

const char *read_first_name(struct arena *arena, const struct cJSON *json, const char *const *paths)
{
	const char *name = NULL;

	for (size_t i = 0; paths[i] && !name; i++)
		name = read_name(arena, json, paths[i]);
	return name;
}

const char *read_url(struct arena *arena, const struct cJSON *json, const char *path)
{
	const char *url = json_string(json, path);

	if (!url || strlen(url) > URL_BYTES || !is_printable(url))
		return NULL;
	return arena_strdup(arena, url);
}

const char *read_ours(struct arena *arena, const char *name)
{
	bool fits = name && strlen(name) <= READ_ID_BYTES;

	return fits ? read_clean(arena, name) : "";
}

char *read_clean(struct arena *arena, const char *string)
{
	_cleanup_free_ char *clean = text_clean(string, strlen(string));

	return arena_strdup(arena, clean);
}

uint64_t read_hash(const char *const *parts, size_t count)
{
	uint64_t hash = 14695981039346656037u; // FNV-1a

	for (size_t i = 0; i < count; i++) {
		const char *part = parts[i] ? parts[i] : "";
		do {
			hash = (hash ^ (unsigned char)*part) * 1099511628211u;
		} while (*part++); // the NUL too: it parts the parts
	}
	return hash;
}
