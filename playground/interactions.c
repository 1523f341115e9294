/*
 * The common half of interactions: who, where, triggers, and what a person hears at the end.
 */
#include "playground/interactions.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bot/util/clock.h"
#include "bot/util/http_server.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/random.h"
#include "bot/util/text.h"
#include "playground/content.h"
#include "playground/interactions_private.h"
#include "playground/page_stream.h"
#include "playground/playground.h"
#include "playground/replies.h"
#include "playground/response_urls.h"
#include "playground/views.h"
#include "playground/world.h"

enum { TRIGGERS_MAX = 5000 };

struct trigger {
	struct list link; // interactions::triggers, oldest first
	char *id;
	struct trigger_source source;
	int64_t made; // ms, clock_monotonic()
	bool used;
};

struct interactions {
	struct list triggers;
	int64_t trigger_count; // ever made
	size_t triggers_kept;
	struct response_urls *response_urls;
};

struct interactions *interactions_create(struct playground *playground)
{
	struct interactions *interactions = xcalloc(1, sizeof(*interactions));

	list_init(&interactions->triggers);
	interactions->response_urls = response_urls_create(playground);
	return interactions;
}

static void forget_oldest_trigger(struct interactions *interactions)
{
	struct trigger *trigger = list_first(&interactions->triggers, struct trigger, link);

	list_remove(&trigger->link);
	free(trigger->id);
	free(trigger);
	interactions->triggers_kept--;
}

void interactions_forget(struct interactions *interactions)
{
	while (!list_empty(&interactions->triggers))
		forget_oldest_trigger(interactions);
	response_urls_forget(interactions->response_urls);
}

void interactions_destroy(struct interactions *interactions)
{
	if (!interactions)
		return;
	interactions_forget(interactions);
	response_urls_destroy(interactions->response_urls);
	free(interactions);
}

void trigger_create(const struct interaction *interaction, struct cJSON *payload)
{
	struct interactions *interactions = interaction->playground->interactions;
	struct trigger *trigger = xcalloc(1, sizeof(*trigger));

	if (++interactions->triggers_kept > TRIGGERS_MAX)
		forget_oldest_trigger(interactions);
	interactions->trigger_count++;
	trigger->id = xasprintf("%" PRId64 ".%" PRId64 ".%08x", clock_now(),
		interactions->trigger_count, random_below(UINT32_MAX));
	trigger->source.person = interaction->person;
	trigger->source.channel = interaction->channel;
	memcpy(trigger->source.view_id, interaction->view_id, sizeof(trigger->source.view_id));
	trigger->made = clock_monotonic();
	list_append(&interactions->triggers, &trigger->link);
	json_set_string(payload, "trigger_id", trigger->id);
}

const char *trigger_use(
	struct playground *playground, const char *trigger_id, struct trigger_source *ret_source)
{
	int64_t life = socket_mode_patience(playground->socket_mode);
	struct trigger *trigger;

	list_for_each (trigger, &playground->interactions->triggers, link) {
		if (!text_equal(trigger->id, trigger_id))
			continue;
		if (trigger->used)
			return "exchanged_trigger_id";
		if (clock_monotonic() - trigger->made > life)
			return "expired_trigger_id";
		trigger->used = true;
		*ret_source = trigger->source;
		return NULL;
	}
	return "invalid_trigger_id";
}

void response_url_create(
	const struct interaction *interaction, struct cJSON *payload, const struct post *source)
{
	_cleanup_free_ char *url =
		response_urls_add(interaction->playground->interactions->response_urls,
			interaction->channel, interaction->person, source);

	json_set_string(payload, "response_url", url);
}

void response_url_handle(
	struct playground *playground, struct http_request *request, const char *id)
{
	response_urls_handle(playground->interactions->response_urls, request, id);
}

bool interaction_read_person(struct playground *playground, struct http_request *request,
	const struct cJSON *body, struct interaction *ret_interaction)
{
	const struct person *person = world_person(playground->world, json_string(body, "as"));

	if (!person) {
		reply_error(request, "user_not_found", "as is the id of a person");
		return false;
	}
	*ret_interaction = (struct interaction){
		.playground = playground, .request = request, .person = person
	};
	return true;
}

