/*
 * What the app posts, changes and takes away: activities of a conversation, and new conversations.
 */
#include <stdlib.h>
#include <string.h>

#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "playground/teams/connector.h"
#include "playground/teams/show.h"
#include "playground/teams/teams.h"
#include "playground/teams/workspace.h"

#define ROOT ";messageid="

/* Who alone is to see it; with a refusal where the rules of targeted messages are not kept. */
static const struct teams_person *read_target(struct connector_call *call)
{
	const char *id = json_string(call->body, "recipient.id");
	bool said = json_bool(call->body, "recipient.isTargeted", false);
	const struct teams_person *person = teams_person(call->teams->workspace, id);

	if (!call->targeted && !said)
		return NULL;
	if (!call->targeted || !said)
		refuse(&call->refusal, 400, "BadSyntax",
			"a targeted message has isTargetedActivity in its address and isTargeted "
			"in its recipient");
	else if (call->place->kind == PLACE_PERSONAL)
		refuse(&call->refusal, 400, "BadSyntax",
			"targeted messages are for channels and group chats");
	else if (!person || person->gone || !teams_place_has(call->place, person))
		refuse(&call->refusal, 403, "ForbiddenOperationException",
			"the recipient is not a member of the conversation");
	return person;
}

/* The thread that the conversation's id names, else the one of what is answered. */
static const char *read_root(const struct connector_call *call, const char *reply_to)
{
	const char *root = strstr(call->steps[0], ROOT);
	const struct teams_post *answered = reply_to ? teams_post(call->place, reply_to) : NULL;

	if (call->place->kind != PLACE_CHANNEL)
		return NULL;
	if (root)
		return root + strlen(ROOT);
	if (!answered)
		return NULL;
	return answered->root ? answered->root : answered->id;
}

static void set_content(struct teams_post *post, const struct cJSON *activity)
{
	free(post->text);
	post->text = xstrdup(json_string_or(activity, "text", ""));
	json_free(post->content);
	post->content = json_copy(activity);
	json_free(post->own);
	post->own = json_object();
}

static struct teams_post *create_post(struct connector_call *call, const struct cJSON *activity,
	const char *root, const struct teams_person *target)
{
	struct teams *teams = call->teams;
	struct teams_post *post = teams_post_create(
		call->place, teams_new_id(teams->workspace, teams_now(teams)), NULL, "");

	set_content(post, activity);
	post->targeted = target;
	teams_post_in_thread(post, root);
	call->post = post->id;
	return post;
}

static void answer_id(struct connector_call *call, const char *id)
{
	call->status = 201;
	call->answer = json_object();
	json_set_string(call->answer, "id", id);
}

static bool is_message(struct connector_call *call, const struct cJSON *activity)
{
	const char *type = json_string_or(activity, "type", "message");

	if (!text_equal(type, "message"))
		refuse(&call->refusal, 400, "BadSyntax", "Unknown activity type %s", type);
	return !call->refusal.status &&
	       message_allowed(call->teams->workspace, activity, &call->refusal);
}

static void send_activity(struct connector_call *call)
{
	const char *reply_to =
		call->steps[1] ? call->steps[1] : json_string(call->body, "replyToId");
	const struct teams_person *target;
	struct teams_post *post;

	if (text_equal(json_string(call->body, "type"), "typing")) {
		call->status = 202;
		return;
	}
	target = read_target(call);
	if (!is_message(call, call->body))
		return;
	post = create_post(call, call->body, read_root(call, reply_to), target);
	post->reply_to = xstrdup(reply_to);
	show_post(call->teams, "message", post);
	answer_id(call, post->id);
}

/* The app's own message that the address names; NULL with a refusal. */
static struct teams_post *own_post(struct connector_call *call)
{
	struct teams_post *post = teams_post(call->place, call->steps[1]);

	if (!post)
		refuse(&call->refusal, 404, "ActivityNotFoundInConversation",
			"Activity not found in conversation.");
	else if (post->from)
		refuse(&call->refusal, 403, "ForbiddenOperationException",
			"a bot changes its own messages alone");
	else if (call->targeted != (post->targeted != NULL))
		refuse(&call->refusal, 400, "BadSyntax",
			"isTargetedActivity tells of a targeted message, and of no other");
	return call->refusal.status ? NULL : post;
}

