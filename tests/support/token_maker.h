#ifndef LASTMILE_TEST_TOKEN_MAKER_H
#define LASTMILE_TEST_TOKEN_MAKER_H
/* Signs as Microsoft does, with keys of the test's own. Everything returned is the caller's. */
#include <stdint.h>

struct evp_pkey_st;

struct evp_pkey_st *token_maker_key(unsigned bits); // EVP_PKEY_free() it

/* {"keys":[{kty, use, kid, n, e, endorsements}]}; `endorsements`: JSON, or NULL. */
char *token_maker_document(struct evp_pkey_st *key, const char *id, const char *endorsements);

/* "Bearer header.claims.signature": both as JSON; signed by `key` with SHA-256 (HMAC with `secret`
 * in place of it if that is not NULL). */
char *token_maker_sign(struct evp_pkey_st *key, const char *header, const char *claims);
char *token_maker_sign_hmac(const char *secret, const char *header, const char *claims);
char *token_maker_pem(struct evp_pkey_st *key); // the public half

#endif
