#ifndef LASTMILE_PLAYGROUND_INTERACTIONS_H
#define LASTMILE_PLAYGROUND_INTERACTIONS_H
/*
 * What people do, as envelopes to the app: slash commands, shortcuts, messages, buttons, forms; and
 * the two ways back that they open, trigger_id (one use, three seconds) and response_url (five
 * uses, 30 minutes).
 */
#include <stdbool.h>

struct cJSON;
struct channel;
struct http_request;
struct interactions;
struct person;
struct playground;

struct interactions *interactions_create(struct playground *playground);
void interactions_destroy(struct interactions *interactions);
void interactions_forget(struct interactions *interactions);

/* What a person did that let the app open something. */
struct trigger_source {
	const struct person *person;
	const struct channel *channel; // NULL: nowhere, or in a view
	char view_id[24]; // "": not in a view
};

/* Takes a trigger. NULL with where it comes from, or an error code. */
const char *trigger_use(
	struct playground *playground, const char *trigger_id, struct trigger_source *ret_source);

/* These end the request, at once or when the app has acknowledged. `body` is borrowed. */
void interaction_command(
	struct playground *playground, struct http_request *request, const struct cJSON *body);
void interaction_action(
	struct playground *playground, struct http_request *request, const struct cJSON *body);
void interaction_input(
	struct playground *playground, struct http_request *request, const struct cJSON *body);
void interaction_submit(
	struct playground *playground, struct http_request *request, const struct cJSON *body);
void interaction_close(
	struct playground *playground, struct http_request *request, const struct cJSON *body);
void interaction_shortcut(
	struct playground *playground, struct http_request *request, const struct cJSON *body);
void interaction_reaction(
	struct playground *playground, struct http_request *request, const struct cJSON *body);
void interaction_home(
	struct playground *playground, struct http_request *request, const struct cJSON *body);
void interaction_message(
	struct playground *playground, struct http_request *request, const struct cJSON *body);
void interaction_envelope(
	struct playground *playground, struct http_request *request, const struct cJSON *body);

/* POST /response/<id>. Ends the request. */
void response_url_handle(
	struct playground *playground, struct http_request *request, const char *id);

#endif
