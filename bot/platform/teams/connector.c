#include "bot/platform/teams/connector.h"

#include "bot/platform/teams/connector_parts.h"
#include "bot/platform/teams/teams.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/recent.h"
#include "bot/util/text.h"

enum { MOST_CHANNELS = 20000 }; // whose names are kept

/* --- reaching one person --- */

struct reach {
	struct teams_connector *connector;
	int tenant;
	char *person;
	teams_reached *done;
	void *data;
};

static void created(void *data, const struct call_reply *reply)
{
	struct reach *reach = data;
	struct call_reply odd = { CALL_LATER, "no_conversation_id" };
	const char *id = reply->class == CALL_OK ? json_string(reply->json, "id") : NULL;

	if (id)
		teams_direct_put(reach->connector->conversations, reach->tenant, reach->person, id);
	reach->done(reach->data, id, !id && reply->class == CALL_OK ? &odd : reply);
	free(reach->person);
	free(reach);
}

struct cJSON *teams_new_conversation(const struct teams_connector *connector, int tenant)
{
	_cleanup_free_ char *bot = xasprintf("28:%s", connector->app_id);
	const char *id = teams_tenant_id(connector->conversations, tenant);
	struct cJSON *body = json_object();

	json_set_string(json_set_object(body, "bot"), "id", bot);
	json_set_string(body, "tenantId", id);
	json_set_string(json_set_object(json_set_object(body, "channelData"), "tenant"), "id", id);
	return body;
}

/* Asking twice is harmless: the same person has the same conversation. */
void teams_reach(struct teams_connector *connector, int tenant, const char *person,
	enum teams_reach_for what_for, teams_reached *done, void *data)
{
	static const struct {
		bool writes, urgent;
		int tries;
	} ways[] = {
		[TEAMS_TO_DELIVER] = { .writes = true },
		[TEAMS_TO_ANSWER] = { .writes = true, .urgent = true, .tries = 3 },
		[TEAMS_TO_ASK] = { .tries = 3 },
	};
	struct reach *reach = xcalloc(1, sizeof(*reach));
	_cleanup_json_ struct cJSON *body = teams_new_conversation(connector, tenant);
	struct cJSON *member = json_append(json_set_array(body, "members"), json_object());
	struct teams_request request = {
		.what = "create",
		.method = "POST",
		.tenant = tenant,
		.path = xstrdup("v3/conversations"),
		.conversation = ways[what_for].writes ? person : NULL,
		.opens = true,
		.urgent = ways[what_for].urgent,
		.tries = ways[what_for].tries,
	};

	json_set_string(member, "id", person);
	json_set_bool(body, "isGroup", false);
	request.body = json_print(body);
	*reach = (struct reach){ connector, tenant, xstrdup(person), done, data };
	teams_call(connector->calls, &request, created, reach);
}

/* --- what comes from the parts --- */

static void credentials_changed(void *data)
{
	struct teams_connector *connector = data;
	const char *problem = teams_credentials_problem(connector->credentials);

	teams_calls_wake(connector->calls);
	if (connector->told && text_equal(problem, connector->problem))
		return;
	connector->told = true;
	free(connector->problem);
	connector->problem = xstrdup(problem);
	connector->events.credentials(connector->data, connector->problem);
}

static void learned(void *data, const char *name, const char *value)
{
	struct teams_connector *connector = data;

	connector->events.learned(connector->data, name, value);
}

void teams_out_of_reach(struct teams_connector *connector, int tenant, const char *person)
{
	_cleanup_free_ char *name = teams_place_name(connector->conversations, tenant, person);

	if (connector->events.out_of_reach)
		connector->events.out_of_reach(connector->data, name);
}

void teams_connector_service(struct teams_connector *connector, const char *tenant, const char *url)
{
	teams_tenant_moved(
		connector->conversations, teams_tenant_find(connector->conversations, tenant), url);
}

void teams_connector_heard(
	struct teams_connector *connector, const struct teams_conversation *conversation)
{
	teams_heard(connector->conversations, conversation);
}

void teams_connector_start(struct teams_connector *connector)
{
	const char *header;
	unsigned number;

	if (teams_credentials_get(connector->credentials, &header, &number) == TEAMS_TOKEN_READY)
		credentials_changed(connector);
}

/* --- life --- */

struct teams_connector *teams_connector_create(uv_loop_t *loop, struct http_client *http,
	const struct teams_settings *settings, const struct teams_connector_events *events,
	void *data)
{
	struct teams_connector *connector = xcalloc(1, sizeof(*connector));

	connector->events = *events;
	connector->data = data;
	connector->app_id = xstrdup(settings->app_id);
	connector->loop = loop;
	list_init(&connector->questions);
	list_init(&connector->teams);
	connector->channel_names = recent_create(MOST_CHANNELS);
	for (size_t i = 0; i < settings->channel_count; i++)
		recent_put(connector->channel_names, settings->channels[i].channel,
			settings->channels[i].name);
	connector->channels_said = recent_create(MOST_CHANNELS);
	connector->credentials =
		teams_credentials_create(loop, http, settings, credentials_changed, connector);
	connector->conversations = teams_conversations_create(settings, learned, connector);
	connector->calls = teams_calls_create(
		loop, http, connector->credentials, connector->conversations, &settings->timing);
	return connector;
}

bool teams_connector_busy(const struct teams_connector *connector)
{
	return teams_calls_busy(connector->calls);
}

void teams_connector_abort(struct teams_connector *connector)
{
	teams_credentials_abort(connector->credentials);
	teams_calls_abort(connector->calls);
}

void teams_connector_destroy(struct teams_connector *connector)
{
	if (!connector)
		return;
	teams_connector_abort(connector);
	teams_calls_destroy(connector->calls);
	teams_credentials_destroy(connector->credentials);
	teams_conversations_destroy(connector->conversations);
	recent_destroy(connector->channel_names);
	recent_destroy(connector->channels_said);
	free(connector->problem);
	free(connector->app_id);
	free(connector);
}
