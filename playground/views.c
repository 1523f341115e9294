#include "playground/views.h"

#include <inttypes.h>
#include <stdlib.h>

#include "bot/util/clock.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/random.h"
#include "bot/util/text.h"
#include "playground/block_kit.h"
#include "playground/inputs.h"
#include "playground/page_stream.h"
#include "playground/playground.h"
#include "playground/world.h"

struct views {
	struct list all;
	int64_t count; // ever made
};

struct views *views_create(void)
{
	struct views *views = xcalloc(1, sizeof(*views));

	list_init(&views->all);
	return views;
}

static void destroy(struct view *view)
{
	list_remove(&view->link);
	json_free(view->content);
	json_free(view->values);
	json_free(view->errors);
	free(view->id);
	free(view->hash);
	free(view->external_id);
	free(view);
}

void views_forget(struct views *views)
{
	while (!list_empty(&views->all))
		destroy(list_first(&views->all, struct view, link));
}

void views_destroy(struct views *views)
{
	if (!views)
		return;
	views_forget(views);
	free(views);
}

struct view *views_find(struct views *views, const char *id)
{
	struct view *view;

	list_for_each(view, &views->all, link)
		if (text_equal(view->id, id))
			return view;
	return NULL;
}

struct view *views_find_external(struct views *views, const char *external_id)
{
	struct view *view;

	list_for_each(view, &views->all, link)
		if (external_id && text_equal(view->external_id, external_id))
			return view;
	return NULL;
}

struct view *views_home(struct views *views, const struct person *person)
{
	struct view *view;

	list_for_each(view, &views->all, link)
		if (view->home && view->person == person)
			return view;
	return NULL;
}

struct view *views_top(struct views *views, const struct person *person)
{
	struct view *view, *top = NULL;

	list_for_each(view, &views->all, link)
		if (!view->home && view->person == person)
			top = view;
	return top;
}

struct view *view_root(struct view *view)
{
	while (view->previous)
		view = view->previous;
	return view;
}

int view_depth(const struct view *view)
{
	int depth = 0;

	for (; view; view = view->previous)
		depth++;
	return depth;
}

const char *view_refusal(struct playground *playground, const struct cJSON *content,
	const char *type, const struct view *instead_of, struct cJSON *messages)
{
	const char *external = json_string(content, "external_id");
	const struct view *same;
	const char *error;

	if (!text_equal(json_string(content, "type"), type)) {
		json_append_string(messages, "[ERROR] the view is of another type here");
		return "invalid_arguments";
	}
	error = block_kit_check_view(content, messages);
	same = external && *external ? views_find_external(playground->views, external) : NULL;
	return !error && same && same != instead_of ? "duplicate_external_id" : error;
}

static void tell(struct playground *playground, const struct person *person, bool home)
{
	const struct view *view = home ? views_home(playground->views, person) : NULL;
	_cleanup_json_ struct cJSON *event = json_object();

	json_set_string(event, "type", home ? "home" : "modals");
	if (!home)
		json_set(event, "views", views_for_people(playground->views, person));
	else if (view)
		json_set(event, "view", view_for_people(view));
	else
		json_set_null(event, "view");
	page_streams_tell_person(playground, person->id, event);
}

static void fill(struct playground *playground, struct view *view, const struct cJSON *from)
{
	const char *external = json_string(from, "external_id");
	struct filling filling = { playground->world, view->person, view->channel };
	struct cJSON *blocks = blocks_with_ids(json_get(from, "blocks"));
	struct cJSON *content = json_copy(from);
	struct cJSON *values;

	json_set(content, "blocks", blocks ? blocks : json_array());
	values = values_create(&filling, blocks, view->values);
	json_free(view->content);
	json_free(view->values);
	json_free(view->errors);
	view->content = content;
	view->values = values;
	view->errors = json_object();
	free(view->hash);
	view->hash = xasprintf(
		"%" PRId64 ".%08x", clock_now() / MS_PER_SECOND, random_below(UINT32_MAX));
	free(view->external_id);
	view->external_id = xstrdup(external && *external ? external : NULL);
}

static struct view *add(struct playground *playground, const struct person *person,
	const struct channel *channel, struct view *previous, bool home)
{
	struct views *views = playground->views;
	struct view *view = xcalloc(1, sizeof(*view));

	view->id = xasprintf("V%" PRId64, ++views->count);
	view->person = person;
	view->channel = channel;
	view->previous = previous;
	view->home = home;
	list_append(&views->all, &view->link);
	return view;
}

static void forget_stack(struct views *views, const struct person *person)
{
	struct view *view, *after;

	list_for_each_safe(view, after, &views->all, link)
		if (!view->home && view->person == person)
			destroy(view);
}

struct view *view_open(struct playground *playground, const struct person *person,
	const struct channel *channel, const struct cJSON *content)
{
	struct view *view;

	forget_stack(playground->views, person);
	view = add(playground, person, channel, NULL, false);
	fill(playground, view, content);
	tell(playground, person, false);
	return view;
}

struct view *view_push(
	struct playground *playground, struct view *upon, const struct cJSON *content)
{
	struct view *view = add(playground, upon->person, upon->channel, upon, false);

	fill(playground, view, content);
	tell(playground, view->person, false);
	return view;
}

struct view *view_publish(
	struct playground *playground, const struct person *person, const struct cJSON *content)
{
	struct view *view = views_home(playground->views, person);

	view = view ? view : add(playground, person, NULL, NULL, true);
	fill(playground, view, content);
	tell(playground, person, true);
	return view;
}

void view_update(struct playground *playground, struct view *view, const struct cJSON *content)
{
	fill(playground, view, content);
	tell(playground, view->person, view->home);
}

void view_set_values(struct playground *playground, struct view *view, struct cJSON *values)
{
	struct filling filling = { playground->world, view->person, view->channel };

	json_free(view->values);
	view->values = values_create(&filling, json_get(view->content, "blocks"), values);
	json_free(values);
	tell(playground, view->person, view->home);
}

void view_set_errors(struct playground *playground, struct view *view, struct cJSON *errors)
{
	json_free(view->errors);
	view->errors = errors;
	tell(playground, view->person, view->home);
}

void view_close(struct playground *playground, struct view *view)
{
	const struct person *person = view->person;
	struct view *other;

	list_for_each(other, &playground->views->all, link)
		if (other->previous == view)
			other->previous = view->previous;
	destroy(view);
	tell(playground, person, false);
}

void views_close_all(struct playground *playground, const struct person *person)
{
	forget_stack(playground->views, person);
	tell(playground, person, false);
}

struct cJSON *views_for_people(struct views *views, const struct person *person)
{
	struct cJSON *shown = json_array();
	const struct view *view;

	list_for_each(view, &views->all, link)
		if (!view->home && view->person == person)
			json_append(shown, view_for_people(view));
	return shown;
}
