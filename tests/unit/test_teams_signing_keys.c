/* Microsoft's keys, from a server that answers as a test tells it to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/evp.h>

#include "bot/platform/teams/signing_key.h"
#include "bot/platform/teams/signing_keys.h"
#include "bot/util/clock.h"
#include "bot/util/http_client.h"
#include "bot/util/http_server.h"
#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "tests/support/token_maker.h"

struct fixture {
	uv_loop_t loop;
	uv_timer_t tick; // keeps UV_RUN_ONCE from sleeping on
	struct http_server *server;
	struct http_client *http;
	struct signing_keys *keys;
	char url[64];
	char *documents[2]; // with key "old", with key "new"
	const char *served; // NULL: 500
	const char *jwks_uri; // NULL: our own
	int fetched, changed;
};

static void handle(struct http_request *request, void *data)
{
	struct fixture *fixture = data;
	_cleanup_free_ char *metadata = NULL;

	if (text_equal(request->path, "/metadata")) {
		metadata = fixture->jwks_uri
				   ? xasprintf("{\"jwks_uri\":\"%s\"}", fixture->jwks_uri)
				   : xasprintf("{\"jwks_uri\":\"http://127.0.0.1:%d/keys\"}",
					     http_server_port(fixture->server));
		http_respond(request, &(struct http_response){ .status = 200, .body = metadata });
		return;
	}
	fixture->fetched++;
	http_respond(request, &(struct http_response){ .status = fixture->served ? 200 : 500,
				      .body = fixture->served });
}

static void changed(void *data)
{
	((struct fixture *)data)->changed++;
}

static void ticked(uv_timer_t *tick)
{
	(void)tick;
}

static int set_up(void **state)
{
	struct fixture *fixture = xcalloc(1, sizeof(*fixture));
	const struct http_server_options options = {
		.listen = "127.0.0.1:0", .body_limit = 1, .handle = handle, .data = fixture
	};
	EVP_PKEY *key = token_maker_key(2048);

	log_set_level(LOG_LEVEL_ERROR);
	uv_loop_init(&fixture->loop);
	uv_timer_init(&fixture->loop, &fixture->tick);
	uv_timer_start(&fixture->tick, ticked, 5, 5);
	assert_int_equal(0, http_server_create(&fixture->loop, &options, &fixture->server));
	fixture->http = http_client_create(&fixture->loop);
	snprintf(fixture->url, sizeof(fixture->url), "http://127.0.0.1:%d/metadata",
		http_server_port(fixture->server));
	fixture->documents[0] = token_maker_document(key, "old", NULL);
	fixture->documents[1] = token_maker_document(key, "new", NULL);
	fixture->served = fixture->documents[0];
	EVP_PKEY_free(key);
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	signing_keys_destroy(fixture->keys);
	http_client_destroy(fixture->http);
	uv_close((uv_handle_t *)&fixture->tick, NULL);
	http_server_destroy(fixture->server, NULL, NULL);
	uv_run(&fixture->loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&fixture->loop), 0);
	free(fixture->documents[0]);
	free(fixture->documents[1]);
	free(fixture);
	return 0;
}

/* Waits for `fetches` to have ended. */
static void start(struct fixture *fixture, const struct signing_keys_timing *timing)
{
	fixture->keys = signing_keys_create(
		&fixture->loop, fixture->http, fixture->url, timing, changed, fixture);
	signing_keys_start(fixture->keys);
}

static void wait_for_change(struct fixture *fixture)
{
	int before = fixture->changed;

	while (fixture->changed == before)
		uv_run(&fixture->loop, UV_RUN_ONCE);
}

/* The longest that was waited for. */
static uint64_t longest;

int __wrap_uv_timer_start(uv_timer_t *timer, uv_timer_cb fired, uint64_t delay, uint64_t repeat);
int __real_uv_timer_start(uv_timer_t *timer, uv_timer_cb fired, uint64_t delay, uint64_t repeat);

int __wrap_uv_timer_start(uv_timer_t *timer, uv_timer_cb fired, uint64_t delay, uint64_t repeat)
{
	if (delay > longest)
		longest = delay;
	return __real_uv_timer_start(timer, fired, delay, repeat);
}

static int find(struct fixture *fixture, const char *id, bool waited, int64_t now)
{
	const struct signing_key *key = NULL;
	int r = signing_keys_find(fixture->keys, id, waited, now, &key);

	assert_int_equal(r == 0, key != NULL);
	return r;
}

static const struct signing_keys_timing usual = { 0 };

static void finds_them(void **state)
{
	struct fixture *fixture = *state;

	start(fixture, &usual);
	assert_false(signing_keys_are_known(fixture->keys));
	assert_int_equal(find(fixture, "old", false, 1), SIGNING_KEYS_E_WAIT);
	wait_for_change(fixture);
	assert_true(signing_keys_are_known(fixture->keys));
	assert_int_equal(find(fixture, "old", true, 1), 0);
	assert_null(signing_keys_problem(fixture->keys));
	assert_int_equal(fixture->fetched, 1);
}

/* A day, a tenth more or less; after a failure sooner, but nobody waits: five minutes. */
static void fetches_them_every_day(void **state)
{
	struct fixture *fixture = *state;

	longest = 0;
	start(fixture, &usual);
	wait_for_change(fixture);
	assert_in_range(longest, MS_PER_DAY / 10 * 9, MS_PER_DAY / 10 * 11);
	longest = 0;
	fixture->served = NULL;
	find(fixture, "another", false, 1);
	wait_for_change(fixture);
	assert_in_range(longest, 270 * MS_PER_SECOND, 330 * MS_PER_SECOND);
}

