#include "bot/platform/teams/inbound.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

#include "bot/platform/teams/decode.h"
#include "bot/platform/teams/endpoint.h"
#include "bot/platform/teams/receipt.h"
#include "bot/platform/teams/relay.h"
#include "bot/platform/teams/signing_key.h"
#include "bot/platform/teams/signing_keys.h"
#include "bot/platform/teams/teams.h"
#include "bot/platform/teams/token.h"
#include "bot/util/clock.h"
#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "bot/util/metrics.h"
#include "bot/util/said_once.h"
#include "bot/util/text.h"

enum {
	WAITING_MOST = 256, // posts that are not answered yet
	LATE = 15 * MS_PER_SECOND, // after that nobody listens any more
	LOOK_EVERY = MS_PER_SECOND,
	STOP_PATIENCE = 3 * MS_PER_SECOND, // for answers that are still owed
	STOP_LOOK_EVERY = 50, // ms
	REFUSED_SAID_EVERY = MS_PER_MINUTE,
};

struct teams_inbound {
	uv_loop_t *loop;
	struct web *web;
	const struct teams_decoder *decoder;
	struct teams_inbound_events events;
	void *data;
	struct teams_settings settings; // only the texts that are copied in copy_settings()
	struct signing_keys *keys;
	struct teams_endpoint *endpoint; // NULL: there is none
	struct teams_relay *relay; // NULL: there is none
	struct list parked; // teams_receipt::link: they wait for a key
	struct list held; // teams_receipt::link: with the listener
	unsigned waiting; // both
	uv_timer_t look;
	bool started, stopping, closing, destroyed; // closing: the endpoint is about to go
	int64_t stop_until; // monotonic
	void (*stopped)(void *data);
	void *stopped_data;
	char *problem; // of starting
	char *told; // the last state told, in a word and a sentence
	int64_t last_event; // monotonic
	int64_t said_at[TOKEN_VERDICTS]; // monotonic
	struct said_once kinds; // of what was of no use
};

/* --- what the world may know --- */

static enum link_state link_word(const struct teams_inbound *inbound)
{
	if (inbound->problem)
		return LINK_REFUSED;
	if (!inbound->started || inbound->stopping)
		return LINK_DOWN;
	if (inbound->relay && teams_relay_link(inbound->relay) != LINK_READY)
		return teams_relay_link(inbound->relay);
	return signing_keys_are_known(inbound->keys) ? LINK_READY : LINK_CONNECTING;
}

static const char *problem_of(const struct teams_inbound *inbound)
{
	const char *problem = inbound->problem;

	if (!problem && inbound->relay)
		problem = teams_relay_problem(inbound->relay);
	if (!problem)
		problem = signing_keys_problem(inbound->keys);
	if (!problem && inbound->endpoint)
		problem = teams_endpoint_problem(inbound->endpoint, clock_now());
	return problem;
}

struct platform_status teams_inbound_status(const struct teams_inbound *inbound)
{
	return (struct platform_status){
		.link = link_word(inbound),
		.problem = problem_of(inbound),
		.last_event = inbound->last_event,
		.connections = -1,
	};
}

/* Only what is news. */
static void tell_status(struct teams_inbound *inbound)
{
	const char *problem = problem_of(inbound);
	char *told = xasprintf("%d %s", (int)link_word(inbound), problem ? problem : "");
	bool is_news = !text_equal(told, inbound->told);

	free(inbound->told);
	inbound->told = told;
	if (is_news && link_word(inbound) == LINK_READY)
		log_info("teams", "ready%s%s", problem ? ": " : "", problem ? problem : "");
	if (is_news)
		inbound->events.status(inbound->data);
}

void teams_inbound_way_changed(struct teams_inbound *inbound)
{
	if (!inbound->stopping)
		tell_status(inbound);
}

/* --- answers --- */

void teams_inbound_count(int status)
{
	char word[12];

	snprintf(word, sizeof(word), "%d", status);
	metrics_add(METRIC_TEAMS_ANSWERS, word, 1);
}

