#ifndef LASTMILE_PLAYGROUND_TEAMS_WORKSPACE_H
#define LASTMILE_PLAYGROUND_TEAMS_WORKSPACE_H
/*
 * The made-up organisation on Teams' side: its people, where they talk, and what was said there. It
 * keeps facts and their order; it knows nothing of sockets or of who may do what.
 *
 * People and places come from the same document as Slack's (playground/world.h): those with
 * "platform": "teams". Every person has a direct conversation with the app, "a:1-NAME".
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bot/util/list.h"

struct cJSON;

struct teams_person {
	const char *id; // "29:1-dana"; of an app "28:…"
	const char *object; // of the directory: a guid
	const char *tenant; // whose directory
	const char *name;
	const char *handle; // "dana"
	const char *title;
	const char *email;
	const char *timezone;
	bool has_app; // installed for them
	bool is_app; // another one, which says things
	bool gone; // their account is closed; they stay in the places, for when it is opened again
};

enum teams_place_kind { PLACE_PERSONAL, PLACE_GROUP, PLACE_CHANNEL };

struct teams_place {
	enum teams_place_kind kind;
	char *id; // "19:legal@thread.tacv2", "a:1-dana"
	const char *name;
	const char *purpose;
	const char *tenant;
	const char *team; // of a channel: the team's id
	bool app_member;
	const struct teams_person *direct; // whose talk with the app this is, else NULL
	const struct cJSON *members; // ids of people; NULL in a direct conversation
	struct list posts; // teams_post::link, oldest first
};

/* One message. Strings and JSON are its own; what may be NULL says so. */
struct teams_post {
	struct list link; // teams_place::posts
	struct teams_place *place;
	char *id; // ms since the epoch, unique and increasing
	const struct teams_person *from; // NULL: the app
	char *text; // as typed, or as the app sent it
	struct cJSON *content; // the activity as the app sent it; NULL for people
	char *root; // the first message of its thread; NULL: it stands by itself
	char *reply_to; // the activity it answers; NULL
	const struct teams_person *targeted; // who alone sees it; NULL: everybody there
	struct cJSON *own; // {person: the card in its place for them alone}
	size_t replies; // in the thread that this one begins
	int64_t edits; // how often the app changed it
};

struct teams_workspace {
	const char *tenant, *app_id, *team_id, *team_name;
	char *bot_id; // "28:" and the app's id
	const char *bot_name;
	struct teams_person *people;
	size_t person_count;
	struct teams_place *places; // direct conversations stand last
	size_t place_count;
	int64_t last_id;
};

/* `document` must outlive it. NULL and *ret_why (static) for a document that cannot be. */
struct teams_workspace *teams_workspace_create(const struct cJSON *document, const char **ret_why);
void teams_workspace_destroy(struct teams_workspace *workspace); // NULL is fine
void teams_workspace_forget(struct teams_workspace *workspace); // all posts

/* By `29:…` or by the directory's id. NULL: nobody. */
const struct teams_person *teams_person(const struct teams_workspace *workspace, const char *id);
const struct teams_person *teams_person_by_handle(
	const struct teams_workspace *workspace, const char *handle, size_t length);
/* Everybody is there again. */
void teams_workspace_return_all(struct teams_workspace *workspace);
/* Their account is closed, or opened again. `person` is one of the workspace's. */
void teams_person_set_gone(
	struct teams_workspace *workspace, const struct teams_person *person, bool gone);
/* A conversation's id, also with ";messageid=" behind. */
struct teams_place *teams_place(const struct teams_workspace *workspace, const char *id);
struct teams_place *teams_place_by_name(
	const struct teams_workspace *workspace, const char *name, size_t length);
struct teams_place *teams_direct(
	const struct teams_workspace *workspace, const struct teams_person *person);

bool teams_place_has(const struct teams_place *place, const struct teams_person *person);

/* Free it: unique, later than all before. `now`: ms since the epoch. */
char *teams_new_id(struct teams_workspace *workspace, int64_t now);

/* `id` becomes the post's. `from` NULL: the app. */
struct teams_post *teams_post_create(
	struct teams_place *place, char *id, const struct teams_person *from, const char *text);
void teams_post_destroy(struct teams_post *post);
struct teams_post *teams_post(const struct teams_place *place, const char *id); // NULL: none
void teams_post_in_thread(struct teams_post *post, const char *root);
bool teams_post_seen_by(const struct teams_post *post, const struct teams_person *person);

#endif
