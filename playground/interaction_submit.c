/*
 * Modals submitted and closed: what Slack's client refuses by itself, view_submission with what the
 * app answers to it, and view_closed.
 */
#include <stdlib.h>

#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "playground/inputs.h"
#include "playground/interactions_private.h"
#include "playground/playground.h"
#include "playground/replies.h"
#include "playground/response_urls.h"
#include "playground/view_response.h"
#include "playground/views.h"
#include "playground/world.h"

/* Lays {block_id: {action_id: value}} over `values`. NULL, or what is wrong. */
static const char *take_values(const struct interaction *interaction, const struct view *view,
	const struct cJSON *given, struct cJSON *values)
{
	struct filling filling = { interaction->playground->world, view->person, view->channel };
	const struct cJSON *blocks = json_get(view->content, "blocks");
	const struct cJSON *block, *value;

	json_for_each(block, given) {
		json_for_each(value, block) {
			struct cJSON *state = NULL;
			struct input input;
			const char *why = "the view has no such element";
			if (input_find(blocks, json_name(block), json_name(value), &input))
				why = element_take(&filling, input.element, value, &state);
			if (why)
				return why;
			values_set(values, json_name(block), json_name(value), state);
		}
	}
	return NULL;
}

/* What Slack's client asks to be mended first: {block_id: text}. A new object. */
static struct cJSON *find_problems(const struct view *view)
{
	struct input input = { .blocks = json_get(view->content, "blocks") };
	struct cJSON *errors = json_object();

	while (input_next(&input)) {
		bool optional = json_bool(input.block, "optional", false);
		const struct cJSON *state =
			values_get(view->values, input_block_id(&input), input_action_id(&input));
		_cleanup_free_ char *problem = NULL;
		if (!input_is_in_input_block(&input))
			continue;
		problem = element_problem(input.element, state, optional);
		if (problem)
			json_set_string(errors, input_block_id(&input), problem);
	}
	return errors;
}

/* Takes over `values`. */
static struct cJSON *start_view_payload(const struct interaction *interaction, const char *type,
	struct view *view, struct cJSON *values)
{
	struct cJSON *payload = json_object();

	json_set_string(payload, "type", type);
	interaction_describe(interaction, payload);
	json_set(payload, "view", view_for_app(interaction->playground, view, values));
	return payload;
}

/* One response_url for each input that asks for it and names a channel. */
static void describe_response_urls(
	const struct interaction *interaction, struct cJSON *payload, const struct view *view)
{
	struct cJSON *urls = json_set_array(payload, "response_urls");
	struct input input = { .blocks = json_get(view->content, "blocks") };

	while (input_next(&input)) {
		const struct cJSON *state =
			values_get(view->values, input_block_id(&input), input_action_id(&input));
		const char *id = json_string(state, "selected_channel");
		struct interaction there = *interaction;
		struct cJSON *item;
		id = id ? id : json_string(state, "selected_conversation");
		there.channel = world_channel(interaction->playground->world, id);
		if (!json_bool(input.element, "response_url_enabled", false) || !there.channel)
			continue;
		item = json_append(urls, json_object());
		json_set_string(item, "block_id", input_block_id(&input));
		json_set_string(item, "action_id", input_action_id(&input));
		json_set_string(item, "channel_id", id);
		response_url_create(&there, item, NULL);
	}
}

static void answer_submission(
	const struct interaction *interaction, const char *envelope_id, const struct cJSON *payload)
{
	struct cJSON *answer = json_object();
	const struct cJSON *errors = json_get(payload, "errors");

	json_set_string(answer, "envelope_id", envelope_id);
	json_set_string(answer, "response_action", json_string(payload, "response_action"));
	if (errors)
		json_set(answer, "errors", json_copy(errors));
	else
		json_set_object(answer, "errors");
	reply_ok(interaction->request, answer);
}

/* The person sees that something went wrong; here also what. */
static void refuse_response(
	const struct interaction *interaction, const char *why, const struct cJSON *messages)
{
	_cleanup_free_ char *lines = json_print(messages);
	_cleanup_free_ char *said = xasprintf("%s: %s", why, lines);

	reply_error(
		interaction->request, "invalid_view_response", json_length(messages) ? said : why);
}

