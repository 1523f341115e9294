#include "bot/platform/slack/decode_read.h"

#include <string.h>

#include "bot/event.h"
#include "bot/platform/slack/decode.h"
#include "bot/util/arena.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

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
const char *slack_gesture_id(struct decoding *decoding, const char *const *parts, size_t count)
{
	if (!is_slack_trigger(decoding->event->trigger))
		return decoding->frame->envelope_id;
	return arena_printf(decoding->arena, "%s/%016llx", decoding->event->trigger,
		(unsigned long long)read_hash(parts, count));
}

/* Slack says "directmessage" also of two people among themselves; it has no other word. */
void slack_set_place(struct decoding *decoding, const char *name_path)
{
	struct event_place *place = &decoding->event->place;
	const char *name = read_name(decoding->arena, decoding->payload, name_path);

	place->direct =
		text_equal(name, "directmessage") || (place->channel && place->channel[0] == 'D');
	place->is_private = place->direct || text_equal(name, "privategroup") ||
			    (place->channel && place->channel[0] == 'G');
	if (!place->direct && !text_equal(name, "privategroup"))
		place->channel_name = name;
}

void slack_set_other(struct decoding *decoding, const char *reason)
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

int slack_read_values(const struct cJSON *element, const char **values, int most)
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
