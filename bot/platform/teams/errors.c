#include "bot/platform/teams/errors.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

/* The first row that fits counts. Without a code (NULL) any code fits, also none; "*" is any code
 * but none: somebody on the way may answer 403 or 404 as well, and knows nothing of the
 * conversation. */
static const struct {
	int first, last; // status
	const char *code;
	enum call_class class;
} errors[] = {
	{ 200, 299, NULL, CALL_OK },
	{ 300, 399, NULL, CALL_LATER }, // a captive portal
	{ 400, 499, "BotNotRegistered", CALL_CREDENTIALS },
	{ 400, 499, "MemberNotFoundInConversation", CALL_NO_MEMBER }, // 400 and 404 were seen
	{ 400, 400, NULL, CALL_BAD_CONTENT },
	{ 401, 401, NULL, CALL_CREDENTIALS },
	{ 403, 403, "InvalidBotApiHost", CALL_OTHER_HOST },
	{ 403, 403, "BotDisabledByAdmin", CALL_CLOSED },
	{ 403, 403, "BotNotInConversationRoster", CALL_CLOSED },
	{ 403, 403, "ConversationBlockedByUser", CALL_CLOSED },
	{ 403, 403, "MessageWritesBlocked", CALL_CLOSED },
	{ 403, 403, "*", CALL_FORBIDDEN },
	{ 404, 404, "*", CALL_GONE },
	{ 403, 404, NULL, CALL_LATER },
	{ 407, 407, NULL, CALL_LATER }, // a proxy
	{ 408, 408, NULL, CALL_UNCERTAIN },
	{ 412, 412, NULL, CALL_LATER },
	{ 413, 413, NULL, CALL_BAD_CONTENT },
	{ 429, 429, NULL, CALL_LIMITED },
	{ 400, 499, NULL, CALL_REFUSAL },
	{ 501, 501, NULL, CALL_REFUSAL },
	{ 502, 504, NULL, CALL_LATER },
};

static bool fits(const char *pattern, const char *code)
{
	if (!pattern)
		return true;
	return code && (strcmp(pattern, "*") == 0 || strcmp(pattern, code) == 0);
}

static enum call_class class_of(int status, const char *code)
{
	for (size_t i = 0; i < array_length(errors); i++)
		if (status >= errors[i].first && status <= errors[i].last &&
			fits(errors[i].code, code))
			return errors[i].class;
	return CALL_UNCERTAIN;
}

static bool is_word(const char *code)
{
	if (!code || !*code || strlen(code) >= TEAMS_CODE_BYTES)
		return false;
	for (; *code; code++)
		if (!isalnum((unsigned char)*code) && *code != '_')
			return false;
	return true;
}

/* The word inside the JSON inside a text. Keeps what it found in `inner`. */
static const char *inner_code(const char *message, struct cJSON **inner)
{
	if (!message || json_parse(message, strlen(message), inner, NULL) < 0)
		return NULL;
	return json_string_or(*inner, "subCode", json_string(*inner, "error.code"));
}

static void read_code(const struct cJSON *body, char *code)
{
	_cleanup_json_ struct cJSON *inner = NULL;
	const char *message = json_string_or(body, "error.message", json_string(body, "message"));
	const char *word = inner_code(message, &inner);

	if (!word)
		word = json_string_or(body, "error.code", json_string(body, "code"));
	if (is_word(word))
		snprintf(code, TEAMS_CODE_BYTES, "%s", word);
	else if (json_int(body, "errorCode", 0))
		snprintf(code, TEAMS_CODE_BYTES, "error_%lld",
			(long long)json_int(body, "errorCode", 0));
}

struct teams_error teams_error_of(int status, const struct cJSON *body)
{
	struct teams_error error = { .code = "" };

	if (status < 200 || status > 299)
		read_code(body, error.code);
	error.class = class_of(status, error.code[0] ? error.code : NULL);
	if (!error.code[0])
		snprintf(error.code, sizeof(error.code), "http_%d", status);
	return error;
}

/* --- words for people --- */

static const struct {
	const char *code, *words;
} explanations[] = {
	{ "ActivityNotFoundInConversation", "the message is no longer there" },
	{ "BadSyntax", "Teams does not take what is in it" },
	{ "BotDisabledByAdmin", "an administrator has switched the app off" },
	{ "BotNotInConversationRoster", "the app is not in this conversation" },
	{ "ConversationBlockedByUser", "this person has blocked the app" },
	{ "ConversationNotFound", "this conversation is no longer there" },
	{ "ForbiddenOperationException", "the app is not installed for this person" },
	{ "MemberNotFoundInConversation", "Teams knows nobody of this id any more" },
	{ "MessageSizeTooBig", "it is too long for Teams" },
	{ "MessageWritesBlocked", "this person has blocked or removed the app" },
	{ "not_configured", "the tenant is not one of teams.tenants" },
	{ "not_sent", "Teams cannot be reached" },
	{ "no_service_url", "Teams has not said yet where to answer: it does so with the first "
			    "message to the app" },
};

