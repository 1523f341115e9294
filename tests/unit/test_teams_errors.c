/* What the Bot Connector's and the login's refusals mean: learn.microsoft.com, as two tables. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "bot/platform/teams/errors.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"

#define CODE(word) "{\"error\":{\"code\":\"" word "\",\"message\":\"said nicely\"}}"

static const struct {
	int status;
	const char *body;
	enum call_class class;
	const char *code;
} answers[] = {
	{ 200, "{\"id\":\"1\"}", CALL_OK, "http_200" },
	{ 201, NULL, CALL_OK, "http_201" },
	{ 202, "", CALL_OK, "http_202" },
	{ 302, "<html>", CALL_LATER, "http_302" },
	{ 400, CODE("BadSyntax"), CALL_BAD_CONTENT, "BadSyntax" },
	{ 400, CODE("BotNotRegistered"), CALL_CREDENTIALS, "BotNotRegistered" },
	{ 400, CODE("MemberNotFoundInConversation"), CALL_NO_MEMBER,
		"MemberNotFoundInConversation" },
	{ 404, CODE("MemberNotFoundInConversation"), CALL_NO_MEMBER,
		"MemberNotFoundInConversation" },
	{ 500, CODE("MemberNotFoundInConversation"), CALL_UNCERTAIN,
		"MemberNotFoundInConversation" },
	{ 401, CODE("BotNotRegistered"), CALL_CREDENTIALS, "BotNotRegistered" },
	{ 401, "{\"message\":\"Authorization has been denied for this request.\"}",
		CALL_CREDENTIALS, "http_401" },
	{ 403, CODE("BotDisabledByAdmin"), CALL_CLOSED, "BotDisabledByAdmin" },
	{ 403, CODE("BotNotInConversationRoster"), CALL_CLOSED, "BotNotInConversationRoster" },
	{ 403, CODE("ConversationBlockedByUser"), CALL_CLOSED, "ConversationBlockedByUser" },
	{ 403, CODE("ForbiddenOperationException"), CALL_FORBIDDEN, "ForbiddenOperationException" },
	{ 403, CODE("InvalidBotApiHost"), CALL_OTHER_HOST, "InvalidBotApiHost" },
	{ 403, CODE("AWordOfTomorrow"), CALL_FORBIDDEN, "AWordOfTomorrow" },
	/* As the documents show it: JSON inside a text. */
	{ 403,
		"{\"errorCode\":209,\"message\":\"{\\r\\n  \\\"subCode\\\": "
		"\\\"MessageWritesBlocked\\\",\\r\\n  \\\"details\\\": \\\"no\\\",\\r\\n  "
		"\\\"errorCode\\\": null}\"}",
		CALL_CLOSED, "MessageWritesBlocked" },
	{ 403,
		"{\"error\":{\"code\":\"Forbidden\",\"message\":\"{\\\"subCode\\\":"
		"\\\"MessageWritesBlocked\\\"}\"}}",
		CALL_CLOSED, "MessageWritesBlocked" },
	{ 403, "{\"errorCode\":209,\"message\":\"not JSON {\"}", CALL_FORBIDDEN, "error_209" },
	/* A proxy on the way knows nothing of the conversation. */
	{ 403, "<html>blocked</html>", CALL_LATER, "http_403" },
	{ 404, "<html>nothing here</html>", CALL_LATER, "http_404" },
	{ 404, CODE("ConversationNotFound"), CALL_GONE, "ConversationNotFound" },
	{ 404, CODE("ActivityNotFoundInConversation"), CALL_GONE,
		"ActivityNotFoundInConversation" },
	{ 405, NULL, CALL_REFUSAL, "http_405" },
	{ 408, NULL, CALL_UNCERTAIN, "http_408" },
	{ 412, CODE("PreconditionFailed"), CALL_LATER, "PreconditionFailed" },
	{ 413, CODE("MessageSizeTooBig"), CALL_BAD_CONTENT, "MessageSizeTooBig" },
	{ 429, NULL, CALL_LIMITED, "http_429" },
	{ 500, CODE("ServiceError"), CALL_UNCERTAIN, "ServiceError" },
	{ 501, CODE("DeleteActivityAPINotImplemented"), CALL_REFUSAL,
		"DeleteActivityAPINotImplemented" },
	{ 502, CODE("ServiceError"), CALL_LATER, "ServiceError" },
	{ 503, NULL, CALL_LATER, "http_503" },
	{ 504, NULL, CALL_LATER, "http_504" },
	{ 599, NULL, CALL_UNCERTAIN, "http_599" },
	{ 0, NULL, CALL_UNCERTAIN, "http_0" },
	/* A code may stand in a log and in the database: only a word may. */
	{ 400, CODE("two words"), CALL_BAD_CONTENT, "http_400" },
	{ 400, "{\"error\":{\"code\":7}}", CALL_BAD_CONTENT, "http_400" },
};

