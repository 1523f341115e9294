#include "bot/platform/teams/relay_token.h"

#include <inttypes.h>
#include <string.h>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "bot/util/base64.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "bot/util/url.h"

char *relay_token(const char *host, const char *hybrid_connection, const char *rule,
	const char *key, int64_t expires_at)
{
	_cleanup_free_ char *resource = xasprintf("http://%s/%s", host, hybrid_connection);
	_cleanup_text_ struct text escaped = TEXT_INIT, message = TEXT_INIT, signature = TEXT_INIT;
	struct text token = TEXT_INIT;
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned int length = 0;

	url_encode(&escaped, resource);
	text_printf(&message, "%s\n%" PRId64, text_string(&escaped), expires_at);
	HMAC(EVP_sha256(), key, (int)strlen(key), (const unsigned char *)message.data,
		message.length, digest, &length);
	base64_append(&signature, digest, length);
	text_printf(&token, "SharedAccessSignature sr=%s&sig=", text_string(&escaped));
	url_encode(&token, text_string(&signature));
	text_printf(&token, "&se=%" PRId64 "&skn=", expires_at);
	url_encode(&token, rule);
	return text_steal(&token);
}
