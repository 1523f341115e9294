#ifndef LASTMILE_PLAYGROUND_INTERACTIONS_PRIVATE_H
#define LASTMILE_PLAYGROUND_INTERACTIONS_PRIVATE_H
/*
 * What the interaction_*.c files share: who acts and where, the payload's common parts, triggers
 * and response_urls. Nobody else includes this.
 */
#include <stdbool.h>

#include "playground/interactions.h"
#include "playground/socket_mode.h"

struct channel;
struct post;

/* A person doing something somewhere, while the app is asked. */
struct interaction {
	struct playground *playground;
	struct http_request *request;
	const struct person *person;
	struct channel *channel;
};

/* Reads `as` and `channel`. False: the request was answered and ended. */
bool interaction_read(struct playground *playground, struct http_request *request,
	const struct cJSON *body, struct interaction *ret_interaction);

/* {id, username, name, team_id} under "user", {id, domain} under "team", the app's id. */
void interaction_describe(const struct interaction *interaction, struct cJSON *payload);

/* Both put what they make into `payload`. */
void trigger_create(const struct interaction *interaction, struct cJSON *payload);
void response_url_create(
	const struct interaction *interaction, struct cJSON *payload, const struct post *source);

/* Shows `content`, which is checked, as a new message: to everyone, or to the person alone. */
struct post *interaction_show(
	const struct interaction *interaction, const struct cJSON *content, bool to_everyone);

/* Answers {ok, envelope_id, payload}, or the error that the person sees. Ends the request. */
void interaction_answer(const struct interaction *interaction, enum envelope_outcome outcome,
	const char *timed_out, const char *envelope_id, const struct cJSON *payload);

#endif
