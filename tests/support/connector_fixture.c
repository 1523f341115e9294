#include "tests/support/connector_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "bot/message.h"
#include "bot/platform/teams/encode.h"
#include "bot/util/arena.h"
#include "bot/util/http_client.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

static const char *const tenants[] = { "home-tenant", "other-tenant", NULL };

static void ticked(uv_timer_t *tick)
{
	(void)tick;
}

static void credentials_came(void *data, const char *problem)
{
	struct fixture *fixture = data;

	fixture->told++;
	snprintf(fixture->problem, sizeof(fixture->problem), "%s", problem ? problem : "");
}

static void learned(void *data, const char *name, const char *value)
{
	struct fixture *fixture = data;

	snprintf(fixture->learned, sizeof(fixture->learned), "%s=%s", name, value);
}

static void out_of_reach(void *data, const char *person)
{
	struct fixture *fixture = data;

	snprintf(fixture->unreached, sizeof(fixture->unreached), "%s", person);
}

void fixture_start(struct fixture *fixture)
{
	static const struct teams_connector_events events = { credentials_came, learned,
		out_of_reach };

	fixture->connector = teams_connector_create(
		&fixture->loop, fixture->http, &fixture->settings, &events, fixture);
}

void fixture_stop(struct fixture *fixture)
{
	teams_connector_destroy(steal_pointer(fixture->connector));
}

static void set_settings(struct fixture *fixture)
{
	const char *url = fixture->teams.url;

	snprintf(fixture->metadata_url, sizeof(fixture->metadata_url), "%s/metadata", url);
	snprintf(fixture->login_url, sizeof(fixture->login_url), "%s/login", url);
	snprintf(fixture->service_url, sizeof(fixture->service_url), "%s/svc/", url);
	snprintf(fixture->other_url, sizeof(fixture->other_url), "%s/other", url);
	fixture->services[0] = (struct teams_service){ tenants[0], fixture->service_url };
	fixture->services[1] = (struct teams_service){ tenants[1], fixture->other_url };
	fixture->settings = (struct teams_settings){
		.app_id = "1111-app",
		.client_secret = "s3cret+/~",
		.tenants = tenants,
		.listen = "",
		.path = "/api/messages",
		.certificate = "",
		.private_key = "",
		.relay = "",
		.issuer = "https://api.botframework.com",
		.metadata_url = fixture->metadata_url,
		.login_url = fixture->login_url,
		.scope = "https://api.botframework.com/.default",
		.services = fixture->services,
		.service_count = 2,
		.timing = { .call_timeout = 20000, .retry = 5, .slow_retry = 50 },
	};
}

int fixture_set_up_stopped(void **state)
{
	struct fixture *fixture = xcalloc(1, sizeof(*fixture));

	assert_int_equal(uv_loop_init(&fixture->loop), 0);
	uv_timer_init(&fixture->loop, &fixture->tick);
	uv_timer_start(&fixture->tick, ticked, 5, 5);
	fixture->http = http_client_create(&fixture->loop);
	fixture->arena = arena_create();
	connector_double_start(&fixture->teams, &fixture->loop);
	set_settings(fixture);
	*state = fixture;
	return 0;
}

int fixture_set_up(void **state)
{
	fixture_set_up_stopped(state);
	fixture_start(*state);
	return 0;
}

int fixture_tear_down(void **state)
{
	struct fixture *fixture = *state;

	fixture_stop(fixture);
	connector_double_stop(&fixture->teams);
	http_client_destroy(fixture->http);
	arena_destroy(fixture->arena);
	json_free(fixture->member);
	uv_close((uv_handle_t *)&fixture->tick, NULL);
	uv_run(&fixture->loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&fixture->loop), 0); // nothing is left behind
	free(fixture);
	return 0;
}

/* --- deliveries --- */

void delivery_ended(void *data, const struct delivery_result *result)
{
	struct ended *ended = data;

	ended->count++;
	ended->outcome = result->outcome;
	ended->hold = result->hold;
	ended->retry_after = result->retry_after;
	snprintf(ended->channel, sizeof(ended->channel), "%s",
		result->channel ? result->channel : "");
	snprintf(ended->message, sizeof(ended->message), "%s",
		result->message ? result->message : "");
	snprintf(ended->reason, sizeof(ended->reason), "%s", result->reason ? result->reason : "");
}

void tell(struct fixture *fixture, const char *what, int times, int status, const char *body)
{
	connector_double_tell(&fixture->teams,
		(struct double_order){
			.what = what, .times = times, .status = status, .body = body });
}

int saw(const struct fixture *fixture, const char *what)
{
	return connector_double_saw(&fixture->teams, what);
}

const struct delivery in_thread = {
	.id = 3, .token = "t", .channel = LEGAL, .thread = "7", .attempt = 1
};

struct delivery fixture_to(const char *person)
{
	return (struct delivery){ .id = 1, .token = "t", .person = person, .attempt = 1 };
}

static struct cJSON *card(const char *summary)
{
	struct cJSON *activity = json_object();
	struct cJSON *attachment =
		json_append(json_set_array(activity, "attachments"), json_object());

	json_set_string(activity, "type", "message");
	json_set_string(activity, "summary", summary);
	json_set_string(attachment, "contentType", "application/vnd.microsoft.card.adaptive");
	return activity;
}

void fixture_begin(struct fixture *fixture, struct delivery delivery, struct ended *ended)
{
	_cleanup_json_ struct cJSON *activity = card("Your issue LM-1 was fixed");
	_cleanup_json_ struct cJSON *plain = NULL;
	struct message *content = message_create(fixture->arena);

	message_line(content, "Your issue LM-1 was fixed");
	if (!delivery.content)
		delivery.content = content;
	*ended = (struct ended){ 0 };
	plain = teams_encode_plain(&(struct teams_encoder){ 0 }, delivery.content);
	teams_deliver(fixture->connector, &delivery, activity, plain, delivery_ended, ended);
	assert_int_equal(ended->count, 0); // never from inside
}

struct ended fixture_deliver(struct fixture *fixture, struct delivery delivery)
{
	struct ended ended;

	fixture_begin(fixture, delivery, &ended);
	fixture_run_until(fixture, ended.count);
	return ended;
}

/* --- answers, members --- */

void fixture_say(struct fixture *fixture, enum teams_conversation_type type, bool targeted,
	const char *replaces, const char *reply_to)
{
	struct teams_conversation conversation = {
		.type = type,
		.id = type == TEAMS_PERSONAL ? "a:1-dana" : "19:legal@thread.tacv2;messageid=7",
		.tenant = "home-tenant",
		.person = "29:1-dana",
	};

	teams_say(fixture->connector, &conversation, card("Logged LM-1"), targeted, replaces,
		reply_to);
	fixture_run_until(fixture, !teams_connector_busy(fixture->connector));
}

static void member_came(void *data, const char *person, enum teams_membership membership,
	const struct cJSON *member)
{
	struct fixture *fixture = data;

	assert_non_null(person);
	json_free(fixture->member);
	fixture->member = member ? json_copy(member) : NULL;
	fixture->membership = membership;
	fixture->members++;
}

void fixture_ask(struct fixture *fixture, const char *person)
{
	int before = fixture->members;

	teams_ask_member(fixture->connector, person, member_came, fixture);
	assert_int_equal(fixture->members, before);
	fixture_run_until(fixture, fixture->members > before);
}