static void send_answer(struct teams_receipt *receipt, int status, const char *json)
{
	if (receipt->answered)
		return;
	receipt->answered = true;
	teams_inbound_count(status);
	receipt->way->answer(receipt, status, json);
}

static void release(struct teams_receipt *receipt)
{
	if (receipt->inbound)
		metrics_set(METRIC_TEAMS_WAITING, NULL, --receipt->inbound->waiting);
	list_remove(&receipt->link);
	token_destroy(receipt->token);
	receipt->way->release(receipt);
}

void teams_receipt_answer(struct teams_receipt *receipt, int status, const char *json)
{
	send_answer(receipt, status, json);
	release(receipt);
}

static void refuse(struct teams_receipt *receipt, enum token_verdict verdict)
{
	struct teams_inbound *inbound = receipt->inbound;
	int64_t now = clock_monotonic();
	int64_t *said_at = &inbound->said_at[verdict];

	metrics_add(METRIC_TEAMS_REFUSED, token_verdict_word(verdict), 1);
	if (!*said_at || now - *said_at >= REFUSED_SAID_EVERY) {
		*said_at = now;
		log_warning("teams", "refused, token=%s: %s", token_verdict_word(verdict),
			token_verdict_sentence(verdict));
	}
	teams_receipt_answer(receipt, 401, NULL);
}

/* --- a post, step by step --- */

int teams_inbound_look_at(const char *method, const char *content_type)
{
	static const char json[] = "application/json";
	char after;

	if (!text_equal(method, "POST"))
		return 405;
	if (!content_type || strncasecmp(content_type, json, strlen(json)) != 0)
		return 415;
	after = content_type[strlen(json)];
	return !after || strchr("; \t", after) ? 0 : 415;
}

static void log_kind(struct teams_inbound *inbound, const struct teams_frame *frame)
{
	_cleanup_free_ char *kind = xasprintf("%s: %s", frame->what, frame->reason);

	if (said_once(&inbound->kinds, kind))
		log_info("teams", "not for us, answered %d, said once: %s", frame->status, kind);
}

static void learn_service(struct teams_inbound *inbound, const struct teams_frame *frame)
{
	if (frame->conversation.tenant && frame->service_url)
		inbound->events.service(
			inbound->data, frame->conversation.tenant, frame->service_url);
}

/* The token has been found good, and to speak of this activity. */
static void take_frame(struct teams_receipt *receipt, struct teams_frame *frame)
{
	struct teams_inbound *inbound = receipt->inbound;

	inbound->last_event = clock_monotonic();
	if (frame->reason)
		log_kind(inbound, frame);
	if (frame->kind == TEAMS_FRAME_EVENT) {
		list_append(&inbound->held, &receipt->link);
		learn_service(inbound, frame);
		inbound->events.event(inbound->data, frame, receipt);
		return;
	}
	teams_receipt_answer(receipt, frame->status, NULL);
	teams_frame_destroy(frame);
}

/* What is of no use needs no more proof: nothing follows from it. */
static void decode(struct teams_receipt *receipt, const struct signing_key *key)
{
	struct teams_inbound *inbound = receipt->inbound;
	struct teams_frame *frame =
		teams_decode(inbound->decoder, receipt->body, receipt->length, clock_now());
	enum token_verdict verdict = TOKEN_GOOD;

	if (frame->kind != TEAMS_FRAME_REFUSED)
		verdict = token_fits(receipt->token, key, frame->service_url, frame->channel_id);
	token_destroy(steal_pointer(receipt->token));
	if (verdict == TOKEN_GOOD) {
		take_frame(receipt, frame);
		return;
	}
	teams_frame_destroy(frame);
	refuse(receipt, verdict);
}

static void check(struct teams_receipt *receipt, const struct signing_key *key)
{
	const struct teams_inbound *inbound = receipt->inbound;
	const struct token_rules rules = {
		.issuer = inbound->settings.issuer,
		.app_id = inbound->settings.app_id,
	};
	enum token_verdict verdict = token_check(receipt->token, key, &rules, clock_now());

	if (verdict == TOKEN_GOOD)
		decode(receipt, key);
	else
		refuse(receipt, verdict);
}

