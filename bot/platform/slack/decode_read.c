#include "bot/platform/slack/decode_read.h"

#include <string.h>

#include "bot/event.h"
#include "bot/platform/slack/decode.h"
#include "bot/util/arena.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

enum { NAME_CHARACTERS = 120, URL_BYTES = 2048 };

static bool is_id(const char *id)
{
	for (const char *c = id; *c; c++)
		if (*c <= ' ' || *c > '~')
			return false;
	return *id != '\0';
}

const char *read_id(
	struct decoding *decoding, const struct cJSON *json, const char *path, const char **ret_id)
{
	const struct cJSON *value = json_get(json, path);
	const char *id = value ? json_text(value) : NULL;

	if (json_is_null(value)) {
		*ret_id = NULL;
		return NULL;
	}
	if (!id)
		return "an id is not a string";
	if (strlen(id) > SLACK_ID_BYTES)
		return "an id is too long";
	if (!is_id(id))
		return "an id is empty or has characters that ids do not have";
	*ret_id = arena_strdup(decoding->arena, id);
	return NULL;
}

const char *read_ids(struct decoding *decoding, const struct cJSON *json, const struct id_row *rows,
	size_t count)
{
	const char *why = NULL;

	for (size_t i = 0; i < count && !why; i++)
		if (rows[i].path)
			why = read_id(decoding, json, rows[i].path, rows[i].ret_id);
	return why;
}

const char *read_name(struct decoding *decoding, const struct cJSON *json, const char *path)
{
	_cleanup_free_ char *clean = NULL;
	_cleanup_free_ char *line = NULL;
	_cleanup_free_ char *name = NULL;
	const char *raw = json_string(json, path);

	if (text_is_blank(raw))
		return NULL;
	clean = text_clean(raw, strlen(raw));
	line = text_one_line(clean);
	name = text_shorten(line, NAME_CHARACTERS);
	return text_is_blank(name) ? NULL : arena_strdup(decoding->arena, name);
}

const char *read_url(struct decoding *decoding, const char *path)
{
	const char *url = json_string(decoding->payload, path);

	if (!url || strlen(url) > URL_BYTES || !is_id(url))
		return NULL;
	return arena_strdup(decoding->arena, url);
}

void set_other(struct decoding *decoding, const char *reason)
{
	decoding->event->type = EVENT_OTHER;
	decoding->frame->reason = reason;
}
