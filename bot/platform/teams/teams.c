#include "bot/platform/teams/teams.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "bot/event.h"
#include "bot/platform/command_names.h"
#include "bot/platform/platform.h"
#include "bot/platform/soon.h"
#include "bot/platform/teams/answer.h"
#include "bot/platform/teams/connector.h"
#include "bot/platform/teams/decode.h"
#include "bot/platform/teams/encode.h"
#include "bot/platform/teams/forms.h"
#include "bot/platform/teams/inbound.h"
#include "bot/util/arena.h"
#include "bot/util/clock.h"
#include "bot/util/handle.h"
#include "bot/util/json.h"
#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "bot/util/recent.h"
#include "bot/util/text.h"

enum {
	STOP_WITHIN = 3500, // ms: answers that are waited for, and calls in flight
	STOP_LOOK_AGAIN = 20, // ms
	HTTP_OK = 200,
	HTTP_UNAVAILABLE = 503, // Teams sends a message again
	MOST_DOUBTED = 5000, // people
	DOUBT_AGAIN = MS_PER_HOUR, // each message to somebody may be refused
};

struct teams {
	struct platform platform;
	struct teams_inbound *inbound;
	struct teams_connector *connector;
	struct teams_forms *forms;
	struct soon *soon;
	struct teams_decoder decoder;
	struct teams_encoder encoder;
	struct command_name *commands;
	char **tenants; // ended by NULL
	char *app_id;
	char *address; // what a command begins with where others are: "@lastmile"
	char *problem; // with the credentials
	struct recent *doubted; // person -> monotonic ms: when they could not be reached
	struct recent *gone; // person -> "": they had left when we last asked
	uv_timer_t timer; // the end of stop()
	bool started, inbound_stopped;
	bool ended; // nothing goes up any more
	int64_t stop_by; // monotonic; 0: not stopping
	void (*stopped)(void *data);
	void *stopped_data;
};

/* An event on its way through the daemon, and where its answer goes. */
struct event_ticket {
	struct teams_frame *frame; // NULL: a profile
	struct event *event; // a profile's; NULL if it lives in the frame
	struct teams_receipt *receipt; // NULL: a profile's
	struct teams *teams; // of one that waits for the name of its channel
};

static struct teams *teams_of(struct platform *platform)
{
	return container_of(platform, struct teams, platform);
}

static void status_changed(void *data)
{
	struct teams *teams = data;

	if (teams->platform.listener.status)
		teams->platform.listener.status(teams->platform.listener.data, &teams->platform);
}

/* --- facts going up --- */

static void teams_abandon(struct platform *platform, struct event_ticket *ticket);

static void pass_on(struct teams *teams, struct event *event, struct event_ticket *ticket)
{
	teams->platform.listener.event(
		teams->platform.listener.data, &teams->platform, event, ticket);
}

/* Teams says in another place what a channel is called. What comes first from a team waits for it,
 * as what is done with it may be kept for long. */
static bool wants_name(const struct teams_frame *frame)
{
	const struct event_place *place = &frame->event->place;

	return frame->team && place->channel && !place->channel_name && !place->direct;
}

static void pass_on_named(struct teams *teams, struct event_ticket *ticket)
{
	struct event *event = ticket->frame->event;
	struct event_place *place = &event->place;
	const char *name = NULL;

	if (place->channel && !place->direct && !place->channel_name)
		name = teams_channel_name(teams->connector, place->channel);
	if (name)
		place->channel_name = arena_strdup(event->arena, name);
	pass_on(teams, event, ticket);
}

static void channels_came(void *data)
{
	struct event_ticket *ticket = data;

	if (ticket->teams->ended)
		teams_abandon(&ticket->teams->platform, ticket);
	else
		pass_on_named(ticket->teams, ticket);
}

static const char *channel_name(void *data, const char *channel)
{
	struct teams *teams = data;

	return teams_channel_name(teams->connector, channel);
}

static struct event *profile_of(
	const char *person, enum teams_membership membership, const struct cJSON *member)
{
	switch (membership) {
	case TEAMS_MEMBER_THERE:
		return teams_decode_profile(member, person, clock_now());
	case TEAMS_MEMBER_LEFT:
		return teams_profile_of_who_left(person, clock_now());
	case TEAMS_MEMBER_UNKNOWN:
		break;
	}
	return NULL;
}

