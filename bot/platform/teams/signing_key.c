#include "bot/platform/teams/signing_key.h"

#include <string.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include "bot/util/base64.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

enum {
	BITS_LEAST = 2048,
	BITS_MOST = 8192, // above that, checking costs more than anybody's key is worth
	EXPONENT_BITS_MOST = 64,
};

static BIGNUM *read_number(const struct cJSON *jwk, const char *name)
{
	_cleanup_text_ struct text bytes = TEXT_INIT;
	const char *text = json_string(jwk, name);

	if (!text || !base64url_read(&bytes, text, strlen(text)))
		return NULL;
	return BN_bin2bn((const unsigned char *)text_string(&bytes), (int)bytes.length, NULL);
}

static EVP_PKEY *make_key(const BIGNUM *modulus, const BIGNUM *exponent)
{
	OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	OSSL_PARAM *params = NULL;
	EVP_PKEY *key = NULL;

	if (!builder || !context ||
		!OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, modulus) ||
		!OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, exponent))
		abort(); // out of memory
	params = OSSL_PARAM_BLD_to_param(builder);
	if (EVP_PKEY_fromdata_init(context) != 1 ||
		EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, params) != 1)
		key = NULL;
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(builder);
	EVP_PKEY_CTX_free(context);
	ERR_clear_error();
	return key;
}

/* NULL unless it is RSA, and strong enough. */
static EVP_PKEY *read_key(const struct cJSON *jwk)
{
	BIGNUM *modulus = read_number(jwk, "n"), *exponent = read_number(jwk, "e");
	EVP_PKEY *key = NULL;

	if (modulus && exponent && BN_is_odd(modulus) && BN_is_odd(exponent) &&
		!BN_is_one(exponent) && BN_num_bits(modulus) >= BITS_LEAST &&
		BN_num_bits(modulus) <= BITS_MOST && BN_num_bits(exponent) <= EXPONENT_BITS_MOST)
		key = make_key(modulus, exponent);
	BN_free(modulus);
	BN_free(exponent);
	return key;
}

static bool signs(const struct cJSON *jwk)
{
	return text_equal(json_string(jwk, "kty"), "RSA") &&
	       text_equal(json_string_or(jwk, "use", "sig"), "sig") &&
	       text_equal(json_string_or(jwk, "alg", "RS256"), "RS256") &&
	       !text_is_blank(json_string(jwk, "kid"));
}

size_t signing_key_read_all(const struct cJSON *document, struct list *keys)
{
	const struct cJSON *jwk;
	size_t count = 0;

	json_for_each (jwk, json_get(document, "keys")) {
		const char *id = json_string(jwk, "kid");
		EVP_PKEY *key = NULL;
		struct signing_key *made;
		if (!signs(jwk) || signing_key_find(keys, id) || count == SIGNING_KEYS_MOST)
			continue;
		key = read_key(jwk);
		if (!key)
			continue;
		made = xcalloc(1, sizeof(*made));
		made->id = xstrdup(id);
		made->key = key;
		if (!json_is_null(json_get(jwk, "endorsements")))
			made->endorsements = json_copy(json_get(jwk, "endorsements"));
		list_append(keys, &made->link);
		count++;
	}
	return count;
}

const struct signing_key *signing_key_find(const struct list *keys, const char *id)
{
	struct signing_key *key;

	list_for_each (key, keys, link)
		if (strcmp(key->id, id) == 0)
			return key;
	return NULL;
}

void signing_key_destroy_all(struct list *keys)
{
	while (!list_empty(keys)) {
		struct signing_key *key = list_first(keys, struct signing_key, link);
		list_remove(&key->link);
		EVP_PKEY_free(key->key);
		json_free(key->endorsements);
		free(key->id);
		free(key);
	}
}

bool signing_key_verify(const struct signing_key *key, const char *bytes, size_t length,
	const char *signature, size_t signature_length)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	bool good;

	if (!context)
		abort(); // out of memory
	good = EVP_DigestVerifyInit(context, NULL, EVP_sha256(), NULL, key->key) == 1 &&
	       EVP_DigestVerify(context, (const unsigned char *)signature, signature_length,
		       (const unsigned char *)bytes, length) == 1;
	EVP_MD_CTX_free(context);
	ERR_clear_error();
	return good;
}

bool signing_key_endorses(const struct signing_key *key, const char *channel_id)
{
	const struct cJSON *endorsed;

	if (!key->endorsements)
		return true;
	json_for_each (endorsed, key->endorsements)
		if (channel_id && text_equal(json_text(endorsed), channel_id))
			return true;
	return false;
}
