/*
 * What channels are called: GET v3/teams/{team}/conversations. Activities say the ids of team and
 * channel, not the channel's name. teams_ask_channels() and teams_channel_name() in connector.h.
 *
 * What was asked for, or said with something that came, is kept over a restart; another name is
 * told when a channel is given one. A channel that Teams does not list (a private one of others')
 * is noted as nameless in this life, so that it is not asked for again whenever something comes
 * from there. Groups have names here too, if somebody gave them one.
 */
#include <string.h>
#include <uv.h>

#include "bot/platform/read.h"
#include "bot/platform/teams/connector_parts.h"
#include "bot/platform/teams/teams.h"
#include "bot/util/arena.h"
#include "bot/util/json.h"
#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "bot/util/recent.h"
#include "bot/util/text.h"
#include "bot/util/url.h"

enum {
	WAIT = 2000, // ms: nobody's event is held longer for the sake of a name
	MOST_QUESTIONS = 100, // teams asked at once
};

static const char general[] = "General"; // the one that Teams gives no name

/* One team being asked. */
struct team_question {
	struct list link; // teams_connector::teams
	struct teams_connector *connector;
	uv_timer_t timer;
	int tenant;
	char *team;
	bool late; // whoever came was let go: nobody waits any more
	struct list waiting; // waiter::link
};

struct waiter {
	struct list link;
	char *channel; // as everybody calls it
	teams_channels_came *done;
	void *data;
};

const char *teams_channel_name(struct teams_connector *connector, const char *channel)
{
	const char *name = recent_get(connector->channel_names, channel);

	return name && *name ? name : recent_get(connector->channels_said, channel);
}

void teams_channel_named(struct teams_connector *connector, const char *channel, const char *name)
{
	_cleanup_free_ char *lesson = NULL;

	if (text_is_blank(name) || text_equal(recent_get(connector->channel_names, channel), name))
		return;
	recent_put(connector->channel_names, channel, name);
	lesson = xasprintf(TEAMS_CHANNEL_NAME "%s", channel);
	connector->events.learned(connector->data, lesson, name);
}

void teams_channel_said(struct teams_connector *connector, const char *channel, const char *name)
{
	recent_put(connector->channels_said, channel, name);
}

/* --- the answer --- */

static void let_go(struct team_question *question)
{
	while (!list_empty(&question->waiting)) {
		struct waiter *waiter = list_first(&question->waiting, struct waiter, link);
		list_remove(&waiter->link);
		waiter->done(waiter->data);
		free(waiter->channel);
		free(waiter);
	}
}

static void waited_long(uv_timer_t *timer)
{
	struct team_question *question = timer->data;

	question->late = true;
	let_go(question);
}

static void closed(uv_handle_t *handle)
{
	struct team_question *question = handle->data;

	free(question->team);
	free(question);
}

static void take_names(struct team_question *question, const struct cJSON *list)
{
	_cleanup_arena_ struct arena *arena = arena_create();
	struct teams_connector *connector = question->connector;
	const struct cJSON *channel;

	json_for_each (channel, list) {
		const char *id = NULL;
		if (read_id(arena, channel, "id", &id) || !id)
			continue;
		const char *name = read_name(arena, channel, "name");
		_cleanup_free_ char *place =
			teams_place_name(connector->conversations, question->tenant, id);
		teams_channel_named(connector, place, name ? name : general);
	}
}

/* Asked and not answered for good: neither will it be the next time. */
static void note_nameless(const struct team_question *question)
{
	struct recent *names = question->connector->channel_names;
	const struct waiter *waiter;

	list_for_each (waiter, &question->waiting, link)
		if (!recent_get(names, waiter->channel))
			recent_put(names, waiter->channel, "");
}

static bool is_definite(enum call_class class)
{
	return class == CALL_OK || class == CALL_GONE || class == CALL_CLOSED ||
	       class == CALL_FORBIDDEN;
}

static void replied(void *data, const struct call_reply *reply)
{
	struct team_question *question = data;

	if (reply->class == CALL_OK)
		take_names(question, json_get(reply->json, "conversations"));
	else
		log_info("teams", "no names of the channels of team=%s: %s", question->team,
			reply->code);
	if (is_definite(reply->class))
		note_nameless(question);
	list_remove(&question->link);
	uv_timer_stop(&question->timer);
	let_go(question);
	uv_close((uv_handle_t *)&question->timer, closed);
}

/* --- the question --- */

static struct team_question *find(struct teams_connector *connector, int tenant, const char *team)
{
	struct team_question *question;

	list_for_each (question, &connector->teams, link)
		if (question->tenant == tenant && text_equal(question->team, team))
			return question;
	return NULL;
}

static struct team_question *ask(struct teams_connector *connector, int tenant, const char *team)
{
	struct team_question *question = xcalloc(1, sizeof(*question));
	_cleanup_text_ struct text path = TEXT_INIT;
	struct teams_request request = {
		.what = "channels", .method = "GET", .tenant = tenant, .urgent = true, .tries = 1
	};

	question->connector = connector;
	question->tenant = tenant;
	question->team = xstrdup(team);
	list_init(&question->waiting);
	list_append(&connector->teams, &question->link);
	uv_timer_init(connector->loop, &question->timer);
	question->timer.data = question;
	uv_timer_start(&question->timer, waited_long, WAIT, 0);
	text_append(&path, "v3/teams/");
	url_encode(&path, team);
	text_append(&path, "/conversations");
	request.path = text_steal(&path);
	teams_call(connector->calls, &request, replied, question);
	return question;
}

static size_t count_of(const struct list *list)
{
	size_t count = 0;

	for (const struct list *link = list->next; link != list; link = link->next)
		count++;
	return count;
}

bool teams_ask_channels(struct teams_connector *connector, const char *channel, const char *team,
	teams_channels_came *done, void *data)
{
	struct teams_place place = teams_place_of(connector->conversations, channel);
	int tenant = place.tenant;

	free(place.id);
	if (tenant == TEAMS_NO_TENANT || recent_get(connector->channel_names, channel))
		return false;
	struct team_question *question = find(connector, tenant, team);
	if (question ? question->late : count_of(&connector->teams) == MOST_QUESTIONS)
		return false;
	if (!question)
		question = ask(connector, tenant, team);
	struct waiter *waiter = xcalloc(1, sizeof(*waiter));
	*waiter = (struct waiter){ .channel = xstrdup(channel), .done = done, .data = data };
	list_append(&question->waiting, &waiter->link);
	return true;
}
