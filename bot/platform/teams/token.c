#include "bot/platform/teams/token.h"

#include <string.h>
#include <strings.h>

#include "bot/platform/teams/signing_key.h"
#include "bot/util/base64.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

struct token {
	char *text; // header.claims.signature
	size_t claims_at, signed_length; // where the claims begin, and end
	struct text signature;
	struct cJSON *header;
	struct cJSON *claims; // NULL until the signature was found good
};

static const struct {
	const char *word;
	const char *sentence;
} verdicts[TOKEN_VERDICTS] = {
	[TOKEN_GOOD] = { "good", "it is good" },
	[TOKEN_MISSING] = { "missing",
		"no token came with it; if this is so for all that come through Azure Relay, "
		"the "
		"hybrid connection asks its senders for a token of its own: make it anew without "
		"client authorization" },
	[TOKEN_MALFORMED] = { "malformed", "it is not a JSON Web Token" },
	[TOKEN_ALGORITHM] = { "algorithm", "it is not signed with RS256 and a named key" },
	[TOKEN_UNKNOWN_KEY] = { "unknown_key", "its key is none of those that Microsoft lists" },
	[TOKEN_SIGNATURE] = { "signature", "its signature is wrong" },
	[TOKEN_ISSUER] = { "issuer", "somebody else has issued it" },
	[TOKEN_AUDIENCE] = { "audience",
		"it is for another bot: compare teams.app_id with the bot's registration" },
	[TOKEN_EXPIRED] = { "expired", "it has expired: is this machine's clock right?" },
	[TOKEN_NOT_YET] = { "not_yet", "it is not valid yet: is this machine's clock right?" },
	[TOKEN_SERVICE_URL] = { "service_url", "it names another serviceUrl than the activity" },
	[TOKEN_ENDORSEMENT] = { "endorsement",
		"its key is not endorsed for the activity's channel" },
};

const char *token_verdict_word(enum token_verdict verdict)
{
	return verdicts[verdict].word;
}

const char *token_verdict_sentence(enum token_verdict verdict)
{
	return verdicts[verdict].sentence;
}

/* The JSON object that `length` letters of base64url stand for; NULL if they do not. */
static struct cJSON *read_part(const char *text, size_t length)
{
	_cleanup_text_ struct text json = TEXT_INIT;
	struct cJSON *object = NULL;

	if (!base64url_read(&json, text, length) ||
		json_parse(text_string(&json), json.length, &object, NULL) < 0)
		return NULL;
	if (json_is_object(object))
		return object;
	json_free(object);
	return NULL;
}

/* Three parts, two of which are read: what the claims say is nobody's word yet. */
static bool read_parts(struct token *token)
{
	size_t header = strcspn(token->text, ".");
	const char *claims = token->text + header + (token->text[header] == '.');
	size_t length = strcspn(claims, ".");
	const char *signature = claims + length + (claims[length] == '.');

	if (!header || !length || !*signature)
		return false;
	token->claims_at = (size_t)(claims - token->text);
	token->signed_length = token->claims_at + length;
	token->header = read_part(token->text, header);
	return token->header && base64url_read(&token->signature, signature, strlen(signature));
}

static enum token_verdict look_at_header(const struct token *token)
{
	if (!text_equal(json_string(token->header, "alg"), "RS256") ||
		!json_string(token->header, "kid") || json_get(token->header, "crit"))
		return TOKEN_ALGORITHM;
	return TOKEN_GOOD;
}

enum token_verdict token_read(const char *authorization, struct token **ret_token)
{
	static const char scheme[] = "Bearer ";
	struct token *token;
	enum token_verdict verdict;

	if (!authorization || strncasecmp(authorization, scheme, strlen(scheme)) != 0)
		return TOKEN_MISSING;
	authorization += strlen(scheme);
	if (strlen(authorization) > TOKEN_BYTES)
		return TOKEN_MALFORMED;
	token = xcalloc(1, sizeof(*token));
	token->text = xstrdup(authorization);
	verdict = read_parts(token) ? look_at_header(token) : TOKEN_MALFORMED;
	if (verdict == TOKEN_GOOD)
		*ret_token = token;
	else
		token_destroy(token);
	return verdict;
}

void token_destroy(struct token *token)
{
	if (!token)
		return;
	json_free(token->header);
	json_free(token->claims);
	text_finish(&token->signature);
	free(token->text);
	free(token);
}

const char *token_key_id(const struct token *token)
{
	return json_string(token->header, "kid");
}

static bool is_for(const char *audience, const char *app_id)
{
	static const char *const prefixes[] = { "", "api://", "api://botid-" };

	for (size_t i = 0; audience && i < array_length(prefixes); i++) {
		size_t length = strlen(prefixes[i]);
		if (strncmp(audience, prefixes[i], length) == 0 &&
			text_equal_nocase(audience + length, app_id))
			return true;
	}
	return false;
}

/* An end must be said, a beginning may: a number that is none is never reached. */
static enum token_verdict look_at_time(const struct cJSON *claims, int64_t now)
{
	int64_t seconds = now / 1000;
	int64_t begins = json_is_null(json_get(claims, "nbf")) ? 0 : INT64_MAX;

	if (json_int(claims, "exp", 0) <= seconds - TOKEN_CLOCKS_DIFFER)
		return TOKEN_EXPIRED;
	if (json_int(claims, "nbf", begins) >= seconds + TOKEN_CLOCKS_DIFFER)
		return TOKEN_NOT_YET;
	return TOKEN_GOOD;
}

enum token_verdict token_check(struct token *token, const struct signing_key *key,
	const struct token_rules *rules, int64_t now)
{
	const char *claims = token->text + token->claims_at;

	if (!signing_key_verify(key, token->text, token->signed_length,
		    text_string(&token->signature), token->signature.length))
		return TOKEN_SIGNATURE;
	json_free(token->claims);
	token->claims = read_part(claims, token->signed_length - token->claims_at);
	if (!token->claims)
		return TOKEN_MALFORMED;
	if (!text_equal(json_string(token->claims, "iss"), rules->issuer))
		return TOKEN_ISSUER;
	if (!is_for(json_string(token->claims, "aud"), rules->app_id))
		return TOKEN_AUDIENCE;
	return look_at_time(token->claims, now);
}

static size_t without_slash(const char *url)
{
	size_t length = strlen(url);

	return length && url[length - 1] == '/' ? length - 1 : length;
}

static bool is_same_url(const char *a, const char *b)
{
	return a && b && without_slash(a) == without_slash(b) &&
	       strncmp(a, b, without_slash(a)) == 0;
}

enum token_verdict token_fits(const struct token *token, const struct signing_key *key,
	const char *service_url, const char *channel_id)
{
	if (!is_same_url(json_string(token->claims, "serviceurl"), service_url))
		return TOKEN_SERVICE_URL;
	if (!signing_key_endorses(key, channel_id))
		return TOKEN_ENDORSEMENT;
	return TOKEN_GOOD;
}
