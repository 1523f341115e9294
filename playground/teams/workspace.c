#include "playground/teams/workspace.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

static bool is_ours(const struct cJSON *from)
{
	return text_equal(json_string(from, "platform"), "teams");
}

static bool read_person(const struct teams_workspace *workspace, const struct cJSON *from,
	struct teams_person *person)
{
	*person = (struct teams_person){
		.id = json_string(from, "id"),
		.object = json_string(from, "object"),
		.tenant = json_string_or(from, "tenant", workspace->tenant),
		.name = json_string(from, "name"),
		.handle = json_string(from, "handle"),
		.title = json_string_or(from, "title", ""),
		.email = json_string_or(from, "email", ""),
		.timezone = json_string_or(from, "timezone", "UTC"),
		.is_app = text_starts_with(json_string_or(from, "id", ""), "28:"),
	};
	person->has_app = !person->is_app && json_bool(from, "app", true);
	return person->id && (person->is_app || text_starts_with(person->id, "29:")) &&
	       person->object && person->name && person->handle;
}

static bool read_place(const struct teams_workspace *workspace, const struct cJSON *from,
	struct teams_place *place)
{
	const char *id = json_string(from, "id");

	*place = (struct teams_place){
		.kind = json_bool(from, "group", false) ? PLACE_GROUP : PLACE_CHANNEL,
		.id = xstrdup(id),
		.name = json_string(from, "name"),
		.purpose = json_string_or(from, "purpose", ""),
		.tenant = json_string_or(from, "tenant", workspace->tenant),
		.team = json_string_or(from, "team", workspace->team_id),
		.app_member = json_bool(from, "app", false),
		.members = json_get(from, "members"),
	};
	list_init(&place->posts);
	return id && text_starts_with(id, "19:") && place->name && json_is_array(place->members);
}

static void make_direct(struct teams_place *place, const struct teams_person *person)
{
	*place = (struct teams_place){ .kind = PLACE_PERSONAL,
		.id = xasprintf("a:%s", person->id + strlen("29:")),
		.name = person->name,
		.purpose = "",
		.tenant = person->tenant,
		.app_member = person->has_app,
		.direct = person };
	list_init(&place->posts);
}

static const char *read_people(struct teams_workspace *workspace, const struct cJSON *people)
{
	const struct cJSON *from;

	workspace->people = xcalloc(json_length(people) + 1, sizeof(*workspace->people));
	json_for_each (from, people)
		if (is_ours(from) && !read_person(workspace, from,
					     &workspace->people[workspace->person_count++]))
			return "a person on Teams needs an id (29:…), object, name and handle";
	return NULL;
}

static const char *read_places(struct teams_workspace *workspace, const struct cJSON *channels)
{
	size_t most = json_length(channels) + workspace->person_count + 1;
	const struct cJSON *from;

	workspace->places = xcalloc(most, sizeof(*workspace->places));
	json_for_each (from, channels)
		if (is_ours(from) &&
			!read_place(workspace, from, &workspace->places[workspace->place_count++]))
			return "a channel on Teams needs an id (19:…), name and members";
	for (size_t i = 0; i < workspace->person_count; i++)
		make_direct(&workspace->places[workspace->place_count++], &workspace->people[i]);
	return NULL;
}

struct teams_workspace *teams_workspace_create(const struct cJSON *document, const char **ret_why)
{
	struct teams_workspace *workspace = xcalloc(1, sizeof(*workspace));
	const struct cJSON *teams = json_get(document, "teams");
	const char *why;

	workspace->tenant = json_string_or(teams, "tenant", "7e4a0000-0000-4000-8000-00000000acce");
	workspace->app_id = json_string_or(teams, "app_id", "b0700000-0000-4000-8000-00000000b0b0");
	workspace->team_id = json_string_or(teams, "team.id", "19:acme@thread.tacv2");
	workspace->team_name = json_string_or(teams, "team.name", "Acme");
	workspace->bot_name = json_string_or(teams, "name", "Last Mile");
	workspace->bot_id = xasprintf("28:%s", workspace->app_id);
	why = read_people(workspace, json_get(document, "people"));
	if (!why)
		why = read_places(workspace, json_get(document, "channels"));
	if (!why)
		return workspace;
	teams_workspace_destroy(workspace);
	*ret_why = why;
	return NULL;
}

void teams_workspace_forget(struct teams_workspace *workspace)
{
	for (size_t i = 0; i < workspace->place_count; i++) {
		struct list *posts = &workspace->places[i].posts;
		while (!list_empty(posts))
			teams_post_destroy(list_first(posts, struct teams_post, link));
	}
}