static struct cJSON *json_of(const char *text)
{
	struct cJSON *json = NULL;

	if (text)
		json_parse(text, strlen(text), &json, NULL);
	return json;
}

static void every_answer_has_its_class(void **state)
{
	(void)state;
	for (size_t i = 0; i < array_length(answers); i++) {
		_cleanup_json_ struct cJSON *body = json_of(answers[i].body);
		struct teams_error error = teams_error_of(answers[i].status, body);
		if (error.class != answers[i].class || strcmp(error.code, answers[i].code) != 0)
			fail_msg("%d %s is %s %s", answers[i].status,
				answers[i].body ? answers[i].body : "",
				call_class_name(error.class), error.code);
	}
}

static void people_are_told_in_words(void **state)
{
	_cleanup_free_ char *known = teams_error_words("BotNotInConversationRoster");
	_cleanup_free_ char *unknown = teams_error_words("AWordOfTomorrow");

	(void)state;
	assert_string_equal(
		known, "the app is not in this conversation (BotNotInConversationRoster)");
	assert_string_equal(unknown, "AWordOfTomorrow");
}

/* --- the login --- */

#define AADSTS(error, number)                                                                      \
	"{\"error\":\"" error "\",\"error_description\":\"AADSTS" number                           \
	": Something. Trace ID: 1\",\"error_codes\":[" number "],\"trace_id\":\"1\"}"

static const struct {
	int status;
	const char *body;
	long code;
	const char *advice; // part of it; NULL: it passes by itself
} logins[] = {
	{ 401, AADSTS("invalid_client", "7000215"), 7000215, "copy its value, not its id" },
	{ 401, AADSTS("invalid_client", "7000222"), 7000222, "has expired" },
	{ 400, AADSTS("unauthorized_client", "700016"), 700016, "teams.app_id" },
	{ 400, AADSTS("invalid_client", "7000229"), 7000229, "az ad sp create" },
	{ 400, AADSTS("invalid_request", "90002"), 90002, "teams.tenants" },
	{ 400, AADSTS("invalid_request", "900023"), 900023, "teams.tenants" },
	{ 400, AADSTS("invalid_resource", "500011"), 500011, "teams.scope" },
	{ 400, AADSTS("invalid_grant", "12345"), 12345, "AADSTS12345" },
	{ 400, "{\"error\":\"invalid_client\"}", 0, "invalid_client" },
	{ 400, AADSTS("server_error", "90033"), 90033, NULL },
	{ 400, "{\"error\":\"temporarily_unavailable\"}", 0, NULL },
	{ 400, "<html>", 0, NULL },
	{ 403, "", 0, NULL }, // a proxy
	{ 429, AADSTS("invalid_request", "90055"), 90055, NULL },
	{ 500, NULL, 0, NULL },
	{ 503, AADSTS("temporarily_unavailable", "90006"), 90006, NULL },
	{ 0, NULL, 0, NULL },
	{ 200, "{\"access_token\":7}", 0, NULL },
};

static void the_login_says_what_to_do(void **state)
{
	(void)state;
	for (size_t i = 0; i < array_length(logins); i++) {
		_cleanup_json_ struct cJSON *body = json_of(logins[i].body);
		long code = -1;
		_cleanup_free_ char *advice = teams_login_advice(logins[i].status, body, &code);
		if (code != logins[i].code || !advice != !logins[i].advice ||
			(advice && !strstr(advice, logins[i].advice)))
			fail_msg("%d %s: %ld %s", logins[i].status,
				logins[i].body ? logins[i].body : "", code,
				advice ? advice : "passes");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_answer_has_its_class),
		cmocka_unit_test(people_are_told_in_words),
		cmocka_unit_test(the_login_says_what_to_do),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