static void member_came(void *data, const char *person, enum teams_membership membership,
	const struct cJSON *member)
{
	struct teams *teams = data;
	struct event *event = profile_of(person, membership, member);

	if (!event)
		return;
	if (membership == TEAMS_MEMBER_LEFT) {
		recent_put(teams->gone, person, "");
	} else if (recent_get(teams->gone, person)) {
		recent_forget(teams->gone, person);
		teams_member_back(teams->connector, person);
	}
	struct event_ticket *ticket = xcalloc(1, sizeof(*ticket));
	ticket->event = event;
	pass_on(teams, event, ticket);
}

/* --- who has left ---
 *
 * Teams tells of nobody whose account is closed. Everybody is asked for once a day as it is
 * (housekeeping.c); at once where it may show: somebody went from a team, or is not reached. Who
 * had left is asked for when they come to a team again, or anything comes from them. */

static void look_for(struct teams *teams, const char *person)
{
	if (!teams->ended)
		teams_ask_member(teams->connector, person, member_came, teams);
}

static void out_of_reach(void *data, const char *person)
{
	struct teams *teams = data;
	const char *last = recent_get(teams->doubted, person);
	int64_t now = clock_monotonic();
	char moment[32];

	if (last && now - strtoll(last, NULL, 10) < DOUBT_AGAIN)
		return;
	snprintf(moment, sizeof(moment), "%lld", (long long)now);
	recent_put(teams->doubted, person, moment);
	look_for(teams, person);
}

static void look_who_moved(struct teams *teams, const struct teams_frame *frame)
{
	const char *actor = frame->event->actor.id;

	for (size_t i = 0; i < frame->move_count; i++) {
		const struct teams_move *move = &frame->moves[i];
		if (move->left || recent_get(teams->gone, move->person))
			look_for(teams, move->person);
	}
	if (actor && recent_get(teams->gone, actor))
		look_for(teams, actor);
}

/* --- what comes in --- */

/* What we are called is said with everything that comes. */
static void called(struct teams *teams, const char *name)
{
	if (!name)
		return;
	free(teams->address);
	teams->address = xasprintf("@%s", name);
}

static void event_came(void *data, struct teams_frame *frame, struct teams_receipt *receipt)
{
	struct teams *teams = data;
	struct event_ticket *ticket = xcalloc(1, sizeof(*ticket));

	called(teams, frame->our_name);
	if (frame->named_channel)
		teams_channel_named(teams->connector, frame->named_channel, frame->channel_name);
	if (frame->linked_channel && frame->linked_name)
		teams_channel_said(teams->connector, frame->linked_channel, frame->linked_name);

	teams_connector_heard(teams->connector, &frame->conversation);
	look_who_moved(teams, frame);
	*ticket = (struct event_ticket){ .frame = frame, .receipt = receipt, .teams = teams };
	if (!wants_name(frame))
		pass_on_named(teams, ticket);
	else if (!teams_ask_channels(teams->connector, frame->event->place.channel, frame->team,
			 channels_came, ticket))
		pass_on_named(teams, ticket);
}

static void service_seen(void *data, const char *tenant, const char *url)
{
	struct teams *teams = data;

	teams_connector_service(teams->connector, tenant, url);
}

static void learned(void *data, const char *name, const char *value)
{
	struct teams *teams = data;

	if (teams->platform.listener.learned)
		teams->platform.listener.learned(
			teams->platform.listener.data, &teams->platform, name, value);
}

static void credentials_seen(void *data, const char *problem)
{
	struct teams *teams = data;

	if (text_equal(teams->problem, problem))
		return;
	if (problem)
		log_warning("teams", "%s", problem);
	free(teams->problem);
	teams->problem = xstrdup(problem);
	status_changed(teams);
}

/* --- answers --- */

/* The encoder for what is read in one place. */
static struct teams_encoder encoder_in(const struct teams *teams, bool among_others)
{
	struct teams_encoder encoder = teams->encoder;

