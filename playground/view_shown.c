/*
 * Views as JSON: for the app as Slack writes them, for people as control.md says. See views.h.
 */
#include "bot/util/json.h"
#include "bot/util/text.h"
#include "playground/content.h"
#include "playground/playground.h"
#include "playground/views.h"
#include "playground/world.h"

static void copy_or_null(struct cJSON *to, const char *name, const struct cJSON *from)
{
	const struct cJSON *value = json_get(from, name);

	if (value)
		json_set(to, name, json_copy(value));
	else
		json_set_null(to, name);
}

/* Slack writes what the app left out, too. */
struct cJSON *view_for_app(
	const struct playground *playground, struct view *view, struct cJSON *values)
{
	const struct world *world = playground->world;
	const struct cJSON *content = view->content;
	struct cJSON *shown = json_object();

	json_set_string(shown, "id", view->id);
	json_set_string(shown, "team_id", world->team_id);
	json_set_string(shown, "type", json_string(content, "type"));
	json_set(shown, "blocks", json_copy(json_get(content, "blocks")));
	json_set_string(shown, "private_metadata", json_string_or(content, "private_metadata", ""));
	json_set_string(shown, "callback_id", json_string_or(content, "callback_id", ""));
	json_set(json_set_object(shown, "state"), "values", values);
	json_set_string(shown, "hash", view->hash);
	if (!view->home) {
		copy_or_null(shown, "title", content);
		copy_or_null(shown, "close", content);
		copy_or_null(shown, "submit", content);
	}
	json_set_bool(shown, "clear_on_close", json_bool(content, "clear_on_close", false));
	json_set_bool(shown, "notify_on_close", json_bool(content, "notify_on_close", false));
	json_set_string(shown, "previous_view_id", view->previous ? view->previous->id : NULL);
	json_set_string(shown, "root_view_id", view_root(view)->id);
	json_set_string(shown, "app_id", world->app_id);
	json_set_string(shown, "external_id", view->external_id ? view->external_id : "");
	json_set_string(shown, "app_installed_team_id", world->team_id);
	json_set_string(shown, "bot_id", world->app_bot);
	return shown;
}

struct cJSON *view_for_people(const struct view *view)
{
	const struct cJSON *content = view->content;
	struct cJSON *shown = json_object();

	json_set_string(shown, "id", view->id);
	json_set_string(shown, "hash", view->hash);
	json_set_string(shown, "type", json_string(content, "type"));
	json_set_string(shown, "callback_id", json_string(content, "callback_id"));
	json_set_string(shown, "title", json_string(content, "title.text"));
	json_set_string(shown, "submit", json_string(content, "submit.text"));
	json_set_string(shown, "close", json_string(content, "close.text"));
	json_set(shown, "blocks", json_copy(json_get(content, "blocks")));
	json_set_string(shown, "private_metadata", json_string(content, "private_metadata"));
	json_set_string(shown, "external_id", view->external_id);
	json_set(json_set_object(shown, "state"), "values", json_copy(view->values));
	json_set(shown, "errors", json_copy(view->errors));
	json_set_bool(shown, "notify_on_close", json_bool(content, "notify_on_close", false));
	json_set(shown, "mentions", view_mentions(content));
	return shown;
}
