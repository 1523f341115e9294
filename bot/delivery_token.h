#ifndef LASTMILE_DELIVERY_TOKEN_H
#define LASTMILE_DELIVERY_TOKEN_H
/*
 * The id a delivery carries in its message's metadata. Everyone who can read the channel can read
 * it, so it says nothing: HMAC-SHA256 of the outbox key under a key of this database, cut to 16
 * bytes, in hex.
 */
struct arena;
struct db;

enum { DELIVERY_KEY_BYTES = 32 };

struct delivery_key {
	unsigned char bytes[DELIVERY_KEY_BYTES];
};

/* Reads the database's key, or makes one (its own transaction). Returns 0 or a negative errno. */
int delivery_key_load(struct db *db, struct delivery_key *ret_key);

const char *delivery_token(
	struct arena *arena, const struct delivery_key *key, const char *outbox_key);

#endif
