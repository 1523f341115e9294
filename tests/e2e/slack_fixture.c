#include "tests/e2e/slack_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "bot/answer.h"
#include "bot/event.h"
#include "bot/message.h"
#include "bot/platform/command_names.h"
#include "bot/platform/slack/decode.h"
#include "bot/util/arena.h"
#include "bot/util/http_client.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/web.h"

static const struct command_name commands[] = {
	{ "/report", "report" },
	{ "/fixed", "fixed" },
};

/* --- the listener --- */

static void answer(struct fixture *fixture, struct platform *platform, struct event_ticket *ticket)
{
	struct message *reply = message_create(fixture->arena);
	struct answer answer = fixture->answer;

	message_line(reply, "Logged LM-1");
	if (!fixture->silent && !answer.message && !answer.form && !answer.errors && !answer.home)
		answer.message = reply;
	platform->impl->acknowledge(platform, ticket, &answer);
}

static void note(struct fixture *fixture, const char *text)
{
	size_t length = strlen(fixture->last_text);

	snprintf(fixture->last_text + length, sizeof(fixture->last_text) - length, "%s%s",
		length ? " " : "", text);
}

static void note_form(struct fixture *fixture, const struct event_form *form)
{
	note(fixture, form->name);
	note(fixture, form->context);
	for (size_t i = 0; i < form->field_count; i++) {
		_cleanup_free_ char *field =
			xasprintf("%s=%s", form->fields[i].name, form->fields[i].value);
		note(fixture, field);
	}
}

static void note_message(struct fixture *fixture, const struct event_message *message)
{
	note(fixture, message->text);
	note(fixture, message->author ? message->author : "nobody");
	note(fixture, message->permalink ? message->permalink : "nowhere");
}

static void action_came(struct fixture *fixture, const struct event *event)
{
	_cleanup_free_ char *said = xasprintf("%s=%s", event->action.name, event->action.value);

	fixture->actions++;
	note(fixture, said);
	fixture->last_in_form = event->action.form != NULL;
	if (event->action.form)
		note_form(fixture, event->action.form);
}

static void command_came(struct fixture *fixture, const struct event *event)
{
	fixture->commands++;
	snprintf(fixture->last_text, sizeof(fixture->last_text), "%s", event->command.text);
	snprintf(fixture->last_actor, sizeof(fixture->last_actor), "%s", event->actor.id);
}

static void event_came(
	void *data, struct platform *platform, struct event *event, struct event_ticket *ticket)
{
	static const struct answer nothing = { 0 };
	struct fixture *fixture = data;

	if (event->type != EVENT_PROFILE && event->type != EVENT_OTHER)
		fixture->last_text[0] = '\0';
	fixture->last_home = event->place.home;
	switch (event->type) {
	case EVENT_COMMAND:
		command_came(fixture, event);
		break;
	case EVENT_ACTION:
		action_came(fixture, event);
		break;
	case EVENT_FORM:
		fixture->forms++;
		note_form(fixture, &event->form);
		break;
	case EVENT_SHORTCUT:
		fixture->shortcuts++;
		note(fixture, event->shortcut.name);
		if (event->shortcut.message)
			note_message(fixture, event->shortcut.message);
		break;
	case EVENT_MESSAGE:
		fixture->messages++;
		note_message(fixture, &event->message);
		break;
	case EVENT_REACTION:
		fixture->reactions++;
		note(fixture, event->reaction.added ? "added" : "taken off");
		note(fixture, event->reaction.permalink ? event->reaction.permalink : "nowhere");
		break;
	case EVENT_HOME:
		fixture->homes++;
		break;
	case EVENT_ADDED:
	case EVENT_TIMER:
		break;
	case EVENT_PROFILE:
		fixture->profiles++;
		snprintf(fixture->last_timezone, sizeof(fixture->last_timezone), "%s",
			event->profile.timezone ? event->profile.timezone : "-");
		platform->impl->acknowledge(platform, ticket, &nothing);
		return;
	case EVENT_OTHER:
		fixture->others++;
		platform->impl->acknowledge(platform, ticket, &nothing);
		return;
	}
	if (fixture->hold)
		fixture->held = ticket;
	else
		answer(fixture, platform, ticket);
	fixture->hold = false;
}

static void status_came(void *data, struct platform *platform)
{
	(void)data;
	(void)platform->impl->status(platform);
}

/* --- life --- */

void fixture_start(struct fixture *fixture)
{
	fixture->platform =
		slack_create(&fixture->loop, fixture->web, fixture->http, &fixture->settings);
	fixture->platform->listener =
		(struct platform_listener){ event_came, status_came, .data = fixture };
	assert_int_equal(fixture->platform->impl->start(fixture->platform), 0);
}

int fixture_set_up_stopped(void **state)
{
	struct fixture *fixture = xcalloc(1, sizeof(*fixture));

	assert_int_equal(uv_loop_init(&fixture->loop), 0);
	assert_int_equal(web_create(&fixture->loop, &fixture->web), 0);
	fixture->http = http_client_create(&fixture->loop);
	fixture->arena = arena_create();
	playground_start(&fixture->playground, &fixture->loop, fixture->http);
	snprintf(fixture->api_url, sizeof(fixture->api_url), "%s/api/", fixture->playground.url);
	fixture->settings = (struct slack_settings){
		.api_url = fixture->api_url,
		.app_token = "xapp-playground",
		.bot_token = "xoxb-playground",
		.commands = commands,
		.command_count = array_length(commands),
		.reaction = "ai-fail",
		.timing = {
			.ping_every = 100,
			.hang_up_after = 60000,
			.hello_timeout = 20000,
			.drain = 4000,
			.stable_after = 500,
			.backoff_first = 20,
			.open_every = 10,
			.slow_retry = 500,
			.crowded_retry = 400,
			.call_timeout = 20000,
		},
	};
	*state = fixture;
	return 0;
}

