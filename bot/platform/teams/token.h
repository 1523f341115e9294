#ifndef LASTMILE_TEAMS_TOKEN_H
#define LASTMILE_TEAMS_TOKEN_H
/*
 * The token that each activity brings: a JSON Web Token (RFC 7519) that says who sent it, for whom,
 * until when and in whose name. Pure: the key and the time are parameters.
 *
 * It is the only gate there is, so it is read strictly: RS256 and nothing else, with a key that we
 * hold; where to find a key, as the header may say (jku, x5u, jwk), is not looked at. No claim is
 * read before the signature is good.
 *
 * Source: learn.microsoft.com, "Authenticate requests from the Bot Connector service to your bot".
 */
#include <stdint.h>

struct signing_key;
struct token;

enum { TOKEN_BYTES = 16 * 1024, TOKEN_CLOCKS_DIFFER = 300 /* seconds */ };

enum token_verdict {
	TOKEN_GOOD,
	TOKEN_MISSING,
	TOKEN_MALFORMED,
	TOKEN_ALGORITHM,
	TOKEN_UNKNOWN_KEY, // said by who looks for the key
	TOKEN_SIGNATURE,
	TOKEN_ISSUER,
	TOKEN_AUDIENCE,
	TOKEN_EXPIRED,
	TOKEN_NOT_YET,
	TOKEN_SERVICE_URL,
	TOKEN_ENDORSEMENT,
	TOKEN_VERDICTS,
};

/* Reads an Authorization header (NULL: there is none) as far as can be without a key. */
enum token_verdict token_read(const char *authorization, struct token **ret_token);
void token_destroy(struct token *token); /* NULL is fine */

const char *token_key_id(const struct token *token);

struct token_rules {
	const char *issuer;
	const char *app_id; // must be the audience, also as api://… or api://botid-…
};

/* Signature, issuer, audience, time (ms since the epoch). */
enum token_verdict token_check(struct token *token, const struct signing_key *key,
	const struct token_rules *rules, int64_t now);

/* Whether a token that is good speaks of this activity: its serviceUrl and channelId. */
enum token_verdict token_fits(const struct token *token, const struct signing_key *key,
	const char *service_url, const char *channel_id);

const char *token_verdict_word(enum token_verdict verdict); /* "audience": for counting */
const char *token_verdict_sentence(enum token_verdict verdict); /* for the log */

#endif