char *teams_error_words(const char *code)
{
	for (size_t i = 0; i < array_length(explanations); i++)
		if (strcmp(code, explanations[i].code) == 0)
			return xasprintf("%s (%s)", explanations[i].words, code);
	return xstrdup(code);
}

/* --- the login --- */

/* Codes of learn.microsoft.com, "Microsoft Entra authentication and authorization error codes". */
static const struct {
	long code;
	const char *advice;
} advices[] = {
	{ 7000215, "the client secret is wrong: copy its value, not its id, from \"Certificates & "
		   "secrets\" of the app's registration, and set TEAMS_CLIENT_SECRET" },
	{ 7000222, "the client secret has expired: make a new one under \"Certificates & secrets\" "
		   "of the app's registration, and set TEAMS_CLIENT_SECRET" },
	{ 7000216, "there is no client secret: set TEAMS_CLIENT_SECRET" },
	{ 7000218, "there is no client secret: set TEAMS_CLIENT_SECRET" },
	{ 700016, "the app is not in the directory: compare teams.app_id and the first of "
		  "teams.tenants with the app's registration" },
	{ 700038, "teams.app_id is not the id of an app: copy it from the app's registration" },
	{ 7000229, "the app has a registration but no service principal in the directory: an "
		   "administrator makes it with `az ad sp create --id APP-ID`" },
	{ 7000112, "the app is switched off in the directory: an administrator must enable it "
		   "under \"Enterprise applications\"" },
	{ 90002, "there is no such directory: the first of teams.tenants must be the id that the "
		 "app's registration shows" },
	{ 900021, "there is no such directory: the first of teams.tenants must be the id that the "
		  "app's registration shows" },
	{ 900023, "there is no such directory: the first of teams.tenants must be the id that the "
		  "app's registration shows" },
	{ 500011, "teams.scope names nothing in this directory: leave it out, or set the one of "
		  "your cloud" },
	{ 70011, "teams.scope is wrong: leave it out, or set the one of your cloud" },
	{ 1002012, "teams.scope is wrong: leave it out, or set the one of your cloud" },
	{ 53003, "a Conditional Access policy of the directory keeps the app out: an administrator "
		 "must let it in" },
};

/* What passes by itself, though it looks like a refusal. */
static const long passing[] = { 90006, 90012, 90024, 90033, 50033, 50196 };

static long login_code(const struct cJSON *body)
{
	const char *found = strstr(json_string_or(body, "error_description", ""), "AADSTS");

	return found ? strtol(found + strlen("AADSTS"), NULL, 10) : 0;
}

static bool passes(int status, long code, const struct cJSON *body)
{
	const char *word = json_string_or(body, "error", "");

	for (size_t i = 0; i < array_length(passing); i++)
		if (code == passing[i])
			return true;
	/* An answer without Microsoft's own words is somebody else's: a proxy, a portal. */
	return (status != 400 && status != 401 && status != 403) || !*word ||
	       strcmp(word, "temporarily_unavailable") == 0 || strcmp(word, "server_error") == 0;
}

char *teams_login_advice(int status, const struct cJSON *body, long *ret_code)
{
	const char *word = json_string_or(body, "error", "");
	long code = login_code(body);

	*ret_code = code;
	if (passes(status, code, body))
		return NULL;
	for (size_t i = 0; i < array_length(advices); i++)
		if (advices[i].code == code)
			return xasprintf("%s (Microsoft says AADSTS%ld)", advices[i].advice, code);
	if (code)
		return xasprintf("Microsoft's login refuses the app (AADSTS%ld): compare "
				 "teams.app_id, teams.tenants and TEAMS_CLIENT_SECRET with the "
				 "app's registration",
			code);
	return xasprintf("Microsoft's login refuses the app (%s): compare teams.app_id, "
			 "teams.tenants and TEAMS_CLIENT_SECRET with the app's registration",
		is_word(word) ? word : "no word of why");
}

char *teams_token_advice(const char *code)
{
	return xasprintf("Teams does not take the app's token (%s): the bot must be registered "
			 "with teams.app_id, in the Teams Developer Portal or as an Azure Bot, and "
			 "this machine's clock must be right",
		code);
}
