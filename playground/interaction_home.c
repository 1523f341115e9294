/*
 * A person opens the app's own place, its Home tab or its Messages tab: app_home_opened.
 */
#include <stdlib.h>

#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "playground/events.h"
#include "playground/interactions_private.h"
#include "playground/playground.h"
#include "playground/replies.h"
#include "playground/views.h"
#include "playground/world.h"

static void on_done(struct playground *playground, enum envelope_outcome outcome,
	const char *envelope_id, const struct cJSON *payload, void *data)
{
	_cleanup_free_ struct interaction *interaction = data;

	(void)playground;
	interaction_answer(interaction, outcome, "operation_timeout", envelope_id, payload);
}

static struct cJSON *describe(const struct interaction *interaction, const char *tab)
{
	struct playground *playground = interaction->playground;
	struct view *view = views_home(playground->views, interaction->person);
	_cleanup_free_ char *now = world_timestamp(playground->world);
	struct cJSON *event = json_object();

	json_set_string(event, "type", "app_home_opened");
	json_set_string(event, "user", interaction->person->id);
	json_set_string(
		event, "channel", world_direct(playground->world, interaction->person->id)->id);
	json_set_string(event, "tab", tab);
	if (view && text_equal(tab, "home"))
		json_set(event, "view", view_for_app(playground, view, json_copy(view->values)));
	json_set_string(event, "event_ts", now);
	return event;
}

void interaction_home(
	struct playground *playground, struct http_request *request, const struct cJSON *body)
{
	const char *tab = json_string_or(body, "tab", "home");
	struct interaction interaction, *kept;
	struct cJSON *answer;

	if (!interaction_read_person(playground, request, body, &interaction))
		return;
	if (!text_equal(tab, "messages") && !text_equal(tab, "home")) {
		reply_error(request, "no_such_tab", "tab is home or messages");
		return;
	}
	if (text_equal(tab, "home") && !playground_has_home(playground)) {
		reply_error(request, "not_enabled", "the manifest has no Home tab");
		return;
	}
	if (event_is_wanted(playground, "app_home_opened")) {
		kept = xmalloc(sizeof(*kept));
		*kept = interaction;
		event_send(playground, describe(kept, tab), on_done, kept);
		return;
	}
	answer = json_object();
	json_set_null(answer, "envelope_id");
	reply_ok(request, answer);
}