static void look_for_key(struct teams_receipt *receipt, bool waited)
{
	struct teams_inbound *inbound = receipt->inbound;
	const struct signing_key *key = NULL;

	switch (signing_keys_find(
		inbound->keys, token_key_id(receipt->token), waited, clock_monotonic(), &key)) {
	case SIGNING_KEYS_E_WAIT:
		list_append(&inbound->parked, &receipt->link);
		break;
	case SIGNING_KEYS_E_UNKNOWN:
		refuse(receipt, TOKEN_UNKNOWN_KEY);
		break;
	case SIGNING_KEYS_E_NONE:
		teams_receipt_answer(receipt, 503, NULL);
		break;
	default:
		check(receipt, key);
		break;
	}
}

void teams_inbound_take(
	struct teams_inbound *inbound, struct teams_receipt *receipt, const char *authorization)
{
	enum token_verdict verdict;

	receipt->inbound = inbound;
	receipt->came_at = clock_monotonic();
	list_init(&receipt->link);
	metrics_set(METRIC_TEAMS_WAITING, NULL, ++inbound->waiting);
	if (inbound->stopping || inbound->waiting > WAITING_MOST) {
		teams_receipt_answer(receipt, 503, NULL);
		return;
	}
	verdict = token_read(authorization, &receipt->token);
	if (verdict == TOKEN_GOOD)
		look_for_key(receipt, false);
	else
		refuse(receipt, verdict);
}

static void keys_changed(void *data)
{
	struct teams_inbound *inbound = data;
	struct list again;

	tell_status(inbound);
	list_init(&again);
	while (!list_empty(&inbound->parked)) {
		struct list *link = inbound->parked.next;
		list_remove(link);
		list_append(&again, link);
	}
	while (!list_empty(&again)) {
		struct teams_receipt *receipt = list_first(&again, struct teams_receipt, link);
		list_remove(&receipt->link);
		look_for_key(receipt, true);
	}
}

/* --- what takes too long --- */

/* Who holds the receipt goes on holding it; only nobody waits for it any more. */
static void give_up(struct list *receipts, int64_t now)
{
	struct teams_receipt *receipt;

	list_for_each (receipt, receipts, link) {
		if (receipt->answered || now - receipt->came_at < LATE)
			continue;
		log_warning("teams", "no answer in time, so that it comes again");
		send_answer(receipt, 503, NULL);
	}
}

static void timer_closed(uv_handle_t *handle)
{
	free(container_of((uv_timer_t *)handle, struct teams_inbound, look));
}

static void endpoint_gone(void *data)
{
	struct teams_inbound *inbound = data;
	void (*stopped)(void *) = steal_pointer(inbound->stopped);

	inbound->closing = false;
	if (inbound->destroyed)
		uv_close((uv_handle_t *)&inbound->look, timer_closed);
	else if (stopped)
		stopped(inbound->stopped_data);
}

static void close_endpoint(struct teams_inbound *inbound)
{
	if (inbound->closing)
		return;
	inbound->closing = true;
	uv_timer_stop(&inbound->look);
	teams_endpoint_destroy(steal_pointer(inbound->endpoint), endpoint_gone, inbound);
}

static void look_around(uv_timer_t *timer)
{
	struct teams_inbound *inbound = container_of(timer, struct teams_inbound, look);
	int64_t now = clock_monotonic();

	give_up(&inbound->held, now);
	if (!inbound->stopping) {
		tell_status(inbound);
		return;
	}
	if (inbound->waiting && now < inbound->stop_until)
		return;
	if (inbound->relay)
		teams_relay_stop(inbound->relay);
	if (!inbound->relay || teams_relay_is_stopped(inbound->relay) ||
		now >= inbound->stop_until + STOP_PATIENCE)
		close_endpoint(inbound);
}

/* --- the door --- */

static void copy_settings(struct teams_inbound *inbound, const struct teams_settings *settings)
{
	inbound->settings = (struct teams_settings){
		.app_id = xstrdup(settings->app_id),
		.issuer = xstrdup(settings->issuer),
		.listen = xstrdup(settings->listen),
		.path = xstrdup(settings->path),
		.certificate = xstrdup(settings->certificate),
		.private_key = xstrdup(settings->private_key),
		.relay = xstrdup(settings->relay),
		.relay_rule = xstrdup(settings->relay_rule),
		.relay_key = xstrdup(settings->relay_key),
		.timing = settings->timing,
	};
}

