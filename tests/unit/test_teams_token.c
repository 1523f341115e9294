/* Tokens of every kind, right and wrong, made here: who is let in, and why others are not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/evp.h>

#include "bot/platform/teams/signing_key.h"
#include "bot/platform/teams/token.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "tests/support/token_maker.h"

#define APP "11111111-2222-3333-4444-5555aaaabbbb"
#define NOW 1800000000
#define HEADER "{\"alg\":\"RS256\",\"kid\":\"k1\",\"typ\":\"JWT\"}"
#define CLAIMS(iss, aud, nbf, exp)                                                                 \
	"{\"iss\":\"" iss "\",\"aud\":\"" aud "\",\"nbf\":" nbf ",\"exp\":" exp                    \
	",\"serviceurl\":\"https://smba.example/emea/\"}"
#define ISSUER "https://api.botframework.com"
#define GOOD CLAIMS(ISSUER, APP, "1799999000", "1800003600")

static const struct token_rules rules = { .issuer = ISSUER, .app_id = APP };

struct fixture {
	EVP_PKEY *ours, *other;
	struct list keys;
	const struct signing_key *key;
};

static void read_document(struct list *keys, char *document)
{
	_cleanup_json_ struct cJSON *json = NULL;

	list_init(keys);
	assert_int_equal(0, json_parse(document, strlen(document), &json, NULL));
	(void)signing_key_read_all(json, keys);
	free(document);
}

static int set_up(void **state)
{
	struct fixture *fixture = xcalloc(1, sizeof(*fixture));

	fixture->ours = token_maker_key(2048);
	fixture->other = token_maker_key(2048);
	read_document(&fixture->keys,
		token_maker_document(fixture->ours, "k1", "[\"webchat\",\"msteams\"]"));
	fixture->key = signing_key_find(&fixture->keys, "k1");
	assert_non_null(fixture->key);
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	signing_key_destroy_all(&fixture->keys);
	EVP_PKEY_free(fixture->ours);
	EVP_PKEY_free(fixture->other);
	free(fixture);
	return 0;
}

/* All the way, for an activity of Teams. Takes the header's text. */
static enum token_verdict judge_at(struct fixture *fixture, char *authorization, int64_t seconds)
{
	struct token *token = NULL;
	enum token_verdict verdict = token_read(authorization, &token);

	free(authorization);
	if (verdict != TOKEN_GOOD) {
		assert_null(token);
		return verdict;
	}
	if (!signing_key_find(&fixture->keys, token_key_id(token)))
		verdict = TOKEN_UNKNOWN_KEY;
	if (verdict == TOKEN_GOOD)
		verdict = token_check(token, fixture->key, &rules, seconds * 1000);
	if (verdict == TOKEN_GOOD)
		verdict = token_fits(token, fixture->key, "https://smba.example/emea", "msteams");
	token_destroy(token);
	return verdict;
}

static enum token_verdict judge(struct fixture *fixture, char *authorization)
{
	return judge_at(fixture, authorization, NOW);
}

static enum token_verdict judge_claims(struct fixture *fixture, const char *claims)
{
	return judge(fixture, token_maker_sign(fixture->ours, HEADER, claims));
}

static enum token_verdict judge_header(struct fixture *fixture, const char *header)
{
	return judge(fixture, token_maker_sign(fixture->ours, header, GOOD));
}

static void lets_teams_in(void **state)
{
	struct fixture *fixture = *state;

	assert_int_equal(judge_claims(fixture, GOOD), TOKEN_GOOD);
	assert_int_equal(
		judge_claims(fixture, CLAIMS(ISSUER, "api://" APP, "0", "1800000001")), TOKEN_GOOD);
	assert_int_equal(
		judge_claims(fixture, CLAIMS(ISSUER, "api://botid-" APP, "0", "1800000001")),
		TOKEN_GOOD);
	assert_int_equal(
		judge_claims(fixture,
			CLAIMS(ISSUER, "11111111-2222-3333-4444-5555AAAABBBB", "0", "1800000001")),
		TOKEN_GOOD);
}

