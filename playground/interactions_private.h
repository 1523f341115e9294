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
struct input;
struct post;
struct view;

/* A person doing something somewhere, while the app is asked. */
struct interaction {
	struct playground *playground;
	struct http_request *request;
	const struct person *person;
	struct channel *channel; // NULL: in no channel
	char view_id[24]; // "": in no view
};

/* Reads `as`. False: the request was answered and ended. */
bool interaction_read_person(struct playground *playground, struct http_request *request,
	const struct cJSON *body, struct interaction *ret_interaction);

/* Reads `as` and `view_id`: a modal on top, or the person's Home. NULL: ended, as above. */
struct view *interaction_read_view(struct playground *playground, struct http_request *request,
	const struct cJSON *body, struct interaction *ret_interaction);

/* Reads `as` and `channel`, as above. */
bool interaction_read(struct playground *playground, struct http_request *request,
	const struct cJSON *body, struct interaction *ret_interaction);

/* Asks the app: an interactive envelope around `payload`, which it takes over. `done` gets a copy
 * of `interaction` that it frees. */
void interaction_send(const struct interaction *interaction, struct cJSON *payload, bool accepts,
	envelope_done *done);

/* As payloads name a channel: "directmessage" and "privategroup" for what is not public. */
const char *interaction_channel_name(const struct channel *channel);

/* {id, username, name, team_id} under "user", {id, domain} under "team", the app's id. */
void interaction_describe(const struct interaction *interaction, struct cJSON *payload);

/* Both put what they make into `payload`. */
void trigger_create(const struct interaction *interaction, struct cJSON *payload);
void response_url_create(
	const struct interaction *interaction, struct cJSON *payload, const struct post *source);

/* The one entry under "actions": what was pressed, typed or chosen. `state` is NULL for a button.
 */
void interaction_describe_action(const struct interaction *interaction, struct cJSON *payload,
	const struct input *input, const struct cJSON *state);

/* interaction_action() for an element of a view. */
void interaction_action_in_view(
	struct playground *playground, struct http_request *request, const struct cJSON *body);

/* Shows `content`, which is checked, as a new message: to everyone, or to the person alone. */
struct post *interaction_show(
	const struct interaction *interaction, const struct cJSON *content, bool to_everyone);

/* Answers {ok, envelope_id, payload}, or the error that the person sees. Ends the request. */
void interaction_answer(const struct interaction *interaction, enum envelope_outcome outcome,
	const char *timed_out, const char *envelope_id, const struct cJSON *payload);

#endif
