#include "bot/util/json.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "bot/util/memory.h"
#include "bot/util/text.h"

/*
 * cJSON accepts "\u0000" and then ends the string there; and it recurses to a depth of 1000. Both
 * are found by one pass over the text, before anything is built.
 */
static const char *scan(const char *text, size_t length)
{
	size_t depth = 0;
	bool in_string = false;

	for (size_t i = 0; i < length; i++) {
		char c = text[i];
		if (in_string) {
			if (c == '\\') {
				if (length - i >= 6 && memcmp(text + i, "\\u0000", 6) == 0)
					return "a NUL character inside a string";
				i++;
			} else if (c == '"') {
				in_string = false;
			}
		} else if (c == '"') {
			in_string = true;
		} else if (c == '{' || c == '[') {
			if (++depth > JSON_MAX_DEPTH)
				return "nested too deeply";
		} else if ((c == '}' || c == ']') && depth) {
			depth--;
		}
	}
	return NULL;
}

int json_parse(const char *text, size_t length, struct cJSON **ret_value, const char **ret_why)
{
	const char *why = NULL;
	cJSON *value = NULL;

	if (!text_is_utf8(text, length))
		why = "not valid UTF-8";
	else
		why = scan(text, length);
	if (!why) {
		_cleanup_free_ char *terminated = xstrndup(text, length);
		value = cJSON_ParseWithOpts(terminated, NULL, 1);
		if (!value)
			why = "not valid JSON";
	}
	if (ret_why)
		*ret_why = why;
	if (why)
		return -EINVAL;
	*ret_value = value;
	return 0;
}

void json_free(struct cJSON *value)
{
	cJSON_Delete(value);
}

static const cJSON *step(const cJSON *value, const char *name, size_t length)
{
	char key[256];

	if (length >= sizeof(key))
		return NULL;
	memcpy(key, name, length);
	key[length] = '\0';
	if (cJSON_IsArray(value)) {
		char *end = NULL;
		unsigned long index = strtoul(key, &end, 10);
		return *key && !*end && index < 1000000 ? cJSON_GetArrayItem(value, (int)index)
							: NULL;
	}
	return cJSON_GetObjectItemCaseSensitive(value, key);
}

const struct cJSON *json_get(const struct cJSON *value, const char *path)
{
	while (value && *path) {
		size_t length = strcspn(path, ".");
		value = step(value, path, length);
		path += length;
		path += *path == '.';
	}
	return value;
}

const char *json_string(const struct cJSON *value, const char *path)
{
	return cJSON_GetStringValue(json_get(value, path));
}

const char *json_string_or(const struct cJSON *value, const char *path, const char *otherwise)
{
	const char *string = json_string(value, path);

	return string ? string : otherwise;
}

int64_t json_int(const struct cJSON *value, const char *path, int64_t otherwise)
{
	const cJSON *item = json_get(value, path);

	if (!cJSON_IsNumber(item) || !(fabs(item->valuedouble) < 9007199254740992.0))
		return otherwise;
	return (int64_t)item->valuedouble;
}

bool json_bool(const struct cJSON *value, const char *path, bool otherwise)
{
	const cJSON *item = json_get(value, path);

	return cJSON_IsBool(item) ? cJSON_IsTrue(item) : otherwise;
}

bool json_is_object(const struct cJSON *value)
{
	return cJSON_IsObject(value);
}

bool json_is_array(const struct cJSON *value)
{
	return cJSON_IsArray(value);
}

bool json_is_null(const struct cJSON *value)
{
	return !value || cJSON_IsNull(value);
}

size_t json_length(const struct cJSON *array)
{
	return (size_t)cJSON_GetArraySize(array);
}

const char *json_name(const struct cJSON *member)
{
	return member->string;
}

const char *json_text(const struct cJSON *value)
{
	return cJSON_GetStringValue(value);
}

double json_number(const struct cJSON *value)
{
	return cJSON_GetNumberValue(value);
}

const struct cJSON *json_first(const struct cJSON *array_or_object)
{
	return array_or_object ? array_or_object->child : NULL;
}

const struct cJSON *json_next(const struct cJSON *item)
{
	return item->next;
}

static cJSON *made(cJSON *value)
{
	if (!value)
		abort(); // out of memory: as xmalloc()
	return value;
}

struct cJSON *json_object(void)
{
	return made(cJSON_CreateObject());
}

struct cJSON *json_typed(const char *type)
{
	struct cJSON *json = json_object();

	json_set_string(json, "type", type);
	return json;
}

struct cJSON *json_array(void)
{
	return made(cJSON_CreateArray());
}

struct cJSON *json_copy(const struct cJSON *value)
{
	return made(cJSON_Duplicate(value, 1));
}

struct cJSON *json_set(struct cJSON *object, const char *name, struct cJSON *child)
{
	cJSON_DeleteItemFromObjectCaseSensitive(object, name);
	cJSON_AddItemToObject(object, name, child);
	return child;
}

struct cJSON *json_append(struct cJSON *array, struct cJSON *child)
{
	cJSON_AddItemToArray(array, child);
	return child;
}

void json_set_string(struct cJSON *object, const char *name, const char *string)
{
	json_set(object, name, made(string ? cJSON_CreateString(string) : cJSON_CreateNull()));
}

void json_set_int(struct cJSON *object, const char *name, int64_t number)
{
	json_set(object, name, made(cJSON_CreateNumber((double)number)));
}

void json_set_double(struct cJSON *object, const char *name, double number)
{
	json_set(object, name, made(cJSON_CreateNumber(number)));
}

void json_set_bool(struct cJSON *object, const char *name, bool value)
{
	json_set(object, name, made(cJSON_CreateBool(value)));
}

void json_set_null(struct cJSON *object, const char *name)
{
	json_set(object, name, made(cJSON_CreateNull()));
}

void json_append_string(struct cJSON *array, const char *string)
{
	json_append(array, made(cJSON_CreateString(string)));
}

void json_append_double(struct cJSON *array, double number)
{
	json_append(array, made(isnan(number) ? cJSON_CreateNull() : cJSON_CreateNumber(number)));
}

struct cJSON *json_set_object(struct cJSON *object, const char *name)
{
	return json_set(object, name, json_object());
}

struct cJSON *json_set_array(struct cJSON *object, const char *name)
{
	return json_set(object, name, json_array());
}

char *json_print(const struct cJSON *value)
{
	char *printed = cJSON_PrintUnformatted(value);

	if (!printed)
		abort();
	return printed;
}

char *json_print_pretty(const struct cJSON *value)
{
	char *printed = cJSON_Print(value);

	if (!printed)
		abort();
	return printed;
}
