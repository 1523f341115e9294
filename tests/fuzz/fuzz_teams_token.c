/* Any Authorization header: nobody without the key is let in. */
#include <string.h>

#include "bot/platform/teams/signing_key.h"
#include "bot/platform/teams/token.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "tests/fuzz/fuzz.h"

/* The key of the example in RFC 7515, A.2. */
static const char document[] =
	"{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"k1\",\"e\":\"AQAB\",\"n\":\""
	"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0"
	"Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXnd"
	"S5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5Ihl"
	"JH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ\"}]}";

static struct list *the_keys(void)
{
	static struct list keys;

	if (!keys.next) {
		_cleanup_json_ struct cJSON *json = NULL;
		list_init(&keys);
		require(json_parse(document, sizeof(document) - 1, &json, NULL) == 0);
		require(signing_key_read_all(json, &keys) == 1);
	}
	return &keys;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct token_rules rules = { .issuer = "joe", .app_id = "app" };
	_cleanup_free_ char *header = xstrndup((const char *)data, size);
	const struct signing_key *key = signing_key_find(the_keys(), "k1");
	_cleanup_json_ struct cJSON *json = NULL;
	struct token *token = NULL;
	struct list keys;

	if (token_read(header, &token) == TOKEN_GOOD) {
		require(token_key_id(token));
		require(token_check(token, key, &rules, 1800000000000) != TOKEN_GOOD);
		token_destroy(token);
	}
	list_init(&keys);
	if (json_parse((const char *)data, size, &json, NULL) == 0)
		require(signing_key_read_all(json, &keys) <= SIGNING_KEYS_MOST);
	signing_key_destroy_all(&keys);
	return 0;
}