bool interaction_read(struct playground *playground, struct http_request *request,
	const struct cJSON *body, struct interaction *ret_interaction)
{
	struct interaction interaction;

	if (!interaction_read_person(playground, request, body, &interaction))
		return false;
	interaction.channel = world_channel(playground->world, json_string(body, "channel"));
	if (!interaction.channel)
		reply_error(request, "channel_not_found", "channel is the id of a channel");
	else if (!channel_has(interaction.channel, interaction.person->id))
		reply_error(request, "not_in_channel", "this person is not in this channel");
	else {
		*ret_interaction = interaction;
		return true;
	}
	return false;
}

struct view *interaction_read_view(struct playground *playground, struct http_request *request,
	const struct cJSON *body, struct interaction *ret_interaction)
{
	struct interaction interaction;
	struct view *view;

	if (!interaction_read_person(playground, request, body, &interaction))
		return NULL;
	view = views_find(playground->views, json_string(body, "view_id"));
	if (!view || view->person != interaction.person ||
		(!view->home && view != views_top(playground->views, view->person))) {
		reply_error(request, "view_not_found", "this person has no such view in front");
		return NULL;
	}
	snprintf(interaction.view_id, sizeof(interaction.view_id), "%s", view->id);
	*ret_interaction = interaction;
	return view;
}

void interaction_send(const struct interaction *interaction, struct cJSON *payload, bool accepts,
	envelope_done *done)
{
	struct interaction *kept = xmalloc(sizeof(*kept));

	*kept = *interaction;
	socket_mode_send(
		kept->playground->socket_mode, "interactive", payload, accepts, done, kept);
}

const char *interaction_channel_name(const struct channel *channel)
{
	return !channel->direct && channel->is_private ? "privategroup" : channel->name;
}

void interaction_describe(const struct interaction *interaction, struct cJSON *payload)
{
	const struct world *world = interaction->playground->world;
	struct cJSON *user = json_set_object(payload, "user");
	struct cJSON *team = json_set_object(payload, "team");

	json_set_string(user, "id", interaction->person->id);
	json_set_string(user, "username", interaction->person->handle);
	json_set_string(user, "name", interaction->person->handle);
	json_set_string(user, "team_id", world->team_id);
	json_set_string(team, "id", world->team_id);
	json_set_string(team, "domain", world->team_domain);
	json_set_null(payload, "enterprise");
	json_set_bool(payload, "is_enterprise_install", false);
	json_set_string(payload, "api_app_id", world->app_id);
	json_set_string(payload, "token", "deprecated");
}

struct post *interaction_show(
	const struct interaction *interaction, const struct cJSON *content, bool to_everyone)
{
	struct playground *playground = interaction->playground;
	struct post *post = post_create(
		playground->world, interaction->channel, playground->world->app_user, "");

	if (!to_everyone)
		post->ephemeral_to = xstrdup(interaction->person->id);
	content_apply(post, content);
	page_streams_tell(playground, to_everyone ? "message" : "ephemeral", post);
	return post;
}

void interaction_answer(const struct interaction *interaction, enum envelope_outcome outcome,
	const char *timed_out, const char *envelope_id, const struct cJSON *payload)
{
	struct cJSON *answer;

	switch (outcome) {
	case ENVELOPE_TIMED_OUT:
		reply_error(interaction->request, timed_out, "the app did not answer in time");
		return;
	case ENVELOPE_NO_CONNECTION:
		reply_error(interaction->request, "no_connection", "no app is connected");
		return;
	case ENVELOPE_ACKNOWLEDGED:
		answer = json_object();
		json_set_string(answer, "envelope_id", envelope_id);
		if (payload && !(json_is_object(payload) && !json_length(payload)))
			json_set(answer, "payload", json_copy(payload));
		else
			json_set_null(answer, "payload");
		reply_ok(interaction->request, answer);
		return;
	}
}
