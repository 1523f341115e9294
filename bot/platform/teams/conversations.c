#include "bot/platform/teams/conversations.h"

#include <string.h>

#include "bot/platform/teams/decode.h"
#include "bot/platform/teams/teams.h"
#include "bot/util/endpoint.h"
#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "bot/util/recent.h"
#include "bot/util/text.h"
#include "bot/util/url.h"

enum {
	MOST_DIRECT = 20000, // people
	MOST_CLOSED = 5000,
};

/* Where connectors are (learn.microsoft.com, "Send proactive messages"; Azure Bot Service,
 * "Compliance"): a name or, with a dot before it, all below one. */
static const char *const hosts[] = { ".trafficmanager.net", ".botframework.com",
	".teams.microsoft.com", ".teams.microsoft.us", ".botframework.us" };

#define COMMERCIAL_SERVICE "https://smba.trafficmanager.net/teams"
#define GCC_SERVICE "https://smba.infra.gcc.teams.microsoft.com/teams"
#define GCC_HIGH_SERVICE "https://smba.infra.gov.teams.microsoft.us/teams"

struct tenant {
	char *id;
	char *service; // NULL: not known
	const char *fallback; // where to try before anything has come; NULL: nowhere
};

struct teams_conversations {
	struct tenant *tenants;
	size_t count;
	bool loopback; // the metadata are on a loopback address: so may connectors be
	struct recent *direct; // "tenant person" -> conversation
	struct recent *closed; // "tenant id" -> the connector's word
	teams_learned *learned;
	void *data;
};

/* --- tenants --- */

int teams_tenant_find(const struct teams_conversations *conversations, const char *id)
{
	for (size_t i = 0; i < conversations->count; i++)
		if (text_equal_nocase(conversations->tenants[i].id, id))
			return (int)i;
	return TEAMS_NO_TENANT;
}

const char *teams_tenant_id(const struct teams_conversations *conversations, int tenant)
{
	return tenant == TEAMS_NO_TENANT ? NULL : conversations->tenants[tenant].id;
}

size_t teams_tenant_count(const struct teams_conversations *conversations)
{
	return conversations->count;
}

const char *teams_tenant_service(const struct teams_conversations *conversations, int tenant)
{
	const struct tenant *found;

	if (tenant == TEAMS_NO_TENANT)
		return NULL;
	found = &conversations->tenants[tenant];
	return found->service ? found->service : found->fallback;
}

static bool is_connector_host(const char *host)
{
	size_t length = strlen(host);

	for (size_t i = 0; i < array_length(hosts); i++) {
		size_t tail = strlen(hosts[i]);
		if (length > tail && strcmp(host + length - tail, hosts[i]) == 0)
			return true;
	}
	return false;
}

static bool may_have_token(const struct teams_conversations *conversations, const char *url)
{
	struct endpoint endpoint;

	if (endpoint_parse(url, &endpoint, NULL) < 0 || strchr(endpoint.path, '?'))
		return false;
	if (endpoint_is_loopback(&endpoint))
		return conversations->loopback && text_starts_with(endpoint.scheme, "http");
	return strcmp(endpoint.scheme, "https") == 0 && endpoint.port == 443 &&
	       is_connector_host(endpoint.host);
}

static char *without_slash(const char *url)
{
	size_t length = strlen(url);

	while (length && url[length - 1] == '/')
		length--;
	return xstrndup(url, length);
}

bool teams_tenant_moved(struct teams_conversations *conversations, int tenant, const char *url)
{
	_cleanup_free_ char *name = NULL;
	struct tenant *moved;

	if (tenant == TEAMS_NO_TENANT)
		return false;
	if (!may_have_token(conversations, url)) {
		log_warning("teams", "a service URL leads away from Microsoft, ignoring it");
		return false;
	}
	_cleanup_free_ char *service = without_slash(url);
	moved = &conversations->tenants[tenant];
	if (text_equal(moved->service, service))
		return true;
	free(moved->service);
	moved->service = steal_pointer(service);
	name = teams_place_name(conversations, tenant, "service_url");
	if (conversations->learned)
		conversations->learned(conversations->data, name, moved->service);
	return true;
}

bool teams_tenant_elsewhere(struct teams_conversations *conversations, int tenant)
{
	const char *service = teams_tenant_service(conversations, tenant);

	if (!service || conversations->loopback || strcmp(service, GCC_SERVICE) == 0)
		return false;
	log_info("teams", "the connector of tenant=%s is the government's",
		conversations->tenants[tenant].id);
	return teams_tenant_moved(conversations, tenant, GCC_SERVICE);
}

/* --- ids --- */

struct teams_place teams_place_of(const struct teams_conversations *conversations, const char *name)
{
	const char *bar = strrchr(name, '|');

	if (!bar)
		return (struct teams_place){ xstrdup(name), 0 };
	return (struct teams_place){ xstrndup(name, (size_t)(bar - name)),
		teams_tenant_find(conversations, bar + 1) };
}

char *teams_place_name(const struct teams_conversations *conversations, int tenant, const char *id)
{
	if (tenant <= 0)
		return xstrdup(id);
	return xasprintf("%s|%s", id, conversations->tenants[tenant].id);
}

static bool ends_with(const char *text, const char *tail)
{
	size_t length = strlen(text);

	return length >= strlen(tail) && strcmp(text + length - strlen(tail), tail) == 0;
}

