/*
 * What people type: commands and messages, as `message` activities.
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
#include "playground/teams/show.h"
#include "playground/teams/workspace.h"

enum { TEXT_CHARACTERS = 50000 }; // of 100 KB counted as UTF-16

static void on_said(struct teams *teams, const struct courier_answer *answer, void *data)
{
	_cleanup_free_ struct act *act = data;
	struct cJSON *shown;

	(void)teams;
	if (!act_was_answered(act, answer))
		return;
	shown = json_object();
	json_set_string(shown, "channel", act->place->id);
	json_set_string(shown, "ts", act->post);
	reply_ok(act->request, shown);
}

static struct teams_post *write_post(
	struct act *act, const char *typed, const char *root, bool targeted)
{
	struct teams *teams = act->teams;
	struct teams_post *post = teams_post_create(
		act->place, teams_new_id(teams->workspace, teams_now(teams)), act->person, typed);

	if (targeted)
		post->targeted = act->person;
	if (act->place->kind == PLACE_CHANNEL)
		teams_post_in_thread(post, root);
	snprintf(act->post, sizeof(act->post), "%s", post->id);
	return post;
}

/* In a chat, which has no threads, a message is quoted instead. */
static void quote(struct cJSON *activity, const char *id)
{
	_cleanup_free_ char *text =
		xasprintf("<quoted messageId=\"%s\"/>%s", id, json_string_or(activity, "text", ""));
	struct cJSON *entity =
		json_append((struct cJSON *)json_get(activity, "entities"), json_object());

	json_set_string(activity, "text", text);
	json_set_string(entity, "type", "quotedReply");
	json_set_string(json_set_object(entity, "quotedReply"), "messageId", id);
}

/* `to_app`: the app hears of it. Without, it is said among people. */
static void say(struct act *act, const char *typed, const char *thread, bool to_app, bool targeted)
{
	struct teams *teams = act->teams;
	const struct teams_place *place = act->place;
	struct teams_post *post = write_post(act, typed, thread, targeted);
	struct cJSON *activity =
		activity_create(teams, "message", post->id, act->person, place, post->root);
	bool addressed = to_app && place->kind != PLACE_PERSONAL && !targeted &&
			 !addresses_app(teams, typed);
	struct cJSON *answer;

	activity_say(teams, activity, place, typed, addressed);
	if (targeted)
		json_set_bool((struct cJSON *)json_get(activity, "recipient"), "isTargeted", true);
	if (thread && place->kind != PLACE_CHANNEL)
		quote(activity, thread);
	else if (post->root)
		json_set_string(activity, "replyToId", post->root);
	post->content = json_object();
	json_set(post->content, "entities", json_copy(json_get(activity, "entities")));
	show_post(teams, "message", post);
	if (to_app) {
		act_send(act, activity, on_said);
		return;
	}
	json_free(activity);
	answer = json_object();
	json_set_string(answer, "channel", place->id);
	json_set_string(answer, "ts", post->id);
	reply_ok(act->request, answer);
}

/* False: the request was answered and ended. */
static bool can_say(struct act *act, const struct cJSON *body, const char *typed)
{
	const char *thread = json_string(body, "thread_ts");

	if (!act_read_place(act, body))
		return false;
	if (text_is_blank(typed))
		reply_error(act->request, "no_text", "a message says something");
	else if (text_characters(typed) > TEXT_CHARACTERS)
		reply_error(act->request, "msg_too_long", "the client takes no message so long");
	else if (thread && !teams_post(act->place, thread))
		reply_error(act->request, "thread_not_found", "there is no such message");
	else
		return true;
	return false;
}

void act_command(struct act *act, const struct cJSON *body)
{
	const char *typed = json_string_or(body, "text", "");
	bool targeted = json_bool(body, "targeted", false);

	typed += typed[0] == '/';
	if (!can_say(act, body, typed))
		return;
	if (targeted && act->place->kind == PLACE_PERSONAL)
		reply_error(act->request, "not_a_command",
			"slash commands are for channels and group chats");
	else
		say(act, typed, json_string(body, "thread_ts"), true, targeted);
}

void act_message(struct act *act, const struct cJSON *body)
{
	const char *typed = json_string_or(body, "text", "");
	bool to_app;

	if (!can_say(act, body, typed))
		return;
	to_app = act->place->app_member &&
		 (act->place->kind == PLACE_PERSONAL || addresses_app(act->teams, typed));
	say(act, typed, json_string(body, "thread_ts"), to_app, false);
}

void act_home(struct act *act, const struct cJSON *body)
{
	(void)body;
	act->place = teams_direct(act->teams->workspace, act->person);
	say(act, "home", NULL, true, false);
}
