#ifndef LASTMILE_PLAYGROUND_TEAMS_ACTS_H
#define LASTMILE_PLAYGROUND_TEAMS_ACTS_H
/*
 * What the act_*.c files share: somebody doing something, the request that waits for it, and what
 * they hear at the end. Nobody but they and control.c includes this.
 */
#include <stdbool.h>

#include "playground/teams/courier.h"
#include "playground/teams/teams.h"

struct cJSON;
struct dialog;
struct http_request;
struct teams_person;
struct teams_place;

/* While the app is asked. What may be gone by then is kept by its id. */
struct act {
	struct teams *teams;
	struct http_request *request;
	const struct teams_person *person;
	struct teams_place *place; // NULL: nowhere
	char post[32]; // id of the message acted upon; ""
	char dialog[32]; // id of the dialog; ""
};

/* Routes of /playground/… for a person of Teams; each ends the request, at once or later. */
void act_command(struct act *act, const struct cJSON *body);
void act_message(struct act *act, const struct cJSON *body);
void act_home(struct act *act, const struct cJSON *body);
void act_action(struct act *act, const struct cJSON *body);
void act_input(struct act *act, const struct cJSON *body);
void act_submit(struct act *act, const struct cJSON *body);
void act_close(struct act *act, const struct cJSON *body);
void act_shortcut(struct act *act, const struct cJSON *body);
void act_presence(struct act *act, const struct cJSON *body);

/* Reads `channel`; false: the request was answered and ended. */
bool act_read_place(struct act *act, const struct cJSON *body);

/* Sends `activity`, which is taken over; `done` gets a copy of `act` that it frees. */
void act_send(const struct act *act, struct cJSON *activity, courier_done *done);

/* True if the app answered with 2xx; else the person is told, and the request is ended. */
bool act_was_answered(const struct act *act, const struct courier_answer *answer);

/* The data of an action sent from a message without a dialog: a message with a value. */
void act_send_value(struct act *act, struct cJSON *value, const char *root);

/*
 * Shows what an answer of task/… or composeExtension/… says to do with the person's dialog: another
 * card, words, or nothing, which closes it. `answer` is the object to answer with, taken over.
 * `must_show`: nothing is no answer. Ends the request.
 */
void act_task(const struct act *act, const struct courier_answer *heard, struct cJSON *answer,
	bool must_show);

/* Whether inputs allow it: false with the request ended by "missing_input". */
bool act_inputs_filled(const struct act *act, const struct cJSON *card, const struct cJSON *values);
/* NULL, or why (static) `values` cannot be put into the card. */
const char *act_values_refused(
	const struct act *act, const struct cJSON *card, const struct cJSON *values);

#endif
