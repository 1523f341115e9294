/*
 * The form of a form that travels with itself, where a platform hands back what was typed alone:
 *
 *     {"title":"…","submit":"…","items":[
 *       {"say":{"blocks":[…]}},                                     a message, as message_json.c
 *       {"field":"choice","name":"kind","label":"…","hint":"…","placeholder":"…","most":100,
 *        "optional":true,"watched":true,
 *        "options":[{"value":"made_up","label":"Made-up fact","description":"…"}]}]}
 *
 * It comes back from people's machines: what is odd is refused as a whole.
 */
#include <stdlib.h>
#include <string.h>

#include "bot/form.h"
#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

enum { MOST_ITEMS = 100 };

static const char *const types[] = {
	[FIELD_LINE] = "line",
	[FIELD_TEXT] = "text",
	[FIELD_NUMBER] = "number",
	[FIELD_CHOICE] = "choice",
	[FIELD_CHOICES] = "choices",
	[FIELD_LIST] = "list",
	[FIELD_PERSON] = "person",
	[FIELD_PEOPLE] = "people",
	[FIELD_CHANNEL] = "channel",
};

/* --- writing --- */

static void set_word(struct cJSON *json, const char *name, const char *word)
{
	if (word && *word)
		json_set_string(json, name, word);
}

static struct cJSON *write_option(const struct option *option)
{
	struct cJSON *json = json_object();

	json_set_string(json, "value", option->value);
	json_set_string(json, "label", option->label);
	set_word(json, "description", option->description);
	return json;
}

static struct cJSON *write_field(const struct field *field)
{
	struct cJSON *json = json_object();

	json_set_string(json, "field", types[field->type]);
	json_set_string(json, "name", field->name);
	json_set_string(json, "label", field->label);
	set_word(json, "hint", field->hint);
	set_word(json, "placeholder", field->placeholder);
	if (field->most)
		json_set_int(json, "most", (int64_t)field->most);
	if (field->optional)
		json_set_bool(json, "optional", true);
	if (field->watched)
		json_set_bool(json, "watched", true);
	struct cJSON *options = field->options ? json_set_array(json, "options") : NULL;
	for (const struct option *option = field->options; option; option = option->next)
		json_append(options, write_option(option));
	return json;
}

static struct cJSON *write_words(const struct message *message)
{
	_cleanup_free_ char *printed = message_to_json(message);
	struct cJSON *json = json_object(), *said = NULL;

	json_parse(printed, strlen(printed), &said, NULL);
	json_set(json, "say", said);
	return json;
}

struct cJSON *form_to_json(const struct form *form, bool words)
{
	struct cJSON *json = json_object();

	json_set_string(json, "title", form->title);
	set_word(json, "submit", form->submit);
	struct cJSON *items = json_set_array(json, "items");
	for (const struct form_item *item = form->items; item; item = item->next)
		if (item->field)
			json_append(items, write_field(item->field));
		else if (words && !message_empty(item->message))
			json_append(items, write_words(item->message));
	return json;
}

/* --- reading --- */

static const char *read_word(struct arena *arena, const struct cJSON *json, const char *name)
{
	const char *word = json_string(json, name);

	if (text_is_blank(word))
		return NULL;
	_cleanup_free_ char *clean = text_clean(word, strlen(word));
	return arena_strdup(arena, clean);
}

static bool read_options(struct form *form, struct field *field, const struct cJSON *options)
{
	const struct cJSON *json;

	json_for_each (json, options) {
		const char *value = read_word(form->arena, json, "value");
		const char *label = read_word(form->arena, json, "label");
		if (!value || !label)
			return false;
		field_option(form, field, value, label)->description =
			read_word(form->arena, json, "description");
	}
	return json_length(options) <= FORM_OPTIONS;
}

static int read_type(const struct cJSON *json)
{
	for (size_t i = 0; i < array_length(types); i++)
		if (text_equal(types[i], json_string(json, "field")))
			return (int)i;
	return -1;
}

static bool read_field(struct form *form, const struct cJSON *json)
{
	const char *name = read_word(form->arena, json, "name");
	const char *label = read_word(form->arena, json, "label");
	int64_t most = json_int(json, "most", 0);
	int type = read_type(json);

	if (type < 0 || !name || !label || most < 0 || most > FORM_TEXT)
		return false;
	struct field *field = form_field(form, (enum field_type)type, name, label);
	field->hint = read_word(form->arena, json, "hint");
	field->placeholder = read_word(form->arena, json, "placeholder");
	field->most = (size_t)most;
	field->optional = json_bool(json, "optional", false);
	field->watched = json_bool(json, "watched", false);
	return read_options(form, field, json_get(json, "options"));
}

static bool read_words(struct form *form, const struct cJSON *said)
{
	_cleanup_free_ char *printed = json_print(said);
	const struct message *message = message_from_json(form->arena, printed);

	if (message)
		*form_say(form) = *message;
	return message != NULL;
}

struct form *form_from_json(struct arena *arena, const struct cJSON *json)
{
	const char *title = read_word(arena, json, "title");
	const struct cJSON *items = json_get(json, "items"), *item;

	if (!title || !json_is_array(items) || json_length(items) > MOST_ITEMS)
		return NULL;
	struct form *form = form_create(arena, "", title, read_word(arena, json, "submit"));
	json_for_each (item, items) {
		const struct cJSON *said = json_get(item, "say");
		if (said ? !read_words(form, said) : !read_field(form, item))
			return NULL;
	}
	return form;
}
