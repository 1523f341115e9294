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

const char *read_first_name(
	struct decoding *decoding, const struct cJSON *json, const char *const *paths)
{
	const char *name = NULL;

	for (size_t i = 0; paths[i] && !name; i++)
		name = read_name(decoding, json, paths[i]);
	return name;
}

/* The form Slack gives a trigger: "13345224609.738474920.8088930838d88f008e0". */
static bool is_slack_trigger(const char *trigger)
{
	static const char digits[] = "0123456789";

	if (!trigger)
		return false;
	for (int part = 0; part < 2; part++) {
		size_t length = strspn(trigger, digits);
		if (!length || trigger[length] != '.')
			return false;
		trigger += length + 1;
	}
	size_t length = strspn(trigger, "0123456789abcdef");
	return length >= 8 && !trigger[length];
}

/*
 * What tells one gesture of a person from the next. The envelope's id would, but a gesture has
 * been seen in two envelopes (reconnects, forwarders); Slack gives each a trigger of its own. What
 * was done is mixed in (FNV-1a), and what does not look like Slack's trigger is not used, so that
 * nothing is lost to a sender who repeats one.
 */
const char *gesture_id(struct decoding *decoding, const char *const *parts, size_t count)
{
	uint64_t hash = 14695981039346656037u;

	if (!is_slack_trigger(decoding->event->trigger))
		return decoding->frame->envelope_id;
	for (size_t i = 0; i < count; i++) {
		const char *part = parts[i] ? parts[i] : "";
		do {
			hash = (hash ^ (unsigned char)*part) * 1099511628211u;
		} while (*part++); // the NUL too: it parts the parts
	}
	return arena_printf(
		decoding->arena, "%s/%016llx", decoding->event->trigger, (unsigned long long)hash);
}

/* Slack says "directmessage" also of two people among themselves; it has no other word. */
void set_place(struct decoding *decoding, const char *name_path)
{
	struct event_place *place = &decoding->event->place;
	const char *name = read_name(decoding, decoding->payload, name_path);

	place->direct =
		text_equal(name, "directmessage") || (place->channel && place->channel[0] == 'D');
	place->is_private = place->direct || text_equal(name, "privategroup") ||
			    (place->channel && place->channel[0] == 'G');
	if (!place->direct && !text_equal(name, "privategroup"))
		place->channel_name = name;
}

void set_other(struct decoding *decoding, const char *reason)
{
	decoding->event->type = EVENT_OTHER;
	decoding->frame->reason = reason;
}

/* Where each kind of element keeps what was chosen, and, where that is a list, each one's value. */
static const struct {
	const char *type;
	const char *value;
	const char *each; // "" if each is the value itself; NULL: no list
} elements[] = {
	{ "button", "value", NULL },
	{ "overflow", "selected_option.value", NULL },
	{ "static_select", "selected_option.value", NULL },
	{ "radio_buttons", "selected_option.value", NULL },
	{ "checkboxes", "selected_options", "value" },
	{ "plain_text_input", "value", NULL },
	{ "number_input", "value", NULL },
	{ "users_select", "selected_user", NULL },
	{ "multi_users_select", "selected_users", "" },
	{ "conversations_select", "selected_conversation", NULL },
	{ "channels_select", "selected_channel", NULL },
};

static int add_value(const char *value, const char **values, int count, int most)
{
	if (!value || !*value || count == most)
		return count;
	values[count] = value;
	return count + 1;
}

int read_values(const struct cJSON *element, const char **values, int most)
{
	const char *type = json_string(element, "type");
	const struct cJSON *chosen;
	int count = 0;

	for (size_t i = 0; i < array_length(elements); i++) {
		if (!text_equal(elements[i].type, type))
			continue;
		if (!elements[i].each)
			return add_value(
				json_string(element, elements[i].value), values, count, most);
		if (!json_is_array(json_get(element, elements[i].value)))
			return 0;
		json_for_each (chosen, json_get(element, elements[i].value))
			count = add_value(
				json_string(chosen, elements[i].each), values, count, most);
		return count;
	}
	return -1;
}
