#include "bot/platform/slack/answer.h"

#include <stdlib.h>

#include "bot/answer.h"
#include "bot/event.h"
#include "bot/form.h"
#include "bot/message.h"
#include "bot/message_command.h"
#include "bot/platform/slack/decode.h"
#include "bot/platform/slack/encode.h"
#include "bot/platform/slack/encode_view.h"
#include "bot/platform/slack/web_api.h"
#include "bot/util/arena.h"
#include "bot/util/json.h"
#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

static const char not_opened[] =
	"The form did not open: Slack waits three seconds for it. Please try once more.";

/* --- what is said --- */

static bool from_home(const struct slack_frame *frame)
{
	return frame->event->place.home;
}

static bool is_input(const struct slack_view *view, const char *name)
{
	for (size_t i = 0; view && view->inputs && view->inputs[i]; i++)
		if (text_equal(view->inputs[i], name))
			return true;
	return false;
}

/* Slack shows a failure of its own for errors at what is no input: those are left out. */
static struct cJSON *errors_at_inputs(
	const struct slack_frame *frame, const struct form_error *errors)
{
	struct cJSON *json = json_object();

	for (const struct form_error *error = errors; error; error = error->next) {
		if (is_input(frame->view, error->field))
			json_set_string(
				json, error->field, command_text_plain(frame->arena, error->words));
		else
			log_info("slack", "form=%s has no field %s to show an error at",
				frame->event->form.name, error->field);
	}
	if (json_first(json))
		return json;
	json_free(json);
	return NULL;
}

static char *acknowledge_form(const struct slack_frame *frame, const struct answer *answer)
{
	const struct message *message = answer_message(frame->arena, answer);
	struct cJSON *errors = answer->errors ? errors_at_inputs(frame, answer->errors) : NULL;

	if (errors)
		return slack_acknowledge_errors(frame->envelope_id, errors);
	if (answer->form)
		return slack_acknowledge_form(frame->envelope_id, answer->form, from_home(frame));
	if (message)
		return slack_acknowledge_notice(frame->envelope_id, message, from_home(frame));
	return slack_encode_acknowledgement(frame->envelope_id, NULL);
}

char *slack_answer_acknowledgement(const struct slack_frame *frame, const struct answer *answer)
{
	if (frame->takes_view)
		return acknowledge_form(frame, answer);
	return slack_encode_acknowledgement(frame->envelope_id,
		frame->takes_reply ? answer_message(frame->arena, answer) : NULL);
}

/* --- views --- */

struct view_call {
	struct web_api *api;
	enum slack_method method;
	struct cJSON *again; // views.open: arguments for a second try, if the first never left
	struct cJSON *otherwise; // said instead; NULL: nothing
	char *response_url; // where that is said; NULL: nowhere
};

static void view_call_free(struct view_call *call)
{
	json_free(call->again);
	json_free(call->otherwise);
	free(call->response_url);
	free(call);
}

static void say_otherwise(struct view_call *call)
{
	if (call->otherwise && call->response_url)
		slack_respond(call->api, call->response_url, steal_pointer(call->otherwise));
}

static void view_answered(void *data, const struct call_reply *reply)
{
	struct view_call *call = data;
	const char *detail = json_string(reply->json, "response_metadata.messages.0");

	if (reply->unreachable && call->again) {
		slack_call(
			call->api, call->method, steal_pointer(call->again), view_answered, call);
		return;
	}
	if (reply->class != CALL_OK) {
		log_info("slack", "%s: %s%s%s", slack_method_name(call->method), reply->code,
			detail ? " " : "", detail ? detail : "");
		say_otherwise(call);
	}
	view_call_free(call);
}

static struct view_call *view_call_create(struct web_api *api, enum slack_method method)
{
	struct view_call *call = xcalloc(1, sizeof(*call));

	call->api = api;
	call->method = method;
	return call;
}

