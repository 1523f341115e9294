/*
 * Elements of views: what a person types, chooses and presses in a modal or on their Home. It is
 * kept with the view; what dispatches is sent as interactive block_actions, too.
 */
#include <stdlib.h>

#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "playground/inputs.h"
#include "playground/interactions_private.h"
#include "playground/playground.h"
#include "playground/replies.h"
#include "playground/views.h"
#include "playground/world.h"

/* What the action repeats of its element. */
static void copy_members(
	struct cJSON *to, const struct cJSON *from, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (json_get(from, names[i]))
			json_set(to, names[i], json_copy(json_get(from, names[i])));
}

void interaction_describe_action(const struct interaction *interaction, struct cJSON *payload,
	const struct input *input, const struct cJSON *state)
{
	static const char *const of_buttons[] = { "text", "value", "style", "url", "confirm" };
	static const char *const of_others[] = { "placeholder", "initial_option", "initial_options",
		"initial_user", "initial_users", "initial_channel", "initial_channels",
		"initial_conversation", "initial_conversations", "initial_date", "initial_time",
		"initial_date_time", "confirm" };
	struct cJSON *action = json_append(json_set_array(payload, "actions"), json_object());
	_cleanup_free_ char *now = world_timestamp(interaction->playground->world);
	const struct cJSON *member;

	json_set_string(action, "type", json_string_or(input->element, "type", "button"));
	json_set_string(action, "action_id", input_action_id(input));
	json_set_string(action, "block_id", input_block_id(input));
	if (state)
		copy_members(action, input->element, of_others, array_length(of_others));
	else
		copy_members(action, input->element, of_buttons, array_length(of_buttons));
	json_for_each(member, state)
		json_set(action, json_name(member), json_copy(member));
	json_set_string(action, "action_ts", now);
}

static bool dispatches_on(const struct cJSON *element, const char *what)
{
	const struct cJSON *item;
	const struct cJSON *wanted = json_get(element, "dispatch_action_config.trigger_actions_on");

	json_for_each(item, wanted)
		if (text_equal(json_text(item), what))
			return true;
	return !wanted && text_equal(what, "on_enter_pressed");
}

/* An input block sends only if it says so; a text then at the end of typing, or at each letter. */
static bool dispatches(const struct input *input, bool typing)
{
	if (!input_is_in_input_block(input))
		return true;
	if (!json_bool(input->block, "dispatch_action", false))
		return false;
	return !element_is_text(input->element) ||
	       dispatches_on(input->element, typing ? "on_character_entered" : "on_enter_pressed");
}

static struct cJSON *describe(const struct interaction *interaction, struct view *view,
	const struct input *input, const struct cJSON *state)
{
	struct cJSON *payload = json_object();
	struct cJSON *container = json_set_object(payload, "container");

	json_set_string(payload, "type", "block_actions");
	interaction_describe(interaction, payload);
	json_set_string(container, "type", "view");
	json_set_string(container, "view_id", view->id);
	trigger_create(interaction, payload);
	json_set(payload, "view",
		view_for_app(interaction->playground, view, json_copy(view->values)));
	interaction_describe_action(interaction, payload, input, state);
	return payload;
}

static void on_done(struct playground *playground, enum envelope_outcome outcome,
	const char *envelope_id, const struct cJSON *payload, void *data)
{
	_cleanup_free_ struct interaction *interaction = data;

	(void)playground;
	interaction_answer(interaction, outcome, "dispatch_failed", envelope_id, payload);
}

static void keep(const struct interaction *interaction, struct view *view,
	const struct input *input, const struct cJSON *state)
{
	struct cJSON *values = json_copy(view->values);

	values_set(values, input_block_id(input), input_action_id(input), json_copy(state));
	view_set_values(interaction->playground, view, values);
}

static void answer_unsent(const struct interaction *interaction)
{
	struct cJSON *answer = json_object();

	json_set_null(answer, "envelope_id");
	json_set_null(answer, "payload");
	reply_ok(interaction->request, answer);
}

/* Ends the request. */
static void act(const struct interaction *interaction, struct view *view, const struct input *input,
	const struct cJSON *value, bool typing)
{
	struct filling filling = { interaction->playground->world, view->person, view->channel };
	_cleanup_json_ struct cJSON *state = NULL;
	struct cJSON *payload;
	const char *why = NULL;

	if (element_has_value(input->element))
		why = element_take(&filling, input->element, value, &state);
	if (why) {
		reply_error(interaction->request, "invalid_value", why);
		return;
	}
	payload = NULL;
	if (element_has_state(input->element))
		keep(interaction, view, input, state);
	if (dispatches(input, typing))
		payload = describe(interaction, view, input, state);
	if (payload)
		interaction_send(interaction, payload, true, on_done);
	else
		answer_unsent(interaction);
}

static void read_and_act(struct playground *playground, struct http_request *request,
	const struct cJSON *body, bool typing)
{
	struct interaction interaction;
	struct view *view = interaction_read_view(playground, request, body, &interaction);
	struct input input;

	if (!view)
		return;
	if (!input_find(json_get(view->content, "blocks"), json_string(body, "block_id"),
		    json_string(body, "action_id"), &input))
		reply_error(request, "no_such_element", "the view has no such element");
	else
		act(&interaction, view, &input, json_get(body, "value"), typing);
}

void interaction_action_in_view(
	struct playground *playground, struct http_request *request, const struct cJSON *body)
{
	read_and_act(playground, request, body, false);
}

void interaction_input(
	struct playground *playground, struct http_request *request, const struct cJSON *body)
{
	read_and_act(playground, request, body, true);
}
