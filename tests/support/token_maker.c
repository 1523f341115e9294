#include "tests/support/token_maker.h"

#include <string.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>

#include "bot/util/base64.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

struct evp_pkey_st *token_maker_key(unsigned bits)
{
	return EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)bits);
}

static void append_number(struct text *out, EVP_PKEY *key, const char *name)
{
	unsigned char bytes[2048];
	BIGNUM *number = NULL;

	if (EVP_PKEY_get_bn_param(key, name, &number) != 1)
		abort();
	base64url_append(out, bytes, (size_t)BN_bn2bin(number, bytes));
	BN_free(number);
}

char *token_maker_document(struct evp_pkey_st *key, const char *id, const char *endorsements)
{
	struct text out = TEXT_INIT;

	text_printf(
		&out, "{\"keys\":[{\"kty\":\"RSA\",\"use\":\"sig\",\"kid\":\"%s\",\"n\":\"", id);
	append_number(&out, key, OSSL_PKEY_PARAM_RSA_N);
	text_append(&out, "\",\"e\":\"");
	append_number(&out, key, OSSL_PKEY_PARAM_RSA_E);
	text_append(&out, "\"");
	if (endorsements)
		text_printf(&out, ",\"endorsements\":%s", endorsements);
	text_append(&out, "}]}");
	return text_steal(&out);
}

static void append_signed_parts(struct text *out, const char *header, const char *claims)
{
	base64url_append(out, header, strlen(header));
	text_append_char(out, '.');
	base64url_append(out, claims, strlen(claims));
}

static char *with_signature(const struct text *parts, const unsigned char *signature, size_t length)
{
	struct text out = TEXT_INIT;

	text_printf(&out, "Bearer %s.", text_string(parts));
	base64url_append(&out, signature, length);
	return text_steal(&out);
}

char *token_maker_sign(struct evp_pkey_st *key, const char *header, const char *claims)
{
	_cleanup_text_ struct text parts = TEXT_INIT;
	unsigned char signature[1024];
	size_t length = sizeof(signature);
	EVP_MD_CTX *context = EVP_MD_CTX_new();

	append_signed_parts(&parts, header, claims);
	if (EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, key) != 1 ||
		EVP_DigestSign(context, signature, &length,
			(const unsigned char *)text_string(&parts), parts.length) != 1)
		abort();
	EVP_MD_CTX_free(context);
	return with_signature(&parts, signature, length);
}

char *token_maker_sign_hmac(const char *secret, const char *header, const char *claims)
{
	_cleanup_text_ struct text parts = TEXT_INIT;
	unsigned char signature[EVP_MAX_MD_SIZE];
	unsigned length = 0;

	append_signed_parts(&parts, header, claims);
	HMAC(EVP_sha256(), secret, (int)strlen(secret), (const unsigned char *)text_string(&parts),
		parts.length, signature, &length);
	return with_signature(&parts, signature, length);
}

char *token_maker_pem(struct evp_pkey_st *key)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *bytes = NULL, *pem;
	long length;

	PEM_write_bio_PUBKEY(bio, key);
	length = BIO_get_mem_data(bio, &bytes);
	pem = xstrndup(bytes, (size_t)length);
	BIO_free(bio);
	return pem;
}
