#ifndef LASTMILE_TEAMS_SIGNING_KEY_H
#define LASTMILE_TEAMS_SIGNING_KEY_H
/*
 * The keys that Microsoft signs activities with, as its document of keys has them (JWK, RFC 7517):
 * RSA of 2048 bits at least, for RS256. What else stands in the document is passed over. Pure: who
 * fetches it is signing_keys.h.
 */
#include <stdbool.h>
#include <stddef.h>

#include "bot/util/list.h"

struct cJSON;
struct evp_pkey_st;

enum { SIGNING_KEYS_MOST = 100 };

struct signing_key {
	struct list link; // of whoever asked for them
	char *id; // "kid"
	struct evp_pkey_st *key;
	struct cJSON *endorsements; // channels it may sign for; NULL: it does not say
};

/* Appends the document's usable keys to `keys`, each id once; returns how many. */
size_t signing_key_read_all(const struct cJSON *document, struct list *keys);

const struct signing_key *signing_key_find(const struct list *keys, const char *id); /* or NULL */
void signing_key_destroy_all(struct list *keys);

/* RSASSA-PKCS1-v1_5 with SHA-256. */
bool signing_key_verify(const struct signing_key *key, const char *bytes, size_t length,
	const char *signature, size_t signature_length);

/* A key that does not say for whom endorses everybody. */
bool signing_key_endorses(const struct signing_key *key, const char *channel_id);

#endif
