#include "playground/teams/teams.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bot/util/http_server.h"
#include "bot/util/json.h"
#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "playground/faulty_answer.h"
#include "playground/playground.h"
#include "playground/teams/access.h"
#include "playground/teams/connector.h"
#include "playground/teams/courier.h"
#include "playground/teams/dialogs.h"
#include "playground/teams/install.h"
#include "playground/teams/issuer.h"
#include "playground/teams/workspace.h"
#include "playground/world.h"

int teams_create(struct playground *playground, const struct cJSON *document, struct teams **ret)
{
	const char *why = NULL;
	struct teams_workspace *workspace = teams_workspace_create(document, &why);
	struct teams *teams;

	if (!workspace) {
		log_error("playground", "the world: %s", why);
		return -EINVAL;
	}
	teams = xcalloc(1, sizeof(*teams));
	teams->playground = playground;
	teams->workspace = workspace;
	teams->issuer = issuer_create();
	teams->access = access_create();
	teams->dialogs = dialogs_create();
	teams->courier = courier_create(teams);
	teams->installer = installer_create(teams);
	*ret = teams;
	return 0;
}

void teams_start(struct teams *teams)
{
	const char *endpoint = teams->playground->options->teams_endpoint;

	if (!endpoint)
		return;
	courier_endpoint(teams->courier, endpoint);
	install_when_reachable(teams->installer);
}

void teams_stop(struct teams *teams)
{
	courier_stop(teams->courier);
}

void teams_destroy(struct teams *teams)
{
	if (!teams)
		return;
	installer_destroy(teams->installer);
	courier_destroy(teams->courier);
	dialogs_destroy(teams->dialogs);
	access_destroy(teams->access);
	issuer_destroy(teams->issuer);
	teams_workspace_destroy(teams->workspace);
	free(teams);
}

void teams_forget(struct teams *teams)
{
	courier_forget(teams->courier);
	dialogs_forget(teams->dialogs);
	teams_workspace_forget(teams->workspace);
	teams_workspace_return_all(teams->workspace);
	teams->any_ids = false;
}

int64_t teams_now(const struct teams *teams)
{
	return world_now(teams->playground->world);
}

char *teams_service_url(const struct teams *teams)
{
	return xasprintf("http://%s/teams/connector/", teams->playground->address);
}

const char *teams_person_id(const struct teams *teams, const char *id)
{
	const struct teams_person *person = teams_person(teams->workspace, id);

	return person ? person->id : NULL;
}

static char *empty_body(const struct cJSON *fault)
{
	(void)fault;
	return xstrdup("");
}

/* Documents about keys: `document` is taken over. */
static void serve_document(
	struct teams *teams, struct http_request *request, struct cJSON *document)
{
	_cleanup_json_ struct cJSON *owned = document;
	struct faulty_answer answer = { .status = 200, .method = "keys" };

	if (fault_strikes_before(teams->playground, request, "keys", empty_body))
		return;
	answer.body = json_print(owned);
	faulty_answer_send(teams->playground, request, &answer);
}

static struct cJSON *metadata(const struct teams *teams)
{
	_cleanup_free_ char *keys = xasprintf(
		"http://%s/teams/metadata/v1/.well-known/keys", teams->playground->address);
	struct cJSON *document = json_object();

	json_set_string(document, "issuer", ISSUER_NAME);
	json_set_string(document, "authorization_endpoint", "https://invalid.botframework.com");
	json_set_string(document, "jwks_uri", keys);
	json_append_string(
		json_set_array(document, "id_token_signing_alg_values_supported"), "RS256");
	return document;
}

void teams_handle(struct teams *teams, struct http_request *request, const char *path)
{
	if (text_starts_with(path, "login/"))
		access_handle(teams, request, path + strlen("login/"));
	else if (text_starts_with(path, "connector/"))
		connector_handle(teams, request, path + strlen("connector/"));
	else if (text_equal(path, "metadata/v1/.well-known/openidconfiguration"))
		serve_document(teams, request, metadata(teams));
	else if (text_equal(path, "metadata/v1/.well-known/keys"))
		serve_document(teams, request, issuer_keys(teams->issuer));
	else
		http_respond_text(request, 404, "Teams has nothing here");
}