/* Takes `view`. */
static void open_view(struct web_api *api, const struct slack_frame *frame, struct cJSON *view,
	const struct message *otherwise)
{
	struct view_call *call = view_call_create(api, SLACK_VIEWS_OPEN);
	struct cJSON *arguments = json_object();

	json_set_string(arguments, "trigger_id", frame->event->trigger);
	json_set(arguments, "view", view);
	call->again = json_copy(arguments);
	call->response_url = xstrdup(frame->response_url);
	if (otherwise)
		call->otherwise = slack_encode(otherwise, SLACK_USE_RESPONSE);
	slack_call(api, call->method, arguments, view_answered, call);
}

/* Takes `view`. Without the hash of what was looked at, something newer could be lost. */
static void update_view(struct web_api *api, const struct slack_frame *frame, struct cJSON *view)
{
	struct cJSON *arguments = json_object();

	json_set_string(arguments, "view_id", frame->view->id);
	if (frame->view->hash)
		json_set_string(arguments, "hash", frame->view->hash);
	json_set(arguments, "view", view);
	slack_call(api, SLACK_VIEWS_UPDATE, arguments, view_answered,
		view_call_create(api, SLACK_VIEWS_UPDATE));
}

static void publish_home(
	struct web_api *api, const struct slack_frame *frame, const struct message *home)
{
	struct cJSON *view = slack_encode_home(home);
	const char *print = json_string(view, "private_metadata");
	struct cJSON *arguments = json_object();

	if (frame->view && frame->view->home && text_equal(frame->view->print, print)) {
		json_free(view);
		json_free(arguments);
		return;
	}
	json_set_string(arguments, "user_id", frame->event->actor.id);
	json_set(arguments, "view", view);
	slack_call(api, SLACK_VIEWS_PUBLISH, arguments, view_answered,
		view_call_create(api, SLACK_VIEWS_PUBLISH));
}

/* --- where it goes --- */

static bool in_modal(const struct slack_frame *frame)
{
	return frame->view && !frame->view->home && frame->event->type == EVENT_ACTION;
}

static const struct message *words_otherwise(
	const struct slack_frame *frame, const struct form *form)
{
	if (!message_empty(form->otherwise))
		return form->otherwise;
	struct message *message = message_create(frame->arena);
	message_line(message, "%s", not_opened);
	return message;
}

static void show_form(struct web_api *api, const struct slack_frame *frame, const struct form *form)
{
	struct cJSON *view = slack_encode_form(form, from_home(frame));

	if (in_modal(frame)) {
		update_view(api, frame, view);
	} else if (frame->event->trigger) {
		open_view(api, frame, view, words_otherwise(frame, form));
	} else {
		log_info("slack", "%s: no trigger to open form=%s with", frame->what, form->name);
		json_free(view);
	}
}

static void show_message(
	struct web_api *api, const struct slack_frame *frame, const struct message *message)
{
	bool replaces = message->replaces && frame->event->place.ephemeral;

	if (in_modal(frame))
		update_view(api, frame, slack_encode_notice(message, from_home(frame)));
	else if (frame->response_url)
		slack_respond(api, frame->response_url,
			slack_encode(message, replaces ? SLACK_USE_REPLACE : SLACK_USE_RESPONSE));
	else if (frame->event->trigger)
		open_view(api, frame, slack_encode_notice(message, from_home(frame)), NULL);
	else
		log_info("slack", "%s: nowhere to send the reply to", frame->what);
}

void slack_answer_beside(
	struct web_api *api, const struct slack_frame *frame, const struct answer *answer)
{
	const struct message *message = answer_message(frame->arena, answer);

	if (answer->form && !frame->takes_view)
		show_form(api, frame, answer->form);
	else if (message && !frame->takes_view && !frame->takes_reply)
		show_message(api, frame, message);
	if (!message_empty(answer->home) && frame->event->actor.id)
		publish_home(api, frame, answer->home);
}