int fixture_set_up(void **state)
{
	fixture_set_up_stopped(state);
	fixture_start(*state);
	fixture_expect_link(*state, LINK_READY);
	return 0;
}

static void has_stopped(void *data)
{
	*(bool *)data = true;
}

void fixture_stop(struct fixture *fixture)
{
	bool stopped = false;

	if (!fixture->platform)
		return;
	fixture->platform->impl->stop(fixture->platform, has_stopped, &stopped);
	fixture_run_until(fixture, stopped);
	fixture->platform->impl->destroy(fixture->platform);
	fixture->platform = NULL;
}

int fixture_tear_down(void **state)
{
	struct fixture *fixture = *state;

	fixture_stop(fixture);
	playground_stop(&fixture->playground);
	http_client_destroy(fixture->http);
	web_destroy(fixture->web, NULL, NULL);
	arena_destroy(fixture->arena);
	uv_run(&fixture->loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&fixture->loop), 0); // nothing is left behind
	free(fixture);
	return 0;
}

/* --- steering --- */

void fixture_expect_link(struct fixture *fixture, enum link_state state)
{
	fixture_run_until(
		fixture, fixture->platform->impl->status(fixture->platform).link == state);
}

void fixture_pass(struct fixture *fixture, unsigned ms)
{
	uint64_t until = uv_hrtime() + ms * 1000000ull;

	while (uv_hrtime() < until)
		playground_turn(&fixture->playground);
}

const char *fixture_report(struct fixture *fixture, const char *text)
{
	static char shown[256];
	_cleanup_json_ struct cJSON *reply = playground_post(&fixture->playground, "command",
		"{\"as\":\"U0ANA\",\"channel\":\"C0GENERAL\",\"text\":\"/report %s\"}", text);

	snprintf(shown, sizeof(shown), "%s",
		json_string_or(reply, "payload.text", json_string_or(reply, "error", "")));
	return shown;
}

static void report_answered(void *data, bool ok, const struct cJSON *reply)
{
	struct fixture *fixture = data;

	fixture->commands_answered++;
	fixture->commands_answered_ok += ok;
	if (!ok)
		print_message("a command was not answered: %s\n",
			json_string_or(reply, "error", "no answer"));
}

void fixture_begin_report(struct fixture *fixture, int number)
{
	char body[128];

	snprintf(body, sizeof(body),
		"{\"as\":\"U0ANA\",\"channel\":\"C0GENERAL\",\"text\":\"/report number %d\"}",
		number);
	playground_begin(&fixture->playground, "command", body, report_answered, fixture);
}

void fixture_fault(struct fixture *fixture, const char *fault)
{
	_cleanup_json_ struct cJSON *reply =
		playground_post(&fixture->playground, "faults", "{\"faults\":[%s]}", fault);

	assert_true(json_bool(reply, "ok", false));
}

void fixture_socket(struct fixture *fixture, const char *action)
{
	_cleanup_json_ struct cJSON *reply =
		playground_post(&fixture->playground, "socket", "%s", action);

	assert_true(json_bool(reply, "ok", false));
}

static void delivery_ended(void *data, const struct delivery_result *result)
{
	struct delivered *delivered = data;

	delivered->count++;
	delivered->outcome = result->outcome;
	delivered->hold = result->hold;
	delivered->retry_after = result->retry_after;
	snprintf(delivered->channel, sizeof(delivered->channel), "%s",
		result->channel ? result->channel : "");
	snprintf(delivered->message, sizeof(delivered->message), "%s",
		result->message ? result->message : "");
	snprintf(delivered->reason, sizeof(delivered->reason), "%s",
		result->reason ? result->reason : "");
}

void fixture_begin_delivery(
	struct fixture *fixture, struct delivery delivery, struct delivered *delivered)
{
	struct message *content = message_create(fixture->arena);

	message_line(content, "Your issue LM-1 was fixed");
	message_buttons(content);
	message_button(content, BUTTON_PRIMARY, "Works", "works", "LM-1");
	if (!delivery.content)
		delivery.content = content;
	fixture->platform->impl->deliver(fixture->platform, &delivery, delivery_ended, delivered);
	assert_int_equal(delivered->count, 0); // never from inside
}

struct delivered fixture_deliver(struct fixture *fixture, struct delivery delivery)
{
	struct delivered delivered = { 0 };

	fixture_begin_delivery(fixture, delivery, &delivered);
	fixture_run_until(fixture, delivered.count);
	return delivered;
}

struct delivered fixture_reconcile(struct fixture *fixture, struct delivery delivery)
{
	struct delivered delivered = { 0 };

	fixture->platform->impl->reconcile(
		fixture->platform, &delivery, delivery_ended, &delivered);
	assert_int_equal(delivered.count, 0);
	fixture_run_until(fixture, delivered.count);
	return delivered;
}

int fixture_posts(struct fixture *fixture, const char *token)
{
	_cleanup_json_ struct cJSON *ledger = playground_get(&fixture->playground, "ledger");
	const struct cJSON *call;
	int count = 0;

	json_for_each (call, json_get(ledger, "calls")) {
		const char *found = json_string(call, "delivery_id");
		const char *method = json_string(call, "method");
		count += found && strcmp(found, token) == 0 && method &&
			 strcmp(method, "chat.postMessage") == 0;
	}
	return count;
}

int fixture_connections(struct fixture *fixture)
{
	_cleanup_json_ struct cJSON *world = playground_get(&fixture->playground, "world");

	return (int)json_int(world, "app.connections", -1);
}