static void on_submitted(struct playground *playground, enum envelope_outcome outcome,
	const char *envelope_id, const struct cJSON *payload, void *data)
{
	_cleanup_free_ struct interaction *interaction = data;
	_cleanup_json_ struct cJSON *messages = json_array();
	struct view *view = views_find(playground->views, interaction->view_id);
	const char *why = NULL;

	if (view)
		view->submitting = false;
	if (outcome != ENVELOPE_ACKNOWLEDGED) {
		interaction_answer(interaction, outcome, "operation_timeout", envelope_id, payload);
		return;
	}
	if (view)
		why = view_response_apply(playground, view, payload, messages);
	if (why)
		refuse_response(interaction, why, messages);
	else
		answer_submission(interaction, envelope_id, payload);
}

static bool can_be_submitted(const struct view *view)
{
	return !view->home && json_get(view->content, "submit") &&
	       !json_bool(view->content, "submit_disabled", false);
}

static void refuse_submission(
	const struct interaction *interaction, struct view *view, struct cJSON *problems)
{
	struct cJSON *answer = json_object();

	json_set(answer, "errors", json_copy(problems));
	view_set_errors(interaction->playground, view, problems);
	reply_error_with(interaction->request, "missing_input",
		"Slack would not send this form: errors says why", answer);
}

/* Everything put in is right as far as can be seen here. */
static void submit(const struct interaction *interaction, struct view *view)
{
	struct cJSON *problems = find_problems(view);
	struct cJSON *payload;

	if (json_length(problems)) {
		refuse_submission(interaction, view, problems);
		return;
	}
	view_set_errors(interaction->playground, view, problems);
	payload = start_view_payload(interaction, "view_submission", view, json_copy(view->values));
	trigger_create(interaction, payload);
	describe_response_urls(interaction, payload, view);
	view->submitting = true;
	interaction_send(interaction, payload, true, on_submitted);
}

void interaction_submit(
	struct playground *playground, struct http_request *request, const struct cJSON *body)
{
	struct interaction interaction;
	struct view *view = interaction_read_view(playground, request, body, &interaction);
	struct cJSON *values;
	const char *why;

	if (!view)
		return;
	if (!can_be_submitted(view) || view->submitting) {
		reply_error(request, "cannot_submit",
			view->submitting ? "the app is still being asked"
					 : "the view has no button to submit it");
		return;
	}
	values = json_copy(view->values);
	why = take_values(&interaction, view, json_get(body, "values"), values);
	if (why) {
		json_free(values);
		reply_error(request, "invalid_value", why);
		return;
	}
	view_set_values(playground, view, values);
	submit(&interaction, view);
}

static void on_closed(struct playground *playground, enum envelope_outcome outcome,
	const char *envelope_id, const struct cJSON *payload, void *data)
{
	_cleanup_free_ struct interaction *interaction = data;

	(void)playground;
	interaction_answer(interaction, outcome, "operation_timeout", envelope_id, payload);
}

/* The X of the stack speaks for its root. */
void interaction_close(
	struct playground *playground, struct http_request *request, const struct cJSON *body)
{
	struct interaction interaction;
	struct view *view = interaction_read_view(playground, request, body, &interaction);
	struct cJSON *payload = NULL, *answer;
	bool all;

	if (!view)
		return;
	if (view->home) {
		reply_error(request, "view_not_found", "Home is not closed");
		return;
	}
	all = json_bool(body, "all", false) || json_bool(view->content, "clear_on_close", false);
	if (all)
		view = view_root(view);
	if (json_bool(view->content, "notify_on_close", false)) {
		payload = start_view_payload(&interaction, "view_closed", view, json_object());
		json_set_bool(payload, "is_cleared", all);
	}
	if (all)
		views_close_all(playground, interaction.person);
	else
		view_close(playground, view);
	if (payload) {
		interaction_send(&interaction, payload, false, on_closed);
		return;
	}
	answer = json_object();
	json_set_null(answer, "envelope_id");
	reply_ok(request, answer);
}
