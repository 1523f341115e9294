#ifndef LASTMILE_PLAYGROUND_TEAMS_ISSUER_H
#define LASTMILE_PLAYGROUND_TEAMS_ISSUER_H
/*
 * Who signs what Teams sends: RSA keys of its own, made when they are first needed, their public
 * halves as a key document, and tokens that are right, or wrong in exactly one way.
 */
#include <stdint.h>

struct cJSON;
struct issuer;

#define ISSUER_NAME "https://api.botframework.com"

struct issuer *issuer_create(void);
void issuer_destroy(struct issuer *issuer); // NULL is fine

/* A new key in place of the old one, which vanishes from the document. */
void issuer_rotate(struct issuer *issuer);

/* {"keys": […]}. A new object. */
struct cJSON *issuer_keys(struct issuer *issuer);

struct token_order {
	const char *audience;
	const char *service_url;
	int64_t now; // seconds since the epoch
	const char *flaw; // one of issuer_knows_flaw(), or NULL: a right one
};

/* A token to be freed; NULL for the flaw "none": there is no token at all. */
char *issuer_sign(struct issuer *issuer, const struct token_order *order);
int issuer_knows_flaw(const char *flaw);

#endif
