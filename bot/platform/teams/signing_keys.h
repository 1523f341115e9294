#ifndef LASTMILE_TEAMS_SIGNING_KEYS_H
#define LASTMILE_TEAMS_SIGNING_KEYS_H
/*
 * Microsoft's signing keys, fetched and kept: the OpenID document names the document of keys, and
 * that holds the keys (signing_key.h).
 *
 * Promises:
 * - Fetched anew every day; a fetch that fails is tried again, and the old keys stay in use.
 * - A key that is not known leads to a fetch at once, but only so many in an hour, so that nobody
 *   can make us hammer Microsoft by inventing names. As each fetch brings all keys, a new one is
 *   found even while somebody tries.
 * - https only; http for loopback addresses alone. Never more than one fetch in flight.
 */
#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

struct http_client;
struct signing_key;
struct signing_keys;

/* ms; zero means the default. */
struct signing_keys_timing {
	unsigned refresh; // a day
	unsigned retry; // after a failure, without any key: 10 s
	unsigned patience; // for each of the two documents: 5 s
};

/* `changed`: a fetch has ended, well or not. May call anything here but destroy. */
struct signing_keys *signing_keys_create(uv_loop_t *loop, struct http_client *http,
	const char *metadata_url, const struct signing_keys_timing *timing,
	void (*changed)(void *data), void *data);
void signing_keys_destroy(struct signing_keys *keys); /* NULL is fine */

void signing_keys_start(struct signing_keys *keys); /* fetches them */

/* Returned where there is no such key. */
enum {
	SIGNING_KEYS_E_WAIT = 1, // ask again when `changed` was called
	SIGNING_KEYS_E_UNKNOWN, // there is none
	SIGNING_KEYS_E_NONE, // we have no keys, or not the newest: nobody can tell
};

/* `waited`: this was asked before, so nothing is fetched for it. `now`: monotonic ms. The key is
 * borrowed until `changed`. */
int signing_keys_find(struct signing_keys *keys, const char *id, bool waited, int64_t now,
	const struct signing_key **ret_key);

/* What is wrong with fetching, in a sentence, borrowed; NULL: nothing. */
const char *signing_keys_problem(const struct signing_keys *keys);
bool signing_keys_are_known(const struct signing_keys *keys);

#endif
