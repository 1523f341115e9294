/*
 * An open dialog: what is put into it, sending it, closing it.
 */
#include "playground/teams/acts.h"

#include <stdio.h>
#include <stdlib.h>

#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "playground/replies.h"
#include "playground/teams/activities.h"
#include "playground/teams/card.h"
#include "playground/teams/dialogs.h"
#include "playground/teams/show.h"
#include "playground/teams/workspace.h"

/* The one `view_id` names, which is this person's; NULL: the request was ended. */
static struct dialog *read_dialog(struct act *act, const struct cJSON *body)
{
	struct dialog *dialog = dialogs_find(act->teams->dialogs, json_string(body, "view_id"));

	if (!dialog || dialog->person != act->person) {
		reply_error(act->request, "view_not_found", "this person has no such dialog open");
		return NULL;
	}
	snprintf(act->dialog, sizeof(act->dialog), "%s", dialog->id);
	act->place = (struct teams_place *)dialog->place;
	return dialog;
}

static void put(struct dialog *dialog, const struct cJSON *value, const char *name)
{
	json_set(dialog->values, name, value ? json_copy(value) : NULL);
}

void act_input(struct act *act, const struct cJSON *body)
{
	struct dialog *dialog = read_dialog(act, body);
	const char *id = json_string(body, "input");
	const struct cJSON *value = json_get(body, "value");
	const struct cJSON *input;
	const char *why;

	if (!dialog)
		return;
	input = card_input(dialog->card, id);
	why = input ? input_refuses(act->teams->workspace, input, value) : NULL;
	if (!input) {
		reply_error(act->request, "no_such_element", "the card has no such input");
	} else if (why) {
		reply_error(act->request, "invalid_value", why);
	} else {
		if (json_text(value))
			put(dialog, value, id);
		else
			json_set_string(dialog->values, id, "");
		show_dialogs(act->teams, act->person);
		reply_ok(act->request, NULL);
	}
}

static void on_submitted(struct teams *teams, const struct courier_answer *heard, void *data)
{
	_cleanup_free_ struct act *act = data;
	struct dialog *dialog = dialogs_find(teams->dialogs, act->dialog);
	const struct cJSON *result = json_get(heard->body, "composeExtension");
	struct cJSON *answer;

	if (!act_was_answered(act, heard)) {
		if (dialog)
			dialog->sending = false;
		return;
	}
	answer = json_object();
	if (result)
		json_set(answer, "compose", json_copy(result));
	act_task(act, heard, answer, false);
}

static struct cJSON *describe(const struct dialog *dialog, const struct cJSON *action)
{
	struct cJSON *value = dialog->extension ? json_copy(dialog->extension) : json_object();

	json_set(value, "data", card_data(dialog->card, action, dialog->values));
	json_set_string(json_set_object(value, "context"), "theme", "default");
	return value;
}

static void send(const struct act *act, struct dialog *dialog, const struct cJSON *action)
{
	const char *name = dialog->extension ? "composeExtension/submitAction" : "task/submit";
	struct cJSON *activity = activity_invoke(
		act->teams, name, act->person, dialog->place, NULL, describe(dialog, action));

	if (dialog->post)
		json_set_string(activity, "replyToId", dialog->post);
	dialog->sending = true;
	act_send(act, activity, on_submitted);
}

/* What comes with it is laid over what was put in before. NULL, or why not (static). */
static const char *put_values(
	const struct act *act, struct dialog *dialog, const struct cJSON *values)
{
	const char *why = act_values_refused(act, dialog->card, values);
	const struct cJSON *value;

	json_for_each(value, why ? NULL : values)
		put(dialog, value, json_name(value));
	return why;
}

void act_submit(struct act *act, const struct cJSON *body)
{
	struct dialog *dialog = read_dialog(act, body);
	const char *title = json_string(body, "button");
	int number = (int)json_int(body, "button", 0);
	const struct cJSON *action;
	const char *why;

	if (!dialog)
		return;
	action = title || number ? card_action(dialog->card, number, title)
				 : card_main_action(dialog->card);
	why = put_values(act, dialog, json_get(body, "values"));
	if (why)
		reply_error(act->request, "invalid_value", why);
	else if (!action || dialog->sending)
		reply_error(act->request, "cannot_submit",
			"it has no such button, or the app is still being asked");
	else if (!text_equal(json_string(action, "type"), "Action.Submit"))
		reply_ok(act->request, NULL); // it leads elsewhere
	else if (text_equal(json_string(action, "associatedInputs"), "none") ||
		 act_inputs_filled(act, dialog->card, dialog->values))
		send(act, dialog, action);
}

void act_close(struct act *act, const struct cJSON *body)
{
	struct dialog *dialog = read_dialog(act, body);

	if (!dialog)
		return;
	dialog_close(dialog);
	show_dialogs(act->teams, act->person);
	reply_ok(act->request, NULL);
}
