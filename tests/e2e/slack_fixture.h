#ifndef LASTMILE_SLACK_FIXTURE_H
#define LASTMILE_SLACK_FIXTURE_H
/*
 * The Slack platform, connected to a playground, with a listener that answers everything at once:
 * with "Logged LM-1", or with what the test says. What takes Slack minutes takes the tests a
 * moment, but how long somebody is waited for is long: who tests that it ends makes it short.
 */
#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "bot/answer.h"
#include "bot/platform/platform.h"
#include "bot/platform/slack/slack.h"
#include "tests/support/playground.h"

struct arena;

struct delivered {
	int count; // how often we were told
	enum delivery_outcome outcome;
	enum delivery_hold hold;
	int64_t retry_after;
	char channel[32];
	char message[32];
	char reason[64];
};

struct fixture {
	uv_loop_t loop;
	struct web *web;
	struct http_client *http;
	struct playground playground;
	struct slack_settings settings;
	char api_url[80];
	struct platform *platform;
	struct arena *arena; // for messages
	bool hold; // keep the next ticket in `held` in place of answering
	struct event_ticket *held;
	/* What the next events are answered with; all NULL: "Logged LM-1". */
	struct answer answer;
	bool silent; // nothing at all
	int commands, actions, profiles, others;
	int forms, shortcuts, messages, reactions, homes;
	char last_text[256]; // "name=value", and of forms "name context field=value field=value"
	bool last_home; // it happened on the home page, or in a form from there
	bool last_in_form;
	char last_actor[32];
	char last_timezone[64];
	int commands_answered_ok; // by the playground
	int commands_answered;
};

int fixture_set_up(void **state); /* the platform is created and started */
int fixture_set_up_stopped(void **state); /* nothing is: settings may be changed */
int fixture_tear_down(void **state);

void fixture_start(struct fixture *fixture);
void fixture_stop(struct fixture *fixture);

/* Runs until the link is in this state; fails after a generous while. */
void fixture_expect_link(struct fixture *fixture, enum link_state state);

/* Runs for about so long. */
void fixture_pass(struct fixture *fixture, unsigned ms);

/* /report as Ana, waits for the acknowledgement; the text of its payload ("" without one). */
const char *fixture_report(struct fixture *fixture, const char *text);
void fixture_begin_report(struct fixture *fixture, int number);

void fixture_fault(struct fixture *fixture, const char *fault); /* a JSON object */
void fixture_socket(struct fixture *fixture, const char *action);

/* Delivers or looks for a message with this token; waits. */
void fixture_begin_delivery(
	struct fixture *fixture, struct delivery delivery, struct delivered *delivered);
struct delivered fixture_deliver(struct fixture *fixture, struct delivery delivery);
struct delivered fixture_reconcile(struct fixture *fixture, struct delivery delivery);
int fixture_posts(struct fixture *fixture, const char *token); /* in the playground's ledger */
int fixture_connections(struct fixture *fixture); /* as the playground counts */

#define fixture_run_until(fixture, condition)                                                      \
	do {                                                                                       \
		int turns_ = 0;                                                                    \
		while (!(condition)) {                                                             \
			if (turns_++ > 20000)                                                      \
				fail_msg("waited too long for: %s", #condition);                   \
			playground_turn(&(fixture)->playground);                                   \
		}                                                                                  \
	} while (0)

#endif
