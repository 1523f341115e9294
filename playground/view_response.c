#include "playground/view_response.h"

#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "playground/inputs.h"
#include "playground/playground.h"
#include "playground/views.h"

static bool has_input_block(const struct view *view, const char *block_id)
{
	const struct cJSON *block;

	json_for_each(block, json_get(view->content, "blocks"))
		if (text_equal(json_string(block, "type"), "input") &&
			text_equal(json_string(block, "block_id"), block_id))
			return true;
	return false;
}

static const char *show_errors(struct playground *playground, struct view *view,
	const struct cJSON *payload, struct cJSON *messages)
{
	const struct cJSON *errors = json_get(payload, "errors");
	const struct cJSON *error;

	(void)messages;
	if (!json_is_object(errors) || !json_length(errors))
		return "errors is an object with a text for at least one input block";
	json_for_each(error, errors) {
		if (!has_input_block(view, json_name(error)))
			return "errors names a block that is no input of this view";
		if (text_is_blank(json_text(error)))
			return "an error is a text";
	}
	view_set_errors(playground, view, json_copy(errors));
	return NULL;
}

static const char *update(struct playground *playground, struct view *view,
	const struct cJSON *payload, struct cJSON *messages)
{
	const struct cJSON *content = json_get(payload, "view");
	const char *error = view_refusal(playground, content, "modal", view, messages);

	if (!error)
		view_update(playground, view, content);
	return error;
}

static const char *push(struct playground *playground, struct view *view,
	const struct cJSON *payload, struct cJSON *messages)
{
	const struct cJSON *content = json_get(payload, "view");
	struct view *top = views_top(playground->views, view->person);
	const char *error = view_refusal(playground, content, "modal", NULL, messages);

	if (!error && view_depth(top) >= VIEWS_IN_STACK)
		error = "push_limit_reached";
	if (!error)
		view_push(playground, top, content);
	return error;
}

static const char *clear(struct playground *playground, struct view *view,
	const struct cJSON *payload, struct cJSON *messages)
{
	(void)payload, (void)messages;
	views_close_all(playground, view->person);
	return NULL;
}

static const struct {
	const char *name;
	const char *(*apply)(struct playground *playground, struct view *view,
		const struct cJSON *payload, struct cJSON *messages);
} actions[] = {
	{ "errors", show_errors },
	{ "update", update },
	{ "push", push },
	{ "clear", clear },
};

const char *view_response_apply(struct playground *playground, struct view *view,
	const struct cJSON *payload, struct cJSON *messages)
{
	const char *name = json_string(payload, "response_action");

	if (json_is_null(payload) || (json_is_object(payload) && !json_length(payload))) {
		view_close(playground, view);
		return NULL;
	}
	for (size_t i = 0; i < array_length(actions); i++)
		if (text_equal(actions[i].name, name))
			return actions[i].apply(playground, view, payload, messages);
	return "response_action is errors, update, push or clear";
}
