/*
 * users.*, team.info, auth.test, api.test: who is who.
 */
#include <string.h>

#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "playground/paging.h"
#include "playground/playground.h"
#include "playground/web_api.h"
#include "playground/world.h"

/* Returns it. */
static struct cJSON *show_profile(
	struct cJSON *shown, const char *name, const char *handle, const char *title)
{
	struct cJSON *profile = json_set_object(shown, "profile");

	json_set_string(profile, "real_name", name);
	json_set_string(profile, "real_name_normalized", name);
	json_set_string(profile, "display_name", handle);
	json_set_string(profile, "display_name_normalized", handle);
	json_set_string(profile, "title", title);
	return profile;
}

static void show_standing(struct cJSON *shown, bool admin, bool bot)
{
	static const char *const never[] = { "deleted", "is_restricted", "is_ultra_restricted",
		"is_app_user", "is_stranger" };

	for (size_t i = 0; i < array_length(never); i++)
		json_set_bool(shown, never[i], false);
	json_set_bool(shown, "is_admin", admin);
	json_set_bool(shown, "is_owner", admin);
	json_set_bool(shown, "is_primary_owner", admin);
	json_set_bool(shown, "is_bot", bot);
}

static struct cJSON *show_person(const struct call *call, const struct person *person)
{
	struct cJSON *shown = json_object();

	json_set_string(shown, "id", person->id);
	json_set_string(shown, "team_id", call->playground->world->team_id);
	json_set_string(shown, "name", person->handle);
	json_set_string(shown, "real_name", person->name);
	json_set_string(shown, "tz", person->timezone);
	json_set_string(shown, "tz_label", person->timezone);
	json_set_int(shown, "tz_offset",
		timezone_offset(person->timezone, world_now(call->playground->world)));
	if (json_bool(call->arguments, "include_locale", false))
		json_set_string(shown, "locale", "en-GB");
	show_standing(shown, person->admin, false);
	struct cJSON *profile = show_profile(shown, person->name, person->handle, person->title);
	if (*person->email && playground_has_scope(call->playground, "users:read.email"))
		json_set_string(profile, "email", person->email);
	return shown;
}

static const char *bot_name(const struct call *call)
{
	return json_string_or(
		call->playground->manifest, "features.bot_user.display_name", "lastmile");
}

static struct cJSON *show_bot(const struct call *call)
{
	const struct world *world = call->playground->world;
	struct cJSON *shown = json_object();

	json_set_string(shown, "id", world->app_user);
	json_set_string(shown, "team_id", world->team_id);
	json_set_string(shown, "name", bot_name(call));
	json_set_string(shown, "real_name", bot_name(call));
	json_set_string(shown, "tz", "UTC");
	json_set_int(shown, "tz_offset", 0);
	show_standing(shown, false, true);
	show_profile(shown, bot_name(call), bot_name(call), "");
	return shown;
}

static const char *info(struct call *call)
{
	const struct world *world = call->playground->world;
	const char *id = call_string(call, "user");
	const struct person *person = world_person(world, id);

	if (!person && !text_equal(id, world->app_user))
		return "user_not_found";
	json_set(call->answer, "user", person ? show_person(call, person) : show_bot(call));
	return NULL;
}

static const char *list(struct call *call)
{
	const struct world *world = call->playground->world;
	struct cJSON *members = json_array();

	for (size_t i = 0; i < world->person_count; i++)
		json_append(members, show_person(call, &world->people[i]));
	json_append(members, show_bot(call));
	return paging_answer(call, "members", members, 1000, 1000);
}

static const char *team_info(struct call *call)
{
	const struct world *world = call->playground->world;
	struct cJSON *team = json_set_object(call->answer, "team");
	_cleanup_free_ char *url = xasprintf("https://%s.slack.com/", world->team_domain);

	json_set_string(team, "id", world->team_id);
	json_set_string(team, "name", world->team_name);
	json_set_string(team, "domain", world->team_domain);
	json_set_string(team, "url", url);
	return NULL;
}

static const char *auth_test(struct call *call)
{
	const struct world *world = call->playground->world;
	_cleanup_free_ char *url = xasprintf("https://%s.slack.com/", world->team_domain);

	json_set_string(call->answer, "url", url);
	json_set_string(call->answer, "team", world->team_name);
	json_set_string(call->answer, "team_id", world->team_id);
	json_set_string(call->answer, "user", bot_name(call));
	json_set_string(call->answer, "user_id", world->app_user);
	json_set_string(call->answer, "bot_id", world->app_bot);
	json_set_bool(call->answer, "is_enterprise_install", false);
	return NULL;
}

static const char *api_test(struct call *call)
{
	const char *error = call_string(call, "error");

	json_set(call->answer, "args", json_copy(call->arguments));
	return error;
}

static const struct argument info_arguments[] = {
	{ "user", ARGUMENT_STRING, true },
	{ "include_locale", ARGUMENT_BOOL },
	{ 0 },
};
static const struct argument list_arguments[] = {
	PAGING_ARGUMENTS,
	{ "include_locale", ARGUMENT_BOOL },
	{ 0 },
};
static const struct argument no_arguments[] = { { 0 } };

const struct method user_methods[] = {
	{ "users.info", TOKEN_BOT, TIER_4, .form_only = true, .scope = "users:read",
		.arguments = info_arguments, .run = info },
	{ "users.list", TOKEN_BOT, TIER_2, .form_only = true, .scope = "users:read",
		.arguments = list_arguments, .run = list },
	{ "team.info", TOKEN_BOT, TIER_3, .scope = "team:read", .arguments = no_arguments,
		.run = team_info },
	{ "auth.test", TOKEN_BOT, TIER_SPECIAL, .arguments = no_arguments, .run = auth_test },
	{ "api.test", TOKEN_NONE, TIER_4, .arguments = no_arguments, .run = api_test },
	{ 0 },
};
