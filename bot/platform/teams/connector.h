#ifndef LASTMILE_TEAMS_CONNECTOR_H
#define LASTMILE_TEAMS_CONNECTOR_H
/*
 * Calls to the Bot Connector: what we say in Teams. Each is an HTTPS request to the conversation's
 * service URL with a bearer token (credentials.h), which goes nowhere but to hosts that a verified
 * token of Teams' has named.
 *
 * Promises:
 * - Each call ends in one call of `done`, never from inside the call that began it.
 * - A POST leaves at most once, on a connection of its own: Teams has no key to post idempotently
 *   with, and shows bots no history to look in. A PUT may be repeated.
 * - After 401 the token is fetched anew once. 429 and its Retry-After hold one conversation; 412,
 *   502, 503, 504 are tried again later. At most 30 requests a second leave for one tenant.
 * - Where Teams says that we must not write, nothing is sent until something comes from there.
 * - Neither token nor secret is in a log or an error.
 */
#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "bot/platform/platform.h"

struct cJSON;
struct http_client;
struct teams_connector;
struct teams_conversation;
struct teams_settings;

struct teams_connector_events {
	/* Credentials work (NULL), or what to do about them, in a sentence (borrowed). */
	void (*credentials)(void *data, const char *problem);
	void (*learned)(void *data, const char *name, const char *value); // for platform_listener
	/* What was owed to this person was refused for good. May come for each message; may be
	 * NULL. */
	void (*out_of_reach)(void *data, const char *person);
};

struct teams_connector *teams_connector_create(uv_loop_t *loop, struct http_client *http,
	const struct teams_settings *settings, const struct teams_connector_events *events,
	void *data);

/* The newest address of a tenant's connector; kept and handed to `learned` when it is new. */
void teams_connector_service(
	struct teams_connector *connector, const char *tenant, const char *url);

/* Something came from there: what was closed to us (403) may be written to again, and the person of
 * a conversation with us alone is reached there. To be called for whatever comes in, also when
 * there is nothing to do about it (the app was added). */
void teams_connector_heard(
	struct teams_connector *connector, const struct teams_conversation *conversation);

/* Whether credentials work: asks for a token if there is none. */
void teams_connector_start(struct teams_connector *connector);

/* As platform_impl says; deliver.c says what that means here. `plain` is sent in place of an
 * `activity` that is refused for its content. */
void teams_deliver(struct teams_connector *connector, const struct delivery *delivery,
	const struct cJSON *activity, const struct cJSON *plain, delivery_done *done, void *data);

/*
 * Says something in the conversation an activity came from, for what may be lost (an answer beside
 * a command). It is tried a few times where nothing had an effect; a targeted message that is
 * refused is said to the person directly. `replaces`: the message it takes the place of, or NULL.
 * `reply_to`: the activity it answers, or NULL. Takes `activity`.
 */
void teams_say(struct teams_connector *connector, const struct teams_conversation *conversation,
	struct cJSON *activity, bool targeted, const char *replaces, const char *reply_to);

/*
 * GET …/members/{person} in their own conversation with us. Who is asked for again meanwhile is
 * answered once.
 *
 * Somebody has left only if Teams says so with its word for it (CALL_NO_MEMBER) in a conversation
 * that was asked for now, or instead of making one: a conversation remembered from earlier may be
 * an old one. Anything else, a 403, another 404, an error, no answer, says nothing about them: to
 * take somebody for gone wrongly is worse than to notice it late.
 */
enum teams_membership {
	TEAMS_MEMBER_THERE, // `member` says who they are
	TEAMS_MEMBER_LEFT,
	TEAMS_MEMBER_UNKNOWN,
};
typedef void teams_member_came(void *data, const char *person, enum teams_membership membership,
	const struct cJSON *member);
void teams_ask_member(
	struct teams_connector *connector, const char *person, teams_member_came *done, void *data);

/* What a channel is called; NULL if Teams has not said. Borrowed until the next change. */
const char *teams_channel_name(struct teams_connector *connector, const char *channel);

/* Teams says it: it may be another one from now on. `channel` may be a group. */
void teams_channel_named(struct teams_connector *connector, const char *channel, const char *name);
/* What somebody's link calls a channel: believed until Teams says it. */
void teams_channel_said(struct teams_connector *connector, const char *channel, const char *name);

/* Asks what the channels of `channel`'s team are called, if that one is not known. True: `done` is
 * called soon, never from inside, when the names have come or are waited for no longer; in order
 * for one team. False: there is nothing to wait for, `done` is not called. */
typedef void teams_channels_came(void *data);
bool teams_ask_channels(struct teams_connector *connector, const char *channel, const char *team,
	teams_channels_came *done, void *data);

/* Somebody who had left is there again: what was closed to us for it is open. */
void teams_member_back(struct teams_connector *connector, const char *person);

bool teams_connector_busy(const struct teams_connector *connector);
void teams_connector_abort(struct teams_connector *connector); // ends calls in flight
void teams_connector_destroy(struct teams_connector *connector); // NULL is fine

#endif
