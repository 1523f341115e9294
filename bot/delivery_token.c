#include "bot/delivery_token.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "bot/util/arena.h"
#include "bot/util/memory.h"
#include "storage/db.h"

static const char property[] = "delivery_key";

static char *to_hex(const unsigned char *bytes, size_t count, char *out)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < count; i++) {
		out[2 * i] = digits[bytes[i] >> 4];
		out[2 * i + 1] = digits[bytes[i] & 15];
	}
	out[2 * count] = '\0';
	return out;
}

static int make_key(struct db *db, char *hex)
{
	unsigned char fresh[DELIVERY_KEY_BYTES];

	if (getrandom(fresh, sizeof(fresh), 0) != (ssize_t)sizeof(fresh))
		return -errno;
	int error = db_begin(db);
	if (error)
		return error;
	db_set_property(db, property, to_hex(fresh, sizeof(fresh), hex));
	return db_commit(db);
}

static int digit_value(char digit)
{
	const char *digits = "0123456789abcdef";
	const char *at = digit ? strchr(digits, digit) : NULL;

	return at ? (int)(at - digits) : -1;
}

static int from_hex(const char *hex, struct delivery_key *key)
{
	if (strlen(hex) != 2 * DELIVERY_KEY_BYTES)
		return -EINVAL;
	for (size_t i = 0; i < DELIVERY_KEY_BYTES; i++) {
		int high = digit_value(hex[2 * i]), low = digit_value(hex[2 * i + 1]);
		if (high < 0 || low < 0)
			return -EINVAL;
		key->bytes[i] = (unsigned char)(high << 4 | low);
	}
	return 0;
}

int delivery_key_load(struct db *db, struct delivery_key *ret_key)
{
	char fresh[2 * DELIVERY_KEY_BYTES + 1];
	_cleanup_free_ char *stored = db_property(db, property);

	if (stored)
		return from_hex(stored, ret_key);
	int error = make_key(db, fresh);
	return error ? error : from_hex(fresh, ret_key);
}

const char *delivery_token(
	struct arena *arena, const struct delivery_key *key, const char *outbox_key)
{
	enum { TOKEN_BYTES = 16 };
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned int length = 0;

	HMAC(EVP_sha256(), key->bytes, DELIVERY_KEY_BYTES, (const unsigned char *)outbox_key,
		strlen(outbox_key), digest, &length);
	return to_hex(digest, TOKEN_BYTES, arena_alloc(arena, 2 * TOKEN_BYTES + 1));
}
