#ifndef LASTMILE_PLAYGROUND_SOCKET_MODE_H
#define LASTMILE_PLAYGROUND_SOCKET_MODE_H
/*
 * Slack's Socket Mode, the server's side: tickets, connections, envelopes and their
 * acknowledgements.
 *
 * An envelope goes to one of the open connections, in turn, and is to be acknowledged within
 * ACKNOWLEDGE_WITHIN on any of them, or within the patience that was ordered. events_api is sent
 * again when it is not (at once, after a minute, after five); everything else is lost. Faults:
 * drop, duplicate, redeliver.
 */
#include <stdbool.h>
#include <stdint.h>

struct cJSON;
struct http_request;
struct playground;
struct socket_mode;

enum {
	ACKNOWLEDGE_WITHIN = 3000, // ms
	TICKET_LIFE = 30000, // ms
	CONNECTIONS_MAX = 10,
	CLIENT_FRAME_MAX = 20480, // bytes
};

enum envelope_outcome { ENVELOPE_ACKNOWLEDGED, ENVELOPE_TIMED_OUT, ENVELOPE_NO_CONNECTION };

/* `payload` is the acknowledgement's, or NULL; borrowed. Called exactly once. */
typedef void envelope_done(struct playground *playground, enum envelope_outcome outcome,
	const char *envelope_id, const struct cJSON *payload, void *data);

struct socket_mode *socket_mode_create(struct playground *playground);
void socket_mode_stop(struct socket_mode *socket_mode); // whoever still waits is told: timed out
void socket_mode_destroy(struct socket_mode *socket_mode);
void socket_mode_forget(struct socket_mode *socket_mode); // envelopes; connections stay

/* A new websocket URL (free it), or NULL while connections are refused. */
char *socket_mode_ticket(struct socket_mode *socket_mode, const char *host);
void socket_mode_connect(struct socket_mode *socket_mode, struct http_request *request);
int socket_mode_connections(const struct socket_mode *socket_mode); // those past hello

/*
 * Sends an envelope of `type` around `payload`, which it takes over. `done` may be NULL.
 */
void socket_mode_send(struct socket_mode *socket_mode, const char *type, struct cJSON *payload,
	bool accepts_response, envelope_done *done, void *data);

/* The same for an envelope given whole (taken over), and for bytes as they are. */
void socket_mode_send_envelope(
	struct socket_mode *socket_mode, struct cJSON *envelope, envelope_done *done, void *data);
bool socket_mode_send_raw(struct socket_mode *socket_mode, const char *text);

/* How long an answer is waited for, ms. */
int64_t socket_mode_patience(const struct socket_mode *socket_mode);

/* POST /playground/socket: NULL, or a sentence saying what is wrong. */
const char *socket_mode_act(struct socket_mode *socket_mode, const struct cJSON *action);

/* [{n, envelope_id, …}] after number `since`; a new array. */
struct cJSON *socket_mode_show(const struct socket_mode *socket_mode, int64_t since);

#endif
