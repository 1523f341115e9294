/*
 * Orders going down: a message is posted or replaced. What the words in platform.h mean for Teams
 * is decided here: teams_deliver() in connector.h.
 *
 *     to a person              POST v3/conversations (the same one each time), then into it
 *     into a channel           POST v3/conversations with the activity: a new thread
 *     into a channel's thread  POST …/conversations/<channel>;messageid=<thread>/activities
 *     into a group             POST …/conversations/<group>/activities: groups have no threads
 *     in the place of another  PUT …/activities/<message>
 *
 * There is no key to post idempotently with and no history to look in, so a post whose line broke
 * ends as UNKNOWN, and a person decides. What Teams answers before it has done anything is tried
 * again by the deliverer. A card that is refused for its content, or too long, goes once more as
 * plain text.
 */
#include <string.h>

#include "bot/platform/teams/connector_parts.h"
#include "bot/platform/teams/errors.h"
#include "bot/util/json.h"
#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

struct job {
	struct teams_connector *connector;
	int64_t id; // for the log
	bool update;
	int tenant;
	char *person; // post: to whom; NULL
	char *conversation; // without thread; of a person: once it is known
	char *thread; // into this one; NULL
	char *message; // update: in whose place
	bool remembered; // the person's conversation was known from before
	struct cJSON *activity;
	struct cJSON *plain; // what is left to try if the card is refused; NULL once tried
	delivery_done *done;
	void *data;
};

static void finish(struct job *job, const struct delivery_result *result)
{
	job->done(job->data, result);
	free(job->person);
	free(job->conversation);
	free(job->thread);
	free(job->message);
	json_free(job->activity);
	json_free(job->plain);
	free(job);
}

/* They will not get it: they may have left. */
static bool is_out_of_reach(const struct job *job, const struct call_reply *reply)
{
	return job->person &&
	       (reply->class == CALL_GONE || reply->class == CALL_NO_MEMBER ||
		       reply->class == CALL_CLOSED || reply->class == CALL_FORBIDDEN);
}

/* `posting`: the message itself was on its way, not only a question for where. */
static void fail(struct job *job, const struct call_reply *reply, bool posting)
{
	_cleanup_free_ char *reason = teams_error_words(reply->code);
	struct delivery_result result = call_ends(reply, posting && !job->update, HOLD_DELIVERY);

	result.reason = reason;
	if (is_out_of_reach(job, reply))
		teams_out_of_reach(job->connector, job->tenant, job->person);
	finish(job, &result);
}

/* --- where it is --- */

/* A new thread is called "<channel>;messageid=<its first message>". */
static const char *first_message(const char *conversation)
{
	const char *found = conversation ? strstr(conversation, ";messageid=") : NULL;

	return found ? found + strlen(";messageid=") : NULL;
}

static const char *message_of(const struct job *job, const struct cJSON *json)
{
	if (job->update)
		return job->message;
	return json_string_or(json, "activityId",
		first_message(json_string(json, "id")) ? first_message(json_string(json, "id"))
						       : json_string(json, "id"));
}

static void arrived(struct job *job, const struct cJSON *json)
{
	_cleanup_free_ char *channel =
		teams_place_name(job->connector->conversations, job->tenant, job->conversation);
	struct delivery_result result = {
		.outcome = DELIVERED,
		.channel = channel,
		.message = message_of(job, json),
	};

	/* A post that Teams says it took, and does not say where, cannot be edited. */
	if (!result.message)
		result = (struct delivery_result){ UNKNOWN, .reason = "no_message_id" };
	finish(job, &result);
}

/* --- sending --- */

static void begin(struct job *job);
static void send_activity(struct job *job);

static bool tries_plain(struct job *job, const struct call_reply *reply)
{
	if (reply->class != CALL_BAD_CONTENT || !job->plain)
		return false;
	log_warning("teams", "delivery=%lld refused with %s, once more as plain text",
		(long long)job->id, reply->code);
	json_free(job->activity);
	job->activity = steal_pointer(job->plain);
	send_activity(job);
	return true;
}

static bool reaches_anew(struct job *job, const struct call_reply *reply)
{
	if (reply->class != CALL_GONE || !job->remembered)
		return false;
	teams_direct_forget(job->connector->conversations, job->tenant, job->person);
	job->remembered = false;
	free(steal_pointer(job->conversation));
	begin(job);
	return true;
}

static void replied(void *data, const struct call_reply *reply)
{
	struct job *job = data;

	if (tries_plain(job, reply) || reaches_anew(job, reply))
		return;
	if (reply->class == CALL_OK)
		arrived(job, reply->json);
	else
		fail(job, reply, true);
}

static struct cJSON *new_thread(const struct job *job)
{
	struct cJSON *body = teams_new_conversation(job->connector, job->tenant);
	struct cJSON *channel = json_object();

	json_set_string(channel, "id", job->conversation);
	json_set((struct cJSON *)json_get(body, "channelData"), "channel", channel);
	json_set_bool(body, "isGroup", true);
	json_set(body, "activity", json_copy(job->activity));
	return body;
}

static void send_activity(struct job *job)
{
	bool opens = !job->update && !job->thread && teams_is_channel(job->conversation);
	_cleanup_json_ struct cJSON *body = opens ? new_thread(job) : json_copy(job->activity);
	struct teams_request request = {
		.what = job->update ? "put"
			: opens     ? "create"
				    : "post",
		.method = job->update ? "PUT" : "POST",
		.tenant = job->tenant,
		.path = opens ? xstrdup("v3/conversations")
			      : teams_activity_path(job->conversation, job->thread, job->message),
		.body = json_print(body),
		.conversation = job->conversation,
		.opens = opens,
		.fresh = !job->update,
	};

	teams_call(job->connector->calls, &request, replied, job);
}

static void reached(void *data, const char *conversation, const struct call_reply *reply)
{
	struct job *job = data;

	if (!conversation) {
		fail(job, reply, false);
		return;
	}
	job->conversation = xstrdup(conversation);
	send_activity(job);
}

static void begin(struct job *job)
{
	const char *known;

	if (job->conversation) {
		send_activity(job);
		return;
	}
	known = teams_direct_get(job->connector->conversations, job->tenant, job->person);
	if (known) {
		job->remembered = true;
		job->conversation = xstrdup(known);
		send_activity(job);
		return;
	}
	teams_reach(job->connector, job->tenant, job->person, TEAMS_TO_DELIVER, reached, job);
}

/* --- an order --- */

void teams_deliver(struct teams_connector *connector, const struct delivery *delivery,
	const struct cJSON *activity, const struct cJSON *plain, delivery_done *done, void *data)
{
	struct job *job = xcalloc(1, sizeof(*job));
	struct teams_place place = teams_place_of(
		connector->conversations, delivery->channel ? delivery->channel : delivery->person);

	job->connector = connector;
	job->id = delivery->id;
	job->update = delivery->operation == DELIVERY_UPDATE;
	job->tenant = place.tenant;
	if (delivery->channel)
		job->conversation = place.id;
	else
		job->person = place.id;
	if (job->update)
		job->message = xstrdup(delivery->message);
	else if (delivery->thread && job->conversation && teams_is_channel(job->conversation))
		job->thread = xstrdup(delivery->thread);
	job->activity = json_copy(activity);
	job->plain = json_copy(plain);
	job->done = done;
	job->data = data;
	begin(job);
}
