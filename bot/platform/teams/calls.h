#ifndef LASTMILE_TEAMS_CALLS_H
#define LASTMILE_TEAMS_CALLS_H
/*
 * Requests to the Bot Connector, each one a call of `done`: they wait for a token and for their
 * turn, leave, and come back as a class of call.h. connector.h says what is promised.
 *
 * What a person waits for goes before the rest. At most 30 requests leave in a second for each
 * tenant, and a bounded number is under way at once.
 */
#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "bot/platform/call.h"

struct cJSON;
struct http_client;
struct teams_calls;
struct teams_conversations;
struct teams_credentials;
struct teams_timing;

struct teams_request {
	const char *what; // for the log: "post"; static
	const char *method; // static
	int tenant; // conversations.h
	char *path; // "v3/…"; taken
	char *body; // JSON; NULL: none; taken
	const char *conversation; // whose limit it obeys, and which may be closed; or a person
	bool opens; // asks for `conversation`: what forbids it closes it
	bool fresh; // must not leave twice
	bool urgent;
	int tries; // while nothing had an effect; 0: one
};

struct teams_calls *teams_calls_create(uv_loop_t *loop, struct http_client *http,
	struct teams_credentials *credentials, struct teams_conversations *conversations,
	const struct teams_timing *timing);

void teams_call(struct teams_calls *calls, const struct teams_request *request, call_replied *done,
	void *data);

void teams_calls_wake(struct teams_calls *calls); /* credentials have changed */
bool teams_calls_busy(const struct teams_calls *calls);
/* Ends what is in flight as UNCERTAIN and all else as LATER; from now on nothing leaves. */
void teams_calls_abort(struct teams_calls *calls);
void teams_calls_destroy(struct teams_calls *calls); /* NULL is fine */

#endif
