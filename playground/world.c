#include "playground/world.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "bot/util/clock.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

/* Those of Teams are Teams' own (teams/workspace.h). */
static bool is_ours(const struct cJSON *from)
{
	return !text_equal(json_string(from, "platform"), "teams");
}

static int read_person(const struct cJSON *from, struct person *person)
{
	*person = (struct person){
		.id = json_string(from, "id"),
		.name = json_string(from, "name"),
		.handle = json_string(from, "handle"),
		.title = json_string_or(from, "title", ""),
		.email = json_string_or(from, "email", ""),
		.timezone = json_string_or(from, "timezone", "UTC"),
		.admin = json_bool(from, "admin", false),
	};
	return person->id && person->id[0] && person->name && person->handle ? 0 : -EINVAL;
}

static int read_channel(const struct cJSON *from, struct channel *channel)
{
	*channel = (struct channel){
		.id = json_string(from, "id"),
		.name = json_string(from, "name"),
		.purpose = json_string_or(from, "purpose", ""),
		.is_private = json_bool(from, "private", false),
		.app_member = json_bool(from, "app", false),
		.members = json_get(from, "members"),
	};
	list_init(&channel->posts);
	return channel->id && channel->name && json_is_array(channel->members) ? 0 : -EINVAL;
}

static void make_direct(struct channel *channel, const struct person *person)
{
	const char *name = text_starts_with(person->id, "U0") ? person->id + 2 : person->id;

	*channel = (struct channel){ .name = "directmessage",
		.purpose = "",
		.is_private = true,
		.app_member = true,
		.direct = person,
		.owned_id = xasprintf("D0%s", name) };
	channel->id = channel->owned_id;
	list_init(&channel->posts);
}

static const char *read_people(struct world *world)
{
	const struct cJSON *people = json_get(world->document, "people");
	const struct cJSON *from;

	if (!json_is_array(people) || !json_length(people))
		return "no people";
	world->people = xcalloc(json_length(people), sizeof(*world->people));
	json_for_each (from, people)
		if (is_ours(from) && read_person(from, &world->people[world->person_count++]) < 0)
			return "a person needs id, name and handle";
	return NULL;
}

static const char *read_channels(struct world *world)
{
	const struct cJSON *channels = json_get(world->document, "channels");
	const struct cJSON *from;

	if (!json_is_array(channels))
		return "no channels";
	world->channels =
		xcalloc(json_length(channels) + world->person_count, sizeof(*world->channels));
	json_for_each (from, channels)
		if (is_ours(from) &&
			read_channel(from, &world->channels[world->channel_count++]) < 0)
			return "a channel needs id, name and members";
	for (size_t i = 0; i < world->person_count; i++)
		make_direct(&world->channels[world->channel_count++], &world->people[i]);
	return NULL;
}

int world_create(const char *json, size_t length, struct world **ret_world, const char **ret_why)
{
	struct world *world = xcalloc(1, sizeof(*world));
	const char *why = NULL;

	if (json_parse(json, length, &world->document, &why) == 0) {
		world->team_id = json_string_or(world->document, "team.id", "T0ACME");
		world->team_name = json_string_or(world->document, "team.name", "Acme");
		world->team_domain = json_string_or(world->document, "team.domain", "acme");
		world->app_id = json_string_or(world->document, "app.id", "A0LASTMILE");
		world->app_user = json_string_or(world->document, "app.user", "U0BOT");
		world->app_bot = json_string_or(world->document, "app.bot", "B0BOT");
		why = read_people(world);
		if (!why)
			why = read_channels(world);
	}
	if (why) {
		*ret_why = why;
		world_destroy(world);
		return -EINVAL;
	}
	*ret_world = world;
	return 0;
}

void world_forget(struct world *world)
{
	for (size_t i = 0; i < world->channel_count; i++) {
		struct list *posts = &world->channels[i].posts;
		/* A channel that could not be read has no list yet. */
		while (posts->next && !list_empty(posts))
			post_destroy(list_first(posts, struct post, link));
	}
}

void world_destroy(struct world *world)
{
	if (!world)
		return;
	world_forget(world);
	for (size_t i = 0; i < world->channel_count; i++)
		free(world->channels[i].owned_id);
	free(world->channels);
	free(world->people);
	json_free(world->document);
	free(world);
}

const struct person *world_person(const struct world *world, const char *id)
{
	for (size_t i = 0; i < world->person_count; i++)
		if (text_equal(world->people[i].id, id))
			return &world->people[i];
	return NULL;
}

const struct person *world_person_by_handle(
	const struct world *world, const char *handle, size_t length)
{
	for (size_t i = 0; i < world->person_count; i++) {
		const struct person *person = &world->people[i];
		if (strlen(person->handle) == length &&
			strncasecmp(person->handle, handle, length) == 0)
			return person;
	}
	return NULL;
}

struct channel *world_channel(const struct world *world, const char *id)
{
	for (size_t i = 0; i < world->channel_count; i++)
		if (text_equal(world->channels[i].id, id))
			return &world->channels[i];
	return NULL;
}

struct channel *world_channel_by_name(const struct world *world, const char *name, size_t length)
{
	for (size_t i = 0; i < world->channel_count; i++) {
		struct channel *channel = &world->channels[i];
		if (!channel->direct && strlen(channel->name) == length &&
			strncasecmp(channel->name, name, length) == 0)
			return channel;
	}
	return NULL;
}

struct channel *world_direct(const struct world *world, const char *person_id)
{
	for (size_t i = 0; i < world->channel_count; i++) {
		const struct person *person = world->channels[i].direct;
		if (person && text_equal(person->id, person_id))
			return &world->channels[i];
	}
	return NULL;
}

bool channel_has(const struct channel *channel, const char *person_id)
{
	const struct cJSON *member;

	if (channel->direct)
		return text_equal(channel->direct->id, person_id);
	json_for_each (member, channel->members)
		if (text_equal(json_text(member), person_id))
			return true;
	return false;
}

int timezone_offset(const char *zone, int64_t now_ms)
{
	time_t now = (time_t)(now_ms / MS_PER_SECOND);
	struct tm local = { 0 };

	setenv("TZ", zone, 1);
	tzset();
	localtime_r(&now, &local);
	return (int)local.tm_gmtoff;
}
