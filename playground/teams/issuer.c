#include "playground/teams/issuer.h"

#include <string.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "bot/util/base64.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

enum { KEY_BITS = 2048, TOKEN_LIFE = 3600, LONG_AGO = 7200, SIGNATURE_BYTES = 512 };

enum which_key {
	KEY_TEAMS, // endorsed for msteams
	KEY_UNENDORSED, // published, for other channels: the same numbers by another name
	KEY_STRANGER, // in no document
};

struct issuer {
	EVP_PKEY *key, *stranger; // NULL until needed: making one takes a while
	int generation;
};

struct issuer *issuer_create(void)
{
	return xcalloc(1, sizeof(struct issuer));
}

void issuer_destroy(struct issuer *issuer)
{
	if (!issuer)
		return;
	EVP_PKEY_free(issuer->key);
	EVP_PKEY_free(issuer->stranger);
	free(issuer);
}

void issuer_rotate(struct issuer *issuer)
{
	EVP_PKEY_free(steal_pointer(issuer->key));
	issuer->generation++;
}

static EVP_PKEY *key_of(struct issuer *issuer, enum which_key which)
{
	EVP_PKEY **key = which == KEY_STRANGER ? &issuer->stranger : &issuer->key;

	if (!*key)
		*key = EVP_RSA_gen(KEY_BITS);
	return *key;
}

static void set_number(struct cJSON *shown, const char *name, EVP_PKEY *key, const char *parameter)
{
	_cleanup_text_ struct text letters = TEXT_INIT;
	unsigned char bytes[KEY_BITS / 8];
	BIGNUM *number = NULL;

	if (!EVP_PKEY_get_bn_param(key, parameter, &number) ||
		BN_num_bytes(number) > (int)sizeof(bytes))
		abort();
	base64url_append(&letters, bytes, (size_t)BN_bn2bin(number, bytes));
	BN_free(number);
	json_set_string(shown, name, text_string(&letters));
}

static char *kid_of(const struct issuer *issuer, enum which_key which)
{
	static const char *const names[] = {
		[KEY_TEAMS] = "teams", [KEY_UNENDORSED] = "others", [KEY_STRANGER] = "teams"
	};
	bool changes = which != KEY_UNENDORSED;

	return xasprintf("playground-%s-%d", names[which], changes ? issuer->generation : 0);
}

static void append_key(struct cJSON *list, struct issuer *issuer, enum which_key which)
{
	_cleanup_free_ char *kid = kid_of(issuer, which);
	struct cJSON *shown = json_append(list, json_object());
	struct cJSON *endorsements;

	json_set_string(shown, "kty", "RSA");
	json_set_string(shown, "use", "sig");
	json_set_string(shown, "kid", kid);
	json_set_string(shown, "x5t", kid);
	set_number(shown, "n", key_of(issuer, which), OSSL_PKEY_PARAM_RSA_N);
	set_number(shown, "e", key_of(issuer, which), OSSL_PKEY_PARAM_RSA_E);
	endorsements = json_set_array(shown, "endorsements");
	json_append_string(endorsements, which == KEY_TEAMS ? "msteams" : "webchat");
}

struct cJSON *issuer_keys(struct issuer *issuer)
{
	struct cJSON *document = json_object();
	struct cJSON *list = json_set_array(document, "keys");

	append_key(list, issuer, KEY_UNENDORSED);
	append_key(list, issuer, KEY_TEAMS);
	return document;
}

static const char *const flaws[] = { "none", "expired", "not_yet", "wrong_audience", "wrong_issuer",
	"wrong_service_url", "no_service_url", "other_key", "hs256", "alg_none", "no_endorsement",
	"unknown_kid", "no_kid", "other_tenant", "garbage" };

int issuer_knows_flaw(const char *flaw)
{
	for (size_t i = 0; i < array_length(flaws); i++)
		if (text_equal(flaws[i], flaw))
			return 1;
	return 0;
}

static enum which_key key_for(const char *flaw)
{
	if (text_equal(flaw, "other_key"))
		return KEY_STRANGER;
	return text_equal(flaw, "no_endorsement") ? KEY_UNENDORSED : KEY_TEAMS;
}

static struct cJSON *header(const struct issuer *issuer, const char *flaw)
{
	_cleanup_free_ char *kid = kid_of(issuer, key_for(flaw));
	struct cJSON *header = json_object();

	json_set_string(header, "alg",
		text_equal(flaw, "hs256")      ? "HS256"
		: text_equal(flaw, "alg_none") ? "none"
					       : "RS256");
	if (!text_equal(flaw, "no_kid"))
		json_set_string(header, "kid",
			text_equal(flaw, "unknown_kid") ? "playground-unheard-of" : kid);
	json_set_string(header, "x5t", kid);
	json_set_string(header, "typ", "JWT");
	return header;
}

static struct cJSON *claims(const struct token_order *order)
{
	struct cJSON *claims = json_object();
	const char *flaw = order->flaw;
	int64_t from = order->now;

	from -= text_equal(flaw, "expired") ? LONG_AGO : 0;
	from += text_equal(flaw, "not_yet") ? LONG_AGO : 0;
	if (!text_equal(flaw, "no_service_url"))
		json_set_string(claims, "serviceurl",
			text_equal(flaw, "wrong_service_url") ? "https://elsewhere.example.com/"
							      : order->service_url);
	json_set_int(claims, "nbf", from);
	json_set_int(claims, "iat", from);
	json_set_int(claims, "exp", from + TOKEN_LIFE);
	json_set_string(claims, "iss",
		text_equal(flaw, "wrong_issuer") ? "https://elsewhere.example.com" : ISSUER_NAME);
	json_set_string(claims, "aud",
		text_equal(flaw, "wrong_audience") ? "00000000-0000-0000-0000-00000000dead"
						   : order->audience);
	return claims;
}

static void append_json(struct text *out, struct cJSON *value)
{
	_cleanup_json_ struct cJSON *owned = value;
	_cleanup_free_ char *printed = json_print(owned);

	base64url_append(out, printed, strlen(printed));
}

/* RS256; for HS256 a secret that anybody may guess. */
static void append_signature(struct text *token, EVP_PKEY *key)
{
	unsigned char signature[SIGNATURE_BYTES];
	size_t length = sizeof(signature);
	EVP_MD_CTX *context = EVP_MD_CTX_new();

	if (EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, key) != 1 ||
		EVP_DigestSign(context, signature, &length, (const unsigned char *)token->data,
			token->length) != 1)
		abort();
	EVP_MD_CTX_free(context);
	text_append_char(token, '.');
	base64url_append(token, signature, length);
}

char *issuer_sign(struct issuer *issuer, const struct token_order *order)
{
	static const char secret[] = "dummy-secret-key";
	struct text token = TEXT_INIT;
	EVP_PKEY *key;

	if (text_equal(order->flaw, "none"))
		return NULL;
	if (text_equal(order->flaw, "garbage"))
		return xstrdup("not.a.token");
	append_json(&token, header(issuer, order->flaw));
	text_append_char(&token, '.');
	append_json(&token, claims(order));
	if (text_equal(order->flaw, "alg_none")) {
		text_append_char(&token, '.');
	} else if (text_equal(order->flaw, "hs256")) {
		key = EVP_PKEY_new_raw_private_key(
			EVP_PKEY_HMAC, NULL, (const unsigned char *)secret, strlen(secret));
		append_signature(&token, key);
		EVP_PKEY_free(key);
	} else {
		append_signature(&token, key_of(issuer, key_for(order->flaw)));
	}
	return text_steal(&token);
}
