/* Any bytes on a loopback port: one request, or a refusal; never more read than was there. */
#include "bot/util/http_parse.h"
#include "bot/util/text.h"
#include "bot/util/url.h"
#include "tests/fuzz/fuzz.h"

enum { BODY_BYTES = 1000 };

static void check_head(const struct http_head *head)
{
	_cleanup_text_ struct text name = TEXT_INIT;
	_cleanup_text_ struct text value = TEXT_INIT;
	const char *fields = head->query;

	require(head->path[0] == '/');
	require(http_head_get(head, "host"));
	require(!head->chunked || head->content_length == -1);
	(void)url_host_is_loopback(http_head_get(head, "host"));
	while (url_next_field(&fields, &name, &value)) {
		require(text_is_utf8(text_string(&name), name.length));
		require(text_is_utf8(text_string(&value), value.length));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data;
	_cleanup_text_ struct text body = TEXT_INIT;
	struct http_head head = { 0 };
	size_t used = 0;

	if (http_parse_head(bytes, size, &head, &used) == 0) {
		require(used <= size && used <= HTTP_HEAD_BYTES);
		check_head(&head);
		http_head_finish(&head);
	}
	if (http_parse_chunks(bytes + used, size - used, BODY_BYTES, &body, &used) == 0)
		require(used <= size);
	require(body.length <= BODY_BYTES);
	return 0;
}