static void fetches_for_a_new_name(void **state)
{
	struct fixture *fixture = *state;

	start(fixture, &usual);
	wait_for_change(fixture);
	fixture->served = fixture->documents[1];
	assert_int_equal(find(fixture, "new", false, 1), SIGNING_KEYS_E_WAIT);
	assert_int_equal(find(fixture, "old", false, 1), 0); // meanwhile
	wait_for_change(fixture);
	assert_int_equal(find(fixture, "new", true, 1), 0);
	assert_int_equal(find(fixture, "old", true, 1), SIGNING_KEYS_E_UNKNOWN); // withdrawn
}

/* Five at once, then one in twelve minutes. */
static void is_not_made_to_hammer(void **state)
{
	struct fixture *fixture = *state;
	int64_t now = 1000;

	start(fixture, &usual);
	wait_for_change(fixture);
	for (int i = 0; i < 5; i++) {
		assert_int_equal(find(fixture, "junk", false, now), SIGNING_KEYS_E_WAIT);
		assert_int_equal(find(fixture, "junk", false, now), SIGNING_KEYS_E_WAIT);
		wait_for_change(fixture);
		assert_int_equal(find(fixture, "junk", true, now), SIGNING_KEYS_E_UNKNOWN);
	}
	now += 12 * MS_PER_MINUTE - 1;
	assert_int_equal(find(fixture, "junk", false, now), SIGNING_KEYS_E_UNKNOWN);
	assert_int_equal(fixture->fetched, 6);
	assert_int_equal(find(fixture, "junk", false, now + 1), SIGNING_KEYS_E_WAIT);
	wait_for_change(fixture);
	assert_int_equal(find(fixture, "junk", false, now + 2), SIGNING_KEYS_E_UNKNOWN);
	assert_int_equal(find(fixture, "old", false, now + 2), 0);
	now += 10 * MS_PER_HOUR; // it does not save up more than five
	for (int i = 0; i < 5; i++) {
		assert_int_equal(find(fixture, "junk", false, now), SIGNING_KEYS_E_WAIT);
		wait_for_change(fixture);
	}
	assert_int_equal(find(fixture, "junk", false, now), SIGNING_KEYS_E_UNKNOWN);
}

static void goes_on_with_the_old_ones(void **state)
{
	struct fixture *fixture = *state;
	static const char *const wrong[] = { NULL, "", "{}", "{\"keys\":[]}", "[1]", "{\"keys\":7}",
		"{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"x\",\"n\":\"AQAB\",\"e\":\"AQAB\"}]}" };

	start(fixture, &(struct signing_keys_timing){ .refresh = 1, .retry = 1 });
	wait_for_change(fixture);
	for (size_t i = 0; i < array_length(wrong); i++) {
		fixture->served = wrong[i];
		wait_for_change(fixture);
		wait_for_change(fixture); // one may have been on its way
		assert_non_null(signing_keys_problem(fixture->keys));
		assert_int_equal(find(fixture, "old", false, 1), 0);
		assert_int_equal(find(fixture, "new", true, 1), SIGNING_KEYS_E_NONE);
	}
	fixture->served = fixture->documents[1];
	while (find(fixture, "new", true, 1) != 0)
		wait_for_change(fixture);
	assert_null(signing_keys_problem(fixture->keys));
}

static void says_when_there_are_none(void **state)
{
	struct fixture *fixture = *state;

	fixture->served = NULL;
	start(fixture, &(struct signing_keys_timing){ .retry = 20 });
	assert_int_equal(find(fixture, "old", false, 1), SIGNING_KEYS_E_WAIT);
	wait_for_change(fixture);
	assert_int_equal(find(fixture, "old", true, 1), SIGNING_KEYS_E_NONE);
	assert_int_equal(find(fixture, "old", false, 1), SIGNING_KEYS_E_NONE);
	assert_non_null(strstr(signing_keys_problem(fixture->keys), "HTTP 500"));
	fixture->served = fixture->documents[0];
	while (find(fixture, "old", true, 1) != 0)
		wait_for_change(fixture);
	assert_null(signing_keys_problem(fixture->keys));
}

/* A document of documents that leads astray. */
static void goes_to_https_alone(void **state)
{
	struct fixture *fixture = *state;

	fixture->jwks_uri = "http://keys.example.com/keys";
	start(fixture, &usual);
	wait_for_change(fixture);
	assert_int_equal(fixture->fetched, 0);
	assert_int_equal(find(fixture, "old", true, 1), SIGNING_KEYS_E_NONE);
}

static void ends_in_the_middle_of_a_fetch(void **state)
{
	struct fixture *fixture = *state;

	start(fixture, &usual);
	signing_keys_destroy(steal_pointer(fixture->keys));
	for (int i = 0; i < 20; i++)
		uv_run(&fixture->loop, UV_RUN_NOWAIT);
	assert_int_equal(fixture->changed, 0);
}

#define test(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(finds_them),
		test(fetches_them_every_day),
		test(fetches_for_a_new_name),
		test(is_not_made_to_hammer),
		test(goes_on_with_the_old_ones),
		test(says_when_there_are_none),
		test(goes_to_https_alone),
		test(ends_in_the_middle_of_a_fetch),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
