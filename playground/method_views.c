/*
 * views.*: the app opens, pushes, edits and publishes views. What they are is in views.h.
 */
#include "bot/util/json.h"
#include "bot/util/text.h"
#include "playground/interactions.h"
#include "playground/playground.h"
#include "playground/views.h"
#include "playground/web_api.h"
#include "playground/world.h"

static const struct cJSON *given_view(const struct call *call)
{
	return json_get(call->arguments, "view");
}

static const char *answer(struct call *call, struct view *view)
{
	json_set(call->answer, "view", view_for_app(call->playground, view, json_array()));
	return NULL;
}

/* What is wrong with the view is said before the trigger is used up. */
static const char *take_trigger(struct call *call, struct trigger_source *ret_source)
{
	const char *error =
		view_refusal(call->playground, given_view(call), "modal", NULL, call->messages);

	return error ? error
		     : trigger_use(call->playground, call_string(call, "trigger_id"), ret_source);
}

static const char *open_modal(struct call *call)
{
	struct trigger_source source;
	const char *error = take_trigger(call, &source);

	if (error)
		return error;
	return answer(
		call, view_open(call->playground, source.person, source.channel, given_view(call)));
}

/* Only what a person did in a modal opens another upon it. */
static const char *push(struct call *call)
{
	struct views *views = call->playground->views;
	struct trigger_source source;
	const char *error = take_trigger(call, &source);
	const struct view *from;
	struct view *top;

	if (error)
		return error;
	if (!source.view_id[0])
		return "invalid_trigger_id";
	from = views_find(views, source.view_id);
	if (!from)
		return "not_found";
	top = views_top(views, source.person);
	if (from->home || !top)
		return "invalid_trigger_id";
	if (view_depth(top) >= VIEWS_IN_STACK)
		return "push_limit_reached";
	return answer(call, view_push(call->playground, top, given_view(call)));
}

static const char *update(struct call *call)
{
	struct views *views = call->playground->views;
	const char *id = call_string(call, "view_id");
	const char *external_id = call_string(call, "external_id");
	const char *hash = call_string(call, "hash");
	struct view *view = id ? views_find(views, id) : views_find_external(views, external_id);
	const char *error;

	if (!id && !external_id) {
		json_append_string(call->messages, "[ERROR] needs view_id or external_id");
		return "invalid_arguments";
	}
	if (!view)
		return "not_found";
	error = view_refusal(call->playground, given_view(call), view->home ? "home" : "modal",
		view, call->messages);
	if (!error && hash && !text_equal(hash, view->hash))
		error = "hash_conflict";
	if (error)
		return error;
	view_update(call->playground, view, given_view(call));
	return answer(call, view);
}

static const char *publish(struct call *call)
{
	struct playground *playground = call->playground;
	const struct person *person = world_person(playground->world, call_string(call, "user_id"));
	const char *hash = call_string(call, "hash");
	const struct view *before = person ? views_home(playground->views, person) : NULL;
	const char *error;

	if (!person)
		return "user_not_found";
	if (!playground_has_home(playground))
		return "not_enabled";
	error = view_refusal(playground, given_view(call), "home", before, call->messages);
	if (!error && hash && before && !text_equal(hash, before->hash))
		error = "hash_conflict";
	if (error)
		return error;
	return answer(call, view_publish(playground, person, given_view(call)));
}

#define VIEW                                                                                       \
	{                                                                                          \
		"view", ARGUMENT_JSON, true                                                        \
	}

static const struct argument open_arguments[] = {
	{ "trigger_id", ARGUMENT_STRING, true },
	VIEW,
	{ 0 },
};
static const struct argument update_arguments[] = {
	VIEW,
	{ "view_id", ARGUMENT_STRING },
	{ "external_id", ARGUMENT_STRING },
	{ "hash", ARGUMENT_STRING },
	{ 0 },
};
static const struct argument publish_arguments[] = {
	{ "user_id", ARGUMENT_STRING, true },
	VIEW,
	{ "hash", ARGUMENT_STRING },
	{ 0 },
};

const struct method view_methods[] = {
	{ "views.open", TOKEN_BOT, TIER_4, .arguments = open_arguments, .run = open_modal },
	{ "views.push", TOKEN_BOT, TIER_4, .arguments = open_arguments, .run = push },
	{ "views.update", TOKEN_BOT, TIER_4, .arguments = update_arguments, .run = update },
	{ "views.publish", TOKEN_BOT, TIER_4, .arguments = publish_arguments, .run = publish },
	{ 0 },
};
