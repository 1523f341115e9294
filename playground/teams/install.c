#include "playground/teams/install.h"

#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "playground/playground.h"
#include "playground/teams/activities.h"
#include "playground/teams/courier.h"
#include "playground/teams/teams.h"
#include "playground/teams/workspace.h"

enum { KNOCK_AGAIN = 300 };

struct installer {
	struct teams *teams;
	struct alarm knock;
};

static void knock(struct alarm *alarm);

struct installer *installer_create(struct teams *teams)
{
	struct installer *installer = xcalloc(1, sizeof(*installer));

	installer->teams = teams;
	alarm_init(&installer->knock, knock);
	return installer;
}

void installer_destroy(struct installer *installer)
{
	if (!installer)
		return;
	alarm_stop(&installer->knock);
	free(installer);
}

/* Both at once, as Teams does: nobody may count on an order. */
static void install(
	struct teams *teams, const struct teams_person *person, const struct teams_place *place)
{
	courier_send(teams->courier, activity_installed(teams, person, place), NULL, NULL);
	courier_send(teams->courier, activity_member_added(teams, person, place), NULL, NULL);
}

static const struct teams_person *first_member(
	const struct teams_workspace *workspace, const struct teams_place *place)
{
	for (size_t i = 0; i < workspace->person_count; i++)
		if (teams_place_has(place, &workspace->people[i]))
			return &workspace->people[i];
	return NULL;
}

void install_app(struct installer *installer)
{
	struct teams *teams = installer->teams;
	const struct teams_workspace *workspace = teams->workspace;
	const char *team = NULL;

	for (size_t i = 0; i < workspace->place_count; i++) {
		const struct teams_place *place = &workspace->places[i];
		const struct teams_person *person = first_member(workspace, place);
		bool again = place->kind == PLACE_CHANNEL && text_equal(team, place->team);
		if (!place->app_member || !person || again)
			continue;
		install(teams, person, place);
		if (place->kind == PLACE_CHANNEL)
			team = place->team;
	}
}

static void on_knocked(void *data, bool somebody)
{
	struct installer *installer = data;

	if (somebody)
		install_app(installer);
	else
		alarm_set(&installer->teams->playground->alarms, &installer->knock, KNOCK_AGAIN);
}

static void knock(struct alarm *alarm)
{
	struct installer *installer = container_of(alarm, struct installer, knock);

	courier_knock(installer->teams->courier, on_knocked, installer);
}

void install_when_reachable(struct installer *installer)
{
	knock(&installer->knock);
}