	encoder.address = among_others ? teams->address : NULL;
	return encoder;
}

static void release(struct event_ticket *ticket)
{
	teams_frame_destroy(ticket->frame);
	if (ticket->event)
		arena_destroy(ticket->event->arena);
	free(ticket);
}

static void say_beside(struct teams *teams, const struct teams_encoder *encoder,
	const struct teams_frame *frame, const struct answer *answer)
{
	struct teams_beside beside = teams_answer_beside(encoder, frame, answer);
	const char *answered = frame->takes == TEAMS_TAKES_NOTHING ? frame->activity : frame->card;

	if (beside.activity)
		teams_say(teams->connector, &frame->conversation, beside.activity, beside.targeted,
			beside.replaces, answered);
}

static void teams_acknowledge(
	struct platform *platform, struct event_ticket *ticket, const struct answer *answer)
{
	struct teams *teams = teams_of(platform);

	if (ticket->receipt) {
		const struct teams_frame *frame = ticket->frame;
		const struct teams_encoder encoder =
			encoder_in(teams, frame->conversation.type != TEAMS_PERSONAL);
		_cleanup_free_ char *body = teams_answer_body(&encoder, frame, answer);
		teams_receipt_answer(ticket->receipt, HTTP_OK, body);
		say_beside(teams, &encoder, frame, answer);
	}
	release(ticket);
}

static void teams_abandon(struct platform *platform, struct event_ticket *ticket)
{
	(void)platform;
	if (ticket->receipt)
		teams_receipt_answer(ticket->receipt, HTTP_UNAVAILABLE, NULL);
	release(ticket);
}

/* --- orders going down --- */

/* Conversations with us alone are "a:…", those of several people "19:…". */
static bool is_among_others(const struct delivery *delivery)
{
	return delivery->channel && text_starts_with(delivery->channel, "19:");
}

static void teams_deliver_message(
	struct platform *platform, const struct delivery *delivery, delivery_done *done, void *data)
{
	struct teams *teams = teams_of(platform);
	const struct teams_encoder encoder = encoder_in(teams, is_among_others(delivery));
	_cleanup_json_ struct cJSON *activity = teams_encode_message(&encoder, delivery->content);
	_cleanup_json_ struct cJSON *plain = teams_encode_plain(&encoder, delivery->content);

	teams_deliver(teams->connector, delivery, activity, plain, done, data);
}

/* Never asked for: capabilities.lookup says that there is nothing to look in. A row that an earlier
 * life left in flight ends here all the same, for a person to decide. */
static void teams_reconcile(
	struct platform *platform, const struct delivery *delivery, delivery_done *done, void *data)
{
	static const struct delivery_result result = {
		.outcome = UNKNOWN,
		.reason = "cannot_be_looked_up",
	};

	(void)delivery;
	soon_tell(teams_of(platform)->soon, &result, done, data);
}

static void teams_request_profile(struct platform *platform, const char *person)
{
	struct teams *teams = teams_of(platform);

	teams_ask_member(teams->connector, person, member_came, teams);
}

/* --- the platform --- */

static int teams_start(struct platform *platform)
{
	struct teams *teams = teams_of(platform);
	int error = teams_inbound_start(teams->inbound);

	if (error)
		return error;
	teams->started = true;
	teams_connector_start(teams->connector);
	return 0;
}

static void inbound_stopped(void *data)
{
	struct teams *teams = data;

	teams->inbound_stopped = true;
}

static void look_whether_stopped(uv_timer_t *timer)
{
	struct teams *teams = timer->data;
	bool over = clock_monotonic() >= teams->stop_by;

	if (!over && (teams_connector_busy(teams->connector) || !teams->inbound_stopped))
		return;
	uv_timer_stop(timer);
	teams->ended = true;
	teams_connector_abort(teams->connector);
	teams->stopped(teams->stopped_data);
}

static void teams_stop(struct platform *platform, void (*done)(void *data), void *data)
{
	struct teams *teams = teams_of(platform);

	teams->stop_by = clock_monotonic() + STOP_WITHIN;
	teams->stopped = done;
	teams->stopped_data = data;
	teams_inbound_stop(teams->inbound, inbound_stopped, teams);
	uv_timer_start(&teams->timer, look_whether_stopped, 0, STOP_LOOK_AGAIN);
}