void teams_workspace_destroy(struct teams_workspace *workspace)
{
	if (!workspace)
		return;
	teams_workspace_forget(workspace);
	for (size_t i = 0; i < workspace->place_count; i++)
		free(workspace->places[i].id);
	free(workspace->places);
	free(workspace->people);
	free(workspace->bot_id);
	free(workspace);
}

const struct teams_person *teams_person(const struct teams_workspace *workspace, const char *id)
{
	for (size_t i = 0; i < workspace->person_count; i++)
		if (text_equal(workspace->people[i].id, id) ||
			text_equal_nocase(workspace->people[i].object, id))
			return &workspace->people[i];
	return NULL;
}

void teams_workspace_return_all(struct teams_workspace *workspace)
{
	for (size_t i = 0; i < workspace->person_count; i++)
		workspace->people[i].gone = false;
}

void teams_person_set_gone(
	struct teams_workspace *workspace, const struct teams_person *person, bool gone)
{
	workspace->people[person - workspace->people].gone = gone;
}

const struct teams_person *teams_person_by_handle(
	const struct teams_workspace *workspace, const char *handle, size_t length)
{
	for (size_t i = 0; i < workspace->person_count; i++) {
		const struct teams_person *person = &workspace->people[i];
		if (strlen(person->handle) == length &&
			strncasecmp(person->handle, handle, length) == 0)
			return person;
	}
	return NULL;
}

struct teams_place *teams_place(const struct teams_workspace *workspace, const char *id)
{
	size_t length = id ? strcspn(id, ";") : 0;

	for (size_t i = 0; id && i < workspace->place_count; i++)
		if (strlen(workspace->places[i].id) == length &&
			strncmp(workspace->places[i].id, id, length) == 0)
			return &workspace->places[i];
	return NULL;
}

struct teams_place *teams_place_by_name(
	const struct teams_workspace *workspace, const char *name, size_t length)
{
	for (size_t i = 0; i < workspace->place_count; i++) {
		struct teams_place *place = &workspace->places[i];
		if (!place->direct && strlen(place->name) == length &&
			strncasecmp(place->name, name, length) == 0)
			return place;
	}
	return NULL;
}

struct teams_place *teams_direct(
	const struct teams_workspace *workspace, const struct teams_person *person)
{
	for (size_t i = 0; i < workspace->place_count; i++)
		if (workspace->places[i].direct == person)
			return &workspace->places[i];
	return NULL;
}

bool teams_place_has(const struct teams_place *place, const struct teams_person *person)
{
	const struct cJSON *member;

	if (place->direct)
		return place->direct == person;
	json_for_each (member, place->members)
		if (text_equal(json_text(member), person->id))
			return true;
	return false;
}

char *teams_new_id(struct teams_workspace *workspace, int64_t now)
{
	workspace->last_id = now > workspace->last_id ? now : workspace->last_id + 1;
	return xasprintf("%" PRId64, workspace->last_id);
}

struct teams_post *teams_post_create(
	struct teams_place *place, char *id, const struct teams_person *from, const char *text)
{
	struct teams_post *post = xcalloc(1, sizeof(*post));

	post->place = place;
	post->id = id;
	post->from = from;
	post->text = xstrdup(text ? text : "");
	post->own = json_object();
	list_append(&place->posts, &post->link);
	return post;
}

void teams_post_destroy(struct teams_post *post)
{
	struct teams_post *root;

	if (!post)
		return;
	list_remove(&post->link);
	root = post->root ? teams_post(post->place, post->root) : NULL;
	if (root && !post->targeted)
		root->replies--;
	free(post->id);
	free(post->text);
	free(post->root);
	free(post->reply_to);
	json_free(post->content);
	json_free(post->own);
	free(post);
}

/* From the end: what is asked for is mostly new. */
struct teams_post *teams_post(const struct teams_place *place, const char *id)
{
	const struct list *link = place->posts.previous;

	for (; link != &place->posts; link = link->previous) {
		struct teams_post *post = container_of(link, struct teams_post, link);
		if (text_equal(post->id, id))
			return post;
	}
	return NULL;
}

void teams_post_in_thread(struct teams_post *post, const char *root)
{
	struct teams_post *first = root ? teams_post(post->place, root) : NULL;

	if (!root || first == post)
		return;
	post->root = xstrdup(root);
	if (first && !post->targeted)
		first->replies++;
}

bool teams_post_seen_by(const struct teams_post *post, const struct teams_person *person)
{
	if (post->targeted)
		return post->targeted == person;
	return teams_place_has(post->place, person);
}
