#ifndef LASTMILE_CONNECTOR_DOUBLE_H
#define LASTMILE_CONNECTOR_DOUBLE_H
/*
 * A Bot Connector and a login of a few lines, for what the playground does not do: it answers what
 * it is told to, breaks off where it is told to, and remembers every request. Without being told:
 * tokens "token-1", "token-2" …; conversations "a:PERSON" and "CHANNEL;messageid=m-1"; messages
 * "m-1", "m-2" ….
 */
#include <stdbool.h>
#include <uv.h>

#include "tests/support/raw_server.h"

struct cJSON;

enum { DOUBLE_REQUESTS = 256, DOUBLE_ORDERS = 16 };

struct double_request {
	char method[8];
	char path[256]; // from "/" on, as it was on the line
	char authorization[128];
	struct cJSON *body; // NULL: none, or a form
	char *form; // the body as text
};

/* For the next `times` requests that begin with `what` ("POST /svc/v3/conversations/"). */
struct double_order {
	const char *what;
	int times;
	int status; // 0: no answer at all
	const char *headers; // "Retry-After: 2\r\n"; NULL: none
	const char *body;
	bool breaks_off; // status 0: the line is cut, otherwise it stays silent
};

struct connector_double {
	struct raw_server server;
	char url[64]; // "http://127.0.0.1:PORT"
	struct double_request requests[DOUBLE_REQUESTS];
	int count;
	struct double_order orders[DOUBLE_ORDERS];
	int order_count;
	int tokens, messages; // given out
	int life; // of a token, in seconds
};

void connector_double_start(struct connector_double *teams, uv_loop_t *loop);
void connector_double_stop(struct connector_double *teams);
void connector_double_tell(struct connector_double *teams, struct double_order order);

/* How many requests began with `what`, and the last of them (an empty one without). */
int connector_double_saw(const struct connector_double *teams, const char *what);
const struct double_request *connector_double_last(
	const struct connector_double *teams, const char *what);

#endif
