#ifndef LASTMILE_TEAMS_CONNECTOR_PARTS_H
#define LASTMILE_TEAMS_CONNECTOR_PARTS_H
/* What the files behind connector.h share: connector.c, deliver.c, say.c, members.c,
 * channels.c. */
#include "bot/platform/teams/calls.h"
#include "bot/platform/teams/connector.h"
#include "bot/platform/teams/conversations.h"
#include "bot/platform/teams/credentials.h"
#include "bot/util/list.h"

struct teams_connector {
	struct teams_connector_events events;
	void *data;
	char *app_id;
	struct teams_credentials *credentials;
	struct teams_conversations *conversations;
	struct teams_calls *calls;
	struct list questions; // members.c: question::link
	int question_count;
	uv_loop_t *loop;
	struct list teams; // channels.c: team_question::link
	struct recent *channel_names; // of a channel, as everybody calls it; "": it has none
	struct recent *channels_said; // the same, by what people pasted
	char *problem; // as last told
	bool told; // something was
};

/* Whoever wants to reach one person: `conversation` is theirs with us, NULL if there is none:
 * `reply` says why. Never from inside the call. */
typedef void teams_reached(void *data, const char *conversation, const struct call_reply *reply);
enum teams_reach_for {
	TEAMS_TO_DELIVER, // tried again by the deliverer
	TEAMS_TO_ANSWER, // somebody waits
	TEAMS_TO_ASK, // nothing is said: also where we must not write, and nothing is closed by it
};
void teams_reach(struct teams_connector *connector, int tenant, const char *person,
	enum teams_reach_for what_for, teams_reached *done, void *data);

/* Something was refused for this person for good: tells whoever looks whether they are still there.
 */
void teams_out_of_reach(struct teams_connector *connector, int tenant, const char *person);

/* The body of "POST v3/conversations", but for whom it is. */
struct cJSON *teams_new_conversation(const struct teams_connector *connector, int tenant);

#endif
