#include "bot/teams_link.h"

#include <stdlib.h>
#include <string.h>

#include "bot/learned.h"
#include "bot/platform/command_names.h"
#include "bot/platform/teams/decode.h"
#include "bot/platform/teams/teams.h"
#include "bot/util/memory.h"
#include "config/config.h"
#include "config/secrets.h"
#include "handlers/command.h"

static const char door[] =
	"lastmile"; // the door to all commands, and the name of what is behind it

/* Every command is a word of its own; what is a word of the door in Slack is one here too. */
static size_t command_names(struct command_name *names)
{
	size_t count = 0;

	for (size_t i = 0; commands[i] && count < TEAMS_LINK_COMMANDS - 1; i++)
		names[count++] = (struct command_name){
			.word = commands[i]->name,
			.name = commands[i]->slash ? commands[i]->name : door,
		};
	names[count++] = (struct command_name){ .word = door, .name = door };
	return count;
}

void teams_link_settings(const struct config *config, const struct secrets *secrets,
	struct command_name *names, struct teams_settings *settings)
{
	const struct config_teams *teams = &config->teams;

	*settings = (struct teams_settings){
		.app_id = teams->app_id,
		.client_secret = secrets ? secrets->teams_client_secret : "",
		.tenants = (const char *const *)teams->tenants,
		.listen = teams->listen,
		.path = teams->path,
		.certificate = teams->certificate,
		.private_key = teams->private_key,
		.relay = teams->relay,
		.relay_rule = teams->relay_rule,
		.relay_key = secrets && secrets->teams_relay_key ? secrets->teams_relay_key : "",
		.metadata_url = teams->metadata_url,
		.issuer = teams->issuer,
		.login_url = teams->login_url,
		.scope = teams->scope,
		.commands = names,
		.command_count = command_names(names),
		.opens_form = button_opens_form,
	};
}

/* How teams.h says that the name of what was learned is made. */
static char *service_name(const struct config *config, size_t tenant)
{
	return tenant ? xasprintf("service_url|%s", config->teams.tenants[tenant])
		      : xstrdup("service_url");
}

static size_t read_services(const struct config *config, struct db *db,
	struct teams_service services[TEAMS_LINK_TENANTS])
{
	size_t count = 0;

	for (size_t i = 0; config->teams.tenants[i] && i < TEAMS_LINK_TENANTS; i++) {
		_cleanup_free_ char *name = service_name(config, i);
		char *url = learned_read(db, "teams", name);
		if (url)
			services[count++] = (struct teams_service){ config->teams.tenants[i], url };
	}
	return count;
}

struct known_channels {
	struct teams_known_channel *items;
	size_t count, room;
};

static void add_channel(void *data, const char *name, const char *value)
{
	struct known_channels *known = data;

	if (known->count == known->room) {
		known->room = known->room ? known->room * 2 : 64;
		known->items = xrealloc(known->items, known->room * sizeof(*known->items));
	}
	known->items[known->count++] = (struct teams_known_channel){
		.channel = xstrdup(name + strlen(TEAMS_CHANNEL_NAME)),
		.name = xstrdup(value),
	};
}

static void free_learned(const struct teams_settings *settings, struct known_channels *known)
{
	for (size_t i = 0; i < settings->service_count; i++)
		free((char *)settings->services[i].url);
	for (size_t i = 0; i < known->count; i++) {
		free((char *)known->items[i].channel);
		free((char *)known->items[i].name);
	}
	free(known->items);
}

struct platform *teams_link_create(uv_loop_t *loop, struct web *web, struct http_client *http,
	const struct config *config, const struct secrets *secrets, struct db *db)
{
	struct command_name names[TEAMS_LINK_COMMANDS];
	struct teams_service services[TEAMS_LINK_TENANTS];
	struct known_channels known = { 0 };
	struct teams_settings settings;

	teams_link_settings(config, secrets, names, &settings);
	settings.services = services;
	settings.service_count = read_services(config, db, services);
	learned_each(db, "teams", TEAMS_CHANNEL_NAME, add_channel, &known);
	settings.channels = known.items;
	settings.channel_count = known.count;
	struct platform *platform = teams_create(loop, web, http, &settings);
	free_learned(&settings, &known);
	return platform;
}