static void asks_for_a_bearer_token(void **state)
{
	struct fixture *fixture = *state;
	struct token *token = NULL;

	assert_int_equal(token_read(NULL, &token), TOKEN_MISSING);
	assert_int_equal(judge(fixture, xstrdup("")), TOKEN_MISSING);
	assert_int_equal(judge(fixture, xstrdup("Basic YTpi")), TOKEN_MISSING);
	assert_int_equal(judge(fixture, xstrdup("Bearer")), TOKEN_MISSING);
}

static void refuses_what_is_no_token(void **state)
{
	static const char *const wrong[] = { "", ".", "..", "a.b", "...", "e30.e30", "e30.e30.",
		".e30.e30", "e30..e30", "e30.e30.e30.e30", "e30=.e30.e30", "e3 0.e30.e30",
		"W10.e30.e30", "e30.e30.e", "bnVsbA.e30.e30", "eyJ.e30.e30" };
	struct fixture *fixture = *state;

	for (size_t i = 0; i < array_length(wrong); i++) {
		enum token_verdict verdict = judge(fixture, xasprintf("Bearer %s", wrong[i]));
		if (verdict != TOKEN_MALFORMED)
			fail_msg("%s: %s", wrong[i], token_verdict_word(verdict));
	}
	_cleanup_text_ struct text huge = TEXT_INIT;
	text_append(&huge, "Bearer e30.");
	for (int i = 0; i < TOKEN_BYTES; i++)
		text_append_char(&huge, 'A');
	text_append(&huge, ".AAAA");
	assert_int_equal(judge(fixture, text_steal(&huge)), TOKEN_MALFORMED);
}

static void refuses_a_token_that_was_cut(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *whole = token_maker_sign(fixture->ours, HEADER, GOOD);

	for (size_t length = 0; length < strlen(whole); length++)
		assert_int_not_equal(judge(fixture, xstrndup(whole, length)), TOKEN_GOOD);
}

static void refuses_a_token_that_was_changed(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *whole = token_maker_sign(fixture->ours, HEADER, GOOD);

	for (size_t i = strlen("Bearer "); whole[i]; i++) {
		char *changed = xstrdup(whole);
		changed[i] = changed[i] == 'A' ? 'B' : 'A';
		assert_int_not_equal(judge(fixture, changed), TOKEN_GOOD);
	}
}

/* The confusions that libraries were once taken in by. */
static void knows_one_algorithm(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *pem = token_maker_pem(fixture->ours);

	assert_int_equal(judge(fixture, token_maker_sign_hmac(
						pem, "{\"alg\":\"HS256\",\"kid\":\"k1\"}", GOOD)),
		TOKEN_ALGORITHM);
	assert_int_equal(judge(fixture, token_maker_sign_hmac(pem, HEADER, GOOD)), TOKEN_SIGNATURE);
	static const char *const headers[] = { "{\"alg\":\"none\",\"kid\":\"k1\"}",
		"{\"alg\":\"None\",\"kid\":\"k1\"}", "{\"alg\":\"\",\"kid\":\"k1\"}",
		"{\"kid\":\"k1\"}", "{\"alg\":null,\"kid\":\"k1\"}",
		"{\"alg\":[\"RS256\"],\"kid\":\"k1\"}", "{\"alg\":\"rs256\",\"kid\":\"k1\"}",
		"{\"alg\":\"RS512\",\"kid\":\"k1\"}", "{\"alg\":\"PS256\",\"kid\":\"k1\"}",
		"{\"alg\":\"RS256\"}", "{\"alg\":\"RS256\",\"kid\":7}",
		"{\"alg\":\"RS256\",\"kid\":\"k1\",\"crit\":[\"b64\"],\"b64\":false}" };
	for (size_t i = 0; i < array_length(headers); i++)
		assert_int_equal(judge_header(fixture, headers[i]), TOKEN_ALGORITHM);
	assert_int_equal(judge(fixture, xasprintf("Bearer %s.%s.",
						"eyJhbGciOiJub25lIiwia2lkIjoiazEifQ", "e30")),
		TOKEN_MALFORMED);
}