static void free_settings(struct teams_inbound *inbound)
{
	const struct teams_settings *settings = &inbound->settings;

	free((char *)settings->app_id);
	free((char *)settings->issuer);
	free((char *)settings->listen);
	free((char *)settings->path);
	free((char *)settings->certificate);
	free((char *)settings->private_key);
	free((char *)settings->relay);
	free((char *)settings->relay_rule);
	explicit_bzero((char *)settings->relay_key, strlen(settings->relay_key));
	free((char *)settings->relay_key);
}

struct teams_inbound *teams_inbound_create(uv_loop_t *loop, struct web *web,
	struct http_client *http, const struct teams_settings *settings,
	const struct teams_decoder *decoder, const struct teams_inbound_events *events, void *data)
{
	struct teams_inbound *inbound = xcalloc(1, sizeof(*inbound));

	inbound->loop = loop;
	inbound->web = web;
	inbound->decoder = decoder;
	inbound->events = *events;
	inbound->data = data;
	copy_settings(inbound, settings);
	inbound->keys = signing_keys_create(loop, http, settings->metadata_url,
		&(struct signing_keys_timing){ 0 }, keys_changed, inbound);
	list_init(&inbound->parked);
	list_init(&inbound->held);
	said_once_init(&inbound->kinds);
	uv_timer_init(loop, &inbound->look);
	return inbound;
}

int teams_inbound_start(struct teams_inbound *inbound)
{
	const struct teams_settings *settings = &inbound->settings;
	int r = 0;

	if (settings->listen[0])
		r = teams_endpoint_create(
			inbound->loop, settings, inbound, &inbound->endpoint, &inbound->problem);
	if (r == 0 && settings->relay[0])
		r = teams_relay_create(inbound->loop, inbound->web, settings, inbound,
			&inbound->relay, &inbound->problem);
	if (r < 0)
		return r;
	inbound->started = true;
	signing_keys_start(inbound->keys);
	if (inbound->relay)
		teams_relay_start(inbound->relay);
	uv_timer_start(&inbound->look, look_around, LOOK_EVERY, LOOK_EVERY);
	tell_status(inbound);
	return 0;
}

void teams_inbound_wake(struct teams_inbound *inbound)
{
	if (!signing_keys_are_known(inbound->keys))
		signing_keys_start(inbound->keys);
	if (inbound->relay && inbound->started && !inbound->stopping)
		teams_relay_wake(inbound->relay);
}

/* No new ones; those under way may still be answered, for a short while. */
void teams_inbound_stop(struct teams_inbound *inbound, void (*done)(void *data), void *data)
{
	inbound->stopping = true;
	inbound->stopped = done;
	inbound->stopped_data = data;
	inbound->stop_until = clock_monotonic() + STOP_PATIENCE;
	uv_timer_start(&inbound->look, look_around, 0, STOP_LOOK_EVERY);
}

static void lose_receipts(struct teams_inbound *inbound)
{
	while (!list_empty(&inbound->parked))
		teams_receipt_answer(
			list_first(&inbound->parked, struct teams_receipt, link), 503, NULL);
	while (!list_empty(&inbound->held)) {
		struct teams_receipt *receipt =
			list_first(&inbound->held, struct teams_receipt, link);
		list_remove(&receipt->link);
		receipt->inbound = NULL;
	}
}

void teams_inbound_destroy(struct teams_inbound *inbound)
{
	if (!inbound)
		return;
	inbound->stopping = inbound->destroyed = true;
	inbound->stopped = NULL;
	lose_receipts(inbound);
	teams_relay_destroy(inbound->relay);
	signing_keys_destroy(inbound->keys);
	said_once_finish(&inbound->kinds);
	free_settings(inbound);
	free(inbound->problem);
	free(inbound->told);
	close_endpoint(inbound);
}
