/*
 * Who is where: members of conversations, teams and their channels.
 */
#include <stdlib.h>
#include <string.h>

#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "playground/teams/connector.h"
#include "playground/teams/teams.h"
#include "playground/teams/workspace.h"

static struct cJSON *show_member(const struct teams_person *person)
{
	_cleanup_free_ char *given = xstrndup(person->name, strcspn(person->name, " "));
	const char *family = strchr(person->name, ' ');
	struct cJSON *member = json_object();

	json_set_string(member, "id", person->id);
	json_set_string(member, "name", person->name);
	json_set_string(member, "givenName", given);
	json_set_string(member, "surname", family ? family + 1 : "");
	json_set_string(member, "aadObjectId", person->object);
	json_set_string(member, "objectId", person->object);
	json_set_string(member, "email", person->email);
	json_set_string(member, "userPrincipalName", person->email);
	json_set_string(member, "tenantId", person->tenant);
	json_set_string(member, "userRole", "user");
	return member;
}

static struct cJSON *show_members(const struct connector_call *call)
{
	const struct teams_workspace *workspace = call->teams->workspace;
	struct cJSON *list = json_array();

	for (size_t i = 0; i < workspace->person_count; i++)
		if (!workspace->people[i].gone &&
			teams_place_has(call->place, &workspace->people[i]))
			json_append(list, show_member(&workspace->people[i]));
	return list;
}

static void get_members(struct connector_call *call)
{
	call->answer = show_members(call);
}

/* Teams was seen to answer 400 as well as 404. */
static void refuse_member(struct connector_call *call)
{
	refuse(&call->refusal, call->place->kind == PLACE_PERSONAL ? 400 : 404,
		"MemberNotFoundInConversation", "The member is not found in the conversation.");
}

static void get_member(struct connector_call *call)
{
	const struct teams_person *person = teams_person(call->teams->workspace, call->steps[1]);

	if (!person || person->gone || !teams_place_has(call->place, person))
		refuse_member(call);
	else
		call->answer = show_member(person);
}

/* All on one page. */
static void get_paged_members(struct connector_call *call)
{
	call->answer = json_object();
	json_set(call->answer, "members", show_members(call));
}

static bool is_team(struct connector_call *call)
{
	if (text_equal(call->steps[0], call->teams->workspace->team_id))
		return true;
	refuse(&call->refusal, 404, "NotFound", "there is no such team");
	return false;
}

static void get_team(struct connector_call *call)
{
	const struct teams_workspace *workspace = call->teams->workspace;

	if (!is_team(call))
		return;
	call->answer = json_object();
	json_set_string(call->answer, "id", workspace->team_id);
	json_set_string(call->answer, "name", workspace->team_name);
	json_set_string(call->answer, "tenantId", workspace->tenant);
}

static void get_channels(struct connector_call *call)
{
	const struct teams_workspace *workspace = call->teams->workspace;
	struct cJSON *list;

	if (!is_team(call))
		return;
	call->answer = json_object();
	list = json_set_array(call->answer, "conversations");
	for (size_t i = 0; i < workspace->place_count; i++) {
		const struct teams_place *place = &workspace->places[i];
		struct cJSON *shown;
		if (place->kind != PLACE_CHANNEL || !text_equal(place->team, call->steps[0]))
			continue;
		shown = json_append(list, json_object());
		json_set_string(shown, "id", place->id);
		json_set_string(shown, "name", place->name);
	}
}

const struct connector_route connector_roster_routes[] = {
	{ "GET", "v3/conversations/*/members", "connector.members", .in_place = true,
		.run = get_members },
	{ "GET", "v3/conversations/*/members/*", "connector.members", .in_place = true,
		.run = get_member },
	{ "GET", "v3/conversations/*/pagedmembers", "connector.members", .in_place = true,
		.run = get_paged_members },
	{ "GET", "v3/teams/*", "connector.teams", .run = get_team },
	{ "GET", "v3/teams/*/conversations", "connector.teams", .run = get_channels },
	{ 0 },
};