static void takes_keys_from_nobody(void **state)
{
	struct fixture *fixture = *state;

	assert_int_equal(judge(fixture, token_maker_sign(fixture->other,
						"{\"alg\":\"RS256\",\"kid\":\"k1\",\"jku\":\"https:"
						"//evil.example/\","
						"\"x5u\":\"https://evil.example/"
						"\",\"jwk\":{\"kty\":\"RSA\",\"n\":\"AQ\"}}",
						GOOD)),
		TOKEN_SIGNATURE);
	assert_int_equal(
		judge_header(fixture,
			"{\"alg\":\"RS256\",\"kid\":\"k1\",\"jku\":\"https://evil.example/\"}"),
		TOKEN_GOOD);
	assert_int_equal(
		judge_header(fixture, "{\"alg\":\"RS256\",\"kid\":\"k2\"}"), TOKEN_UNKNOWN_KEY);
	assert_int_equal(
		judge(fixture, token_maker_sign(fixture->other, HEADER, GOOD)), TOKEN_SIGNATURE);
}

static void looks_at_issuer_and_audience(void **state)
{
	struct fixture *fixture = *state;

	assert_int_equal(judge_claims(fixture, CLAIMS("https://sts.windows.net/d6d49420/", APP, "0",
						       "1800003600")),
		TOKEN_ISSUER);
	assert_int_equal(
		judge_claims(fixture, "{\"aud\":\"" APP "\",\"exp\":1800003600}"), TOKEN_ISSUER);
	static const char *const others[] = { "99999999-2222-3333-4444-5555aaaabbbb",
		"api://99999999-2222-3333-4444-5555aaaabbbb", "https://" APP, "", APP "x",
		"api://botid-api://" APP };
	for (size_t i = 0; i < array_length(others); i++) {
		_cleanup_free_ char *claims = xasprintf("{\"iss\":\"" ISSUER "\",\"aud\":\"%s\","
							"\"exp\":1800003600}",
			others[i]);
		assert_int_equal(judge_claims(fixture, claims), TOKEN_AUDIENCE);
	}
	assert_int_equal(judge_claims(fixture, "{\"iss\":\"" ISSUER "\",\"exp\":1800003600}"),
		TOKEN_AUDIENCE);
}

static void looks_at_the_time(void **state)
{
	static const struct {
		int64_t from_now;
		enum token_verdict verdict;
	} moments[] = { { 3600 + 299, TOKEN_GOOD }, { 3600 + 300, TOKEN_EXPIRED },
		{ 86400 * 365, TOKEN_EXPIRED }, { -299, TOKEN_GOOD }, { -300, TOKEN_NOT_YET },
		{ -86400, TOKEN_NOT_YET } };
	struct fixture *fixture = *state;

	for (size_t i = 0; i < array_length(moments); i++)
		assert_int_equal(moments[i].verdict,
			judge_at(fixture,
				token_maker_sign(fixture->ours, HEADER,
					CLAIMS(ISSUER, APP, "1800000000", "1800003600")),
				NOW + moments[i].from_now));
	assert_int_equal(judge_claims(fixture, "{\"iss\":\"" ISSUER "\",\"aud\":\"" APP "\"}"),
		TOKEN_EXPIRED);
	assert_int_equal(
		judge_claims(fixture, CLAIMS(ISSUER, APP, "0", "\"1800003600\"")), TOKEN_EXPIRED);
	assert_int_equal(judge_claims(fixture, CLAIMS(ISSUER, APP, "0", "1e308")), TOKEN_EXPIRED);
	assert_int_equal(
		judge_claims(fixture, CLAIMS(ISSUER, APP, "1e308", "1800003600")), TOKEN_NOT_YET);
}

static enum token_verdict fit(
	struct fixture *fixture, const char *claims, const char *url, const char *channel)
{
	_cleanup_free_ char *authorization = token_maker_sign(fixture->ours, HEADER, claims);
	struct token *token = NULL;
	enum token_verdict verdict;

	assert_int_equal(token_read(authorization, &token), TOKEN_GOOD);
	assert_int_equal(token_check(token, fixture->key, &rules, NOW * 1000LL), TOKEN_GOOD);
	verdict = token_fits(token, fixture->key, url, channel);
	token_destroy(token);
	return verdict;
}

