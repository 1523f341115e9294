#include "bot/platform/slack/deliver.h"

#include "bot/platform/slack/encode.h"
#include "bot/platform/slack/web_api.h"
#include "bot/util/json.h"
#include "bot/util/log.h"
#include "bot/util/memory.h"

struct job {
	const struct slack_sender *sender;
	int64_t id; // for the log
	enum slack_method method;
	struct cJSON *plain; // what is left to try if the blocks are refused; NULL once tried
	char *channel; // update: where the message is
	char *message;
	delivery_done *done;
	void *data;
};

static void job_free(struct job *job)
{
	json_free(job->plain);
	free(job->channel);
	free(job->message);
	free(job);
}

/* How each class of answer ends a delivery. An update may be repeated, a post may not. */
static const struct {
	enum delivery_outcome post, update;
	enum delivery_hold hold;
} endings[] = {
	[SLACK_OK] = { DELIVERED, DELIVERED, HOLD_DELIVERY },
	[SLACK_ALREADY] = { DELIVERED, DELIVERED, HOLD_DELIVERY },
	[SLACK_GONE] = { REFUSED, REFUSED, HOLD_DELIVERY },
	[SLACK_BAD_CONTENT] = { REFUSED, REFUSED, HOLD_DELIVERY },
	[SLACK_CREDENTIALS] = { RETRY_LATER, RETRY_LATER, HOLD_PLATFORM },
	[SLACK_LATER] = { RETRY_LATER, RETRY_LATER, HOLD_DELIVERY },
	[SLACK_LIMITED] = { RETRY_LATER, RETRY_LATER, HOLD_METHOD },
	[SLACK_UNCERTAIN] = { UNKNOWN, RETRY_LATER, HOLD_DELIVERY },
	[SLACK_REFUSAL] = { REFUSED, REFUSED, HOLD_DELIVERY },
};

static struct delivery_result result_of(const struct job *job, const struct slack_answer *answer)
{
	struct delivery_result result = {
		.outcome = job->method == SLACK_CHAT_UPDATE ? endings[answer->class].update
							    : endings[answer->class].post,
		.hold = answer->unreachable ? HOLD_PLATFORM : endings[answer->class].hold,
		.retry_after = answer->retry_after,
		.reason = answer->error,
	};

	if (result.outcome == DELIVERED) {
		result.channel = json_string_or(answer->json, "channel", job->channel);
		result.message = json_string_or(answer->json, "ts", job->message);
	}
	/* A post that Slack says it took, and does not say where, cannot be edited: look for it. */
	if (result.outcome == DELIVERED && (!result.channel || !result.message)) {
		result.outcome = UNKNOWN;
		result.reason = "no_message_id";
	}
	return result;
}

static void delivered(void *data, const struct slack_answer *answer)
{
	struct job *job = data;
	const struct slack_sender *sender = job->sender;
	struct delivery_result result = result_of(job, answer);

	if (answer->class == SLACK_CREDENTIALS || answer->class == SLACK_OK)
		sender->credentials(sender->data, answer->error);
	if (answer->class == SLACK_BAD_CONTENT && job->plain) {
		const char *detail = json_string(answer->json, "response_metadata.messages.0");
		log_warning("slack", "delivery=%lld refused with %s (%s), once more as plain text",
			(long long)job->id, answer->error, detail ? detail : "no details");
		slack_call(sender->api, job->method, steal_pointer(job->plain), delivered, job);
		return;
	}
	job->done(job->data, &result);
	job_free(job);
}

static void add_address(struct cJSON *arguments, const struct delivery *delivery)
{
	/* A person's id as channel posts into their conversation with the app. */
	json_set_string(
		arguments, "channel", delivery->channel ? delivery->channel : delivery->person);
	if (delivery->operation == DELIVERY_UPDATE) {
		json_set_string(arguments, "ts", delivery->message);
		return;
	}
	if (delivery->thread)
		json_set_string(arguments, "thread_ts", delivery->thread);
	struct cJSON *metadata = json_set_object(arguments, "metadata");
	json_set_string(metadata, "event_type", SLACK_DELIVERY_EVENT);
	json_set_string(json_set_object(metadata, "event_payload"), "delivery_id", delivery->token);
}

static struct cJSON *text_alone(const struct cJSON *arguments)
{
	struct cJSON *plain = json_object();
	const struct cJSON *argument;

	if (!json_get(arguments, "blocks")) { // it was text alone before
		json_free(plain);
		return NULL;
	}
	json_for_each (argument, arguments)
		if (argument != json_get(arguments, "blocks"))
			json_set(plain, json_name(argument), json_copy(argument));
	return plain;
}

void slack_deliver(const struct slack_sender *sender, const struct delivery *delivery,
	delivery_done *done, void *data)
{
	bool update = delivery->operation == DELIVERY_UPDATE;
	struct cJSON *arguments =
		slack_encode(delivery->content, update ? SLACK_USE_UPDATE : SLACK_USE_POST);
	struct job *job = xcalloc(1, sizeof(*job));

	add_address(arguments, delivery);
	job->sender = sender;
	job->id = delivery->id;
	job->method = update ? SLACK_CHAT_UPDATE : SLACK_CHAT_POST_MESSAGE;
	job->plain = text_alone(arguments);
	job->channel = update ? xstrdup(delivery->channel) : NULL;
	job->message = update ? xstrdup(delivery->message) : NULL;
	job->done = done;
	job->data = data;
	slack_call(sender->api, job->method, arguments, delivered, job);
}
