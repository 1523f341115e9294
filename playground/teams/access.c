#include "playground/teams/access.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "bot/util/clock.h"
#include "bot/util/http_server.h"
#include "bot/util/json.h"
#include "bot/util/list.h"
#include "bot/util/memory.h"
#include "bot/util/random.h"
#include "bot/util/text.h"
#include "bot/util/url.h"
#include "playground/faulty_answer.h"
#include "playground/playground.h"
#include "playground/teams/teams.h"
#include "playground/teams/workspace.h"

enum { TOKEN_LIFE = 3599 };

struct token {
	struct list link; // access::tokens
	char *token;
	int64_t expires; // ms, clock_monotonic()
};

struct access {
	struct list tokens;
	char *secret;
	int64_t life; // seconds
	int64_t given;
};

struct access *access_create(void)
{
	struct access *access = xcalloc(1, sizeof(*access));

	list_init(&access->tokens);
	access->secret = xstrdup("playground-secret");
	access->life = TOKEN_LIFE;
	return access;
}

void access_revoke(struct access *access)
{
	while (!list_empty(&access->tokens)) {
		struct token *token = list_first(&access->tokens, struct token, link);
		list_remove(&token->link);
		free(token->token);
		free(token);
	}
}

void access_destroy(struct access *access)
{
	if (!access)
		return;
	access_revoke(access);
	free(access->secret);
	free(access);
}

void access_set(struct access *access, int64_t token_life, const char *secret)
{
	if (token_life)
		access->life = token_life;
	if (!secret)
		return;
	free(access->secret);
	access->secret = xstrdup(secret);
}

int64_t access_given(const struct access *access)
{
	return access->given;
}

static const char *give(struct access *access)
{
	struct token *token = xcalloc(1, sizeof(*token));

	access->given++;
	token->token = xasprintf("playground.%08x%08x%08x%08x.token", random_below(UINT32_MAX),
		random_below(UINT32_MAX), random_below(UINT32_MAX), random_below(UINT32_MAX));
	token->expires = clock_monotonic() + access->life * MS_PER_SECOND;
	list_append(&access->tokens, &token->link);
	return token->token;
}

/* What Entra finds wrong, in its own order: a number of its list, and its words. */
static const char *examine(const struct teams *teams, const struct http_request *request,
	const char *path, int *ret_status)
{
	_cleanup_free_ char *tail = xasprintf("%s/oauth2/v2.0/token", teams->workspace->tenant);
	_cleanup_free_ char *grant = url_field(request->body, "grant_type");
	_cleanup_free_ char *client = url_field(request->body, "client_id");
	_cleanup_free_ char *secret = url_field(request->body, "client_secret");
	_cleanup_free_ char *scope = url_field(request->body, "scope");

	*ret_status = 400;
	if (!text_equal(path, tail) && !text_equal(path, "botframework.com/oauth2/v2.0/token"))
		return "AADSTS90002: Tenant not found. Check that it is the tenant of the app.";
	if (!text_equal(grant, "client_credentials"))
		return "AADSTS70003: The app requested an unsupported grant type.";
	if (!text_equal_nocase(client, teams->workspace->app_id))
		return "AADSTS700016: Application was not found in the directory.";
	if (!scope || !text_equal(strrchr(scope, '/'), "/.default"))
		return "AADSTS1002012: The provided value for scope is not valid.";
	*ret_status = 401;
	if (!text_equal(secret, teams->access->secret))
		return "AADSTS7000215: Invalid client secret provided.";
	return NULL;
}

static char *empty_body(const struct cJSON *fault)
{
	(void)fault;
	return xstrdup("");
}

void access_handle(struct teams *teams, struct http_request *request, const char *path)
{
	_cleanup_json_ struct cJSON *answer = json_object();
	struct faulty_answer order = { .status = 200, .method = "token" };
	const char *problem;
	int status = 0;

	if (fault_strikes_before(teams->playground, request, "token", empty_body))
		return;
	problem = text_equal(request->method, "POST")
			  ? examine(teams, request, path, &status)
			  : "AADSTS900561: The endpoint only accepts POST requests.";
	if (problem) {
		order.status = status ? status : 400;
		json_set_string(
			answer, "error", status == 401 ? "invalid_client" : "invalid_request");
		json_set_string(answer, "error_description", problem);
	} else {
		json_set_string(answer, "token_type", "Bearer");
		json_set_int(answer, "expires_in", teams->access->life);
		json_set_int(answer, "ext_expires_in", teams->access->life);
		json_set_string(answer, "access_token", give(teams->access));
	}
	order.body = json_print(answer);
	faulty_answer_send(teams->playground, request, &order);
}

bool access_allows(const struct teams *teams, const struct http_request *request)
{
	const char *header = http_request_header(request, "authorization");
	const struct token *token;

	if (!header || strncasecmp(header, "Bearer ", 7) != 0)
		return false;
	list_for_each(token, &teams->access->tokens, link)
		if (text_equal(token->token, header + 7))
			return clock_monotonic() < token->expires;
	return false;
}