static void must_speak_of_the_activity(void **state)
{
	struct fixture *fixture = *state;

	assert_int_equal(fit(fixture, GOOD, "https://smba.example/emea", "msteams"), TOKEN_GOOD);
	assert_int_equal(fit(fixture, GOOD, "https://smba.example/emea/", "msteams"), TOKEN_GOOD);
	static const char *const urls[] = { "https://smba.example/", "https://smba.example/emea//",
		"https://evil.example/emea/", "", NULL };
	for (size_t i = 0; i < array_length(urls); i++)
		assert_int_equal(fit(fixture, GOOD, urls[i], "msteams"), TOKEN_SERVICE_URL);
	assert_int_equal(
		fit(fixture, "{\"iss\":\"" ISSUER "\",\"aud\":\"" APP "\",\"exp\":1800003600}",
			"https://smba.example/emea/", "msteams"),
		TOKEN_SERVICE_URL);
	assert_int_equal(
		fit(fixture, GOOD, "https://smba.example/emea", "slack"), TOKEN_ENDORSEMENT);
	assert_int_equal(fit(fixture, GOOD, "https://smba.example/emea", NULL), TOKEN_ENDORSEMENT);
}

static size_t usable(struct list *keys, char *document)
{
	size_t count = 0;
	struct signing_key *key;

	read_document(keys, document);
	list_for_each (key, keys, link)
		count++;
	return count;
}

static char *changed(const char *document, const char *from, const char *to)
{
	const char *at = strstr(document, from);

	assert_non_null(at);
	return xasprintf("%.*s%s%s", (int)(at - document), document, to, at + strlen(from));
}

static void takes_strong_rsa_keys_alone(void **state)
{
	struct fixture *fixture = *state;
	EVP_PKEY *weak = token_maker_key(1024);
	_cleanup_free_ char *good = token_maker_document(fixture->ours, "k", NULL);
	static const char *const changes[][2] = { { "\"RSA\"", "\"EC\"" }, { "\"sig\"", "\"enc\"" },
		{ "\"kid\":\"k\"", "\"kid\":\"\"" }, { "\"kid\"", "\"id\"" }, { "AQAB", "AQ" },
		{ "AQAB", "AQAC" }, { "AQAB", "" }, { "AQAB", "AQA=" },
		{ "\"kid\"", "\"alg\":\"RS512\",\"kid\"" }, { "\"n\"", "\"m\"" } };
	struct list keys;

	assert_int_equal(usable(&keys, xstrdup(good)), 1);
	assert_true(signing_key_endorses(signing_key_find(&keys, "k"), "anybody"));
	signing_key_destroy_all(&keys);
	/* Whose list is empty endorses nobody; what is no list endorses nobody either. */
	static const char *const lists[] = { "[]", "\"msteams\"", "[\"webchat\"]", "[7]" };
	for (size_t i = 0; i < array_length(lists); i++) {
		_cleanup_free_ char *with = xasprintf("\"endorsements\":%s,\"kid\"", lists[i]);
		assert_int_equal(usable(&keys, changed(good, "\"kid\"", with)), 1);
		assert_false(signing_key_endorses(signing_key_find(&keys, "k"), "msteams"));
		signing_key_destroy_all(&keys);
	}
	for (size_t i = 0; i < array_length(changes); i++) {
		assert_int_equal(usable(&keys, changed(good, changes[i][0], changes[i][1])), 0);
		signing_key_destroy_all(&keys);
	}
	assert_int_equal(usable(&keys, token_maker_document(weak, "k", NULL)), 0);
	signing_key_destroy_all(&keys);
	EVP_PKEY_free(weak);
}

#define test(name) cmocka_unit_test(name)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(lets_teams_in),
		test(asks_for_a_bearer_token),
		test(refuses_what_is_no_token),
		test(refuses_a_token_that_was_cut),
		test(refuses_a_token_that_was_changed),
		test(knows_one_algorithm),
		test(takes_keys_from_nobody),
		test(looks_at_issuer_and_audience),
		test(looks_at_the_time),
		test(must_speak_of_the_activity),
		test(takes_strong_rsa_keys_alone),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
