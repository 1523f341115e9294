#include "bot/platform/slack/slack.h"

#include <errno.h>
#include <string.h>

#include "bot/event.h"
#include "bot/platform/command_names.h"
#include "bot/platform/platform.h"
#include "bot/platform/slack/answer.h"
#include "bot/platform/slack/chart_ladder.h"
#include "bot/platform/slack/decode.h"
#include "bot/platform/slack/deliver.h"
#include "bot/platform/slack/errors.h"
#include "bot/platform/slack/manifest.h"
#include "bot/platform/slack/pictures.h"
#include "bot/platform/slack/profiles.h"
#include "bot/platform/slack/socket_mode.h"
#include "bot/platform/slack/web_api.h"
#include "bot/util/arena.h"
#include "bot/util/clock.h"
#include "bot/util/json.h"
#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "bot/util/random.h"
#include "bot/util/text.h"

enum {
	IDENTITY_RETRY = 1000, // ms, doubles up to
	IDENTITY_RETRY_MOST = 60000, // ms
	SLOW_RETRY = 300000, // ms: wrong credentials
	WARM_EVERY = 50000, // ms: servers and libcurl hang up after a minute or two
	STOP_WITHIN = 3500, // ms: the close handshake, and calls in flight
	STOP_LOOK_AGAIN = 20, // ms
	JITTER = 30, // percent
};

struct slack {
	struct platform platform;
	uv_loop_t *loop;
	struct web_api *api;
	bool unusable; // the settings can never work, `problem` says why
	struct socket_mode *sockets;
	struct profiles *profiles;
	struct slack_decoder decoder;
	struct command_name *commands;
	struct slack_timing timing;
	struct slack_sender sender;
	struct chart_ladder ladder;
	struct pictures *pictures;
	char *chart_program;
	char *team, *enterprise, *bot, *bot_user, *url; // decoder.identity points to these
	char *reaction; // and decoder.reaction to this
	char *problem; // with the bot token or the settings
	bool refused; // the bot token is
	uv_timer_t timer; // the next auth.test; then the end of stop()
	uv_timer_t warm; // auth.test again
	int handles; // timers not closed yet
	unsigned failures;
	bool started;
	int64_t stop_by; // monotonic; 0: not stopping
	void (*stopped)(void *data);
	void *stopped_data;
};

/* An event on its way through the daemon, and where its acknowledgement goes. */
struct event_ticket {
	struct slack_frame *frame; // NULL: a profile
	struct event *event; // a profile's; NULL if it lives in the frame
	struct socket_receipt *receipt; // NULL: a profile's
};

static struct slack *slack_of(struct platform *platform)
{
	return container_of(platform, struct slack, platform);
}

static void status_changed(void *data)
{
	struct slack *slack = data;

	if (slack->platform.listener.status)
		slack->platform.listener.status(slack->platform.listener.data, &slack->platform);
}

/* --- facts going up --- */

static void pass_on(struct slack *slack, struct event *event, struct event_ticket *ticket)
{
	slack->platform.listener.event(
		slack->platform.listener.data, &slack->platform, event, ticket);
}

static void event_came(void *data, struct slack_frame *frame, struct socket_receipt *receipt)
{
	struct event_ticket *ticket = xcalloc(1, sizeof(*ticket));

	ticket->frame = frame;
	ticket->receipt = receipt;
	pass_on(data, frame->event, ticket);
}

static void profile_arrived(void *data, struct event *event)
{
	struct event_ticket *ticket = xcalloc(1, sizeof(*ticket));

	ticket->event = event;
	pass_on(data, event, ticket);
}

/* --- answers --- */

static void release(struct event_ticket *ticket)
{
	socket_receipt_release(ticket->receipt);
	slack_frame_destroy(ticket->frame);
	if (ticket->event)
		arena_destroy(ticket->event->arena);
	free(ticket);
}

static void slack_acknowledge(
	struct platform *platform, struct event_ticket *ticket, const struct answer *answer)
{
	struct slack *slack = slack_of(platform);
	const struct slack_frame *frame = ticket->frame;

	if (frame) {
		_cleanup_free_ char *text = slack_answer_acknowledgement(frame, answer);
		socket_mode_acknowledge(slack->sockets, ticket->receipt, text);
		slack_answer_beside(slack->api, frame, answer);
	}
	release(ticket);
}

static void slack_abandon(struct platform *platform, struct event_ticket *ticket)
{
	(void)platform;
	release(ticket);
}

/* --- who we are --- */

static void set_problem(struct slack *slack, char *problem)
{
	if (problem && !text_equal(slack->problem, problem))
		log_warning("slack", "%s", problem);
	free(slack->problem);
	slack->problem = problem;
}

/* Any call with the bot token may find out that it works, or does not. */
static void credentials_seen(void *data, const char *error)
{
	struct slack *slack = data;
	bool had_problem = slack->problem != NULL;

	set_problem(slack, error ? slack_error_advice(error, "SLACK_BOT_TOKEN") : NULL);
	if (error || had_problem)
		status_changed(slack);
}

