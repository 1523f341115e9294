/*
 * Ordinary messages of people; and envelopes sent as they are, for tests.
 */
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "playground/content.h"
#include "playground/events.h"
#include "playground/interactions_private.h"
#include "playground/mentions.h"
#include "playground/page_stream.h"
#include "playground/playground.h"
#include "playground/replies.h"
#include "playground/world.h"

static struct post *write_post(
	const struct interaction *interaction, const char *typed, const char *thread_ts)
{
	struct playground *playground = interaction->playground;
	_cleanup_text_ struct text text = TEXT_INIT;
	struct post *post;

	mentions_from_typed(playground->world, &text, typed, false);
	post = post_create(playground->world, interaction->channel, interaction->person->id,
		text_string(&text));
	post_reply_to(post, thread_ts);
	page_streams_tell(playground, "message", post);
	return post;
}

void interaction_message(
	struct playground *playground, struct http_request *request, const struct cJSON *body)
{
	const char *typed = json_string_or(body, "text", "");
	const char *thread_ts = json_string(body, "thread_ts");
	struct interaction interaction;
	const struct post *parent, *post;
	struct cJSON *answer;

	if (!interaction_read(playground, request, body, &interaction))
		return;
	parent = thread_ts ? channel_post(interaction.channel, thread_ts) : NULL;
	if (text_is_blank(typed)) {
		reply_error(request, "no_text", "a message says something");
		return;
	}
	if (text_characters(typed) > TEXT_MAX) {
		reply_error(request, "msg_too_long", "a message has at most 40000 characters");
		return;
	}
	if (interaction.channel->direct && !playground_can_be_written_to(playground)) {
		reply_error(request, "read_only", "this app takes no messages");
		return;
	}
	if (thread_ts && (!parent || parent->thread_ts || parent->ephemeral_to)) {
		reply_error(request, "thread_not_found", "no message begins such a thread");
		return;
	}
	post = write_post(&interaction, typed, thread_ts);
	event_message(playground, post);
	answer = json_object();
	json_set_string(answer, "channel", post->channel->id);
	json_set_string(answer, "ts", post->ts);
	reply_ok(request, answer);
}

static void on_done(struct playground *playground, enum envelope_outcome outcome,
	const char *envelope_id, const struct cJSON *payload, void *data)
{
	struct interaction interaction = { .playground = playground, .request = data };

	interaction_answer(&interaction, outcome, "operation_timeout", envelope_id, payload);
}

void interaction_envelope(
	struct playground *playground, struct http_request *request, const struct cJSON *body)
{
	const char *raw = json_string(body, "raw");
	const struct cJSON *envelope = json_get(body, "envelope");

	if (!json_is_object(envelope))
		envelope = body;
	if (!raw)
		socket_mode_send_envelope(
			playground->socket_mode, json_copy(envelope), on_done, request);
	else if (socket_mode_send_raw(playground->socket_mode, raw))
		reply_ok(request, NULL);
	else
		reply_error(request, "no_connection", "no app is connected");
}
