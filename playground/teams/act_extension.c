/*
 * The message extension: an action in the command box, or in the menu of a message.
 */
#include "playground/teams/acts.h"

#include <stdio.h>
#include <stdlib.h>

#include "bot/util/clock.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "playground/replies.h"
#include "playground/teams/activities.h"
#include "playground/teams/dialogs.h"
#include "playground/teams/workspace.h"

/* As the app's manifest calls it (bot/platform/teams/card_data.h). */
#define COMMAND "reportFailure"

static void describe_author(
	struct cJSON *payload, const struct teams *teams, const struct teams_post *post)
{
	const struct teams_person *person = post->from;
	struct cJSON *from = json_set_object(payload, "from");
	bool app = !person || person->is_app;
	struct cJSON *author = json_set_object(from, app ? "application" : "user");

	json_set_string(author, "id", person ? person->object : teams->workspace->app_id);
	json_set_string(author, "displayName", person ? person->name : teams->workspace->bot_name);
	json_set_string(author, app ? "applicationIdentityType" : "userIdentityType",
		app ? "bot" : "aadUser");
}

static struct cJSON *describe_message(const struct teams *teams, const struct teams_post *post)
{
	struct cJSON *payload = json_object();
	_cleanup_text_ struct text html = TEXT_INIT;
	_cleanup_free_ char *link =
		xasprintf("https://teams.microsoft.com/l/message/%s/%s", post->place->id, post->id);
	char at[CLOCK_TEXT_BYTES];
	struct cJSON *body;

	json_set_string(payload, "linkToMessage", link);
	json_set_string(payload, "id", post->id);
	json_set_string(payload, "replyToId", post->root);
	json_set_string(payload, "createdDateTime",
		clock_format(strtoll(post->id, NULL, 10), at, sizeof(at)));
	json_set_null(payload, "lastModifiedDateTime");
	json_set_bool(payload, "deleted", false);
	describe_author(payload, teams, post);
	body = json_set_object(payload, "body");
	json_set_string(body, "contentType", "html");
	text_append(&html, "<p>");
	append_html(&html, post->text);
	text_append(&html, "</p>");
	json_set_string(body, "content", text_string(&html));
	json_set_array(payload, "attachments");
	json_set_array(payload, "mentions");
	json_set_array(payload, "reactions");
	return payload;
}

static void on_fetched(struct teams *teams, const struct courier_answer *heard, void *data)
{
	_cleanup_free_ struct act *act = data;

	if (act_was_answered(act, heard)) {
		act_task(act, heard, json_object(), true);
		return;
	}
	dialog_close(dialogs_find(teams->dialogs, act->dialog));
}

/* The dialog is there before its card, for it remembers what was asked. */
static void ask(struct act *act, const struct teams_post *post)
{
	struct teams *teams = act->teams;
	struct cJSON *value = json_object();
	struct cJSON *activity;
	struct dialog *dialog;
	const char *root = NULL;

	json_set_string(value, "commandId", COMMAND);
	json_set_string(value, "commandContext", post ? "message" : "commandBox");
	if (post)
		json_set(value, "messagePayload", describe_message(teams, post));
	dialog = dialog_open(teams->dialogs, act->person, act->place, json_copy(value));
	snprintf(act->dialog, sizeof(act->dialog), "%s", dialog->id);
	json_set_string(json_set_object(value, "context"), "theme", "default");
	if (post)
		root = post->root ? post->root : post->id;
	activity = activity_invoke(
		teams, "composeExtension/fetchTask", act->person, act->place, root, value);
	act_send(act, activity, on_fetched);
}

void act_shortcut(struct act *act, const struct cJSON *body)
{
	const char *callback = json_string(body, "callback_id");
	const char *ts = json_string(body, "ts");
	const struct teams_post *post;

	if (!text_equal(callback, ts ? "report_message" : "report_global")) {
		reply_error(act->request, "no_such_shortcut", "the app offers no such action");
		return;
	}
	if (!ts) {
		act->place = teams_direct(act->teams->workspace, act->person);
		ask(act, NULL);
		return;
	}
	if (!act_read_place(act, body))
		return;
	post = teams_post(act->place, ts);
	if (post && teams_post_seen_by(post, act->person) && !post->targeted)
		ask(act, post);
	else
		reply_error(act->request, "message_not_found",
			"this person sees no such message, or it is for them alone");
}
