#ifndef LASTMILE_PLAYGROUND_CONNECTIONS_H
#define LASTMILE_PLAYGROUND_CONNECTIONS_H
/*
 * The Socket Mode websockets: tickets that open them, hello, pings, and all the ways they end.
 * What travels on them is socket_mode.h's business.
 */
#include <stdbool.h>

struct cJSON;
struct connections;
struct http_request;
struct playground;

struct connections *connections_create(struct playground *playground,
	void (*receive)(struct playground *playground, const struct cJSON *message));
void connections_destroy(struct connections *connections);

char *connections_ticket(struct connections *connections, const char *host); // or NULL: refused
void connections_open(struct connections *connections, struct http_request *request);
int connections_count(const struct connections *connections);

/* To the next connection in turn. Its number, or 0: there is none. */
int connections_send(struct connections *connections, const char *text);

/* NULL, or a sentence saying what is wrong. */
const char *connections_act(struct connections *connections, const struct cJSON *action);

#endif
