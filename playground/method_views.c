/*
 * views.*: see views.h.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "bot/util/json.h"
#include "bot/util/list.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "playground/block_kit.h"
#include "playground/interactions.h"
#include "playground/playground.h"
#include "playground/views.h"
#include "playground/web_api.h"
#include "playground/world.h"

struct view {
	struct list link; // views::all
	char *id; // "V1"
	char *hash; // changes with every update
	char *external_id; // or NULL
	const struct person *person;
	bool home;
	struct view *previous; // the one it was pushed upon, or NULL
	struct cJSON *content;
};

struct views {
	struct list all;
	int64_t count;
};

struct views *views_create(void)
{
	struct views *views = xcalloc(1, sizeof(*views));

	list_init(&views->all);
	return views;
}

void views_forget(struct views *views)
{
	while (!list_empty(&views->all)) {
		struct view *view = list_first(&views->all, struct view, link);
		list_remove(&view->link);
		json_free(view->content);
		free(view->id);
		free(view->hash);
		free(view->external_id);
		free(view);
	}
}

void views_destroy(struct views *views)
{
	if (!views)
		return;
	views_forget(views);
	free(views);
}

static void fill(struct views *views, struct view *view, const struct cJSON *content)
{
	const char *external = json_string(content, "external_id");

	json_free(view->content);
	view->content = json_copy(content);
	free(view->hash);
	view->hash = xasprintf("%" PRId64 ".hash", ++views->count);
	free(view->external_id);
	view->external_id = xstrdup(external && *external ? external : NULL);
}

static struct view *add(struct call *call, const struct person *person, bool home)
{
	struct views *views = call->playground->views;
	struct view *view = xcalloc(1, sizeof(*view));

	view->id = xasprintf("V%" PRId64, ++views->count);
	view->person = person;
	view->home = home;
	list_append(&views->all, &view->link);
	return view;
}

static struct view *find_external(struct views *views, const char *external_id)
{
	struct view *view;

	list_for_each(view, &views->all, link)
		if (external_id && text_equal(view->external_id, external_id))
			return view;
	return NULL;
}

static struct view *find(struct views *views, const char *id)
{
	struct view *view;

	list_for_each(view, &views->all, link)
		if (text_equal(view->id, id))
			return view;
	return NULL;
}

static struct view *find_home(struct views *views, const struct person *person)
{
	struct view *view;

	list_for_each(view, &views->all, link)
		if (view->home && view->person == person)
			return view;
	return NULL;
}

static void answer_view(struct call *call, const struct view *view)
{
	const struct world *world = call->playground->world;
	struct cJSON *shown = json_set(call->answer, "view", json_copy(view->content));
	const struct view *root = view;

	while (root->previous)
		root = root->previous;
	json_set_string(shown, "id", view->id);
	json_set_string(shown, "team_id", world->team_id);
	json_set_string(shown, "app_id", world->app_id);
	json_set_string(shown, "bot_id", world->app_bot);
	json_set_string(shown, "hash", view->hash);
	json_set_string(shown, "root_view_id", root->id);
	json_set_string(shown, "previous_view_id", view->previous ? view->previous->id : NULL);
	json_set_object(json_set_object(shown, "state"), "values");
}

static const char *check_view(struct call *call, const char *type)
{
	const struct cJSON *view = json_get(call->arguments, "view");

	if (!text_equal(json_string(view, "type"), type))
		return "invalid_arguments";
	return block_kit_check_view(view, call->messages);
}

static const char *open_on(struct call *call, struct view *previous)
{
	struct views *views = call->playground->views;
	const struct cJSON *content = json_get(call->arguments, "view");
	const struct person *person = NULL;
	const char *error = check_view(call, "modal");
	struct view *view;

	if (!error && find_external(views, json_string(content, "external_id")))
		error = "duplicate_external_id";
	if (!error)
		error = trigger_use(call->playground, call_string(call, "trigger_id"), &person);
	if (error)
		return error;
	view = add(call, person, false);
	view->previous = previous;
	fill(views, view, content);
	answer_view(call, view);
	return NULL;
}

static const char *open_modal(struct call *call)
{
	return open_on(call, NULL);
}

static const char *push(struct call *call)
{
	struct view *top = NULL, *view;
	int depth = 0;

	list_for_each(view, &call->playground->views->all, link)
		if (!view->home)
			top = view;
	for (view = top; view; view = view->previous)
		depth++;
	return depth >= 3 ? "push_limit_reached" : open_on(call, top);
}

static const char *update(struct call *call)
{
	struct views *views = call->playground->views;
	const char *id = call_string(call, "view_id");
	const char *hash = call_string(call, "hash");
	struct view *view =
		id ? find(views, id) : find_external(views, call_string(call, "external_id"));
	const char *error = NULL;

	if (!view)
		return "not_found";
	error = check_view(call, view->home ? "home" : "modal");
	if (!error && hash && !text_equal(hash, view->hash))
		error = "hash_conflict";
	if (error)
		return error;
	fill(views, view, json_get(call->arguments, "view"));
	answer_view(call, view);
	return NULL;
}

static const char *publish(struct call *call)
{
	struct playground *playground = call->playground;
	const struct person *person = world_person(playground->world, call_string(call, "user_id"));
	const char *hash = call_string(call, "hash");
	struct view *view = person ? find_home(playground->views, person) : NULL;
	const char *error = NULL;

	if (!person)
		return "user_not_found";
	if (!json_bool(playground->manifest, "features.app_home.home_tab_enabled", false))
		return "not_enabled";
	error = check_view(call, "home");
	if (!error && hash && view && !text_equal(hash, view->hash))
		error = "hash_conflict";
	if (error)
		return error;
	view = view ? view : add(call, person, true);
	fill(playground->views, view, json_get(call->arguments, "view"));
	answer_view(call, view);
	return NULL;
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