static void ladder_learned(void *data)
{
	struct slack *slack = data;
	_cleanup_free_ char *word = chart_ladder_word(&slack->ladder);

	log_info("slack", "charts=%s", word);
	if (slack->platform.listener.learned)
		slack->platform.listener.learned(
			slack->platform.listener.data, &slack->platform, "charts", word);
}

/* An app installed before lastmile learned more: the rest works, so it is only said. */
static void check_scopes(const struct call_reply *reply)
{
	_cleanup_free_ char *missing = slack_manifest_missing(reply->permissions);

	if (!missing)
		return;
	_cleanup_free_ char *advice = slack_manifest_advice(missing);
	log_warning("slack", "%s", advice);
}

static void ask_identity(struct slack *slack);

static void ask_again(uv_timer_t *timer)
{
	struct slack *slack = container_of(timer, struct slack, timer);

	ask_identity(slack);
}

static int64_t identity_delay(const struct slack *slack, const struct call_reply *reply)
{
	unsigned first = slack->timing.backoff_first ? slack->timing.backoff_first : IDENTITY_RETRY;
	unsigned slow = slack->timing.slow_retry ? slack->timing.slow_retry : SLOW_RETRY;
	int64_t delay = slack->failures < 7 ? (int64_t)first << slack->failures : INT32_MAX;

	if (slack->refused)
		delay = slow;
	else if (delay > IDENTITY_RETRY_MOST)
		delay = IDENTITY_RETRY_MOST;
	delay = random_jitter(delay, JITTER);
	return delay > reply->retry_after ? delay : reply->retry_after;
}

static void identity_failed(struct slack *slack, const struct call_reply *reply)
{
	slack->refused = reply->class == CALL_CREDENTIALS;
	set_problem(slack,
		slack->refused ? slack_error_advice(reply->code, "SLACK_BOT_TOKEN")
			       : xasprintf("Slack cannot be reached (%s); trying again by itself",
					 call_why(reply)));
	uv_timer_start(&slack->timer, ask_again, (uint64_t)identity_delay(slack, reply), 0);
	slack->failures++;
	status_changed(slack);
}

static void keep(char **string, const struct cJSON *json, const char *name, const char **ret)
{
	free(*string);
	*string = xstrdup(json_string(json, name));
	*ret = *string;
}

static void kept_warm(void *data, const struct call_reply *reply)
{
	struct slack *slack = data;

	if (!slack->stop_by && (reply->class == CALL_CREDENTIALS || reply->class == CALL_OK))
		credentials_seen(slack, reply->code);
}

static void keep_warm(uv_timer_t *timer)
{
	struct slack *slack = container_of(timer, struct slack, warm);

	slack_call(slack->api, SLACK_AUTH_TEST, NULL, kept_warm, slack);
}

static void identity_came(void *data, const struct call_reply *reply)
{
	struct slack *slack = data;
	struct slack_identity *identity = &slack->decoder.identity;

	if (slack->stop_by)
		return;
	if (reply->class != CALL_OK || !json_string(reply->json, "team_id")) {
		identity_failed(slack, reply);
		return;
	}
	keep(&slack->team, reply->json, "team_id", &identity->team);
	keep(&slack->enterprise, reply->json, "enterprise_id", &identity->enterprise);
	keep(&slack->bot, reply->json, "bot_id", &identity->bot);
	keep(&slack->bot_user, reply->json, "user_id", &identity->bot_user);
	keep(&slack->url, reply->json, "url", &identity->url);
	log_info("slack", "team=%s bot=%s bot_user=%s", slack->team, slack->bot ? slack->bot : "-",
		slack->bot_user ? slack->bot_user : "-");
	check_scopes(reply);
	slack->refused = false;
	set_problem(slack, NULL);
	socket_mode_start(slack->sockets);
	unsigned every = slack->timing.warm_every ? slack->timing.warm_every : WARM_EVERY;
	uv_timer_start(&slack->warm, keep_warm, every, every);
}

static void ask_identity(struct slack *slack)
{
	slack_call(slack->api, SLACK_AUTH_TEST, NULL, identity_came, slack);
}

/* --- orders going down --- */

static void slack_deliver_message(
	struct platform *platform, const struct delivery *delivery, delivery_done *done, void *data)
{
	slack_deliver(&slack_of(platform)->sender, delivery, done, data);
}

static void slack_reconcile_message(
	struct platform *platform, const struct delivery *delivery, delivery_done *done, void *data)
{
	slack_reconcile(&slack_of(platform)->sender, delivery, done, data);
}

static void slack_request_profile(struct platform *platform, const char *person)
{
	profiles_request(slack_of(platform)->profiles, person);
}

/* --- the platform --- */

static int slack_start(struct platform *platform)
{
	struct slack *slack = slack_of(platform);

	if (slack->unusable)
		return -EINVAL;
	slack->started = true;
	ask_identity(slack);
	return 0;
}

