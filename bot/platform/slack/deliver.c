#include "bot/platform/slack/deliver.h"

#include "bot/message.h"
#include "bot/platform/slack/chart_ladder.h"
#include "bot/platform/slack/decode.h"
#include "bot/platform/slack/encode.h"
#include "bot/platform/slack/pictures.h"
#include "bot/platform/slack/web_api.h"
#include "bot/util/arena.h"
#include "bot/util/clock.h"
#include "bot/util/json.h"
#include "bot/util/log.h"
#include "bot/util/memory.h"

enum {
	YOUNG_PICTURE = 30 * MS_PER_SECOND, // Slack may still be looking at it
	LOOK_AGAIN = 5 * MS_PER_SECOND,
};

/* A chart of a job whose picture is awaited. */
struct wanted_picture {
	struct job *job;
	size_t index;
};

struct job {
	const struct slack_sender *sender;
	struct arena *arena;
	int64_t id; // for the log
	enum slack_method method;
	struct cJSON *address; // where it goes: arguments beside the content
	const struct message *content; // with charts; NULL if it has none
	struct cJSON *sent; // the arguments with charts in them, to see what was refused
	struct cJSON *plain; // what is left to try if the blocks are refused; NULL once tried
	struct slack_charts charts;
	struct wanted_picture wanted[SLACK_CHARTS];
	size_t waiting; // for pictures
	bool young; // one of the pictures is
	struct chart_trial trial;
	char *channel; // update: where the message is
	char *message;
	delivery_done *done;
	void *data;
};

static void job_free(struct job *job)
{
	json_free(job->address);
	json_free(job->sent);
	json_free(job->plain);
	free(job->channel);
	free(job->message);
	arena_destroy(job->arena);
	free(job);
}

static struct delivery_result result_of(const struct job *job, const struct call_reply *reply)
{
	struct delivery_result result =
		call_ends(reply, job->method != SLACK_CHAT_UPDATE, HOLD_METHOD);

	if (result.outcome == DELIVERED) {
		result.channel = json_string_or(reply->json, "channel", job->channel);
		result.message = json_string_or(reply->json, "ts", job->message);
	}
	/* A post that Slack says it took, and does not say where, cannot be edited: look for it. */
	if (result.outcome == DELIVERED && (!result.channel || !result.message)) {
		result.outcome = UNKNOWN;
		result.reason = "no_message_id";
	}
	return result;
}

static void finish(struct job *job, const struct delivery_result *result)
{
	job->done(job->data, result);
	job_free(job);
}

/* --- charts --- */

static void try_charts(struct job *job, enum slack_chart_way way);

/* True if the refusal is answered by another way of showing the charts, now or in a moment. */
static bool step_down(struct job *job, const struct call_reply *reply)
{
	const struct delivery_result later = {
		.outcome = RETRY_LATER,
		.retry_after = LOOK_AGAIN,
		.reason = "picture_not_ready",
	};

	if (!job->sent || !chart_ladder_blames(reply->json, job->sent))
		return false;
	if (slack_charts_have(&job->charts, SLACK_CHART_NATIVE)) {
		job->trial.native_refused = true;
		try_charts(job, SLACK_CHART_PICTURE);
	} else if (!slack_charts_have(&job->charts, SLACK_CHART_PICTURE)) {
		return false;
	} else if (job->young) {
		finish(job, &later);
	} else {
		job->trial.picture_refused = true;
		try_charts(job, SLACK_CHART_TEXT);
	}
	return true;
}

static void learn(struct job *job)
{
	const struct slack_sender *sender = job->sender;

	if (job->content && chart_ladder_learn(sender->ladder, &job->trial, &job->charts,
				    sender->identity->team, clock_now()))
		sender->learned(sender->data);
}

/* --- sending --- */

static void log_refusal(const struct job *job, const struct call_reply *reply, const char *next)
{
	const char *detail = json_string(reply->json, "response_metadata.messages.0");

	log_warning("slack", "delivery=%lld refused with %s (%s), once more %s", (long long)job->id,
		reply->code, detail ? detail : "no details", next);
}