static struct platform_status teams_status(const struct platform *platform)
{
	const struct teams *teams = container_of(platform, const struct teams, platform);
	struct platform_status status = teams_inbound_status(teams->inbound);

	if (teams->problem) {
		status.link = LINK_REFUSED;
		status.problem = teams->problem;
	}
	return status;
}

static void teams_wake(struct platform *platform)
{
	teams_inbound_wake(teams_of(platform)->inbound);
}

static void free_strings(char **strings)
{
	for (char **string = strings; string && *string; string++)
		free(*string);
	free(strings);
}

static void teams_destroy(struct platform *platform)
{
	if (!platform)
		return;
	struct teams *teams = teams_of(platform);
	teams->ended = true;
	teams_connector_abort(teams->connector);
	teams_connector_destroy(teams->connector);
	teams_inbound_destroy(teams->inbound);
	teams_forms_destroy(teams->forms);
	soon_destroy(teams->soon, NULL);
	command_names_free(teams->commands, teams->decoder.command_count);
	free_strings(teams->tenants);
	recent_destroy(teams->doubted);
	recent_destroy(teams->gone);
	free(teams->app_id);
	free(teams->address);
	free(teams->problem);
	uv_close((uv_handle_t *)&teams->timer, handle_free_owner);
}

static const struct platform_impl teams_impl = {
	.name = "teams",
	.capabilities = {
		.lookup = false, // bots are shown no history
		.message_interval = 1000, // 7 in 1 s, 60 in 30 s: one a second is always within it
	},
	.start = teams_start,
	.stop = teams_stop,
	.acknowledge = teams_acknowledge,
	.abandon = teams_abandon,
	.deliver = teams_deliver_message,
	.reconcile = teams_reconcile,
	.request_profile = teams_request_profile,
	.status = teams_status,
	.wake = teams_wake,
	.destroy = teams_destroy,
};

static void copy_names(struct teams *teams, const struct teams_settings *settings)
{
	size_t tenants = 0;

	while (settings->tenants[tenants])
		tenants++;
	teams->tenants = xcalloc(tenants + 1, sizeof(*teams->tenants));
	for (size_t i = 0; i < tenants; i++)
		teams->tenants[i] = xstrdup(settings->tenants[i]);
	teams->app_id = xstrdup(settings->app_id);
	teams->commands = command_names_copy(settings->commands, settings->command_count);
}

struct platform *teams_create(uv_loop_t *loop, struct web *web, struct http_client *http,
	const struct teams_settings *settings)
{
	static const struct teams_inbound_events inbound = {
		.event = event_came,
		.service = service_seen,
		.status = status_changed,
	};
	static const struct teams_connector_events connector = {
		.credentials = credentials_seen,
		.learned = learned,
		.out_of_reach = out_of_reach,
	};
	struct teams *teams = xcalloc(1, sizeof(*teams));

	teams->platform.impl = &teams_impl;
	copy_names(teams, settings);
	teams->address = xstrdup("@lastmile"); // until Teams says how an admin has named us
	teams->forms = teams_forms_create();
	teams->soon = soon_create(loop);
	teams->doubted = recent_create(MOST_DOUBTED);
	teams->gone = recent_create(MOST_DOUBTED);
	teams->decoder = (struct teams_decoder){
		.app_id = teams->app_id,
		.tenants = (const char *const *)teams->tenants,
		.commands = teams->commands,
		.command_count = settings->command_count,
	};
	teams->encoder = (struct teams_encoder){
		.tenant = teams->tenants[0],
		.channel_name = channel_name,
		.data = teams,
		.opens_form = settings->opens_form,
		.forms = teams->forms,
	};
	uv_timer_init(loop, &teams->timer);
	teams->timer.data = teams;
	teams->connector = teams_connector_create(loop, http, settings, &connector, teams);
	teams->inbound =
		teams_inbound_create(loop, web, http, settings, &teams->decoder, &inbound, teams);
	return &teams->platform;
}
