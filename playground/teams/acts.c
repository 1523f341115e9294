#include "playground/teams/acts.h"

#include <stdlib.h>

#include "bot/util/http_server.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "playground/replies.h"
#include "playground/teams/activities.h"
#include "playground/teams/card.h"
#include "playground/teams/card_check.h"
#include "playground/teams/dialogs.h"
#include "playground/teams/show.h"
#include "playground/teams/workspace.h"

bool act_read_place(struct act *act, const struct cJSON *body)
{
	act->place = teams_place(act->teams->workspace, json_string(body, "channel"));
	if (!act->place)
		reply_error(act->request, "channel_not_found", "channel is the id of a channel");
	else if (!teams_place_has(act->place, act->person))
		reply_error(act->request, "not_in_channel", "this person is not in this channel");
	else
		return true;
	return false;
}

void act_send(const struct act *act, struct cJSON *activity, courier_done *done)
{
	struct act *kept = xmalloc(sizeof(*kept));

	*kept = *act;
	courier_send(act->teams->courier, activity, done, kept);
}

bool act_was_answered(const struct act *act, const struct courier_answer *answer)
{
	struct cJSON *shown;

	if (answer->status >= 200 && answer->status < 300)
		return true;
	shown = json_object();
	json_set_int(shown, "status", answer->status);
	if (!courier_get_endpoint(act->teams->courier))
		reply_error_with(
			act->request, "no_connection", "the app's endpoint is not known", shown);
	else if (!answer->status)
		reply_error_with(
			act->request, "operation_timeout", "the app did not answer in time", shown);
	else
		reply_error_with(act->request, "app_error",
			"Something went wrong: the app answered with an error", shown);
	return false;
}

static void on_value(struct teams *teams, const struct courier_answer *answer, void *data)
{
	_cleanup_free_ struct act *act = data;

	(void)teams;
	if (act_was_answered(act, answer))
		reply_ok(act->request, NULL);
}

void act_send_value(struct act *act, struct cJSON *value, const char *root)
{
	struct teams *teams = act->teams;
	_cleanup_free_ char *id = teams_new_id(teams->workspace, teams_now(teams));
	struct cJSON *activity =
		activity_create(teams, "message", id, act->person, act->place, root);

	json_set(activity, "value", value);
	json_set_string(activity, "replyToId", act->post);
	act_send(act, activity, on_value);
}

static void show(
	const struct act *act, const char *title, const struct cJSON *card, const char *notice)
{
	struct teams *teams = act->teams;
	struct dialog *dialog = dialogs_find(teams->dialogs, act->dialog);

	if (!dialog) {
		dialog = dialog_open(teams->dialogs, act->person, act->place, NULL);
		dialog->post = act->post[0] ? xstrdup(act->post) : NULL;
	}
	dialog_show(dialog, title, card, notice);
	show_dialogs(teams, act->person);
}

/* NULL, or what is wrong with it: to be freed. */
static char *show_continue(const struct act *act, const struct cJSON *value)
{
	const struct cJSON *card = json_get(value, "card.content");
	const char *title = json_string_or(value, "title", "");
	char *problem;

	if (!text_equal(json_string(value, "card.contentType"), CARD_TYPE))
		return xstrdup("a dialog that is to be shown has a card");
	problem = card_check(card, CARD_IN_DIALOG);
	if (!problem)
		show(act, title, card, NULL);
	return problem;
}

static void invalid(const struct act *act, const char *why, struct cJSON *answer)
{
	struct dialog *dialog = dialogs_find(act->teams->dialogs, act->dialog);

	if (dialog)
		dialog->sending = false;
	reply_error_with(act->request, "invalid_response", why, answer);
}

static void close_dialog(const struct act *act)
{
	dialog_close(dialogs_find(act->teams->dialogs, act->dialog));
	show_dialogs(act->teams, act->person);
}

void act_task(const struct act *act, const struct courier_answer *heard, struct cJSON *answer,
	bool must_show)
{
	const struct cJSON *task = json_get(heard->body, "task");
	const char *type = json_string(task, "type");
	_cleanup_free_ char *problem = NULL;

	if (!heard->readable)
		problem = xstrdup("the answer is not JSON");
	else if (text_equal(type, "continue"))
		problem = show_continue(act, json_get(task, "value"));
	else if (text_equal(type, "message") && json_string(task, "value"))
		show(act, "", NULL, json_string(task, "value"));
	else if (must_show || type)
		problem = xstrdup("the answer holds no task to show");
	else
		close_dialog(act);
	if (problem) {
		invalid(act, problem, answer);
		return;
	}
	if (text_equal(type, "message"))
		json_set_string(answer, "notice", json_string(task, "value"));
	json_set_bool(answer, "closed", !dialogs_of(act->teams->dialogs, act->person));
	reply_ok(act->request, answer);
}

const char *act_values_refused(
	const struct act *act, const struct cJSON *card, const struct cJSON *values)
{
	const struct cJSON *value;

	json_for_each(value, values) {
		const struct cJSON *input = card_input(card, json_name(value));
		const char *why = input ? input_refuses(act->teams->workspace, input, value)
					: "there is no such input";
		if (why)
			return why;
	}
	return NULL;
}

bool act_inputs_filled(const struct act *act, const struct cJSON *card, const struct cJSON *values)
{
	struct cJSON *missing = card_missing(card, values);
	struct cJSON *answer;

	if (!json_first(missing)) {
		json_free(missing);
		return true;
	}
	answer = json_object();
	json_set(answer, "errors", missing);
	reply_error_with(act->request, "missing_input", "the client asks for more first", answer);
	return false;
}
