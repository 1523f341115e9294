/*
 * An account is closed or opened again. Teams tells a bot of neither: only that somebody is no
 * longer in a team or a group that the app is in, or is in it again.
 */
#include "bot/util/json.h"
#include "bot/util/text.h"
#include "playground/replies.h"
#include "playground/teams/activities.h"
#include "playground/teams/acts.h"
#include "playground/teams/workspace.h"

/* Another one there, who does it. NULL: nobody. */
static const struct teams_person *somebody_else(const struct teams_workspace *workspace,
	const struct teams_place *place, const struct teams_person *person)
{
	for (size_t i = 0; i < workspace->person_count; i++) {
		const struct teams_person *other = &workspace->people[i];
		if (other != person && !other->gone && !other->is_app &&
			teams_place_has(place, other))
			return other;
	}
	return NULL;
}

static bool has_been_told(const struct teams_workspace *workspace, size_t index)
{
	const struct teams_place *place = &workspace->places[index];

	for (size_t i = 0; place->kind == PLACE_CHANNEL && i < index; i++)
		if (workspace->places[i].kind == PLACE_CHANNEL && workspace->places[i].app_member &&
			text_equal(workspace->places[i].team, place->team))
			return true;
	return false;
}

/* A team is one place, whatever channels it has. */
static void tell(const struct act *act, bool there)
{
	const struct teams_workspace *workspace = act->teams->workspace;

	for (size_t i = 0; i < workspace->place_count; i++) {
		const struct teams_place *place = &workspace->places[i];
		const struct teams_person *by = somebody_else(workspace, place, act->person);
		if (place->direct || !place->app_member || !by ||
			!teams_place_has(place, act->person) || has_been_told(workspace, i))
			continue;
		courier_send(act->teams->courier,
			activity_member_moved(act->teams, by, place, act->person, there), NULL,
			NULL);
	}
}

void act_presence(struct act *act, const struct cJSON *body)
{
	bool there = json_bool(body, "there", true);

	teams_person_set_gone(act->teams->workspace, act->person, !there);
	if (json_bool(body, "told", true))
		tell(act, there);
	reply_ok(act->request, NULL);
}
