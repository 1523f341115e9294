#ifndef LASTMILE_JSON_H
#define LASTMILE_JSON_H
/*
 * JSON behind one door: cJSON, with what it lets through refused, and getters by path.
 *
 * Reading is strict: the text must be UTF-8 without NUL (also none written as \u0000), nothing may
 * follow the value, nesting is at most JSON_MAX_DEPTH. Names are case-sensitive. Numbers above 2^53
 * are rounded by cJSON, so ids are strings everywhere.
 *
 * A path is names and array indexes joined by dots: "actions.0.selected_option.value". Getters
 * never fail: what is missing or of another type is the given default.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cJSON;

enum { JSON_MAX_DEPTH = 32 };

/* Returns 0, or -EINVAL with *ret_why (a static sentence; may be NULL) saying what is wrong. */
int json_parse(const char *text, size_t length, struct cJSON **ret_value, const char **ret_why);
void json_free(struct cJSON *value); /* NULL is fine */

/* Borrowed: live as long as `value`. `value` may be NULL, which has nothing in it. */
const struct cJSON *json_get(const struct cJSON *value, const char *path);
const char *json_string(const struct cJSON *value, const char *path); /* NULL if not a string */
const char *json_string_or(const struct cJSON *value, const char *path, const char *otherwise);
int64_t json_int(const struct cJSON *value, const char *path, int64_t otherwise);
bool json_bool(const struct cJSON *value, const char *path, bool otherwise);
bool json_is_object(const struct cJSON *value);
bool json_is_array(const struct cJSON *value);
bool json_is_null(const struct cJSON *value); /* absent or null */
size_t json_length(const struct cJSON *array);
const char *json_name(const struct cJSON *member); /* the name of an object's member */
const char *json_text(const struct cJSON *value); /* the value itself, if it is a string */
double json_number(const struct cJSON *value); /* if it is a number; else NAN */

const struct cJSON *json_first(const struct cJSON *array_or_object);
const struct cJSON *json_next(const struct cJSON *item);
#define json_for_each(item, array_or_object)                                                       \
	for (item = json_first(array_or_object); item; item = json_next(item))

/* Building. Children are owned by their parent from the moment they are put in. */
struct cJSON *json_object(void);
struct cJSON *json_typed(const char *type); /* { "type": … } */
struct cJSON *json_array(void);
struct cJSON *json_copy(const struct cJSON *value);
struct cJSON *json_set(
	struct cJSON *object, const char *name, struct cJSON *child); /* returns child */
struct cJSON *json_append(struct cJSON *array, struct cJSON *child); /* returns child */
void json_set_string(struct cJSON *object, const char *name, const char *string); /* NULL: null */
void json_set_int(struct cJSON *object, const char *name, int64_t number);
void json_set_double(struct cJSON *object, const char *name, double number);
void json_set_bool(struct cJSON *object, const char *name, bool value);
void json_set_null(struct cJSON *object, const char *name);
void json_append_string(struct cJSON *array, const char *string);
void json_append_double(struct cJSON *array, double number); /* NAN: null */
struct cJSON *json_set_object(struct cJSON *object, const char *name); /* a new empty child */
struct cJSON *json_set_array(struct cJSON *object, const char *name);

char *json_print(const struct cJSON *value); /* on one line; free() it */
char *json_print_pretty(const struct cJSON *value); /* indented by tabs; free() it */

static inline void json_freep(struct cJSON **value)
{
	json_free(*value);
}
#define _cleanup_json_ __attribute__((cleanup(json_freep)))

#endif
