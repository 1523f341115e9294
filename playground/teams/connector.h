#ifndef LASTMILE_PLAYGROUND_TEAMS_CONNECTOR_H
#define LASTMILE_PLAYGROUND_TEAMS_CONNECTOR_H
/*
 * The Bot Connector: what the app says in Teams. connector.c does what is the same for all calls:
 * address, token, limits, faults, ledger, answer; a call is a row in the table of its file and one
 * function, which runs only when everything else is right.
 */
#include <stdbool.h>

#include "playground/teams/message_check.h"

struct cJSON;
struct http_request;
struct teams;
struct teams_place;

enum { CONNECTOR_STEPS = 4 };

/* One call while it runs. */
struct connector_call {
	struct teams *teams;
	const struct connector_route *route;
	const struct http_request *request;
	char *steps[CONNECTOR_STEPS]; // what stood for each "*" of the pattern, decoded
	const struct cJSON *body; // an object; empty if none came
	bool targeted; // ?isTargetedActivity=true
	struct teams_place *place; // of the first step, where the route says so
	struct refusal refusal;
	int status; // of the answer, if nothing was refused; 0: 200
	struct cJSON *answer; // NULL: an empty body
	const char *post; // for the ledger: the message's id; NULL
};

struct connector_route {
	const char *method;
	const char *pattern; // "v3/conversations/*/activities"
	const char *fault; // what faults and the ledger call it
	bool in_place; // the first step is a conversation with the app in it
	bool writes; // counts against the conversation's limit
	void (*run)(struct connector_call *call);
};

/* Each file's table ends with a row without a method. */
extern const struct connector_route connector_message_routes[];
extern const struct connector_route connector_roster_routes[];

/* /teams/connector/<path>. Ends the request. */
void connector_handle(struct teams *teams, struct http_request *request, const char *path);

#endif
