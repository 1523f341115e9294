/*
 * Buttons on cards: Action.Execute is answered with a card for this person, a line or an error;
 * Action.Submit comes as a message, or asks for a dialog.
 */
#include "playground/teams/acts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "playground/replies.h"
#include "playground/teams/activities.h"
#include "playground/teams/card.h"
#include "playground/teams/card_check.h"
#include "playground/teams/show.h"
#include "playground/teams/workspace.h"

#define MESSAGE_TYPE "application/vnd.microsoft.activity.message"

/* The card takes the other's place for this person alone. */
static void replace_card(const struct act *act, const struct cJSON *card)
{
	struct teams_post *post = teams_post(act->place, act->post);
	_cleanup_free_ char *problem = card_check(card, CARD_IN_MESSAGE);

	if (problem) {
		reply_error(act->request, "invalid_response", problem);
		return;
	}
	if (post) {
		json_set(post->own, act->person->id, json_copy(card));
		show_post_to(act->teams, post, act->person);
	}
	reply_ok(act->request, NULL);
}

static void on_executed(struct teams *teams, const struct courier_answer *heard, void *data)
{
	_cleanup_free_ struct act *act = data;
	const char *type = json_string(heard->body, "type");
	struct cJSON *answer;

	(void)teams;
	if (!act_was_answered(act, heard))
		return;
	if (text_equal(type, CARD_TYPE)) {
		replace_card(act, json_get(heard->body, "value"));
	} else if (text_equal(type, MESSAGE_TYPE) && json_string(heard->body, "value")) {
		answer = json_object();
		json_set_string(answer, "notice", json_string(heard->body, "value"));
		reply_ok(act->request, answer);
	} else if (text_equal(type, "application/vnd.microsoft.error")) {
		reply_error(act->request, "app_error",
			json_string_or(heard->body, "value.message", "Something went wrong"));
	} else {
		reply_error(act->request, "invalid_response",
			"an Action.Execute is answered with a card, a message or an error");
	}
}

static void execute(const struct act *act, const struct cJSON *card, const struct cJSON *action,
	const struct cJSON *values, const char *root)
{
	struct cJSON *value = json_object();
	struct cJSON *sent = json_set_object(value, "action");
	struct cJSON *activity;

	json_set_string(sent, "type", "Action.Execute");
	json_set_string(sent, "title", json_string(action, "title"));
	if (json_string(action, "id"))
		json_set_string(sent, "id", json_string(action, "id"));
	if (json_string(action, "verb"))
		json_set_string(sent, "verb", json_string(action, "verb"));
	json_set(sent, "data", card_data(card, action, values));
	json_set_string(value, "trigger", "manual");
	activity = activity_invoke(
		act->teams, "adaptiveCard/action", act->person, act->place, root, value);
	json_set_string(activity, "replyToId", act->post);
	act_send(act, activity, on_executed);
}

static void on_fetched(struct teams *teams, const struct courier_answer *heard, void *data)
{
	_cleanup_free_ struct act *act = data;

	(void)teams;
	if (act_was_answered(act, heard))
		act_task(act, heard, json_object(), true);
}

static void fetch(const struct act *act, struct cJSON *data, const char *root)
{
	struct cJSON *value = json_object();
	struct cJSON *activity;

	json_set(value, "data", data);
	json_set_string(json_set_object(value, "context"), "theme", "default");
	activity = activity_invoke(act->teams, "task/fetch", act->person, act->place, root, value);
	json_set_string(activity, "replyToId", act->post);
	act_send(act, activity, on_fetched);
}

static void submit(struct act *act, const struct cJSON *card, const struct cJSON *action,
	const struct cJSON *values, const char *root)
{
	struct cJSON *data = card_data(card, action, values);

	if (text_equal(json_string(data, "msteams.type"), "task/fetch"))
		fetch(act, data, root);
	else
		act_send_value(act, data, root);
}

static void press(struct act *act, const struct teams_post *post, const struct cJSON *action,
	const struct cJSON *values)
{
	const struct cJSON *card = card_for(post, act->person);
	const char *type = json_string(action, "type");
	const char *root = post->root ? post->root : post->id;
	bool asks = text_equal(type, "Action.Execute") || text_equal(type, "Action.Submit");

	if (act->place->kind != PLACE_CHANNEL)
		root = NULL;
	if (asks && !text_equal(json_string(action, "associatedInputs"), "none") &&
		!act_inputs_filled(act, card, values))
		return;
	if (text_equal(type, "Action.Execute"))
		execute(act, card, action, values, root);
	else if (asks)
		submit(act, card, action, values, root);
	else
		reply_ok(act->request, NULL); // it leads elsewhere, or unfolds
}

void act_action(struct act *act, const struct cJSON *body)
{
	const char *ts = json_string(body, "ts");
	const struct cJSON *values = json_get(body, "values");
	const char *title = json_string(body, "button");
	const struct teams_post *post;
	const struct cJSON *action;
	const char *why;

	if (json_get(body, "view_id")) {
		act_submit(act, body);
		return;
	}
	if (!act_read_place(act, body))
		return;
	post = teams_post(act->place, ts);
	if (!post || !teams_post_seen_by(post, act->person)) {
		reply_error(act->request, "message_not_found", "this person sees no such message");
		return;
	}
	snprintf(act->post, sizeof(act->post), "%s", post->id);
	action = card_action(card_for(post, act->person), (int)json_int(body, "button", 0), title);
	why = act_values_refused(act, card_for(post, act->person), values);
	if (!action)
		reply_error(
			act->request, "no_such_button", "button is a title, or a number from 1");
	else if (why)
		reply_error(act->request, "invalid_value", why);
	else
		press(act, post, action, values);
}
