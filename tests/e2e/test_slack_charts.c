/* Messages with charts, where the workspace takes none: what is learned, what stays uncertain, and
 * that nobody who waits for a picture is forgotten. The daemon's part is in charts.test.mjs. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "bot/chart.h"
#include "bot/message.h"
#include "bot/platform/slack/web_api.h"
#include "bot/util/clock.h"
#include "bot/util/http_client.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "tests/e2e/slack_fixture.h"

static const double values[] = { 3, 5 };
static const char *const weeks[] = { "9 Nov", "16 Nov" };
static const struct chart_series series = { "fixed", values };
static const struct chart chart = { "Fixed", "issues", CHART_BARS, weeks, 2, &series, 1 };

static char learned[128];

static void has_learned(void *data, struct platform *platform, const char *name, const char *value)
{
	(void)data;
	(void)platform;
	assert_string_equal(name, "charts");
	snprintf(learned, sizeof(learned), "%s", value);
}

static void begin(struct fixture *fixture)
{
	learned[0] = '\0';
	fixture_start(fixture);
	fixture->platform->listener.learned = has_learned;
	fixture_expect_link(fixture, LINK_READY);
	json_free(playground_post(
		&fixture->playground, "limits", "{\"charts\":false,\"rate_limits\":false}"));
}

static struct delivery with_chart(struct fixture *fixture, const char *token)
{
	struct message *content = message_create(fixture->arena);

	message_line(content, "The numbers");
	message_chart(content, &chart);
	return (struct delivery){
		.id = 1,
		.token = token,
		.operation = DELIVERY_POST,
		.person = "U0ANA",
		.content = content,
		.not_before = clock_now(),
		.attempt = 1,
	};
}

static void an_update_goes_down_the_ladder_too(void **state)
{
	struct fixture *fixture = *state;

	begin(fixture);
	struct delivered posted = fixture_deliver(fixture, with_chart(fixture, "posted"));
	assert_int_equal(posted.outcome, DELIVERED);
	assert_memory_equal(learned, "picture ", 8);
	struct delivery update = with_chart(fixture, "updated");
	update.operation = DELIVERY_UPDATE;
	update.person = NULL;
	update.channel = posted.channel;
	update.message = posted.message;
	struct delivered updated = fixture_deliver(fixture, update);
	assert_int_equal(updated.outcome, DELIVERED);
	assert_int_equal(fixture_posts(fixture, "posted"), 1);
	_cleanup_json_ struct cJSON *messages =
		playground_get(&fixture->playground, "messages?as=U0ANA&channel=D0ANA");
	assert_int_equal(json_length(json_get(messages, "messages")), 1);
	assert_string_equal(json_string_or(messages, "messages.0.blocks.1.elements.0.type", ""),
		"rich_text_preformatted");
}

static void what_breaks_off_is_not_tried_another_way(void **state)
{
	struct fixture *fixture = *state;

	begin(fixture);
	json_free(playground_post(&fixture->playground, "limits", "{}"));
	fixture_fault(fixture, "{\"kind\":\"reset_after\",\"method\":\"chat.postMessage\"}");
	struct delivered broken = fixture_deliver(fixture, with_chart(fixture, "broken"));
	assert_int_equal(broken.outcome, UNKNOWN);
	assert_int_equal(fixture_posts(fixture, "broken"), 1);
	assert_string_equal(learned, "");
}

static void who_waits_for_a_picture_hears_of_the_end(void **state)
{
	static const char script[] = "#!/bin/sh\nexec sleep 600\n";
	struct fixture *fixture = *state;
	struct delivered waiting = { 0 };
	char path[] = "/tmp/lastmile-slow-XXXXXX";
	int file = mkstemp(path);

	assert_int_equal(write(file, script, sizeof(script) - 1), (ssize_t)sizeof(script) - 1);
	assert_int_equal(fchmod(file, 0755), 0);
	close(file);
	fixture->settings.chart_program = path;
	begin(fixture);
	fixture_begin_delivery(fixture, with_chart(fixture, "waiting"), &waiting);
	fixture_pass(fixture, 300);
	assert_int_equal(waiting.count, 0);
	fixture_stop(fixture);
	assert_int_equal(waiting.count, 1);
	assert_int_equal(waiting.outcome, RETRY_LATER);
	assert_int_equal(fixture_posts(fixture, "waiting"), 0);
	unlink(path);
}

static void files_go_to_safe_places_alone(void **state)
{
	static const struct {
		const char *api, *upload;
		bool allowed;
	} rows[] = {
		{ "https://slack.com/api/", "https://files.slack.com/upload/v1/x", true },
		{ "https://slack.com/api/", "http://files.slack.com/upload/v1/x", false },
		{ "https://slack.com/api/", "http://127.0.0.1:9/x", false },
		{ "https://slack.com/api/", "https://user@files.slack.com/", false },
		{ "https://slack.com/api/", "ftp://files.slack.com/", false },
		{ "https://slack.com/api/", "", false },
		{ "http://127.0.0.1:9/api/", "http://127.0.0.1:9/upload/x", true },
		{ "http://127.0.0.1:9/api/", "https://files.slack.com/upload/v1/x", false },
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < array_length(rows); i++) {
		_cleanup_free_ char *why = NULL;
		fixture->settings.api_url = rows[i].api;
		struct web_api *api =
			web_api_create(&fixture->loop, fixture->http, &fixture->settings, &why);
		if (web_api_may_upload_to(api, rows[i].upload) != rows[i].allowed)
			fail_msg("%s", rows[i].upload);
		web_api_destroy(api);
	}
	fixture->settings.api_url = fixture->api_url;
	fixture_start(fixture); // to be taken down with the rest
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_set_up_stopped, fixture_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_update_goes_down_the_ladder_too),
		TEST(what_breaks_off_is_not_tried_another_way),
		TEST(who_waits_for_a_picture_hears_of_the_end),
		TEST(files_go_to_safe_places_alone),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