/* Whoever waits hears it now. A message that waited for a picture ends like one that never left. */
static void abort_all(struct slack *slack)
{
	web_api_abort(slack->api);
	pictures_abort(slack->pictures);
	web_api_abort(slack->api);
}

static void look_whether_stopped(uv_timer_t *timer)
{
	struct slack *slack = container_of(timer, struct slack, timer);
	bool over = clock_monotonic() >= slack->stop_by;

	if (!over && (web_api_busy(slack->api) || pictures_busy(slack->pictures) ||
			     !socket_mode_is_stopped(slack->sockets)))
		return;
	uv_timer_stop(timer);
	abort_all(slack);
	slack->stopped(slack->stopped_data);
}

static void slack_stop(struct platform *platform, void (*done)(void *data), void *data)
{
	struct slack *slack = slack_of(platform);

	slack->stop_by = clock_monotonic() + STOP_WITHIN;
	slack->stopped = done;
	slack->stopped_data = data;
	socket_mode_stop(slack->sockets);
	uv_timer_stop(&slack->warm);
	uv_timer_start(&slack->timer, look_whether_stopped, 0, STOP_LOOK_AGAIN);
}

static struct platform_status slack_status(const struct platform *platform)
{
	const struct slack *slack = container_of(platform, const struct slack, platform);
	struct platform_status status = socket_mode_status(slack->sockets);

	if (slack->started && !slack->stop_by && status.link == LINK_DOWN)
		status.link = slack->refused ? LINK_REFUSED : LINK_CONNECTING;
	if (slack->unusable)
		status.link = LINK_REFUSED;
	if (!status.problem)
		status.problem = slack->problem;
	return status;
}

static void slack_wake(struct platform *platform)
{
	socket_mode_wake(slack_of(platform)->sockets);
}

static void closed(uv_handle_t *handle)
{
	struct slack *slack = handle->data;

	if (--slack->handles == 0)
		free(slack);
}

static void slack_destroy(struct platform *platform)
{
	struct slack *slack;

	if (!platform)
		return;
	slack = slack_of(platform);
	slack->stop_by = clock_monotonic();
	abort_all(slack);
	pictures_destroy(slack->pictures);
	profiles_destroy(slack->profiles);
	socket_mode_destroy(slack->sockets);
	web_api_destroy(slack->api);
	command_names_free(slack->commands, slack->decoder.command_count);
	free(slack->team);
	free(slack->enterprise);
	free(slack->bot);
	free(slack->bot_user);
	free(slack->url);
	free(slack->reaction);
	free(slack->chart_program);
	free(slack->problem);
	uv_close((uv_handle_t *)&slack->timer, closed);
	uv_close((uv_handle_t *)&slack->warm, closed);
}

static const struct platform_impl slack_impl = {
	.name = "slack",
	.capabilities = {
		.lookup = true,
		.message_interval = 1000, // chat.postMessage: one per second and channel
	},
	.start = slack_start,
	.stop = slack_stop,
	.acknowledge = slack_acknowledge,
	.abandon = slack_abandon,
	.deliver = slack_deliver_message,
	.reconcile = slack_reconcile_message,
	.request_profile = slack_request_profile,
	.status = slack_status,
	.wake = slack_wake,
	.destroy = slack_destroy,
};

static void init_timer(struct slack *slack, uv_timer_t *timer)
{
	uv_timer_init(slack->loop, timer);
	timer->data = slack;
	slack->handles++;
}

struct platform *slack_create(uv_loop_t *loop, struct web *web, struct http_client *http,
	const struct slack_settings *settings)
{
	struct slack *slack = xcalloc(1, sizeof(*slack));
	const struct socket_listener listener = { event_came, status_changed, slack };

	slack->platform.impl = &slack_impl;
	slack->loop = loop;
	slack->timing = settings->timing;
	init_timer(slack, &slack->timer);
	init_timer(slack, &slack->warm);
	slack->commands = command_names_copy(settings->commands, settings->command_count);
	slack->decoder.commands = slack->commands;
	slack->decoder.command_count = settings->command_count;
	slack->reaction = xstrdup(settings->reaction);
	slack->decoder.reaction = slack->reaction;
	slack->api = web_api_create(loop, http, settings, &slack->problem);
	slack->unusable = slack->problem != NULL;
	slack->sockets = socket_mode_create(
		loop, web, slack->api, &slack->decoder, &slack->timing, &listener);
	slack->profiles = profiles_create(loop, slack->api, profile_arrived, slack);
	slack->chart_program = xstrdup(settings->chart_program);
	slack->pictures = pictures_create(loop, http, slack->api, slack->chart_program);
	chart_ladder_init(&slack->ladder, settings->charts);
	slack->sender = (struct slack_sender){
		.api = slack->api,
		.identity = &slack->decoder.identity,
		.credentials = credentials_seen,
		.ladder = &slack->ladder,
		.pictures = slack->pictures,
		.learned = ladder_learned,
		.data = slack,
	};
	return &slack->platform;
}
