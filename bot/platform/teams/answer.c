#include "bot/platform/teams/answer.h"

#include "bot/answer.h"
#include "bot/event.h"
#include "bot/form.h"
#include "bot/message.h"
#include "bot/platform/teams/card_data.h"
#include "bot/platform/teams/decode.h"
#include "bot/platform/teams/encode.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"

static const char notice[] = "application/vnd.microsoft.activity.message";

/* An invoke is answered with something; these stand where the handler had nothing to say here. */
static const char done[] = "Done.";
static const char below[] = "The answer is below.";

static bool from_home(const struct teams_frame *frame)
{
	return frame->event->place.home;
}

/* A message that only they see, whose buttons have done their work. */
static bool replaces(const struct teams_frame *frame, const struct message *message)
{
	return message->replaces && frame->event->place.ephemeral && frame->card;
}

static bool puts_home(const struct answer *answer)
{
	return !message_empty(answer->home);
}

/* --- the body --- */

/* Takes `value`. */
static char *print_and_free(struct cJSON *value)
{
	char *printed = json_print(value);

	json_free(value);
	return printed;
}

static char *say_card(struct cJSON *card)
{
	struct cJSON *json = json_object();

	json_set_int(json, "statusCode", 200);
	json_set_string(json, "type", TEAMS_CARD_TYPE);
	json_set(json, "value", card);
	return print_and_free(json);
}

static char *say_notice(const char *words)
{
	struct cJSON *json = json_object();

	json_set_int(json, "statusCode", 200);
	json_set_string(json, "type", notice);
	json_set_string(json, "value", words);
	return print_and_free(json);
}

static char *body_of_card(const struct teams_encoder *encoder, const struct teams_frame *frame,
	const struct answer *answer)
{
	const struct message *message = answer_message(frame->arena, answer);

	if (answer->form)
		return say_card(teams_encode_form_card(encoder, answer->form, from_home(frame)));
	if (message && replaces(frame, message))
		return say_card(teams_encode_card(encoder, message, from_home(frame)));
	_cleanup_free_ char *line = message ? teams_encode_line(encoder, message) : NULL;
	if (message)
		return say_notice(line ? line : below);
	if (puts_home(answer))
		return say_card(teams_encode_card(encoder, answer->home, true));
	return say_notice(done);
}

/* Takes `dialog`. */
static char *say_dialog(struct cJSON *dialog)
{
	struct cJSON *json = json_object();
	struct cJSON *task = json_set_object(json, "task");

	json_set_string(task, "type", "continue");
	json_set(task, "value", dialog);
	return print_and_free(json);
}

static char *say_line(const char *words)
{
	struct cJSON *json = json_object();
	struct cJSON *task = json_set_object(json, "task");

	json_set_string(task, "type", "message");
	json_set_string(task, "value", words);
	return print_and_free(json);
}

static bool asked_for_dialog(const struct teams_frame *frame)
{
	return !frame->dialog && frame->event->type != EVENT_FORM;
}

static const struct event_form *typed_in(const struct teams_frame *frame)
{
	const struct event *event = frame->event;

	if (event->type == EVENT_FORM)
		return &event->form;
	return event->type == EVENT_ACTION ? event->action.form : NULL;
}

static char *body_of_task(const struct teams_encoder *encoder, const struct teams_frame *frame,
	const struct answer *answer)
{
	const struct message *message = answer_message(frame->arena, answer);
	const struct event_form *typed = typed_in(frame);

	if (answer->errors && typed)
		return say_dialog(teams_encode_form_again(encoder, frame->dialog_id, frame->again,
			typed, answer->errors, from_home(frame)));
	if (answer->form)
		return say_dialog(teams_encode_form(encoder, answer->form, from_home(frame)));
	if (!message)
		return asked_for_dialog(frame) ? say_line(done) : NULL;
	_cleanup_free_ char *line =
		asked_for_dialog(frame) ? NULL : teams_encode_line(encoder, message);
	return line ? say_line(line)
		    : say_dialog(teams_encode_notice(encoder, message, from_home(frame)));
}