static void delivered(void *data, const struct call_reply *reply)
{
	struct job *job = data;
	const struct slack_sender *sender = job->sender;
	struct delivery_result result = result_of(job, reply);

	if (reply->class == CALL_CREDENTIALS || reply->class == CALL_OK)
		sender->credentials(sender->data, reply->code);
	if (reply->class == CALL_BAD_CONTENT && job->plain) {
		if (step_down(job, reply))
			return;
		log_refusal(job, reply, "as plain text");
		job->trial.blocks_refused = true;
		slack_call(sender->api, job->method, steal_pointer(job->plain), delivered, job);
		return;
	}
	if (result.outcome == DELIVERED)
		learn(job);
	finish(job, &result);
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

/* Takes `content`. */
static void send_content(struct job *job, struct cJSON *content)
{
	const struct cJSON *argument;

	json_for_each (argument, job->address)
		json_set(content, json_name(argument), json_copy(argument));
	json_free(job->plain);
	job->plain = text_alone(content);
	json_free(job->sent);
	job->sent = job->content ? json_copy(content) : NULL;
	slack_call(job->sender->api, job->method, content, delivered, job);
}

static enum slack_use use_of(const struct job *job)
{
	return job->method == SLACK_CHAT_UPDATE ? SLACK_USE_UPDATE : SLACK_USE_POST;
}

static void one_less(struct job *job)
{
	if (--job->waiting == 0)
		send_content(job, slack_encode_charts(job->content, use_of(job), &job->charts));
}

static void picture_came(void *data, const char *file, int64_t age)
{
	const struct wanted_picture *wanted = data;
	struct job *job = wanted->job;

	job->charts.shown[wanted->index].file = arena_strdup(job->arena, file);
	if (!file)
		job->charts.shown[wanted->index].way = SLACK_CHART_TEXT;
	else if (age < YOUNG_PICTURE)
		job->young = true;
	one_less(job);
}

static void try_charts(struct job *job, enum slack_chart_way way)
{
	job->young = false;
	job->waiting = 1; // until all pictures are asked for
	slack_plan_charts(job->content, way, &job->charts);
	for (size_t i = 0; i < job->charts.count; i++) {
		if (job->charts.shown[i].way != SLACK_CHART_PICTURE)
			continue;
		job->wanted[i] = (struct wanted_picture){ job, i };
		job->waiting++;
		pictures_get(job->sender->pictures, job->charts.shown[i].chart, picture_came,
			&job->wanted[i]);
	}
	one_less(job);
}

static bool has_charts(const struct message *message)
{
	struct slack_charts charts;

	slack_plan_charts(message, SLACK_CHART_TEXT, &charts);
	return charts.count > 0;
}

/* The order is borrowed for a moment, a chart may take several. */
static const struct message *keep(struct arena *arena, const struct message *message)
{
	_cleanup_free_ char *json = message_to_json(message);

	return message_from_json(arena, json);
}

static void begin(struct job *job, const struct message *content)
{
	const struct slack_sender *sender = job->sender;

	if (has_charts(content))
		job->content = keep(job->arena, content);
	if (job->content)
		try_charts(job,
			chart_ladder_first(sender->ladder, sender->identity->team, clock_now()));
	else
		send_content(job, slack_encode(content, use_of(job)));
}

void slack_deliver(const struct slack_sender *sender, const struct delivery *delivery,
	delivery_done *done, void *data)
{
	bool update = delivery->operation == DELIVERY_UPDATE;
	struct job *job = xcalloc(1, sizeof(*job));

	job->sender = sender;
	job->arena = arena_create();
	job->id = delivery->id;
	job->method = update ? SLACK_CHAT_UPDATE : SLACK_CHAT_POST_MESSAGE;
	job->address = json_object();
	add_address(job->address, delivery);
	job->channel = update ? xstrdup(delivery->channel) : NULL;
	job->message = update ? xstrdup(delivery->message) : NULL;
	job->done = done;
	job->data = data;
	begin(job, delivery->content);
}
