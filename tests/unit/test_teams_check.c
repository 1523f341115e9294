/* What `lastmile check` says of Teams: each line is ok, or says what to do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "bot/platform/check.h"
#include "bot/platform/teams/check.h"
#include "bot/platform/teams/endpoint.h"
#include "bot/util/clock.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "tests/support/certificate.h"
#include "tests/support/connector_fixture.h"

#define METADATA "GET /metadata"
#define LOGIN "POST /login/"

struct seen {
	struct text lines; // "+subject: words" where it is ok, "-…" where it is not
	bool done;
};

static void line(void *data, const char *subject, bool ok, const char *words)
{
	struct seen *seen = data;

	assert_false(seen->done);
	text_printf(&seen->lines, "%c%s: %s\n", ok ? '+' : '-', subject, words);
}

static void done(void *data)
{
	struct seen *seen = data;

	assert_false(seen->done);
	seen->done = true;
}

static char *check(struct fixture *fixture)
{
	struct seen seen = { TEXT_INIT, false };

	teams_check(&fixture->loop, fixture->http, &fixture->settings,
		&(struct check_listener){ line, done, &seen });
	assert_false(seen.done);
	fixture_run_until(fixture, seen.done);
	return text_steal(&seen.lines);
}

static void serve_keys(struct fixture *fixture, const char *issuer, const char *keys)
{
	static char metadata[256];

	snprintf(metadata, sizeof(metadata), "{\"issuer\":\"%s\",\"jwks_uri\":\"%s/keys\"}", issuer,
		fixture->teams.url);
	connector_double_tell(&fixture->teams,
		(struct double_order){ .what = METADATA, .status = 200, .body = metadata });
	connector_double_tell(&fixture->teams,
		(struct double_order){ .what = "GET /keys", .status = 200, .body = keys });
}

static void expect(struct fixture *fixture, const char *expected)
{
	_cleanup_free_ char *lines = check(fixture);

	if (!strstr(lines, expected))
		fail_msg("%s is not in: %s", expected, lines);
}

static void all_is_well(void **state)
{
	struct fixture *fixture = *state;

	serve_keys(fixture, "https://api.botframework.com", "{\"keys\":[{},{}]}");
	fixture->settings.listen = "127.0.0.1:3978";
	_cleanup_free_ char *lines = check(fixture);
	assert_string_equal(lines,
		"+teams token: Microsoft's login knows the app\n"
		"+teams keys: 2 of https://api.botframework.com\n"
		"+teams endpoint: 127.0.0.1:3978/api/messages, plain: for a reverse proxy with a "
		"certificate\n");
}

static void a_wrong_secret_is_said(void **state)
{
	struct fixture *fixture = *state;

	connector_double_tell(&fixture->teams,
		(struct double_order){ .what = LOGIN,
			.status = 401,
			.body = "{\"error\":\"invalid_client\",\"error_description\":"
				"\"AADSTS7000222: expired\"}" });
	expect(fixture, "-teams token: the client secret has expired");
	connector_double_tell(
		&fixture->teams, (struct double_order){ .what = LOGIN, .breaks_off = true });
	expect(fixture, "-teams token: Microsoft's login cannot be reached");
}

static void keys_that_cannot_be_had_are_said(void **state)
{
	struct fixture *fixture = *state;

	connector_double_tell(
		&fixture->teams, (struct double_order){ .what = METADATA, .status = 503 });
	expect(fixture, "-teams keys: Microsoft's list of keys cannot be read");
	serve_keys(fixture, "https://api.botframework.us", "{\"keys\":[{}]}");
	expect(fixture, "-teams keys: teams.metadata_url is of https://api.botframework.us and");
	fixture->teams.orders[fixture->teams.order_count - 1].times = 0;
	serve_keys(fixture, "https://api.botframework.com", "{\"keys\":[]}");
	expect(fixture, "-teams keys: the keys that Microsoft signs with cannot be fetched");
}

static void a_relay_is_asked_from_outside(void **state)
{
	static const struct {
		int status;
		const char *headers, *line;
	} answers[] = {
		{ 404, "Via: 1.1 ns.servicebus.windows.net\r\n",
			"+teams relay: the hybrid connection is there, and somebody listens" },
		{ 502, NULL, "+teams relay: the hybrid connection is there, and nobody listens" },
		{ 401, NULL, "-teams relay: the hybrid connection wants client authorization" },
		{ 403, NULL, "-teams relay: the relay lets nobody in from here" },
		{ 404, NULL, "-teams relay: there is no such hybrid connection" },
		{ 500, NULL, "-teams relay: the relay cannot be reached" },
	};
	struct fixture *fixture = *state;
	_cleanup_free_ char *relay = xasprintf("%s/hyco", fixture->teams.url);

	fixture->settings.relay = relay;
	for (size_t i = 0; i < array_length(answers); i++) {
		connector_double_tell(
			&fixture->teams, (struct double_order){ .what = "GET /hyco/api/messages",
						 .status = answers[i].status,
						 .headers = answers[i].headers });
		expect(fixture, answers[i].line);
	}
	fixture->settings.relay = "http://127.0.0.1:1/hyco";
	expect(fixture, "-teams relay: the relay cannot be reached");
}

static void a_certificate_ends(void **state)
{
	static const struct {
		int days;
		const char *line;
	} ends[] = {
		{ 60, "+teams endpoint: 0.0.0.0:443/api/messages, certificate good until 20" },
		{ 5, "-teams endpoint: the certificate ends on 20" },
		{ -1, "-teams endpoint: the certificate ended on 20" },
	};
	struct fixture *fixture = *state;
	char folder[] = "/tmp/lastmile-check-XXXXXX";
	char pem[64], key[64];

	assert_non_null(mkdtemp(folder));
	snprintf(pem, sizeof(pem), "%s/pem", folder);
	snprintf(key, sizeof(key), "%s/key", folder);
	fixture->settings.listen = "0.0.0.0:443";
	fixture->settings.certificate = pem;
	fixture->settings.private_key = key;
	expect(fixture, "-teams endpoint: ");
	for (size_t i = 0; i < array_length(ends); i++) {
		certificate_write_for(pem, key, "bot", ends[i].days);
		expect(fixture, ends[i].line);
	}
	unlink(pem);
	unlink(key);
	rmdir(folder);
}

/* The daemon says it as well, every day of the last ten. */
static void who_serves_says_that_its_certificate_ends(void **state)
{
	struct fixture *fixture = *state;
	char folder[] = "/tmp/lastmile-check-XXXXXX";
	char pem[64], key[64], *why = NULL;
	struct teams_endpoint *endpoint = NULL;
	int64_t now = clock_now();

	assert_non_null(mkdtemp(folder));
	snprintf(pem, sizeof(pem), "%s/pem", folder);
	snprintf(key, sizeof(key), "%s/key", folder);
	certificate_write_for(pem, key, "bot", 20);
	const struct teams_settings settings = {
		.listen = "127.0.0.1:0", .path = "/", .certificate = pem, .private_key = key
	};
	assert_int_equal(
		teams_endpoint_create(&fixture->loop, &settings, NULL, &endpoint, &why), 0);
	assert_null(teams_endpoint_problem(endpoint, now + 9 * MS_PER_DAY));
	assert_non_null(strstr(teams_endpoint_problem(endpoint, now + 23 * MS_PER_DAY / 2),
		"the certificate ends in 8 days; renew it"));
	assert_non_null(strstr(teams_endpoint_problem(endpoint, now + 21 * MS_PER_DAY),
		"the certificate has ended"));
	teams_endpoint_destroy(endpoint, NULL, NULL);
	unlink(pem);
	unlink(key);
	rmdir(folder);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_set_up_stopped, fixture_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(all_is_well),
		TEST(a_wrong_secret_is_said),
		TEST(keys_that_cannot_be_had_are_said),
		TEST(a_relay_is_asked_from_outside),
		TEST(a_certificate_ends),
		TEST(who_serves_says_that_its_certificate_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