static void update_activity(struct connector_call *call)
{
	struct teams_post *post = own_post(call);

	if (call->targeted && json_get(call->body, "recipient"))
		refuse(&call->refusal, 400, "BadSyntax",
			"an update of a targeted message has no recipient");
	if (!post || !is_message(call, call->body))
		return;
	set_content(post, call->body);
	post->edits++;
	call->post = post->id;
	show_post(call->teams, "update", post);
	answer_id(call, post->id);
	call->status = 200;
}

static void delete_activity(struct connector_call *call)
{
	struct teams_post *post = own_post(call);

	if (!post)
		return;
	show_post(call->teams, "delete", post);
	teams_post_destroy(post);
}

/* A direct conversation: always the same one for the same person. */
static void create_direct(struct connector_call *call)
{
	const struct teams_workspace *workspace = call->teams->workspace;
	const char *id = json_string(call->body, "members.0.id");
	const char *tenant = json_string_or(
		call->body, "tenantId", json_string(call->body, "channelData.tenant.id"));
	const struct teams_person *person = teams_person(workspace, id);

	if (json_length(json_get(call->body, "members")) != 1)
		refuse(&call->refusal, 400, "BadSyntax",
			"a bot creates conversations with one member");
	else if (!person)
		refuse(&call->refusal, 404, "NotFound",
			"User not found: ids and directory ids "
			"are taken, no addresses");
	else if (person->gone)
		refuse(&call->refusal, 400, "MemberNotFoundInConversation",
			"The member is not found in the conversation.");
	else if (!text_equal(tenant, person->tenant))
		refuse(&call->refusal, 403, "ForbiddenOperationException",
			"the tenant is not this person's");
	else if (!person->has_app)
		refuse(&call->refusal, 403, "ForbiddenOperationException",
			"The bot is not installed in user's personal scope.");
	if (call->refusal.status)
		return;
	call->place = teams_direct(workspace, person);
	answer_id(call, call->place->id);
}

static void create_thread(struct connector_call *call, const char *channel)
{
	const struct cJSON *activity = json_get(call->body, "activity");
	struct teams_post *post;
	_cleanup_free_ char *id = NULL;

	call->place = teams_place(call->teams->workspace, channel);
	if (!call->place || call->place->kind != PLACE_CHANNEL)
		refuse(&call->refusal, 404, "ConversationNotFound", "Conversation not found.");
	else if (!call->place->app_member)
		refuse(&call->refusal, 403, "BotNotInConversationRoster",
			"The bot is not part of the conversation roster.");
	else if (!activity)
		refuse(&call->refusal, 400, "BadSyntax",
			"a new thread in a channel begins with an activity");
	if (call->refusal.status || !is_message(call, activity))
		return;
	post = create_post(call, activity, NULL, NULL);
	show_post(call->teams, "message", post);
	id = xasprintf("%s" ROOT "%s", call->place->id, post->id);
	answer_id(call, id);
	json_set_string(call->answer, "activityId", post->id);
}

static void create_conversation(struct connector_call *call)
{
	const char *channel = json_string(call->body, "channelData.channel.id");

	if (!text_equal_nocase(json_string(call->body, "bot.id"), call->teams->workspace->bot_id))
		refuse(&call->refusal, 400, "BadSyntax", "bot.id is the bot's own id");
	if (call->refusal.status)
		return;
	if (channel || json_bool(call->body, "isGroup", false))
		create_thread(call, channel);
	else
		create_direct(call);
}

const struct connector_route connector_message_routes[] = {
	{ "POST", "v3/conversations", "connector.create", .writes = true,
		.run = create_conversation },
	{ "POST", "v3/conversations/*/activities", "connector.post", .in_place = true,
		.writes = true, .run = send_activity },
	{ "POST", "v3/conversations/*/activities/*", "connector.post", .in_place = true,
		.writes = true, .run = send_activity },
	{ "PUT", "v3/conversations/*/activities/*", "connector.put", .in_place = true,
		.writes = true, .run = update_activity },
	{ "DELETE", "v3/conversations/*/activities/*", "connector.delete", .in_place = true,
		.writes = true, .run = delete_activity },
	{ 0 },
};
