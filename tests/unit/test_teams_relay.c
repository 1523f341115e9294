/* What goes over Azure Relay, as text: its tokens, its requests, our answers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "bot/platform/teams/relay_message.h"
#include "bot/platform/teams/relay_token.h"
#include "bot/util/memory.h"

/* openssl and Microsoft's own listener say the same. */
static void signs_as_azure_expects(void **state)
{
	_cleanup_free_ char *token = relay_token("contoso.servicebus.windows.net", "hyco", "listen",
		"c2VjcmV0LWtleS1mb3ItdGVzdHM=", 1800000000);

	(void)state;
	assert_string_equal(token,
		"SharedAccessSignature sr=http%3A%2F%2Fcontoso.servicebus.windows.net%2Fhyco"
		"&sig=5z%2BEyOvFcT3TVzSRLFV2tByOI4VANyCpT3hvYmHRP9Y%3D&se=1800000000&skn=listen");
}

static struct relay_message read_text(const char *text)
{
	return relay_message_read(text, strlen(text));
}

static void reads_a_request(void **state)
{
	struct relay_message message = read_text(
		"{\"request\":{\"address\":\"wss://g9.example/$hc/hyco\",\"id\":\"42_G10\","
		"\"requestTarget\":\"/hyco/api/messages\",\"method\":\"POST\","
		"\"remoteEndpoint\":{\"address\":\"52.1.2.3\",\"port\":4321},"
		"\"requestHeaders\":{\"CONTENT-type\":\"application/json\","
		"\"authorization\":\"Bearer ey\",\"Via\":\"1.1 x\"},\"body\":true}}");

	(void)state;
	assert_int_equal(message.kind, RELAY_REQUEST);
	assert_string_equal(message.id, "42_G10");
	assert_string_equal(message.method, "POST");
	assert_string_equal(message.authorization, "Bearer ey");
	assert_string_equal(message.content_type, "application/json");
	assert_true(message.has_body);
	assert_true(relay_message_is_for(&message, "hyco", "/api/messages"));
	relay_message_finish(&message);
}

static void reads_the_other_kinds(void **state)
{
	static const struct {
		const char *text;
		enum relay_message_kind kind;
	} messages[] = {
		{ "{\"request\":{\"address\":\"wss://x/\",\"id\":\"1\"}}", RELAY_ELSEWHERE },
		{ "{\"accept\":{\"address\":\"wss://x/\",\"id\":\"1\"}}", RELAY_ACCEPT },
		{ "{\"accept\":{\"id\":\"1\"}}", RELAY_IGNORED },
		{ "{\"request\":{\"id\":\"1\"}}", RELAY_IGNORED },
		{ "{\"request\":{\"method\":\"GET\",\"id\":\"1\"}}", RELAY_IGNORED },
		{ "{\"request\":{\"method\":\"GET\",\"requestTarget\":\"/\"}}", RELAY_IGNORED },
		{ "{\"request\":{\"method\":\"GET\",\"requestTarget\":\"/\",\"id\":1}}",
			RELAY_IGNORED },
		{ "{\"request\":[]}", RELAY_IGNORED },
		{ "{\"pause\":{}}", RELAY_IGNORED },
		{ "[]", RELAY_IGNORED },
		{ "", RELAY_IGNORED },
		{ "{\"request\":", RELAY_IGNORED },
	};

	(void)state;
	for (size_t i = 0; i < array_length(messages); i++) {
		struct relay_message message = read_text(messages[i].text);
		if (message.kind != messages[i].kind)
			fail_msg("%s: %d", messages[i].text, (int)message.kind);
		relay_message_finish(&message);
	}
}

static void knows_its_path(void **state)
{
	static const char *const ours[] = { "/hyco/api/messages", "/HyCo/api/messages",
		"/api/messages", "/hyco/api/messages/", "/hyco/api/messages?x=1",
		"/api/messages/?x" };
	static const char *const others[] = { "", "/", "/hyco", "/hyco/", "/hycoapi/messages",
		"/hyco/api/messagesx", "/hyco/api/messages//", "/hyco/hyco/api/messages",
		"/hyc/api/messages", "/hyco/API/messages", "hyco/api/messages" };

	(void)state;
	for (size_t i = 0; i < array_length(ours); i++)
		assert_true(relay_message_is_for(
			&(struct relay_message){ .target = ours[i] }, "hyco", "/api/messages"));
	for (size_t i = 0; i < array_length(others); i++)
		if (relay_message_is_for(&(struct relay_message){ .target = others[i] }, "hyco",
			    "/api/messages"))
			fail_msg("%s", others[i]);
}

static void writes_answers(void **state)
{
	_cleanup_free_ char *full = relay_message_response("a\"b", 200, true);
	_cleanup_free_ char *empty = relay_message_response("1", 401, false);
	_cleanup_free_ char *renewal = relay_message_renewal("SharedAccessSignature sr=%2F");

	(void)state;
	assert_string_equal(full,
		"{\"response\":{\"requestId\":\"a\\\"b\",\"statusCode\":200,"
		"\"statusDescription\":\"OK\",\"responseHeaders\":{\"Content-Type\":"
		"\"application/json; charset=utf-8\"},\"body\":true}}");
	assert_string_equal(empty,
		"{\"response\":{\"requestId\":\"1\",\"statusCode\":401,"
		"\"statusDescription\":\"Unauthorized\",\"responseHeaders\":{\"WWW-Authenticate\":"
		"\"Bearer\"},\"body\":false}}");
	assert_string_equal(
		renewal, "{\"renewToken\":{\"token\":\"SharedAccessSignature sr=%2F\"}}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(signs_as_azure_expects),
		cmocka_unit_test(reads_a_request),
		cmocka_unit_test(reads_the_other_kinds),
		cmocka_unit_test(knows_its_path),
		cmocka_unit_test(writes_answers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
