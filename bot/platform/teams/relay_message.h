#ifndef LASTMILE_TEAMS_RELAY_MESSAGE_H
#define LASTMILE_TEAMS_RELAY_MESSAGE_H
/*
 * What goes over a channel of Azure Relay as text: requests and answers without their bodies, which
 * follow as binary frames. Pure; any bytes are read.
 *
 * Source: learn.microsoft.com, "Azure Relay Hybrid Connections protocol".
 */
#include <stdbool.h>
#include <stddef.h>

struct cJSON;

enum relay_message_kind {
	RELAY_IGNORED, // unknown, or nonsense
	RELAY_REQUEST,
	RELAY_ELSEWHERE, // a request that is to be fetched from `address`
	RELAY_ACCEPT, // somebody wants a websocket: to be refused at `address`
};

/* The strings live in `json`; each is NULL if it was not said. */
struct relay_message {
	enum relay_message_kind kind;
	const char *address;
	const char *id;
	const char *method;
	const char *target; // "/HYBRID-CONNECTION/api/messages?x=1"
	const char *authorization, *content_type;
	bool has_body; // the next binary frame
	struct cJSON *json;
};

struct relay_message relay_message_read(const char *text, size_t length);
void relay_message_finish(struct relay_message *message);

/* Whether the target is this path: after the name of the hybrid connection, or without it. */
bool relay_message_is_for(
	const struct relay_message *message, const char *hybrid_connection, const char *path);

/* Free them. */
char *relay_message_response(const char *id, int status, bool has_body);
char *relay_message_renewal(const char *token);

#endif