bool teams_is_channel(const char *id)
{
	return ends_with(id, "@thread.tacv2") || ends_with(id, "@thread.skype");
}

char *teams_activity_path(const char *conversation, const char *thread, const char *activity)
{
	_cleanup_text_ struct text path = TEXT_INIT;
	_cleanup_free_ char *whole =
		thread ? xasprintf("%s;messageid=%s", conversation, thread) : xstrdup(conversation);

	text_append(&path, "v3/conversations/");
	url_encode(&path, whole);
	text_append(&path, "/activities");
	if (activity) {
		text_append(&path, "/");
		url_encode(&path, activity);
	}
	return text_steal(&path);
}

char *teams_service_address(const char *service, const char *path)
{
	_cleanup_free_ char *base = without_slash(service);

	return xasprintf("%s/%s", base, path);
}

/* --- what is known of people and conversations --- */

static char *key(int tenant, const char *id)
{
	return xasprintf("%d %.*s", tenant, (int)strcspn(id, ";"), id); // without its thread
}

const char *teams_direct_get(
	struct teams_conversations *conversations, int tenant, const char *person)
{
	_cleanup_free_ char *name = key(tenant, person);

	return recent_get(conversations->direct, name);
}

void teams_direct_put(struct teams_conversations *conversations, int tenant, const char *person,
	const char *conversation)
{
	_cleanup_free_ char *name = key(tenant, person);

	recent_put(conversations->direct, name, conversation);
}

void teams_direct_forget(struct teams_conversations *conversations, int tenant, const char *person)
{
	_cleanup_free_ char *name = key(tenant, person);

	recent_forget(conversations->direct, name);
}

const char *teams_closed(struct teams_conversations *conversations, int tenant, const char *id)
{
	_cleanup_free_ char *name = key(tenant, id);

	return recent_get(conversations->closed, name);
}

void teams_close(
	struct teams_conversations *conversations, int tenant, const char *id, const char *code)
{
	_cleanup_free_ char *name = key(tenant, id);

	if (!recent_get(conversations->closed, name))
		log_info("teams", "conversation=%s is closed to us: %s", id, code);
	recent_put(conversations->closed, name, code);
}

void teams_person_reopen(struct teams_conversations *conversations, int tenant, const char *person)
{
	_cleanup_free_ char *name = key(tenant, person);
	const char *known = recent_get(conversations->direct, name);

	recent_forget(conversations->closed, name);
	if (!known)
		return;
	_cleanup_free_ char *conversation = key(tenant, known);
	recent_forget(conversations->closed, conversation);
}

void teams_heard(
	struct teams_conversations *conversations, const struct teams_conversation *conversation)
{
	int tenant = teams_tenant_find(conversations, conversation->tenant);

	if (tenant == TEAMS_NO_TENANT || !conversation->id)
		return;
	_cleanup_free_ char *here = key(tenant, conversation->id);
	recent_forget(conversations->closed, here);
	if (!conversation->person || conversation->type != TEAMS_PERSONAL)
		return;
	_cleanup_free_ char *person = key(tenant, conversation->person);
	recent_forget(conversations->closed, person);
	teams_direct_put(conversations, tenant, conversation->person, conversation->id);
}

/* --- life --- */

static const char *fallback_of(const struct teams_settings *settings, bool loopback)
{
	if (loopback)
		return NULL;
	return strstr(settings->scope, "botframework.us") ? GCC_HIGH_SERVICE : COMMERCIAL_SERVICE;
}

static void take_services(
	struct teams_conversations *conversations, const struct teams_settings *settings)
{
	for (size_t i = 0; i < settings->service_count; i++)
		teams_tenant_moved(conversations,
			teams_tenant_find(conversations, settings->services[i].tenant),
			settings->services[i].url);
}

static bool is_loopback(const char *url)
{
	struct endpoint endpoint;

	return endpoint_parse(url, &endpoint, NULL) == 0 && endpoint_is_loopback(&endpoint);
}

struct teams_conversations *teams_conversations_create(
	const struct teams_settings *settings, teams_learned *learned, void *data)
{
	struct teams_conversations *conversations = xcalloc(1, sizeof(*conversations));

	conversations->loopback = is_loopback(settings->metadata_url);
	while (settings->tenants[conversations->count])
		conversations->count++;
	conversations->tenants = xcalloc(conversations->count, sizeof(struct tenant));
	for (size_t i = 0; i < conversations->count; i++)
		conversations->tenants[i] = (struct tenant){
			.id = xstrdup(settings->tenants[i]),
			.fallback = fallback_of(settings, conversations->loopback),
		};
	conversations->direct = recent_create(MOST_DIRECT);
	conversations->closed = recent_create(MOST_CLOSED);
	take_services(conversations, settings); // known before: nobody has to learn them
	conversations->learned = learned;
	conversations->data = data;
	return conversations;
}

void teams_conversations_destroy(struct teams_conversations *conversations)
{
	if (!conversations)
		return;
	for (size_t i = 0; i < conversations->count; i++) {
		free(conversations->tenants[i].id);
		free(conversations->tenants[i].service);
	}
	free(conversations->tenants);
	recent_destroy(conversations->direct);
	recent_destroy(conversations->closed);
	free(conversations);
}
