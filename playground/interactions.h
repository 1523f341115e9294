#ifndef LASTMILE_PLAYGROUND_INTERACTIONS_H
#define LASTMILE_PLAYGROUND_INTERACTIONS_H
/*
 * What people do, as envelopes to the app: slash commands, messages, buttons; and the two ways back
 * that they open, trigger_id (one use, three seconds) and response_url (five uses, 30 minutes).
 */
#include <stdbool.h>

struct cJSON;
struct http_request;
struct interactions;
struct person;
struct playground;

struct interactions *interactions_create(struct playground *playground);
void interactions_destroy(struct interactions *interactions);
void interactions_forget(struct interactions *interactions);

/* Takes a trigger. NULL with whose it is, or an error code. */
const char *trigger_use(
	struct playground *playground, const char *trigger_id, const struct person **ret_person);

/* These end the request, at once or when the app has acknowledged. `body` is borrowed. */
void interaction_command(
	struct playground *playground, struct http_request *request, const struct cJSON *body);
void interaction_action(
	struct playground *playground, struct http_request *request, const struct cJSON *body);
void interaction_message(
	struct playground *playground, struct http_request *request, const struct cJSON *body);
void interaction_envelope(
	struct playground *playground, struct http_request *request, const struct cJSON *body);

/* POST /response/<id>. Ends the request. */
void response_url_handle(
	struct playground *playground, struct http_request *request, const char *id);

#endif
