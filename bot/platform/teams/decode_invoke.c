/*
 * Invokes: what wants its answer in the HTTP answer, because somebody looks at a card or a dialog
 * until it comes.
 */
#include <string.h>

#include "bot/event.h"
#include "bot/platform/teams/card_data.h"
#include "bot/platform/teams/decode.h"
#include "bot/platform/teams/decode_read.h"
#include "bot/util/arena.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

enum { NOT_IMPLEMENTED = 501 };

static const char *decode_pressed(struct decoding *decoding, const char *data)
{
	teams_set_place(decoding, decoding->frame->card);
	if (text_equal(json_string(decoding->json, "value.trigger"), "automatic")) {
		teams_set_other(decoding, "a card that its client asked anew by itself");
		return NULL;
	}
	return teams_decode_data(decoding, json_get(decoding->json, data));
}

/* The action "Report AI failure": on a message, or of no message. */
static const char *decode_extension(struct decoding *decoding, const char *data)
{
	const struct cJSON *payload = json_get(decoding->json, data);
	struct event *event = decoding->event;

	teams_set_place(decoding, NULL);
	if (!text_equal(json_string(decoding->json, "value.commandId"), TEAMS_EXTENSION_REPORT)) {
		teams_set_other(
			decoding, "a command of the message extension that is not one of ours");
		return NULL;
	}
	event->type = EVENT_SHORTCUT;
	event->shortcut.name = "report";
	if (!json_is_object(payload))
		return NULL;
	struct event_message *message = arena_new(decoding->arena, struct event_message);
	event->shortcut.message = message;
	return teams_read_payload(decoding, payload, message);
}

/* What was written under a thumb: JSON in a string, or (the playground) the words themselves. */
static const char *read_feedback(struct decoding *decoding)
{
	_cleanup_json_ struct cJSON *json = NULL;
	const char *said = json_string_or(decoding->json, "value.actionValue.feedback", "");

	if (json_parse(said, strlen(said), &json, NULL) == 0 && json_is_object(json))
		said = json_string_or(json, "feedbackText", "");
	return text_trim(read_clean(decoding->arena, said));
}

/* A thumb under one of our own messages. With words it is feedback, as if typed. */
static const char *decode_feedback(struct decoding *decoding, const char *data)
{
	const char *said = read_feedback(decoding);
	const struct words line = { .text = arena_printf(decoding->arena, "feedback %s", said) };

	(void)data;
	teams_set_place(decoding, decoding->frame->card);
	if (!text_equal(json_string(decoding->json, "value.actionName"), "feedback"))
		teams_set_other(decoding, "an action on a message that is not one of ours");
	else if (text_is_blank(said))
		teams_set_other(decoding, "a thumb without a word");
	else if (!teams_set_command(decoding, &line))
		teams_set_other(decoding, "feedback, which is none of the commands");
	return NULL;
}

static const struct invoke {
	const char *name;
	enum teams_takes takes;
	bool dialog;
	const char *(*decode)(struct decoding *decoding, const char *data);
	const char *data; // where it is
} invokes[] = {
	{ "adaptiveCard/action", TEAMS_TAKES_CARD, false, decode_pressed, "value.action.data" },
	{ "task/fetch", TEAMS_TAKES_TASK, false, decode_pressed, "value.data" },
	{ "task/submit", TEAMS_TAKES_TASK, true, decode_pressed, "value.data" },
	{ "composeExtension/fetchTask", TEAMS_TAKES_EXTENSION, false, decode_extension,
		"value.messagePayload" },
	{ "composeExtension/submitAction", TEAMS_TAKES_EXTENSION, true, decode_pressed,
		"value.data" },
	{ "message/submitAction", TEAMS_TAKES_OBJECT, false, decode_feedback, "" },
};

const char *teams_decode_invoke(struct decoding *decoding)
{
	struct teams_frame *frame = decoding->frame;
	const char *name = json_string(decoding->json, "name");

	for (size_t i = 0; i < array_length(invokes); i++) {
		const struct invoke *invoke = &invokes[i];
		if (!text_equal(invoke->name, name))
			continue;
		frame->what = invoke->name;
		frame->takes = invoke->takes;
		frame->dialog = invoke->dialog;
		const char *why = teams_needs_actor(decoding);
		if (!why)
			why = read_id(decoding->arena, decoding->json, "replyToId", &frame->card);
		return why ? why : invoke->decode(decoding, invoke->data);
	}
	teams_set_ignored(decoding, NOT_IMPLEMENTED, "an invoke that we do not serve");
	return NULL;
}