char *teams_answer_body(const struct teams_encoder *encoder, const struct teams_frame *frame,
	const struct answer *answer)
{
	switch (frame->takes) {
	case TEAMS_TAKES_NOTHING:
		return NULL;
	case TEAMS_TAKES_CARD:
		return body_of_card(encoder, frame, answer);
	case TEAMS_TAKES_TASK:
	case TEAMS_TAKES_EXTENSION:
		return body_of_task(encoder, frame, answer);
	case TEAMS_TAKES_OBJECT:
		return xstrdup("{}");
	}
	return NULL;
}

/* --- beside it --- */

static bool among_others(const struct teams_frame *frame)
{
	return frame->conversation.type != TEAMS_PERSONAL;
}

static struct teams_beside posted(const struct teams_frame *frame, struct cJSON *activity)
{
	return (struct teams_beside){ .activity = activity, .targeted = among_others(frame) };
}

static struct teams_beside put(const struct teams_frame *frame, struct cJSON *activity)
{
	struct teams_beside beside = posted(frame, activity);

	beside.replaces = frame->card;
	return beside;
}

static struct cJSON *offer(const struct teams_encoder *encoder, const struct teams_frame *frame,
	const struct form *form)
{
	const struct event *event = frame->event;

	if (event->type == EVENT_COMMAND)
		return teams_encode_form_offer(
			encoder, form, event->command.name, event->command.text);
	if (event->type == EVENT_ACTION)
		return teams_encode_button_offer(
			encoder, form, event->action.name, event->action.value, from_home(frame));
	return NULL;
}

static struct teams_beside home_beside(const struct teams_encoder *encoder,
	const struct teams_frame *frame, const struct message *home)
{
	if (among_others(frame))
		return (struct teams_beside){ 0 }; // it is for them alone
	return put(frame, teams_encode_home(encoder, home));
}

static struct teams_beside beside_nothing(const struct teams_encoder *encoder,
	const struct teams_frame *frame, const struct answer *answer)
{
	const struct message *message = answer_message(frame->arena, answer);

	if (answer->owed && !among_others(frame))
		message = NULL; // it comes here by itself
	if (answer->form)
		return posted(frame, offer(encoder, frame, answer->form));
	if (message && replaces(frame, message))
		return put(frame, teams_encode_message(encoder, message));
	if (message)
		return posted(frame, teams_encode_message(encoder, message));
	if (puts_home(answer))
		return home_beside(encoder, frame, answer->home);
	return (struct teams_beside){ 0 };
}

static struct teams_beside beside_card(const struct teams_encoder *encoder,
	const struct teams_frame *frame, const struct answer *answer)
{
	const struct message *message = answer_message(frame->arena, answer);

	if (message && replaces(frame, message))
		return put(frame, teams_encode_message(encoder, message));
	_cleanup_free_ char *line = message ? teams_encode_line(encoder, message) : NULL;
	if (message && !line)
		return posted(frame, teams_encode_message(encoder, message));
	if (puts_home(answer))
		return home_beside(encoder, frame, answer->home);
	return (struct teams_beside){ 0 };
}

struct teams_beside teams_answer_beside(const struct teams_encoder *encoder,
	const struct teams_frame *frame, const struct answer *answer)
{
	switch (frame->takes) {
	case TEAMS_TAKES_NOTHING:
	case TEAMS_TAKES_OBJECT:
		return beside_nothing(encoder, frame, answer);
	case TEAMS_TAKES_CARD:
		return beside_card(encoder, frame, answer);
	case TEAMS_TAKES_TASK:
	case TEAMS_TAKES_EXTENSION:
		if (puts_home(answer) && frame->card)
			return home_beside(encoder, frame, answer->home);
		break;
	}
	return (struct teams_beside){ 0 };
}
