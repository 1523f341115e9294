/*
 * GET /playground/world: the people, the channels, and what the installed app offers.
 */
#include "bot/util/http_server.h"
#include "bot/util/json.h"
#include "playground/control.h"
#include "playground/playground.h"
#include "playground/replies.h"
#include "playground/socket_mode.h"
#include "playground/teams/teams.h"
#include "playground/world.h"

static void copy_member(struct cJSON *to, const char *name, const struct cJSON *from)
{
	json_set_string(to, name, json_string_or(from, name, ""));
}

static void show_people(const struct world *world, struct cJSON *people)
{
	for (size_t i = 0; i < world->person_count; i++) {
		const struct person *person = &world->people[i];
		struct cJSON *shown = json_append(people, json_object());
		json_set_string(shown, "id", person->id);
		json_set_string(shown, "name", person->name);
		json_set_string(shown, "handle", person->handle);
		json_set_string(shown, "title", person->title);
		json_set_string(shown, "timezone", person->timezone);
	}
}

static void show_channels(const struct world *world, struct cJSON *channels)
{
	for (size_t i = 0; i < world->channel_count; i++) {
		const struct channel *channel = &world->channels[i];
		struct cJSON *shown;
		if (channel->direct)
			continue;
		shown = json_append(channels, json_object());
		json_set_string(shown, "id", channel->id);
		json_set_string(shown, "name", channel->name);
		json_set_string(shown, "purpose", channel->purpose);
		json_set_bool(shown, "private", channel->is_private);
		json_set_bool(shown, "app", channel->app_member);
		json_set(shown, "members", json_copy(channel->members));
	}
}

static void show_commands(const struct cJSON *manifest, struct cJSON *commands)
{
	const struct cJSON *command;

	json_for_each(command, json_get(manifest, "features.slash_commands")) {
		struct cJSON *shown = json_append(commands, json_object());
		copy_member(shown, "command", command);
		copy_member(shown, "description", command);
		copy_member(shown, "usage_hint", command);
	}
}

static void show_shortcuts(const struct cJSON *manifest, struct cJSON *shortcuts)
{
	const struct cJSON *shortcut;

	json_for_each(shortcut, json_get(manifest, "features.shortcuts")) {
		struct cJSON *shown = json_append(shortcuts, json_object());
		copy_member(shown, "name", shortcut);
		copy_member(shown, "type", shortcut);
		copy_member(shown, "callback_id", shortcut);
		copy_member(shown, "description", shortcut);
	}
}

static void show_app(const struct playground *playground, struct cJSON *app)
{
	int connections = socket_mode_connections(playground->socket_mode);

	json_set_string(app, "name",
		json_string_or(playground->manifest, "features.bot_user.display_name", "lastmile"));
	json_set_bool(app, "connected", connections > 0);
	json_set_int(app, "connections", connections);
	json_set_bool(app, "home", playground_has_home(playground));
	json_set_bool(app, "can_write", playground_can_be_written_to(playground));
}

void control_world(
	struct playground *playground, struct http_request *request, const struct cJSON *body)
{
	struct cJSON *answer = json_object();

	(void)body;
	show_people(playground->world, json_set_array(answer, "people"));
	show_channels(playground->world, json_set_array(answer, "channels"));
	show_commands(playground->manifest, json_set_array(answer, "commands"));
	show_shortcuts(playground->manifest, json_set_array(answer, "shortcuts"));
	show_app(playground, json_set_object(answer, "app"));
	json_set(answer, "teams", teams_show(playground->teams));
	reply_ok(request, answer);
}
