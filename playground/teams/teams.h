#ifndef LASTMILE_PLAYGROUND_TEAMS_TEAMS_H
#define LASTMILE_PLAYGROUND_TEAMS_TEAMS_H
/*
 * Teams' side of the playground: a table of contents, and its few doors to the rest. Slack's side
 * sees none of its people and places, and the other way round.
 *
 * /teams/… is what Microsoft's side serves: who issues tokens, whose keys are good, the connector.
 * What people do goes out as activities (courier.h). control.md describes both.
 */
#include <stdbool.h>
#include <stdint.h>

struct access;
struct cJSON;
struct courier;
struct dialogs;
struct http_request;
struct installer;
struct issuer;
struct playground;
struct teams_workspace;

struct teams {
	struct playground *playground;
	struct teams_workspace *workspace;
	struct issuer *issuer;
	struct access *access;
	struct courier *courier;
	struct installer *installer;
	struct dialogs *dialogs;
	bool any_ids; // ids in addresses need not be percent-encoded
};

/* 0, or a negative errno after saying why. `document` is the world's and must outlive it. */
int teams_create(struct playground *playground, const struct cJSON *document, struct teams **ret);
void teams_start(struct teams *teams); // the address is known now
void teams_stop(struct teams *teams); // nothing is sent any more; the loop runs dry after it
void teams_destroy(struct teams *teams);
void teams_forget(struct teams *teams);

int64_t teams_now(const struct teams *teams); // ms since the epoch, as people see it
char *teams_service_url(const struct teams *teams); // free() it

/* /teams/…; `path` is what follows. Ends the request. */
void teams_handle(struct teams *teams, struct http_request *request, const char *path);

/* /playground/…: true if it is about a person of Teams, or about Teams; the request is ended then,
 * at once or later. `path` is what follows. */
bool teams_control(struct teams *teams, struct http_request *request, const char *path,
	const struct cJSON *body);

/* The id (borrowed) of this person if they are one of Teams'; NULL. */
const char *teams_person_id(const struct teams *teams, const char *id);

/* For GET /playground/world: a new object. */
struct cJSON *teams_show(const struct teams *teams);

#endif
